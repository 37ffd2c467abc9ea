"""Repairs of tracking that the notebook has already; they come before anything is added."""

from collections.abc import Callable

from worker.errors import PatchImpossible
from worker.notebook.source import CellKind, Notebook
from worker.patches import (
    artifact_path,
    batch_logging,
    close_runs,
    complete_params,
    experiment_guard,
    helper,
    large_artifacts,
    nested_parent,
    server_down,
    tracking_uri,
)
from worker.patches.calls import alias_of
from worker.patches.draft import Applied, Draft, Options, Patched
from worker.patches.modules import find_modules
from worker.plan import TrackingPlan

Repair = Callable[..., bool]

REPAIRS: dict[str, Repair] = {
    "experiment-guard": experiment_guard.repair,
    server_down.NAME: server_down.repair,
    "tracking-uri": tracking_uri.repair,
    "artifact-path": artifact_path.repair,
    "batch-logging": batch_logging.repair,
    "large-artifacts": large_artifacts.repair,
    "close-runs": close_runs.repair,
    "nested-parent": nested_parent.repair,
    complete_params.NAME: complete_params.repair,
}
"""in the order in which they are made"""

OPTIONS = frozenset({server_down.NAME, helper.NAME})
"""what a task asks for in the same way, and what a new experiment or notebook gets too"""

LASTING = OPTIONS | {complete_params.NAME}
"""what is looked at again when other repairs have changed the notebook"""


def repair(notebook: Notebook, plan: TrackingPlan, options: Options) -> Patched | None:
    """Make the plan's fixes; None when there is nothing to mend."""
    unknown = [fix.name for fix in plan.fixes if fix.name not in REPAIRS and fix.name not in OPTIONS]
    if unknown:
        names = ", ".join(sorted({*REPAIRS, *OPTIONS}))
        raise PatchImpossible(f"there is no repair `{unknown[0]}`; use one of {names}")
    draft = Draft(notebook, plan=plan, modules=find_modules(notebook, plan), options=options)
    mlflow = alias_of(notebook)
    draft.name_mlflow(mlflow)
    made = False
    for name, function in REPAIRS.items():
        if made and name == complete_params.NAME:
            break  # its place is found in the mended text
        for fix in plan.fixes:
            if fix.name != name:
                continue
            for cell in _cells(notebook, fix.cells, mlflow):
                if function(draft, draft.edit(cell), mlflow=mlflow):
                    draft.record(name, cell, fix.requirements)
                    made = True
    return draft.finish() if made else None


def merged(first: Patched, second: Patched) -> Patched:
    """Two changes, one after the other, as one."""
    after = second.cell_map
    moved = [
        Applied(patch=one.patch, cells=tuple(after[cell] for cell in one.cells), requirements=one.requirements)
        for one in first.applied
    ]
    return Patched(
        source=second.source,
        applied=(*moved, *second.applied),
        inserted=second.inserted,
        cell_map={old: after[new] for old, new in first.cell_map.items()},
        edited=tuple(sorted({*(after[cell] for cell in first.edited), *second.edited})),
        notes=(*first.notes, *second.notes),
    )


def _cells(notebook: Notebook, wanted: tuple[int, ...], mlflow: str) -> list[int]:
    """The cells to look at: those named, or all that mention MLflow."""
    kinds = (CellKind.CELL, CellKind.FUNCTION, CellKind.SETUP)
    cells = [notebook.cells[index] for index in wanted if index < len(notebook.cells)] or notebook.cells
    return [cell.index for cell in cells if cell.kind in kinds and not cell.disabled and mlflow in cell.code]
