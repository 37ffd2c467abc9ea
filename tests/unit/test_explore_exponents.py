"""Controls that set an exponent: the power is what the label says."""

import pytest
from explore_records import element, seen, symbol

LABEL = "Number of grains 10^{n}"


def grains(code, **more):
    dial = {"grains": element("slider", 3, label=LABEL)}
    return seen('grains = mo.ui.slider(1, 6, label="…")', code, names={**dial, "amount": 1000, **more})


@pytest.mark.parametrize("code", ["amount = 10**grains.value", "amount = int(10 ** float(grains.value))"])
def test_a_power_is_called_what_its_exponents_control_is_labelled(code):
    found = grains(code)
    assert symbol(found, "amount").words[:3] == ("amount", "grains", "Number of grains")
    assert symbol(found, "grains.value").words == ("exponent",)


@pytest.mark.parametrize(
    "code", ["amount = 10 * grains.value", "amount = 10**grains.value\nprint(grains.value)", "show(10**grains.value)"]
)
def test_a_control_that_is_read_otherwise_keeps_its_label(code):
    assert LABEL in symbol(grains(code), "grains.value").words
