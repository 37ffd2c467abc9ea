"""The demo's stage: a temporary folder with a Valkey, an MLflow server and a git repository of its own."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from worker.adapters.services import Launch, Service, mlflow_server, started, valkey
from worker.errors import WorkerError

HERE = Path(__file__).parent
NOTEBOOK = HERE / "notebooks" / "03_pina_walrus_solver.py"
TARGET = "examples/03_pina_walrus_solver.py"
TASK = HERE / "task.yaml"
START_S = 180.0
"""seconds that a service may take to answer; an MLflow server needs 10 to 60"""


@dataclass(frozen=True, kw_only=True)
class Stage:
    """Everything that plays a part."""

    folder: Path
    repository: Path
    """the bare repository that stands for the team's remote"""
    redis: Service
    mlflow: Service

    def environment(self) -> dict[str, str]:
        """The worker's settings here; each one that would lead elsewhere is named."""
        return {
            "MLFLOW_WORKER_REDIS_URL": self.redis.url,
            "MLFLOW_TRACKING_URI": self.mlflow.url,
            "MLFLOW_WORKER_REPOSITORY": str(self.repository),
            "MLFLOW_WORKER_BRANCH": "main",
            "MLFLOW_WORKER_PYTHON": sys.executable,
            "MLFLOW_WORKER_DATA": str(self.folder / "data"),
            "MLFLOW_WORKER_LOG_FORMAT": "json",
            "MLFLOW_DISABLE_TELEMETRY": "true",
        }

    @contextmanager
    def worker(self) -> Iterator[Service]:
        """The real service as a process of its own, until the queue is empty."""
        launch = Launch(
            command=[sys.executable, "-m", "worker", "run", "--until-idle"],
            url=self.redis.url,
            log=self.folder / "worker.log",
            ready=lambda: True,
            fault=WorkerError,
            environment=self.environment(),
            # The first SIGTERM would let a task in work finish.
            ends=(signal.SIGTERM, signal.SIGTERM, signal.SIGKILL),
        )
        with started(launch) as service:
            yield service


@contextmanager
def stage() -> Iterator[Stage]:
    """Start both services side by side and make the repository; end and remove everything afterwards."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mlflow-worker-demo-")))
        mlflow = stack.enter_context(mlflow_server(folder))
        redis = stack.enter_context(valkey(folder))
        repository = _make_repository(folder)
        redis.wait(timeout_s=START_S)
        mlflow.wait(timeout_s=START_S)
        yield Stage(folder=folder, repository=repository, redis=redis, mlflow=mlflow)


def _make_repository(folder: Path) -> Path:
    """A bare repository with one commit on `main`: the notebook as its author left it."""
    bare, author = folder / "origin.git", folder / "author"
    git(folder, "init", "--quiet", "--bare", "--initial-branch=main", str(bare))
    git(folder, "init", "--quiet", "--initial-branch=main", str(author))
    target = author / TARGET
    target.parent.mkdir(parents=True)
    shutil.copyfile(NOTEBOOK, target)
    git(author, "add", "--all")
    git(author, "commit", "--quiet", "--message=Add the walrus solver")
    git(author, "push", "--quiet", str(bare), "HEAD:main")
    return bare


def git(folder: Path, *arguments: str) -> str:
    """Run git as the demo's author, apart from the user's configuration; its stdout."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment |= {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "A. Walrus",
        "GIT_AUTHOR_EMAIL": "walrus@example.org",
        "GIT_COMMITTER_NAME": "A. Walrus",
        "GIT_COMMITTER_EMAIL": "walrus@example.org",
    }
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments], check=True, capture_output=True, text=True, env=environment
    )
    return done.stdout
