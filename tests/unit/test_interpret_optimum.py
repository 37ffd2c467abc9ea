"""Where something is best: what lies beside the largest or smallest item of a history or column."""

import pytest
from interpret_records import asked, findings, held, metric, param, planned, read

from worker.findings import LiveValue

SIZES = param("sizes", "sizes", "leaf size").model_copy(
    update={"live": LiveValue(type="list", length=12, numbers=True)}
)
ERRORS = held("errors", "errors", "validation error per leaf size", shape=(12,))
LOSSES = held("dew_loss", "dew_loss", kind="list", shape=(12,))
DAY, LEVEL = (
    held(f'river["{name}"]', name, kind="column", shape=(90,), origin="column", owner="river")
    for name in ("day", "level")
)


@pytest.mark.parametrize(
    ("line", "expression"),
    [
        ("Which leaf size has the lowest validation error?", "sizes[errors.argmin()]"),
        ("Log the size with the lowest validation error", "sizes[errors.argmin()]"),
        ("Record the size at which the validation error is lowest", "sizes[errors.argmin()]"),
        ("the size that gives the worst validation error", "sizes[errors.argmax()]"),
        ("the epoch with the lowest dew loss", "int(dew_loss.index(min(dew_loss)))"),
        ("the step of the minimum dew loss", "int(dew_loss.index(min(dew_loss)))"),
        ("Which day has the highest level?", 'river["day"].iloc[river["level"].argmax()]'),
        ("On which day is the level highest?", 'river["day"].iloc[river["level"].argmax()]'),
        ("the day when the level peaks", 'river["day"].iloc[river["level"].argmax()]'),
    ],
)
def test_the_place_of_an_end_is_taken_of_what_lies_beside(line, expression):
    outcome = read(line, found=findings(SIZES, data=[ERRORS, LOSSES, DAY, LEVEL]))
    assert ([item.split(" ", 1)[1] for item in planned(outcome)], asked(outcome)) == ([expression], [])


def test_what_is_said_of_the_place_is_the_end_itself():
    found = findings(SIZES, data=[ERRORS])
    outcome = read("Which size has the lowest validation error? Log the size and the error there", found=found)
    assert planned(outcome) == ["metric errors.min()", "metric sizes[errors.argmin()]"]


def test_the_notebooks_own_name_for_it_comes_first():
    found = findings(metric("best_size", value=8.0), SIZES, data=[ERRORS])
    assert planned(read("the size with the lowest validation error", found=found)) == ["metric best_size"]


@pytest.mark.parametrize(
    "line",
    [
        "Which depth has the lowest validation error?",  # nothing of that name lies beside the errors
        "the size with the lowest drift",
        "the size with the best level",  # whether a high level is good, nobody said
    ],
)
def test_a_place_that_nothing_tells_is_asked_back(line):
    outcome = read(line, found=findings(SIZES, data=[ERRORS, DAY, LEVEL]))
    assert planned(outcome) == []
    assert asked(outcome)
