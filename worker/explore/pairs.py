"""True and predicted labels that the notebook itself compares: from them the accuracy is certain."""

import ast
from collections.abc import Iterator

from worker.explore.dataflow import own_nodes, root_name
from worker.explore.names import Reach
from worker.explore.values import Values
from worker.findings import LiveValue, Scope, Symbol, SymbolKind
from worker.notebook.source import CellKind, Notebook

_COMPARES = frozenset(
    {"classification_report", "confusion_matrix", "from_predictions", "f1_score", "precision_score", "recall_score"}
)
_CLASSES = (
    "classification_report",
    "confusion_matrix",
    "ConfusionMatrixDisplay",
    "f1_score",
    "precision_score",
    "recall_score",
)
_ARRAYS = ("numpy.", "pandas.")


def pairs(notebook: Notebook, values: Values, reach: Reach) -> Iterator[Symbol]:
    """The accuracy of each pair of arrays that a classification measure of scikit-learn is given."""
    seen: set[str] = set()
    for cell in notebook.cells:
        for statement in cell.statements if cell.kind is CellKind.CELL else ():
            for node in own_nodes(statement):
                if isinstance(node, ast.Call) and len(node.args) >= 2 and _classifies(notebook, node):
                    true, predicted = (
                        argument.id if isinstance(argument, ast.Name) else "" for argument in node.args[:2]
                    )
                    expression = f"({true} == {predicted}).mean()"
                    if (
                        _comparable(values.name(true, cell.index), values.name(predicted, cell.index))
                        and expression not in seen
                    ):
                        seen.add(expression)
                        yield _symbol(notebook, reach, expression, true, predicted)


def _classifies(notebook: Notebook, node: ast.Call) -> bool:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    origin = notebook.imports.get(root_name(node.func) or "", "")
    return name in _COMPARES and origin.startswith("sklearn.") and (name in _CLASSES or origin.endswith(_CLASSES))


def _comparable(one: LiveValue | None, other: LiveValue | None) -> bool:
    return (
        one is not None
        and other is not None
        and one.type.startswith(_ARRAYS)
        and other.type.startswith(_ARRAYS)
        and bool(one.shape)
        and one.shape == other.shape
    )


def _symbol(notebook: Notebook, reach: Reach, expression: str, true: str, predicted: str) -> Symbol:
    homes = {notebook.definer[name] for name in (true, predicted) if name in notebook.definer}
    home = next((cell for cell in homes if homes - {cell} <= notebook.ancestors[cell]), max(homes, default=0))
    return Symbol(
        expression=expression,
        kind=SymbolKind.METRIC,
        cell=home,
        statement=len(notebook.cells[home].statements) - 1,
        scope=Scope.NOTEBOOK,
        words=("accuracy", f"{true} {predicted}"),
        origin="pair",
        from_site=predicted in reach.out,
    )
