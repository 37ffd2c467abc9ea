"""What could be tracked, from the syntax and from literal live values."""

import pytest
from explore_records import element, estimator, expressions, from_syntax, inner, seen, symbol

from worker.findings import LiveValue, Scope

MO = "import marimo as mo"
FIT = "model = Model(rate)\nmodel.fit(X, y)"


# ---------------------------------------------------------------- UI elements


def test_a_slider_is_a_parameter_called_by_its_name_and_its_label():
    slider = element("slider", 0.1, label="<b>Learning rate</b>")
    found = seen(
        MO,
        "eta = mo.ui.slider(0, 1, label='Learning rate')",
        "model = M(eta.value)\nmodel.fit(X)",
        names={"eta": slider},
    )
    eta = symbol(found, "eta.value")
    assert (eta.kind, eta.origin, eta.cell, eta.owner) == ("parameter", "ui", 1, "eta")
    assert eta.words[:2] == ("eta", "Learning rate")
    assert eta.reaches_site
    assert eta.live.number == 0.1


def test_a_slider_that_no_training_reads_does_not_reach_the_site():
    cells = (
        MO,
        "zoom = mo.ui.slider(0, 1)",
        "rate = mo.ui.slider(0, 1)",
        "model = M(rate.value)\nmodel.fit(X)",
        "zoom.value",
    )
    found = seen(*cells, names={"zoom": element("slider", 1), "rate": element("slider", 0.1)})
    assert not symbol(found, "zoom.value").reaches_site
    assert symbol(found, "rate.value").reaches_site


def test_without_a_kernel_the_source_says_what_a_slider_is_called():
    found = from_syntax(MO, "eta = mo.ui.slider(0, 1, label='Learning rate')")
    assert symbol(found, "eta.value").words == ("eta", "Learning rate")


def test_the_elements_of_a_form_are_parameters_and_their_originals_are_not():
    fields = {"depth": inner("slider", 3, label="Tree depth"), "name": inner("text", "oak")}
    form = element("form", {"depth": 3, "name": "oak"}, elements=fields)
    cells = (
        MO,
        "depth = mo.ui.slider(1, 9)\nname = mo.ui.text()",
        "form = mo.md('{depth} {name}').batch(depth=depth, name=name).form()",
    )
    found = seen(*cells, names={"form": form, "depth": element("slider", 3), "name": element("text", "oak")})
    assert symbol(found, 'form.value["depth"]').words == ("depth", "Tree depth")
    assert expressions(found, "parameter") == {'form.value["depth"]', 'form.value["name"]'}


def test_the_elements_of_an_array_are_kept_together():
    found = seen(
        MO,
        "rates = mo.ui.array([mo.ui.slider(0, 1)])",
        names={"rates": element("array", [0.5], elements={"0": inner("slider", 0.5)})},
    )
    assert expressions(found, "parameter") == {"rates.value"}


def test_the_elements_of_an_array_with_labels_of_their_own_are_settings_each():
    labelled = {str(at): inner("slider", at, label=f"w{at}") for at in range(2)}
    found = seen(
        MO,
        "weights = mo.ui.array([mo.ui.slider(0, 9, label=f'w{at}') for at in range(2)])",
        names={"weights": element("array", [0, 1], elements=labelled)},
    )
    assert expressions(found, "parameter") == {"weights.value[0]", "weights.value[1]"}
    assert symbol(found, "weights.value[1]").words == ("w1", "weights")


@pytest.mark.parametrize("kind", ["run_button", "button", "table", "file", "refresh", "tabs", "chat"])
def test_what_holds_no_setting_is_no_parameter(kind):
    found = seen(MO, f"thing = mo.ui.{kind}()", names={"thing": element(kind, 0)})
    assert expressions(found, "parameter") == set()


# ---------------------------------------------------------------- names


def test_literals_that_reach_a_site_are_parameters():
    found = seen("rate = 0.1\nunused = 5", FIT, names={"rate": 0.1, "unused": 5})
    assert symbol(found, "rate").reaches_site
    assert symbol(found, "rate").origin == "literal"
    assert not symbol(found, "unused").reaches_site


def test_a_tuple_of_literals_gives_a_parameter_each():
    found = seen("rate, steps = 0.1, 50", "model.fit(X, rate, steps)", names={"rate": 0.1, "steps": 50})
    assert {"rate", "steps"} <= expressions(found, "parameter")
    assert symbol(found, "steps").live.number == 50


def test_a_comment_beside_a_value_names_it():
    found = seen("n = 12  # hidden units", "model.fit(n)", names={"n": 12})
    assert "hidden units" in symbol(found, "n").words


def test_arithmetic_of_literals_is_a_setting():
    found = seen("size = 2**8", "model.fit(size)", names={"size": 256})
    assert (symbol(found, "size").kind, symbol(found, "size").origin) == ("parameter", "literal")


def test_what_a_training_gives_is_a_metric():
    found = seen(
        "rate = 0.1",
        "model.fit(X, rate)\naccuracy = model.score(X, y)",
        "error = 1 - accuracy",
        names={"rate": 0.1, "accuracy": 0.9, "error": 0.1},
    )
    assert {"accuracy", "error"} == expressions(found, "metric")
    assert symbol(found, "error").from_site
    assert symbol(found, "error").cell == 2


def test_a_private_value_can_be_seen_in_its_own_cell_only():
    found = seen("model.fit(X)\n_score = model.score(X)", names={}, private={0: {"_score": 0.8}})
    assert symbol(found, "_score").scope is Scope.CELL


def test_the_same_private_name_in_two_cells_is_two_symbols():
    found = seen(
        "a.fit(X)\n_score = a.score(X)",
        "b.fit(X)\n_score = b.score(X)",
        private={0: {"_score": 0.8}, 1: {"_score": 0.7}},
    )
    assert sorted((one.cell, one.live.number) for one in found.symbols if one.expression == "_score") == [
        (0, 0.8),
        (1, 0.7),
    ]


def test_the_last_value_of_a_loop_variable_says_nothing():
    found = seen("for i in range(3):\n    w -= f(w) * 0.1", names={"i": 2, "w": 0.4})
    assert not [one for one in found.symbols if one.expression == "i" and one.scope is Scope.NOTEBOOK]


def test_long_texts_are_no_parameters():
    found = seen("text = load()", names={"text": "x" * 101})
    assert [(one.expression, one.kind, one.origin) for one in found.symbols] == [("text", "file", "text")]


def test_a_text_that_mlflow_would_cut_is_found_by_its_expression_alone():
    found = seen("text = load()", names={"text": LiveValue(type="str", string="x" * 1000, length=6001)})
    numbers = [one for one in found.symbols if one.kind != "file"]
    assert [(one.expression, one.kind, one.words) for one in numbers] == [("text", "parameter", ())]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ([0.3, 0.2, 0.1], "series"),
        (LiveValue(type="numpy.ndarray", numbers=True, length=9, shape=(9,)), "series"),
        (LiveValue(type="pandas.DataFrame", columns=("a",), shape=(3, 1)), "table"),
        (0.5, "metric"),
    ],
)
def test_the_kind_of_a_result_follows_its_live_value(value, kind):
    found = seen("thing = model.fit(X)", names={"thing": value})
    assert symbol(found, "thing").kind == kind


# ---------------------------------------------------------------- configurations, attributes, entries


def test_the_entries_of_a_configuration_are_parameters():
    found = seen(
        "config = {'lr': 0.1, 'layers': 3}", "model.fit(X, config)", names={"config": {"lr": 0.1, "layers": 3}}
    )
    lr = symbol(found, 'config["lr"]')
    assert (lr.kind, lr.owner, lr.words, lr.live.number) == ("parameter", "config", ("lr",), 0.1)
    assert lr.reaches_site


def test_a_key_with_quotes_stays_a_legal_expression():
    found = seen("config = {'it\\'s \"x\"': 1}", "model.fit(config)", names={"config": {'it\'s "x"': 1}})
    assert symbol(found, 'config["it\'s \\"x\\""]').live.number == 1


def test_nested_configurations_are_named_by_both_keys():
    found = seen("config = {'model': {'depth': 3}}", "m.fit(config)", names={"config": {"model": {"depth": 3}}})
    assert symbol(found, 'config["model"]["depth"]').words[0] == "model depth"


def test_the_attributes_of_a_configuration_object_are_parameters():
    config = LiveValue(
        type="__main__.Config",
        attributes={"lr": LiveValue(type="float", number=0.1), "name": LiveValue(type="str", string="a")},
    )
    found = seen("config = Config(lr=0.1)", "model.fit(X, config)", names={"config": config})
    assert {"config.lr", "config.name"} <= expressions(found, "parameter")
    assert symbol(found, "config.lr").reaches_site


def test_the_numbers_of_a_trained_object_are_metrics():
    solver = LiveValue(
        type="__main__.Solver", attributes={"pde_loss": LiveValue(type="float", number=0.02)}, methods=("train",)
    )
    found = seen("solver = Solver()\nsolver.train(5)", names={"solver": solver})
    loss = symbol(found, "solver.pde_loss")
    assert (loss.kind, loss.from_site, loss.owner) == ("metric", True, "solver")


def test_the_entries_of_a_result_are_metrics_and_its_lists_series():
    found = seen("history = train(X)\nhistory.fit(X)", names={"history": {"loss": [3, 2, 1], "best": 0.1}})
    assert symbol(found, 'history["loss"]').kind == "series"
    assert symbol(found, 'history["best"]').kind == "metric"


def test_the_winning_parameters_of_a_search_are_parameters():
    best = LiveValue(type="dict", entries={"C": LiveValue(type="float", number=10.0)})
    search = estimator("model_selection.GridSearchCV", attributes={"best_params_": best, "best_score_": 0.97})
    found = seen("search = GridSearchCV(m, grid)\nsearch.fit(X, y)", names={"search": search})
    assert symbol(found, 'search.best_params_["C"]').kind == "parameter"
    assert symbol(found, 'search.best_params_["C"]').words[0] == "C"
    assert "best cross validation score" in symbol(found, "search.best_score_").words


# ---------------------------------------------------------------- models and tables


def test_a_fitted_estimator_is_a_model():
    found = seen("model = Ridge()\nmodel.fit(X, y)", names={"model": estimator("linear_model.Ridge")})
    assert expressions(found, "model") == {"model"}


def test_a_scaler_is_no_model():
    found = seen(
        "scaler = Scaler()", names={"scaler": estimator("preprocessing.StandardScaler", methods=("fit", "transform"))}
    )
    assert expressions(found, "model") == set()


def test_a_network_of_torch_is_a_model():
    net = LiveValue(
        type="__main__.Net", bases=("torch.nn.modules.module.Module",), methods=("parameters", "state_dict", "forward")
    )
    assert expressions(seen("net = Net()", names={"net": net}), "model") == {"net"}


def test_the_columns_of_a_result_are_series_and_those_of_the_data_are_not():
    frame = LiveValue(type="pandas.core.frame.DataFrame", columns=("loss", "step"), shape=(9, 2), length=9)
    found = seen("data = load()", "log = model.fit(data)", names={"data": frame, "log": frame})
    assert expressions(found, "table") == {"data", "log"}
    assert expressions(found, "series") == {'log["loss"]', 'log["step"]'}


def test_an_object_of_mlflow_is_nothing_to_track():
    experiment = LiveValue(
        type="mlflow.entities.Experiment", attributes={"creation_time": LiveValue(type="int", number=1)}
    )
    assert seen("experiment = mlflow.set_experiment('x')", names={"experiment": experiment}).symbols == ()


# ---------------------------------------------------------------- the findings as a whole


def test_findings_name_the_cells_above_each_cell():
    assert from_syntax("a = 1", "b = a + 1", "c = 3", "d = b + c").ancestors == {0: (), 1: (0,), 2: (), 3: (0, 1, 2)}


def test_findings_name_cells_and_packages():
    found = from_syntax("import sklearn.svm\nimport numpy as np", "a = np.ones(3)", "b = a + 1")
    assert found.names["b"] == 2
    assert found.frameworks == ("numpy", "sklearn")
    assert not found.executed


def test_the_same_text_has_the_same_hash_and_another_text_another():
    one, same, other = from_syntax("a = 1"), from_syntax("a = 1"), from_syntax("a = 2")
    assert one.content_hash == same.content_hash != other.content_hash


def test_every_symbol_is_an_expression_of_python():
    found = seen(
        MO,
        "config = {'a b': 1, 'c': [1, 2]}",
        "model.fit(config)\nres = model.x",
        names={"config": {"a b": 1, "c": [1, 2]}, "res": {"é": 2.0}},
    )
    assert len(found.symbols) >= 3
    for one in found.symbols:
        compile(one.expression, "symbol", "eval")
