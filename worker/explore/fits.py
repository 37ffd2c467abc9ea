"""What the fitted models of scikit-learn could be scored on: the data of their last fit."""

import ast
from collections.abc import Iterator

from worker.explore.dataflow import own_nodes
from worker.explore.values import Values
from worker.findings import LiveValue, Scope, Symbol, SymbolKind
from worker.notebook.source import CellKind, Notebook

_SCORES = {"Classifier": "accuracy", "Regressor": "r2"}


def fits(notebook: Notebook, values: Values) -> Iterator[Symbol]:
    """`model.score(X, y)` for each model that was last fitted by `model.fit(X, y)`; offered where it is asked for."""
    last: dict[str, tuple[int, int, str, str]] = {}
    for cell in notebook.cells:
        for index, statement in enumerate(cell.statements if cell.kind is CellKind.CELL else ()):
            for node in own_nodes(statement):
                if isinstance(node, ast.Call) and (found := _fit(node, notebook)):
                    last[found[0]] = (cell.index, index, *found[1:])
    for name, (cell_index, index, data, labels) in last.items():
        live = values.name(name, cell_index)
        if live is not None and live.fitted and "score" in live.methods and (measure := _measure(live)):
            yield Symbol(
                expression=f"{name}.score({data}, {labels})",
                kind=SymbolKind.METRIC,
                cell=cell_index,
                statement=index,
                scope=Scope.NOTEBOOK,
                words=(measure, name, data, labels),
                origin="score",
                owner=name,
                from_site=True,
            )


def _fit(node: ast.Call, notebook: Notebook) -> tuple[str, str, str] | None:
    """Model, data and labels, all of them names of the notebook."""
    function = node.func
    if not isinstance(function, ast.Attribute) or function.attr != "fit" or node.keywords or len(node.args) != 2:
        return None
    names = [part.id if isinstance(part, ast.Name) else "" for part in (function.value, *node.args)]
    model, data, labels = names
    return (model, data, labels) if all(name in notebook.definer for name in names) else None


def _measure(live: LiveValue) -> str:
    kinds = (live.type, *live.bases)
    found = {measure for sort, measure in _SCORES.items() if any(f"{sort}Mixin" in kind for kind in kinds)}
    return found.pop() if len(found) == 1 else ""
