"""What points back, stands beside or would do: `their mean`, `and with it the depth`, `every tenth is enough`."""

import pytest
from interpret_records import asked, figure, findings, held, metric, param, planned, read, series, slider, table

from worker.findings import LiveValue
from worker.interpret import interpret
from worker.task import Task

FLOODS = findings(
    slider("depth.value", "depth", "Basin depth", value=3),
    param("decay", value=0.4),
    metric("runoff", "runoff"),
    series("levels", "levels", "water level", length=600),
    series("inflow", "inflow", length=600),
    data=(
        held("levels", "levels", "water level", shape=(600,)),
        held("relief", "relief", "surface height", shape=(9, 9)),
    ),
)


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("Save the basin depth, and with it the decay", ["param decay", "param depth.value"]),
        ("Log the runoff and next to it the decay", ["metric runoff", "param decay"]),
        ("Record the decay and, along with that, the basin depth", ["param decay", "param depth.value"]),
        ("Log the water level as a curve; every tenth value is enough", ["series levels"]),
        ("Log the water level as a curve (a rough one will do)", ["series levels"]),
        ("Log the water level at every time point", ["series levels"]),
        ("Log the water level at each hour", ["series levels"]),
        ("Log the water level with one step for each of its 600 points", ["series levels"]),
        ("Log the water level as a metric with one step for each of the 600 points", ["series levels"]),
        ("Log the 600 water levels as a curve, and their mean", ["metric sum(levels) / len(levels)", "series levels"]),
        ("Log the inflow as a curve and its maximum", ["metric max(inflow)", "series inflow"]),
        (
            "Log the lowest, the highest and the mean height of the surface",
            ["metric relief.max()", "metric relief.mean()", "metric relief.min()"],
        ),
        (
            "the lowest, highest and mean surface height",
            ["metric relief.max()", "metric relief.mean()", "metric relief.min()"],
        ),
    ],
)
def test_a_line_says_more_than_what_it_asks_for(line, items):
    outcome = read(line, found=FLOODS)
    assert (planned(outcome), asked(outcome)) == (items, [])


@pytest.mark.parametrize(
    ("lines", "items"),
    [
        (
            ("Log the inflow as a curve", "Log the largest of these values as well"),
            ["metric max(inflow)", "series inflow"],
        ),
        (
            ("Log the inflow as a curve", "And the mean of these inflows"),
            ["metric sum(inflow) / len(inflow)", "series inflow"],
        ),
        (
            ("Log the water level as a curve", "Log the decay", "Log the smallest of them"),
            ["metric min(levels)", "param decay", "series levels"],
        ),
    ],
)
def test_a_line_points_back_to_the_history_of_one_in_front(lines, items):
    requirements = (*lines, 'Create experiment "floods"')
    outcome = interpret(Task(title="t", files=("notebooks/07_study.py",), requirements=requirements), FLOODS)
    assert (planned(outcome), asked(outcome)) == (items, [])


def test_the_last_value_that_would_do_is_not_dropped():
    outcome = read("Log the inflow; the final value is enough", found=FLOODS)
    assert "series inflow" not in planned(outcome) or asked(outcome)


PORT = findings(
    slider("span.value", "span", "Date range", value=(1, 9)).model_copy(
        update={"live": LiveValue(type="builtins.tuple", length=2)}
    ),
    slider("chart_kind.value", "chart_kind", "Chart type", value="Line"),
    param("fee", value=3),
    metric("yoy", "yoy", "YoY catch"),
    table("agg_landings", "agg_landings", "harbour", "catch"),
    series('landings["catch"]', "catch", origin="column").model_copy(
        update={"live": LiveValue(type="column", bases=("pandas",), length=40)}
    ),
    figure("fig", "fig", "Landings"),
    data=(held("swell", "swell", "swell wave"),),
)


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("Record the fee and the start and end date", ["param fee", "param span.value[0]", "param span.value[1]"]),
        ("Log the fee and the chart type as parameters", ["param chart_kind.value", "param fee"]),
        ("Save the aggregated landings table as a CSV file", ["artifact agg_landings.to_csv(index=False)"]),
        ("Log the year over year catch", ["metric yoy"]),
        ("Log the total catch", ['metric landings["catch"].sum()']),
        ("Add the RMS of the swell as a single number", ["metric np.mean(np.abs(swell) ** 2) ** 0.5"]),
    ],
)
def test_small_words_name_values_of_a_dashboard(line, items):
    found = PORT.model_copy(update={"names": {**PORT.names, "np": 0}})
    outcome = read(line, found=found)
    assert (planned(outcome), asked(outcome)) == (items, [])
