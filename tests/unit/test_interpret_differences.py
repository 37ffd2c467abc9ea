"""One number made of the differences of two arrays."""

import pytest
from interpret_records import asked, findings, held, metric, planned, read, series

from worker.findings import LiveValue

FIT = held("fit", "fit", "Fitted tide", shape=(30,))
DATA = held("tide", "tide", "Measured tide", shape=(30,))
LISTS = (series("high", "high", "high tides"), series("low", "low", "low tides"))


@pytest.mark.parametrize(
    ("line", "item"),
    [
        ("the largest absolute difference between the fitted tide and the measured tide", "abs(fit - tide).max()"),
        ("Maximum absolute difference between the two plotted curves fit and tide", "abs(fit - tide).max()"),
        ("mean difference between fit and tide", "(fit - tide).mean()"),
        ("average absolute deviation between fit and tide", "abs(fit - tide).mean()"),
        (
            "the maximum gap between the high tides and the low tides",
            "max([a - b for a, b in zip(high, low)])",
        ),
    ],
)
def test_the_statistic_is_of_the_differences(line, item):
    outcome = read(line, found=findings(*LISTS, data=[FIT, DATA]))
    assert (planned(outcome), asked(outcome)) == ([f"metric {item}"], [])


@pytest.mark.parametrize(
    "found",
    [
        findings(data=[FIT, held("tide", "tide", "Measured tide", shape=(12,))]),
        findings(data=[FIT]),
        findings(metric("fit", value=2), metric("tide", value=1)),
    ],
)
def test_arrays_that_are_not_both_there_are_asked_back(found):
    assert asked(read("the largest absolute difference between fit and tide", found=found))


def test_the_differences_of_a_list_in_a_table_are_of_its_numbers():
    column = held("frame['a']").model_copy(update={"live": LiveValue(type="column", length=30, holds="numbers")})
    assert asked(read("the largest absolute difference between fit and salinity", found=findings(data=[FIT, column])))
