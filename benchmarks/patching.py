"""Time to patch a notebook, beside marimo's own parse + codegen of the same file; growth must be linear.

Patching is parse → edits → splice → invariants, all of `worker.patches.apply`; nothing runs. Both sides alternate in
one process, so that a busy machine hurts both alike: trust the ratio.
"""

import statistics
import time
from collections.abc import Callable

from marimo._ast.cell import CellConfig
from marimo._ast.codegen import generate_filecontents
from marimo._ast.parse import parse_notebook

from worker.findings import Site
from worker.notebook.source import forget
from worker.patches import apply
from worker.plan import Artifact, Experiment, TrackingPlan, Value

SIZES = {10: 15, 100: 7, 1_000: 3}
"""cells → alternations"""
SOLVER = "class Solver:\n    loss = 1.0\n    def step(self, rate):\n        self.loss *= 1 - rate\n\nsolver = Solver()"
TRAIN = "solver.step(0.1)\ndone = True"
PLOT = "curve = [done, 1]\ncurve"


def notebook(cells: int) -> str:
    """A notebook of so many cells: imports, code and markdown by turns, training, a plot."""
    middle = [_cell(number) for number in range(1, cells - 3)]
    codes = ["import marimo as mo", f"{SOLVER}\nvalue_0 = 0", *middle, TRAIN, PLOT]
    return generate_filecontents(codes, ["_"] * len(codes), [CellConfig() for _ in codes])


def _cell(number: int) -> str:
    if number % 4:
        return f"value_{number} = value_{number - 1} + 1\nlabel_{number} = f'row {{value_{number}}}'"
    return f'value_{number} = value_{number - 1}\nmo.md("""\n# Part {number}\n\nSome words.\n""")'


def plan(cells: int) -> TrackingPlan:
    """Experiment, run, a parameter, a metric, and a figure of the cell behind the training."""
    train = cells - 2
    return TrackingPlan(
        notebook="notebook.py",
        experiment=Experiment(name="bench", tags={"notebook": "bench"}),
        site=Site(cell=train, first=0, last=0, kind="call", call="solver.step(0.1)"),
        params=(Value(key="loss", expression="solver.loss", cell=1, statement=1),),
        metrics=(Value(key="done", expression="done", cell=train, statement=1),),
        artifacts=(Artifact(kind="figure", path="plots/curve.png", expression="curve", cell=train + 1, statement=0),),
    )


def round_trip(text: str) -> None:
    """marimo's own way: parse the file, and write it again."""
    parsed = parse_notebook(text)
    assert parsed is not None
    cells = parsed.cells
    generate_filecontents(
        [cell.code for cell in cells], [cell.name for cell in cells], [CellConfig(**cell.options) for cell in cells]
    )


def patch(text: str, tracking: TrackingPlan) -> None:
    """Nothing remembered from an earlier notebook, so that each time counts as the first."""
    forget()
    assert apply(text, tracking).source != text


def seconds(call: Callable[[], None]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def main() -> None:
    print("cells   patch          marimo parse + codegen   ratio   patch per cell")
    for cells, alternations in SIZES.items():
        text, tracking = notebook(cells), plan(cells)
        ours, theirs = [], []
        for _ in range(alternations):
            ours.append(seconds(lambda text=text, tracking=tracking: patch(text, tracking)))
            theirs.append(seconds(lambda text=text: round_trip(text)))
        mine, other = statistics.median(ours), statistics.median(theirs)
        each = mine / cells * 1_000
        print(f"{cells:5}   {mine:8.3f} s     {other:8.3f} s            {mine / other:8.1f}   {each:8.2f} ms")


if __name__ == "__main__":
    main()
