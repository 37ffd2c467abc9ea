"""Rounds of execution: what to use next, and what several executions come to."""

import ast
import math
from collections.abc import Iterable, Sequence

from worker.findings import LiveElement
from worker.notebook.source import CellKind, Notebook
from worker.ports import CellOutcome, CellStatus, Execution


def merge(executions: Sequence[Execution]) -> Execution:
    """Several executions as one: for every cell its last outcome that is not `idle`."""
    last: dict[int, CellOutcome] = {}
    for execution in executions:
        for cell in execution.cells:
            if cell.status is not CellStatus.IDLE or cell.cell not in last:
                last[cell.cell] = cell
    return Execution(
        cells=tuple(last[index] for index in sorted(last)),
        seconds=sum(execution.seconds for execution in executions),
    )


def times_executed(cells: Iterable[int], executions: Sequence[Execution], *, failed: bool = False) -> int:
    """How often these cells ran, whether or not they failed (or only how often they `failed`), over all executions."""
    wanted = frozenset(cells)
    counted = (CellStatus.FAILED,) if failed else (CellStatus.RAN, CellStatus.FAILED)
    return sum(cell.cell in wanted and cell.status in counted for execution in executions for cell in execution.cells)


def run_cells(patched: Notebook, *, site: int | None) -> frozenset[int]:
    """Cells that begin a run of their own each time they execute; the site's cell when none is seen to."""
    found = frozenset(
        cell.index
        for cell in patched.cells
        if cell.kind is CellKind.CELL and any(_begins_run(statement) for statement in cell.statements)
    )
    return found or (frozenset() if site is None else frozenset({site}))


def _begins_run(statement: ast.stmt) -> bool:
    """Whether it holds `start_run(…)` that neither resumes a run nor nests one."""
    for node in ast.walk(statement):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name == "start_run" and not {"run_id", "nested"} & {keyword.arg for keyword in node.keywords}:
                return True
    return False


def nudged(element: LiveElement) -> float | None:
    """A value one step beside the present one, within the element's range; None when there is no such value."""
    value, step = element.value.number, element.step or _own_step(element)
    if element.kind not in ("slider", "number") or value is None or not step:
        return None
    low = -math.inf if element.start is None else element.start
    high = math.inf if element.stop is None else element.stop
    # up first: one step down may be zero epochs
    fitting = (candidate for candidate in (value + step, value - step) if low <= candidate <= high)
    found = next(fitting, None)
    whole = found is not None and found.is_integer() and value.is_integer() and step.is_integer()
    return int(found) if whole and found is not None else found


def _own_step(element: LiveElement) -> float | None:
    """The step that the front end takes between whole numbers when the notebook states none."""
    ends = (element.start, element.stop)
    return 1.0 if all(end is not None and end.is_integer() for end in ends) else None
