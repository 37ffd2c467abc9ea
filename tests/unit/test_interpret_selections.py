"""What is set by hand, however a line says so: by the control, by the user, by what is chosen."""

import pytest
from interpret_records import asked, findings, held, metric, param, planned, read, slider

from worker.findings import LiveElement, LiveValue
from worker.interpret.selections import plain_selections


def control(name, label, *, kind, live):
    """A control of a kind, with the value that it has."""
    element = LiveElement(kind=kind, label=label, value=live)
    return slider(f"{name}.value", name, label).model_copy(
        update={"live": live.model_copy(update={"ui": element}), "owner": name}
    )


SPREAD = control("spread_slider", "Spread", kind="slider", live=LiveValue(type="float", number=2.0))
DEPTH = control("depth_slider", "Depth", kind="slider", live=LiveValue(type="int", number=9))
SAIL = control("sail_pick", "Sail", kind="dropdown", live=LiveValue(type="str", string="jib"))
NIGHT = control("night", "By night", kind="checkbox", live=LiveValue(type="bool", boolean=True))
FOUND = findings(SPREAD, DEPTH, SAIL, NIGHT, param("ballast", "ballast", value=7))
SLIDERS = ["param depth_slider.value", "param spread_slider.value"]
ALL = ["param depth_slider.value", "param night.value", "param sail_pick.value", "param spread_slider.value"]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("Whatever the sliders say should be in the params", SLIDERS),
        ("Log what both sliders are set to", SLIDERS),
        ("Record the values of the sliders for spread and depth", SLIDERS),
        ("Log where the sliders for the spread and the depth stand", SLIDERS),
        ("Log the slider values for spread and depth, plus the ballast", ["param ballast", *SLIDERS]),
        ("Log the position of the depth slider", ["param depth_slider.value"]),
        ("Log which sail is selected", ["param sail_pick.value"]),
        ("Log which sail is picked in the dropdown", ["param sail_pick.value"]),
        ("Log whatever is chosen in the dropdown", ["param sail_pick.value"]),
        ("Log what the user picked for the sail", ["param sail_pick.value"]),
        ("Log the choice of sail and the depth as set with the slider", ["param depth_slider.value", "param sail_pick.value"]),
        ("Log the sail selected by the user", ["param sail_pick.value"]),
        ("Log the name of the selected sail", ["param sail_pick.value"]),
        ("Log the state of the checkbox", ["param night.value"]),
        ("Log the current state of every widget", ALL),
        ("Log the values that the user sets as params", ALL),
        ("Log the user's choices", ALL),
    ],
)  # fmt: skip
def test_what_is_set_by_hand_is_found_among_the_controls(line, wanted):
    outcome = read(line, found=FOUND)
    assert (sorted(planned(outcome)), asked(outcome)) == (wanted, [])


@pytest.mark.parametrize(
    "line", ["Log the ballast slider of the keel", "Log the rudder slider", "Log the rudder setting"]
)
def test_one_control_that_is_not_there_is_asked_about_and_never_all_of_them(line):
    assert planned(read(line, found=FOUND)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Log the number of points the slider asks for",
        "Log the feature selection threshold",
        "Log the final selection",
        "Log the depth set aside for testing",
        "Log the model chosen by the search",
    ],
)
def test_words_of_choosing_that_name_no_control_stay(text):
    assert plain_selections(text) == text


def test_a_key_says_nothing_of_the_control():
    lr = control("lr_slider", "Learning rate", kind="slider", live=LiveValue(type="float", number=0.1))
    (value,) = read("Log the learning rate slider", found=findings(lr)).plan.params
    assert value.key == "learning_rate"


LEVEL = control("k_slider", "K (cells to fill)", kind="slider", live=LiveValue(type="int", number=4))
DRAWS = param("n_bootstrap", "n_bootstrap", value=500)
SIZE = param("sample_n", "sample_n", value=40)
ROWS = control("ny_slider", "Cells in y", kind="slider", live=LiveValue(type="int", number=5))
COLUMNS = control("nx_slider", "Cells in x", kind="slider", live=LiveValue(type="int", number=6))


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("Log the number of cells to fill", ["param k_slider.value"]),
        ("Log how many bootstrap samples are drawn", ["param n_bootstrap"]),
        ("Log the number of cells in x and y", ["param nx_slider.value", "param ny_slider.value"]),
        ("Log the sample size", ["param sample_n"]),
    ],
)
def test_counts_that_are_settings(line, wanted):
    outcome = read(line, found=findings(LEVEL, DRAWS, SIZE, ROWS, COLUMNS))
    assert (sorted(planned(outcome)), asked(outcome)) == (wanted, [])


def test_a_run_named_after_a_setting_gives_it_its_own_key():
    (value,) = read("Name the run after the depth", found=FOUND).plan.params
    assert value.key == "depth"


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("Log the depth and how many waves are generated", ["param depth_slider.value", "param len(waves)"]),
        ("Log the depth and how many waves are found", ["metric len(waves)", "param depth_slider.value"]),
        ("Log the drift and how many waves are generated", ["metric drift", "metric len(waves)"]),
    ],
)
def test_a_count_of_what_is_made_is_a_setting_beside_settings(line, wanted):
    waves = held("waves", "waves")
    outcome = read(line, found=findings(DEPTH, metric("drift", "drift"), data=[waves]))
    assert (sorted(planned(outcome)), asked(outcome)) == (wanted, [])
