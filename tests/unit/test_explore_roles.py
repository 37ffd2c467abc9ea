"""What numbers are called after their place in a formula of the notebook."""

import pytest
from explore_records import seen, symbol

from worker.findings import LiveValue

ROW = LiveValue(type="numpy.ndarray", length=40, numbers=True)


@pytest.mark.parametrize(
    ("formula", "names", "called"),
    [
        ("y = w * x + c + noise", {"w": 3.0, "c": 2.0}, {"w": "slope", "c": "intercept"}),
        ("y = c + x * w", {"w": 3.0, "c": 2.0}, {"w": "slope", "c": "intercept"}),
        (
            "def wave(t):\n    return a * np.sin(k * t + p)",
            {"a": 1.0, "k": 2.0, "p": 0.5},
            {"a": "amplitude", "k": "angular frequency", "p": "phase"},
        ),
        ("y = a * np.cos(2 * np.pi * f * x)", {"a": 1.0, "f": 2.0}, {"a": "amplitude", "f": "frequency"}),
    ],
)
def test_a_number_is_called_after_its_place_in_a_formula(formula, names, called):
    made = "\n".join(f"{name} = {value}" for name, value in names.items())
    found = seen("import numpy as np", made, "x = t = noise = load()", formula, names={**names, "x": ROW, "noise": ROW})
    for name, role in called.items():
        assert role in symbol(found, name).words


@pytest.mark.parametrize(
    "formula",
    ["y = w * x ** 2 + c", "y = w * x + c * z", "y = w * c + x", "y = np.exp(w * x + c)"],
)
def test_what_is_no_line_has_no_slope(formula):
    found = seen(
        "import numpy as np", "w = 3.0\nc = 2.0", "x = z = load()", formula, names={"w": 3.0, "c": 2.0, "x": ROW}
    )
    assert "slope" not in symbol(found, "w").words


def test_a_role_that_several_numbers_play_is_nobodys():
    found = seen(
        "a = 1.0\nb = 2.0\nc = 3.0", "y = a * x + c\nz = b * x + c", names={"a": 1.0, "b": 2.0, "c": 3.0, "x": ROW}
    )
    assert "slope" not in symbol(found, "a").words
    assert "intercept" in symbol(found, "c").words
