"""What the axes of a drawing say about the one thing drawn on them: `plot(mag)` under `set_ylabel("Ripeness")`."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

_CURVES = frozenset({"plot", "semilogy", "semilogx", "loglog", "step", "scatter", "bar", "errorbar", "stem"})
_HISTOGRAMS = frozenset({"hist"})
_LABELS = {"set_ylabel": "y", "ylabel": "y", "set_xlabel": "x", "xlabel": "x"}
_NEW = frozenset({"figure", "subplot", "subplots", "show", "clf", "cla"})
"""calls of pyplot behind which another axes is drawn on"""


@dataclass
class _Axes:
    drawings: list[ast.Call] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)


def axis_labels(statement: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    """Each expression that is drawn alone, with the label of the axis that shows its values.

    Of several on one axis, each is called what its own label and the axis say: `z position`.
    """
    for axes in _axes(statement):
        if len(axes.drawings) != 1:
            yield from _told_apart(axes)
            continue
        call = axes.drawings[0]
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        drawn = [arg for arg in call.args if not isinstance(arg, (ast.Constant, ast.Starred))]
        if name in _HISTOGRAMS:
            pairs = [(drawn[:1], axes.labels.get("x", ""))]
        else:
            both = len(drawn) > 1
            pairs = [(drawn[1:2] if both else drawn[:1], axes.labels.get("y", ""))]
            pairs += [(drawn[:1], axes.labels.get("x", ""))] if both else []
        yield from ((node, label) for nodes, label in pairs for node in nodes if label)


def _told_apart(axes: _Axes) -> Iterator[tuple[ast.expr, str]]:
    measured = axes.labels.get("y", "")
    for call in axes.drawings if measured else ():
        own = next((k.value for k in call.keywords if k.arg == "label"), None)
        drawn = [arg for arg in call.args if not isinstance(arg, (ast.Constant, ast.Starred))]
        if drawn and isinstance(own, ast.Constant) and isinstance(own.value, str):
            yield drawn[1 if len(drawn) > 1 else 0], f"{own.value} {measured}"


def _axes(statement: ast.AST) -> Iterator[_Axes]:
    """What is drawn and labelled, by the object that it is drawn on."""
    found: dict[str, _Axes] = defaultdict(_Axes)
    calls = [node for node in ast.walk(statement) if isinstance(node, ast.Call)]
    turn = 0
    for call in sorted(calls, key=lambda one: (one.lineno, one.col_offset)):
        if not isinstance(call.func, ast.Attribute):
            continue
        name, on = call.func.attr, ast.unparse(call.func.value)
        turn += name in _NEW
        axes = found[f"{on} {turn}" if name in ("ylabel", "xlabel") or on == "plt" else on]
        if name in _CURVES | _HISTOGRAMS:
            axes.drawings.append(call)
        elif name in _LABELS and call.args and isinstance(text := call.args[0], ast.Constant):
            axes.labels[_LABELS[name]] = str(text.value)
        elif name == "set":
            for keyword in call.keywords:
                if keyword.arg in ("xlabel", "ylabel") and isinstance(keyword.value, ast.Constant):
                    axes.labels[keyword.arg[0]] = str(keyword.value.value)
    yield from found.values()
