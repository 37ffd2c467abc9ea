"""Methods of a notebook's own classes that may be called once more: they take nothing and change nothing."""

import pytest
from explore_records import notebook

from worker import explore
from worker.notebook.quiet_methods import quiet_values
from worker.notebook.source import read_notebook

CLASS = """import math
import random
import numpy as np
class Basin:
    def __init__(self, depth):
        self.depth = depth
    {body}
basin = Basin(3)"""


def found(*methods):
    body = "\n".join(methods).replace("\n", "\n    ")
    return [text for _, text in quiet_values(read_notebook(notebook(CLASS.replace("{body}", body))))]


@pytest.mark.parametrize(
    ("methods", "values"),
    [
        (["def area(self):\n    return math.pi * self.depth ** 2"], ["basin.area()"]),
        (["@property\ndef area(self):\n    return self.depth * 2"], ["basin.area"]),
        (
            ["def at(self, x):\n    return np.sqrt(x) + self.depth", "def rim(self):\n    return self.at(4)"],
            ["basin.rim()"],
        ),
        (["def total(self):\n    tides = [1, 2]\n    return sum(tides)"], ["basin.total()"]),
        (["def fill(self):\n    self.depth = 4\n    return 1"], []),
        (["def show(self):\n    print(self.depth)\n    return 1"], []),
        (["def guess(self):\n    return random.random()"], []),
        (["def draw(self):\n    return np.random.rand()"], []),
        (["def text(self):\n    return f'{self.depth} m'"], []),
        (["def again(self):\n    return self.again()"], []),
        (["def _inner(self):\n    return 1"], []),
        (["def at(self, x):\n    return x"], []),
        (["def nothing(self):\n    pass"], []),
    ],
)
def test_only_what_takes_and_changes_nothing_is_called(methods, values):
    assert found(*methods) == values


def test_the_kernel_is_asked_for_them():
    source = notebook(CLASS.replace("{body}", "def area(self):\n        return self.depth * 2"))
    assert "basin.area()" in explore.expressions(source)[0]
