"""Repairs: what is wrong is mended, what is right stays as it is."""

import pytest
from patch_cases import SOLVER, Experiment, code, notebook, patch_twice, plan, value

from worker.errors import PatchImpossible
from worker.findings import Site
from worker.notebook.source import read_notebook
from worker.patches import apply
from worker.plan import Fix

MENDED = {
    "experiment-guard": [
        ('exp_id = mlflow.create_experiment("study")', 'exp_id = mlflow.set_experiment("study").experiment_id'),
        ('# ours\nmlflow.create_experiment("study")  # once', '# ours\nmlflow.set_experiment("study")  # once'),
        (
            'exp_id = mlflow.create_experiment(name="study", tags={"a": "b"})',
            'exp_id = mlflow.set_experiment("study").experiment_id\nmlflow.set_experiment_tags({"a": "b"})',
        ),
    ],
    "close-runs": [
        ("mlflow.start_run()\nsolver.step(1)\nmlflow.end_run()", "with mlflow.start_run():\n    solver.step(1)"),
        (
            'run = mlflow.start_run(run_name="a")\n# train\nsolver.step(1)\nmlflow.end_run()\nmo.md("x")',
            'with mlflow.start_run(run_name="a") as run:\n    # train\n    solver.step(1)\nmo.md("x")',
        ),
        (
            'mlflow.start_run()  # begin\nsolver.step(1)\n\nmo.md("x")',
            'with mlflow.start_run():  # begin\n    solver.step(1)\n\nmo.md("x")',
        ),
        (
            "def fit():\n    mlflow.start_run()\n    solver.step(1)\n    return 1",
            "def fit():\n    with mlflow.start_run():\n        solver.step(1)\n        return 1",
        ),
        (
            'mlflow.start_run()\nsolver.step(1)\nmlflow.log_metric("a", 1)',
            'with mlflow.start_run():\n    solver.step(1)\n    mlflow.log_metric("a", 1)',
        ),
        (
            "mlflow.start_run()\nsolver.step(1)\n# the end\nmlflow.end_run()",
            "with mlflow.start_run():\n    solver.step(1)\n    # the end",
        ),
    ],
    "artifact-path": [
        ('mlflow.sklearn.log_model(solver, artifact_path="m")', 'mlflow.sklearn.log_model(solver, name="m")'),
        (
            'mlflow.pyfunc.log_model(\n    artifact_path="m",  # here\n    python_model=solver,\n)',
            'mlflow.pyfunc.log_model(\n    name="m",  # here\n    python_model=solver,\n)',
        ),
    ],
    "tracking-uri": [
        (
            'mlflow.set_tracking_uri("http://localhost:5000")',
            'if not mlflow.is_tracking_uri_set():\n    mlflow.set_tracking_uri("http://localhost:5000")',
        ),
    ],
    "batch-logging": [
        (
            "for k, v in solver.scores.items():\n    mlflow.log_metric(k, v)\nmo.md('x')",
            "mlflow.log_metrics(solver.scores)\nmo.md('x')",
        ),
        (
            "for k, v in dict(a=1).items():\n    mlflow.log_param(k, v)\nmo.md('x')",
            "mlflow.log_params(dict(a=1))\nmo.md('x')",
        ),
        (
            '# all\nmlflow.log_param("a", 1)\nmlflow.log_param("b", 2)\nmo.md("x")',
            '# all\nmlflow.log_params({"a": 1, "b": 2})\nmo.md("x")',
        ),
        (
            'mlflow.log_metric("a", 1)\nmlflow.log_metric("b", 2)\nmlflow.log_param("c", 3)\nmo.md("x")',
            'mlflow.log_metrics({"a": 1, "b": 2})\nmlflow.log_param("c", 3)\nmo.md("x")',
        ),
        ("for k in solver.d:\n    mlflow.log_metric(k, solver.d[k])", "mlflow.log_metrics(solver.d)"),
        ("for k in solver.d.keys():\n    mlflow.log_metric(k, solver.d[k])", "mlflow.log_metrics(solver.d)"),
        ("for k in sorted(solver.d):\n    mlflow.log_param(k, solver.d[k])", "mlflow.log_params(solver.d)"),
        (
            '# all\nfor k, v in solver.d.items():\n    mlflow.log_metric(f"test_{k}", float(v))',
            '# all\nmlflow.log_metrics({f"test_{k}": float(v) for k, v in solver.d.items()})',
        ),
        ('mlflow.log_metric("a", 1)\nmlflow.log_metric("b", 2)', 'mlflow.log_metrics({"a": 1, "b": 2})'),
    ],
    "large-artifacts": [
        (
            '# the data\nmlflow.log_artifact("data/train set.csv", artifact_path="data")',
            (
                "# the data\nimport pathlib as _pathlib\n\n"
                'if _pathlib.Path("data/train set.csv").stat().st_size <= 100_000_000:\n'
                '    mlflow.log_artifact("data/train set.csv", "data")\n'
                "else:\n    mlflow.log_params(\n        {\n"
                '            "train_set.csv_path": "data/train set.csv",\n'
                '            "train_set.csv_bytes": _pathlib.Path("data/train set.csv").stat().st_size,\n'
                "        }\n    )\n"
                '    with _pathlib.Path("data/train set.csv").open("rb") as _file:\n'
                "        mlflow.log_text(\n"
                '            _file.read(10_000).decode(errors="replace"),\n'
                '            "samples/train_set.csv.txt",\n'
                "        )"
            ),
        ),
    ],
    "nested-parent": [
        (
            "for a in [1, 2]:\n    with mlflow.start_run(nested=True):\n        solver.step(a)\nmo.md('x')",
            (
                'if mlflow.active_run():\n    mlflow.end_run("KILLED")\nwith mlflow.start_run():\n    for a in [1, 2]:\n'
                "        with mlflow.start_run(nested=True):\n            solver.step(a)\nmo.md('x')"
            ),
        ),
    ],
}
KEPT = {
    "experiment-guard": [
        'if not mlflow.get_experiment_by_name("study"):\n    mlflow.create_experiment("study")',
        'try:\n    mlflow.create_experiment("study")\nexcept mlflow.MlflowException:\n    pass',
        "solver.create_experiment('study')",
        "# mlflow.create_experiment('study')\nx = 'mlflow.create_experiment()'",
    ],
    "close-runs": [
        "with mlflow.start_run():\n    solver.step(1)",
        "mlflow.start_run()\ntry:\n    solver.step(1)\nfinally:\n    mlflow.end_run()",
        "run = solver.start_run()\nmlflow.log_param('a', 1)",
        "if mlflow.active_run():\n    mlflow.end_run()",
        "with mlflow.start_run() as run:\n    mlflow.log_param('a', 1)\nrun_id = run.info.run_id",
    ],
    "artifact-path": [
        'mlflow.sklearn.log_model(solver, name="m")',
        'mlflow.log_artifact("a", artifact_path="m")',
        'mlflow.sklearn.save_model(solver, path="m")',
    ],
    "tracking-uri": [
        'mlflow.set_tracking_uri(mo.cli_args().get("uri"))',
        'if mo.running:\n    mlflow.set_tracking_uri("http://localhost:5000")',
        "mlflow.get_tracking_uri()",
    ],
    "batch-logging": [
        "for k, v in solver.scores.items():\n    mlflow.log_metric(k, v, step=1)",
        "for k, v in solver.scores.items():\n    mlflow.log_metric(v, k)",
        "for k, v in solver.scores.items():\n    print(k)\n    mlflow.log_metric(k, v)",
        "for k in range(3):\n    mlflow.log_metric('a', k)",
        'mlflow.log_param("a", 1)  # why a\nmlflow.log_param("b", 2)',
        'mlflow.log_param("a", 1)\nsolver.step(1)\nmlflow.log_param("b", 2)\nmo.md("x")',
        "for k in solver.names:\n    mlflow.log_metric(k, solver.d[k])",
        "for k, v in solver.d.items():\n    mlflow.log_metric(k, v)  # each\nmo.md('x')",
        "for k, v in solver.d.items():\n    mlflow.log_metric('a', v)",
        "for k, v in solver.d.items():\n    mlflow.log_metric(k, v)\nprint(k)",
        'mlflow.log_metric("a", 1)\nmlflow.log_metric("a", 2)\nmo.md("x")',
        'mlflow.log_param("a", 1)\nmlflow.log_param("b", 2)',
        'mlflow.log_metric("a", 1, step=3)\nmlflow.log_metric("a", 2, step=4)\nmo.md("x")',
    ],
    "large-artifacts": [
        'if solver.small:\n    mlflow.log_artifact("a.csv")',
        'mlflow.log_artifact("a.csv", run_id="7")',
        "mlflow.log_artifact(solver.write())",
        'solver.log_artifact("a.csv")',
        'mlflow.log_text("a", "a.txt")',
    ],
    "nested-parent": [
        "with mlflow.start_run():\n    with mlflow.start_run(nested=True):\n        solver.step(1)",
        "with mlflow.start_run():\n    solver.step(1)",
        "def trial():\n    with mlflow.start_run(nested=True):\n        solver.step(1)",
    ],
}
SETUP = "import mlflow\nimport marimo as mo"


def repaired(source: str, *names: str, **more):
    """The notebook with its repairs and nothing else: the plan tracks what is there already."""
    return apply(source, plan(**more, fixes=[Fix(name=name, requirements=(4,)) for name in names]))


def mended_notebook(body: str) -> str:
    return notebook(
        SETUP,
        SOLVER,
        'mlflow.set_experiment("study")\nwith mlflow.start_run():\n    mlflow.log_param("there", 1)',
        body,
    )


@pytest.mark.parametrize(
    ("name", "before", "after"), [(name, *case) for name, cases in MENDED.items() for case in cases]
)
def test_what_is_wrong_is_mended(name, before, after):
    patched = repaired(mended_notebook(before), name)
    assert code(patched, 3) == after
    assert [(one.patch, one.requirements) for one in patched.applied] == [(name, (4,))]
    assert repaired(patched.source, name).source == patched.source


@pytest.mark.parametrize(("name", "body"), [(name, body) for name, bodies in KEPT.items() for body in bodies])
def test_what_is_right_stays_as_it_is(name, body):
    source = mended_notebook(body)
    assert repaired(source, name).source == source


def test_an_unknown_repair_is_refused():
    with pytest.raises(PatchImpossible, match="no repair `make-coffee`"):
        repaired(mended_notebook("x = 1"), "make-coffee")


def test_an_artifact_location_cannot_be_kept_so_the_guard_is_refused():
    with pytest.raises(PatchImpossible, match="artifact location"):
        repaired(mended_notebook('mlflow.create_experiment("study", artifact_location="s3://x")'), "experiment-guard")


def test_a_run_split_over_cells_is_resumed_where_it_was_ended():
    source = notebook(
        SETUP,
        SOLVER,
        'mlflow.set_experiment("study")',
        "run = mlflow.start_run()\nsolver.step(0.1)\ndone = True",
        'print(done)\nmlflow.log_metric("loss", solver.loss)\nmlflow.end_run()\nmo.md("x")',
    )
    patched = repaired(source, "close-runs")
    assert code(patched, 3) == (
        "with mlflow.start_run() as run:\n    solver.step(0.1)\n    done = True\nmlflow_run_id = run.info.run_id"
    )
    assert code(patched, 4) == (
        'print(done)\nwith mlflow.start_run(run_id=mlflow_run_id):\n    mlflow.log_metric("loss", solver.loss)\nmo.md("x")'
    )
    assert 3 in read_notebook(patched.source).ancestors[4]


def test_a_model_that_another_cell_logs_stays_with_its_run():
    source = notebook(
        SETUP,
        SOLVER,
        'mlflow.set_experiment("study")',
        "mlflow.start_run()\nsolver.step(0.1)\ndone = True",
        'mlflow.log_metric("done", done)\nmlflow.sklearn.log_model(solver, name="m")\nmlflow.end_run()',
    )
    assert code(repaired(source, "close-runs"), 4) == (
        'with mlflow.start_run(run_id=mlflow_run_id):\n    mlflow.log_metric("done", done)\n'
        '    mlflow.sklearn.log_model(solver, name="m")'
    )


def test_tracking_is_added_to_a_repaired_run():
    source = notebook(
        SETUP,
        SOLVER,
        'mlflow.set_experiment("old")\nmlflow.start_run()\nmlflow.log_param("a", 1)\nsolver.step(0.1)\nmlflow.end_run()',
    )
    tracking = plan(
        2, 3, call="solver.step(0.1)", fixes=[Fix(name="close-runs")], metrics=[value("loss", "solver.loss", 2, 3)]
    )
    patched = patch_twice(source, tracking)
    assert code(patched, 2) == (
        'mlflow.set_experiment("study")\nwith mlflow.start_run():\n    mlflow.log_param("a", 1)\n    solver.step(0.1)\n'
        '    mlflow.log_metrics({"loss": solver.loss})'
    )


@pytest.mark.parametrize(
    ("displays", "run", "behind"),
    [(True, "_result = solver.step(0.1)", "\n_result"), (False, "solver.step(0.1)", "")],
)
def test_a_run_closed_around_a_training_that_stands_last_keeps_what_the_cell_displays(displays, run, behind):
    source = notebook(SETUP, SOLVER, 'mlflow.start_run()\nmlflow.log_param("a", 1)\nsolver.step(0.1)')
    site = Site(cell=2, first=2, last=2, kind="call", call="solver.step(0.1)", displays=displays)
    tracking = plan(fixes=[Fix(name="close-runs")]).model_copy(
        update={"site": site, "metrics": (value("loss", "solver.loss", 2, 2),)}
    )
    patched = patch_twice(source, tracking)
    mended = next(cell.code for cell in read_notebook(patched.source).cells if "start_run" in cell.code)
    assert mended == (
        f'with mlflow.start_run(experiment_id=experiment.experiment_id):\n    mlflow.log_param("a", 1)\n    {run}\n'
        f'    mlflow.log_metrics({{"loss": solver.loss}}){behind}'
    )


def test_fixes_apply_only_to_the_cells_they_name():
    line = 'mlflow.set_tracking_uri("http://localhost:5000")'
    source = notebook(SETUP, 'mlflow.set_experiment("study")\nwith mlflow.start_run():\n    pass', line, line + "\n")
    patched = apply(source, plan(fixes=[Fix(name="tracking-uri", cells=(3,))], experiment=Experiment(name="study")))
    assert patched.edited == (3,)
