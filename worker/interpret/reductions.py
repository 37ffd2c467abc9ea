"""One number made of many, written as a person would for the type that the notebook has."""

import ast
from collections.abc import Mapping

from worker.findings import Findings, LiveValue, Symbol
from worker.notebook.syntax import parse_expression

_LISTS = ("list", "tuple", "range")
_METHODS: Mapping[str, str] = {
    "maximum": "max", "minimum": "min", "mean": "mean", "median": "median", "standard-deviation": "std",
    "variance": "var", "sum": "sum",
}  # fmt: skip
_OF_LISTS: Mapping[str, str] = {
    "maximum": "max({0})", "minimum": "min({0})", "mean": "sum({0}) / len({0})", "sum": "sum({0})",
    "first": "{0}[0]", "last": "{0}[-1]",
}  # fmt: skip
_MAGNITUDES: Mapping[str, str] = {"largest absolute": "max", "mean absolute": "mean"}
_NUMPY = ("median", "standard-deviation", "variance")


def has_library(findings: Findings, name: str, alias: str) -> bool:
    """Whether a notebook has a library under its usual short name: NumPy as `np`."""
    return name in findings.frameworks and alias in findings.names


def library_of(symbol: Symbol) -> str:
    """`list`, `numpy`, `torch`, `pandas` or `polars`: whose ways of writing hold for a symbol's value."""
    live = symbol.live or LiveValue(type="list")
    if symbol.origin == "column" or live.type == "column":
        return next((base for base in live.bases if base == "polars"), "pandas")
    root = live.type.partition(".")[0]
    return root if root in ("numpy", "torch", "pandas", "polars", "jaxlib", "jax") else "list"


def reduction(symbol: Symbol, statistic: str, findings: Findings | None = None) -> str:
    """The expression of a statistic of a symbol's items; empty where there is no plain one.

    Of a list some need NumPy: only where `findings` show that the notebook has it.
    """
    library, of = library_of(symbol), as_operand(symbol.expression)
    numeric = findings is not None and has_library(findings, "numpy", "np")
    if statistic in _MAGNITUDES:
        method = _MAGNITUDES[statistic]
        listed = f"np.abs({symbol.expression}).{method}()" if library == "list" and numeric else ""
        return listed if library in ("list", "polars") else _method(library, f"abs({symbol.expression})", method)
    if library == "list":
        method = _METHODS.get(statistic, "")
        return _OF_LISTS.get(statistic, f"np.{method}({of})" if numeric and statistic in _NUMPY else "").format(of)
    if statistic in ("first", "last"):
        return item(symbol, 0 if statistic == "first" else -1)
    if statistic == "median" and library in ("numpy", "jax", "jaxlib"):
        return reduction(symbol.model_copy(update={"live": None, "origin": ""}), statistic, findings)
    method = _METHODS.get(statistic, "")
    return _method(library, of, method) if method else ""


def item(symbol: Symbol, at: int) -> str:
    """The expression of one of a symbol's items, by its place."""
    library, of = library_of(symbol), as_operand(symbol.expression)
    picked = f"{of}.iloc[{at}]" if library == "pandas" else f"{of}[{at}]"
    return f"{picked}.item()" if library == "torch" else picked


def as_operand(expression: str) -> str:
    """The expression as something that a method can be called of: `(mean + std)`."""
    try:
        compound = isinstance(parse_expression(expression), ast.BinOp | ast.UnaryOp | ast.Compare | ast.BoolOp)
    except SyntaxError:
        return expression
    return f"({expression})" if compound else expression


def _method(library: str, of: str, method: str) -> str:
    return f"{of}.{method}()" + (".item()" if library == "torch" else "")


def share_true(symbol: Symbol) -> str:
    """The expression of the share of a mask's items that are true."""
    of, library = as_operand(symbol.expression), library_of(symbol)
    if library == "list":
        return f"sum({of}) / len({of})"
    return f"{of}.sum().item() / {of}.numel()" if library == "torch" else f"{of}.mean()"
