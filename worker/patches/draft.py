"""A notebook under change: edits and inserted cells are collected, then written in one go."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial

import libcst as cst

from worker.errors import PatchImpossible
from worker.findings import Frozen
from worker.notebook.edit import CellEdit, Line, Splice, newline_of, splice
from worker.notebook.signature import sign
from worker.notebook.source import CellKind, Notebook
from worker.patches.existing import Existing
from worker.patches.expressions import Expressions
from worker.patches.layout import laid_out, quotes_singly
from worker.patches.modules import Modules
from worker.patches.template import Templates
from worker.plan import TrackingPlan


class Applied(Frozen):
    """One patch that changed the notebook."""

    patch: str
    cells: tuple[int, ...]
    """indices in the patched notebook"""
    requirements: tuple[int, ...] = ()


class Patched(Frozen):
    """A notebook with the plan's tracking in it."""

    source: str
    applied: tuple[Applied, ...] = ()
    inserted: tuple[int, ...] = ()
    """indices (in the patched notebook) of cells that are new"""
    cell_map: dict[int, int]
    """index of each cell before → index after"""
    edited: tuple[int, ...] = ()
    """indices (in the patched notebook) of the user's cells that changed"""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Options:
    """What holds for every notebook of this house."""

    house: Mapping[str, str]
    """template name → text that replaces the built-in one"""
    artifact_limit: int
    """bytes of the largest file that is sent"""


@dataclass(eq=False)
class Inserted:
    """A cell to be inserted before or behind one of the user's."""

    neighbour: int
    before: bool
    lines: list[Line]
    kind: CellKind = CellKind.CELL


@dataclass
class Names:
    """Names that patches add; none of them occurs in the notebook."""

    taken: frozenset[str]
    given: dict[tuple[str, str], str] = field(default_factory=dict)

    def fresh(self, wanted: str, *, for_: str = "") -> str:
        """The wanted name, or the nearest free one; the same answer each time it is asked for the same thing."""
        if (wanted, for_) not in self.given:
            bare = wanted.lstrip("_")
            lead = wanted[: len(wanted) - len(bare)]
            candidates = [wanted, f"{lead}mlflow_{bare}", *(f"{lead}{bare}_{number}" for number in range(2, 1_000))]
            self.given[wanted, for_] = next(
                name for name in candidates if name not in self.taken and name not in self.given.values()
            )
        return self.given[wanted, for_]


class Draft:
    """Collects what patches do to one notebook."""

    def __init__(self, notebook: Notebook, *, plan: TrackingPlan, modules: Modules, options: Options) -> None:
        self.plan = plan
        self.artifact_limit = options.artifact_limit
        self.modules = modules
        self.notebook = notebook
        self.existing = Existing(notebook)
        self.expressions = Expressions(notebook)
        self.names = Names(notebook.names)
        self.templates = Templates(options.house, modules.names)
        self.notes: list[str] = []
        self._single = quotes_singly(cell.code for cell in notebook.cells)
        self._edits: dict[int, CellEdit] = {}
        self._inserted: list[Inserted] = []
        self._applied: list[tuple[str, int | Inserted, tuple[int, ...]]] = []

    # ---- collecting

    def edit(self, cell: int) -> CellEdit:
        """The edits of one of the user's cells."""
        if cell not in self._edits:
            found = self.notebook.cells[cell]
            if found.disabled or found.kind in (CellKind.CLASS, CellKind.UNPARSABLE):
                what = "is disabled" if found.disabled else f"is a {found.kind} cell"
                raise PatchImpossible(f"cell {cell} {what}: tracking cannot be added to it; name another place")
            self._edits[cell] = CellEdit(self.notebook, found)
        return self._edits[cell]

    def insert(
        self, lines: Sequence[Line], *, cell: int, before: bool = False, kind: CellKind = CellKind.CELL
    ) -> Inserted:
        """A new cell next to one of the user's, behind a setup cell; several behind one cell keep their order."""
        before = before and self.notebook.cells[cell].kind is not CellKind.SETUP
        new = Inserted(cell, before, list(lines), kind)
        self._inserted.append(new)
        return new

    def record(self, patch: str, where: int | Inserted, requirements: Sequence[int] = ()) -> None:
        """Remember that a patch was applied in a cell, for these requirements."""
        self._applied.append((patch, where, tuple(requirements)))

    def render(self, name: str, **fillings: object) -> list[Line]:
        """A template's statements; a text is taken as the name it is."""
        return self.templates.render(
            name,
            **{key: cst.Name(value) if isinstance(value, str) else value for key, value in fillings.items()},  # type: ignore[arg-type]
        )

    @contextmanager
    def behind_site(self) -> Iterator[None]:
        """Render templates for cells behind the site, which may know mlflow by another name."""
        before = self.templates
        self.templates = replace(before, names=self.modules.later_names)
        yield
        self.templates = before

    def name_mlflow(self, name: str) -> None:
        """Render templates with the name that the notebook's own tracking uses."""
        self.templates = replace(self.templates, names={**self.templates.names, "mlflow": name})

    # ---- writing

    def finish(self) -> Patched:
        """The patched notebook; signatures and returns of the touched cells brought up to date."""
        edited = {index for index, edit in self._edits.items() if edit.touched}
        order = self._order()
        place = {key: at for at, key in enumerate(order)}
        splices = [
            Splice(edit.cell.start, edit.cell.end, edit.render(partial(laid_out, single=self._single)))
            for index, edit in self._edits.items()
            if index in edited
        ]
        splices += [self._insertion(new) for new in self._inserted]
        text = splice(self.notebook.text, splices)
        touched: dict[int, int | None] = {place[index]: index for index in edited}
        touched |= {place[new]: None for new in self._inserted}
        return Patched(
            source=sign(self.notebook, text, touched=touched),
            applied=self._summary(place),
            inserted=tuple(sorted(place[new] for new in self._inserted)),
            cell_map={cell.index: place[cell.index] for cell in self.notebook.cells},
            edited=tuple(sorted(place[index] for index in edited)),
            notes=tuple(self.notes),
        )

    def _order(self) -> list[int | Inserted]:
        order: list[int | Inserted] = []
        for cell in self.notebook.cells:
            order += [new for new in self._inserted if new.neighbour == cell.index and new.before]
            order.append(cell.index)
            order += [new for new in self._inserted if new.neighbour == cell.index and not new.before]
        return order

    def _summary(self, place: Mapping[int | Inserted, int]) -> tuple[Applied, ...]:
        cells: dict[str, list[int]] = {}
        requirements: dict[str, list[int]] = {}
        for patch, where, answered in self._applied:
            cells.setdefault(patch, []).append(place[where])
            requirements.setdefault(patch, []).extend(answered)
        return tuple(
            Applied(patch=patch, cells=tuple(sorted(set(found))), requirements=tuple(sorted(set(requirements[patch]))))
            for patch, found in cells.items()
        )

    def _insertion(self, new: Inserted) -> Splice:
        text = self.notebook.text
        newline = newline_of(text)
        gap = newline * 3
        block = self._block(new.lines, newline) if new.kind is CellKind.CELL else self._function(new.lines[0], newline)
        block = re.sub(r"\r\n|\r|\n", newline, block)  # LibCST leaves those within docstrings
        cell = self.notebook.cells[new.neighbour]
        if new.before:
            at = _above_comments(text, cell.start)
            return Splice(at, at, block + gap)
        ending = re.compile(r"[^\r\n]*").match(text, cell.end)
        at = ending.end() if ending else cell.end
        return Splice(at, at, gap + block)

    def _block(self, lines: Sequence[Line], newline: str) -> str:
        stub = cst.parse_module(f"@{self.notebook.app}.cell\ndef _():\n    return\n")
        function = stub.body[0]
        assert isinstance(function, cst.FunctionDef)  # noqa: S101 - the stub above
        body = function.body.with_changes(body=[*lines, *function.body.body])
        module = cst.Module(
            body=[function.with_changes(body=body)], default_newline=newline, default_indent=self._indent()
        )
        return laid_out(module, {}, single=self._single).code.rstrip("\r\n")

    def _function(self, line: Line, newline: str) -> str:
        attribute = cst.Attribute(cst.Name(self.notebook.app), cst.Name("function"))
        function = line.with_changes(decorators=[cst.Decorator(attribute)], leading_lines=[])
        return cst.Module([function], default_newline=newline).code.rstrip("\r\n")

    def _indent(self) -> str:
        """The indentation that the notebook's cells use."""
        found = re.search(r"^(?:async )?def [^\n]*:[ \t]*\r?\n([ \t]+)", self.notebook.text, re.MULTILINE)
        return found.group(1) if found else "    "


def _above_comments(text: str, start: int) -> int:
    """The start of the comment lines that stand directly above a cell, else the cell's own start."""
    lines = text[max(0, start - 4_000) : start].splitlines(keepends=True)
    at = start
    while lines and lines[-1].lstrip(" \t").startswith("#") and lines[-1].endswith(("\n", "\r")):
        at -= len(lines.pop())
    return at
