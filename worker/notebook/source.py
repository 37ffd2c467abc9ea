"""A marimo notebook as text: cells with exact spans, definitions, references and the graph between them.

Pure: text in, data out. marimo's own parser says what the cells are, the top-level syntax tree says where they
are; marimo's spans are not used, because they are wrong (they miss decorators and multi-line signatures).
"""

import ast
import builtins
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import pairwise

from worker.errors import NotebookInvalid
from worker.notebook.identifiers import WORD, identifiers
from worker.notebook.syntax import in_turn, parse_module

_NEWLINE = re.compile(r"\r\n|\r|\n")
BUILTINS = frozenset(dir(builtins))


class CellKind(StrEnum):
    """How a cell is written in the file."""

    CELL = "cell"
    SETUP = "setup"
    FUNCTION = "function"
    CLASS = "class"
    UNPARSABLE = "unparsable"


@dataclass(frozen=True)
class Cell:
    """One cell: where it stands in the file and what it defines and uses."""

    index: int
    kind: CellKind
    name: str
    code: str
    """the code as marimo runs it (dedented)"""
    start: int
    """offset of its first character (the decorator's `@`) in the notebook's text"""
    end: int
    """offset behind its last character"""
    disabled: bool
    is_async: bool
    statements: tuple[ast.stmt, ...] = field(repr=False)
    """top-level statements with positions in the file; the trailing `return` that marimo writes is left out"""
    defs: frozenset[str] = frozenset()
    refs: frozenset[str] = frozenset()
    """global names used but not defined here, built-ins left out"""

    @cached_property
    def last_expression(self) -> ast.expr | None:
        """The expression whose value the cell displays."""
        last = self.statements[-1] if self.statements else None
        return last.value if isinstance(last, ast.Expr) else None

    @cached_property
    def private(self) -> frozenset[str]:
        """Names that marimo keeps to this cell: those with a leading underscore."""
        names = {node.id for stmt in self.statements for node in ast.walk(stmt) if isinstance(node, ast.Name)}
        return frozenset(name for name in names if name.startswith("_") and not name.startswith("__"))


@dataclass(frozen=True)
class Notebook:
    """A parsed marimo notebook."""

    text: str
    cells: tuple[Cell, ...]
    tree: ast.Module = field(repr=False)

    @cached_property
    def app(self) -> str:
        """The variable that holds `marimo.App(...)`."""
        return _app_name(self.tree)

    @cached_property
    def definer(self) -> dict[str, int]:
        """Global name → index of the cell that defines it (the first one, should there be several)."""
        found: dict[str, int] = {}
        for cell in self.cells:
            for name in cell.defs:
                found.setdefault(name, cell.index)
        return found

    @cached_property
    def parents(self) -> dict[int, frozenset[int]]:
        """Cell → the cells whose definitions it uses."""
        return {
            cell.index: frozenset(
                self.definer[name] for name in cell.refs if name in self.definer and self.definer[name] != cell.index
            )
            for cell in self.cells
        }

    @cached_property
    def ancestors(self) -> "Closure":
        """Cell → every cell it depends on, directly or not (itself left out)."""
        return Closure(self.parents)

    @cached_property
    def children(self) -> dict[int, frozenset[int]]:
        """Cell → the cells that use its definitions."""
        found: dict[int, set[int]] = {cell.index: set() for cell in self.cells}
        for child, parents in self.parents.items():
            for parent in parents:
                found[parent].add(child)
        return {cell: frozenset(children) for cell, children in found.items()}

    @cached_property
    def descendants(self) -> "Closure":
        """Cell → every cell that depends on it, directly or not (itself left out)."""
        return Closure(self.children)

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name that the notebook's code binds or reads; a new name must not be among them.

        Words of comments and texts are not, but for texts that are code (SQL, queries, `eval`).
        """
        found = {name for node in ast.walk(self.tree) for name in identifiers(node)}
        for cell in self.cells:
            found |= cell.defs | cell.refs
            if cell.kind is CellKind.UNPARSABLE:
                found |= set(WORD.findall(cell.code))
        return frozenset(found)

    @cached_property
    def used_names(self) -> frozenset[str]:
        """Every name that some cell uses without defining it."""
        return frozenset().union(*(cell.refs for cell in self.cells))

    @cached_property
    def setup(self) -> Cell | None:
        """The setup cell."""
        return next((cell for cell in self.cells if cell.kind is CellKind.SETUP), None)

    @cached_property
    def imports(self) -> dict[str, str]:
        """Global name → dotted module or `module.attribute` that an import binds to it."""
        return {
            name: target for cell in self.cells for stmt in cell.statements for name, target in imported_names(stmt)
        }

    def module_name(self, module: str) -> str | None:
        """The global name under which a module is imported as a whole, e.g. `mo` for `marimo`."""
        return next((name for name, target in self.imports.items() if target == module and name in self.definer), None)

    def segment(self, node: ast.expr | ast.stmt) -> str:
        """Source text of a node."""
        if node.end_lineno is None or node.end_col_offset is None:
            return ast.unparse(node)
        lines = [line.encode() for line in self._lines[node.lineno - 1 : node.end_lineno]]
        if not lines:
            return ast.unparse(node)
        lines[-1] = lines[-1][: node.end_col_offset]
        lines[0] = lines[0][node.col_offset :]
        return b"".join(lines).decode() or ast.unparse(node)

    @cached_property
    def _lines(self) -> list[str]:
        """The text's lines as Python counts them, endings kept; split once, which `ast.get_source_segment` does not."""
        return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$", self.text)


class Closure(dict[int, frozenset[int]]):
    """Cell → all cells reachable over the given edges, found when first asked for (all at once would be quadratic)."""

    def __init__(self, edges: dict[int, frozenset[int]]) -> None:
        super().__init__()
        self._edges = edges

    def __missing__(self, start: int) -> frozenset[int]:
        seen: set[int] = set()
        todo = list(self._edges[start])
        while todo:
            cell = todo.pop()
            if cell not in seen:
                seen.add(cell)
                todo.extend(self._edges[cell])
        self[start] = frozenset(seen - {start})
        return self[start]


def imported_names(statement: ast.stmt) -> Iterator[tuple[str, str]]:
    """Pairs of bound name and dotted origin that an import statement makes (also one inside try or if)."""
    for node in ast.walk(statement):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and node is not statement:
            continue
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield (alias.asname, alias.name) if alias.asname else (alias.name.split(".")[0],) * 2
        elif isinstance(node, ast.ImportFrom) and not node.level:
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def read_notebook(text: str, *, name: str = "notebook") -> Notebook:
    """Parse a notebook; NotebookInvalid, with the reason and the mend, when it is none."""
    cells, tree = _read(text, name)
    return Notebook(text=text, cells=_without_builtins(cells), tree=tree)


def _read(text: str, name: str) -> tuple[list[Cell], ast.Module]:
    """The cells, with built-ins among their references, and the syntax."""
    byte_order_mark = len(text) - len(text.removeprefix("\ufeff"))
    try:
        tree = parse_module(text[byte_order_mark:])
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        where = f", line {line}" if line else ""
        raise NotebookInvalid(f"files: `{name}` is not valid Python{where}: {error}; mend the file first") from error
    parsed = _marimo_cells(text[byte_order_mark:], name)
    nodes = [node for node in tree.body if _is_cell(node, _app_name(tree))]
    if len(nodes) != len(parsed):
        raise NotebookInvalid(
            f"files: `{name}` has {len(parsed)} cells for marimo but {len(nodes)} in its syntax; "
            "open it in the marimo editor and save it once"
        )
    offsets = _line_offsets(text, byte_order_mark)
    cells = [
        _cell(index, node, serial, text, offsets)
        for index, (node, serial) in enumerate(zip(nodes, parsed, strict=True))
    ]
    for one, other in pairwise(cells):
        if one.end > other.start:
            raise NotebookInvalid(f"files: `{name}`: cells {one.index} and {other.index} overlap")
    return cells, tree


def reread(before: Notebook, text: str, *, touched: Mapping[int, int | None]) -> Notebook:
    """The notebook after some cells changed or came: only those are parsed by marimo again, which is the slow part.

    `touched` maps the index of each such cell in `text` to its index in `before` (None: it is new).
    """
    byte_order_mark = len(text) - len(text.removeprefix("\ufeff"))
    tree = parse_module(text[byte_order_mark:])
    nodes = [node for node in tree.body if _is_cell(node, before.app)]
    offsets = _line_offsets(text, byte_order_mark)
    spans = [_span(node, text, offsets) for node in nodes]
    newline = _NEWLINE.search(text)
    gap = (newline.group() if newline else "\n") * 2
    blocks = [text[slice(*spans[index])] for index in sorted(touched)]
    alone, _ = _read(gap.join(["import marimo", f"{before.app} = marimo.App()", *blocks, ""]), "notebook")
    fresh = dict(zip(sorted(touched), alone, strict=True))
    gone = set(touched.values())
    kept = iter([cell for cell in before.cells if cell.index not in gone])
    cells = [
        replace(
            fresh[index] if index in fresh else next(kept),
            index=index,
            start=spans[index][0],
            end=spans[index][1],
            statements=_statements(node, _kind(node)),
        )
        for index, node in enumerate(nodes)
    ]
    return Notebook(text=text, cells=_without_builtins(cells), tree=tree)


def _without_builtins(cells: list[Cell]) -> tuple[Cell, ...]:
    """Leave built-ins out of the references, but not those that the notebook itself redefines (`filter = …`)."""
    plain = BUILTINS.difference(*(cell.defs for cell in cells))
    return tuple(replace(cell, refs=cell.refs - plain) for cell in cells)


def _marimo_cells(text: str, name: str) -> Sequence[object]:
    """Return marimo's own view of the cells (objects with `code`, `name`, `options`), header and app left out."""
    from marimo._ast.parse import MarimoFileError, parse_notebook  # noqa: PLC0415 - 2 s import, not for `--help`

    try:
        parsed = in_turn(lambda: parse_notebook(text))
    except (MarimoFileError, SyntaxError) as error:
        raise _no_notebook(name) from error
    if parsed is None or not parsed.valid or not parsed.cells:
        raise _no_notebook(name)
    return parsed.cells


def _no_notebook(name: str) -> NotebookInvalid:
    return NotebookInvalid(
        f"files: `{name}` is not a marimo notebook (no `app = marimo.App(...)` with cells); "
        "name a notebook, or convert the file with `marimo convert`"
    )


def _app_name(tree: ast.Module) -> str:
    """The variable that holds `marimo.App(...)`."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and isinstance(node.targets[0], ast.Name):
            called = node.value.func
            if isinstance(called, ast.Attribute) and called.attr == "App":
                return node.targets[0].id
    return "app"


def _is_cell(node: ast.stmt, app: str) -> bool:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return any(_app_attribute(decorator, app) in _DECORATORS for decorator in node.decorator_list)
    if isinstance(node, (ast.With, ast.AsyncWith)):
        return len(node.items) == 1 and _app_attribute(node.items[0].context_expr, app) == "setup"
    return isinstance(node, ast.Expr) and _app_attribute(node.value, app) == "_unparsable_cell"


_DECORATORS = {"cell": CellKind.CELL, "function": CellKind.FUNCTION, "class_definition": CellKind.CLASS}


def _app_attribute(node: ast.expr, app: str) -> str | None:
    """`cell` for `app.cell` and `app.cell(...)`."""
    if isinstance(node, ast.Call):
        node = node.func
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == app:
        return node.attr
    return None


def _cell(index: int, node: ast.stmt, serial: object, text: str, offsets: list[int]) -> Cell:
    start, end = _span(node, text, offsets)
    kind = _kind(node)
    code = str(getattr(serial, "code", ""))
    defs, refs = _names(code) if kind is not CellKind.UNPARSABLE else (frozenset[str](), frozenset[str]())
    options = getattr(serial, "options", {})
    return Cell(
        index=index,
        kind=kind,
        name=str(getattr(serial, "name", "_")),
        code=code,
        start=start,
        end=end,
        disabled=bool(options.get("disabled", False)),
        is_async=isinstance(node, (ast.AsyncFunctionDef, ast.AsyncWith)) and kind in (CellKind.CELL, CellKind.SETUP),
        statements=_statements(node, kind),
        defs=defs,
        refs=refs,
    )


def _span(node: ast.stmt, text: str, offsets: list[int]) -> tuple[int, int]:
    """Offsets of a cell's first character (the decorator's `@`) and behind its last one."""
    decorators = getattr(node, "decorator_list", [])
    first = min([node, *decorators], key=lambda item: (item.lineno, item.col_offset))
    start = offsets[first.lineno - 1] + _characters(text, offsets, first.lineno, first.col_offset)
    if decorators and first is not node:
        start = text.rindex("@", 0, start)
    last = node.end_lineno or node.lineno
    return start, offsets[last - 1] + _characters(text, offsets, last, node.end_col_offset or 0)


def _kind(node: ast.stmt) -> CellKind:
    if isinstance(node, (ast.With, ast.AsyncWith)):
        return CellKind.SETUP
    if isinstance(node, ast.Expr):
        return CellKind.UNPARSABLE
    for decorator in getattr(node, "decorator_list", []):
        attribute = getattr(decorator.func if isinstance(decorator, ast.Call) else decorator, "attr", "")
        if attribute in _DECORATORS:
            return _DECORATORS[attribute]
    return CellKind.CELL


def _statements(node: ast.stmt, kind: CellKind) -> tuple[ast.stmt, ...]:
    if kind is CellKind.CELL and isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        body = list(node.body)
        if isinstance(body[-1], ast.Return):
            body.pop()
        if len(body) == 1 and isinstance(body[0], ast.Pass):
            body.pop()
        return tuple(body)
    if isinstance(node, (ast.With, ast.AsyncWith)):
        return tuple(node.body)
    return () if kind is CellKind.UNPARSABLE else (node,)


@lru_cache(maxsize=4096)
def _names(code: str) -> tuple[frozenset[str], frozenset[str]]:
    from marimo._ast.compiler import compile_cell  # noqa: PLC0415 - as above
    from marimo._types.ids import CellId_t  # noqa: PLC0415

    try:
        compiled = in_turn(lambda: compile_cell(code, cell_id=CellId_t("cell")))
    except SyntaxError:
        return frozenset(), frozenset()
    return frozenset(compiled.defs), frozenset(compiled.refs) - frozenset(compiled.defs)


def forget() -> None:
    """Drop what is remembered of cells read so far."""
    _names.cache_clear()


def _line_offsets(text: str, first: int) -> list[int]:
    """Character offset of each line's start, by the line ends that Python's tokenizer knows (no form feed)."""
    return [first, *(match.end() for match in _NEWLINE.finditer(text)), len(text)]


def _characters(text: str, offsets: list[int], line: int, utf8_column: int) -> int:
    """The syntax tree counts columns in UTF-8 bytes; text is indexed in characters."""
    begin = offsets[line - 1]
    row = text[begin : offsets[line]] if line < len(offsets) else text[begin:]
    return len(row.encode("utf-8", "surrogatepass")[:utf8_column].decode("utf-8", "replace"))
