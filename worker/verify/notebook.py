"""Checks of the notebook itself: what ran still runs and behaves as it did, and who is to blame if not."""

from collections.abc import Iterator

from worker.evidence import Check
from worker.ports import CellOutcome, CellStatus, Execution
from worker.verify.fact import fact
from worker.verify.kept import changed_values
from worker.verify.observed import Observed
from worker.verify.outputs import differences

_BROKEN = (CellStatus.FAILED, CellStatus.CANCELLED)


def notebook_checks(observed: Observed) -> Iterator[Check]:
    """`notebook-steady` (where it was executed once more), `cells-still-run`, `inserted-cells-run`, `outputs-kept`."""
    if observed.again is not None:
        yield _steady(observed)
    unsteady = _unsteady(observed, second=False)
    lost = [cell for number, cell in _lost(observed).items() if number not in unsteady]
    yield _none("cells-still-run", lost, "every cell that ran before the patch runs after it", "patch-broke-notebook")
    kept = set(observed.cells.values())
    now = observed.first.execution.cells
    inserted = [cell for cell in now if cell.cell not in kept and cell.status in _BROKEN]
    if unsteady and not lost:
        inserted = [cell for cell in inserted if cell.status is CellStatus.FAILED]
    yield _none("inserted-cells-run", inserted, "every inserted cell runs", "patch-broke-notebook")
    yield _outputs_kept(observed)


def rerun_checks(observed: Observed) -> Iterator[Check]:
    """`cells-run-again`: cells that ran in the first round do not fail in the second."""
    unsteady = {observed.cells.get(number, number) for number in _unsteady(observed, second=True)}
    again = [cell for cell in _broken_again(observed) if cell.cell not in unsteady]
    if unsteady and all(cell.status is CellStatus.CANCELLED for cell in again):
        again = []
    yield _none("cells-run-again", again, "no cell fails when the site runs again", "rerun-broke-notebook")


def behaves_otherwise(observed: Observed) -> bool:
    """Whether the patched notebook did something that the unpatched one, executed once more, could explain."""
    return bool(
        _lost(observed)
        or _broken_again(observed)
        or _differences(observed, observed.first.execution)
        or changed_values(observed)
    )


def failure_text(cell: CellOutcome) -> str:
    """`cell 4: ValueError: bad shape`, or the cell's status when nothing was raised."""
    what = ": ".join(part for part in (cell.exception, cell.message) if part) or str(cell.status)
    return f"cell {cell.cell}: {what}"


def _steady(observed: Observed) -> Check:
    """Blames the notebook where it fails on its own now and then, or when it is executed twice."""
    again = observed.again
    failing = {**_unsteady(observed, second=True), **_unsteady(observed, second=False)} if again else {}
    return fact(
        "notebook-steady",
        trouble="notebook-failed" if failing else "",
        expected="without any patch, the notebook runs again as it ran before",
        observed="; ".join(failure_text(cell) for cell in failing.values()) or "so it does",
    )


def _unsteady(observed: Observed, *, second: bool) -> dict[int, CellOutcome]:
    """Cells (numbers before the patch) that are broken with the patch and without it; empty without a second look."""
    if observed.again is None:
        return {}
    alone = {cell.cell: cell for cell in (observed.again.second if second else observed.again.first).cells}
    broken = _broken_again(observed) if second else list(_lost(observed).values())
    numbers = {after: before for before, after in observed.cells.items()}
    return {
        numbers[cell.cell]: alone[numbers[cell.cell]]
        for cell in broken
        if numbers.get(cell.cell) in alone and alone[numbers[cell.cell]].status is cell.status
    }


def _lost(observed: Observed) -> dict[int, CellOutcome]:
    """Cells that ran before the patch and do not run with it, by their number before."""
    after = {cell.cell: cell for cell in observed.first.execution.cells}
    places = {cell.cell: observed.cells.get(cell.cell, cell.cell) for cell in observed.unpatched.cells}
    ran = [cell.cell for cell in observed.unpatched.cells if cell.status is CellStatus.RAN]
    return {
        number: after[places[number]]
        for number in ran
        if places[number] in after and after[places[number]].status is not CellStatus.RAN
    }


def _broken_again(observed: Observed) -> list[CellOutcome]:
    broken = {cell.cell for cell in observed.first.execution.cells if cell.status in _BROKEN}
    return [cell for cell in observed.second.execution.cells if cell.status in _BROKEN and cell.cell not in broken]


def _none(name: str, cells: list[CellOutcome], expected: str, category: str) -> Check:
    # the cell that raised says more than those that were cancelled for it
    cells = sorted(cells, key=lambda cell: cell.status is not CellStatus.FAILED)
    return fact(
        name,
        trouble=category if cells else "",
        expected=expected,
        observed="; ".join(failure_text(cell) for cell in cells) or "so it is",
    )


def _differences(observed: Observed, after: Execution) -> dict[int, str]:
    # with other values the notebook shows other things: then only their kind is compared
    every = frozenset(cell.cell for cell in observed.unpatched.cells)
    return differences(
        observed.unpatched,
        after,
        cells=observed.cells,
        edited=observed.edited,
        lenient=every if observed.shrunk else observed.tracking_cells,
    )


def _outputs_kept(observed: Observed) -> Check:
    changed = _differences(observed, observed.first.execution)
    varying: dict[int, str] = {}
    if observed.again is not None:
        same = {cell.cell: cell.cell for cell in observed.unpatched.cells}
        varying = differences(
            observed.unpatched, observed.again.first, cells=same, edited=frozenset(), lenient=observed.tracking_cells
        )
    told = [text for number, text in changed.items() if number not in varying]
    return fact(
        "outputs-kept",
        trouble="output-changed" if told else "",
        expected="cells show, print and raise what they did before the patch",
        observed="; ".join(told) or "they do" + (f" (cells {sorted(varying)} vary anyway)" if varying else ""),
    )
