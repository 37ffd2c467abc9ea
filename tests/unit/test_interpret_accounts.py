"""Every word counts: what a choice leaves unexplained is asked back, and what a line counts must be there."""

import pytest
from interpret_records import (
    SITE,
    SWEEP,
    asked,
    figure,
    findings,
    in_loop,
    metric,
    param,
    planned,
    read,
    series,
    slider,
)

from worker.findings import LiveValue, Scope, Symbol, SymbolKind

ARRAY = LiveValue(type="numpy.ndarray", length=12, numbers=True, shape=(12,))
ORCHARD = findings(
    param("grid['depth']", "depth", origin="entry", owner="grid", live=LiveValue(type="list", length=3, numbers=True)),
    param("search.best_params_['depth']", "depth", "best_params_ depth", origin="entry", owner="search", value=6, cell=3),
    param("search.best_params_['leaves']", "leaves", "best_params_ leaves", origin="entry", owner="search", value=9, cell=3),
    param("grid['leaves']", "leaves", origin="entry", owner="grid", live=LiveValue(type="list", length=3, numbers=True)),
    param("net.learning_rate", "learning_rate", origin="keyword", owner="net", value="constant"),
    param("net.learning_rate_init", "learning_rate_init", origin="keyword", owner="net", value=0.02),
    slider("cap.value", "cap", "Maximum rounds", value=40),
    metric("rounds_run", "rounds_run", "Rounds until convergence", value=17),
    metric("gap.mean()", "gap mean", "Average sugar gap", owner="gap", value=0.3, origin="displayed"),
    metric("gap.std()", "gap std", "with std. dev. of", owner="gap", value=0.1, origin="displayed"),
    metric("B", value=602),
    metric("train_sugar", "train_sugar", "Sugar on the training rows", value=0.8),
    metric("nested_sugar", "nested_sugar", value=0.5),
    metric("non_nested_sugar", "non_nested_sugar", value=0.6),
    series("spread[:, 0]", "spread", "spread(1)", owner="spread", live=ARRAY),
    series("spread[:, 1]", "spread", "spread(2)", owner="spread", live=ARRAY),
    series("spread[:, 2]", "spread", "spread(3)", owner="spread", live=ARRAY),
    figure("fig_round", "fig_round", "Rounds of picking"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("Record the best depth", ["param search.best_params_['depth']"]),
        ("Record the best `depth`", ["param search.best_params_['depth']"]),
        ("Record the winning depth and leaves", ["param search.best_params_['depth']", "param search.best_params_['leaves']"]),
        ("Log the learning rate", ["param net.learning_rate_init"]),
        ("Log the initial learning rate", ["param net.learning_rate_init"]),
        ("Log the learning rate schedule", ["param net.learning_rate"]),
        ("Note how many rounds it took", ["metric rounds_run"]),
        ("Note the maximum number of rounds", ["param cap.value"]),
        ("Log the average sugar gap and its standard deviation", ["metric gap.mean()", "metric gap.std()"]),
        ("Log the basket weight B", ["metric B"]),
        ("Log the nested sugar", ["metric nested_sugar"]),
        ("Log the non-nested sugar", ["metric non_nested_sugar"]),
        ("See how the three spread components develop", ["series spread[:, 0]", "series spread[:, 1]", "series spread[:, 2]"]),
        ("Keep the nested sugar as a metric, and the final rounds too", ["metric nested_sugar", "metric rounds_run"]),
    ],
)  # fmt: skip
def test_what_explains_every_word_is_taken(line, items):
    outcome = read(line, found=ORCHARD)
    assert asked(outcome) == []
    assert planned(outcome) == items


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Log the true sugar of the training rows", "true"),
        ("Log the median sugar gap", "median"),
        ("Log the nested sugar forecast", "forecast"),
        ("Log the initial nested sugar", "initial"),
    ],
)
def test_a_word_left_over_is_named_in_the_question(line, said):
    (question,) = read(line, found=ORCHARD).questions
    assert f"says “{said}”" in question.text
    assert question.candidates


@pytest.mark.parametrize(
    "line",
    [
        "Log the sugar on the held-out rows",
        "See how the four spread components develop",
        "See how the two spread components develop",
        "Log the training",
    ],
)
def test_another_split_or_another_count_is_asked_back(line):
    assert read(line, found=ORCHARD).questions


def test_a_word_may_stand_in_the_cell_that_makes_the_value():
    lone = findings(metric("yld", "yld", "Yield"))
    assert asked(read("Log the orchard yield", found=lone)) == ["the orchard yield"]
    told = lone.model_copy(update={"texts": {4: "what the orchard gave"}})
    assert planned(read("Log the orchard yield", found=told)) == ["metric yld"]


def test_what_a_line_counts_is_found_among_the_entries_of_one_mapping():
    names = ("plum", "pear", "quince")
    loss = [series(f"errs['{name}']", name, "err", owner="errs", origin="rows") for name in names]
    found = findings(*loss, series("err", length=9)).model_copy(update={"texts": {3: "picking error by tree"}})
    outcome = read("Log the error of each of the three trees", found=found)
    assert planned(outcome) == [f"series errs['{name}']" for name in sorted(names)]


def _version(owner, statement, origin):
    return metric(
        "cost", "cost", "Cost", owner=owner, statement=statement, cell=3, origin=origin, live=None
    ).model_copy(update={"scope": Scope.CELL if origin == "earlier" else Scope.NOTEBOOK})


TOURS = findings(_version("greedy_tour", 0, "earlier"), _version("annealed_tour", 2, "latest"))


def test_results_under_one_name_are_told_apart_by_what_made_them():
    plan = read("Log the cost of the greedy tour and of the annealed tour", found=TOURS).plan
    assert [(one.key, one.statement) for one in plan.metrics] == [("cost_greedy_tour", 0), ("cost_annealed_tour", 2)]


def test_a_result_under_a_name_with_two_results_is_asked_back():
    assert asked(read("Log the cost", found=TOURS)) == ["the cost"]


def _swept(expression, *words):
    return Symbol(
        expression=expression,
        kind=SymbolKind.PARAMETER,
        cell=3,
        statement=0,
        scope=Scope.LOOP,
        words=words,
        origin="sweep",
        path=(41, 40),
    )


PRUNING = findings(
    _swept("heights[at]", "height"),
    in_loop("-folds.mean()", "folds mean", "yield", loop="at", path=(42, 40)),
    in_loop("tree.alpha_", "alpha_", loop="at", path=(42, 40)),
    in_loop("tree.lambda_", "lambda_", loop="at", path=(42, 40)),
    metric("best_yield", "best_yield", "Best yield"),
    figure("fig_heights", "fig_heights", "Yield by height"),
    sites=(SITE.model_copy(update={"sweep": 40, "sweep_first": 41, "sweep_names": ("at",)}),),
)


@pytest.mark.parametrize(
    ("lines", "params", "metrics", "parent"),
    [
        (["One child run per height, with its mean yield"], ["heights[at]"], ["-folds.mean()"], []),
        (["A nested run for each height", "In each of them the fitted alpha and lambda"], ["heights[at]"], ["tree.alpha_", "tree.lambda_"], []),
        (["One child run per height", "The parent run keeps the figure and the best yield"], ["heights[at]"], [], ["artifact fig_heights", "metric best_yield"]),
        (["Make it a parent run having one child run for every height"], ["heights[at]"], [], []),
        (["One child run per height", "Per nested run: the mean yield"], ["heights[at]"], ["-folds.mean()"], []),
        (["There should be a nested run for every height; each one contains its mean yield"], ["heights[at]"], ["-folds.mean()"], []),
        (["One nested run per height (put alpha and lambda there); the best yield goes into the parent run."], ["heights[at]"], ["tree.alpha_", "tree.lambda_"], ["metric best_yield"]),
        (["Nested runs: one for each height (mean yield as metric). In the parent: the yield by height figure"], ["heights[at]"], ["-folds.mean()"], ["artifact fig_heights"]),
        (["Every height becomes a nested run with its alpha. Parent run: the best yield"], ["heights[at]"], ["tree.alpha_"], ["metric best_yield"]),
        (["Log alpha and lambda of every height as nested runs"], ["heights[at]"], ["tree.alpha_", "tree.lambda_"], []),
    ],
)  # fmt: skip
def test_children_and_parent_get_what_the_lines_say(lines, params, metrics, parent):
    outcome = read(*lines, found=PRUNING)
    assert asked(outcome) == []
    assert [one.expression for one in outcome.plan.nested.params] == params
    assert [one.expression for one in outcome.plan.nested.metrics] == metrics
    assert planned(outcome) == parent


def test_what_no_child_computes_is_asked_back():
    outcome = read("One child run per height", "In each child run its crispness", found=PRUNING)
    assert asked(outcome) == ["its crispness"]


def test_what_stands_beside_the_children_in_one_line_is_never_dropped():
    outcome = read("One nested run per height, holding its alpha and its crispness", found=PRUNING)
    assert asked(outcome) == ["its crispness"]
    outcome = read(
        "One nested run per height; the parent gets its crispness: a number. In the parent: the sap", found=PRUNING
    )
    assert "the sap" in asked(outcome)


OTHER_SWEEP = SITE.model_copy(update={"cell": 7, "sweep": 60, "sweep_first": 61, "sweep_names": ("pot",)})
COUNTING = SITE.model_copy(update={"kind": "loop", "sweep": 40, "sweep_first": 41, "sweep_names": ("at",)})


@pytest.mark.parametrize(
    ("line", "cell"), [("One child run per pot", 7), ("One child run per height, with its alpha", 3)]
)
def test_of_two_sweeps_the_one_is_meant_whose_trials_the_line_speaks_of(line, cell):
    both = PRUNING.model_copy(update={"sites": (*PRUNING.sites, OTHER_SWEEP)})
    assert read(line, found=both).plan.nested.cell == cell


def test_a_loop_that_trains_nothing_has_children_where_it_computes_what_they_keep():
    counted = PRUNING.model_copy(update={"sites": (), "loops": (COUNTING,)})
    plan = read("One nested run per simulated orchard, holding its alpha and lambda", found=counted).plan
    assert [one.expression for one in plan.nested.metrics] == ["tree.alpha_", "tree.lambda_"]
    assert plan.site == COUNTING
    outcome = read("One nested run per simulated orchard, holding its weight", found=counted)
    assert outcome.plan.nested is None
    assert any("nothing can be nested" in question.text for question in outcome.questions)


def test_settings_that_a_sweep_hands_over_whole_are_logged_whole():
    grid = _swept("setting", "setting").model_copy(
        update={"live": LiveValue(type="dict", entries={"leaves": LiveValue(type="int", number=4)})}
    )
    outcome = read("One child run per setting", found=findings(grid, sites=(SWEEP,)))
    assert [(one.expression, one.form) for one in outcome.plan.nested.params] == [("setting", "mapping")]


@pytest.mark.parametrize("line", ["Log each loss", "Log both losses"])
def test_settings_of_what_has_a_measure_are_no_measures(line):
    net = {"owner": "OrchardLoss", "origin": "literal"}
    found = findings(param("0.03", "rate", "OrchardLoss rate", **net), param("20", "pause", "OrchardLoss pause", **net))
    assert asked(read(line, found=found))


@pytest.mark.parametrize(
    ("line", "symbol"),
    [
        ("the mean absolute error", series("errors")),
        ("RMSE", series("residual_error")),
        ("mean squared error", param("err", "err", "error")),
        ("mean forecast", metric("np.mean((forecast - rain) ** 2)", "np mean", "mean", origin="displayed")),
    ],
)
def test_what_something_is_only_made_of_does_not_name_it(line, symbol):
    outcome = read(line, found=findings(symbol))
    assert planned(outcome) == []
    assert asked(outcome)


def test_what_is_shown_of_one_thing_is_named_by_it():
    shown = metric("np.mean(forecast)", "np mean", "mean", origin="displayed")
    assert planned(read("mean forecast", found=findings(shown))) == ["metric np.mean(forecast)"]


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("Log the peel thickness", []),
        ("Log the flesh thickness", ["metric flesh_thickness"]),
        ("Log the thickness", ["metric flesh_thickness"]),
        ("Log which tree it belongs to", []),
        ("Log the number of trees", ["param n_trees"]),
    ],
)
def test_another_one_of_its_kind_and_how_many_there_are_are_no_answer(line, items):
    found = findings(metric("flesh_thickness"), param("n_trees", "n_trees", "Tree count", value=4))
    found = found.model_copy(update={"texts": {4: "Peel thickness matters, flesh thickness less.", 1: "Trees"}})
    assert planned(read(line, found=found)) == items


def test_a_cell_that_speaks_of_the_one_alone_says_which_it_is():
    found = findings(metric("flesh_thickness")).model_copy(update={"texts": {4: "How thick the peel is"}})
    assert planned(read("Log the peel thickness", found=found)) == ["metric flesh_thickness"]


@pytest.mark.parametrize(
    ("prose", "line", "items"),
    [
        ("what we believe prior to the harvest", "Log the posterior mean", []),
        ("what we believe prior to the harvest", "Log the prior mean", ["metric mean_p"]),
        ("prior and posterior", "Log the posterior mean", ["metric mean_p"]),
    ],
)
def test_the_other_side_of_the_data_is_no_answer(prose, line, items):
    found = findings(metric("mean_p")).model_copy(update={"texts": {4: prose}})
    assert planned(read(line, found=found)) == items


def test_a_letter_with_a_hyphen_begins_a_word():
    found = findings(
        param("tsne.perplexity", "perplexity", "TSNE perplexity", owner="TSNE", origin="keyword", value=30)
    )
    assert planned(read("Log the perplexity of t-SNE", found=found)) == ["param tsne.perplexity"]
