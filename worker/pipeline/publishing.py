"""Publish: push the proven commit, and when the branch moved, replay it or ask for a new proof."""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import structlog

from worker.errors import ConflictsPersist, PushRefused, TrackingUnavailable
from worker.pipeline.exploring import Target
from worker.pipeline.modules import local_modules
from worker.ports import Lease, PublishedCommit, PushOutcome, Repository, TrackingServer, Worktree

log = structlog.get_logger()

COMMIT_TAG = "mlflow_worker.commit"
"""on runs that prove a pushed commit: its id"""

_SHORTEST_WAIT_S = 0.05
_LONGEST_WAIT_S = 2.0


class Ending(StrEnum):
    """How publishing ended."""

    PUSHED = "pushed"
    FOUND = "found"
    """a commit of this task is on the branch already"""
    MOVED = "moved"
    """the branch changed what the proof rests on: prove again on the new base"""


@dataclass(frozen=True, kw_only=True)
class Publication:
    """The end of publishing, with the other worker's commit when one was found."""

    ending: Ending
    earlier: PublishedCommit | None = None
    replays: int = 0
    commit: str = ""
    """the pushed commit's id when replaying has changed it"""


@dataclass(frozen=True, kw_only=True)
class Publisher:
    """Pushes one task's commit with a bounded number of attempts."""

    repository: Repository
    attempts: int
    wait: Callable[[float], None] = time.sleep

    def publish(
        self, worktree: Worktree, *, task_id: str, branch: str, lease: Lease, targets: Sequence[Target]
    ) -> Publication:
        """Push; ConflictsPersist when the branch moved at every attempt. Raises what `lease.check` raises."""
        for attempt in range(self.attempts):
            # fencing: nothing leaves once another worker owns the task
            lease.check()
            try:
                outcome = worktree.push()
            except PushRefused:
                # a hook may refuse the second of two equal commits: what counts is what the branch holds
                earlier = self.repository.published(task_id=task_id, branch=branch)
                if earlier is None:
                    raise
                return Publication(ending=Ending.FOUND, earlier=earlier, replays=attempt)
            earlier = None
            if attempt or outcome is PushOutcome.REJECTED:
                earlier = self.repository.published(task_id=task_id, branch=branch)
            if outcome is PushOutcome.PUSHED:
                # a replayed commit has a new id, which the branch knows
                return Publication(ending=Ending.PUSHED, replays=attempt, commit=earlier.commit if earlier else "")
            if earlier is not None:
                return Publication(ending=Ending.FOUND, earlier=earlier, replays=attempt)
            if worktree.upstream_changes() & proof_rests_on(targets):
                log.info("push.target-moved", task_id=task_id, push_attempt=attempt + 1)
                return Publication(ending=Ending.MOVED, replays=attempt)
            worktree.replay()
            log.info("push.replayed", task_id=task_id, push_attempt=attempt + 1, base=worktree.base)
            self.wait(pause_s(attempt))
        raise ConflictsPersist(f"the branch {branch} moved at each of {self.attempts} attempts to push")


def proof_rests_on(targets: Sequence[Target]) -> frozenset[str]:
    """Repository paths of the notebooks and of the repository's modules that they import."""
    files = {target.name for target in targets}
    for target in targets:
        files |= {module.relative_to(target.root).as_posix() for module in local_modules(target.path, root=target.root)}
    return frozenset(files)


def pause_s(attempt: int) -> float:
    """Seconds before the next push: doubling, capped, with full jitter so that many workers part."""
    return random.uniform(_SHORTEST_WAIT_S, min(_LONGEST_WAIT_S, 0.2 * 2**attempt))  # noqa: S311 - no secret


def tag_commit(server: TrackingServer, run_ids: Sequence[str], *, commit: str) -> tuple[str, ...]:
    """Tag the proof's runs with their commit; a failure is a note, for the commit is out."""
    try:
        server.tag_runs(run_ids, {COMMIT_TAG: commit})
    except TrackingUnavailable as error:
        return (f"the runs could not be tagged with the commit: {error}",)
    return ()
