"""What is drawn alone is called what its axis says."""

import ast

import pytest
from explore_records import seen, symbol

from worker.explore.axes import axis_labels
from worker.findings import LiveValue

ROW = LiveValue(type="list", length=9, numbers=True)


def labels(code):
    return {ast.unparse(node): label for node, label in axis_labels(ast.parse(code))}


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("ax.plot(mag)\nax.set_ylabel('Ripeness')", {"mag": "Ripeness"}),
        ("ax.plot(day, mag, 'r-')\nax.set_ylabel('Ripeness')\nax.set_xlabel('Day')", {"day": "Day", "mag": "Ripeness"}),
        ("plt.hist(ages, 20)\nplt.xlabel('Age of a tree')", {"ages": "Age of a tree"}),
        ("ax.bar(sorts, counts)\nax.set(ylabel='Trees')", {"counts": "Trees"}),
        ("plt.plot(a)\nplt.ylabel('A')\nplt.figure()\nplt.plot(b)\nplt.ylabel('B')", {"a": "A", "b": "B"}),
        ("axes[0].plot(a)\naxes[0].set_ylabel('A')\naxes[1].plot(b)", {"a": "A"}),
        ("ax.plot(a)\nax.plot(b)\nax.set_ylabel('Both')", {}),
        ("ax.plot(a)\nax.set_ylabel(name)", {}),
    ],
)
def test_the_label_of_an_axis_names_what_is_drawn_alone(code, wanted):
    assert labels(code) == wanted


def test_a_curve_is_found_by_the_label_of_its_axis():
    found = seen(
        "mag = grow()\nfig, ax = plt.subplots()\nax.plot(mag)\nax.set_ylabel('Ripeness per tree')", names={"mag": ROW}
    )
    assert "Ripeness per tree" in symbol(found, "mag").words


def test_the_label_of_a_line_at_a_place_names_the_place_and_no_end_of_the_line():
    found = seen(
        "import matplotlib.pyplot as plt",
        'low = knee(curve)\nplt.vlines(low, curve["tide"].min(), curve["tide"].max(), label="ebb: lowest")',
        names={"low": 0.3},
    )
    called = {one.expression: one.words for one in found.symbols}
    assert "ebb: lowest" in called["low"]
    assert not any("ebb: lowest" in words for expression, words in called.items() if expression != "low")
