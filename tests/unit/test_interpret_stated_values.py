"""A value that a line states says which of several things is meant."""

import pytest
from interpret_records import asked, findings, metric, param, planned, read, slider

FOUND = findings(
    slider("m_slider.value", "m_slider", "Threshold M", value=-5.0),
    metric("M", value=1e-5),
    param("rate_a", "rate_a", value=0.25),
    param("rate_b", "rate_b", value=0.5),
)


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("Parameters are M itself (1e-05, not the exponent on the slider)", "param M"),
        ("Keep M (-5) as a parameter", "param m_slider.value"),
        ("Log the rate (0.5) as a parameter", "param rate_b"),
        ("Log the rate (50 %) as a parameter", "param rate_b"),
    ],
)
def test_the_candidate_with_the_stated_value_is_meant(line, wanted):
    outcome = read(line, found=FOUND)
    assert (planned(outcome), asked(outcome)) == ([wanted], [])


def test_a_value_that_none_has_decides_nothing():
    assert asked(read("Log the rate (0.7) as a parameter", found=FOUND))
