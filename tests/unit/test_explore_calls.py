"""What calls and loops carry, and what the notebook says about its own values."""

import pytest
from explore_records import estimator, expressions, from_syntax, seen, symbol

from worker.findings import LiveValue, Scope

MO = "import marimo as mo"
FIT = "model = Model(rate)\nmodel.fit(X, y)"


# ---------------------------------------------------------------- calls


def test_a_constructors_keyword_is_its_live_attribute_rather_than_a_copy_of_the_literal():
    forest = estimator("ensemble.RandomForest", parameters={"n_estimators": 50, "max_depth": 4})
    found = seen("forest = RandomForest(n_estimators=50)", "forest.fit(X, y)", names={"forest": forest})
    trees = symbol(found, "forest.n_estimators")
    assert (trees.kind, trees.live.number, trees.reaches_site) == ("parameter", 50, True)
    assert "50" not in expressions(found, "parameter")


def test_a_parameter_that_the_notebook_never_sets_is_known_as_a_default():
    forest = estimator("ensemble.RandomForest", parameters={"n_estimators": 50, "max_depth": 4})
    found = seen("forest = RandomForest(n_estimators=50)", "forest.fit(X, y)", names={"forest": forest})
    assert symbol(found, "forest.max_depth").origin == "estimator"
    assert symbol(found, "forest.n_estimators").origin != "estimator"


def test_a_keyword_of_an_object_without_a_live_twin_is_its_literal():
    found = seen("net = Net(hidden=64)", "net.fit(X)", names={"net": LiveValue(type="__main__.Net")})
    assert symbol(found, "64").words == ("hidden",)


def test_a_keyword_that_no_training_sees_is_not_reaching():
    found = from_syntax("chart = Chart(size=3)", "net = Net(hidden=64)\nnet.fit(X)")
    assert not [one for one in found.symbols if one.words[:1] == ("size",) and one.reaches_site]
    assert symbol(found, "64").reaches_site


@pytest.mark.parametrize(
    "call",
    [
        "plt.plot(x, linewidth=3)",
        "print(x, sep='-')",
        "pd.read_csv('x', sep=';')",
        "mo.hstack([a], gap=2)",
        "ax.scatter(x, y, s=4)",
    ],
)
def test_keywords_of_drawing_and_reading_are_no_parameters(call):
    assert expressions(from_syntax(call), "parameter") == set()


TRAIN = "def train(rate, epochs=50, *, momentum=0.9):\n    w = 0.0\n    for epoch in range(epochs):\n        w -= rate * w\n    return w"


def test_arguments_of_a_training_function_are_called_by_its_parameters():
    found = from_syntax("step_size = 0.1", TRAIN, "w = train(step_size)")
    step = symbol(found, "step_size")
    assert "rate" in step.words
    assert step.reaches_site


def test_defaults_that_a_call_leaves_are_parameters():
    found = from_syntax(TRAIN, "w = train(0.1)")
    defaults = {one.words[0]: one.expression for one in found.symbols if one.origin == "default"}
    assert defaults == {"epochs": "50", "momentum": "0.9"}


def test_defaults_that_a_call_replaces_are_none():
    found = from_syntax(TRAIN, "w = train(0.1, 20, momentum=0.5)")
    assert not [one for one in found.symbols if one.origin == "default"]
    assert {one.words[0]: one.expression for one in found.symbols if one.kind == "parameter"} == {
        "rate": "0.1",
        "epochs": "20",
        "momentum": "0.5",
    }


def test_the_count_of_a_training_loop_is_a_parameter():
    found = from_syntax("for epoch in range(200):\n    loss.backward()")
    assert symbol(found, "200").words[:2] == ("epoch", "iterations")


# ---------------------------------------------------------------- series


def test_a_history_that_training_fills_is_a_series_of_the_notebook():
    found = seen(
        "losses = []\nfor epoch in range(5):\n    w -= f(w) * 0.1\n    losses.append(w)",
        names={"losses": [3, 2, 1], "w": 0.5, "epoch": 4},
    )
    history = symbol(found, "losses", scope=Scope.NOTEBOOK)
    assert (history.kind, history.from_site) == ("series", True)


def test_a_number_that_a_training_loop_sets_is_a_series_of_the_loop():
    found = seen("for epoch in range(5):\n    loss = step(w)\n    loss.backward()", names={"loss": 0.2, "epoch": 4})
    loss = symbol(found, "loss", scope=Scope.LOOP)
    assert (loss.kind, loss.owner, loss.origin) == ("series", "epoch", "loop")
    assert len(loss.path) == 2


def test_a_number_that_only_a_training_function_sees_is_a_series_of_the_function():
    found = seen(TRAIN, "result = train(0.1)", names={"result": 0.1}, functions={"train": ({"w": 0.5, "epoch": 3},)})
    w = symbol(found, "w", scope=Scope.FUNCTION)
    assert (w.function, w.cell) == ("train", 0)


def test_what_a_loop_sets_that_is_no_number_is_no_series():
    found = seen("for epoch in range(5):\n    text = str(w)\n    loss.backward()", names={"text": "a", "epoch": 4})
    assert not [one for one in found.symbols if one.expression == "text" and one.kind == "series"]


def test_a_loop_that_does_not_train_has_no_series():
    assert not expressions(from_syntax("for row in rows:\n    area = row.a\n    print(area)", FIT), "series")


def test_the_variable_of_a_sweep_is_a_parameter_of_each_run():
    found = seen(
        "for depth in (2, 4):\n    tree = Tree(max_depth=depth)\n    tree.fit(X, y)",
        names={"depth": 4, "tree": LiveValue(type="__main__.Tree")},
    )
    depth = symbol(found, "depth", origin="sweep")
    assert (depth.kind, depth.scope) == ("parameter", Scope.LOOP)
    assert "max_depth" in depth.words


# ---------------------------------------------------------------- what the notebook says about its values


@pytest.mark.parametrize(
    ("shown", "label"),
    [
        ("mo.md(f'Test accuracy: **{acc:.3f}**')", "Test accuracy"),
        ("mo.md(f'{acc:.1%} of the flowers are recognised')", "of the flowers are recognised"),
        ("print('Held-out accuracy', acc)", "Held-out accuracy"),
        ("print(f'share = {acc}')", "share"),
        ("mo.stat(acc, label='Correct share')", "Correct share"),
        ("mo.ui.table({'Quality': [acc]})", "Quality"),
        ("mo.md(f'Accuracy is {round(acc, 2)}')", "Accuracy is"),
        ("ax.plot(epochs, acc, label='validation accuracy')", "validation accuracy"),
    ],
)
def test_the_text_beside_a_value_names_it(shown, label):
    found = seen(MO, "model.fit(X)\nacc = model.score(X)", shown, names={"acc": 0.9})
    assert label in symbol(found, "acc").words


def test_a_shown_call_is_a_metric_with_the_text_beside_it():
    score = "model.score(X, y)"
    found = seen(
        MO,
        "model.fit(X, y)",
        f"mo.md(f'R2: {{{score}}}')",
        names={"model": estimator("linear_model.Ridge"), "X": 1, "y": 1},
        evaluated={2: {score: 0.8}},
    )
    shown = symbol(found, score)
    assert (shown.kind, shown.from_site) == ("metric", True)
    assert "R2" in shown.words


def test_an_expression_that_could_not_be_evaluated_is_no_symbol():
    found = seen("model.fit(X)", "print(model.missing)", evaluated={1: {"model.missing": "AttributeError: missing"}})
    assert not [one for one in found.symbols if "missing" in one.expression]


@pytest.mark.parametrize(
    "call",
    ["matplotlib.rc('axes', labelsize=14)", "mpl.rc('font', labelsize=14)", "fig.suptitle('Tide', labelsize=14)"],
)
def test_how_a_drawing_looks_is_no_setting(call):
    imports = "import matplotlib\nimport matplotlib as mpl\nimport matplotlib.pyplot as plt"
    found = from_syntax(imports, f"fig = plt.figure()\n{call}", "kiln = Kiln(heat=14)")
    words = {one.words[0] for one in found.symbols if one.kind == "parameter"}
    assert words == {"heat"}
