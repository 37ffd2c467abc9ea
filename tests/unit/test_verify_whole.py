"""The checks of the notebook and of the commit, and the answers to requirements."""

import pytest
from verify_records import CANCELLED, FAILED, NAN, RAN, STOPPED, cells, failing, named, observed, plan, run

from worker.evidence import Check, Evidence, RunEvidence
from worker.plan import Artifact, Fix, Model, Nested, Value
from worker.task import Task
from worker.verify import answers, git_checks, verify

# ---------------------------------------------------------------- notebook


@pytest.mark.parametrize("status", [FAILED, STOPPED, CANCELLED])
def test_a_cell_that_no_longer_runs_is_the_patchs_fault(status):
    assert failing(execution=cells(status, RAN, RAN))["cells-still-run"] == "patch-broke-notebook"


def test_a_cell_that_failed_before_the_patch_may_still_fail():
    assert failing(unpatched=cells(FAILED, RAN), execution=cells(FAILED, RAN, RAN)) == {}


def test_an_inserted_cell_that_fails_is_the_patchs_fault():
    assert failing(execution=cells(RAN, RAN, FAILED))["inserted-cells-run"] == "patch-broke-notebook"


def test_the_cell_that_raised_is_named_before_those_cancelled_for_it():
    text = named("cells-still-run", execution=cells(CANCELLED, FAILED, RAN)).observed
    assert text == "cell 1: ValueError: bad shape; cell 0: cancelled"


def test_cells_are_compared_where_they_moved_to():
    moved = {0: 0, 1: 2}
    assert failing(cells=moved, edited=frozenset({2})) == {}
    assert failing(cells=moved, execution=cells(RAN, RAN, FAILED))["cells-still-run"] == "patch-broke-notebook"


def test_a_failure_in_the_second_execution_is_reported():
    assert failing(second_execution=cells(RAN, RAN, FAILED))["cells-run-again"] == "rerun-broke-notebook"


def test_an_untouched_cell_that_shows_another_kind_of_output_is_reported():
    execution = cells(RAN, RAN, RAN, types={0: "image/png"})
    assert failing(execution=execution) == {"outputs-kept": "output-changed"}


def test_an_edited_cell_may_show_something_else():
    assert failing(execution=cells(RAN, RAN, RAN, types={1: "text/markdown"})) == {}


# ---------------------------------------------------------------- git


def diff_of(*heads):
    return "".join(f"diff --git {head}\nindex 1..2 100644\n@@ -1 +1 @@\n+diff --git a/x b/x\n" for head in heads)


def git(**parts):
    given = {"proven_tree": "t1", "committed_tree": "t1", "diff": diff_of("a/nb.py b/nb.py"), "files": ["nb.py"]}
    return {check.name: check.category for check in git_checks(**(given | parts)) if not check.passed}


def test_the_proven_tree_with_the_target_alone_passes():
    assert git() == {}


def test_another_tree_than_the_proven_one_fails():
    assert git(committed_tree="t2") == {"proven-tree-committed": "tree-changed"}
    assert git(proven_tree="", committed_tree="") == {"proven-tree-committed": "tree-changed"}


def test_a_foreign_file_in_the_commit_fails():
    diff = diff_of("a/nb.py b/nb.py", "a/data.csv b/data.csv")
    assert git(diff=diff) == {"only-targets-changed": "foreign-file-changed"}


def test_a_commit_without_the_target_fails():
    assert git(diff="") == {"only-targets-changed": "foreign-file-changed"}


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("a/my notebooks/a b.py b/my notebooks/a b.py", "my notebooks/a b.py"),
        ('"a/\\303\\274bung.py" "b/\\303\\274bung.py"', "übung.py"),
        ('"a/say \\"hi\\".py" "b/say \\"hi\\".py"', 'say "hi".py'),
    ],
)
def test_unusual_file_names_are_read_from_the_diff(head, name):
    assert git(diff=diff_of(head), files=[name]) == {}


# ---------------------------------------------------------------- answers


FIGURE = Artifact(kind="figure", path="plots/solution.png", expression="fig", cell=1, statement=0, requirements=(3,))
MODEL = Model(
    expression="m", flavor="sklearn", cell=1, statement=0, registered_name="shop", alias="best", requirements=(4,)
)
NESTED = Nested(
    cell=1,
    statement=0,
    params=(Value(key="depth", expression="d", cell=1, statement=0),),
    metrics=(Value(key="score", expression="s", cell=1, statement=0),),
    requirements=(6,),
)
TASK = Task(title="Track", files=("nb.py",), requirements=("Log epochs", "Log the loss", "Create it", "Be nice"))


def test_each_requirement_is_mapped_to_its_checks():
    checks = verify(observed(runs=(run(metrics={"loss": NAN}),)))
    evidence = Evidence(
        attempt="1-ab", tree="t", checks=checks, runs=(RunEvidence(run_id="r1", status="FINISHED", url="http://r1"),)
    )
    found = answers(TASK, {0: ["params", "params"], 1: ["metrics"]}, evidence)
    assert [one.status for one in found] == ["open", "failed", "open", "open"]
    assert found[0].patch == "params"
    assert found[0].check == "param-logged:epochs"
    assert found[0].evidence == "param-logged:epochs: 5 (http://r1)"
    assert found[1].evidence == "metric-logged:loss: nan (http://r1)"
    assert found[2].check == "experiment-unique:solver, runs-in-experiment"
    assert found[3].evidence == ""


def test_requirements_are_satisfied_only_by_a_proof_that_passed_as_a_whole():
    whole = Evidence(attempt="1", tree="t", checks=verify(observed()))
    assert [one.status for one in answers(TASK, {}, whole)] == ["satisfied", "satisfied", "satisfied", "open"]
    stray = Check(name="x", passed=False, expected="", observed="", category="y")
    failed = whole.model_copy(update={"checks": (*whole.checks, stray)})
    assert [one.status for one in answers(TASK, {}, failed)] == ["open", "open", "open", "open"]


def test_a_run_left_open_is_named_before_what_it_breaks():
    checks = verify(observed(runs=(run(status="RUNNING"),), second_runs=(), second_execution=cells(RAN, FAILED, RAN)))
    assert next(check.category for check in checks if not check.passed) == "run-left-open"


def test_one_failing_check_of_several_fails_the_requirement():
    good = Check(name="a", passed=True, expected="", observed="1", requirements=(0,))
    bad = Check(name="b", passed=False, expected="", observed="2", category="x", requirements=(0,))
    found = answers(TASK, {}, Evidence(attempt="1", tree="t", checks=(good, bad)))
    assert (found[0].status, found[0].check) == ("failed", "b")


def test_a_plan_answers_what_its_parts_answer():
    whole = plan(
        artifacts=(FIGURE,), model=MODEL, nested=NESTED, link=True, link_requirements=(7,), run_tag_requirements=(5,),
        fixes=(Fix(name="close-runs", requirements=(8,)),),
    )  # fmt: skip
    assert whole.answered == {0, 1, 2, 3, 4, 5, 6, 7, 8}
