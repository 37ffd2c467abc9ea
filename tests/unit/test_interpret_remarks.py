"""Remarks, arrows and shapes around what a line asks for, and numbers that are made of a table."""

import pytest
from interpret_records import asked, figure, findings, held, metric, param, planned, read, slider, table

TIDES = findings(
    slider("harbours.value", "harbours", "Number of harbours", "n", value=4),
    slider("shade_map.value", "shade_map", "Shade map", value=2),
    param("depth", value=3),
    metric("len(kept)", "number of kept", "rows", owner="kept", origin="size", value=20),
    metric("kept.salt.sum()", "sum", "total salt", owner="kept", origin="displayed"),
    metric("kept.depth.mean()", "mean", "avg depth", owner="kept", origin="displayed"),
    metric("slope", "slope"),
    metric("offset", "offset", "Intercept"),
    metric("a", "a"),
    metric("b", "b"),
    table("kept", "kept", "salt", "depth"),
    figure("fig", "fig", "Tide curve", "salt", "kept", "shade_map"),
)


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("slope and intercept: two metrics", ["metric offset", "metric slope"]),
        ("slope and intercept (two metrics)", ["metric offset", "metric slope"]),
        ("slope as a metric, just to be sure", ["metric slope"]),
        ("Log the slope, to be on the safe side", ["metric slope"]),
        ("slope and intercept as metrics, for the tide line", ["metric offset", "metric slope"]),
        ("params -> depth, number of harbours", ["param depth", "param harbours.value"]),
        ("metrics → slope, intercept; params → depth", ["metric offset", "metric slope", "param depth"]),
        ("metrics: a and b", ["metric a", "metric b"]),
        ("a and b of the tide line", ["metric a", "metric b"]),
        ("n of the tide table", ["param harbours.value"]),
        (
            "rows, total salt and avg depth of the kept table",
            ["metric kept.depth.mean()", "metric kept.salt.sum()", "metric len(kept)"],
        ),
        ("total salt of the kept table", ["metric kept.salt.sum()"]),
        ("the generated data frame as CSV, all rows of it", ["artifact kept.to_csv(index=False)"]),
        ("that kept table → CSV artifact", ["artifact kept.to_csv(index=False)"]),
        ("Log the shade map too", ["param shade_map.value"]),
        ("Save the tide curve", ["artifact fig"]),
        ("The settings as parameters, i.e. depth and number of harbours", ["param depth", "param harbours.value"]),
    ],
)
def test_what_stands_around_a_request_is_no_part_of_it(line, items):
    outcome = read(line, found=TIDES)
    assert (planned(outcome), asked(outcome)) == (items, [])


def test_of_several_tables_the_data_frame_is_the_one_that_is_called_data():
    found = findings(table("data", cell=4), table("summary", cell=5), table("data.head(20)", "head", owner="data"))
    assert planned(read("The generated data frame as CSV", found=found)) == ["artifact data.to_csv(index=False)"]
    assert asked(read("The resulting table as CSV", found=found)) == ["The resulting table"]


def test_an_a_beside_another_letter_is_a_name():
    found = findings(metric("a", value=1), metric("b", value=2))
    assert planned(read("metrics: fitted a and b", found=found)) == ["metric a", "metric b"]


def test_a_comma_alone_lends_no_noun():
    found = findings(
        slider("strike.value", "strike", "Strike", value=5), slider("free.value", "free", "Risk-free rate", value=0.1)
    )
    assert planned(read("strike, risk-free rate", found=found)) == ["param free.value", "param strike.value"]


@pytest.mark.parametrize("line", ["The slope it finds is the main metric", "A second metric: the slope"])
def test_a_metric_may_be_the_main_one(line):
    outcome = read(line, found=TIDES)
    assert (planned(outcome), asked(outcome)) == (["metric slope"], [])


def test_a_figure_that_the_words_describe_is_taken_though_another_one_is_shown():
    drawn = figure("{}.figure", "_", "Salt", "Depth", "three-panel", cell=4, origin="displayed")
    found = findings(figure("fig", "fig", "Tides"), figure("fig2", "fig2", "Winds"), drawn)
    assert planned(read("Save the figure with the panels Salt and Depth", found=found)) == ["artifact {}.figure"]


@pytest.mark.parametrize("line", ["On the parent, the slope", "In the parent run, log the slope"])
def test_the_parent_in_front_is_no_value(line):
    outcome = read(line, found=TIDES)
    assert (planned(outcome), asked(outcome)) == (["metric slope"], [])


def test_whose_the_values_of_a_statistic_are_is_no_part_of_what_they_are():
    found = findings(data=[held("dune_height", "dune_height", shape=(40,))])
    line = "Log the mean and the maximum of the dune heights of the northern coast"
    assert planned(read(line, found=found)) == ["metric dune_height.max()", "metric dune_height.mean()"]
