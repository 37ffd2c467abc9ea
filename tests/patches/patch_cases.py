"""Notebooks and plans for the tests of patches, written as the bodies of their cells."""

import difflib
import textwrap

from marimo._ast.cell import CellConfig
from marimo._ast.codegen import generate_filecontents

from worker.findings import Scope, Site
from worker.notebook.source import read_notebook
from worker.patches import Patched, apply
from worker.plan import Artifact, Experiment, Placement, TrackingPlan, Value

IMPORTS = "import marimo as mo\nimport numpy as np"


def notebook(*bodies: str, setup: str = "") -> str:
    """A notebook as marimo writes it, from the bodies of its cells."""
    codes = [textwrap.dedent(body).strip("\n") for body in bodies]
    names = ["_"] * len(codes)
    if setup:
        codes.insert(0, textwrap.dedent(setup).strip("\n"))
        names.insert(0, "setup")
    return generate_filecontents(codes, names, [CellConfig() for _ in codes])


def plan(cell=None, first=0, last=None, call="", **more) -> TrackingPlan:
    """A plan with a site in `cell`; lists of values are given as for `value`."""
    site = (
        None
        if cell is None
        else Site(cell=cell, first=first, last=first if last is None else last, kind="call", call=call)
    )
    more.setdefault("experiment", Experiment(name="study", requirements=(0,)))
    return TrackingPlan(
        notebook="study.py",
        site=site,
        **{key: tuple(item) if isinstance(item, list) else item for key, item in more.items()},
    )


def value(key, expression, cell, statement=0, **more) -> Value:
    return Value(key=key, expression=expression, cell=cell, statement=statement, **more)


def figure(path, expression, cell, statement=0, **more) -> Artifact:
    return Artifact(
        kind=more.pop("kind", "figure"), path=path, expression=expression, cell=cell, statement=statement, **more
    )


def added(before: str, after: str) -> str:
    """Only the lines that a diff adds, removes marked with `-`."""
    rows = difflib.ndiff(before.splitlines(), after.splitlines())
    return "\n".join(row[2:] if row[0] == "+" else row for row in rows if row[0] in "+-")


def patch_twice(source: str, tracking: TrackingPlan, **more) -> Patched:
    """Apply a plan, and see that applying it again changes nothing."""
    patched = apply(source, tracking, **more)
    again = apply(patched.source, tracking, **more)
    assert again.source == patched.source
    assert not again.applied
    return patched


def code(patched: Patched, cell: int) -> str:
    """A cell of the patched notebook, as marimo runs it."""
    return read_notebook(patched.source).cells[cell].code


def line_of(source: str, text: str) -> int:
    """Number of the first line that holds the text."""
    return next(number for number, line in enumerate(source.splitlines(), 1) if text in line)


def loop_value(source: str, key: str, cell: int, *, sets: str, loop: str, **more) -> Value:
    """A value that a loop sets, found by the text of its two lines."""
    more.setdefault("scope", "loop")
    more.setdefault("form", "loop")
    return value(key, more.pop("expression", key), cell, path=(line_of(source, sets), line_of(source, loop)), **more)


GUARD = """\
if mlflow.active_run():
    mlflow.end_run("KILLED")
"""
START = "with mlflow.start_run(experiment_id=experiment.experiment_id)"
SOLVER = """
class Solver:
    loss = 1.0

    def __init__(self):
        self.history = []

    def step(self, rate):
        self.loss *= 1 - rate
        self.history.append(self.loss)

solver = Solver()
"""

__all__ = [
    "GUARD",
    "IMPORTS",
    "SOLVER",
    "START",
    "Experiment",
    "Placement",
    "Scope",
    "added",
    "code",
    "figure",
    "line_of",
    "loop_value",
    "notebook",
    "patch_twice",
    "plan",
    "value",
]
