"""What a search chose, what a fit found, what pictures show: words that decide between things of one name."""

import pytest
from interpret_records import asked, figure, findings, in_loop, metric, param, planned, read, series, table

SEARCH = [
    param("grid['depth']", "depth", origin="entry", owner="grid"),
    param("tuner.best_params_['depth']", "depth", "best_params_ depth", value=4.0, origin="entry"),
    param("tuner.best_params_['min_leaf']", "min_leaf", "best_params_ min_leaf", value=2.0, origin="entry"),
    series("tuner.cv_results_['param_min_leaf']", "param_min_leaf", "cv_results_ param_min_leaf", origin="entry"),
]


@pytest.mark.parametrize(
    "line",
    [
        "Note which depth and min leaf the grid search picked",
        "Which depth and min leaf did the search choose?",
        "Log the best depth and min leaf",
        "Record what depth and min leaf the tuning settled on",
    ],
)
def test_what_a_search_chose_is_not_what_it_tried(line):
    outcome = read(line, found=findings(*SEARCH))
    items = ["param tuner.best_params_['depth']", "param tuner.best_params_['min_leaf']"]
    assert (planned(outcome), asked(outcome)) == (items, [])


def test_what_a_fit_finds_is_not_where_it_was_told_to_start():
    found = findings(param("1.0", "reach", value=1.0, origin="keyword"))
    assert asked(read("Log the fitted reach", found=found)) == ["the fitted reach"]
    fitted = findings(*found.symbols, metric("fit.reach_", "reach_", origin="attribute", owner="fit"))
    assert planned(read("Log the fitted reach", found=fitted)) == ["metric fit.reach_"]


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("Keep the tide plot with its error bars", ["artifact tide_fig"]),
        ("Store both plots with their confidence bands", ["artifact moon_fig", "artifact tide_fig"]),
        ("Save the two tides as one image", ["artifact tide_fig"]),
        ("Keep the tide picture with the three ports next to each other", ["artifact tide_fig"]),
        ("Save the port and month summary as a table", ["artifact port_month_summary.to_csv(index=False)"]),
        ("Put the port and month summary in a table", ["artifact port_month_summary.to_csv(index=False)"]),
    ],
)
def test_what_a_picture_or_table_shows_is_no_thing_of_its_own(line, items):
    found = findings(figure("tide_fig", "tide_fig", "Tides"), figure("moon_fig", "moon_fig", "Moon"), table("port_month_summary"))  # fmt: skip
    outcome = read(line, found=found)
    assert (planned(outcome), asked(outcome)) == (items, [])


def test_a_cumulative_distribution_is_known_by_its_letters():
    found = findings(figure("cdf_fig", "cdf_fig", "cdf"), figure("pie_fig", "pie_fig", "pie"))
    assert planned(read("Keep the plot of the cumulative distribution", found=found)) == ["artifact cdf_fig"]


@pytest.mark.parametrize(
    "line",
    [
        "Log how much the drift varies between the folds",
        "how strongly the drift differed from fold to fold",
        "Log how much the drift scatters across the seeds",
    ],
)
def test_how_much_a_value_varies_is_its_standard_deviation(line):
    found = findings(metric("drift_mean", "drift_mean"), metric("drift_std", "drift_std"))
    assert planned(read(line, found=found)) == ["metric drift_std"]


def test_one_value_per_thing_is_a_history():
    found = findings(in_loop("drift.std()", "drift_std", "std of the drift"), metric("drift.std()", "drift_std"))
    outcome = read("Log how much the drift varies between the folds, one value per degree", found=found)
    assert planned(outcome) == ["series drift.std()"]


def test_numbers_are_no_picture_of_them():
    found = findings(figure("plt.gcf()", "Singular values", "singular values of the tide"))
    assert asked(read("Log the singular values of the tide", found=found)) != []
    assert planned(read("Keep the plot of the singular values", found=found)) == ["artifact plt.gcf()"]


EVERY = [
    series(f'{table}["catch"]', "catch", origin="column", owner=table, length=length)
    for table, length in (("trips", 400), ("daily_catch", 90), ("by_month", 3))
]


@pytest.mark.parametrize(
    ("line", "expression"),
    [
        ("Log the catch of every day as a curve", 'daily_catch["catch"]'),
        ("Log the daily catch as a curve", 'daily_catch["catch"]'),
        ("the catch of each month", 'by_month["catch"]'),
    ],
)
def test_what_is_made_for_a_period_is_meant_by_it(line, expression):
    assert planned(read(line, found=findings(*EVERY))) == [f"series {expression}"]


ZEROS = [
    metric(f"zeros(x_{at})", "zeros", f"zeros x_{at}", f"power={at}", origin="displayed") for at in (1, 2)
]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("the zeros for power=1 and power=2", (1, 2)),
        ("zeros at power = 2", (2,)),
        ("the zeros with power=1", (1,)),
    ],
)
def test_at_which_value_a_thing_is_asked_for_tells_which_one(line, at):
    outcome = read(line, found=findings(*ZEROS))
    assert (planned(outcome), asked(outcome)) == ([f"metric zeros(x_{one})" for one in at], [])


def test_a_number_of_things_is_no_share_of_them():
    found = findings(metric("n_storms", "n_storms", "number of storms", value=4.0))
    assert asked(read("the share of storms", found=found)) != []


def test_one_more_thing_may_be_named_with_the_others():
    found = findings(param("n_fish", value=3.0), param("drag"), param("tow", "tow", "tow strength"))
    outcome = read("Log the number of fish and the drag, with the tow strength", found=found)
    assert planned(outcome) == ["param drag", "param n_fish", "param tow"]
