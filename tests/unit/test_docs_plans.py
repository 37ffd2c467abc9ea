"""The examples of prompts/planner.md do what the page says: each is planned on a notebook as it describes one."""

import re
from pathlib import Path

import pytest
import yaml
from explore_records import element, estimator, seen
from verify_records import live

from worker.findings import LiveValue
from worker.interpret import interpret
from worker.task import Tracking, read_task

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


def digits():
    """A network with two sliders, a history, a dict of scores, a table, two figures and a loop behind a button."""
    cells = (
        MO,
        (
            "lr = mo.ui.slider(0, 1, label='Learning rate')\nwidth = mo.ui.slider(1, 64, label='Hidden units')\n"
            "epochs = mo.ui.slider(1, 99, label='Epochs')\ntrain_button = mo.ui.run_button()\nbatch_size = 32\nseed = 3"
        ),
        (
            "mo.stop(not train_button.value)\nnet = Net(width.value, seed)\nlosses = []\n"
            "for epoch in range(epochs.value):\n    loss = net.step(lr.value, batch_size)\n    loss.backward()\n"
            "    losses.append(loss)\nsolver = Solver(net)\nsolver.train()"
        ),
        (
            "scores = {'accuracy': measure(net, X_test)}\ntest_acc = scores['accuracy']\n"
            "mo.md(f'Test accuracy {test_acc:.2f}')"
        ),
        "errors = pd.DataFrame(collect(net))\nerrors",
        "figure, ax = plt.subplots()\nax.plot(losses)\nax.set_title('Training loss')\nfigure",
        "confusion, axis = plt.subplots()\naxis.imshow(matrix(net))\naxis.set_title('Confusion matrix')\nconfusion",
    )
    drawn = LiveValue(type="matplotlib.figure.Figure")
    names = {
        "lr": element("slider", 0.01, label="Learning rate"),
        "width": element("slider", 16, label="Hidden units"),
        "epochs": element("slider", 20, label="Epochs"),
        "train_button": element("run_button", value=False),
        "batch_size": 32,
        "seed": 3,
        "net": estimator("neural_network.MLPClassifier"),
        "losses": [3, 2, 1],
        "solver": LiveValue(
            type="__main__.Solver",
            attributes={name: live(0.1) for name in ("pde_loss", "boundary_loss")},
            methods=("train",),
        ),
        "scores": {"accuracy": 0.9},
        "test_acc": 0.9,
        "errors": LiveValue(type="pandas.core.frame.DataFrame", columns=("a",), shape=(3, 1)),
        "figure": drawn,
        "confusion": drawn,
    }
    return seen(*cells, names=names)


def depths():
    """A loop that fits one tree for each depth."""
    cells = (
        MO,
        (
            "best_score = 0\nfor depth in [1, 2, 3]:\n    tree = DecisionTreeClassifier(max_depth=depth)\n"
            "    tree.fit(X, y)\n    score = tree.score(X_test, y_test)\n    best_score = max(best_score, score)"
        ),
    )
    names = {"best_score": 0.9, "depth": 3, "score": 0.9, "tree": estimator("tree.DecisionTreeClassifier")}
    return seen(*cells, names=names)


def forecast():
    """A regression that is tracked already: its run stays open, its experiment is made anew each time."""
    cells = (
        "import mlflow",
        "exp_id = mlflow.create_experiment('sales-forecast')",
        (
            "alpha = 0.1\nmlflow.start_run(experiment_id=exp_id)\nmlflow.log_param('alpha', alpha)\n"
            "model = Ridge(alpha=alpha)\nmodel.fit(X, y)"
        ),
        "r2 = model.score(X, y)\nmlflow.log_metric('r2', r2)",
    )
    names = {"alpha": 0.1, "model": estimator("linear_model.Ridge"), "r2": 0.9}
    return seen(*cells, names=names)


NOTEBOOKS = {
    "examples/03_pina_walrus_solver.py": (
        walrus,
        {"epochs.value", "lr.value", "layers.value", "solver.pde_loss", "solver.boundary_loss", "solution"},
    ),
    "notebooks/churn.py": (churn, {"accuracy"}),
    "notebooks/transformer.py": (transformer, {"losses"}),
    "notebooks/digits.py": (digits, {"lr.value", "width.value", 'scores["accuracy"]', "losses", "figure"}),
    "notebooks/forecast.py": (forecast, set()),
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


LINES = {
    "Track hyperparameters (epochs, learning rate, hidden units)": (
        digits,
        ["param epochs.value", "param lr.value", "param width.value"],
    ),
    "Track all hyperparameters": (digits, None),
    "Log the parameter batch_size": (digits, ["param batch_size"]),
    "Log the test accuracy": (digits, ["metric test_acc"]),
    "Log the final loss and the lowest loss": (digits, ["metric losses[-1]", "metric min(losses)"]),
    "Log the number of rows of the errors table": (digits, ["metric len(errors)"]),
    "Log the training loss per epoch": (digits, ["series losses"]),
    "Log each of the solver's losses separately": (digits, ["metric solver.boundary_loss", "metric solver.pde_loss"]),
    "Log the confusion matrix figure as artifact": (digits, ["artifact confusion"]),
    "Save the table of errors as artifact": (digits, ["artifact errors.to_csv(index=False)"]),
    "Log the trained model": (digits, ["model net"]),
    'Register the model as "churn-classifier"': (digits, ["model net", "registered churn-classifier"]),
    "Tag each run with team=vision": (digits, ["tag team=vision"]),
    'Name the run "baseline"': (digits, ["run baseline"]),
    "Start one run per press of the train button": (digits, []),
    "Log each depth in a nested run with its score": (depths, ["nested metric score", "nested param depth"]),
    "One nested run per depth with its score; the best score goes to the parent run": (
        depths,
        ["metric best_score", "nested metric score", "nested param depth"],
    ),
    "Show a link to the MLflow UI in the notebook": (digits, ["link"]),
    "Do not log the seed": (digits, []),
    "Close the open runs": (forecast, ["fix close-runs"]),
    "Every refresh makes a new experiment, so get or create it": (forecast, ["fix experiment-guard"]),
    "Log params and metrics in one call instead of one by one": (forecast, ["fix batch-logging"]),
    "Show a callout when the MLflow server is down": (digits, ["fix server-down"]),
}
"""each wording that the page recommends: a notebook as it may be meant for, and all that is planned"""


def everything(plan):
    """All that a plan does, in words, sorted."""
    said = [f"param {value.expression}" for value in plan.params]
    said += [f"metric {value.expression}" for value in plan.metrics]
    said += [f"series {value.expression}" for value in plan.series]
    said += [f"artifact {artifact.expression}" for artifact in plan.artifacts]
    said += [f"model {plan.model.expression}"] if plan.model else []
    said += [f"registered {plan.model.registered_name}"] if plan.model and plan.model.registered_name else []
    said += [f"tag {key}={value}" for key, value in plan.run_tags.items()]
    said += [f"run {plan.run_name}"] if plan.run_name else []
    said += ["link"] if plan.link else []
    said += [f"fix {fix.name}" for fix in plan.fixes]
    if plan.nested:
        said += [f"nested param {value.expression}" for value in plan.nested.params]
        said += [f"nested metric {value.expression}" for value in plan.nested.metrics]
    return sorted(said)


def test_the_wordings_of_the_page_are_those_below():
    assert re.findall(r"^\| [^|`]+ \| `([^`]+)` \|$", PAGE, re.MULTILINE) == list(LINES)


@pytest.mark.parametrize("line", LINES)
def test_a_wording_that_the_page_recommends_plans_what_it_says_and_nothing_else(line):
    notebook, expected = LINES[line]
    outcome = interpret(read_task(f"title: t\nfiles: a.py\nrequirements:\n- {line}"), notebook())
    assert outcome.questions == ()
    if expected is None:
        expected = [f"param {name}" for name in ("batch_size", "epochs.value", "lr.value", "seed", "width.value")]
    assert everything(outcome.plan) == expected


def test_the_round_trip_of_the_page_is_as_it_says():
    asked = read_task("title: t\nfiles: a.py\nrequirements: [Log the quality]")
    (question,) = interpret(asked, churn()).questions
    assert "the notebook has no number that could be “the quality”" in question.text
    assert "accuracy (cell 3, now 0.9)" in question.candidates
    assert list(yaml.safe_load(question.tracking)["tracking"]["metrics"]) == ["quality"]
    answered = next(task for task in EXAMPLES if task.title == "Track the churn quality")
    assert list(answered.tracking.metrics) == ["quality"]
    plan = interpret(answered, churn()).plan
    assert [(value.key, value.expression, value.requirements) for value in plan.metrics] == [
        ("quality", "accuracy", (0,))
    ]


def test_every_part_of_a_tracking_block_is_shown():
    shown = {name for task in EXAMPLES for name in task.tracking.model_fields_set}
    assert shown | set(re.findall(r"`(nested): true`", PAGE)) == set(Tracking.model_fields)


def test_the_page_is_right_that_a_missing_quantity_comes_back_as_a_question():
    assert "Log the validation loss" in PAGE
    task = read_task("title: t\nfiles: a.py\nrequirements: [Log the validation loss]")
    assert len(interpret(task, churn()).questions) == 1
