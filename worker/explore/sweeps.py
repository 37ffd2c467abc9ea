"""What differs from iteration to iteration of a loop that trains once per iteration: each child run's parameters."""

import ast
from collections.abc import Iterator
from typing import Any

from worker.explore.dataflow import dotted, own_nodes
from worker.explore.functions import calls
from worker.explore.values import Values
from worker.findings import LiveValue, Scope, Site, Symbol, SymbolKind
from worker.notebook.source import Notebook


def sweep_variables(notebook: Notebook, values: Values, sites: tuple[Site, ...]) -> Iterator[Symbol]:
    """The loop's variables, and what they stand for where they only count: `degrees[i]` for `i`."""
    for site in sites:
        loop = _loop(notebook, site)
        if loop is None:
            continue
        picked = dict(_picked(loop, set(site.sweep_names)))
        counters = {_index(node) for node in picked.values()} | _counter(loop, site)
        for text, node in picked.items():
            keyword, name = _keywords(loop, text, notebook), _singular(notebook.segment(node.value))
            live = _item(values.of(notebook.segment(node.value), site.cell))
            if live is not None:
                yield _symbol(site, text, (*keyword, name), live)
        for name in site.sweep_names:
            live = values.name(name, site.cell)
            if name in counters and (len(site.sweep_names) > 1 or picked) and name not in _keyword_values(loop):
                continue
            if live is None or live.entries or _plain(live):
                yield _symbol(site, name, (name, *_keywords(loop, name, notebook)), live)


def swept(loop: ast.For) -> dict[str, Any]:
    """What a site says of the loop whose every pass is a trial."""
    bound = [n.id for n in ast.walk(_variables(loop)) if isinstance(n, ast.Name) and n.id != "_"]
    return {
        "sweep": loop.lineno,
        "sweep_first": loop.body[0].lineno,
        "sweep_end": loop.end_lineno,
        "sweep_names": tuple(bound),
    }


def _variables(loop: ast.For) -> ast.expr:
    """What a loop binds; the counter of an `enumerate` is no setting of anything."""
    counted = (
        isinstance(loop.iter, ast.Call) and isinstance(loop.iter.func, ast.Name) and loop.iter.func.id == "enumerate"
    )
    return loop.target.elts[-1] if counted and isinstance(loop.target, ast.Tuple) else loop.target


def _loop(notebook: Notebook, site: Site) -> ast.For | None:
    nodes = (node for stmt in notebook.cells[site.cell].statements for node in own_nodes(stmt))
    return next((node for node in nodes if isinstance(node, ast.For) and node.lineno == site.sweep), None)


def _plain(live: LiveValue) -> bool:
    return live.number is not None or live.string is not None or live.boolean is not None


def _picked(loop: ast.For, counters: set[str]) -> Iterator[tuple[str, ast.Subscript]]:
    """Items that the loop takes out of sequences with its variable: `degrees[i]`."""
    for child in loop.body:
        for node in own_nodes(child):
            if (
                isinstance(node, ast.Subscript)
                and isinstance(node.ctx, ast.Load)
                and _index(node) in counters
                and isinstance(node.value, (ast.Name, ast.Attribute))
            ):
                yield ast.unparse(node), node


def _index(node: ast.Subscript) -> str:
    return node.slice.id if isinstance(node.slice, ast.Name) else ""


def _counter(loop: ast.For, site: Site) -> set[str]:
    """The variable that `enumerate` counts with."""
    first = loop.target.elts[0] if isinstance(loop.target, ast.Tuple) else None
    counts = isinstance(loop.iter, ast.Call) and dotted(loop.iter.func) == "enumerate"
    return {first.id} & set(site.sweep_names) if counts and isinstance(first, ast.Name) else set()


def _item(live: LiveValue | None) -> LiveValue | None:
    """What one item of a sequence of settings looks like; None where its items are no settings."""
    if live is None or not live.length or (live.length > 200 and not live.numbers):
        return None
    if live.numbers:
        return LiveValue(type="float", number=None)
    return LiveValue(type="str") if live.text.startswith(("['", '["', "('", '("')) else None


def _keyword_values(loop: ast.For) -> set[str]:
    """Names that calls in the loop are handed as keywords: they are settings, even where they count."""
    found = (k.value for child in loop.body for call in calls(child) for k in call.keywords)
    return {value.id for value in found if isinstance(value, ast.Name)}


def _keywords(loop: ast.For, text: str, notebook: Notebook) -> tuple[str, ...]:
    """Keywords that an expression is handed to: `max_depth` for `max_depth=d`."""
    return tuple(
        dict.fromkeys(
            keyword.arg
            for child in loop.body
            for call in calls(child)
            for keyword in call.keywords
            if keyword.arg
            and keyword.arg != "random_state"
            and "".join(notebook.segment(keyword.value).split()) == text
        )
    )


def _singular(name: str) -> str:
    last = name.rpartition(".")[2]
    return last.removesuffix("s") if last.endswith("s") and not last.endswith("ss") else last


def _symbol(site: Site, expression: str, words: tuple[str, ...], live: LiveValue | None) -> Symbol:
    return Symbol(
        expression=expression,
        kind=SymbolKind.PARAMETER,
        cell=site.cell,
        statement=site.first,
        scope=Scope.LOOP,
        words=tuple(dict.fromkeys(words)),
        origin="sweep",
        path=(site.sweep_first, site.sweep),
        reaches_site=True,
        live=live,
    )
