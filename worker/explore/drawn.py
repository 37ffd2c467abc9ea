"""Figures that calls give within other expressions: `mo.vstack([text, plot(x)])`, `mo.ui.altair_chart(chart(df))`."""

import ast
from collections.abc import Iterator, Mapping

from worker.explore.dataflow import dotted, own_nodes, root_name
from worker.explore.figures import figure_expression, words_about, words_of_call
from worker.explore.functions import Function, calls
from worker.explore.values import Values
from worker.findings import Scope, Site, Symbol, SymbolKind
from worker.notebook.source import Cell, CellKind, Notebook

_CHARTS: Mapping[str, str] = {"altair": "{}.to_html()", "plotly.express": "{}", "plotly.graph_objects": "{}"}
"""modules whose calls give figures → how to get a loggable figure from one"""
_LONGEST = 1_500


def drawn_by_calls(
    notebook: Notebook, values: Values, functions: Mapping[str, Function], sites: tuple[Site, ...]
) -> Iterator[Symbol]:
    """A figure for each such call, which the run makes once more; training functions are not called again."""
    training = {site.function for site in sites}
    for cell in notebook.cells:
        if cell.kind is not CellKind.CELL:
            continue
        found = [
            (index, node, form)
            for index, statement in enumerate(cell.statements)
            for node in _inner_calls(statement)
            if dotted(node.func) not in training
            and (form := _form(notebook, values, functions, node))
            and _repeatable(notebook, cell, node)
        ]
        for index, node, form in found:
            own = functions.get(dotted(node.func))
            yield _symbol(notebook, cell, index, node, form=form, own=own, alone=len(found) == 1)


def _inner_calls(statement: ast.stmt) -> Iterator[ast.Call]:
    """Calls that are an argument or an item of something else, as the outermost links of their chains."""
    whole = {
        id(inner.value) for inner in own_nodes(statement) if isinstance(inner, (ast.Assign, ast.AnnAssign, ast.Expr))
    }
    chained = {id(inner) for node in own_nodes(statement) if isinstance(node, ast.Call) for inner in _links(node)}
    for node in own_nodes(statement):
        if isinstance(node, ast.Call) and id(node) not in whole | chained:
            yield node


def _links(node: ast.Call) -> Iterator[ast.expr]:
    """What stands in front of the last call of a chain: `alt.Chart(df).mark_bar()` of `….encode(x="a")`."""
    inner: ast.expr = node.func
    while isinstance(inner, (ast.Attribute, ast.Call, ast.Subscript)):
        inner = inner.func if isinstance(inner, ast.Call) else inner.value
        yield inner


def _form(notebook: Notebook, values: Values, functions: Mapping[str, Function], node: ast.Call) -> str:
    if (name := dotted(node.func)) in functions:
        live = values.local(name, "return")
        return figure_expression(live) if live is not None else ""
    root = root_name(node.func) or ""
    module = notebook.imports.get(root, "")
    return next((form for prefix, form in _CHARTS.items() if module == prefix and _charts(node)), "")


def _charts(node: ast.Call) -> bool:
    """Whether a chain on a plotting module begins with something that is a chart: `alt.Chart`, `px.line`."""
    first = next((link for link in (node, *_links(node)) if isinstance(link, ast.Call) and dotted(link.func)), node)
    name = dotted(first.func).rpartition(".")[2]
    return name in ("Chart", "Figure", "layer", "hconcat", "vconcat", "concat", "FacetChart") or (
        name.islower() and dotted(first.func) == f"px.{name}"
    )


def _repeatable(notebook: Notebook, cell: Cell, node: ast.Call) -> bool:
    """Whether a cell of its own can make the call: it uses names of the notebook (or the cell's private ones) only."""
    awkward = (ast.Lambda, ast.GeneratorExp, ast.SetComp, ast.NamedExpr, ast.Await, ast.Yield)
    if any(isinstance(item, awkward) for item in ast.walk(node)):
        return False
    bound = {item.id for item in ast.walk(node) if isinstance(item, ast.Name) and isinstance(item.ctx, ast.Store)}
    names = {item.id for item in ast.walk(node) if isinstance(item, ast.Name)} - bound
    looped = {
        item.id
        for loop in ast.walk(ast.Module(list(cell.statements), []))
        if isinstance(loop, (ast.For, ast.comprehension))
        for item in ast.walk(loop.target)
        if isinstance(item, ast.Name)
    }
    plain = names - {"range", "len", "list", "zip", "sorted", "dict", "str", "int", "float", "round"}
    return plain <= notebook.definer.keys() | cell.private and not plain & looped and len(ast.unparse(node)) < _LONGEST


def _symbol(
    notebook: Notebook, cell: Cell, index: int, node: ast.Call, *, form: str, own: Function | None, alone: bool
) -> Symbol:
    private = any(isinstance(item, ast.Name) and item.id.startswith("_") for item in ast.walk(node))
    texts = [text for call in calls(own.node if own else node) for text in words_of_call(call)]
    name = dotted(node.func).rpartition(".")[2] if own else ""
    about = words_about(notebook, cell) if alone else ()
    return Symbol(
        expression=form.format(ast.unparse(node)),
        kind=SymbolKind.FIGURE,
        cell=cell.index,
        statement=max(0, index - 1) if private and index == len(cell.statements) - 1 else index,
        scope=Scope.CELL if private else Scope.NOTEBOOK,
        words=tuple(dict.fromkeys(word for word in (name, *texts, *about) if word))[:14],
        origin="shown",
    )
