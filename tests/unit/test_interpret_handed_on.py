"""Values that only hand on what an element of the page says."""

import pytest
from interpret_records import figure, findings, metric, model, param, planned, read, slider

HEARTH = slider("draught_slider.value", "draught_slider", "Draught $d$", value=0.7, cell=1)


@pytest.mark.parametrize(
    ("line", "value", "items"),
    [
        ("Log the draught", 0.7, ["param draught_slider.value"]),
        ("Log the draught as a metric", 0.7, ["metric draught"]),
    ],
)
def test_what_hands_on_an_element_is_the_setting(line, value, items):
    found = findings(HEARTH, metric("draught", "draught", value=value))
    assert planned(read(line, found=found)) == items


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("Record how many loaves are baked and with which heat", ["param heat", "param n_loaves"]),
        ("Log the heat, and by which oven", ["param heat", "param oven"]),
    ],
)
def test_which_one_something_is_done_with_is_asked_for_too(line, items):
    found = findings(param("heat", value=220.0), param("n_loaves", value=12), param("oven", value="wood"))
    assert planned(read(line, found=found)) == items


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("Log the trained decision tree", ["model clf"]),
        ("Save the plot of the trained decision tree", ["artifact fig"]),
    ],
)
def test_a_trained_model_is_no_picture_with_its_title(line, items):
    shown = figure("fig", "fig", "The trained decision tree")
    assert planned(read(line, found=findings(model("clf", "tree.DecisionTreeClassifier"), shown))) == items
