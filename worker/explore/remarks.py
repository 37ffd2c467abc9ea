"""What a planner should know about a notebook's training before it asks for anything."""

import ast
from collections.abc import Iterator, Mapping

from worker.explore.dataflow import dotted
from worker.explore.functions import Function
from worker.findings import Site
from worker.notebook.source import Notebook

_CACHES = ("cache", "lru_cache", "persistent_cache")


def remarks(notebook: Notebook, functions: Mapping[str, Function], sites: tuple[Site, ...]) -> Iterator[str]:
    """That nothing trains, and which trainings a cache may skip."""
    if not sites:
        yield "no training was found in this notebook; values are logged as its cells compute them"
    for site in sites:
        function = functions.get(site.function)
        decorators = function.node.decorator_list if function else []
        contexts = [
            item.context_expr
            for statement in notebook.cells[site.cell].statements[site.first : site.last + 1]
            for node in ast.walk(statement)
            if isinstance(node, ast.With)
            for item in node.items
        ]
        if any(_caches(node) for node in (*decorators, *contexts)):
            yield f"the training in cell {site.cell} is cached: where the cache answers, a run is made without training"


def _caches(node: ast.expr) -> bool:
    called = node.func if isinstance(node, ast.Call) else node
    return dotted(called).rpartition(".")[2] in _CACHES
