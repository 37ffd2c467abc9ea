"""What interactive charts call the values that they draw: a Plotly trace by its name or the chart's title."""

import ast
from collections.abc import Iterator

from worker.explore.axes import named_by_title
from worker.explore.dataflow import dotted
from worker.notebook.source import Cell

_TRACES = {
    "Scatter": "y", "Scattergl": "y", "Bar": "y", "Surface": "z", "Heatmap": "z", "Contour": "z", "Histogram": "x",
}  # fmt: skip
"""traces, and which of their arguments has the values"""
_TITLES = {"y": ("yaxis_title", "title", "title_text"), "z": ("title", "title_text"), "x": ("xaxis_title",)}


def trace_labels(cell: Cell) -> Iterator[tuple[ast.expr, str]]:
    """The values of each trace with its own name; those of a chart's only trace with the chart's titles, too."""
    calls = [node for statement in cell.statements for node in ast.walk(statement) if isinstance(node, ast.Call)]
    traces = [call for call in calls if _name(call) in _TRACES]
    for trace in traces:
        side = _TRACES[_name(trace)]
        given = {keyword.arg: keyword.value for keyword in trace.keywords if keyword.arg}
        labels = [_text(given.get("name"))]
        if len(traces) == 1:
            titles = {
                k.arg: k.value for call in calls if _name(call) == "update_layout" for k in call.keywords if k.arg
            }
            labels += [named_by_title(_text(titles.get(title))) for title in _TITLES[side]]
        elif labels[0] and side == "y" and (measured := _axis_of(trace, calls)):
            labels.append(f"{labels[0]} {measured}")
        if (values := given.get(side)) is not None:
            yield from ((values, label) for label in labels if label)


def _axis_of(trace: ast.Call, calls: list[ast.Call]) -> str:
    """The title of the upright axis that one of several traces is drawn along: of its panel, where there are some."""
    place = next((_place(call) for call in calls if _name(call) == "add_trace" and trace in call.args), None)
    for call in calls:
        given = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
        if _name(call) == "update_yaxes" and place == _place(call):
            return named_by_title(_text(given.get("title_text")) or _text(given.get("title")))
        if _name(call) == "update_layout" and place == ("", "") and "yaxis_title" in given:
            return named_by_title(_text(given["yaxis_title"]))
    return ""


def _place(call: ast.Call) -> tuple[str, ...]:
    """In which panel a call draws or names an axis; empty where there is one."""
    given = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords if keyword.arg in ("row", "col")}
    return given.get("row", ""), given.get("col", "")


def _name(call: ast.Call) -> str:
    return dotted(call.func).rpartition(".")[2] or (call.func.attr if isinstance(call.func, ast.Attribute) else "")


def _text(node: ast.expr | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
