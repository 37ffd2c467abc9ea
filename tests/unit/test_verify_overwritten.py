"""Which planned values are compared with the live ones, on small real notebooks."""

import pytest

from worker.findings import LiveValue
from worker.notebook.source import read_notebook
from worker.plan import Experiment, TrackingPlan, Value
from worker.verify import overwritten

NUMBER = LiveValue(type="float", number=0.5)
OBJECT = LiveValue(type="Solver")


def notebook(*bodies):
    indented = ["\n".join(f"    {line}" for line in body.splitlines()) for body in bodies]
    cells = "".join(f"@app.cell\ndef _():\n{body}\n    return\n\n\n" for body in indented)
    return read_notebook(f"import marimo\n\napp = marimo.App()\n\n\n{cells}")


def changes(*bodies, expression, cell=0, statement=0, live=None):
    value = Value(key="k", expression=expression, cell=cell, statement=statement)
    plan = TrackingPlan(notebook="nb.py", experiment=Experiment(name="e"), metrics=(value,))
    return bool(overwritten(notebook(*bodies), plan, {cell: {expression: live}} if live else {}))


@pytest.mark.parametrize(
    ("bodies", "expression", "live"),
    [
        (["loss = 0.5", "print(loss)"], "loss", NUMBER),
        (["solver = train()", "print(solver.loss + 1)"], "solver.loss", NUMBER),
        (["result = fit()", "result['r2']"], "result['r2']", NUMBER),
        (["losses = [2, 1]", "best = losses[-1]"], "min(losses)", NUMBER),
        (["a = 1\nb = a + 1"], "a", NUMBER),
        (["config = {'lr': 1}"], "float(config['lr'])", NUMBER),
    ],
)
def test_a_value_that_nothing_touches_later_is_compared(bodies, expression, live):
    assert not changes(*bodies, expression=expression, live=live)


@pytest.mark.parametrize(
    ("bodies", "expression", "live"),
    [
        (["loss = 0.5\nloss = loss / 2"], "loss", NUMBER),
        (["loss = 0.5\nloss += 1"], "loss", NUMBER),
        (["loss = 0.5\nfor loss in range(3):\n    pass"], "loss", NUMBER),
        (["solver = train()", "solver.loss = 0"], "solver.loss", NUMBER),
        (["solver = train()", "solver.refine()"], "solver.loss", NUMBER),
        (["solver = train()", "refine(solver)"], "solver.loss", NUMBER),
        (["solver = train()", "refine(model=solver)"], "solver.loss", NUMBER),
        (["result = fit()", "result['r2'] = 1"], "result['r2']", NUMBER),
        (["losses = [2, 1]", "losses.append(0)"], "losses", LiveValue(type="list", numbers=True)),
        (["solver = train()"], "solver.sample()", NUMBER),
        (["solver = train()", "refine(solver)"], "solver", OBJECT),
        (["solver = train()"], "not an expression", None),
    ],
)
def test_a_value_that_may_be_another_by_now_is_not_compared(bodies, expression, live):
    assert changes(*bodies, expression=expression, live=live)


def test_what_happens_before_the_value_is_set_does_not_matter():
    assert not changes("loss = 1\nloss = 0.5", expression="loss", statement=1, live=NUMBER)
