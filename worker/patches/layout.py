"""Breaking long calls and displays over lines, as a formatter would."""

from collections.abc import Sequence

import libcst as cst

from worker.notebook.edit import Line

WIDTH = 88
_NESTING = 8
"""columns that the body of a `with` in a cell has lost already"""


def laid_out(line: Line) -> Line:
    """The line with its widest calls and displays broken until each row fits."""
    changed = line.visit(_Breaker())
    assert isinstance(changed, Line)  # noqa: S101 - narrows for mypy; a transformer keeps a line a line
    return changed


def fitted(node: cst.BaseExpression, *, used: int, level: int) -> cst.BaseExpression:
    """Break an expression that begins at column `used` and does not end before the last column."""
    code = _code(node)
    if used + len(code) <= WIDTH or "\n" in code or "\r" in code:
        return node  # what stands on several rows already was laid out by its author
    if isinstance(node, cst.Call):
        return _broken_call(node, level)
    if isinstance(node, cst.Dict):
        return _broken_dict(node, level)
    if isinstance(node, cst.List):
        return _broken_list(node, level)
    return node


class _Breaker(cst.CSTTransformer):
    """Simple statements and the heads of `with`; the statements within a block are visited on their own."""

    def leave_Expr(self, original_node: cst.Expr, updated_node: cst.Expr) -> cst.Expr:  # noqa: ARG002, N802 - LibCST's
        return updated_node.with_changes(value=fitted(updated_node.value, used=_NESTING, level=0))

    def leave_Assign(self, original_node: cst.Assign, updated_node: cst.Assign) -> cst.Assign:  # noqa: ARG002, N802 - LibCST's
        used = _NESTING + sum(len(_code(target.target)) + 3 for target in updated_node.targets)
        return updated_node.with_changes(value=fitted(updated_node.value, used=used, level=0))

    def leave_WithItem(self, original_node: cst.WithItem, updated_node: cst.WithItem) -> cst.WithItem:  # noqa: ARG002, N802 - LibCST's
        tail = len(_code(updated_node.asname)) if updated_node.asname else 0
        return updated_node.with_changes(item=fitted(updated_node.item, used=_NESTING + 2 + tail, level=0))


def _broken_call(node: cst.Call, level: int) -> cst.Call:
    if not node.args:
        return node
    only = node.args[0]
    if len(node.args) == 1 and not only.keyword and not only.star and isinstance(only.value, (cst.Dict, cst.List)):
        inner = fitted(only.value, used=WIDTH, level=level)
        return node.with_changes(args=[only.with_changes(value=inner)])
    column = _NESTING + 4 * (level + 1)
    args = [
        arg.with_changes(
            value=fitted(arg.value, used=column + (len(arg.keyword.value) + 1 if arg.keyword else 0), level=level + 1),
            comma=cst.Comma(whitespace_after=_break(level + (at < len(node.args) - 1))),
        )
        for at, arg in enumerate(node.args)
    ]
    return node.with_changes(args=args, whitespace_before_args=_break(level + 1))


def _broken_dict(node: cst.Dict, level: int) -> cst.Dict:
    return node.with_changes(
        lbrace=cst.LeftCurlyBrace(whitespace_after=_break(level + 1)),
        elements=_with_commas(node.elements, level),
    )


def _broken_list(node: cst.List, level: int) -> cst.List:
    return node.with_changes(
        lbracket=cst.LeftSquareBracket(whitespace_after=_break(level + 1)),
        elements=_with_commas(node.elements, level),
    )


def _with_commas(elements: Sequence[cst.CSTNode], level: int) -> list[cst.CSTNode]:
    """The last comma is followed by the closing bracket's row."""
    return [
        element.with_changes(comma=cst.Comma(whitespace_after=_break(level + (at < len(elements) - 1))))
        for at, element in enumerate(elements)
    ]


def _break(level: int) -> cst.ParenthesizedWhitespace:
    return cst.ParenthesizedWhitespace(indent=True, last_line=cst.SimpleWhitespace("    " * level))


def _code(node: cst.CSTNode) -> str:
    return cst.Module(body=[]).code_for_node(node)
