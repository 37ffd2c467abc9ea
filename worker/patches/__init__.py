"""Template patches: a notebook's text and a tracking plan in, the notebook with tracking out. Pure."""

from collections.abc import Mapping

from worker.errors import PatchImpossible
from worker.notebook.check import invariants
from worker.notebook.source import Notebook, read_notebook
from worker.patches import experiment, functions, helper, model, nested, run_context
from worker.patches.catalogue import CATALOGUE, PatchInfo
from worker.patches.draft import Applied, Draft, Options, Patched
from worker.patches.existing import Existing
from worker.patches.header import add_dependency
from worker.patches.modules import find_modules
from worker.patches.places import find_places
from worker.patches.reindex import reindexed
from worker.patches.remaining import complete, remaining
from worker.patches.repairs import LASTING, merged, repair
from worker.patches.template import check_overrides
from worker.plan import Placement, TrackingPlan

__all__ = ["CATALOGUE", "Applied", "PatchInfo", "Patched", "apply"]


ARTIFACT_LIMIT = 100_000_000
"""bytes of the largest file that a notebook sends, unless the settings say otherwise"""


def apply(
    source: str,
    plan: TrackingPlan,
    *,
    house: Mapping[str, str] | None = None,
    artifact_limit: int = ARTIFACT_LIMIT,
) -> Patched:
    """Add the plan's tracking to a notebook; what is there already stays as it is.

    `house` maps template names to texts that replace the built-in ones; a file over `artifact_limit` bytes is not
    sent. PatchImpossible when a promise would break, NotebookInvalid when the text is no notebook.
    """
    options = Options(house=dict(house or {}), artifact_limit=artifact_limit)
    check_overrides(options.house)
    return _applied(source, plan, options)


def _applied(source: str, plan: TrackingPlan, options: Options, *, repaired: bool = False) -> Patched:
    notebook = read_notebook(source, name=plan.notebook)
    mended = repair(notebook, plan, options)
    if mended is not None:
        _hold_promises(notebook, mended)
        now = read_notebook(mended.source, name=plan.notebook)
        tracked = _applied(mended.source, reindexed(plan, notebook, now, keep=LASTING), options, repaired=True)
        return merged(mended, tracked)
    existing = Existing(notebook)
    missing = remaining(plan, existing)
    if complete(missing, existing) and not repaired and not helper.missing(notebook, plan):
        return _with_header(Patched(source=source, cell_map={cell.index: cell.index for cell in notebook.cells}))
    patched = _tracked(notebook, missing, options)
    _hold_promises(notebook, patched)
    return _with_header(patched)


def _tracked(notebook: Notebook, plan: TrackingPlan, options: Options) -> Patched:
    draft = Draft(notebook, plan=plan, modules=find_modules(notebook, plan), options=options)
    helper.add(draft)
    model.adopt(draft)
    there = draft.existing.experiment(plan.experiment.name)
    if complete(draft.plan, draft.existing) and there is not None:
        experiment.add_tags(draft, there)
        return draft.finish()
    places = find_places(draft)
    own = experiment.set_up(draft)
    if plan.nested is not None:
        nested.add(draft, plan.nested)
    functions.log_within(draft, places)
    if plan.site is not None and plan.placement is Placement.AROUND:
        run_id = run_context.around(draft, places, experiment=own)
        with draft.behind_site():
            run_context.later_cells(draft, places, run_id=run_id)
    else:
        run_context.beside(draft, places, experiment=own)
    return draft.finish()


def _hold_promises(before: Notebook, patched: Patched) -> None:
    problems = invariants(
        before, patched.source, cell_map=patched.cell_map, edited=patched.edited, inserted=patched.inserted
    )
    if problems:
        raise PatchImpossible(f"the tracking would break the notebook: {'; '.join(problems)}")


def _with_header(patched: Patched) -> Patched:
    source = add_dependency(patched.source)
    if source == patched.source:
        return patched
    header = Applied(patch="header", cells=())
    return patched.model_copy(update={"source": source, "applied": (*patched.applied, header)})
