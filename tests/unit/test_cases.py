"""The cases of benchmarks/cases are whole: what the judge and the fast loop read is there and well formed."""

import csv
import importlib.util
import json
import re
import sys
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from explore_records import notebook

from worker.adapters.kernel import MarimoKernel
from worker.notebook.source import read_notebook
from worker.plan import Experiment, TrackingPlan, Value
from worker.task import read_task

CASES = Path(__file__).parents[2] / "benchmarks" / "cases"
TASKS = sorted(CASES.glob("*/tasks/*.yaml"))
FIELDS = {
    "expected_state": list,
    "experiment": str,
    "min_finished_runs": int,
    "min_nested_runs": int,
    "params_any": list,
    "metrics_any": list,
    "tags_any": list,
    "artifacts_min": int,
    "artifacts_like": list,
    "registered_model": (str, type(None)),
    "added_lines_any": list,
    "untouched_cells_min_fraction": (int, float),
    "seed_experiments": list,
    "rerun_exit": (int, type(None)),
    "asks": list,
}
"""the judge's fields"""


def case_id(path):
    return f"{path.parts[-3]}/{path.stem}"


def expectation(task):
    return json.loads((task.parents[1] / "expect" / f"{task.stem}.json").read_text(encoding="utf-8"))


def index():
    with (CASES / "real" / "index.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("path", TASKS, ids=case_id)
def test_every_task_can_be_read(path):
    task = read_task(path.read_text(encoding="utf-8"))
    assert len(task.files) == 1
    assert 2 <= len(task.requirements) <= 6


@pytest.mark.parametrize("path", TASKS, ids=case_id)
def test_every_expectation_has_the_judges_fields_and_no_other(path):
    expected = expectation(path)
    assert set(expected) == set(FIELDS)
    for name, kind in FIELDS.items():
        assert isinstance(expected[name], kind), name
    assert set(expected["expected_state"]) <= {"completed", "input-required", "rejected", "failed"}
    assert expected["expected_state"]
    for wanted in expected["metrics_any"]:
        assert {"keys", "min_history", "count"} <= set(wanted) <= {"keys", "min_history", "count", "last_step"}


@pytest.mark.parametrize("path", TASKS, ids=case_id)
def test_a_case_that_cannot_be_done_says_which_words_the_question_must_name(path):
    expected = expectation(path)
    words = path.read_text(encoding="utf-8").casefold()
    assert bool(expected["asks"]) == ("completed" not in expected["expected_state"])
    assert not expected["asks"] or any(word.casefold() in words for word in expected["asks"])


@pytest.mark.parametrize("path", [path for path in TASKS if case_id(path).startswith("own/")], ids=case_id)
def test_an_own_case_has_its_notebook(path):
    text = (path.parents[1] / "own" / f"{path.stem}.py").read_bytes().decode()
    assert len(read_notebook(text, name=path.name).cells) > 2


def test_the_index_names_every_real_notebook_once_with_its_source():
    rows = index()
    assert sorted(row["id"] for row in rows) == [path.stem for path in TASKS if case_id(path).startswith("real/")]
    for row in rows:
        assert re.fullmatch(r"[\w.-]+/[\w.-]+", row["repository"])
        assert re.fullmatch(r"[0-9a-f]{40}", row["commit"])
        assert row["path"].endswith(".py")
        assert row["licence"]


def test_no_real_notebook_is_committed():
    assert not list((CASES / "real").rglob("*.py"))


def test_the_readme_counts_the_cases():
    text = (CASES / "README.md").read_text(encoding="utf-8")
    for folder in ("own", "real"):
        found = [expectation(path) for path in TASKS if case_id(path).startswith(f"{folder}/")]
        refused = sum("completed" not in one["expected_state"] for one in found)
        assert f"| `{folder}/` | {len(found)}, of which {refused} cannot be done as written |" in text


# ---------------------------------------------------------------- the fast loop


class CountingKernel:
    """A real kernel that counts how often it is started."""

    def __init__(self):
        self.started = 0

    @contextmanager
    def open(self, **options):
        self.started += 1
        with MarimoKernel().open(**options) as session:
            yield session


@pytest.fixture(scope="module")
def fast_loop():
    spec = importlib.util.spec_from_file_location("cases_plan", CASES / "plan.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


def test_a_case_is_run_once_and_remembered(fast_loop, tmp_path):
    (tmp_path / "study.py").write_text(
        notebook(
            "import marimo as mo",
            "go = mo.ui.run_button()\nrate = 0.1",
            "mo.stop(not go.value)\nw = 1.0\nfor step in range(5):\n    w -= rate * 2 * w",
        ),
        encoding="utf-8",
    )
    case = fast_loop.Case(
        name="study",
        task="title: t\nfiles: notebooks/study.py\nrequirements: [Log the rate, 'Create experiment \"a-1\"']",
        notebook=tmp_path / "study.py",
        support=tmp_path / "none",
        expect=expecting("completed", params_any=[["*rate*=0.1"]], experiment="a-1"),
    )
    real = CountingKernel()
    kernel = fast_loop.RememberingKernel(real, folder=fast_loop.own_folder(tmp_path / "cache"))
    first, second = fast_loop.outcome(case, kernel), fast_loop.outcome(case, kernel)
    assert (first.did, first.verdict, real.started) == ("planned", "ok", 1)
    assert second == first
    asked = fast_loop.outcome(replace(case, task=case.task.replace("the rate", "the dropout")), kernel)
    assert (asked.did, asked.verdict, real.started) == ("asked", "asked needlessly", 1)


def expecting(*states, **fields):
    """An expectation that wants nothing but what is given."""
    empty = {name: kind() if isinstance(kind, type) else None for name, kind in FIELDS.items()}
    return empty | {"untouched_cells_min_fraction": 0.5, "expected_state": list(states), **fields}


def test_a_plan_that_logs_less_than_expected_is_lacking(fast_loop):
    def value(key, **more):
        return Value(key=key, expression="x", cell=0, statement=0, **more)

    plan = TrackingPlan(
        notebook="a.py",
        experiment=Experiment(name="a-1"),
        params=(value("learning_rate"),),
        metrics=(value("loss"),),
        series=(value("train_loss"),),
    )

    def lacking(**fields):
        return list(fast_loop.lacking(plan, expecting("completed", experiment="a-1", **fields)))

    def curve(*keys, history=1, count=1):
        return [{"keys": list(keys), "min_history": history, "count": count}]

    assert not lacking(params_any=[["lr", "learning*rate=0.1"]], metrics_any=curve("*loss*", count=2))
    assert not lacking(metrics_any=curve("*loss*", history=10))
    assert "no param lr" in lacking(params_any=[["lr"]])[0]
    assert "1 of 2 metrics *loss*" in lacking(metrics_any=curve("*loss*", history=10, count=2))[0]
    assert lacking(artifacts_min=1)
    assert lacking(registered_model="m")
    assert lacking(min_nested_runs=2)
    assert "no tag team" in lacking(tags_any=[["team=x"]])[0]
    assert list(fast_loop.lacking(plan, expecting("completed", experiment="other")))
    outcome = fast_loop.Outcome(case=None, did="planned", missing=("no param lr",))
    assert outcome.missing
    assert replace(outcome, case=Expected()).verdict == "lacking"


class Expected:
    expected = ("completed",)


@pytest.mark.parametrize(
    ("did", "expected", "verdict"),
    [
        ("planned", ("completed",), "ok"),
        ("planned", ("input-required", "rejected"), "guessed"),
        ("asked", ("input-required", "rejected"), "ok"),
        ("asked", ("completed",), "asked needlessly"),
        ("rejected", ("input-required", "rejected"), "ok"),
        ("rejected", ("completed",), "rejected needlessly"),
        ("failed", ("completed",), "failed needlessly"),
    ],
)
def test_the_verdict_compares_what_was_done_with_what_was_expected(fast_loop, tmp_path, did, expected, verdict):
    case = fast_loop.Case(name="x", task="", notebook=tmp_path, support=tmp_path, expect=expecting(*expected))
    assert fast_loop.Outcome(case=case, did=did).verdict == verdict
