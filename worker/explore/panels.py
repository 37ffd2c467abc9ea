"""Into how many panels a drawing cell divides its figure: `three-panel` for `plt.subplots(3)`."""

import ast
from collections.abc import Iterable

_SPELLED = {
    2: "two",
    3: "three",
    4: "four",
    5: "five",
    6: "six",
    7: "seven",
    8: "eight",
    9: "nine",
    10: "ten",
    12: "twelve",
}
_ROWS, _COLUMNS = ("nrows", "rows"), ("ncols", "cols")


def panels(statements: Iterable[ast.stmt]) -> tuple[str, ...]:
    """`four-panel`, `2x2`; nothing where the statements do not divide a figure, or do so more than once."""
    calls = [node for statement in statements for node in ast.walk(statement) if isinstance(node, ast.Call)]
    found = {shape for call in calls if (shape := _shape(call))}
    if len(found) != 1:
        return ()
    [(rows, columns)] = found
    count = rows * columns
    return (f"{_SPELLED.get(count, count)}-panel", *((f"{rows}x{columns}",) if min(rows, columns) > 1 else ()))


def _shape(call: ast.Call) -> tuple[int, int] | None:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name not in ("subplots", "subplot", "add_subplot", "make_subplots", "add_gridspec", "GridSpec"):
        return None
    given = [_whole(arg) for arg in call.args[:2]]
    if name in ("subplot", "add_subplot") and len(call.args) < 3:
        return None
    keywords = {keyword.arg: _whole(keyword.value) for keyword in call.keywords}
    rows = given[0] if given else next((keywords[key] for key in _ROWS if key in keywords), 1)
    columns = given[1] if len(given) > 1 else next((keywords[key] for key in _COLUMNS if key in keywords), 1)
    return (rows, columns) if rows and columns and rows * columns > 1 else None


def _whole(node: ast.expr) -> int:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, int) else 0
