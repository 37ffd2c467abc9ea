"""Items that a line names by axis, place, end or order, of a point, a range or a short list."""

import pytest
from interpret_records import asked, findings, held, metric, param, planned, read, slider

from worker.findings import LiveValue

DATES = slider("span.value", "span", "Date span").model_copy(update={"live": LiveValue(type="tuple", length=2)})
GRID = param("grid", "grid", "(row, column)").model_copy(update={"live": LiveValue(type="tuple", length=2)})
BUOY = held("buoy", "buoy", "buoy position", shape=(3,))
SHARES = held("pca.shares_", "shares_", "explained share", owner="pca", shape=(4,))


@pytest.mark.parametrize(
    ("line", "found", "items"),
    [
        ("z component of the buoy position", [BUOY], ["metric buoy[2]"]),
        ("x and y of the buoy", [BUOY], ["metric buoy[0]", "metric buoy[1]"]),
        ("y-coordinate of the buoy as a parameter", [BUOY], ["param buoy[1]"]),
        ("the start and the end of the date span", [DATES], ["param span.value[0]", "param span.value[1]"]),
        ("the lower bound of the date span", [DATES], ["param span.value[0]"]),
        ("number of rows and columns of the grid", [GRID], ["param grid[0]", "param grid[1]"]),
        ("the explained share of the second component", [SHARES], ["metric pca.shares_[1]"]),
        ("x of the buoy", [held("buoy", kind="torch.Tensor", shape=(3,))], ["metric buoy[0].item()"]),
        ("x of the buoy", [held("buoy", kind="pandas.Series", shape=(3,))], ["metric buoy.iloc[0]"]),
    ],
)
def test_one_item_is_taken_of_what_the_words_name(line, found, items):
    settings = [one for one in found if one.kind == "parameter"]
    outcome = read(line, found=findings(*settings, data=[one for one in found if one not in settings]))
    assert (planned(outcome), asked(outcome)) == (items, [])


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("z component of the buoy position", [held("buoy", "buoy", "buoy position", shape=(2,))]),
        ("x of the final buoy position", [held("buoy", "buoy", "initial buoy position", shape=(3,))]),
        ("the explained share of the fifth component", [SHARES]),
        ("x of the anchor", [BUOY]),
        ("x of the buoy", [BUOY, held("buoy_b", "buoy", "buoy position", shape=(3,))]),
        ("the end of the buoy", [BUOY]),
        ("the row of the goal", [GRID]),
        ("rows of the lattice", [GRID.model_copy(update={"words": ("grid", "(width, height)")})]),
    ],
)
def test_an_item_that_is_not_certain_is_asked_back(line, found):
    settings = [one for one in found if one.kind == "parameter"]
    outcome = read(line, found=findings(*settings, data=[one for one in found if one not in settings]))
    assert planned(outcome) == []
    assert asked(outcome)


def test_the_coordinates_of_something_else_are_not_taken():
    found = findings(*(metric(f"rgb[{at}]", f"rgb {at}", f"rgb {axis} coordinate", origin="item", owner="rgb")
                       for at, axis in enumerate("xyz")))  # fmt: skip
    assert asked(read("coordinates of the buoy", found=found)) == ["coordinates"]
    assert asked(read("x of the buoy", found=found)) == ["x"]


def test_elements_that_are_called_by_the_axis_come_before_the_point_that_is_made_of_them():
    found = findings(slider("buoy_x.value", "buoy_x", "Buoy x"), data=[BUOY])
    assert planned(read("x of the buoy", found=found)) == ["param buoy_x.value"]


def test_the_only_number_is_not_the_second_one():
    found = findings(metric("lone.share", "share", "explained share", owner="lone", origin="attribute"))
    assert asked(read("the explained share of the second component", found=found)) == ["the explained share"]


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("Log the posterior mean of the tides", ["metric drift[0]", "metric drift[1]"]),
        ("Log the posterior mean of the ebb tide", ["metric drift[1]"]),
    ],
)
def test_the_mean_of_several_is_each_item_of_it(line, items):
    drift = [("Posterior mean flood", 0), ("Posterior mean ebb tide", 1)]
    found = findings(*(metric(f"drift[{at}]", text, origin="item", owner="drift", cell=4) for text, at in drift))
    assert planned(read(line, found=found)) == items
