"""The text that exploring runs: a hard-coded tracking URI must lead neither to the team's server nor into a wall."""

import ast

from worker.notebook.syntax import parse_module


def without_own_uri(text: str) -> str:
    """The notebook with every `….set_tracking_uri(…)` only asking for the URI; lines keep their numbers."""
    data = text.encode()
    starts = [0]
    for line in data.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    calls = (node for node in ast.walk(parse_module(text.removeprefix("\ufeff"))) if isinstance(node, ast.Call))
    spans = sorted((_offset(starts, module), _offset(starts, call)) for call in calls if (module := _asked(call)))
    kept, done = [], 0
    for begin, end in spans:
        if begin >= done:  # a call within another one goes with it
            rows = b"\n" * data[begin:end].count(b"\n")
            kept += [data[done:begin], b".get_tracking_uri(", rows, b")"]
            done = end
    return b"".join([*kept, data[done:]]).decode()


def _asked(call: ast.Call) -> ast.Name | None:
    """The module on which a call sets the URI."""
    function = call.func
    if isinstance(function, ast.Attribute) and function.attr == "set_tracking_uri":
        return function.value if isinstance(function.value, ast.Name) else None
    return None


def _offset(starts: list[int], node: ast.expr) -> int:
    """Where a node ends, in bytes."""
    return starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or node.col_offset)
