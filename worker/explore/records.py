"""Records that make a table without a data frame: lists of dictionaries and dictionaries of columns."""

import ast
from collections.abc import Iterator, Mapping

from worker.explore.dataflow import dotted, own_nodes
from worker.explore.displays import clean
from worker.explore.figures import last_change, words_about
from worker.explore.values import Values
from worker.findings import LiveValue, Scope, Symbol, SymbolKind
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
_ROWS = f"'\\n'.join([{_QUOTED.format('{0}[0]')}, *[{_QUOTED.format('_row.values()')} for _row in {{0}}]])"
_COLUMNS = f"'\\n'.join([{_QUOTED.format('{0}')}, *[{_QUOTED.format('_row')} for _row in zip(*{{0}}.values())]])"
"""CSV where the notebook has no library for tables"""


def records(notebook: Notebook, values: Values) -> Iterator[Symbol]:
    """A table for all records that no data frame is made of, called as where they are shown."""
    framed = {name for cell in notebook.cells for name in _made_into_frames(cell)}
    shown = {name: (cell, label) for cell in notebook.cells for name, label in _shown(cell)}
    for cell in notebook.cells:
        if cell.kind is not CellKind.CELL:
            continue
        listed = _listed(cell)
        for name in sorted((cell.defs | cell.private) - framed):
            live = values.name(name, cell.index)
            if live is None:
                continue
            found = (*_search(name, live), *_columned(name, live), *_rowed(name, live, listed))
            for expression, words, forms in found:
                where, label = shown.get(name, (cell, ""))
                alone = len([*_shown(where)]) <= 1
                about = words_about(notebook, where, None if alone else frozenset({name})) if name in shown else ()
                yield Symbol(
                    expression=_as_csv(notebook, cell, expression, forms),
                    kind=SymbolKind.TABLE,
                    cell=cell.index,
                    statement=last_change(cell, frozenset({name})),
                    scope=Scope.CELL if name.startswith("_") else Scope.NOTEBOOK,
                    words=tuple(dict.fromkeys(word for word in (words[0], label, *words[1:], *about) if word)),
                    origin="derived" if name in shown else "record",
                    owner=expression,
                )


_Found = tuple[str, tuple[str, ...], str]
"""expression, words, and how it is written without a library"""


def _rowed(name: str, live: LiveValue, listed: Mapping[str, tuple[str, ...]]) -> Iterator[_Found]:
    if name in listed and live.type == "list" and live.length:
        yield name, (name, *listed[name]), _ROWS


def _columned(name: str, live: LiveValue) -> Iterator[_Found]:
    """A dictionary of equally long columns: `{"epoch": [1, 2], "loss": [0.3, 0.2]}`."""
    if live.type == "dict" and _equally_long(live):
        yield name, (name, *[*live.entries][:_KEYS]), _COLUMNS


def _search(name: str, live: LiveValue) -> Iterator[_Found]:
    """What a fitted search of scikit-learn has seen of its candidates."""
    results = live.attributes.get("cv_results_")
    if results is not None and _equally_long(results):
        yield f"{name}.cv_results_", ("cv_results_", "search results", "cross-validation results"), _COLUMNS


def _equally_long(live: LiveValue) -> bool:
    lengths = {None if column.string is not None else column.length for column in live.entries.values()}
    return len(live.entries) > 1 and len(lengths) == 1 and (next(iter(lengths)) or 0) > 1


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


def _as_csv(notebook: Notebook, cell: Cell, expression: str, plain: str) -> str:
    """The records as CSV, by the library for tables that the notebook has when they are there."""
    made = ((notebook.module_name(library), form) for library, form in _AS_FRAME.items())
    known = ((module, form) for module, form in made if module and _is_there(notebook, cell, module))
    return next((form.format(module, expression) for module, form in known), plain.format(expression))


def _is_there(notebook: Notebook, cell: Cell, module: str) -> bool:
    """Whether a module is imported by a cell that waits for no other, or for none behind the records' own."""
    home = notebook.definer.get(module, cell.index)
    return home in {cell.index, *notebook.ancestors[cell.index]} or not notebook.ancestors[home]
