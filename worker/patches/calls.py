"""Finding the notebook's own calls into MLflow in the lines of a cell."""

from collections.abc import Iterator, Sequence

import libcst as cst
from libcst import matchers

from worker.notebook.edit import CellEdit, Line
from worker.notebook.source import Notebook
from worker.patches.layout import WIDTH, fitted

TIGHT = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
"""the `=` of a keyword argument"""
ROWS = cst.ParenthesizedWhitespace
"""space that may break lines and hold comments"""


def alias_of(notebook: Notebook) -> str:
    """How the notebook calls mlflow."""
    return notebook.module_name("mlflow") or next(
        (name for name, target in notebook.imports.items() if target == "mlflow"), "mlflow"
    )


def code(node: cst.CSTNode) -> str:
    """A node's source."""
    return cst.Module([]).code_for_node(node)


def is_call(node: cst.CSTNode | None, function: str) -> bool:
    """Whether the node calls this dotted name."""
    return isinstance(node, cst.Call) and code(node.func) == function


def calls_in(node: cst.CSTNode, function: str) -> list[cst.Call]:
    """Every call of this dotted name within a node."""
    return [
        found
        for found in matchers.findall(node, matchers.Call())
        if isinstance(found, cst.Call) and is_call(found, function)
    ]


def keyword(call: cst.Call, name: str) -> cst.Arg | None:
    """A call's keyword argument."""
    return next((arg for arg in call.args if arg.keyword is not None and arg.keyword.value == name), None)


def called(line: Line) -> cst.Call | None:
    """The call that a line makes, alone or assigned to one target."""
    if not isinstance(line, cst.SimpleStatementLine) or len(line.body) != 1:
        return None
    statement = line.body[0]
    value = statement.value if isinstance(statement, (cst.Expr, cst.Assign)) else None
    return value if isinstance(value, cst.Call) else None


def target_of(line: Line) -> str:
    """The plain name that a line assigns its call to."""
    statement = line.body[0] if isinstance(line, cst.SimpleStatementLine) else None
    if isinstance(statement, cst.Assign) and len(statement.targets) == 1:
        target = statement.targets[0].target
        return target.value if isinstance(target, cst.Name) else ""
    return ""


def blocks(edit: CellEdit) -> Iterator[Sequence[Line]]:
    """The cell's body and every block within it, outermost first; marimo's `return` left out of the body."""
    yield edit.lines
    for node in matchers.findall(edit.module, matchers.IndentedBlock()):
        if node is not edit.body and isinstance(node, cst.IndentedBlock):
            yield tuple(line for line in node.body if isinstance(line, Line))


def line(text: str) -> Line:
    """One statement."""
    parsed = cst.parse_statement(text)
    assert isinstance(parsed, Line)  # noqa: S101 - `parse_statement` gives nothing else
    return parsed


def with_argument(node: cst.CSTNode, new: cst.Arg, *, used: int) -> cst.CSTNode:
    """The call with one more argument, in the layout of those before, or on rows of its own where it gets too wide."""
    assert isinstance(node, cst.Call)  # noqa: S101 - callers change a call
    before = code(node)
    args = list(node.args)
    if args:  # the space behind an argument without a comma is what closes the call
        new = new.with_changes(whitespace_after_arg=args[-1].whitespace_after_arg)
        args[-1] = args[-1].with_changes(whitespace_after_arg=cst.SimpleWhitespace(""))
    whole = node.with_changes(args=joined(args, [new]))
    return whole if used + len(before) > WIDTH else fitted(whole, used=used)


def joined(
    old: Sequence[cst.CSTNode], new: Sequence[cst.CSTNode], *, above: cst.CSTNode | None = None
) -> list[cst.CSTNode]:
    """Append list items in the layout of those before: a comma's whitespace separates, the last one's closes.

    The last old item keeps the comment that `above`, the space behind it, held.
    """
    if not old:
        return list(new)
    closing = old[-1].comma  # type: ignore[attr-defined]
    between = old[-2].comma if len(old) > 1 else cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))  # type: ignore[attr-defined]
    plain = _with_comment_of(between, None)
    own = getattr(closing, "whitespace_after", None)
    last = old[-1].with_changes(comma=_with_comment_of(between, own if isinstance(own, ROWS) else above))
    added = [item.with_changes(comma=plain) for item in new[:-1]]
    return [*old[:-1], last, *added, new[-1].with_changes(comma=_with_comment_of(closing, None))]


def _with_comment_of(comma: cst.CSTNode, above: cst.CSTNode | None) -> cst.CSTNode:
    """A comma's layout with the comment that some space holds; without any where it holds none."""
    space = getattr(comma, "whitespace_after", None)
    if not isinstance(space, ROWS):
        return comma
    plain = cst.TrailingWhitespace(newline=space.first_line.newline)
    first = above.first_line if isinstance(above, ROWS) else plain
    return comma.with_changes(whitespace_after=space.with_changes(first_line=first))
