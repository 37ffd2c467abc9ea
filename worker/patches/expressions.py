"""Values as syntax: literals of any text, and expressions that resolve to the notebook's own symbols."""

import ast
import re
from collections.abc import Sequence
from functools import cached_property

import libcst as cst

from worker.errors import PatchImpossible
from worker.findings import Scope
from worker.notebook.quiet_methods import quiet_values
from worker.notebook.source import Notebook
from worker.notebook.syntax import parse_expression

_FUNCTIONS = frozenset(
    {"float", "int", "len", "str", "list", "dict", "max", "min", "sum", "abs", "round", "bool", "sorted", "zip"}
)
_METHODS = frozenset(
    {
        "item",
        "get_params",
        "to_html",
        "to_pandas",
        "get_figure",
        "gcf",
        "mean",
        "std",
        "numpy",
        "tolist",
        "to_list",
        "score",
    }
    | {
        "to_numpy",
        "to_dict",
        "groupby",
        "group_by",
        "select",
        "iter_rows",
        "value_counts",
        "isna",
        "n_unique",
        "nunique",
        "add_prefix",
        "detach",
        "cpu",
        "min",
        "max",
        "sum",
        "median",
        "var",
        "numel",
        "items",
        "keys",
        "values",
        "get",
        "join",
    }
    | {"argmin", "argmax", "idxmin", "idxmax", "arg_min", "arg_max", "index"}
)
_LIBRARY_FUNCTIONS = frozenset(
    {
        "pd.DataFrame",
        "np.abs",
        "np.percentile",
        "np.log",
        "np.trace",
        "np.linalg.det",
        "np.linalg.norm",
        "np.linalg.cond",
        "np.linalg.matrix_rank",
    }
)
_PLAIN = (
    *(ast.Constant, ast.Name, ast.Attribute, ast.Subscript, ast.Slice, ast.UnaryOp, ast.BinOp, ast.Tuple, ast.List),
    *(ast.Compare, ast.Eq),
    *(ast.Dict, ast.Starred, ast.Call, ast.keyword, ast.ListComp, ast.DictComp, ast.comprehension),
    *(ast.Compare, ast.cmpop, ast.expr_context, ast.operator, ast.unaryop),
)
_LONGEST = 2_000


def literal(text: str) -> cst.SimpleString:
    """Any text as a Python literal, in double quotes where that needs no escape."""
    written = repr(text)
    if written.startswith("'") and '"' not in text:
        written = f'"{written[1:-1]}"'
    return cst.SimpleString(written)


def dictionary(entries: Sequence[tuple[str, cst.BaseExpression]]) -> cst.Dict:
    """A dict display; an entry with an empty key is spread (`**`)."""
    return cst.Dict(
        [
            cst.DictElement(literal(key), value) if key else cst.StarredDictElement(parenthesized(value))
            for key, value in entries
        ]
    )


def parenthesized(node: cst.BaseExpression) -> cst.BaseExpression:
    """The expression with parentheses unless it binds tighter than every operator."""
    atoms = (
        cst.Name,
        cst.Attribute,
        cst.Subscript,
        cst.Call,
        cst.Dict,
        cst.DictComp,
        cst.List,
        cst.BaseString,
        cst.BaseNumber,
    )
    if isinstance(node, atoms) or getattr(node, "lpar", None):
        return node
    return node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


class Expressions:
    """Checks the plan's expressions against one notebook."""

    def __init__(self, notebook: Notebook) -> None:
        self._notebook = notebook
        self._added: set[str] = set()

    def add(self, name: str) -> None:
        """Accept a name that a patch has given to one of the notebook's values."""
        self._added.add(name)

    def take(self, text: str, *, cell: int, scope: Scope = Scope.NOTEBOOK, wrap: str = "") -> cst.BaseExpression:
        """The expression as syntax; PatchImpossible when it is none, or uses more than the notebook's symbols."""
        tree = _parsed(text)
        known = self._known(cell, scope)
        self._check(tree, text, known)
        node = cst.parse_expression(text.strip()).visit(_Quotes())
        assert isinstance(node, cst.BaseExpression)  # noqa: S101 - narrows for mypy; only texts in it change
        if wrap == "float":
            return cst.Call(cst.Name("float"), [cst.Arg(node)])
        if wrap == "item":
            return cst.Call(cst.Attribute(parenthesized(node), cst.Name("item")))
        return node

    def _known(self, cell: int, scope: Scope) -> frozenset[str]:
        """Names of the whole notebook, and those that only the cell (or a function or loop in it) has."""
        if not 0 <= cell < len(self._notebook.cells):
            raise PatchImpossible(f"the notebook has no cell {cell}; the plan belongs to another version of it")
        known = frozenset(self._notebook.definer) | self._added
        if scope is Scope.NOTEBOOK:
            return known | self._notebook.cells[cell].private
        return known | frozenset(
            name for stmt in self._notebook.cells[cell].statements for node in ast.walk(stmt) for name in _bound(node)
        )

    def _check(self, tree: ast.expr, text: str, known: frozenset[str]) -> None:
        local = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        for node in ast.walk(tree):
            problem = self._problem(node, known | local)
            if problem:
                raise PatchImpossible(f"expression `{text[:80]}`: {problem}; name a value that the notebook has")

    def _problem(self, node: ast.AST, known: frozenset[str]) -> str:
        if not isinstance(node, _PLAIN) and not self._occurs(node):
            return f"{type(node).__name__} is not allowed"
        if isinstance(node, ast.Name) and node.id not in known and node.id not in _FUNCTIONS:
            return f"`{node.id}` is not a name of the notebook"
        if isinstance(node, ast.Attribute) and node.attr.startswith("__"):
            return f"`{node.attr}` is not allowed"
        fine = isinstance(node, ast.Call) and (_harmless(node.func) or _as_text(node) or self._quiet(node))
        if isinstance(node, ast.Call) and not fine and not self._occurs(node):
            return f"the call `{ast.unparse(node)[:60]}` does not occur in the notebook"
        return ""

    def _quiet(self, node: ast.Call) -> bool:
        """Whether it is a method of the notebook's own classes that takes nothing and changes nothing."""
        return ast.unparse(node) in self._quiet_values

    @cached_property
    def _quiet_values(self) -> frozenset[str]:
        return frozenset(text for _, text in quiet_values(self._notebook))

    def _occurs(self, node: ast.AST) -> bool:
        return ast.dump(node) in self._own_code

    @cached_property
    def _own_code(self) -> frozenset[str]:
        """Every expression of the notebook's cells, with all that is within it."""
        kinds = (ast.Call, ast.JoinedStr, ast.FormattedValue, ast.Compare, ast.BoolOp, ast.IfExp, ast.cmpop, ast.boolop)
        return frozenset(
            ast.dump(node)
            for cell in self._notebook.cells
            for stmt in cell.statements
            for node in ast.walk(stmt)
            if isinstance(node, kinds)
        )


class _Quotes(cst.CSTTransformer):
    """Double quotes where that needs no escape, as in every template; f-strings stay as they are."""

    def visit_FormattedString(self, node: cst.FormattedString) -> bool:  # noqa: ARG002, N802 - LibCST's naming
        return False

    def leave_SimpleString(self, original_node: cst.SimpleString, updated_node: cst.SimpleString) -> cst.SimpleString:  # noqa: ARG002, N802 - LibCST's naming
        plain = updated_node.quote == "'" and not set(updated_node.raw_value) & set('"\\')
        quoted = f'{updated_node.prefix}"{updated_node.raw_value}"'
        return updated_node.with_changes(value=quoted) if plain else updated_node


def roots(text: str) -> frozenset[str]:
    """The names that an expression reads."""
    return frozenset(node.id for node in ast.walk(_parsed(text)) if isinstance(node, ast.Name))


def key_word(text: str) -> str:
    """A text cut down to what a run name may hold beside a value."""
    return re.sub(r"[^\w.-]+", "_", text).strip("_")


def _parsed(text: str) -> ast.expr:
    try:
        if len(text) > _LONGEST or "\n" in text or "\r" in text:
            raise PatchImpossible(f"expression `{text[:40]}…` is too long, or on several lines; give a name")
        return parse_expression(text.strip())
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise PatchImpossible(f"`{text[:80]}` is no Python expression: {error}") from error


def _harmless(function: ast.expr) -> bool:
    if isinstance(function, ast.Name):
        return function.id in _FUNCTIONS
    return isinstance(function, ast.Attribute) and (
        function.attr in _METHODS or ast.unparse(function) in _LIBRARY_FUNCTIONS
    )


def _as_text(node: ast.Call) -> bool:
    """A table as a text or dict: `frame.to_csv(index=False)`; with a path it would write a file."""
    method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    plain = all(item.arg in ("index", "as_series") and isinstance(item.value, ast.Constant) for item in node.keywords)
    return method in ("to_csv", "write_csv", "to_dict") and not node.args and plain


def _bound(node: ast.AST) -> tuple[str, ...]:
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        return (node.id,)
    if isinstance(node, ast.arg):
        return (node.arg,)
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return (node.name,)
    return tuple(
        (alias.asname or alias.name).split(".")[0]
        for alias in getattr(node, "names", ())
        if isinstance(alias, ast.alias)
    )
