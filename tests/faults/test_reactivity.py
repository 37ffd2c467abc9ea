"""Patched notebooks under a person's hands: pressed, moved, run again, run while a run is open, and failing."""

import json
import uuid
from contextlib import contextmanager

import pytest

from tests.patches.patch_cases import line_of, notebook, plan, value
from tests.proof.bench import Control
from tests.proof.controls import CONTROLS, DESCENT, MO, experiment
from worker.adapters.kernel import MarimoKernel
from worker.plan import Nested

FAILING = """
class Fragile(Descent):
    def step(self):
        if len(self.history) >= 3:
            raise OverflowError("diverged")
        super().step()
"""


class Hands:
    """One open notebook, and what its runs are."""

    def __init__(self, session, server, task_id):
        self.session, self._server, self._task_id = session, server, task_id

    def runs(self):
        """All of them, oldest first."""
        return self._server.runs_of(task_id=self._task_id)

    def statuses(self):
        """Their statuses, oldest first."""
        return [run.status for run in self.runs()]


@pytest.fixture
def hands(bench, mlflow_uri, tmp_path):
    """Opens the patched form of a control in a kernel that logs to the server."""

    @contextmanager
    def open_notebook(control):
        own = uuid.uuid4().hex
        source = bench.work(control).patched.source.replace("control-", f"{own}-")
        with MarimoKernel().open(
            path=tmp_path / "study.py",
            source=source,
            tracking_uri=mlflow_uri,
            environment={"MLFLOW_RUN_CONTEXT": json.dumps({"mlflow_worker.task_id": own})},
            timeout_s=60,
        ) as session:
            found = Hands(session, bench.server, own)
            assert session.run().failures == ()
            yield found
            assert "RUNNING" not in found.statuses()

    return open_notebook


def test_every_press_is_one_run_and_a_moved_slider_alone_is_none(hands):
    with hands(CONTROLS["gated"]) as notebook_:
        assert notebook_.statuses() == []
        for _ in range(3):
            assert notebook_.session.use({"button": True}).failures == ()
        notebook_.session.use({"epochs": 6})
        assert notebook_.statuses() == ["FINISHED"] * 3
        notebook_.session.use({"button": True})
        assert [run.params["epochs"] for run in notebook_.runs()] == ["4", "4", "4", "6"]
        assert all({"loss", "score"} <= run.metrics.keys() for run in notebook_.runs())


def test_a_moved_slider_and_a_cell_that_is_run_again_are_one_run_each(hands, bench):
    control = CONTROLS["plain"]
    with hands(control) as notebook_:
        for epochs in (5, 6, 7):
            assert notebook_.session.use({"epochs": epochs}).failures == ()
        site = bench.work(control).patched.cell_map[control.plan.site.cell]
        for _ in range(2):
            assert notebook_.session.rerun([site]).failures == ()
        assert [run.params["epochs"] for run in notebook_.runs()] == ["4", "5", "6", "7", "7", "7"]
        assert notebook_.statuses() == ["FINISHED"] * 6
        assert len({run.experiment_id for run in notebook_.runs()}) == 1


def test_a_run_that_somebody_left_open_is_killed_and_not_finished(hands):
    with hands(CONTROLS["gated"]) as notebook_:
        notebook_.session.evaluate({2: ["__import__('mlflow').start_run().info.run_id"]})
        assert notebook_.statuses() == ["RUNNING"]
        assert notebook_.session.use({"button": True}).failures == ()
        assert notebook_.statuses() == ["KILLED", "FINISHED"]
        assert notebook_.runs()[1].params == {"epochs": "4"}


def test_a_training_that_raises_is_a_failed_run_and_the_next_press_a_good_one(hands):
    source = notebook(
        MO,
        DESCENT,
        FAILING,
        "epochs = mo.ui.slider(1, 9, value=2)\nbutton = mo.ui.run_button()",
        "mo.stop(not button.value)\nmodel = Fragile(0.1)\nmodel.train(epochs.value)\nloss = model.loss",
        "doubled = loss * 2",
    )
    tracking = plan(
        4, 2, experiment=experiment("fragile"), params=[value("epochs", "epochs.value", 3)],
        metrics=[value("loss", "loss", 4, 3), value("doubled", "doubled", 5)],
    )  # fmt: skip
    with hands(Control(name="fragile", source=source, plan=tracking)) as notebook_:
        notebook_.session.use({"epochs": 5})
        [failure, *_] = notebook_.session.use({"button": True}).failures
        assert (failure.exception, failure.message) == ("OverflowError", "diverged")
        assert notebook_.statuses() == ["FAILED"]
        notebook_.session.use({"epochs": 3})
        assert notebook_.session.use({"button": True}).failures == ()
        failed, good = notebook_.runs()
        assert (failed.status, failed.params, failed.metrics) == ("FAILED", {"epochs": "5"}, {})
        assert (good.status, good.params["epochs"], good.metrics.keys()) == ("FINISHED", "3", {"loss", "doubled"})


def test_a_trial_that_raises_fails_with_its_search_and_leaves_no_orphan(hands):
    source = notebook(
        MO,
        DESCENT,
        FAILING,
        "epochs = mo.ui.slider(1, 9, value=2)",
        "scores = []\nfor rate in [0.1, 0.2]:\n    trial = Fragile(rate)\n    trial.train(epochs.value + round(10 * rate) - 1)\n"
        "    score = trial.loss\n    scores.append(score)",
    )
    nested = Nested(
        cell=4,
        statement=1,
        path=(line_of(source, "score = trial"), line_of(source, "for rate in")),
        params=(value("rate", "rate", 4, 1, scope="loop"),),
        metrics=(value("score", "score", 4, 1, scope="loop"),),
    )
    control = Control(name="trials", source=source, plan=plan(4, 1, experiment=experiment("trials"), nested=nested))
    with hands(control) as notebook_:
        assert notebook_.statuses() == ["FINISHED"] * 3
        assert notebook_.session.use({"epochs": 3}).failures[0].exception == "OverflowError"
        parent, first, second = notebook_.runs()[3:]
        assert (parent.status, first.status, second.status) == ("FAILED", "FINISHED", "FAILED")
        assert first.parent == second.parent == parent.run_id
        assert notebook_.session.use({"epochs": 1}).failures == ()
        assert notebook_.statuses()[6:] == ["FINISHED"] * 3
