"""The command line as a user meets it: real processes, real services."""

import json
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest
import redis

from worker.adapters.doctor import probe_data, probe_redis
from worker.adapters.services import free_port, mlflow_server, valkey

ROOT = Path(__file__).parents[2]
SEED_TASK = ROOT / "tasks" / "03_pina_walrus_solver.yaml"
DEADLINE_S = 60
LOSSES = ("pde_loss", "boundary_loss", "total_loss")


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory):
    with valkey(tmp_path_factory.mktemp("valkey")) as service:
        yield service.wait(timeout_s=30).url


@pytest.fixture
def remote(tmp_path):
    """A bare repository with one commit on `main`."""
    bare, author = tmp_path / "origin.git", tmp_path / "author"
    identity = ["-c", "user.name=author", "-c", "user.email=author@example.org"]
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", bare], check=True)
    subprocess.run(["git", "init", "-q", "-b", "main", author], check=True)
    (author / "notebook.py").write_text("import marimo\n")
    subprocess.run(["git", "-C", author, "add", "-A"], check=True)
    subprocess.run(["git", *identity, "-C", author, "commit", "-qm", "Begin"], check=True)
    subprocess.run(["git", "-C", author, "push", "-q", bare, "main"], check=True)
    return bare


@pytest.fixture
def start(tmp_path):
    """Starts `mlflow-worker …` in an empty folder, with no settings but those given; ended with the test."""
    folder = tmp_path / "cwd"
    folder.mkdir()
    started = []

    def begin(*arguments, **settings):
        clean = {name: value for name, value in os.environ.items() if not name.startswith("MLFLOW_")}
        clean |= {"MLFLOW_WORKER_DATA": str(tmp_path / "data"), "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        command = [sys.executable, "-m", "worker", *map(str, arguments)]
        process = subprocess.Popen(command, text=True, cwd=folder, env=clean | settings, **pipes)
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
def call(start):
    """Runs `mlflow-worker …` to its end."""

    def run(*arguments, stdin="", **settings):
        process = start(*arguments, **settings)
        stdout, stderr = process.communicate(stdin, timeout=DEADLINE_S)
        return subprocess.CompletedProcess(arguments, process.returncode, stdout, stderr)

    return run


def until(condition):
    deadline = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < deadline


# ---------------------------------------------------------------- start-up and usage


def test_help_answers_at_once_and_imports_nothing_heavy():
    code = "import sys; from worker.cli import main\ntry:\n main(['--help'])\nfinally:\n print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = set(done.stdout.splitlines()[-1].split())
    heavy = {"mlflow", "marimo", "pydantic", "pydantic_settings", "redis", "git", "libcst", "rich", "structlog", "yaml"}
    assert not heavy & loaded

    def seconds(*arguments):
        began = time.perf_counter()
        subprocess.run([sys.executable, *arguments], capture_output=True, check=True, cwd=ROOT)
        return time.perf_counter() - began

    # Against a bare interpreter measured just before, so that a busy machine does not decide.
    extra = [seconds("-m", "worker", "--help") - seconds("-c", "pass") for _ in range(5)]
    assert statistics.median(extra) < 0.5


def test_every_command_has_help(call):
    listed = call("--help").stdout.split("Commands:")[1].split("\n")
    names = [line.split()[0] for line in listed if line.startswith("  ") and line.split()]
    assert set(names) == {
        *("run", "submit", "status", "watch", "plan", "cancel", "retry", "schema", "patches", "doctor", "demo")
    }
    for name in names:
        done = call(name, "--help")
        assert done.returncode == 0
        assert done.stdout.startswith(f"Usage: python -m worker {name}")


@pytest.mark.parametrize(
    "arguments",
    [
        ["submitt"],
        ["submit"],
        ["submit", "no-such-file.yaml"],
        ["status", "--yaml"],
        ["run", "--concurrency", "0"],
        ["plan", "-"],
        ["patches", "no-such-patch"],
    ],
)
def test_wrong_usage_ends_with_2_and_says_why(call, arguments):
    done = call(*arguments)
    assert done.returncode == 2
    assert "Error:" in done.stderr


def test_a_wrong_setting_ends_with_2_and_names_the_variable(call):
    done = call("status", MLFLOW_WORKER_LEASE_S="soon", MLFLOW_WORKER_LOG_LEVEL="loud")
    assert done.returncode == 2
    assert "MLFLOW_WORKER_LEASE_S: " in done.stderr
    assert "MLFLOW_WORKER_LOG_LEVEL: " in done.stderr
    assert "soon" not in done.stderr
    assert "Traceback" not in done.stderr


def test_a_worker_without_a_repository_does_not_start(call, redis_url):
    done = call("run", "--until-idle", MLFLOW_WORKER_REDIS_URL=redis_url)
    assert done.returncode == 2
    assert "MLFLOW_WORKER_REPOSITORY" in done.stderr


def test_the_schema_is_json_schema_of_a_task(call):
    done = call("schema")
    schema = json.loads(done.stdout)
    assert set(schema["required"]) == {"title", "files", "requirements"}
    assert "tracking" in schema["properties"]


def test_every_listed_patch_has_a_manual(call):
    listed = [line.split()[0] for line in call("patches").stdout.splitlines()]
    assert listed
    for name in listed:
        manual = call("patches", name)
        assert manual.returncode == 0
        assert len(manual.stdout) > 40


# ---------------------------------------------------------------- the queue


def test_submit_prints_the_id_and_status_shows_the_task_waiting(call, redis_url):
    settings = {"MLFLOW_WORKER_REDIS_URL": redis_url}
    submitted = call("submit", SEED_TASK, **settings)
    assert submitted.returncode == 0
    task_id = submitted.stdout.strip()
    state = json.loads(call("status", task_id, "--json", **settings).stdout)
    assert state["task_id"] == task_id
    assert state["state"] == "submitted"


def test_a_task_comes_from_stdin_too(call, redis_url):
    done = call("submit", "-", stdin=SEED_TASK.read_text() + "id: from-stdin\n", MLFLOW_WORKER_REDIS_URL=redis_url)
    assert done.stdout.strip() == "from-stdin"


def test_a_broken_task_is_rejected_before_it_reaches_the_queue(call, redis_url, tmp_path):
    broken = tmp_path / "broken.yaml"
    broken.write_text("title: [\n")
    done = call("submit", broken, "--wait", "--json", MLFLOW_WORKER_REDIS_URL=redis_url)
    assert done.returncode == 3
    (line,) = done.stdout.splitlines()
    result = json.loads(line)
    assert (result["state"], result["category"]) == ("rejected", "task-invalid")
    assert result["message"]


def test_a_broken_task_does_not_hold_up_the_others(call, redis_url, tmp_path):
    broken = tmp_path / "broken.yaml"
    broken.write_text("title: no files\n")
    done = call("submit", broken, SEED_TASK, "--json", MLFLOW_WORKER_REDIS_URL=redis_url)
    assert done.returncode == 3
    rejected, accepted = map(json.loads, done.stdout.splitlines())
    assert rejected["state"] == "rejected"
    assert accepted["task_id"]


def test_canceling_a_task_ends_a_waiting_submit_with_1(call, start, redis_url, tmp_path):
    settings = {"MLFLOW_WORKER_REDIS_URL": redis_url}
    task = tmp_path / "task.yaml"
    task.write_text(SEED_TASK.read_text() + "id: to-cancel\n")
    waiting = start("submit", task, "--wait", "--json", **settings)
    until(lambda: call("status", "to-cancel", **settings).returncode == 0)
    assert call("cancel", "to-cancel", **settings).returncode == 0
    stdout, _ = waiting.communicate(timeout=DEADLINE_S)
    assert waiting.returncode == 1
    assert json.loads(stdout)["state"] == "canceled"
    assert json.loads(call("status", "to-cancel", "--json", **settings).stdout)["state"] == "canceled"
    assert call("cancel", "to-cancel", **settings).returncode == 0
    assert call("watch", "to-cancel", **settings).returncode == 1
    assert call("retry", "to-cancel", **settings).returncode == 0
    assert json.loads(call("status", "to-cancel", "--json", **settings).stdout)["state"] == "submitted"


def test_waiting_ends_after_its_timeout(call, redis_url):
    task = SEED_TASK.read_text() + "id: nobody-works-on-it\n"
    done = call("submit", "-", "--wait", "--json", "--timeout", "0.2", stdin=task, MLFLOW_WORKER_REDIS_URL=redis_url)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "nobody-works-on-it" in done.stderr


def test_an_unknown_task_is_said_to_be_unknown(call, redis_url):
    for command in ("status", "watch", "cancel", "retry"):
        done = call(command, "no-such-task", MLFLOW_WORKER_REDIS_URL=redis_url)
        assert done.returncode == 3
        assert "no-such-task" in done.stderr


@pytest.mark.parametrize("command", [["status"], ["cancel", "x"], ["retry", "x"], ["submit", str(SEED_TASK)]])
def test_without_redis_a_command_fails_with_one_line_and_no_password(call, command):
    done = call(*command, MLFLOW_WORKER_REDIS_URL=f"redis://:battery-staple@127.0.0.1:{free_port()}/0")
    assert done.returncode == 1
    assert done.stderr.startswith("mlflow-worker: ")
    assert "Traceback" not in done.stderr
    assert "battery-staple" not in done.stderr


# ---------------------------------------------------------------- doctor


def diagnoses(done):
    return {check["name"]: check for check in json.loads(done.stdout)["checks"]}


def test_doctor_finds_everything_well(call, redis_url, remote, tmp_path):
    with mlflow_server(tmp_path) as server:
        done = call(
            "doctor",
            "--json",
            MLFLOW_WORKER_REDIS_URL=redis_url,
            MLFLOW_TRACKING_URI=server.wait(timeout_s=120).url,
            MLFLOW_WORKER_REPOSITORY=str(remote),
        )
    assert all(check["well"] for check in diagnoses(done).values()), done.stdout
    assert set(diagnoses(done)) == {"redis", "mlflow", "git", "interpreter", "data", "sandbox"}
    assert done.returncode == 0


def test_doctor_says_how_to_mend_what_is_down(call, remote, tmp_path):
    done = call(
        "doctor",
        "--json",
        MLFLOW_WORKER_REDIS_URL=f"redis://127.0.0.1:{free_port()}/0",
        MLFLOW_TRACKING_URI=f"http://127.0.0.1:{free_port()}",
        MLFLOW_WORKER_REPOSITORY=str(remote),
        MLFLOW_WORKER_BRANCH="trunk",
        MLFLOW_WORKER_PYTHON=str(tmp_path / "no-such-python"),
    )
    assert done.returncode == 1
    found = diagnoses(done)
    assert [name for name, check in found.items() if check["well"]] == ["data", "sandbox"]
    assert "MLFLOW_WORKER_REDIS_URL" in found["redis"]["mend"]
    assert "MLFLOW_TRACKING_URI" in found["mlflow"]["mend"]
    assert "main" in found["git"]["observed"]
    assert "MLFLOW_WORKER_BRANCH" in found["git"]["mend"]
    assert "MLFLOW_WORKER_PYTHON" in found["interpreter"]["mend"]


def test_doctor_says_which_containment_is_in_force_and_what_a_required_one_lacks(call, tmp_path):
    (tmp_path / "bwrap").write_text("#!/bin/sh\necho 'bwrap: No permissions' >&2\nexit 1\n")
    (tmp_path / "bwrap").chmod(0o755)
    path = f"{tmp_path}:{os.environ['PATH']}"
    optional = diagnoses(call("doctor", "--json", PATH=path))["sandbox"]
    assert (optional["well"], "only limits" in optional["observed"]) == (True, True)
    assert "No permissions" in optional["observed"]
    required = diagnoses(call("doctor", "--json", PATH=path, MLFLOW_WORKER_SANDBOX="require"))["sandbox"]
    assert not required["well"]
    assert "mend: install bubblewrap" in required["mend"]


def test_the_service_does_not_start_without_a_required_sandbox(call, remote, tmp_path):
    (tmp_path / "bwrap").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "bwrap").chmod(0o755)
    done = call(
        *("run", "--until-idle"),
        PATH=f"{tmp_path}:{os.environ['PATH']}",
        MLFLOW_WORKER_REPOSITORY=str(remote),
        MLFLOW_WORKER_SANDBOX="require",
    )
    assert done.returncode == 2
    assert "MLFLOW_WORKER_SANDBOX is `require`, and bubblewrap does not run here: exit code 1" in done.stderr


def test_doctor_sees_that_the_data_folder_cannot_be_written(tmp_path):
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    diagnosis = probe_data(in_the_way / "data")
    assert not diagnosis.well
    assert "MLFLOW_WORKER_DATA" in diagnosis.mend


def test_doctor_asks_for_the_password_of_redis(tmp_path):
    with valkey(tmp_path) as service:
        url = service.wait(timeout_s=30).url
        with redis.Redis.from_url(url) as client:
            client.config_set("requirepass", "battery-staple")
        refused = probe_redis(url)
        assert not refused.well
        assert "password" in refused.mend
        assert probe_redis(url.replace("//", "//:battery-staple@")).well


def test_doctor_is_not_fooled_by_a_server_that_is_only_healthy(call, redis_url, remote):
    """The API answers 403 while `/health` is green: what a wrong `--allowed-hosts` does."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        program = (
            "import http.server as h, sys\n"
            "class Refusing(h.BaseHTTPRequestHandler):\n"
            "    def do_GET(self):\n"
            "        self.send_response(200 if self.path == '/health' else 403); self.end_headers()\n"
            "    do_POST = do_GET\n"
            "import socket\n"
            "server = h.HTTPServer(('127.0.0.1', 0), Refusing, bind_and_activate=False)\n"
            f"server.socket = socket.socket(fileno={listener.fileno()})\n"
            "server.serve_forever()\n"
        )
        fake = subprocess.Popen([sys.executable, "-c", program], pass_fds=[listener.fileno()])
        try:
            done = call(
                "doctor",
                "--json",
                MLFLOW_WORKER_REDIS_URL=redis_url,
                MLFLOW_TRACKING_URI=f"http://127.0.0.1:{port}",
                MLFLOW_WORKER_REPOSITORY=str(remote),
            )
        finally:
            fake.kill()
            fake.wait()
    assert done.returncode == 1
    assert not diagnoses(done)["mlflow"]["well"]
    assert diagnoses(done)["redis"]["well"]


# ---------------------------------------------------------------- plan and demo


def test_plan_needs_no_service_and_leaves_the_checkout_untouched(call, tmp_path):
    checkout = tmp_path / "checkout"
    notebook = checkout / "examples" / "03_pina_walrus_solver.py"
    notebook.parent.mkdir(parents=True)
    notebook.write_bytes((ROOT / "worker/demo/notebooks/03_pina_walrus_solver.py").read_bytes())
    before = {path: path.read_bytes() for path in checkout.rglob("*") if path.is_file()}
    nowhere = {
        "MLFLOW_WORKER_REDIS_URL": f"redis://127.0.0.1:{free_port()}/0",
        "MLFLOW_TRACKING_URI": f"http://127.0.0.1:{free_port()}",
    }
    done = call("plan", SEED_TASK, "--repository", checkout, **nowhere)
    assert done.returncode == 0, done.stderr
    assert "+++ b/examples/03_pina_walrus_solver.py" in done.stdout
    assert "pina-walrus-solver" in done.stdout
    for tracked in ("epochs.value", "learning_rate.value", "hidden.value", *LOSSES, "solution.png"):
        assert tracked in done.stdout, tracked
    as_json = json.loads(call("plan", SEED_TASK, "--repository", checkout, "--json", **nowhere).stdout)
    assert "mlflow" in as_json["diff"]
    assert {path: path.read_bytes() for path in checkout.rglob("*") if path.is_file()} == before


def test_plan_says_each_note_once(call, tmp_path):
    (tmp_path / "sums.py").write_text(
        "import marimo\n\napp = marimo.App()\n\n\n@app.cell\ndef _():\n    total = 1 + 2\n    return (total,)\n"
    )
    task = tmp_path / "task.yaml"
    task.write_text("Title: Sums\nFiles: sums.py\nRequirements:\n- Log the total\n- Use experiment sums\n")
    done = call("plan", task, "--repository", tmp_path, "--json")
    notes = json.loads(done.stdout)["notes"]
    assert notes
    assert len(notes) == len(set(notes)), notes


def test_the_demo_shows_the_whole_way_and_leaves_nothing_behind(tmp_path):
    environment = os.environ | {"TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "worker", "demo"],
        capture_output=True,
        text=True,
        timeout=600,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "+++ b/examples/03_pina_walrus_solver.py" in done.stdout
    assert "Create experiment" in done.stdout
    for loss in LOSSES:
        assert re.search(rf'^\+ +"{loss}": solver\.{loss},$', done.stdout, re.MULTILINE), loss
    assert "Task-Id: " in done.stdout
    assert "/#/experiments/" in done.stdout
    assert not list(tmp_path.glob("mlflow-worker-demo-*"))


def test_an_interrupted_demo_leaves_nothing_behind(tmp_path):
    environment = os.environ | {"TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    demo = subprocess.Popen(
        [sys.executable, "-m", "worker", "demo"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment
    )
    try:
        until(lambda: list(tmp_path.glob("mlflow-worker-demo-*/mlflow.db")))
        (folder,) = tmp_path.glob("mlflow-worker-demo-*")
        demo.send_signal(signal.SIGINT)
        demo.communicate(timeout=DEADLINE_S)
    finally:
        demo.kill()
        demo.wait()
    assert demo.returncode == 130
    assert not folder.exists()
    arguments = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
    assert not any(str(folder).encode() in line for line in arguments)
