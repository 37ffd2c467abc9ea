"""Expressions that reading plain English makes are taken; what could do more than read a value is not."""

import pytest
from patch_cases import notebook

from worker.errors import PatchImpossible
from worker.notebook.source import read_notebook
from worker.patches.expressions import Expressions

IMPORTS = "import numpy as np\nimport pandas as pd"
VALUES = "losses = [0.5, 0.2]\nrow = np.array([1.0, 2.0])\nframe = pd.DataFrame({'town': ['a', 'b'], 'n': [1, 2]})"


def taken(text):
    book = read_notebook(notebook(IMPORTS, VALUES), name="n.py")
    return Expressions(book).take(text, cell=1)


@pytest.mark.parametrize(
    "text",
    [
        'frame["town"].nunique()',
        "int(row.argmin())",
        "losses.index(min(losses))",
        'frame["n"].idxmax()',
        "sum(losses[-100:]) / len(losses[-100:])",
        "row.max() - row.min()",
        '{"mean_" + str(name): value for name, value in zip(frame["town"], row)}',
        "np.mean(np.abs(row) ** 2) ** 0.5",
        'pd.DataFrame({"losses": losses, "row": row}).to_csv(index=False)',
        '"\\n".join(["losses", *[str(item) for item in losses]])',
        '"\\n".join(["losses,row", *[",".join([str(item) for item in row]) for row in zip(losses, row.tolist())]])',
    ],
)
def test_what_only_reads_values_is_taken(text):
    assert taken(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        'frame.to_csv("stolen.csv")',
        'pd.read_csv("/etc/passwd")',
        'open("x")',
        "row.fill(0)",
        "losses.pop()",
        "f'{open(1)}'",
        "f'{1:{open(1)}}'",
    ],
)
def test_what_could_do_more_is_refused(text):
    with pytest.raises(PatchImpossible):
        taken(text)
