"""What a task may ask for besides: going on without a server, and a function to log with."""

import importlib.util
import os

import mlflow
import pytest
from patch_cases import IMPORTS, SOLVER, code, figure, notebook, patch_twice, plan, value

from worker.errors import PatchImpossible
from worker.notebook.source import CellKind, read_notebook
from worker.patches import apply
from worker.plan import Fix

DOWN = Fix(name="server-down", requirements=(2,))
HELPER = Fix(name="helper", requirements=(3,))
TRAIN = "solver.step(0.1)\ndone = True"


@pytest.fixture
def dead_server(monkeypatch):
    """Nobody listens where tracking goes to; what a notebook changes is put back."""
    before = mlflow.get_tracking_uri()
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "unset by monkeypatch afterwards")
    mlflow.set_tracking_uri("http://127.0.0.1:9")
    yield "http://127.0.0.1:9"
    while mlflow.active_run():
        mlflow.end_run("KILLED")
    os.environ.pop("MLFLOW_UNREACHABLE", None)
    mlflow.set_tracking_uri(before)


def run(source, path):
    """Run a notebook as a script does: (outputs, definitions)."""
    path.write_text(source, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("study", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.app.run()


def test_without_a_server_the_notebook_trains_and_says_so(dead_server, tmp_path, capsys):
    source = notebook(IMPORTS, SOLVER, TRAIN, "final = solver.loss + done")
    tracking = plan(
        2,
        fixes=[DOWN],
        params=[value("n", "len(solver.history)", 1)],
        series=[value("history", "solver.history", 2, form="sequence")],
        metrics=[value("final", "final", 3)],
        artifacts=[figure("notes/d.json", "{'loss': solver.loss}", 2, kind="dict")],
        link=True,
    )
    patched = patch_twice(source, tracking)
    assert ("server-down", (2,)) in {(one.patch, one.requirements) for one in patched.applied}
    _, defined = run(patched.source, tmp_path / "study.py")
    assert defined["final"] == pytest.approx(1.9)
    assert "Not tracked" in capsys.readouterr().out
    assert mlflow.get_tracking_uri().startswith("sqlite:")
    assert not list(tmp_path.glob("ml*")), "nothing is left beside the notebook"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MLFLOW_UNREACHABLE", f"sqlite:///{tmp_path}/server.db")
        run(patched.source, tmp_path / "study.py")
        assert mlflow.get_tracking_uri() == f"sqlite:///{tmp_path}/server.db", "the server is asked again"


def test_with_a_server_nothing_else_changes(tmp_path, dead_server, capsys):
    mlflow.set_tracking_uri(f"sqlite:///{tmp_path}/server.db")
    patched = patch_twice(notebook(IMPORTS, SOLVER, TRAIN), plan(2, fixes=[DOWN]))
    run(patched.source, tmp_path / "study.py")
    assert "Not tracked" not in capsys.readouterr().out
    assert [run.info.status for run in mlflow.search_runs(experiment_names=["study"], output_format="list")] == [
        "FINISHED"
    ]


def test_an_experiment_that_is_set_already_is_guarded_in_its_place(dead_server, tmp_path, capsys):
    body = '# ours\nmlflow.set_experiment("study")\nwith mlflow.start_run():\n    solver.step(0.1)'
    source = notebook("import marimo as mo\nimport mlflow", SOLVER, body)
    patched = patch_twice(source, plan(2, 1, 1, call="solver.step(0.1)", fixes=[DOWN]))
    guarded = code(patched, 2)
    assert guarded.startswith("# ours\nimport os as _os\n")
    assert 'try:\n    experiment = mlflow.set_experiment("study")\nexcept mlflow.MlflowException' in guarded
    run(patched.source, tmp_path / "study.py")
    assert "Not tracked" in capsys.readouterr().out


@pytest.mark.parametrize(
    "body",
    [
        'try:\n    mlflow.set_experiment("study")\nexcept mlflow.MlflowException:\n    pass\nwith mlflow.start_run():\n    pass',
        'if mo.running_in_notebook():\n    mlflow.set_experiment("study")\nwith mlflow.start_run():\n    pass',
    ],
)
def test_what_its_author_guards_stays_as_it_is(body):
    source = notebook("import marimo as mo\nimport mlflow", body)
    assert apply(source, plan(fixes=[DOWN])).source == source


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('mlflow.set_experiment("study")\nmo.md("x")', "sets the experiment and displays something"),
        ("import mlflow\nsolver.step(0.1)\ndone = True", "import MLflow in a cell of its own"),
    ],
)
def test_where_a_callout_has_no_place_the_answer_is_no(body, message):
    first = "import marimo as mo" if "import mlflow" in body else "import marimo as mo\nimport mlflow"
    with pytest.raises(PatchImpossible, match=message):
        apply(notebook(first, SOLVER, body), plan(2, 1, fixes=[DOWN]))


def test_the_helper_is_a_cell_where_there_is_no_setup_cell(tmp_path, dead_server):
    mlflow.set_tracking_uri(f"sqlite:///{tmp_path}/server.db")
    patched = patch_twice(notebook(IMPORTS, SOLVER, TRAIN), plan(2, fixes=[HELPER]))
    [cell] = [cell for cell in read_notebook(patched.source).cells if "log_experiment_metrics" in cell.defs]
    assert cell.kind in (CellKind.CELL, CellKind.FUNCTION)
    assert "@app.function" not in patched.source
    _, defined = run(patched.source, tmp_path / "study.py")
    run_id = defined["log_experiment_metrics"]("other 'study'", {"a": 1}, {"loss": 0.5}, [str(tmp_path / "study.py")])
    logged = mlflow.get_run(run_id)
    assert (logged.info.status, logged.data.params, logged.data.metrics) == ("FINISHED", {"a": "1"}, {"loss": 0.5})


@pytest.mark.parametrize(
    ("setup", "imports"),
    [
        ("import marimo as mo\nimport mlflow", "import numpy as np"),
        ("import marimo as mo", "import numpy as np"),
        ("import marimo as mo", "import numpy as np\nimport mlflow"),
    ],
)
def test_the_helper_is_a_function_of_its_own_where_there_is_a_setup_cell(setup, imports, tmp_path, dead_server):
    mlflow.set_tracking_uri(f"sqlite:///{tmp_path}/server.db")
    patched = patch_twice(notebook(imports, SOLVER, TRAIN, setup=setup), plan(3, fixes=[HELPER]))
    assert "@app.function\ndef log_experiment_metrics(" in patched.source
    assert [(one.patch, one.requirements) for one in patched.applied if one.patch == "helper"] == [("helper", (3,))]
    path = tmp_path / "study.py"
    run(patched.source, path)
    spec = importlib.util.spec_from_file_location("imported", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert mlflow.get_run(module.log_experiment_metrics("x", {}, {"loss": 0.5})).data.metrics == {"loss": 0.5}


def test_a_team_that_has_the_function_keeps_its_own():
    own = "def log_experiment_metrics(metrics):\n    return metrics"
    source = notebook(IMPORTS, SOLVER, own, TRAIN)
    assert apply(source, plan(3, fixes=[HELPER])).source.count("def log_experiment_metrics") == 1


def test_the_helper_comes_to_a_notebook_whose_tracking_is_complete():
    source = notebook("import mlflow", 'mlflow.set_experiment("study")\nwith mlflow.start_run():\n    pass')
    patched = patch_twice(source, plan(fixes=[HELPER]))
    assert [one.patch for one in patched.applied] == ["helper"]


def test_a_displayed_experiment_that_became_a_callout_is_no_figure_any_more():
    source = notebook("import marimo as mo\nimport mlflow", SOLVER, "mlflow.set_experiment('other')", TRAIN)
    shown = figure("f.png", "mlflow.set_experiment('other')", 2, displayed=True)
    with pytest.raises(PatchImpossible, match="displays nothing"):
        patch_twice(source, plan(3, fixes=[DOWN], artifacts=[shown], placement="beside"))


def test_two_new_cells_in_front_of_one_may_stand_close_to_what_is_above():
    source = notebook("import marimo as mo", SOLVER, TRAIN, setup="import json").replace("\n\n\n", "\n\n# close\n")
    patched = patch_twice(source, plan(3, fixes=[Fix(name="helper")]))
    assert "@app.function\ndef log_experiment_metrics(" in patched.source
    assert patched.source.count("# close") == source.count("# close")
