"""Settings of random draws that stand as bare numbers: the `0.1` in `signal + 0.1 * rng.standard_normal(n)`."""

import ast
import re
from collections.abc import Iterator

from worker.explore.calls import literal_live
from worker.explore.dataflow import Dataflow, Unit, own_nodes, root_name
from worker.findings import Symbol, SymbolKind
from worker.notebook.source import CellKind, Notebook

_STANDARD = frozenset({"standard_normal", "randn", "randn_like"})
_NORMAL = frozenset({"normal", "gauss"})
_NOISE = ("noise level", "noise standard deviation", "noise scale")
_ERRORS = re.compile(r"(?:^|_)(?:noise|err|errors?|eps|epsilon|disturbances?|residuals?)(?:_|$)", re.IGNORECASE)
"""names of what is added to a signal later on"""
_SOURCES = ("numpy", "torch", "random", "jax")


def draws(notebook: Notebook, flow: Dataflow, into: frozenset[str]) -> Iterator[Symbol]:
    """A parameter for the literal scale of every Gaussian noise, and for that (and the mean) of Gaussian data."""
    for unit in flow.units:
        defines = isinstance(unit.node, (ast.FunctionDef, ast.ClassDef))
        if notebook.cells[unit.cell].kind is not CellKind.CELL or defines:
            continue
        nodes = list(own_nodes(unit.node))
        added = {id(part) for node in nodes for part in _summands(node)}
        for node in nodes:
            for value, words in _scaled(notebook, node, added=added, target=_target(unit)):
                yield Symbol(
                    expression=ast.unparse(value),
                    kind=SymbolKind.PARAMETER,
                    cell=unit.cell,
                    statement=0,
                    words=words,
                    origin="factor",
                    owner=_target(unit),
                    reaches_site=bool(unit.changes & into),
                    live=literal_live(ast.literal_eval(value)),
                )


def _scaled(
    notebook: Notebook, node: ast.AST, *, added: set[int], target: str
) -> Iterator[tuple[ast.expr, tuple[str, ...]]]:
    """The numbers of one draw with what they are called."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        for factor, other in ((node.left, node.right), (node.right, node.left)):
            if _is_number(factor) and _draws(notebook, other, _STANDARD | _NORMAL) and not _arguments(other):
                yield factor, _called(target, noise=id(node) in added)
    elif isinstance(node, ast.Call) and _draws(notebook, node, _NORMAL):
        given = _arguments(node)
        if "scale" in given and _is_number(given["scale"]):
            yield given["scale"], _called(target, noise=id(node) in added)
        if "loc" in given and _is_number(given["loc"]) and id(node) not in added:
            yield given["loc"], (f"{target} mean",)


def _called(target: str, *, noise: bool) -> tuple[str, ...]:
    spread = f"{target} standard deviation"
    return (*_NOISE, f"{target} noise") if noise or _ERRORS.search(target) else (spread,)


def _draws(notebook: Notebook, node: ast.expr, names: frozenset[str]) -> bool:
    """Whether a node is a call of a generator's method, or of a library's function of that name."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.func.attr not in names:
        return False
    origin = notebook.imports.get(root_name(node.func) or "", "")
    return not origin or origin.startswith(_SOURCES)


def _arguments(node: ast.expr) -> dict[str, ast.expr]:
    """Mean and scale of a normal draw, where they are given."""
    if not isinstance(node, ast.Call) or (isinstance(node.func, ast.Attribute) and node.func.attr in _STANDARD):
        return {}
    named = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg in ("loc", "scale")}
    return {**dict(zip(("loc", "scale"), node.args, strict=False)), **named}


def _summands(node: ast.AST) -> tuple[ast.expr, ...]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub)):
        return (node.left, node.right)
    return (node.value,) if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add) else ()


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, (int, float)) and not isinstance(node.value, bool)


def _target(unit: Unit) -> str:
    """The name that the statement assigns to."""
    node = unit.node
    target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
    return (root_name(target) or "") if isinstance(target, ast.expr) else ""
