"""The examples of prompts/planner.md do what the page says: each is planned on a notebook as it describes one."""

import re
from pathlib import Path

import pytest
from explore_records import element, estimator, seen
from verify_records import live

from worker.findings import LiveValue
from worker.interpret import interpret
from worker.task import read_task

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "prompts" / "planner.md").read_text(encoding="utf-8")
MO = "import marimo as mo"


def walrus():
    """A solver with three sliders, its losses as attributes, and a figure of the solution."""
    cells = (
        MO,
        "epochs = mo.ui.slider(1, 99)\nlr = mo.ui.slider(0, 1)\nlayers = mo.ui.slider(1, 64, label='Network size')",
        "solver = Solver(layers.value)\nsolver.train(epochs=epochs.value, lr=lr.value)",
        "solution = draw(solver)\nsolution",
    )
    losses = {name: live(0.1) for name in ("pde_loss", "boundary_loss")}
    names = {
        "epochs": element("slider", 20),
        "lr": element("slider", 0.01),
        "layers": element("slider", 16, label="Network size"),
        "solver": LiveValue(type="__main__.Solver", attributes=losses, methods=("train",)),
        "solution": LiveValue(type="matplotlib.figure.Figure"),
    }
    evaluated = {2: {"epochs.value": live(20), "lr.value": live(0.01), "layers.value": live(16)}}
    return seen(*cells, names=names, evaluated=evaluated)


def churn():
    """A forest with two sliders and its accuracy on the test set."""
    cells = (
        MO,
        "n_trees = mo.ui.slider(1, 99)\nmax_depth = mo.ui.slider(1, 9)",
        "forest = RandomForestClassifier(n_estimators=n_trees.value, max_depth=max_depth.value)\nforest.fit(X, y)",
        "accuracy = forest.score(X_test, y_test)\nmo.md(f'Test accuracy {accuracy:.2f}')",
    )
    names = {
        "n_trees": element("slider", 50),
        "max_depth": element("slider", 4),
        "forest": estimator("ensemble.RandomForestClassifier", parameters={"n_estimators": 50, "max_depth": 4}),
        "accuracy": 0.9,
    }
    return seen(*cells, names=names)


def transformer():
    """A loop over epochs behind a button."""
    cells = (
        MO,
        "epochs = 20\ntrain_button = mo.ui.run_button()",
        "mo.stop(not train_button.value)\nlosses = []\nfor epoch in range(epochs):\n    loss = step()\n    loss.backward()\n    losses.append(loss)",
        "mo.md(f'Done after {epochs} epochs')",
    )
    names = {
        "epochs": 20,
        "train_button": element("run_button", value=False),
        "losses": [3, 2, 1],
        "loss": 1.0,
        "epoch": 2,
    }
    return seen(*cells, names=names)


NOTEBOOKS = {
    "examples/03_pina_walrus_solver.py": (
        walrus,
        {"epochs.value", "lr.value", "layers.value", "solver.pde_loss", "solver.boundary_loss", "solution"},
    ),
    "notebooks/churn.py": (churn, {"n_trees.value", "max_depth.value", "accuracy"}),
    "notebooks/transformer.py": (transformer, {"losses"}),
}
"""what each example's notebook holds, and what the plan must track"""
EXAMPLES = [read_task(text) for text in re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)]


def test_every_notebook_here_belongs_to_an_example():
    assert {name for task in EXAMPLES for name in task.files} == set(NOTEBOOKS)


@pytest.mark.parametrize("task", EXAMPLES, ids=lambda task: task.title)
def test_an_example_is_planned_without_a_question(task):
    notebook, expressions = NOTEBOOKS[task.files[0]]
    outcome = interpret(task, notebook())
    assert outcome.questions == ()
    plan = outcome.plan
    values = (*plan.params, *plan.metrics, *plan.series, *plan.artifacts)
    assert {value.expression for value in values} >= expressions
    name = (
        task.tracking.experiment.name
        if task.tracking.experiment
        else next(re.finditer(r'"(.+?)"', task.requirements[-1]))[1]
    )
    assert plan.experiment.name == name


@pytest.mark.parametrize("task", EXAMPLES, ids=lambda task: task.title)
def test_the_overrides_and_interactions_of_an_example_name_what_is_in_its_notebook(task):
    found = NOTEBOOKS[task.files[0]][0]()
    assert {*task.verify.overrides, *task.verify.interactions} <= set(found.names)


CHURN_LINES = [
    ("Track hyperparameters (n_trees, max depth)", {"n_trees.value", "max_depth.value"}),
    ("Log the test accuracy", {"accuracy"}),
    ('Register the model as "churn"', {"forest"}),
]


@pytest.mark.parametrize(("line", "expressions"), CHURN_LINES)
def test_the_wordings_that_the_page_recommends_are_understood(line, expressions):
    outcome = interpret(read_task(f"title: t\nfiles: a.py\nrequirements:\n- {line}"), churn())
    plan = outcome.plan
    found = {value.expression for value in (*plan.params, *plan.metrics)} | (
        {plan.model.expression} if plan.model else set()
    )
    assert (outcome.questions, found) == ((), expressions)


def test_the_page_is_right_that_a_missing_quantity_comes_back_as_a_question():
    assert "Log the validation loss" in PAGE
    task = read_task("title: t\nfiles: a.py\nrequirements: [Log the validation loss]")
    assert len(interpret(task, churn()).questions) == 1
