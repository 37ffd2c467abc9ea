"""One task after another in this process, with a clock on every port and a counter on every request to MLflow."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import requests
from clock import Clock
from stage import Stage

from worker import wiring
from worker.adapters.kernel import warm_pool
from worker.adapters.mlflow_server import MlflowServer
from worker.interpret import interpret
from worker.pipeline import Pipeline
from worker.result import Result


class NullLease:
    """Nobody else wants the task."""

    def check(self) -> None:
        return


@dataclass
class Bench:
    """A pipeline under the clock."""

    pipeline: Pipeline
    clock: Clock
    pool: Any
    requests: list[str] = field(default_factory=list)
    made: int = 0

    def work(self, text: str) -> Result:
        """Work one task; ValueError when it is not pushed."""
        self.made += 1
        self.clock.take()
        self.requests.clear()
        with self.clock.time("whole"):
            result = self.pipeline.work(
                task_id=f"bench-{os.getpid()}-{self.made}", text=text, attempt=1, lease=NullLease(), progress=_ignore
            )
        if result.category != "pushed":
            raise ValueError(f"{result.state}/{result.category}: {result.message}")
        return result

    def warm(self, modules: set[str], *, timeout_s: float = 120.0) -> None:
        """Return once kernels with these can be forked."""
        deadline = time.monotonic() + timeout_s
        while not any(modules <= ready for ready in self.pool.ready()):
            if time.monotonic() > deadline:
                raise TimeoutError("the pool does not get warm")
            time.sleep(0.1)


@contextmanager
def bench(stage: Stage) -> Iterator[Bench]:
    """The real adapters, each behind a clock."""
    os.environ.update(stage.settings())
    settings = wiring.load_settings()
    clock = Clock()
    with warm_pool(python=sys.executable, inherited=os.environ, memory_limit=3_000_000_000) as pool:
        server = MlflowServer(uri=settings.tracking_uri)
        server.preflight()
        pipeline = Pipeline(
            repository=clock.watch(wiring.build_repository(settings), "git"),
            kernel=clock.watch(wiring.build_kernel(settings, pool=pool), "kernel"),
            server=clock.watch(server, "mlflow"),
            interpreter=clock.timed(interpret, "interpret"),
            tracking_uri=settings.tracking_uri,
        )
        made = Bench(pipeline, clock, pool)
        with _counted(made.requests):
            yield made


@contextmanager
def _counted(seen: list[str]) -> Iterator[None]:
    plain = requests.Session.send

    def send(session: requests.Session, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        seen.append(f"{request.method} {(request.path_url or '').partition('?')[0]}")
        return plain(session, request, **kwargs)

    requests.Session.send = send  # type: ignore[method-assign]
    try:
        yield
    finally:
        requests.Session.send = plain  # type: ignore[method-assign]


def _ignore(_step: str) -> None:
    return
