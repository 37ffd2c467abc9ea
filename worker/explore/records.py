"""Records that make a table without a data frame: lists of dictionaries, shown by marimo or only kept."""

import ast
from collections.abc import Iterator, Mapping

from worker.explore.dataflow import dotted, own_nodes
from worker.explore.displays import clean
from worker.explore.figures import last_change, words_about
from worker.explore.values import Values
from worker.findings import Scope, Symbol, SymbolKind
from worker.notebook.source import Cell, CellKind, Notebook

_TABLES = ("ui.table", "ui.dataframe", "ui.data_explorer", "ui.data_editor")
"""marimo's elements that show records as a table"""
_KEYS = 8
"""columns by whose names a table may be called"""
_FRAMES = ("DataFrame", "from_dict", "from_records", "from_dicts")
_AS_FRAME: Mapping[str, str] = {
    "pandas": "{}.DataFrame({}).to_csv(index=False)",
    "polars": "{}.DataFrame({}).write_csv()",
}
_QUOTED = """','.join(['"' + str(_item) + '"' for _item in {}])"""
_AS_TEXT = f"'\\n'.join([{_QUOTED.format('{0}[0]')}, *[{_QUOTED.format('_row.values()')} for _row in {{0}}]])"
"""CSV where the notebook has no library for tables"""


def records(notebook: Notebook, values: Values) -> Iterator[Symbol]:
    """A table for every list of dictionaries that no data frame is made of, called as where it is shown."""
    framed = {name for cell in notebook.cells for name in _made_into_frames(cell)}
    shown = {name: (cell, label) for cell in notebook.cells for name, label in _shown(cell)}
    for cell in notebook.cells:
        if cell.kind is not CellKind.CELL:
            continue
        listed = _listed(cell)
        for name in sorted(listed.keys() - framed):
            live = values.name(name, cell.index)
            if live is None or live.type != "list" or not live.length:
                continue
            where, label = shown.get(name, (cell, ""))
            alone = len([*_shown(where)]) <= 1
            about = (*listed[name], *words_about(notebook, where, None if alone else frozenset({name})))
            yield Symbol(
                expression=_as_csv(notebook, name),
                kind=SymbolKind.TABLE,
                cell=cell.index,
                statement=last_change(cell, frozenset({name})),
                scope=Scope.CELL if name.startswith("_") else Scope.NOTEBOOK,
                words=tuple(dict.fromkeys(word for word in (name, label, *about) if word)),
                origin="derived",
                owner=name,
            )


def _listed(cell: Cell) -> dict[str, tuple[str, ...]]:
    """Names of lists that a cell fills with dictionaries (`rows = [{…}, …]`, `rows.append({…})`), with their keys."""
    found: dict[str, tuple[str, ...]] = {}
    for node in (node for statement in cell.statements for node in own_nodes(statement)):
        name, record = "", None
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name, record = node.targets[0].id, _first_record(node.value)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "append":
            name = node.func.value.id if isinstance(node.func.value, ast.Name) else ""
            record = node.args[0] if node.args and isinstance(node.args[0], ast.Dict) else None
        keys = tuple(key.value for key in record.keys if isinstance(key, ast.Constant)) if record else ()
        if name in cell.defs | cell.private and keys and all(isinstance(key, str) for key in keys):
            found[name] = tuple(map(str, keys))[:_KEYS]
    return found


def _first_record(node: ast.expr) -> ast.Dict | None:
    items = node.elts if isinstance(node, ast.List) else [node.elt] if isinstance(node, ast.ListComp) else []
    return next((item for item in items[:1] if isinstance(item, ast.Dict)), None)


def _made_into_frames(cell: Cell) -> Iterator[str]:
    for node in (node for statement in cell.statements for node in ast.walk(statement)):
        if isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] in _FRAMES:
            yield from (argument.id for argument in node.args[:1] if isinstance(argument, ast.Name))


def _shown(cell: Cell) -> Iterator[tuple[str, str]]:
    """Names that a cell shows as tables, with their labels."""
    for node in (node for statement in cell.statements for node in own_nodes(statement)):
        if isinstance(node, ast.Call) and dotted(node.func).endswith(_TABLES) and node.args:
            labels = [k.value.value for k in node.keywords if k.arg == "label" and isinstance(k.value, ast.Constant)]
            if isinstance(node.args[0], ast.Name):
                yield node.args[0].id, clean(str(labels[0])) if labels else ""


def _as_csv(notebook: Notebook, name: str) -> str:
    """The records as CSV, by the library that the notebook has for tables."""
    made = ((notebook.module_name(library), form) for library, form in _AS_FRAME.items())
    return next((form.format(module, name) for module, form in made if module), _AS_TEXT.format(name))
