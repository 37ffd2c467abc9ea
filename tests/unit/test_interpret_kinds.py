"""Lines that name a kind of thing: what belongs to it, and what only shares its noun."""

import pytest
from interpret_records import asked, findings, metric, param, planned, read

OVEN = findings(
    param("heat", value=220.0),
    param("minutes", value=35),
    param("crust", value="#c53030"),
    metric("rise", "rise", value=4.0),
)


@pytest.mark.parametrize(
    "line", ["Log the parameters", "Log all hyperparameters", "Log the final hyperparameters", "The settings as params"]
)
def test_what_is_set_are_the_parameters_and_no_colour(line):
    outcome = read(line, found=OVEN)
    assert (planned(outcome), asked(outcome)) == (["param heat", "param minutes"], [])


@pytest.mark.parametrize(
    "line",
    [
        "Log the fitted parameters",
        "Log the final parameters",
        "Log the parameters that the regression found",
        "Log the parameters that gradient descent ends with",
        "Log the parameters the fit converged to",
    ],
)
def test_parameters_that_a_training_has_found_are_nothing_that_was_set(line):
    assert asked(read(line, found=OVEN))
