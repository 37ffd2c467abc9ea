"""Files that a notebook writes."""

import ast
import re
from collections.abc import Iterator, Mapping

from worker.explore.dataflow import own_nodes
from worker.findings import Scope, Symbol, SymbolKind
from worker.notebook.source import CellKind, Notebook

_WRITERS: Mapping[str, int] = {
    "to_csv": 0, "to_parquet": 0, "to_json": 0, "to_excel": 0, "to_pickle": 0, "to_html": 0, "write_csv": 0,
    "write_parquet": 0, "write_json": 0, "write_html": 0, "write_image": 0, "savefig": 0, "dump": 1, "save": 0,
    "savez": 0, "savetxt": 0, "save_model": 0,
}  # fmt: skip
"""method or function that writes a file → position of the path"""
_OWN_WRITERS = ("write_text", "write_bytes")
"""methods by which a path writes its own file"""
_NAME = re.compile(r"[^\n*?]{1,200}\.[A-Za-z0-9]{1,8}")


def files(notebook: Notebook) -> Iterator[Symbol]:
    """A file for every literal path that a call writes to."""
    for cell in notebook.cells:
        if cell.kind is not CellKind.CELL:
            continue
        for index, statement in enumerate(cell.statements):
            for node in own_nodes(statement):
                path = _written(node) if isinstance(node, ast.Call) else ""
                if path:
                    yield Symbol(
                        expression=repr(path),
                        kind=SymbolKind.FILE,
                        cell=cell.index,
                        statement=index,
                        scope=Scope.CELL,
                        words=(path, path.rpartition("/")[2]),
                        origin="written",
                    )


def _written(call: ast.Call) -> str:
    """The path that a call writes, when it is written down as a literal."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name == "open":
        mode = call.args[1] if len(call.args) > 1 else next((k.value for k in call.keywords if k.arg == "mode"), None)
        writes = isinstance(mode, ast.Constant) and isinstance(mode.value, str) and set(mode.value) & set("wax")
        return _literal_path(call.args[0]) if writes and call.args else ""
    if name in _OWN_WRITERS and isinstance(call.func, ast.Attribute):
        return _literal_path(call.func.value) if isinstance(call.func.value, ast.Call) else ""
    position = _WRITERS.get(name)
    if position is None:
        return ""
    arguments = [*call.args[position:], *call.args[:position]]
    return next((path for argument in arguments if (path := _literal_path(argument))), "")


def _literal_path(node: ast.expr) -> str:
    if isinstance(node, ast.Call) and len(node.args) == 1:  # `Path("model.pkl")`
        node = node.args[0]
    text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
    return text if _NAME.fullmatch(text) else ""
