"""Settings that a line names by the call that takes them, or by bare names behind what they are."""

import pytest
from interpret_records import asked, findings, metric, param, planned, read

WAVES = [
    param(value, name, value=float(value), origin="keyword", owner="make_waves", statement=at)
    for at, (name, value) in enumerate((("n_waves", "500"), ("n_buoys", "25"), ("swell", "3")))
]
KAPPA = param("kappa", "kappa", value=1.5)
THETA = param("theta", "theta", value=0.04)
FOUND = findings(*WAVES, KAPPA, THETA, metric("drift", "drift"))


@pytest.mark.parametrize(
    "line",
    [
        "Log the settings of make_waves",
        "Log the keyword arguments given to make_waves",
        "Log all arguments passed to make_waves()",
        "Log the parameters of `make_waves`",
    ],
)
def test_the_arguments_of_a_call_are_all_that_it_takes(line):
    outcome = read(line, found=FOUND)
    assert (sorted(planned(outcome)), asked(outcome)) == (["param 25", "param 3", "param 500"], [])


def test_the_arguments_of_a_call_that_is_not_there_are_asked_about():
    outcome = read("Log the arguments of make_storms", found=FOUND)
    assert planned(outcome) == []
    assert asked(outcome) != []


@pytest.mark.parametrize(
    "line", ["Log the model parameters kappa and theta", "Log the constants kappa and theta as params"]
)
def test_bare_names_behind_what_they_are_are_all_that_is_meant(line):
    assert sorted(planned(read(line, found=FOUND))) == ["param kappa", "param theta"]


def test_the_sides_of_a_grid_are_names_of_their_own():
    sides = [param(name, name, value=at) for at, name in enumerate(("LEFT", "RIGHT", "BOTTOM", "TOP"))]
    outcome = read("Log the grid limits (left, right, bottom, top)", found=findings(*sides))
    assert sorted(planned(outcome)) == ["param BOTTOM", "param LEFT", "param RIGHT", "param TOP"]
