"""Checks of the notebook itself: what ran before still runs, and shows the same kind of thing."""

from collections.abc import Iterator

from worker.evidence import Check
from worker.ports import CellOutcome, CellStatus
from worker.verify.fact import fact
from worker.verify.observed import Observed

_BROKEN = (CellStatus.FAILED, CellStatus.CANCELLED)


def notebook_checks(observed: Observed) -> Iterator[Check]:
    """`cells-still-run`, `inserted-cells-run` and `outputs-kept`."""
    before = {observed.cells.get(cell.cell, cell.cell): cell for cell in observed.unpatched.cells}
    after = {cell.cell: cell for cell in observed.first.execution.cells}
    ran = [number for number, cell in before.items() if cell.status is CellStatus.RAN]
    lost = [after[number] for number in ran if number in after and after[number].status is not CellStatus.RAN]
    yield _none("cells-still-run", lost, "every cell that ran before the patch runs after it", "patch-broke-notebook")
    kept = set(observed.cells.values())
    inserted = [cell for cell in after.values() if cell.cell not in kept and cell.status in _BROKEN]
    yield _none("inserted-cells-run", inserted, "every inserted cell runs", "patch-broke-notebook")
    yield _outputs_kept(observed, before, after)


def rerun_checks(observed: Observed) -> Iterator[Check]:
    """`cells-run-again`: cells that ran in the first round do not fail in the second."""
    broken = {cell.cell for cell in observed.first.execution.cells if cell.status in _BROKEN}
    again = [cell for cell in observed.second.execution.cells if cell.status in _BROKEN and cell.cell not in broken]
    yield _none("cells-run-again", again, "no cell fails when the site runs again", "rerun-broke-notebook")


def _none(name: str, cells: list[CellOutcome], expected: str, category: str) -> Check:
    # the cell that raised says more than those that were cancelled for it
    cells = sorted(cells, key=lambda cell: cell.status is not CellStatus.FAILED)
    return fact(
        name,
        trouble=category if cells else "",
        expected=expected,
        observed="; ".join(failure_text(cell) for cell in cells) or "so it is",
    )


def failure_text(cell: CellOutcome) -> str:
    """`cell 4: ValueError: bad shape`, or the cell's status when nothing was raised."""
    what = ": ".join(part for part in (cell.exception, cell.message) if part) or str(cell.status)
    return f"cell {cell.cell}: {what}"


def _outputs_kept(observed: Observed, before: dict[int, CellOutcome], after: dict[int, CellOutcome]) -> Check:
    changed = [
        f"cell {number}: {cell.output_type or 'nothing'} became {after[number].output_type or 'nothing'}"
        for number, cell in before.items()
        if number in after
        and number not in observed.edited
        and cell.status is after[number].status is CellStatus.RAN
        and cell.output_type != after[number].output_type
    ]
    return fact(
        "outputs-kept",
        trouble="output-changed" if changed else "",
        expected="untouched cells display the same kind of output",
        observed="; ".join(changed) or "they do",
    )
