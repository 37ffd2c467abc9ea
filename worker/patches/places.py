"""Where each value of a plan is logged: in the run context, behind a later cell, inside a cell, or in a function."""

import ast
import re
from dataclasses import dataclass, field

import libcst as cst

from worker.errors import PatchImpossible
from worker.findings import Scope, Site
from worker.notebook.source import CellKind
from worker.patches.batch import Batch
from worker.patches.block import names_of, stops
from worker.patches.draft import Draft
from worker.plan import Artifact, Model, Value

Item = Value | Artifact | Model


@dataclass
class Places:
    """A plan's values, by where they are logged."""

    here: Batch = field(default_factory=Batch)
    """in the run context"""
    later: dict[int, Batch] = field(default_factory=dict)
    """in an inserted cell behind this one, which resumes the run"""
    inside: dict[int, Batch] = field(default_factory=dict)
    """within this later cell of the user, because the value cannot be seen from outside"""
    functions: dict[int, list[Value]] = field(default_factory=dict)
    """within a function of this cell"""


def find_places(draft: Draft) -> Places:
    """Sort the plan's values; private values of earlier cells get a public name first."""
    plan, places = draft.plan, Places()
    items: list[tuple[str, Item]] = [
        *(("params", value) for value in plan.params),
        *(("metrics", value) for value in plan.metrics),
        *(("series", value) for value in plan.series),
        *(("tags", value) for value in plan.tags),
        *(("artifacts", artifact) for artifact in plan.artifacts),
        *((("models", plan.model),) if plan.model else ()),
    ]
    for kind, item in items:
        if not 0 <= item.cell < len(draft.notebook.cells):
            raise PatchImpossible(f"the notebook has no cell {item.cell}; the plan belongs to another version of it")
        _place(draft, plan.site, places, kind, item)
    _merge_open_cells(draft, plan.site, places)
    return places


def _place(draft: Draft, site: Site | None, places: Places, kind: str, item: Item) -> None:
    if item.scope is Scope.FUNCTION and isinstance(item, Value):
        places.functions.setdefault(item.cell, []).append(item)
    elif site is not None and item.cell == site.cell:
        places.here.add(kind, item)
    elif site is not None and _runs_later(draft, site, item.cell):
        where = places.inside if hidden(draft, item) else places.later
        where.setdefault(item.cell, Batch()).add(kind, item)
    elif hidden(draft, item):
        places.here.add(kind, _published(draft, item))
    elif site is not None and kind != "params" and _behind_foreign_gate(draft, site, item.cell):
        places.later.setdefault(item.cell, Batch()).add(kind, item)
    else:
        places.here.add(kind, item)


def _runs_later(draft: Draft, site: Site, cell: int) -> bool:
    """Whether a cell comes after the site: by the graph, or else by the file's order.

    The second matters where training changes an object (`model.fit(X, y)`): a plot of it stands behind the site in the
    file, without an edge in the graph. Were the site to wait for the plot, the plot would see an untrained model.
    """
    notebook = draft.notebook
    behind = cell > site.cell and cell not in notebook.ancestors[site.cell]
    return behind or cell in notebook.descendants[site.cell]


def hidden(draft: Draft, item: Item) -> bool:
    """Whether other cells cannot see the value."""
    if item.scope is not Scope.NOTEBOOK or any(name.startswith("_") for name in names_of(item.expression)):
        return True
    return isinstance(item, Artifact) and item.displayed and not isinstance(_shown(draft, item.cell), ast.Name)


def _shown(draft: Draft, cell: int) -> ast.expr | None:
    return draft.notebook.cells[cell].last_expression


def _published(draft: Draft, item: Item) -> Item:
    """Give a private value of a cell a public name there."""
    cell = draft.notebook.cells[item.cell]
    if item.scope is Scope.LOOP or cell.kind is not CellKind.CELL:
        raise PatchImpossible(
            f"`{item.expression}` in cell {item.cell} cannot be seen from the training cell; "
            "keep it under a public name, or leave it out"
        )
    edit = draft.edit(item.cell)
    name = draft.names.fresh(_public_name(item), for_=f"{item.expression} of row {item.statement}, cell {item.cell}")
    if isinstance(item, Artifact) and item.displayed:
        edit.after(edit.line(len(cell.statements) - 1), [edit.name_display(name)])
    else:
        node = draft.expressions.take(item.expression, cell=item.cell, scope=item.scope)
        new = cst.SimpleStatementLine([cst.Assign([cst.AssignTarget(cst.Name(name))], node)])
        line = edit.line(item.statement)
        shown = edit.displays and line is edit.lines[-1]  # what the cell displays stays last; it binds no name
        (edit.before if shown else edit.after)(line, [new])
    draft.expressions.add(name)
    changed: dict[str, object] = {"expression": of_displayed(item, name), "scope": Scope.NOTEBOOK}
    if isinstance(item, Artifact):
        changed["displayed"] = False
    return item.model_copy(update=changed)


def of_displayed(item: Item, name: str) -> str:
    """How a displayed thing is logged once it has a name: `shown.figure_` for `{}.figure_`."""
    displayed = isinstance(item, Artifact) and item.displayed
    return item.expression.replace("{}", name) if displayed and "{}" in item.expression else name


def _public_name(item: Item) -> str:
    """A name that says what the value is: its own without the underscore, else the key or file that it is kept as."""
    own = item.expression.strip("_")
    if own.isidentifier():
        return own
    kept_as = item.path.rpartition("/")[2].partition(".")[0] if isinstance(item, Artifact) else getattr(item, "key", "")
    plain = re.sub(r"\W+", "_", kept_as).strip("_")
    return plain if plain.isidentifier() else "tracked_value"


def _behind_foreign_gate(draft: Draft, site: Site, cell: int) -> bool:
    """Whether the cell waits for a gate that the site does not wait for: the site must not wait for it either."""
    notebook = draft.notebook
    own = notebook.ancestors[site.cell]
    return any(stops(notebook, notebook.cells[other]) for other in ({cell} | notebook.ancestors[cell]) - own)


def _merge_open_cells(draft: Draft, site: Site | None, places: Places) -> None:
    """One inserted cell, behind the last, for all later cells that no gate parts from the site."""
    if site is None:
        return
    notebook = draft.notebook
    for cell in [cell for cell in places.later if cell in places.inside]:
        places.inside[cell].merge(places.later.pop(cell))  # a cell that changes anyway needs no second one behind it
    open_cells = [
        cell
        for cell in sorted(places.later)
        if not any(
            stops(notebook, notebook.cells[other])
            for other in ({cell} | notebook.ancestors[cell]) - notebook.ancestors[site.cell] - {site.cell}
        )
    ]
    if open_cells:
        merged = Batch()
        for cell in open_cells:
            merged.merge(places.later.pop(cell))
        places.later[open_cells[-1]] = merged
