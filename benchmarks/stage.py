"""What the measurements run on: a Valkey, an MLflow server, a bare repository and a worker, all of their own."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import redis

from worker.adapters.services import Launch, Service, mlflow_server, started, valkey
from worker.demo.stage import git
from worker.errors import WorkerError

ROOT = Path(__file__).parents[1]
NOTEBOOKS = Path(__file__).with_name("notebooks")
STREAM = "mlflow-worker:{tasks}"


@dataclass(kw_only=True)
class Stage:
    """Services and a remote; tasks go in, results come out."""

    folder: Path
    redis_url: str
    mlflow: str
    author: Path
    bare: Path
    made: int = field(default=0)

    def settings(self, **more: str) -> dict[str, str]:
        """A worker's environment here."""
        return {
            "MLFLOW_WORKER_REDIS_URL": self.redis_url,
            "MLFLOW_TRACKING_URI": self.mlflow,
            "MLFLOW_WORKER_REPOSITORY": str(self.bare),
            "MLFLOW_WORKER_PYTHON": sys.executable,
            "MLFLOW_WORKER_DATA": str(self.folder / "data"),
            "MLFLOW_WORKER_LOG_FORMAT": "json",
            "MLFLOW_DISABLE_TELEMETRY": "true",
            "PYTHONPATH": str(ROOT),
            **more,
        }

    def add(self, notebook: str, text: str | None = None) -> str:
        """Push one more copy of a notebook of this folder (or this text); its path in the repository."""
        self.made += 1
        name = f"notebooks/{notebook}_{self.made}.py"
        path = self.author / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text or (NOTEBOOKS / f"{notebook}.py").read_text(encoding="utf-8"), encoding="utf-8")
        git(self.author, "pull", "--quiet", "--rebase", str(self.bare), "main") if self.made > 1 else None
        git(self.author, "add", "--all")
        git(self.author, "commit", "--quiet", f"--message=Add {name}")
        git(self.author, "push", "--quiet", str(self.bare), "HEAD:main")
        return name

    def pushed(self, name: str) -> str:
        """The notebook as it is on the branch now."""
        return git(self.bare, "show", f"main:{name}")

    def ask(self, task: str, *, worker: Service, timeout_s: float = 1800.0) -> tuple[dict[str, Any], float]:
        """Submit a task: its result, and the seconds from its claim to its settlement (the Redis server's clock)."""
        with redis.Redis.from_url(self.redis_url, decode_responses=True) as client:
            entry = client.xadd(STREAM, {"task": task})
            deadline = time.monotonic() + timeout_s
            while time.monotonic() < deadline and worker.exit_code is None:
                seen = client.hgetall(f"{STREAM}:task:{entry}")
                if "result" in seen:
                    result = json.loads(seen["result"])
                    return result, float(seen["finished_at"]) - float(seen["started_at"])
                time.sleep(0.02)
        raise TimeoutError(f"no result: {worker.log.read_text()[-2000:]}")

    @contextmanager
    def worker(self, **settings: str) -> Iterator[Service]:
        """`mlflow-worker run` as a process of its own."""
        launch = Launch(
            command=[sys.executable, "-m", "worker", "run"],
            url=self.redis_url,
            log=self.folder / f"worker-{time.monotonic_ns()}.log",
            ready=lambda: True,
            fault=WorkerError,
            environment=self.settings(**settings),
            ends=(signal.SIGTERM, signal.SIGTERM, signal.SIGKILL),
        )
        with started(launch) as service:
            yield service

    def script(self, text: str) -> float:
        """Seconds that a cold `python notebook.py` takes."""
        folder = self.folder / "script"
        folder.mkdir(exist_ok=True)
        (folder / "notebook.py").write_text(text, encoding="utf-8")
        environment = {**os.environ, "MLFLOW_TRACKING_URI": self.mlflow, "MLFLOW_DISABLE_TELEMETRY": "true"}
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "notebook.py"], cwd=folder, env=environment, check=True, capture_output=True, text=True
        )
        return time.perf_counter() - began


@contextmanager
def stage() -> Iterator[Stage]:
    """Start everything; end and remove it afterwards."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mlflow-worker-bench-")))
        mlflow = stack.enter_context(mlflow_server(folder))
        queue = stack.enter_context(valkey(folder))
        bare, author = folder / "team.git", folder / "author"
        git(folder, "init", "--quiet", "--bare", "--initial-branch=main", str(bare))
        git(folder, "init", "--quiet", "--initial-branch=main", str(author))
        yield Stage(
            folder=folder,
            redis_url=queue.wait(timeout_s=60).url,
            mlflow=mlflow.wait(timeout_s=180).url,
            author=author,
            bare=bare,
        )


def wait_until_warm(worker: Service, *, modules: set[str], timeout_s: float = 120.0) -> None:
    """Return once the worker can fork kernels that have these."""
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        lines = [line for line in worker.log.read_text().splitlines() if '"warm.ready"' in line]
        if any(modules <= set(json.loads(line)["modules"]) for line in lines):
            return
        time.sleep(0.1)
    raise TimeoutError("the worker does not get warm")


def task(title: str, *, file: str, lines: list[str], more: Mapping[str, Any] | None = None) -> str:
    """A task's text."""
    return json.dumps({"title": title, "files": file, "requirements": lines, **(more or {})})
