"""A worker's sign of life, as kept in Redis."""

from typing import Final

from worker.adapters.queue.records import WorkerStatus
from worker.findings import Frozen

FORGET_S: Final = 3600.0
"""a worker silent for so long is struck off the list"""


class Heartbeat(Frozen):
    """Who works, since when, on what."""

    host: str
    pid: int
    started_at: float
    seen_at: float
    every_s: float
    """the worker promises to renew it so often"""
    tasks: tuple[str, ...] = ()

    def alive(self, *, now: float) -> bool:
        """Three missed beats (and five seconds for a slow machine) make a worker dead."""
        return now - self.seen_at < 3 * self.every_s + 5

    def status(self, worker: str, *, now: float) -> WorkerStatus:
        """The heartbeat as a planner sees it."""
        fields = self.model_dump(exclude={"every_s"})
        return WorkerStatus(worker=worker, alive=self.alive(now=now), **fields)
