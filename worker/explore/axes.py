"""What the axes of a drawing say about the one thing drawn on them: `plot(mag)` under `set_ylabel("Ripeness")`."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_CURVES = frozenset({"plot", "semilogy", "semilogx", "loglog", "step", "scatter", "bar", "errorbar", "stem"})
_HISTOGRAMS = frozenset({"hist"})
_HEIGHTS = frozenset({"plot_surface", "plot_wireframe", "contour", "contourf", "contour3D", "pcolormesh"})
_LABELS = {
    "set_ylabel": "y", "ylabel": "y", "set_xlabel": "x", "xlabel": "x", "set_zlabel": "z", "set_title": "title",
    "title": "title",
}  # fmt: skip
_ALONE = re.compile(
    r"\s+(?:over|vs\.?|versus|against|by|per|as a function of|in|at|for|with|of)\b.*$|\s*\(.*$", re.IGNORECASE
)
"""what a title says of where and when, behind what is drawn"""
_PICTURE = re.compile(
    r"\b(?:interactive|simple|the|an?|my|figure|plot|chart|graph|diagram|animation|[23]d|live)\b|[^\w\s'-]",
    re.IGNORECASE,
)
_MOST = 3
"""words of a title that names one thing"""
_NEW = frozenset({"figure", "subplot", "subplots", "show", "clf", "cla"})
"""calls of pyplot behind which another axes is drawn on"""


_SET = {"xlabel": "x", "ylabel": "y", "zlabel": "z", "title": "title"}
_SIDES = 3


@dataclass
class _Axes:
    drawings: list[ast.Call] = field(default_factory=list)
    surfaces: list[ast.Call] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)


def axis_labels(statement: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    """Each expression that is drawn alone, with the label of the axis that shows its values.

    Of several on one axis, each is called what its own label and the axis say: `z position`.
    """
    for axes in _axes(statement):
        if len(axes.surfaces) == 1:
            yield from _surface(axes)
        if len(axes.drawings) != 1:
            yield from _told_apart(axes)
            continue
        call = axes.drawings[0]
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        drawn = [arg for arg in call.args if not isinstance(arg, (ast.Constant, ast.Starred))]
        pairs = [(drawn[:1], axes.labels.get("x", ""))] if name in _HISTOGRAMS else _curve(drawn, axes)
        yield from ((node, label) for nodes, label in pairs for node in nodes if label)


def _curve(drawn: list[ast.expr], axes: _Axes) -> list[tuple[list[ast.expr], str]]:
    """The two sides of one curve; its values are what its panel is headed with, too."""
    both = len(drawn) > 1
    values = drawn[1:2] if both else drawn[:1]
    pairs = [(values, axes.labels.get("y", "")), (values, named_by_title(axes.labels.get("title", "")))]
    return [*pairs, (drawn[:1], axes.labels.get("x", ""))] if both else pairs


def _surface(axes: _Axes) -> Iterator[tuple[ast.expr, str]]:
    """The heights of the one surface that is drawn: they are what the third axis or the panel is called."""
    drawn = [arg for arg in axes.surfaces[0].args if not isinstance(arg, (ast.Constant, ast.Starred))]
    if len(drawn) >= _SIDES and not axes.drawings:
        title = named_by_title(axes.labels.get("title", ""))
        for label in (axes.labels.get("z", ""), title, "surface height"):
            yield from [(drawn[_SIDES - 1], label)] if label else []


def named_by_title(title: str) -> str:
    """What a title says is drawn: `Angular velocity` for `Angular velocity over time`; empty for a long one."""
    name = " ".join(_PICTURE.sub(" ", _ALONE.sub("", title)).split())
    return name if 0 < len(name.split()) <= _MOST else ""


def _told_apart(axes: _Axes) -> Iterator[tuple[ast.expr, str]]:
    measured = axes.labels.get("y", "")
    for call in axes.drawings if measured else ():
        own = next((k.value for k in call.keywords if k.arg == "label"), None)
        drawn = [arg for arg in call.args if not isinstance(arg, (ast.Constant, ast.Starred))]
        if drawn and isinstance(own, ast.Constant) and isinstance(own.value, str):
            yield drawn[1 if len(drawn) > 1 else 0], f"{own.value} {measured}"
            if whole_point(drawn):
                yield drawn[0], f"{own.value} {axes.labels.get('x', '')}"


def whole_point(drawn: Sequence[ast.expr]) -> list[ast.expr]:
    """The vector whose two items are drawn as one point: `best` of `plot(best[0], best[1], label="optimum")`."""
    items = [item for item in drawn[:2] if isinstance(item, ast.Subscript) and isinstance(item.slice, ast.Constant)]
    numbered = all(isinstance(item.slice, ast.Constant) and isinstance(item.slice.value, int) for item in items)
    wholes = {ast.unparse(item.value) for item in items}
    return [items[0].value] if len(items) == len(wholes) + 1 == 2 and numbered else []


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
        axes = found[f"{on} {turn}" if name in ("ylabel", "xlabel", "title") or on == "plt" else on]
        if name in _CURVES | _HISTOGRAMS:
            axes.drawings.append(call)
        elif name in _HEIGHTS:
            axes.surfaces.append(call)
        elif name in _LABELS and call.args and isinstance(text := call.args[0], ast.Constant):
            axes.labels[_LABELS[name]] = str(text.value)
        elif name == "set":
            for keyword in call.keywords:
                if keyword.arg in _SET and isinstance(keyword.value, ast.Constant):
                    axes.labels[_SET[keyword.arg]] = str(keyword.value.value)
    yield from found.values()
