"""What rows and columns of small tables, lists of pairs and labelled curves call their values."""

import ast

import pytest
from explore_records import notebook, seen, symbol

from worker.explore.axes import axis_labels
from worker.explore.displays import displays
from worker.findings import LiveValue
from worker.notebook.source import read_notebook

HEAD = "| Measure | North | South |\\n|---|---|---|\\n"


def labels(text):
    """Per shown expression all that is said of it."""
    said = {}
    for item in displays(read_notebook(notebook(text))):
        said.setdefault(ast.unparse(item.node), []).append(item.label)
    return said


@pytest.mark.parametrize(
    ("code", "shown", "label"),
    [
        (f'mo.md(f"{HEAD}| Median rain (mm) | **{{rain_n:.1f}}** | {{rain_s}} |")', "rain_s", "Median rain (mm) South"),
        (f'mo.md(f"{HEAD}| Median rain (mm) | **{{rain_n:.1f}}** | {{rain_s}} |")', "rain_n", "Median rain (mm) North"),
        ('mo.md(f"| Depth | Yield |\\n|---|---|\\n| {depth} | {crop} |")', "crop", "Yield"),
        ('mo.md(f"| Name | Value |\\n|:-|-:|\\n| Frost days | {frost} |")', "frost", "Frost days"),
        ('frame = pd.DataFrame([("Ripe share", ripe), ("Rotten share", rotten / n)])', "rotten / n", "Rotten share"),
        ('frame = pd.DataFrame({"What": ["Ripe", "Rotten"], "Value": [ripe, bad[1]]})', "bad[1]", "Rotten"),
        ('rows = {"Kind": ["Ripe", "Rotten"], "May": [a, b], "June": [c, d]}', "d", "Rotten June"),
        ('mo.md(f"**Leak of tank (A || B):** {leak:.3f}")', "leak", "Leak of tank"),
        ('print(f"Distance (km): {far}")', "far", "Distance"),
        ('print("{}: {:.2f} (sum) = {:.2f} (heat) + {:.2f} (light)".format(name, a, b, c))', "b", "heat"),
    ],
)
def test_a_small_table_names_its_values(code, shown, label):
    assert label in labels(code)[shown]


@pytest.mark.parametrize(
    "code",
    [
        'rows = {"Kind": ["Ripe", "Rotten"], "May": [a, b, c]}',
        'rows = [("ripe", a), (b, c)]',
        'mo.md(f"either | or {a} | {b}")',
    ],
)
def test_what_is_no_table_names_nothing(code):
    assert {label for said in labels(code).values() for label in said} <= {"", "or", "either", "Kind", "May"}


def test_several_curves_on_one_axis_are_told_apart_by_their_own_labels():
    code = "ax.plot(way[:, 0], label='x')\nax.plot(way[:, 2], label='z')\nax.plot(t, free)\nax.set_ylabel('Speed')"
    assert {ast.unparse(node): label for node, label in axis_labels(ast.parse(code))} == {
        "way[:, 0]": "x Speed",
        "way[:, 2]": "z Speed",
    }


def test_a_motion_along_the_third_axis_is_vertical():
    way = LiveValue(type="numpy.ndarray", shape=(40, 3), length=40, holds="numbers")
    row = LiveValue(type="numpy.ndarray", shape=(40,), length=40, numbers=True, holds="numbers")
    found = seen(
        "way = fly()",
        "ax.plot(way[:, 0], label='x')\nax.plot(way[:, 2], label='z')\nax.set_ylabel('Speed')",
        names={"way": way},
        evaluated={1: {"way[:, 0]": row, "way[:, 2]": row}},
    )
    assert "vertical velocity" in symbol(found, "way[:, 2]").words
    assert "vertical velocity" not in symbol(found, "way[:, 0]").words


def test_a_library_s_function_is_called_by_what_it_computes():
    found = seen("import numpy as np", "gaps = wait()\nnp.mean(gaps)", evaluated={1: {"np.mean(gaps)": 0.25}})
    assert symbol(found, "np.mean(gaps)").words[0] == "mean gaps"
