"""What the pipeline's tests are made of: executions, notebooks, tasks and plans, built in one line each."""

from worker.notebook.source import read_notebook
from worker.plan import Experiment, TrackingPlan, Value
from worker.ports import CellOutcome, CellStatus, Execution
from worker.task import Task

RAN, FAILED, STOPPED, CANCELLED, IDLE = (
    CellStatus.RAN, CellStatus.FAILED, CellStatus.STOPPED, CellStatus.CANCELLED, CellStatus.IDLE,
)  # fmt: skip


def execution(*statuses, seconds=1.0):
    return Execution(
        cells=tuple(
            CellOutcome(cell=index, status=status, exception="KeyError" if status is FAILED else "", message="")
            for index, status in enumerate(statuses)
        ),
        seconds=seconds,
    )


def notebook(*bodies, head=""):
    indented = ["\n".join(f"    {line}" for line in body.splitlines()) for body in bodies]
    cells = "".join(f"@app.cell\ndef _():\n{body}\n    return\n\n\n" for body in indented)
    return read_notebook(f"{head}import marimo\n\napp = marimo.App()\n\n\n{cells}")


def task(*requirements, **parts):
    return Task(title="Track the solver", files=("nb.py",), requirements=requirements or ("Log epochs",), **parts)


def plan(*indices, notebook="nb.py", site=None):
    params = tuple(
        Value(key=f"p{index}", expression="x", cell=1, statement=0, requirements=(index,)) for index in indices
    )
    return TrackingPlan(notebook=notebook, experiment=Experiment(name="e"), params=params, site=site)
