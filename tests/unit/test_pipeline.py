"""The pure parts of the pipeline: rounds, overrides, questions, dossier, and the loop that pushes."""

import ast
import dataclasses
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import structlog
from pipeline_records import CANCELLED, FAILED, IDLE, RAN, STOPPED, execution, notebook, plan, task

from worker.errors import (
    EnvironmentBroken,
    LeaseLost,
    NotebookFailed,
    NotebookInvalid,
    PatchImpossible,
    SettingsInvalid,
    TaskInvalid,
)
from worker.findings import Findings, LiveElement, LiveValue, Site
from worker.notebook.source import read_notebook
from worker.pipeline.drafting import copy_checkout, resolve_inside
from worker.pipeline.exploring import Explored, Target, open_target, timeout_s
from worker.pipeline.modules import local_modules
from worker.pipeline.overrides import Overridden, override
from worker.pipeline.preparing import Preparation, check_plan, check_sites, house_templates, repository_templates
from worker.pipeline.rounds import merge, nudged, run_cells, times_executed
from worker.pipeline.steps import Steps
from worker.pipeline.stores import ThrowAwayStores
from worker.ports import CellOutcome, Execution
from worker.task import Verify

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
        ({"value": 1, "start": 1, "stop": 9}, 2),
        ({"value": 0.5, "start": 0.1, "stop": 9}, None),
        ({"value": 5}, None),
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


def test_a_missing_module_is_named_with_its_mend_and_not_blamed_on_the_notebook():
    missing = CellOutcome(
        cell=0, status=FAILED, exception="ModuleNotFoundError", message="No module named 'torch_geometric.nn'"
    )
    seen = dataclasses.replace(explored(RAN), execution=Execution(cells=(missing,), seconds=1.0))
    with pytest.raises(EnvironmentBroken, match=r"nb\.py needs `torch_geometric\.nn`, .* mend: state it in"):
        check_sites(seen)


def test_a_notebook_that_runs_without_a_site_is_a_matter_for_questions():
    check_sites(explored(RAN, STOPPED))


def test_a_planned_value_in_a_failing_cell_blames_the_notebook():
    with pytest.raises(NotebookFailed):
        check_plan(explored(RAN, FAILED, RAN, sites=[0]), plan(0))


def test_a_failing_cell_that_the_plan_does_not_need_does_not_block():
    check_plan(explored(RAN, RAN, FAILED, sites=[0]), plan(0))


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
    def lost():
        raise LeaseLost("another worker owns T-1")

    seen = []
    steps = Steps(task_id="T-1", attempt=1, progress=seen.append, check=lost)
    with pytest.raises(LeaseLost), steps.step("explore"):
        seen.append("worked")
    assert seen == []


def test_a_store_that_was_used_is_the_template_of_the_next():
    stores = ThrowAwayStores()
    with stores.fresh() as uri, closing(sqlite3.connect(uri.removeprefix("sqlite:///"))) as used:
        assert not stores.migrated
        used.executescript(
            "CREATE TABLE alembic_version (v); CREATE TABLE experiments (name);"
            "INSERT INTO alembic_version VALUES ('head'); INSERT INTO experiments VALUES ('secret');"
        )
    with stores.fresh() as uri, closing(sqlite3.connect(uri.removeprefix("sqlite:///"))) as fresh:
        assert fresh.execute("SELECT v FROM alembic_version").fetchall() == [("head",)]
        assert fresh.execute("SELECT name FROM experiments").fetchall() == []
    assert not Path(uri.removeprefix("sqlite:///")).exists()
    stores.forget()
    assert not stores.migrated


@pytest.mark.parametrize("content", [b"", b"no database at all, but long enough to be one" * 9])
def test_a_broken_store_is_no_template(content):
    stores = ThrowAwayStores()
    with stores.fresh() as uri:
        Path(uri.removeprefix("sqlite:///")).write_bytes(content)
    assert not stores.migrated


def test_house_templates_are_read_by_name(tmp_path):
    (tmp_path / "params.py").write_text("mlflow.log_params(PARAMS)\n")
    (tmp_path / "README.md").write_text("no template")
    assert house_templates(tmp_path) == {"params": "mlflow.log_params(PARAMS)\n"}
    assert house_templates(None) == {}
    with pytest.raises(SettingsInvalid):
        house_templates(tmp_path / "missing")


def test_a_repository_brings_templates_of_its_own(tmp_path):
    assert repository_templates(tmp_path) == {}
    folder = tmp_path / "repository" / ".mlflow-worker" / "templates"
    folder.mkdir(parents=True)
    (folder / "params.py").write_text("mlflow.log_params(PARAMS)\n")
    assert repository_templates(tmp_path / "repository") == {"params": "mlflow.log_params(PARAMS)\n"}


@pytest.mark.parametrize("kind", ["link", "bytes"])
def test_a_template_that_leads_out_of_the_repository_or_is_no_text_is_refused(tmp_path, kind):
    folder = tmp_path / "repository" / ".mlflow-worker" / "templates"
    folder.mkdir(parents=True)
    (tmp_path / "secret.py").write_text("password = 1\n")
    if kind == "link":
        (folder / "params.py").symlink_to(tmp_path / "secret.py")
    else:
        (folder / "params.py").write_bytes(b"\xff\xfe")
    with pytest.raises(PatchImpossible, match=r"\.mlflow-worker/templates/params\.py"):
        repository_templates(tmp_path / "repository")


@pytest.mark.parametrize("overrides", [{"epochz": 2}, {"epochs": 2, "epochz": 2}])
def test_an_override_of_an_unknown_name_is_refused_before_anything_runs(tmp_path, overrides):
    target = Target(name="nb.py", path=tmp_path / "nb.py", root=tmp_path, notebook=notebook("epochs = 100"))
    preparation = Preparation(explorer=None, interpreter=None)
    steps = Steps(task_id="T-1", attempt=1, progress=lambda _: None, check=lambda: None)
    with pytest.raises(TaskInvalid, match=r"verify\.overrides\.epochz"):
        preparation.prepare(task(verify=Verify(overrides=overrides)), [target], steps=steps)


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
