"""Letters with an index in the notebook's names."""

import pytest
from interpret_records import asked, findings, metric, planned, read


@pytest.mark.parametrize(
    ("line", "names", "item"),
    [
        ("the mean terminal salinity", ["mean_sT", "mean_dT", "mean_s0"], "mean_sT"),
        ("kinetic energy", ["E_k", "E_p"], "E_k"),
        ("critical temperature", ["T_c", "T_m"], "T_c"),
    ],
)
def test_an_index_stands_for_the_first_of_two_words(line, names, item):
    outcome = read(line, found=findings(*(metric(name, value=at) for at, name in enumerate(names))))
    assert (planned(outcome), asked(outcome)) == ([f"metric {item}"], [])


def test_another_index_is_not_taken():
    found = findings(metric("E_p", value=1), metric("mean_dT", value=2))
    assert asked(read("kinetic energy", "the mean terminal salinity", found=found)) == [
        "kinetic energy",
        "the mean terminal salinity",
    ]
