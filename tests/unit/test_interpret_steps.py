"""Histories whose steps a line names."""

import pytest
from interpret_records import asked, findings, held, planned, read, series

SIZES = held("sizes", "sizes", "Number of harbours", shape=(30,), cell=3)
FOUND = findings(series("levels", "levels", "Tide level"), series("drops", "drops", "Drop"), data=[SIZES])


def steps(outcome):
    """The steps of each planned history."""
    return {value.expression: value.steps for value in outcome.plan.series}


@pytest.mark.parametrize(
    "line",
    [
        "The tide level as a curve, with sizes as the step",
        "The tide level for each number of harbours; use the number of harbours as the step",
        "tide level as a series (step: number of harbours)",
        "Log the tide level as a curve. Take the number of harbours as its x-axis.",
        "Curve of the tide level, step = sizes",
        "Log the tide level for every number of harbours, with that value as the step",
        "Log the tide level as a curve over the number of harbours, with that number as the step",
        "Log the tide level as a curve, the number of harbours being the step",
        "Log the tide level as a curve, number of harbours as step",
    ],
)
def test_steps_are_the_numbers_that_a_line_names(line):
    outcome = read(line, found=FOUND)
    assert (steps(outcome), asked(outcome), planned(outcome)) == ({"levels": "sizes"}, [], ["series levels"])


def test_all_histories_of_the_line_have_them():
    outcome = read("Two curves: the tide level and the drop, with sizes as the step", found=FOUND)
    assert steps(outcome) == {"levels": "sizes", "drops": "sizes"}


@pytest.mark.parametrize(
    "sizes",
    [
        held("sizes", "sizes", shape=(12,), cell=3),
        held("sizes", "sizes", shape=(30,), cell=5),
        SIZES.model_copy(update={"live": SIZES.live.model_copy(update={"text": "array([0.1, 0.25, 0.5])"})}),
        SIZES.model_copy(update={"live": SIZES.live.model_copy(update={"values": (3.0, 1.0)})}),
    ],
)
def test_what_is_no_sequence_of_growing_whole_numbers_for_each_value_is_none(sizes):
    found = findings(series("levels", "levels", "Tide level"), data=[sizes])
    outcome = read("The tide level as a curve, with sizes as the step", found=found)
    assert (steps(outcome), asked(outcome)) == ({"levels": ""}, [])
    assert any("count from 0" in note for note in outcome.notes)
