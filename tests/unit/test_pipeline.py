"""The pure parts of the pipeline: rounds, overrides, questions, dossier, and the loop that pushes."""

import ast

import pytest
import structlog
import yaml

from worker.errors import (
    ConflictsPersist,
    EnvironmentBroken,
    LeaseLost,
    NotebookFailed,
    NotebookInvalid,
    PatchImpossible,
    PushRefused,
    TaskInvalid,
    TrackingUnavailable,
)
from worker.evidence import Check, Evidence
from worker.findings import Findings, LiveElement, LiveValue, Site
from worker.notebook.source import read_notebook
from worker.pipeline.dossier import Dossier, join_evidence, proof_failed_message
from worker.pipeline.drafting import copy_checkout, resolve_inside
from worker.pipeline.exploring import Explored, Target, open_target, timeout_s
from worker.pipeline.modules import local_modules
from worker.pipeline.overrides import Overridden, override
from worker.pipeline.preparing import check_plan, check_sites
from worker.pipeline.publishing import Ending, Publisher, pause_s, tag_commit
from worker.pipeline.questions import ask, asked_back, combine, join_blocks
from worker.pipeline.rounds import merge, nudged, run_cells, times_executed
from worker.pipeline.steps import Steps
from worker.plan import Experiment, Interpretation, Question, TrackingPlan, Value
from worker.ports import CellOutcome, CellStatus, Execution, PublishedCommit, PushOutcome
from worker.result import State
from worker.task import Task, Verify

RAN, FAILED, STOPPED, CANCELLED, IDLE = (
    CellStatus.RAN, CellStatus.FAILED, CellStatus.STOPPED, CellStatus.CANCELLED, CellStatus.IDLE,
)  # fmt: skip


def execution(*statuses, seconds=1.0):
    return Execution(
        cells=tuple(
            CellOutcome(cell=index, status=status, exception="KeyError" if status is FAILED else "", message="")
            for index, status in enumerate(statuses)
        ),
        seconds=seconds,
    )


def notebook(*bodies, head=""):
    indented = ["\n".join(f"    {line}" for line in body.splitlines()) for body in bodies]
    cells = "".join(f"@app.cell\ndef _():\n{body}\n    return\n\n\n" for body in indented)
    return read_notebook(f"{head}import marimo\n\napp = marimo.App()\n\n\n{cells}")


def task(*requirements, **parts):
    return Task(title="Track the solver", files=("nb.py",), requirements=requirements or ("Log epochs",), **parts)


def plan(*indices, notebook="nb.py", site=None):
    params = tuple(
        Value(key=f"p{index}", expression="x", cell=1, statement=0, requirements=(index,)) for index in indices
    )
    return TrackingPlan(notebook=notebook, experiment=Experiment(name="e"), params=params, site=site)


# ---------------------------------------------------------------- rounds


def test_the_last_outcome_of_a_cell_counts_unless_it_stood_still():
    merged = merge([execution(RAN, STOPPED, RAN), execution(IDLE, RAN, FAILED)])
    assert [cell.status for cell in merged.cells] == [RAN, RAN, FAILED]
    assert merged.seconds == 2.0


def test_executions_are_counted_whether_or_not_they_failed():
    rounds = [execution(RAN, STOPPED), execution(IDLE, RAN), execution(IDLE, FAILED)]
    assert times_executed({1}, rounds) == 2


def test_a_cell_that_begins_a_run_is_told_from_one_that_resumes_it():
    found = notebook(
        "import mlflow",
        "with mlflow.start_run(experiment_id=e) as _run:\n    train()",
        "with mlflow.start_run(run_id=i):\n    mlflow.log_metric('a', b)",
        "for trial in trials:\n    with mlflow.start_run(nested=True):\n        pass",
    )
    assert run_cells(found, site=3) == {1}


def test_the_sites_cell_stands_for_a_run_that_is_not_seen():
    found = notebook("import mlflow", "train()")
    assert run_cells(found, site=1) == {1}
    assert run_cells(found, site=None) == frozenset()


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        ({"value": 10, "start": 1, "stop": 100, "step": 1}, 11),
        ({"value": 100, "start": 1, "stop": 100, "step": 1}, 99),
        ({"value": 0.1, "start": 0.1, "stop": 0.5, "step": 0.1}, 0.2),
        ({"value": 1, "start": 1, "stop": 1, "step": 1}, None),
        ({"value": 1, "start": 1, "stop": 9}, None),
        ({"value": 1, "start": 1, "stop": 9, "step": 1, "kind": "dropdown"}, None),
    ],
)
def test_an_element_is_moved_one_step_within_its_range(element, expected):
    value = element.pop("value")
    live = LiveElement(kind=element.pop("kind", "slider"), value=LiveValue(type="int", number=value), **element)
    assert nudged(live) == expected
    assert isinstance(nudged(live), type(expected))


# ---------------------------------------------------------------- overrides


@pytest.mark.parametrize(
    ("body", "values", "expected"),
    [
        ("epochs = 100", {"epochs": 2}, "epochs = 2"),
        ("epochs: int = 100  # long", {"epochs": 2}, "epochs: int = 2  # long"),
        ("epochs, lr = 100, 0.1", {"epochs": 2}, "epochs, lr = 2, 0.1"),
        ("ü = 'ä'; epochs = 100", {"epochs": 2}, "ü = 'ä'; epochs = 2"),
        ("layers = [64,\n    64]", {"layers": [2]}, "layers = [2]"),
        ("act = 'tanh'", {"act": "re'lu"}, 'act = "re\'lu"'),
        ("e = mo.ui.slider(1, 9, value=5)", {"e": 2}, "e = mo.ui.slider(1, 9, value=2)"),
        ("e = mo.ui.slider(1, 9)", {"e": 2}, "e = mo.ui.slider(1, 9, value=2)"),
        ("e = mo.ui.slider(1, 9,)", {"e": 2}, "e = mo.ui.slider(1, 9,value=2)"),
        ("e = mo.ui.checkbox()", {"e": True}, "e = mo.ui.checkbox(value=True)"),
    ],
)
def test_an_override_replaces_only_the_value(body, values, expected):
    before = notebook("import marimo as mo", body)
    after = override(before, values)
    assert after.text == before.text.replace(body.replace("\n", "\n    "), expected)
    assert after.replaced == frozenset(values)


def test_ui_elements_are_told_from_literals():
    found = override(notebook("a = 1\nb = mo.ui.slider(1, 2)"), {"a": 2, "b": 1})
    assert found.elements == {"b"}


@pytest.mark.parametrize("body", ["epochs = count()", "other = 1", "def f():\n    epochs = 1", "epochs += 1"])
def test_what_is_no_literal_is_left_alone(body):
    before = notebook(body)
    after = override(before, {"epochs": 2})
    assert after.text == before.text
    assert after.replaced == frozenset()


def test_a_byte_order_mark_and_crlf_survive_an_override():
    text = "\ufeff" + notebook("epochs = 100").text.replace("\n", "\r\n")
    after = override(read_notebook(text), {"epochs": 2})
    assert after.text == text.replace("100", "2")


def test_an_override_stays_a_literal_whatever_the_planner_writes():
    after = override(notebook("epochs = 100"), {"epochs": "__import__('os').system('true')"})
    assigned = [node.value for node in ast.walk(ast.parse(after.text)) if isinstance(node, ast.Assign)]
    assert any(isinstance(value, ast.Constant) and value.value.startswith("__import__") for value in assigned)


# ---------------------------------------------------------------- local modules


def test_imported_modules_of_the_repository_are_found_through_one_another(tmp_path):
    for name in (
        "examples/nb.py",
        "examples/beside.py",
        "lib/__init__.py",
        "lib/deep.py",
        "src/pkg/__init__.py",
        "alone.py",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    (tmp_path / "examples/nb.py").write_text("import numpy\nimport beside\nfrom lib import deep\n")
    (tmp_path / "lib/deep.py").write_text("import pkg\nimport beside\n")
    found = local_modules(tmp_path / "examples/nb.py", root=tmp_path)
    names = {path.relative_to(tmp_path).as_posix() for path in found}
    assert names == {"examples/beside.py", "lib/__init__.py", "lib/deep.py", "src/pkg/__init__.py"}


def test_modules_that_import_each_other_are_no_endless_way(tmp_path):
    (tmp_path / "a.py").write_text("import b\n")
    (tmp_path / "b.py").write_text("import a\nthis is no python\n")
    assert {path.name for path in local_modules(tmp_path / "a.py", root=tmp_path)} == {"b.py"}


# ---------------------------------------------------------------- failures of the notebook


def explored(*statuses, sites=()):
    findings = Findings(
        notebook="nb.py",
        content_hash="h",
        sites=tuple(Site(cell=cell, first=0, last=0, kind="fit") for cell in sites),
    )
    overridden = Overridden(text="", replaced=frozenset(), elements=frozenset())
    return Explored(findings=findings, execution=execution(*statuses), presses={}, overridden=overridden)


def test_a_failure_at_the_only_site_blames_the_notebook():
    with pytest.raises(NotebookFailed, match="cell 1: KeyError"):
        check_sites(explored(RAN, FAILED, CANCELLED, sites=[2]))


def test_a_failure_beside_a_site_that_ran_does_not_block():
    check_sites(explored(RAN, RAN, FAILED, sites=[1]))


def test_a_failing_notebook_without_a_site_is_to_blame():
    with pytest.raises(NotebookFailed, match=r"nb\.py fails on its own, before any patch"):
        check_sites(explored(FAILED, RAN))


def test_a_notebook_that_runs_without_a_site_is_a_matter_for_questions():
    check_sites(explored(RAN, STOPPED))


def test_a_planned_value_in_a_failing_cell_blames_the_notebook():
    with pytest.raises(NotebookFailed):
        check_plan(explored(RAN, FAILED, RAN, sites=[0]), plan(0))


def test_a_failing_cell_that_the_plan_does_not_need_does_not_block():
    check_plan(explored(RAN, RAN, FAILED, sites=[0]), plan(0))


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


def test_a_failed_proof_names_three_checks_at_most():
    bad = [Check(name=f"c{i}", passed=False, expected="1", observed="2", category="x") for i in range(5)]
    text = proof_failed_message(bad)
    assert "c0: expected 1, observed 2" in text
    assert "c3" not in text
    assert text.endswith("and 2 more")


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


# ---------------------------------------------------------------- steps, targets, checkouts


def test_each_step_is_announced_timed_and_logged():
    seen = []
    steps = Steps(task_id="T-1", attempt=2, progress=seen.append, check=lambda: None)
    with structlog.testing.capture_logs() as events:
        for _ in range(2):
            with steps.step("explore"):
                pass
        with pytest.raises(NotebookFailed), steps.step("verify"):
            raise NotebookFailed("x")
    assert seen == ["explore", "explore", "verify"]
    assert set(steps.timings) == {"explore", "verify"}
    assert [event["event"] for event in events] == ["step.finished"] * 3
    assert events[0] == {**events[0], "step": "explore", "task_id": "T-1", "attempt": 2}
    assert events[2]["fault"] == "NotebookFailed"


def test_a_step_is_not_begun_without_the_lease():
    seen = []
    steps = Steps(task_id="T-1", attempt=1, progress=seen.append, check=Lost().check)
    with pytest.raises(LeaseLost), steps.step("explore"):
        seen.append("worked")
    assert seen == []


@pytest.mark.parametrize(("verify", "expected"), [(Verify(), 30.0), (Verify(timeout=5), 5.0)])
def test_the_tasks_own_timeout_wins(verify, expected):
    assert timeout_s(task(verify=verify), default=30.0) == expected


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"print('no notebook')\n", b"def (:\n"])
def test_a_file_that_is_no_notebook_is_refused(tmp_path, content):
    path = tmp_path / "nb.py"
    path.write_bytes(content)
    with pytest.raises(NotebookInvalid, match=r"nb\.py"):
        open_target(path, root=tmp_path)


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "link.py", "missing.py", "folder"])
def test_a_path_out_of_the_checkout_is_refused(tmp_path, name):
    (tmp_path / "link.py").symlink_to("/etc/passwd")
    (tmp_path / "folder").mkdir()
    with pytest.raises(TaskInvalid, match="files: "):
        resolve_inside(tmp_path, name)


def test_a_checkout_is_copied_without_its_history_and_with_its_environment(tmp_path):
    root = tmp_path / "root"
    for name in (".git/config", ".venv/bin/python", "examples/nb.py", "examples/__pycache__/nb.pyc"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x")
    copy = copy_checkout(root, tmp_path / "copy")
    assert sorted(path.name for path in copy.iterdir()) == [".venv", "examples"]
    assert (copy / ".venv").readlink() == root / ".venv"
    assert [path.name for path in (copy / "examples").iterdir()] == ["nb.py"]
    (copy / "examples/nb.py").write_text("changed")
    assert (root / "examples/nb.py").read_text() == "x"
