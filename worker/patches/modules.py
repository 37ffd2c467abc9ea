"""How the notebook's cells reach the modules `mlflow` and `marimo`."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import libcst as cst

from worker.findings import Scope, Site
from worker.notebook.edit import Line
from worker.notebook.source import CellKind, Notebook, imported_names
from worker.patches.existing import Existing
from worker.plan import Placement, TrackingPlan


class Import(StrEnum):
    """Where the name `mlflow` comes from."""

    THERE = "there"
    """a cell of the notebook imports it"""
    EXPERIMENT = "experiment"
    """the inserted experiment cell imports it"""
    SETUP = "setup"
    """the setup cell gains the import, because functions outside cells need it"""
    PRIVATE = "private"
    """the site's cell imports it for itself, because the notebook's own import comes too late for it"""


@dataclass(frozen=True)
class Modules:
    """The names, and what must be imported for them."""

    mlflow: str
    source: Import
    mo: str
    inline: bool = False
    """the experiment is set in the site's own cell: that cell imports mlflow, or calls what starts a run itself"""
    later: str = ""
    """how cells behind the site name mlflow, where that differs"""

    @property
    def names(self) -> dict[str, str]:
        """Template name → the notebook's name."""
        return {"mlflow": self.mlflow, "mo": self.mo}

    @property
    def private_import(self) -> list[Line]:
        """What the site's cell needs in front when it imports mlflow for itself."""
        return import_lines("mlflow", self.mlflow) if self.source is Import.PRIVATE else []

    @property
    def later_names(self) -> dict[str, str]:
        """Template name → the notebook's name, in cells behind the site."""
        return {"mlflow": self.later or self.mlflow, "mo": self.mo}


def import_lines(module: str, name: str) -> list[Line]:
    """`import module [as name]`."""
    alias = f" as {name}" if name != module else ""
    line = cst.parse_statement(f"import {module}{alias}\n")
    return [line] if isinstance(line, Line) else []


def apart(imports: Sequence[Line], lines: Sequence[Line]) -> list[Line]:
    """Imports, a blank line, and the rest."""
    if not imports or not lines:
        return [*imports, *lines]
    first = lines[0].with_changes(leading_lines=[cst.EmptyLine(indent=False), *lines[0].leading_lines])
    return [*imports, first, *lines[1:]]


def find_modules(notebook: Notebook, plan: TrackingPlan) -> Modules:
    """Settle the names for one notebook and plan."""
    site = plan.site
    own = site is not None and Existing(notebook).own_runs(site.cell, site.first, site.last)
    downstream = {site.cell} | notebook.descendants[site.cell] if site else frozenset[int]()
    mo = notebook.module_name("marimo")
    mo = mo if mo and notebook.definer[mo] not in downstream else _free("_mo", notebook)
    name = notebook.module_name("mlflow")
    if name is None:
        source = Import.SETUP if _needs_setup(notebook, plan) else Import.EXPERIMENT
        free = "mlflow" if "mlflow" not in notebook.definer else _free("mlflow_tracking", notebook)
        return Modules(free, source, mo)
    definer = notebook.definer[name]
    if site is None or definer not in downstream or plan.placement is Placement.BESIDE:
        return Modules(name, Import.THERE, mo, inline=own)
    if definer == site.cell and _imported_before(notebook, site, name):
        return Modules(name, Import.THERE, mo, inline=True)
    return Modules(_free("_mlflow", notebook), Import.PRIVATE, mo, inline=True, later=name)


def functions_outside_cells(notebook: Notebook, plan: TrackingPlan) -> tuple[int, ...]:
    """Cells that are a function, or the setup cell, in which the plan wants something logged."""
    values = [value for value in (*plan.params, *plan.metrics, *plan.series) if value.scope is Scope.FUNCTION]
    cells = sorted({value.cell for value in values if value.cell < len(notebook.cells)})
    return tuple(cell for cell in cells if notebook.cells[cell].kind in (CellKind.FUNCTION, CellKind.SETUP))


def _needs_setup(notebook: Notebook, plan: TrackingPlan) -> bool:
    helper = any(fix.name == "helper" for fix in plan.fixes)
    return notebook.setup is not None and (helper or bool(functions_outside_cells(notebook, plan)))


def _imported_before(notebook: Notebook, site: Site, name: str) -> bool:
    statements = notebook.cells[site.cell].statements[: site.first]
    return any(bound == name for stmt in statements for bound, _ in imported_names(stmt))


def _free(name: str, notebook: Notebook) -> str:
    while name in notebook.names:
        name += "_"
    return name
