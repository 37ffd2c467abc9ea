"""The loop that pushes."""

import pytest
from pipeline_records import notebook

from worker.errors import (
    ConflictsPersist,
    LeaseLost,
    PushRefused,
    TrackingUnavailable,
)
from worker.pipeline.exploring import Target
from worker.pipeline.publishing import Ending, Publisher, pause_s, tag_commit
from worker.ports import PublishedCommit, PushOutcome

# ---------------------------------------------------------------- publishing


class Branch:
    """A branch that moves exactly between push and fetch, which a real one does only by luck."""

    def __init__(self, *outcomes, changes=frozenset(), published=None, refused=False):
        self.outcomes, self.changes, self.commit = list(outcomes), changes, published
        self.replays = self.pushes = 0
        self.base = "b0"
        self.refused = refused

    def push(self):
        self.pushes += 1
        if self.refused:
            raise PushRefused("hook")
        return self.outcomes.pop(0)

    def upstream_changes(self):
        return self.changes

    def replay(self):
        self.replays += 1

    def published(self, *, task_id, branch):
        return self.commit


class Held:
    def check(self):
        return None


class Lost:
    def check(self):
        raise LeaseLost("another worker owns T-1")


PUSHED, REJECTED = PushOutcome.PUSHED, PushOutcome.REJECTED
EARLIER = PublishedCommit(commit="c1", message="", files=(), diff="")


def publish(branch, tmp_path, *, lease=None, attempts=3):
    path = tmp_path / "nb.py"
    path.write_text("import helper\n")
    (tmp_path / "helper.py").write_text("")
    target = Target(name="nb.py", path=path, root=tmp_path, notebook=notebook("a = 1"))
    publisher = Publisher(repository=branch, attempts=attempts, wait=lambda _: None)
    return publisher.publish(branch, task_id="T-1", branch="main", lease=lease or Held(), targets=[target])


def test_a_first_push_that_goes_through_asks_nothing_more(tmp_path):
    found = publish(Branch(PUSHED), tmp_path)
    assert (found.ending, found.replays, found.commit) == (Ending.PUSHED, 0, "")


def test_a_lost_lease_stops_the_push(tmp_path):
    branch = Branch(PUSHED)
    with pytest.raises(LeaseLost):
        publish(branch, tmp_path, lease=Lost())
    assert branch.pushes == 0


def test_foreign_changes_replay_the_same_bytes(tmp_path):
    branch = Branch(REJECTED, REJECTED, PUSHED, changes=frozenset({"other.py"}))
    found = publish(branch, tmp_path)
    assert (found.ending, found.replays, branch.replays) == (Ending.PUSHED, 2, 2)


@pytest.mark.parametrize("changed", ["nb.py", "helper.py"])
def test_a_changed_target_or_module_asks_for_a_new_proof(tmp_path, changed):
    branch = Branch(REJECTED, changes=frozenset({changed, "other.py"}))
    assert publish(branch, tmp_path).ending is Ending.MOVED
    assert branch.replays == 0


def test_a_commit_of_the_same_task_ends_the_pushing(tmp_path):
    found = publish(Branch(REJECTED, published=EARLIER), tmp_path)
    assert (found.ending, found.earlier) == (Ending.FOUND, EARLIER)


def test_a_branch_that_always_moves_ends_in_a_retryable_fault(tmp_path):
    branch = Branch(REJECTED, REJECTED, REJECTED)
    with pytest.raises(ConflictsPersist, match="main moved at each of 3 attempts"):
        publish(branch, tmp_path)
    assert branch.pushes == 3


def test_a_refused_push_is_no_fault_when_the_commit_is_there(tmp_path):
    assert publish(Branch(refused=True, published=EARLIER), tmp_path).ending is Ending.FOUND
    with pytest.raises(PushRefused):
        publish(Branch(refused=True), tmp_path)


def test_pauses_grow_but_stay_short():
    assert all(0 < pause_s(attempt) <= 2.0 for attempt in range(50))


def test_runs_that_cannot_be_tagged_are_a_note():
    class Down:
        def tag_runs(self, run_ids, tags):
            raise TrackingUnavailable("gone")

    assert tag_commit(Down(), ["r1"], commit="c") == ("the runs could not be tagged with the commit: gone",)
