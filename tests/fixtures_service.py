"""The whole service: `mlflow-worker run` as processes, on a real queue, server and remote. A pytest plugin."""

import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import redis

from tests.fixtures_git import git, install_hook, publish
from tests.fixtures_redis import RedisServer, eventually

ROOT = Path(__file__).parents[1]
STREAM = "mlflow-worker:{tasks}"
RESULTS = f"{STREAM}:results"
DEADLINE_S = 90.0
SETTLE_S = 3.0
"""what was about to end has ended by then"""

FIT = """import marimo

app = marimo.App()


@app.cell
def _():
    import numpy as np

    return (np,)


@app.cell
def _():
    epochs = 5
    learning_rate = 0.1
    return epochs, learning_rate


@app.cell
def _(epochs, learning_rate, np):
    weight = np.zeros(2)
    for _epoch in range(epochs):
        weight = weight - learning_rate * 2 * (weight - 1.0)
    final_loss = float(np.mean((weight - 1.0) ** 2))
    return (final_loss,)


if __name__ == "__main__":
    app.run()
"""
"""A notebook that trains in no time."""


class Gate:
    """Something that a notebook can wait for, also from within a sandbox: a port on loopback that opens."""

    def __init__(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._listening = None

    def open(self):
        """Let all through that wait, and all who come."""
        self._listening = socket.create_server(("127.0.0.1", self.port), backlog=1024)

    def close(self):
        """Hold all who come from now on."""
        if self._listening is not None:
            self._listening.close()
            self._listening = None


@pytest.fixture
def gate():
    """A gate that is shut."""
    made = Gate()
    yield made
    made.close()


def held_fit(gate):
    """The same notebook; where it tracks to a server, and there alone, it trains until the gate is open."""
    wait = f"""    import os, socket, time

    while os.environ["MLFLOW_TRACKING_URI"].startswith("http"):
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", {gate.port})) == 0:
                break
        time.sleep(0.01)
"""
    # in the loop, so that it is part of the training that the run spans
    body = "\n".join("    " + line if line else "" for line in wait.splitlines())
    return FIT.replace("range(epochs):\n", f"range(epochs):\n{body}\n")


def fit_task(name="fit", *, task_id="", **more):
    """A task for the notebook above, in an experiment of its own."""
    lines = [f"id: {task_id}"] if task_id else []
    lines += [f"title: Track {name}", f"files: notebooks/{name}.py"]
    lines += [f"{key}: {value}" for key, value in more.items()]
    lines += ["requirements:", "- Log the epochs and the learning rate", "- Log the final loss"]
    return "\n".join([*lines, f'- Create experiment "{name}-{task_id or "x"}"', ""])


class Planner:
    """A planner with nothing but a Redis client: XADD in, XREAD out."""

    def __init__(self, url):
        self.redis = redis.Redis.from_url(url, decode_responses=True)
        self._ids = {}

    def submit(self, text):
        """The entry's id."""
        entry = self.redis.xadd(STREAM, {"task": text})
        stated = re.search(r"^id: (.+)$", text, re.MULTILINE)
        self._ids[entry] = stated[1] if stated else entry
        return entry

    def results(self):
        """Every result so far, oldest first, by plain XREAD: (stream entry of the task, result)."""
        reply = self.redis.xread({RESULTS: "0"})
        return [(fields["entry"], json.loads(fields["result"])) for _, fields in (reply[0][1] if reply else ())]

    def result(self, entry, *, seconds=DEADLINE_S, worker=None):
        """The one result of an entry; when a worker is given, it must live until then."""

        def found():
            ended = worker is not None and worker.process.poll() is not None
            # a task that was tried again comes back under another entry, and keeps its id
            answers = [
                one for answered, one in self.results() if self._ids[entry] == one["task_id"] or answered == entry
            ]
            assert answers or not ended, worker.log()
            return answers

        (result,) = eventually(found, seconds=seconds, what=f"the result of {entry}")
        return result

    def ask(self, text, **waiting):
        """Submit, and wait for the result."""
        return self.result(self.submit(text), **waiting)

    def state(self, task_id):
        """The per-task hash."""
        return self.redis.hgetall(f"{STREAM}:task:{task_id}")


class Remote:
    """The team's bare repository, and a clone of somebody else."""

    def __init__(self, bare, clone):
        self.bare, self.clone = bare, clone

    def push(self, files, *, branch="main", message="change"):
        """Somebody else pushes files to a branch (made from `main` when it is new)."""
        git(self.clone, "fetch", "--quiet", "origin")
        known = git(self.clone, "ls-remote", "--heads", "origin", branch)
        git(self.clone, "checkout", "--quiet", "-B", branch, f"origin/{branch if known else 'main'}")
        return publish(self.clone, files, message=message)

    def commits(self, task_id, *, branch="main"):
        """Commits with this Task-Id on the branch."""
        form = "--format=%H %(trailers:key=Task-Id,valueonly,separator=%x20)"
        lines = [line.split(" ", 1) for line in git(self.bare, "log", form, branch).splitlines()]
        return [commit for commit, trailer in lines if trailer == task_id]

    def trailers(self, commit):
        """Trailers of a commit: [(name, value)]."""
        text = git(self.bare, "log", "-1", "--format=%(trailers:only,unfold)", commit)
        return [tuple(line.split(": ", 1)) for line in text.splitlines()]

    def bytes(self, path, *, at="main"):
        """A file's content on the remote."""
        done = subprocess.run(["git", "show", f"{at}:{path}"], cwd=self.bare, capture_output=True, check=True)
        return done.stdout

    def tip(self, branch="main"):
        """The branch's newest commit."""
        return git(self.bare, "rev-parse", branch)

    def hook(self, name, script):
        """Install a hook."""
        install_hook(self.bare, name, script)


class Worker:
    """One `mlflow-worker run` process."""

    def __init__(self, process, log):
        self.process, self._log = process, log

    def log(self):
        """All that it said."""
        return self._log.read_text()

    def events(self, name):
        """Its log events of a name."""
        lines = [line for line in self.log().splitlines() if line.startswith("{") and line.endswith("}")]
        return [event for event in map(json.loads, lines) if event["event"] == name]

    def kill(self):
        """kill -9."""
        self.process.kill()
        self.process.wait()


def is_warm(pid):
    """Whether it is one of the processes that a worker keeps to fork kernels from."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text().strip() == "mlflow-warm"
    return False


class Proxy:
    """A way to a server that can be cut and mended: what a client sees is a server that went away.

    While `unwanted` is set, connections that carry these bytes are broken.
    """

    def __init__(self, uri):
        self._target = urlsplit(uri)
        self._listener, self._open, self._lock = None, set(), threading.Lock()
        self._port = 0
        self.unwanted = b""
        self.mend()
        self.uri = f"http://127.0.0.1:{self._port}"

    def mend(self):
        """Let connections through."""
        listener = socket.create_server(("127.0.0.1", self._port))
        self._port, self._listener = listener.getsockname()[1], listener
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def cut(self):
        """Refuse new connections, and break those there are."""
        with suppress(OSError):  # cut already
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            for end in self._open:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def _accept(self, listener):
        with suppress(OSError):
            while True:
                near = listener.accept()[0]
                far = socket.create_connection((self._target.hostname, self._target.port))
                with self._lock:
                    self._open |= {near, far}
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._pass_on, args=(one, other), daemon=True).start()

    def _pass_on(self, one, other):
        with suppress(OSError):
            while (data := one.recv(65536)) and not (self.unwanted and self.unwanted in data):
                other.sendall(data)
        with self._lock:
            self._open -= {one, other}
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


class Service:
    """Queue, server and remote of one test, and the workers that it starts."""

    def __init__(self, *, redis_url, mlflow_uri, remote, folder, temporary):
        self.planner, self.remote = Planner(redis_url), remote
        self.data, self.temporary = folder / "data", temporary
        self._folder, self._workers = folder, []
        self._settings = {
            "MLFLOW_WORKER_REDIS_URL": redis_url,
            "MLFLOW_TRACKING_URI": mlflow_uri,
            "MLFLOW_WORKER_REPOSITORY": str(remote.bare),
            "MLFLOW_WORKER_PYTHON": sys.executable,
            "MLFLOW_WORKER_DATA": str(self.data),
            "MLFLOW_WORKER_LOG_FORMAT": "json",
            "MLFLOW_WORKER_LEASE_S": "3",
            "MLFLOW_WORKER_SWEEP_S": "0.2",
            "TMPDIR": str(temporary),
            "PYTHONPATH": str(ROOT),
        }

    def start(self, *arguments, **settings):
        """Start a worker."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("MLFLOW_")}
        log = self._folder / f"worker-{len(self._workers)}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "worker", "run", *arguments],
                cwd=self._folder,
                env=clean | self._settings | settings,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._workers.append(Worker(process, log))
        return self._workers[-1]

    def until_step(self, task_id, step):
        """Return as soon as the task is in this step."""
        eventually(
            lambda: self.planner.state(task_id).get("step") == step, seconds=DEADLINE_S, what=f"{step} of {task_id}"
        )

    def processes(self):
        """What runs with a temporary folder below this service's: its workers, their kernels and gits."""
        marker = f"TMPDIR={self.temporary}".encode()
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if any(part.startswith(marker) for part in (entry / "environ").read_bytes().split(b"\0")):
                    found[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        return found

    def leftovers(self):
        """Everything that no worker should leave: processes besides the living workers, worktrees, temporary files.

        A living worker that begins a process looks like two workers for a moment (between fork and exec), so what is seen
        counts only if it stays.
        """
        deadline = time.monotonic() + SETTLE_S
        while (found := self._seen()) and time.monotonic() < deadline:
            time.sleep(0.05)
        return found

    def _seen(self):
        living = {worker.process.pid for worker in self._workers if worker.process.poll() is None}
        processes = [
            command for pid, command in self.processes().items() if pid not in living and not (living and is_warm(pid))
        ]
        worktrees = list(self.data.glob("repositories/*/worktrees/*"))
        temporary = [] if living else list(self.temporary.iterdir())
        return processes + worktrees + temporary

    def close(self):
        """End every worker, and whatever it left."""
        for worker in self._workers:
            worker.kill()
        for pid in self.processes():
            with suppress(ProcessLookupError):
                os.kill(pid, 9)
        self.planner.redis.close()


@pytest.fixture
def make_remote(bare_repository, clone):
    """Makes a remote with these files."""

    def make(files):
        bare = bare_repository(files)
        return Remote(bare, clone(bare))

    return make


@pytest.fixture
def make_service(redis_url, mlflow_uri, make_remote, tmp_path, tmp_path_factory):
    """Makes a service whose remote holds the given files (the small notebook if none), on an empty queue."""
    made = []

    def make(files=None, *, uri=mlflow_uri, remote=None, name="service"):
        remote = remote or make_remote(files or {"notebooks/fit.py": FIT})
        folder = tmp_path / name
        folder.mkdir()
        temporary = tmp_path_factory.mktemp("t")
        made.append(Service(redis_url=redis_url, mlflow_uri=uri, remote=remote, folder=folder, temporary=temporary))
        return made[-1]

    yield make
    for service in made:
        service.close()


@pytest.fixture(scope="session")
def team(redis_binary, mlflow_uri, tmp_path_factory):
    """One service with one worker for all tests that leave both alone; tests work on branches and files of their own."""
    folder = tmp_path_factory.mktemp("team")
    bare, first = folder / "team.git", folder / "clone"
    git(folder, "init", "--quiet", "--bare", "--initial-branch=main", str(bare))
    git(folder, "clone", "--quiet", str(bare), str(first))
    publish(first, {"notebooks/fit.py": FIT}, message="first")
    server = RedisServer(redis_binary, folder)
    server.start()
    service = Service(
        redis_url=server.url,
        mlflow_uri=mlflow_uri,
        remote=Remote(bare, first),
        folder=folder,
        temporary=tmp_path_factory.mktemp("t"),
    )
    service.worker = service.start()
    yield service
    service.close()
    server.stop()


@pytest.fixture
def proxy(mlflow_uri):
    """A way to the session's MLflow server that the test may cut."""
    way = Proxy(mlflow_uri)
    yield way
    way.cut()
