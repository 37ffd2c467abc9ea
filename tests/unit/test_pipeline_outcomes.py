"""From interpretations and faults to questions and results."""

import pytest
import yaml
from pipeline_records import plan, task

from worker.errors import (
    EnvironmentBroken,
    NotebookFailed,
    NotebookInvalid,
    PatchImpossible,
    PushRefused,
    TaskInvalid,
)
from worker.evidence import Check, Evidence
from worker.pipeline.dossier import Dossier, join_evidence, proof_failed_message
from worker.pipeline.questions import ask, asked_back, combine, join_blocks
from worker.plan import Interpretation, Question
from worker.ports import PublishedCommit
from worker.result import State

# ---------------------------------------------------------------- questions


def question(index, phrase="the loss", tracking=""):
    return Question(requirement=index, phrase=phrase, text="which?", candidates=(f"c{index}",), tracking=tracking)


def test_a_plan_that_answers_everything_needs_no_question():
    planned = combine(task("a", "b"), {"nb.py": Interpretation(plan=plan(0, 1))})
    assert planned.questions == ()
    assert set(planned.plans) == {"nb.py"}


def test_a_requirement_that_nothing_answers_is_asked_back():
    planned = combine(task("a", "b"), {"nb.py": Interpretation(plan=plan(0))})
    assert [(one.requirement, one.phrase) for one in planned.questions] == [(1, "b")]


def test_a_requirement_that_one_file_answers_is_no_question_of_another():
    both = {"a.py": Interpretation(plan=plan(0)), "b.py": Interpretation(questions=(question(0),))}
    planned = combine(task("a"), both)
    assert planned.questions == ()
    assert planned.notes == ("b.py: nothing to track here",)


def test_a_requirement_that_no_file_answers_is_asked_once():
    both = {name: Interpretation(questions=(question(0),)) for name in ("a.py", "b.py")}
    assert len(combine(task("a"), both).questions) == 1


def test_a_partly_answered_requirement_is_still_asked():
    one = Interpretation(plan=plan(0), questions=(question(0, "dropout"),))
    assert [found.phrase for found in combine(task("a"), {"nb.py": one}).questions] == ["dropout"]


def test_all_questions_are_joined_into_one():
    blocks = ("tracking:\n  metrics:\n    loss: a\n", "tracking:\n  params:\n    lr: b\n  metrics:\n    acc: c\n")
    joined = ask([question(0, "the loss", blocks[0]), question(2, "the rate", blocks[1])])
    assert '"the loss"' in joined.text
    assert 'requirement 3, "the rate"' in joined.text
    assert joined.candidates == ("c0", "c2")
    assert yaml.safe_load(joined.tracking) == {
        "tracking": {"metrics": {"loss": "a", "acc": "c"}, "params": {"lr": "b"}}
    }


def test_a_single_block_is_pasted_as_it_is():
    assert join_blocks(["tracking:  # choose\n  link: true\n"]) == "tracking:  # choose\n  link: true\n"


def test_requirements_are_asked_back_or_open():
    found = asked_back(task("a", "b"), [question(1)])
    assert [one.status for one in found] == ["open", "asked-back"]


# ---------------------------------------------------------------- dossier


def dossier():
    return Dossier(task_id="T-1", attempt=2, branch="main", base="b0", task=task("a", "b"), files=("nb.py",))


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        (TaskInvalid("x"), State.REJECTED),
        (NotebookInvalid("x"), State.REJECTED),
        (PatchImpossible("x"), State.REJECTED),
        (NotebookFailed("x"), State.FAILED),
        (EnvironmentBroken("x"), State.FAILED),
        (PushRefused("x"), State.FAILED),
    ],
)
def test_a_permanent_fault_is_rejected_or_failed(fault, state):
    result = dossier().faulted(fault)
    assert (result.state, result.category, result.message) == (state, fault.category, "x")
    assert [one.status for one in result.requirements] == ["open", "open"]


def test_asking_back_names_every_phrase_in_the_message():
    result = dossier().questioned([question(0, "the loss"), question(1, "the figure")])
    assert (result.state, result.category) == (State.INPUT_REQUIRED, "needs-answer")
    assert "the loss" in result.message
    assert "the figure" in result.message
    assert result.question is not None
    assert result.commit == ""


def test_a_commit_of_an_earlier_attempt_completes_the_task():
    earlier = PublishedCommit(
        commit="c1", message="feat: x\n\nbody\n\nTask-Id: T-1\nMLflow-Experiment: e\nMLflow-Run: r1\nMLflow-Run: r2\n",
        files=("nb.py",), diff="d",
    )  # fmt: skip
    result = dossier().found(earlier, runs=())
    assert (result.state, result.category, result.commit) == (State.COMPLETED, "already-published", "c1")
    assert [run.run_id for run in result.runs] == ["r1", "r2"]
    assert result.experiment is not None
    assert result.experiment.name == "e"
    assert {one.status for one in result.requirements} == {"satisfied"}


def test_a_new_base_forgets_what_the_old_one_gave():
    one = dossier()
    one.diff, one.checks = "old", (Check(name="a", passed=True, expected="", observed=""),)
    one.note("kept", "kept")
    one.begin(base="b1")
    result = one.failed(category="x", message="")
    assert (result.base, result.diff, result.checks, result.notes) == ("b1", "", (), ("kept",))


def test_checks_of_several_notebooks_say_which_they_are_of():
    check = Check(name="run-made", passed=True, expected="", observed="")
    one = Evidence(attempt="1-a", tree="t", checks=(check,))
    both = join_evidence([("a.py", one), ("b.py", one)], tree="t", checks=(check,))
    assert [found.name for found in both.checks] == ["run-made @ a.py", "run-made @ b.py", "run-made"]
    assert [found.name for found in join_evidence([("a.py", one)], tree="t", checks=()).checks] == ["run-made"]


def test_a_proof_that_failed_by_the_notebooks_own_fault_says_so():
    own = Check(
        name="notebook-steady", passed=False, expected="1", observed="cell 3: OSError", category="notebook-failed"
    )
    assert proof_failed_message([own]).startswith(
        "the notebook fails on its own, without any patch, nothing was pushed"
    )


def test_a_failed_proof_names_three_checks_at_most():
    bad = [Check(name=f"c{i}", passed=False, expected="1", observed="2", category="x") for i in range(5)]
    text = proof_failed_message(bad)
    assert "c0: expected 1, observed 2" in text
    assert "c3" not in text
    assert text.endswith("and 2 more")
