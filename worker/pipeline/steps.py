"""The clock of one task: each step is announced, fenced, timed and logged."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import structlog

from worker.ports import Progress

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Steps:
    """Timings and events of one attempt at one task."""

    task_id: str
    attempt: int
    progress: Progress
    check: Callable[[], None]
    """raises LeaseLost or Canceled; asked before every step"""
    timings: dict[str, float] = field(default_factory=dict)
    """seconds per step, summed when a step is done more than once"""

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Announce a step, and log `step.finished` with its duration, whatever its end."""
        self.check()
        self.progress(name)
        began = time.monotonic()
        fault = ""
        try:
            yield
        except BaseException as error:
            fault = type(error).__name__
            raise
        finally:
            seconds = round(time.monotonic() - began, 3)
            self.timings[name] = round(self.timings.get(name, 0.0) + seconds, 3)
            more = {"fault": fault} if fault else {}
            log.info("step.finished", step=name, task_id=self.task_id, attempt=self.attempt, duration_s=seconds, **more)
