"""What narrows a thing down is never passed over: numbers, beginnings and ends, arguments of a function."""

import pytest
from interpret_records import asked, figure, findings, in_loop, metric, param, planned, read, series

from worker.findings import LiveValue

ORCHARD = findings(
    metric("yield_init", "yield_init", "initial yield", value=0.2),
    metric("yield_now", "yield_now", "yield", value=0.9),
    series("harvests", "harvests", length=300),
    metric("sum(harvests[-100:]) / 100", "mean of the last 100 harvests", value=3.0),
    series("Q", "Q", length=5),
    metric("KL_gap", "KL_gap", "Kullback-Leibler gap", value=0.4),
    param("right_height", "right_height", "Height of the right wall"),
)


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("Log the learned yield", ["metric yield_now"]),
        ("Log the initial yield", ["metric yield_init"]),
        ("Log the mean of the last 100 harvests", ["metric sum(harvests[-100:]) / 100"]),
        ("Log the height of the right wall", ["param right_height"]),
    ],
)
def test_what_narrows_a_thing_down_is_met(line, wanted):
    outcome = read(line, found=ORCHARD)
    assert (asked(outcome), planned(outcome)) == ([], wanted)


@pytest.mark.parametrize(
    "line",
    [
        "Log the mean harvest of the last 50 days",
        "Log the mean harvest at day = 12",
        "Log the Kullback-Leibler barrier D_KL(P||Q) as a metric",
        "Parameters: height of the right wall, height of the floor",
        "Log the harvest of the shortest day",
        "Log the yield at which it is ripe",
        "Log the share of apples that are not ripe",
    ],
)
def test_what_nothing_meets_is_asked_back(line):
    assert len(asked(read(line, found=ORCHARD))) == 1


def test_values_that_a_search_has_tried_are_no_count():
    tried = series('grid.cv_results_["param_n_trees"]', "param_n_trees", length=3, origin="entry", owner="grid")
    grid = param('grid["n_trees"]', "n_trees", live=LiveValue(type="list", length=3, numbers=True))
    best = param('grid.best_params_["n_trees"]', "n_trees", "best_params_ n_trees", value=90, owner="grid")
    outcome = read("Log the number of trees as a metric", found=findings(tried, grid, best))
    assert planned(outcome) == ['param grid.best_params_["n_trees"]']


def test_a_noun_phrase_is_no_pair_of_key_and_value():
    status = metric("solver_status", "solver_status", live=LiveValue(type="str", string="optimal"))
    outcome = read("Tag the run with the solver status", found=findings(status))
    assert [(tag.key, tag.expression) for tag in outcome.plan.tags] == [("solver_status", "solver_status")]
    assert read("Tag the run with the solver status", found=findings()).plan.run_tags == {}
    assert read("Tag the run with solver fast", found=findings()).plan.run_tags == {"solver": "fast"}


def test_the_cell_around_a_minimum_does_not_say_what_it_is_a_minimum_of():
    limit = metric("x_min", "x_min", value=-9.4, cell=6)
    found = findings(limit).model_copy(update={"texts": {6: "the size of each cluster of trees"}})
    assert asked(read("Log the size of the smallest cluster", found=found)) == ["the smallest cluster size"]


def test_the_label_of_an_axis_alone_names_no_picture():
    drawn = figure("fig", "fig", "Yield over the years", "monthly crop")
    assert len(asked(read("Log the monthly crop", found=findings(drawn)))) == 1
    pictured = figure("fig", "fig", "Yield over the years", "yield boundary")
    assert planned(read("Log the yield boundary", found=findings(pictured))) == ["artifact fig"]


def test_a_history_and_its_last_value_are_two_things():
    found = findings(series("errs", "errs", "Loss", length=9), metric("grade", "grade"))
    outcome = read("Loss per epoch, and its last value as a summary metric", found=found)
    assert (asked(outcome), planned(outcome)) == ([], ["metric errs[-1]", "series errs"])


def test_what_must_be_true_of_what_is_counted_is_no_aside():
    found = findings(param("N_TRIALS", "N_TRIALS", "Number of trials", value=30))
    assert planned(read("Log the number of trials", found=found)) == ["param N_TRIALS"]
    assert len(asked(read("Log how many of the trials had a score above the mean", found=found))) == 1
    word = param("'l1'", "penalty", live=LiveValue(type="str", string="l1"))
    assert len(asked(read("Log the number of penalty values", found=findings(word)))) == 1


@pytest.mark.parametrize(
    "line",
    [
        "Log the learned yield of the 1,000 trees",
        "Log the learned yield, so orchards can be compared",
        "Log, for comparison, the learned yield",
    ],
)
def test_thousands_and_purposes_ask_for_nothing(line):
    assert planned(read(line, found=ORCHARD)) == ["metric yield_now"]


def test_a_value_of_a_loop_is_logged_by_the_history_that_keeps_it_under_its_name():
    inside = in_loop("_loss", "_loss", "train _loss")
    kept = series('history["loss"]', "loss", length=9, cell=3, origin="entry", owner="history")
    outcome = read("Training loss per epoch", found=findings(inside, kept))
    assert (asked(outcome), planned(outcome)) == ([], ['series history["loss"]'])
    other = series('history["val_loss"]', "val_loss", length=9, cell=3, origin="entry", owner="history")
    assert planned(read("Training loss per epoch", found=findings(inside, other))) == ["series _loss"]
