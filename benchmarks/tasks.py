"""The tasks that are measured, one per notebook of this folder."""

import re
from typing import Any

from stage import NOTEBOOKS, task

EXPERIMENT = 'Create experiment "bench-{}"'
LINES = {
    "small": ["Log C and max_iter as parameters", "Log the accuracy and the log loss"],
    "long": ["Log epochs and alpha as parameters", "Log the loss of each epoch", "Log the final loss"],
    "loop": ["Log steps and learning_rate as parameters", "Log losses for each step"],
    "nested": ["Log one nested run for each alpha, with its alpha and score", "Log the best score"],
    "trivial": ["Log the epochs and the learning rate", "Log the final loss"],
}
TRACKING: dict[str, Any] = {"loop": {"series": {"loss": "losses", "norm": "norms", "error": "errors"}}}

TRIVIAL = """import marimo

app = marimo.App()


@app.cell
def _():
    import numpy as np

    return (np,)


@app.cell
def _():
    epochs = 5
    learning_rate = 0.1
    return epochs, learning_rate


@app.cell
def _(epochs, learning_rate, np):
    weight = np.zeros(2)
    for _epoch in range(epochs):
        weight = weight - learning_rate * 2 * (weight - 1.0)
    final_loss = float(np.mean((weight - 1.0) ** 2))
    return (final_loss,)
"""


def make(kind: str, *, file: str, **verify: Any) -> str:
    """The task for one copy of a notebook."""
    more = {"tracking": TRACKING[kind]} if kind in TRACKING else {}
    if verify:
        more["verify"] = verify
    lines = [*LINES[kind], EXPERIMENT.format(kind)]
    return task(f"Track {kind}", file=file, lines=lines, more=more)


def long_notebook(seconds: float) -> str:
    """The notebook that trains for about so long, 0.6 s an epoch."""
    return _replaced("long", r"epochs = 100", f"epochs = {max(3, round(seconds / 0.6))}")


def loop_notebook(step_s: float) -> str:
    """The notebook with 1,000 steps of so many seconds."""
    return _replaced("loop", r"perf_counter\(\) \+ 0\.02", f"perf_counter() + {step_s}")


def notebook(kind: str) -> str:
    """A notebook of this folder."""
    return (NOTEBOOKS / f"{kind}.py").read_text(encoding="utf-8")


def _replaced(kind: str, pattern: str, new: str) -> str:
    replaced, count = re.subn(pattern, new, notebook(kind))
    if count != 1:
        raise ValueError(f"{kind}: {pattern} found {count} times")
    return replaced
