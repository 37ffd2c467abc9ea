"""Kernels that hang, die, leak or cannot start at all."""

import gc
import os
import signal
import sys
import threading
import time
import venv
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from textwrap import dedent, indent

import pytest
from mlflow import MlflowClient

from worker.adapters.kernel import MarimoKernel, MarimoSession
from worker.errors import EnvironmentBroken, KernelDied, KernelTimeout, NotebookInvalid
from worker.ports import CellStatus


def notebook(*cells: str) -> str:
    bodies = [f"@app.cell\ndef _():\n{indent(dedent(cell).strip(), '    ')}\n    return\n" for cell in cells]
    return "\n\n".join(["import marimo\n\napp = marimo.App()", *bodies])


@contextmanager
def kernel(
    source: str,
    folder: Path,
    *,
    timeout_s: float = 60,
    environment: Mapping[str, str] | None = None,
    **options,
) -> Iterator[MarimoSession]:
    with MarimoKernel(**options).open(
        path=folder / "notebook.py",
        source=source,
        tracking_uri="http://127.0.0.1:9",
        environment=environment or {},
        timeout_s=timeout_s,
    ) as session:
        yield session


def eventually(condition: Callable[[], bool], *, within_s: float = 10) -> bool:
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] != "Z"
    except FileNotFoundError:
        return False


# ---------------------------------------------------------------- time


def test_an_endless_loop_is_interrupted_so_that_its_run_can_end(tmp_path):
    source = notebook(
        "import pathlib, time",
        """
        try:
            while True:
                time.sleep(0.01)
        finally:
            pathlib.Path("ended").write_text("by interrupt")
        """,
    )
    with kernel(source, tmp_path, timeout_s=2) as session:
        with pytest.raises(KernelTimeout, match=r"cell 1 \('try:'\): it still ran after 2 s"):
            session.run()
        assert (tmp_path / "ended").read_text() == "by interrupt"


def test_a_run_that_is_cut_off_ends_failed_on_the_server(tmp_path):
    store = f"sqlite:///{tmp_path}/runs.db"
    client = MlflowClient(store)
    client.search_experiments()
    source = notebook(
        "import mlflow, time",
        f"""
        mlflow.set_tracking_uri({store!r})
        with mlflow.start_run():
            mlflow.log_metric("loss", 1.0)
            time.sleep(600)
        """,
    )
    with kernel(source, tmp_path, timeout_s=15) as session, pytest.raises(KernelTimeout, match="cell 1"):
        session.run()
    runs = client.search_runs(["0"])
    assert [run.info.status for run in runs] == ["FAILED"]


def test_a_loop_that_ignores_interrupts_is_killed(tmp_path):
    source = notebook(
        "import os, time\npid = os.getpid()\nopen('pid', 'w').write(str(pid))",
        """
        while pid:
            try:
                time.sleep(10)
            except KeyboardInterrupt:
                pass
        """,
    )
    started = time.monotonic()
    with kernel(source, tmp_path, timeout_s=2) as session, pytest.raises(KernelTimeout, match="cell 1"):
        session.run()
    assert time.monotonic() - started < 15
    assert not alive(int((tmp_path / "pid").read_text()))


def test_an_awaiting_cell_is_interrupted_too(tmp_path):
    source = notebook("import asyncio").replace("import asyncio", "import asyncio", 1)
    source += "\n\n@app.cell\nasync def _(asyncio):\n    await asyncio.sleep(600)\n    return\n"
    with kernel(source, tmp_path, timeout_s=2) as session, pytest.raises(KernelTimeout, match="cell 1"):
        session.run()


def test_an_expression_that_never_ends_times_out(tmp_path):
    with kernel(notebook("import itertools"), tmp_path, timeout_s=2) as session:
        session.run()
        with pytest.raises(KernelTimeout):
            session.evaluate({0: ["sum(itertools.repeat(1))"]})


def test_leaving_in_the_middle_of_a_run_interrupts_it(tmp_path):
    source = notebook(
        """
        import pathlib, time
        pathlib.Path("begun").touch()
        try:
            time.sleep(600)
        finally:
            pathlib.Path("ended").touch()
        """
    )

    def stop(*_arguments) -> None:
        raise InterruptedError("the worker was told to stop")

    previous = signal.signal(signal.SIGUSR1, stop)
    try:
        watcher = threading.Thread(
            target=lambda: eventually((tmp_path / "begun").exists) and os.kill(os.getpid(), signal.SIGUSR1)
        )
        watcher.start()
        with pytest.raises(InterruptedError), kernel(source, tmp_path) as session:
            session.run()
    finally:
        watcher.join()
        signal.signal(signal.SIGUSR1, previous)
    assert (tmp_path / "ended").exists()


# ---------------------------------------------------------------- death


def test_a_cell_that_ends_the_process_is_a_dead_kernel(tmp_path):
    with (
        kernel(notebook("import os\nos._exit(7)"), tmp_path) as session,
        pytest.raises(KernelDied, match="exit code 7"),
    ):
        session.run()


def test_a_killed_kernel_names_the_signal(tmp_path):
    source = notebook("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")
    with kernel(source, tmp_path) as session, pytest.raises(KernelDied, match="SIGKILL"):
        session.run()


def test_a_crash_in_native_code_is_a_dead_kernel(tmp_path):
    with kernel(notebook("import ctypes\nctypes.string_at(0)"), tmp_path) as session:
        with pytest.raises(
            KernelDied, match=r"(?s)cell 0 \('import ctypes'\): .*SIGSEGV.*Segmentation fault.*_cell_c000_"
        ):
            session.run()
        with pytest.raises(KernelDied):
            session.snapshot()


# ---------------------------------------------------------------- nothing left behind


def test_nothing_of_the_process_group_survives_not_even_a_grandchild(tmp_path):
    source = (
        notebook(
            """
        import os, subprocess, sys
        nap = [sys.executable, "-c", "import time; time.sleep(600)"]
        child = subprocess.Popen(nap)
        stray = subprocess.Popen(nap, start_new_session=True)
        double = subprocess.run(
            ["sh", "-c", "sleep 600 & echo $!"], stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        pids = [os.getpid(), child.pid, stray.pid, int(double.stdout)]
        """
        )
        .replace("stdout=subprocess.PIPE, text=True", "stdout=open('pid', 'w+'), text=True")
        .replace("int(double.stdout)", "int(open('pid').read())")
    )
    with kernel(source, tmp_path) as session:
        assert session.run().failures == ()
        pids = [int(pid) for pid in session.sequence("pids", cell=0)]
        assert all(alive(pid) for pid in pids)
    assert eventually(lambda: not any(alive(pid) for pid in pids)), [pid for pid in pids if alive(pid)]


def test_a_grandchild_is_ended_even_when_the_kernel_died_first(tmp_path):
    source = notebook(
        """
        import os, subprocess
        child = subprocess.Popen(["sleep", "600"])
        open("pid", "w").write(str(child.pid))
        os._exit(1)
        """
    )
    with kernel(source, tmp_path) as session, pytest.raises(KernelDied):
        session.run()
    pid = int((tmp_path / "pid").read_text())
    assert eventually(lambda: not alive(pid))


def test_five_kernels_leave_no_descriptor_thread_or_folder(tmp_path):
    def held() -> tuple[int, int]:
        gc.collect()
        return len(list(Path("/proc/self/fd").iterdir())), threading.active_count()

    def once() -> str:
        with kernel(notebook("import tempfile\nfolder = tempfile.gettempdir()"), tmp_path) as session:
            session.run()
            return session.snapshot().names["folder"].string

    once()
    before = held()
    folders = [once() for _ in range(5)]
    assert held() == before
    assert len(set(folders)) == 5
    assert not any(Path(folder).exists() for folder in folders)


# ---------------------------------------------------------------- environment


def test_the_notebook_sees_no_secret_of_the_worker(tmp_path):
    inherited = {
        "PATH": os.environ["PATH"],
        "LC_ALL": "C.UTF-8",
        "HTTPS_PROXY": "http://proxy:3128",
        "MLFLOW_WORKER_REDIS_URL": "redis://:secret@host",
        "MLFLOW_TRACKING_TOKEN": "of another server",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "GITHUB_TOKEN": "secret",
        "PYTHONPATH": "/somewhere",
    }
    source = notebook("import os", "seen = dict(os.environ)")
    options = {"inherited": inherited, "mlflow": {"MLFLOW_TRACKING_USERNAME": "worker"}}
    with kernel(source, tmp_path, environment={"MLFLOW_RUN_CONTEXT": "{}"}, **options) as session:
        session.run()
        seen = {name: value.string for name, value in session.snapshot().names["seen"].entries.items()}
    assert not {"MLFLOW_WORKER_REDIS_URL", "AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "PYTHONPATH"} & set(seen)
    assert "MLFLOW_TRACKING_TOKEN" not in seen
    assert seen["MLFLOW_TRACKING_URI"] == "http://127.0.0.1:9"
    assert seen["MLFLOW_TRACKING_USERNAME"] == "worker"
    assert seen["MLFLOW_RUN_CONTEXT"] == "{}"
    assert seen["HTTPS_PROXY"] == "http://proxy:3128"
    assert seen["LC_ALL"] == "C.UTF-8"
    assert seen["MPLBACKEND"] == "Agg"
    assert seen["HOME"] not in {"", str(Path.home())}


def test_the_home_of_notebooks_can_be_given(tmp_path):
    home = tmp_path / "home"
    with kernel(notebook("import pathlib\nhome = str(pathlib.Path.home())"), tmp_path, home=home) as session:
        session.run()
        assert session.snapshot().names["home"].string == str(home)


def test_a_dotenv_file_beside_the_notebook_does_not_redirect_tracking(tmp_path):
    (tmp_path / ".env").write_text("MLFLOW_TRACKING_URI=http://production\n")
    with kernel(notebook("import os\nuri = os.environ['MLFLOW_TRACKING_URI']"), tmp_path) as session:
        session.run()
        assert session.snapshot().names["uri"].string == "http://127.0.0.1:9"


# ---------------------------------------------------------------- interpreters that cannot


def start(folder: Path, python: str) -> None:
    with kernel(notebook("x = 1"), folder, python=python):
        pytest.fail("the kernel started")


def test_a_missing_interpreter_is_named_with_its_mend(tmp_path):
    with pytest.raises(EnvironmentBroken, match=r"/nowhere/python cannot be started .*MLFLOW_WORKER_PYTHON"):
        start(tmp_path, "/nowhere/python")


def test_an_interpreter_that_is_no_python_is_refused(tmp_path):
    with pytest.raises(EnvironmentBroken, match=r"/bin/false cannot run a marimo kernel: exit code 1"):
        start(tmp_path, "/bin/false")


def test_an_interpreter_without_marimo_and_mlflow_lists_both(tmp_path):
    venv.create(tmp_path / "bare", with_pip=False)
    with pytest.raises(EnvironmentBroken) as caught:
        start(tmp_path, str(tmp_path / "bare" / "bin" / "python"))
    assert "marimo is not installed" in str(caught.value)
    assert "mlflow is not installed" in str(caught.value)
    assert "-m pip install" in str(caught.value)


def test_an_interpreter_with_another_marimo_names_both_versions(tmp_path):
    venv.create(tmp_path / "old", with_pip=False)
    site = next((tmp_path / "old").glob("lib/python*/site-packages"))
    for name, version in (("marimo", "0.11.5"), ("mlflow", "3.0.0"), ("zmq", "27.0.0")):
        (site / name).mkdir()
        (site / name / "__init__.py").touch()
        (site / f"{name}-{version}.dist-info").mkdir()
        (site / f"{name}-{version}.dist-info" / "METADATA").write_text(f"Name: {name}\nVersion: {version}\n")
    with pytest.raises(EnvironmentBroken, match=r"marimo 0\.11\.5 .* does not fit this worker, which drives 0\."):
        start(tmp_path, str(tmp_path / "old" / "bin" / "python"))


@pytest.mark.parametrize("source", ["", "print('a script')", "# only a comment", "import marimo\nx = 1"])
def test_a_file_that_is_no_notebook_is_refused_before_any_process_starts(tmp_path, source):
    with pytest.raises(NotebookInvalid, match="is no marimo notebook"), kernel(source, tmp_path):
        pytest.fail("the kernel started")


def test_a_notebook_in_another_interpreter_runs_there(tmp_path):
    venv.create(tmp_path / "other", with_pip=False, system_site_packages=False)
    site = next((tmp_path / "other").glob("lib/python*/site-packages"))
    here = next(path for path in sys.path if path.endswith("site-packages"))
    (site / "shared.pth").write_text(here + "\n")
    python = tmp_path / "other" / "bin" / "python"
    with kernel(notebook("import sys\nwhere = sys.prefix"), tmp_path, python=str(python)) as session:
        assert session.run().cells[0].status is CellStatus.RAN
        assert session.snapshot().names["where"].string == str(tmp_path / "other")
