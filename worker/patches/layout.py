"""Laying out inserted code as a formatter would leave it: rows that fit, the notebook's own indentation.

Formatters (black, ruff) leave it alone: a row fits into their 88 columns, and a broken one ends in a comma, which keeps
them from joining it again.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

import libcst as cst

from worker.notebook.edit import Line, identity

WIDTH = 88
_NO_QUOTES = re.compile(r"'''.*?'''|\"\"\".*?\"\"\"|#[^\r\n]*", re.DOTALL)
"""texts of several lines, and comments"""
_HABIT = 16
"""so many single quotes, and so many for each double one, are a habit"""


def laid_out(module: cst.Module, kept: Mapping[int, object], *, single: bool = False) -> cst.Module:
    """The module with its widest calls and displays broken until each row fits; lines in `kept` stay as they are.

    `single`: texts of the other lines are put in single quotes.
    """
    return module.visit(_Breaker(kept, indent=module.default_indent, single=single))


def quotes_singly(codes: Iterable[str]) -> bool:
    """Whether the author of these cells is in the habit of single quotes."""
    plain = _NO_QUOTES.sub("", "\n".join(codes))
    single, double = plain.count("'"), plain.count('"')
    return single >= _HABIT and single >= _HABIT * double


def fitted(node: cst.BaseExpression, *, used: int, indent: str = "    ") -> cst.BaseExpression:
    """Break an expression on whose first row `used` columns are taken by other things."""
    return _Fitter(indent=indent, depth=0).fitted(node, used=used, level=0)


class _Fitter:
    """Breaks expressions in a block so many indentations deep."""

    def __init__(self, *, indent: str, depth: int) -> None:
        self._indent = indent
        self._depth = depth

    def fitted(self, node: cst.BaseExpression, *, used: int, level: int) -> cst.BaseExpression:
        """Break a node that begins `level` indentations within its statement, where its row does not fit."""
        code = _code(node)
        if isinstance(node, cst.ListComp):
            return self._rows_of(node)
        if used + self._column(level) + len(code) <= WIDTH or "\n" in code or "\r" in code:
            return node  # what stands on several rows already was laid out by its author
        if isinstance(node, cst.Call):
            return self._call(node, level)
        if isinstance(node, cst.Dict):
            opening = cst.LeftCurlyBrace(whitespace_after=self._break(level + 1))
            return node.with_changes(lbrace=opening, elements=self._elements(node.elements, level))
        if isinstance(node, cst.List):
            bracket = cst.LeftSquareBracket(whitespace_after=self._break(level + 1))
            return node.with_changes(lbracket=bracket, elements=self._elements(node.elements, level))
        return node

    def _column(self, level: int) -> int:
        return len(self._indent.expandtabs(4)) * (self._depth + level)

    def _rows_of(self, node: cst.ListComp) -> cst.ListComp:
        """A comprehension that a template breaks over rows: only its element may still be too wide."""
        wide = "\n" in _code(node) and self._column(1) + len(_code(node.elt)) > WIDTH
        return node.with_changes(elt=self._call(node.elt, 1)) if wide and isinstance(node.elt, cst.Call) else node

    def _call(self, node: cst.Call, level: int) -> cst.Call:
        if not node.args:
            return node
        args = [
            arg.with_changes(
                value=self.fitted(arg.value, used=len(arg.keyword.value) + 2 if arg.keyword else 1, level=level + 1),
                comma=cst.Comma(whitespace_after=self._break(level + (at < len(node.args) - 1))),
            )
            for at, arg in enumerate(node.args)
        ]
        only = node.args[0]
        if len(args) == 1 and not only.keyword and not only.star and isinstance(only.value, (cst.Dict, cst.List)):
            # Formatters give the brackets of a lone display a row of their own, and want no comma behind it.
            whole = self.fitted(only.value, used=WIDTH, level=level + 1)
            args = [only.with_changes(value=whole, whitespace_after_arg=self._break(level))]
        return node.with_changes(args=args, whitespace_before_args=self._break(level + 1))

    def _elements(self, elements: Sequence[cst.CSTNode], level: int) -> list[cst.CSTNode]:
        """The last comma is followed by the closing bracket's row."""
        rows = []
        for at, element in enumerate(elements):
            comma = cst.Comma(whitespace_after=self._break(level + (at < len(elements) - 1)))
            value = element.value  # type: ignore[attr-defined]
            key = len(_code(element.key)) + 2 if isinstance(element, cst.DictElement) else 0
            rows.append(element.with_changes(comma=comma, value=self.fitted(value, used=key + 1, level=level + 1)))
        return rows

    def _break(self, level: int) -> cst.ParenthesizedWhitespace:
        return cst.ParenthesizedWhitespace(indent=True, last_line=cst.SimpleWhitespace(self._indent * level))


class _Breaker(cst.CSTTransformer):
    """Simple statements and the heads of `with`; the lines to keep are passed by, but not what was put into them."""

    def __init__(self, kept: Mapping[int, object], *, indent: str, single: bool) -> None:
        super().__init__()
        self._kept = kept
        self._indent = indent
        self._single = single
        self._depth = 0
        self._foreign = [False]

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, Line):
            self._foreign.append(identity(node) in self._kept)
            if isinstance(node, cst.SimpleStatementLine) and self._foreign[-1]:
                return False
        if isinstance(node, cst.IndentedBlock):
            self._depth += 1
        return not isinstance(node, cst.BaseExpression)

    def on_leave(
        self, original_node: cst.CSTNodeT, updated_node: cst.CSTNodeT
    ) -> cst.CSTNodeT | cst.RemovalSentinel | cst.FlattenSentinel[cst.CSTNodeT]:
        left = super().on_leave(original_node, updated_node)
        if isinstance(original_node, cst.IndentedBlock):
            self._depth -= 1
        if isinstance(original_node, Line):
            self._foreign.pop()
        return left

    def leave_Expr(self, original_node: cst.Expr, updated_node: cst.Expr) -> cst.Expr:  # noqa: ARG002, N802 - LibCST's
        return updated_node.with_changes(value=self._fitted(updated_node.value, used=0))

    def leave_Assign(self, original_node: cst.Assign, updated_node: cst.Assign) -> cst.Assign:  # noqa: ARG002, N802 - LibCST's
        used = sum(len(_code(target.target)) + 3 for target in updated_node.targets)
        return updated_node.with_changes(value=self._fitted(updated_node.value, used=used))

    def leave_WithItem(self, original_node: cst.WithItem, updated_node: cst.WithItem) -> cst.WithItem:  # noqa: ARG002, N802 - LibCST's
        if self._foreign[-1]:
            return updated_node
        tail = len(_code(updated_node.asname)) if updated_node.asname else 0
        return updated_node.with_changes(item=self._fitted(updated_node.item, used=len("with :") + tail))

    def _fitted(self, node: cst.BaseExpression, *, used: int) -> cst.BaseExpression:
        quoted = node.visit(_SingleQuotes()) if self._single else node
        assert isinstance(quoted, cst.BaseExpression)  # noqa: S101 - narrows for mypy; only texts in it change
        return _Fitter(indent=self._indent, depth=self._depth).fitted(quoted, used=used, level=0)


class _SingleQuotes(cst.CSTTransformer):
    """Texts in double quotes, where nothing in them minds."""

    def leave_SimpleString(self, original_node: cst.SimpleString, updated_node: cst.SimpleString) -> cst.SimpleString:  # noqa: ARG002, N802 - LibCST's
        plain = re.fullmatch(r'"([^"\'\\]*)"', updated_node.value)
        return updated_node.with_changes(value=f"'{plain.group(1)}'") if plain else updated_node

    def visit_FormattedString(self, node: cst.FormattedString) -> bool:  # noqa: ARG002, N802 - LibCST's naming
        return False

    def leave_FormattedString(  # noqa: N802 - LibCST's naming
        self,
        original_node: cst.FormattedString,  # noqa: ARG002 - LibCST's signature
        updated_node: cst.FormattedString,
    ) -> cst.FormattedString:
        plain = re.fullmatch(r'f"[^"\'\\]*"', _code(updated_node))
        return updated_node.with_changes(start="f'", end="'") if plain else updated_node


def _code(node: cst.CSTNode) -> str:
    return cst.Module(body=[]).code_for_node(node)
