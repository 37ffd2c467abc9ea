"""Proving ahead: where a notebook trains for long, its plan is drafted from a glimpse, and proved while it is explored.

Such a proof counts only when it passes, and when the full exploration gives the very same plan and bytes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from worker.errors import Canceled, KernelTimeout, LeaseLost, WorkerError
from worker.pipeline.aside import Aside
from worker.pipeline.exploring import Target, Watch
from worker.pipeline.preparing import Preparation, Work
from worker.pipeline.steps import Steps
from worker.task import Task

AFTER_S = 6.0
"""a notebook none of whose cells takes so many seconds is never proved ahead"""
_LOOK_S = 0.2


class SupersededError(Exception):
    """What was begun ahead does not count: the full exploration comes to something else."""


@dataclass(kw_only=True)
class Ahead:
    """A task whose one notebook is still being explored in its own working tree, and proved in another."""

    preparation: Preparation
    task: Task
    exploring: Aside[list[Work]]
    watch: Watch
    steps: Steps
    note: Callable[..., None]
    """takes the notes of the full exploration"""
    begun: bool = field(default=False, init=False)
    """whether a proof has been running beside"""

    def takes_long(self, targets: Sequence[Target]) -> bool:
        """Wait until the notebook is explored (False), or one of its cells has been running for long (True)."""
        while not self.exploring.over(within_s=_LOOK_S):
            if len(targets) == 1 and self.watch.trains_for(targets[0]) >= AFTER_S:
                return True
        return False

    def guess(self, targets: Sequence[Target]) -> list[Work]:
        """What is to be proved, as far as a glimpse tells; SupersededError when it tells nothing."""
        with self.steps.step("explore"):
            seen = [Work(target=one, explored=self.preparation.explorer.glimpse(one, self.task)) for one in targets]
        prepared = self.preparation.plan(self.task, seen, steps=self.steps)
        if prepared.questions or any(_failed(work) or not work.changed for work in prepared.works):
            raise SupersededError
        self.begun = True
        return list(prepared.works)

    def complete(self, guess: Work) -> Work:
        """The same work with what the full exploration found; SupersededError when that comes to something else."""
        quiet = replace(self.steps, progress=lambda _: None, check=lambda: None, timings={})
        prepared = self.preparation.plan(self.task, self.exploring.result(), steps=quiet)
        [full] = prepared.works
        if prepared.questions or not _same(guess, full):
            raise SupersededError
        self.note(*prepared.notes)
        return replace(guess, explored=full.explored)

    def explored(self, targets: Sequence[Target]) -> list[Work]:
        """What exploring came to in the end; a failure is looked at once more, for what ran beside may be to blame."""
        try:
            works = self.exploring.result()
        except WorkerError as fault:
            if isinstance(fault, KernelTimeout) and not self.begun:
                raise
            works = []
        if works and not any(_failed(work) for work in works):
            return works
        for target in targets:
            self.preparation.explorer.forget(target, self.task)
        return self.preparation.explore(self.task, targets)


def comes_to_nothing(fault: BaseException) -> bool:
    """Whether a fault only ends what was done ahead, and not the task."""
    return isinstance(fault, WorkerError | SupersededError) and not isinstance(fault, LeaseLost | Canceled)


def _same(guess: Work, full: Work) -> bool:
    return (
        guess.plan == full.plan
        and guess.patched == full.patched
        and guess.explored.presses == full.explored.presses
        and not _failed(full)
    )


def _failed(work: Work) -> bool:
    return bool(work.explored.execution.failures)
