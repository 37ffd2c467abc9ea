"""Editing cells: the body of one cell through LibCST, the file by splicing.

Edits are collected first, each tied to a statement the user wrote, and applied in one pass; so an edit never sees
the positions that another one moved.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider

from worker.errors import PatchImpossible
from worker.notebook.source import Cell, CellKind, Notebook

Line = cst.SimpleStatementLine | cst.BaseCompoundStatement
"""What stands on lines of its own: a compound statement, or simple ones (several where `;` parts them)."""

Build = Callable[[list[Line]], list[Line]]
Finish = Callable[[cst.Module, Mapping[int, object]], cst.Module]
"""Takes a module, and the user's lines in it by their `identity`"""

_LINE_END = re.compile(r"\r\n|\r|\n")


def newline_of(text: str) -> str:
    """The line end that the text uses first; a line feed when it has none."""
    found = _LINE_END.search(text)
    return found.group() if found else "\n"


@dataclass(frozen=True)
class Splice:
    """Replace the characters from `start` to `end` by `text`; an insertion when both are equal."""

    start: int
    end: int
    text: str


def splice(text: str, splices: Sequence[Splice]) -> str:
    """Apply splices that do not overlap, last to first; insertions at one place keep their order."""
    ordered = sorted(enumerate(splices), key=lambda item: (item[1].start, item[1].end, item[0]))
    parts: list[str] = []
    position = 0
    for _, one in ordered:
        if one.start < position:
            raise PatchImpossible("two edits of the notebook overlap; ask for them in two tasks")
        parts += [text[position : one.start], one.text]
        position = one.end
    return "".join([*parts, text[position:]])


class CellEdit:
    """Edits of one cell's body."""

    def __init__(self, notebook: Notebook, cell: Cell) -> None:
        self.cell = cell
        block = notebook.text[cell.start : cell.end]
        self._first_line = len(_LINE_END.findall(notebook.text[: cell.start])) + 1
        try:
            self.module = cst.parse_module(block)
        except cst.ParserSyntaxError as error:
            raise PatchImpossible(f"cell {cell.index} cannot be edited: {error}") from error
        if self.module.code != block:
            raise PatchImpossible(
                f"cell {cell.index} holds characters that an edit would lose (a form feed?); remove them first"
            )
        self.body = _body(self.module, cell)
        self._before: dict[cst.CSTNode, list[Line]] = {}
        self._after: dict[cst.CSTNode, list[Line]] = {}
        self._wraps: dict[cst.CSTNode, tuple[cst.CSTNode, Build]] = {}
        self._replaced: dict[cst.CSTNode, list[Line]] = {}
        self._nodes: dict[cst.CSTNode, Callable[[cst.CSTNode], cst.CSTNode]] = {}
        self._appended: list[Line] = []
        self._positions: Mapping[cst.CSTNode, object] | None = None

    # ---- finding

    @property
    def touched(self) -> bool:
        """Whether any edit was asked for."""
        return bool(self._before or self._after or self._wraps or self._replaced or self._nodes or self._appended)

    @property
    def lines(self) -> tuple[Line, ...]:
        """The user's top-level statement lines, marimo's trailing `return` left out."""
        lines = tuple(line for line in self.body.body if isinstance(line, Line))
        if self.cell.kind is CellKind.CELL and lines and is_return(lines[-1]):
            return lines[:-1]
        return lines

    def line(self, statement: int) -> Line:
        """The line that holds the top-level statement with this index in `Cell.statements`."""
        count = 0
        for line in self.lines:
            count += len(line.body) if isinstance(line, cst.SimpleStatementLine) else 1
            if statement < count:
                return line
        raise PatchImpossible(
            f"cell {self.cell.index} has no statement {statement}; the plan belongs to another version of the notebook"
        )

    def line_at(self, number: int) -> Line:
        """The innermost statement line that begins at this line of the notebook's file."""
        found = [
            node
            for node, position in self._ranges().items()
            if isinstance(node, Line) and position.start.line + self._first_line - 1 == number  # type: ignore[attr-defined]
        ]
        if not found:
            raise PatchImpossible(
                f"no statement of cell {self.cell.index} begins at line {number}; "
                "give the loop's body lines of its own, or the plan belongs to another version of the notebook"
            )
        return found[-1]

    def enclosing(self, line: Line) -> list[cst.CSTNode]:
        """The nodes around a line, outermost first."""
        finder = _Path(line)
        self.module.visit(finder)
        return finder.path

    def _ranges(self) -> Mapping[cst.CSTNode, object]:
        if self._positions is None:
            self._positions = MetadataWrapper(self.module, unsafe_skip_copy=True).resolve(PositionProvider)
        return self._positions

    # ---- asking for edits

    def before(self, line: Line, new: Sequence[Line]) -> None:
        """Put new lines in front of a line; they follow those asked for earlier."""
        self._before.setdefault(line, []).extend(new)

    def after(self, line: Line, new: Sequence[Line]) -> None:
        """Put new lines behind a line."""
        self._after.setdefault(line, []).extend(new)

    def append(self, new: Sequence[Line]) -> None:
        """Put new lines at the end of the cell's body, in front of its `return`."""
        self._appended.extend(new)

    def wrap(self, first: Line, last: Line, build: Build) -> None:
        """Hand the lines from `first` to `last` (neighbours in one block) to `build`, and put what it returns there."""
        if first in self._wraps:
            raise PatchImpossible(f"cell {self.cell.index}: two patches want to wrap the same statements")
        self._wraps[first] = (last, build)

    def replace(self, line: Line, new: Sequence[Line]) -> None:
        """Put new lines in place of a line."""
        self._replaced[line] = list(new)

    def change(self, node: cst.CSTNode, change: Callable[[cst.CSTNode], cst.CSTNode]) -> None:
        """Change a node within a line; changes of one node follow each other."""
        earlier = self._nodes.get(node)
        self._nodes[node] = (lambda new: change(earlier(new))) if earlier else change

    @property
    def displays(self) -> bool:
        """Whether the cell's last line shows a value (a trailing `;` keeps it from that)."""
        last = self.lines[-1] if self.lines else None
        if not isinstance(last, cst.SimpleStatementLine) or not isinstance(last.body[-1], cst.Expr):
            return False
        return not isinstance(last.body[-1].semicolon, cst.Semicolon)

    def name_display(self, name: str) -> Line:
        """Assign the displayed expression to a name instead; returns the line that displays it again."""
        last = self.lines[-1] if self.lines else None
        if not self.displays or not isinstance(last, cst.SimpleStatementLine):
            raise PatchImpossible(f"cell {self.cell.index} displays nothing (any more) that could be kept; name it")
        target = cst.AssignTarget(cst.Name(name))
        self.change(last.body[-1], lambda node: cst.Assign([target], node.value))  # type: ignore[attr-defined]
        return cst.SimpleStatementLine([cst.Expr(cst.Name(name))])

    def change_of(self, node: cst.CSTNode) -> Callable[[cst.CSTNode], cst.CSTNode] | None:
        """The change asked for a node."""
        return self._nodes.get(node)

    # ---- applying them

    def render(self, finish: Finish | None = None) -> str:
        """The cell's text with every edit applied; its signature and return are left to `notebook.signature`.

        `finish` may lay out the result; it is told which lines are the user's.
        """
        apply = _Apply(self)
        module = self.module.visit(apply)
        assert isinstance(module, cst.Module)  # noqa: S101 - narrows for mypy; `visit` never drops a module
        return (finish(module, apply.kept) if finish else module).code

    def rebuilt(self, old: Sequence[cst.CSTNode], new: Sequence[cst.CSTNode]) -> list[Line]:
        """One block's lines with the edits tied to them."""
        lines: list[Line] = []
        position = 0
        while position < len(old):
            last, build = self._wraps.get(old[position], (None, None))
            if last is None or build is None:
                lines += self._edited(old[position], new[position])
                position += 1
                continue
            if last not in old[position:]:
                raise PatchImpossible(f"cell {self.cell.index}: the statements to wrap are not neighbours")
            stop = old.index(last, position)
            inner = [line for at in range(position, stop + 1) for line in self._edited(old[at], new[at])]
            lines += _blank_lines_first(inner, build)
            position = stop + 1
        return lines

    def _edited(self, old: cst.CSTNode, new: cst.CSTNode) -> list[Line]:
        assert isinstance(new, Line)  # noqa: S101 - blocks hold lines only
        core = self._replaced.get(old, [new])
        before, after = self._before.get(old, []), self._after.get(old, [])
        if before:
            core = _blank_lines_first(core, lambda lines: [*before, *lines], apart=True)
        if after and isinstance(old, cst.For | cst.While) and _is_block(after[-1]):
            after = [_spaced(after[0]), *after[1:]]
        return [*core, *after]

    def finished(self, body: Sequence[Line]) -> list[Line]:
        """The cell's own block with what was appended to it."""
        if not self._appended:
            return list(body)
        at = len(body) - 1 if self.cell.kind is CellKind.CELL and body and is_return(body[-1]) else len(body)
        return [*body[:at], *self._appended, *body[at:]]


def is_return(line: cst.CSTNode) -> bool:
    """Whether the line is a lone `return`."""
    return isinstance(line, cst.SimpleStatementLine) and len(line.body) == 1 and isinstance(line.body[0], cst.Return)


def _body(module: cst.Module, cell: Cell) -> cst.IndentedBlock:
    statement = module.body[0]
    if isinstance(statement, (cst.FunctionDef, cst.With, cst.ClassDef)) and isinstance(
        statement.body, cst.IndentedBlock
    ):
        return statement.body
    raise PatchImpossible(f"cell {cell.index} is written on one line; save the notebook in the marimo editor first")


def identity(line: cst.CSTNode) -> int:
    """What stays the same when only the blank lines and comments above a line change."""
    part = line.body if isinstance(line, cst.BaseCompoundStatement) else getattr(line, "body", (line,))[0]
    return id(part)


def _is_block(line: Line) -> bool:
    return isinstance(line, cst.BaseCompoundStatement)


def _spaced(line: Line) -> Line:
    """The line with a blank one above it, where there is none."""
    leading = line.leading_lines
    return line if leading else line.with_changes(leading_lines=[cst.EmptyLine(indent=False)])


def _blank_lines_first(lines: list[Line], build: Build, *, apart: bool = False) -> list[Line]:
    """Apply `build`, and move the blank lines above the first line above what it returns.

    `apart`: where there are any, one stays above the line too, so that what is a paragraph of its own remains one.
    """
    if not lines:
        return build(lines)
    leading = lines[0].leading_lines
    blank = 0
    while blank < len(leading) and leading[blank].comment is None:
        blank += 1
    stays = max(0, blank - 1) if apart else blank
    first = lines[0].with_changes(leading_lines=leading[stays:])
    built = build([first, *lines[1:]])
    if not built:
        return built
    head = built[0].with_changes(leading_lines=[*leading[:blank], *built[0].leading_lines])
    return [head, *built[1:]]


class _Apply(cst.CSTTransformer):
    def __init__(self, edit: CellEdit) -> None:
        super().__init__()
        self._edit = edit
        self.kept: dict[int, object] = {}
        """the user's lines by their identity; holding them keeps the identities unique"""

    def on_leave(
        self, original_node: cst.CSTNodeT, updated_node: cst.CSTNodeT
    ) -> cst.CSTNodeT | cst.RemovalSentinel | cst.FlattenSentinel[cst.CSTNodeT]:
        changed = super().on_leave(original_node, updated_node)
        change = self._edit.change_of(original_node)
        if change is None or not isinstance(changed, cst.CSTNode):
            return changed
        return cast("cst.CSTNodeT", change(changed))

    def leave_IndentedBlock(  # noqa: N802 - LibCST's naming
        self, original_node: cst.IndentedBlock, updated_node: cst.IndentedBlock
    ) -> cst.IndentedBlock:
        self.kept |= {identity(line): line for line in updated_node.body}
        body = self._edit.rebuilt(original_node.body, updated_node.body)
        if original_node is self._edit.body:
            body = self._edit.finished(body)
        return updated_node.with_changes(body=body or [cst.SimpleStatementLine([cst.Pass()])])


class _Path(cst.CSTVisitor):
    def __init__(self, wanted: cst.CSTNode) -> None:
        super().__init__()
        self._wanted = wanted
        self._stack: list[cst.CSTNode] = []
        self.path: list[cst.CSTNode] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if node is self._wanted:
            self.path = list(self._stack)
        self._stack.append(node)
        return not self.path

    def on_leave(self, original_node: cst.CSTNode) -> None:  # noqa: ARG002 - LibCST's signature
        self._stack.pop()
