"""The checks of what has to stay: exceptions, dependencies, earlier tracking, other cells; and who is to blame."""

import pytest
from verify_records import CANCELLED, FAILED, RAN, cells, failing, named, run

from worker.notebook.source import read_notebook
from worker.plan import Experiment, Nested, TrackingPlan, Value
from worker.ports import ArtifactRecord, CellOutcome, CellStatus, Execution, Tracked
from worker.verify import Baseline, counted_loops

# ---------------------------------------------------------------- exceptions


TRAIN = "model.fit(X)\nscore = model.score(X)\n"
INSIDE = "    model.fit(X)\n    score = model.score(X)\n"


@pytest.mark.parametrize(
    "after",
    [
        f"try:\n{INSIDE}except Exception:\n    pass\n",
        f"try:\n{INSIDE}except:\n    mlflow.end_run('FAILED')\n",
        f"with contextlib.suppress(ValueError):\n{INSIDE}",
        "try:\n    _result = model.fit(X)\nexcept ValueError as error:\n    print(error)\nscore = model.score(X)\n",
    ],
)
def test_an_inserted_handler_around_the_training_swallows_its_exceptions(after):
    assert failing(before=TRAIN, after=after) == {"exceptions-pass": "exception-swallowed"}


@pytest.mark.parametrize(
    "after",
    [
        TRAIN,
        f"with mlflow.start_run():\n{INSIDE}",
        f"try:\n{INSIDE}except Exception:\n    mlflow.end_run('FAILED')\n    raise\n",
        f"try:\n{INSIDE}finally:\n    mlflow.end_run()\n",
        f"try:\n    mlflow.set_experiment('e')\nexcept mlflow.MlflowException:\n    pass\n{TRAIN}",
    ],
)
def test_what_lets_exceptions_pass_is_no_handler(after):
    assert failing(before=TRAIN, after=after) == {}


def test_a_handler_of_the_notebooks_own_may_stay():
    own = f"try:\n{INSIDE}except ValueError:\n    pass\n"
    assert failing(before=own, after=f"with run():\n    {own.replace(chr(10), chr(10) + '    ').rstrip()}\n") == {}


# ---------------------------------------------------------------- runs that end


@pytest.mark.parametrize(
    "after",
    [
        f"run = mlflow.start_run()\n{TRAIN}mlflow.end_run()\n",
        f"mlflow.start_run()\n{TRAIN}",
        f"with open('log') as log:\n    mlflow.start_run()\n{INSIDE}",
    ],
)
def test_a_run_that_an_exception_would_leave_open_is_none_to_push(after):
    assert failing(before=TRAIN, after=after) == {"runs-always-end": "run-left-open"}


@pytest.mark.parametrize(
    "after",
    [
        f"with mlflow.start_run(), open('log') as log:\n{INSIDE}",
        f"with mlflow.start_run() as run, mlflow.start_run(nested=True):\n{INSIDE}",
        f"run = mlflow.start_run()\ntry:\n{INSIDE}finally:\n    mlflow.end_run()\n",
    ],
)
def test_a_run_in_a_with_or_in_front_of_a_finally_ends_in_any_case(after):
    assert failing(before=TRAIN, after=after) == {}


def test_a_bare_run_of_the_notebooks_own_may_stay():
    own = f"mlflow.start_run()\n{TRAIN}mlflow.end_run()\n"
    assert failing(before=own, after=own) == {}


# ---------------------------------------------------------------- dependencies


def header(*entries):
    listed = "".join(f'#     "{entry}",\n' for entry in entries)
    return f"# /// script\n# dependencies = [\n{listed}# ]\n# ///\n\nx = 1\n"


def test_a_header_that_lists_dependencies_names_mlflow():
    assert failing(after=header("numpy", "mlflow>=3")) == {}
    assert failing(after=header("numpy")) == {"dependency-declared": "dependency-missing"}
    assert failing(after=header("mlflow-export")) == {"dependency-declared": "dependency-missing"}


@pytest.mark.parametrize("text", ["x = 1\n", "# /// script\n# requires-python = '>=3.11'\n# ///\nx = 1\n"])
def test_a_notebook_without_a_list_of_dependencies_needs_none(text):
    assert failing(after=text) == {}


# ---------------------------------------------------------------- earlier tracking


@pytest.mark.parametrize(
    ("tracked", "lost"),
    [
        (Tracked(params={"epochs": ("5",)}, metrics={"loss": (0.25,)}), ""),
        (Tracked(params={"epochs": ("5",), "rate": ("1",)}), "lost: parameter rate (1 became nothing)"),
        (Tracked(params={"epochs": ("6",)}), "lost: parameter epochs (6 became 5)"),
        (Tracked(metrics={"loss": (0.5,)}), "lost: metric loss (0.5 became 0.25)"),
        (Tracked(metrics={"gap": (1.0,)}, tags=frozenset({"team"})), "lost: metric gap (1 became nothing), tag team"),
        (Tracked(artifacts={"a.txt": 3, "big.bin": 999}), ""),
        (Tracked(artifacts={"b.txt": 3}), "lost: artifact b.txt"),
    ],
)
def test_what_was_logged_before_the_patch_is_still_logged(tracked, lost):
    parts = {"tracked": tracked, "artifacts": (ArtifactRecord(path="a.txt", size=3),), "artifact_limit": 100}
    assert failing(**parts) == ({"tracking-kept": "tracking-lost"} if lost else {})
    if lost:
        assert named("tracking-kept", **parts).observed == lost


def test_any_run_of_the_first_round_may_hold_it():
    other = run("r0", params={"epochs": "5", "rate": "1"})
    tracked = Tracked(params={"rate": ("1",)})
    assert failing(runs=(other, run()), site_executions=2, tracked=tracked) == {}
    assert failing(runs=(), second_runs=(), tracked=tracked)["tracking-kept"] == "tracking-lost"


def test_a_value_that_varies_without_the_patch_may_be_another():
    drawn, other = Tracked(metrics={"loss": (0.5,)}), Tracked(metrics={"loss": (0.7,)})
    again = Baseline(first=cells(RAN, RAN), second=cells(RAN, RAN), tracked=other)
    assert failing(tracked=drawn, again=again) == {}
    assert failing(tracked=drawn, again=again.model_copy(update={"tracked": drawn})) == {
        "tracking-kept": "tracking-lost"
    }


# ---------------------------------------------------------------- other cells


def shown(*outputs, kind="text/html", stdout=("", "")):
    return Execution(
        cells=tuple(
            CellOutcome(cell=number, status=CellStatus.RAN, output=text, output_type=kind, stdout=printed)
            for number, (text, printed) in enumerate(zip(outputs, stdout, strict=False))
        ),
        seconds=0.1,
    )


CHANGED = {"outputs-kept": "output-changed"}


def test_an_untouched_cell_that_shows_or_prints_something_else_is_reported():
    before = shown("a", "b")
    assert failing(unpatched=before, execution=shown("x", "b")) == CHANGED
    assert failing(unpatched=before, execution=shown("a", "b", stdout=("!", ""))) == CHANGED
    assert failing(unpatched=before, execution=before) == {}


def test_an_edited_cell_shows_what_it_showed_and_may_print_more():
    before = shown("a", "b")
    assert failing(unpatched=before, execution=shown("a", "x")) == CHANGED
    assert failing(unpatched=before, execution=shown("a", "b", stdout=("", "logged"))) == {}
    assert failing(unpatched=shown("a", ""), execution=shown("a", "link")) == {}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<b object-id='c003-0'>4</b>", "<b object-id='c004-0'>4</b>"),
        # elements within a table's rows, a dictionary's, a form's
        (
            "{&#92;&quot;control&#92;&quot;: object-id=&#x27;c003-0&#x27;}",
            "{&#92;&quot;control&#92;&quot;: object-id=&#x27;c004-0&#x27;}",
        ),
        (
            "<m data-element-ids='{&quot;c006-2&quot;:&quot;0&quot;}'>",
            "<m data-element-ids='{&quot;c007-2&quot;:&quot;0&quot;}'>",
        ),
        ("<Model at 0x7f01>", "<Model at 0x7f02>"),
        ('<img src="data:image/png;base64,AAAA">', '<img src="data:image/png;base64,BBBB">'),
        ("./@file/12-a.csv", "./@file/13-b.csv"),
    ],
)
def test_what_varies_with_the_place_of_a_cell_is_the_same(one, other):
    assert failing(unpatched=shown(one, "b"), execution=shown(other, "b")) == {}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<m data-value='4' object-id='c003-0'>", "<m data-value='5' object-id='c004-0'>"),
        ("abc003-4", "abc003-5"),
        ("c12-4", "c12-5"),
    ],
)
def test_what_only_looks_like_an_elements_id_counts(one, other):
    assert failing(unpatched=shown(one, "b"), execution=shown(other, "b")) == CHANGED


def test_what_varies_between_two_executions_without_the_patch_is_not_its_doing():
    again = Baseline(first=shown("z", "b"), second=shown("z", "b"))
    assert failing(unpatched=shown("a", "b"), execution=shown("x", "b"), again=again) == {}
    same = Baseline(first=shown("a", "b"), second=shown("a", "b"))
    assert failing(unpatched=shown("a", "b"), execution=shown("x", "b"), again=same) == CHANGED


def test_cells_that_show_the_servers_answers_may_show_others():
    parts = {"unpatched": shown("run 1", "b"), "execution": shown("run 2", "b")}
    assert failing(**parts, tracking_cells=frozenset({0})) == {}


def test_with_other_values_only_the_kind_of_output_is_compared():
    assert failing(unpatched=shown("2", "b"), execution=shown("9", "b"), shrunk=True) == {}


def test_an_untouched_cell_that_fails_in_another_way_is_reported():
    failed = cells(FAILED, RAN)
    other = Execution(
        cells=(failed.cells[0].model_copy(update={"exception": "KeyError"}), failed.cells[1]), seconds=0.1
    )
    assert failing(unpatched=failed, execution=other) == CHANGED


# ---------------------------------------------------------------- blame


def test_a_cell_that_fails_without_the_patch_too_blames_the_notebook():
    flaky = Baseline(first=cells(RAN, FAILED), second=cells(RAN, RAN))
    broken = cells(RAN, FAILED, CANCELLED)
    assert failing(execution=broken, again=flaky) == {"notebook-steady": "notebook-failed"}


def test_a_cell_that_fails_with_the_patch_alone_blames_the_patch():
    steady = Baseline(first=cells(RAN, RAN), second=cells(RAN, RAN))
    found = failing(execution=cells(RAN, FAILED, CANCELLED), again=steady)
    assert found == {"cells-still-run": "patch-broke-notebook", "inserted-cells-run": "patch-broke-notebook"}


def test_a_notebook_that_cannot_run_twice_is_to_blame_itself():
    once = Baseline(first=cells(RAN, RAN), second=cells(RAN, FAILED))
    found = failing(second_execution=cells(RAN, FAILED, CANCELLED), again=once)
    assert found == {"notebook-steady": "notebook-failed"}
    steady = Baseline(first=cells(RAN, RAN), second=cells(RAN, RAN))
    assert failing(second_execution=cells(RAN, FAILED, RAN), again=steady) == {
        "cells-run-again": "rerun-broke-notebook"
    }


# ---------------------------------------------------------------- iterations


def loop_of(head, *, before="", behind="", body="score = fit(x)"):
    lines = [line for line in (before, head, f"    {body}", behind) if line]
    text = "".join(f"    {line}\n" for part in lines for line in part.split("\n"))
    notebook = read_notebook(f"import marimo\n\napp = marimo.App()\n\n\n@app.cell\ndef _():\n{text}    return\n")
    line = next(number for number, one in enumerate(notebook.text.splitlines(), 1) if one.strip() == head)
    value = Value(
        key="score", expression="score", cell=0, statement=0, scope="loop", form="loop", path=(line + 1, line)
    )
    plan = TrackingPlan(
        notebook="nb.py", experiment=Experiment(name="e"), series=(value,),
        nested=Nested(cell=0, statement=0, path=(line + 1, line)),
    )  # fmt: skip
    return [expression for _, expression in counted_loops(notebook, plan).values()]


@pytest.mark.parametrize(
    ("head", "expression"),
    [
        ("for x in range(3):", "len(range(3))"),
        ("for i, x in enumerate(rates):", "len(rates)"),
        ("for x in tqdm(rates, desc='fit'):", "len(rates)"),
        ("for x, y in zip(rates, model.depths):", "min([len(rates), len(model.depths)])"),
        ("for k, x in grid.items():", "len(grid.items())"),
        ("for x in [1, 2]:", "len([1, 2])"),
    ],
)
def test_the_length_of_a_loop_is_asked_of_what_it_runs_over(head, expression):
    assert loop_of(head) == [expression]


@pytest.mark.parametrize(
    "parts",
    [
        {"head": "while x < 3:"},
        {"head": "for x in draws():"},
        {"head": "for x in map(f, rates):"},
        {"head": "for x in rates:", "body": "if x: break"},
        {"head": "for x in rates:", "body": "score = 1 if x else None; rates.remove(x)"},
        {"head": "for x in rates:", "behind": "rates.append(4)"},
        {"head": "for x in range(n):", "behind": "n = 0"},
    ],
)
def test_a_loop_whose_length_may_be_another_is_not_counted(parts):
    assert loop_of(**parts) == []


def test_a_loop_that_leaves_early_is_not_counted():
    assert loop_of("for x in rates:", body="score = 1; break") == []
