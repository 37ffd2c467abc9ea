"""The repair `complete-params`: what the notebook logs already is completed where it logs it, and only there."""

import pytest
from patch_cases import SOLVER, code, notebook, plan, value

from worker.patches import apply
from worker.plan import Fix

SETUP = "import mlflow\nimport marimo as mo"
EXPERIMENT = 'mlflow.set_experiment("study")'
SETTINGS = "rate = 0.1\nsteps = 3\n_hidden = 2"
ADDED = [value("rate", "rate", 2, requirements=(4,)), value("steps", "steps", 2, 1, requirements=(4,))]

COMPLETED = [
    (
        'with mlflow.start_run():\n    mlflow.log_params({"rate": rate})\n    solver.step(rate)',
        'with mlflow.start_run():\n    mlflow.log_params({"rate": rate, "steps": steps})\n    solver.step(rate)',
    ),
    (
        'with mlflow.start_run():\n    mlflow.log_param("rate", rate)\n    solver.step(rate)',
        'with mlflow.start_run():\n    mlflow.log_param("rate", rate)\n    mlflow.log_params({"steps": steps})\n    solver.step(rate)',
    ),
    (
        "with mlflow.start_run():\n    mlflow.log_params(dict(other=1))  # ours\n    solver.step(rate)",
        'with mlflow.start_run():\n    mlflow.log_params(dict(other=1))  # ours\n    mlflow.log_params({"rate": rate, "steps": steps})\n    solver.step(rate)',
    ),
    (
        'def fit(speed):\n    with mlflow.start_run():\n        mlflow.log_params({"rate": speed})\n        return speed',
        'def fit(speed):\n    with mlflow.start_run():\n        mlflow.log_params({"rate": speed, "steps": steps})\n        return speed',
    ),
    (
        'with mlflow.start_run():\n    mlflow.log_params({\n        "rate": rate,  # per step\n        "other": 1,  # fixed\n    })',
        'with mlflow.start_run():\n    mlflow.log_params({\n        "rate": rate,  # per step\n        "other": 1,  # fixed\n        "steps": steps,\n    })',
    ),
]
KEPT = [
    'with mlflow.start_run():\n    mlflow.log_params({"rate": rate, "steps": steps})',
    'with mlflow.start_run():\n    mlflow.log_param("steps", steps)\n    mlflow.log_param("rate", rate)',
    'with mlflow.start_run():\n    mlflow.log_params({"rate": rate})\n    mlflow.log_param("steps", 3)',
    "with mlflow.start_run():\n    solver.log_params({'rate': rate})\n    mlflow.log_params({'rate': rate, 'steps': steps})",
]


COMPLETE = (Fix(name="complete-params", requirements=(4,)),)


def completed(body, params, *, fixes=COMPLETE):
    source = notebook(SETUP, SOLVER, SETTINGS, f"{EXPERIMENT}\nmarker = 1", body)
    return source, apply(source, plan(params=params, fixes=fixes))


@pytest.mark.parametrize(("before", "after"), COMPLETED)
def test_what_is_missing_joins_what_is_logged(before, after):
    _, patched = completed(before, ADDED)
    assert code(patched, 4) == after
    assert [(one.patch, one.requirements) for one in patched.applied] == [("complete-params", (4,))]
    again = apply(patched.source, plan(params=ADDED, fixes=(Fix(name="complete-params"),)))
    assert again.source == patched.source


@pytest.mark.parametrize("body", KEPT)
def test_a_complete_log_stays_as_it_is(body):
    source, patched = completed(body, ADDED)
    assert patched.source == source


@pytest.mark.parametrize(
    "body",
    [
        "with mlflow.start_run():\n    for steps in range(2):\n        mlflow.log_params({'a': 1})",
        "def fit(steps):\n    mlflow.log_params({'a': 1})\n    return steps\n\nwith mlflow.start_run():\n    fit(1)",
    ],
    ids=["in a loop", "under a local of the same name"],
)
def test_where_the_value_is_another_one_the_call_stays_as_it_is(body):
    _, patched = completed(body, ADDED[1:])
    assert "mlflow.log_params({'a': 1})" in patched.source
    assert "complete-params" not in [one.patch for one in patched.applied]


def test_the_value_of_a_later_statement_is_not_logged_before_it_exists():
    body = "with mlflow.start_run():\n    mlflow.log_param('a', 1)\n\nlate = solver.loss"
    _, patched = completed(body, [value("late", "late", 4, 1, requirements=(4,))])
    assert "mlflow.log_param('a', 1)\n" in patched.source
    assert "complete-params" not in [one.patch for one in patched.applied]


def test_only_what_the_repair_was_asked_for_joins_the_call():
    params = [value("rate", "rate", 2, requirements=(4,)), value("steps", "steps", 2, 1, requirements=(1,))]
    _, patched = completed("with mlflow.start_run():\n    mlflow.log_params({'a': 1})", params)
    assert "mlflow.log_params({'a': 1, \"rate\": rate})" in patched.source


def test_other_repairs_come_first():
    body = 'mlflow.start_run()\nmlflow.log_param("a", 1)\nmlflow.log_param("b", 2)\nsolver.step(rate)\nmlflow.end_run()'
    fixes = tuple(Fix(name=name) for name in ("complete-params", "batch-logging", "close-runs"))
    _, patched = completed(body, ADDED, fixes=fixes)
    assert code(patched, 4) == (
        'with mlflow.start_run():\n    mlflow.log_params({"a": 1, "b": 2, "rate": rate, "steps": steps})\n'
        "    solver.step(rate)"
    )
