"""Several statistics of several things."""

import pytest

from worker.interpret.clauses import clauses


def said(line):
    """The phrases of a line, each with whose it is."""
    return [
        " ".join(f"{phrase.text} {phrase.context and 'of ' + phrase.context}".lower().replace("the ", "").split())
        for clause in clauses(line)
        for phrase in clause.phrases
    ]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("Log the mean and standard deviation of X and Y", ["mean of x", "standard deviation of x", "mean of y", "standard deviation of y"]),
        ("Log the gap, together with the min and max of X, Y", ["gap", "min of x", "max of x", "min of y", "max of y"]),
        ("Mean and median of heights and weights as metrics", ["mean of heights", "median of heights", "mean of weights", "median of weights"]),
        ("Log the mean and maximum of both the tide and the swell", ["mean of tide", "maximum of tide", "mean of swell", "maximum of swell"]),
        ("The mean and maximum of the tides, the ratio and the number of ports", ["mean of tides", "maximum of tides", "ratio", "number of ports"]),
    ],
)  # fmt: skip
def test_each_thing_has_each_statistic_where_the_things_are_alike(line, wanted):
    assert said(line) == wanted
