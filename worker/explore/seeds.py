"""Seeds that stand as bare numbers in a call: the `42` in `np.random.seed(42)` or `default_rng(42)`."""

import ast
from collections.abc import Iterator

from worker.explore.calls import literal_live
from worker.explore.dataflow import Dataflow, dotted
from worker.findings import Symbol, SymbolKind
from worker.notebook.source import CellKind, Notebook

_SEEDING = frozenset({"seed", "manual_seed", "default_rng", "RandomState", "PRNGKey", "set_seed", "seed_everything"})


def seeds(notebook: Notebook, flow: Dataflow, into: frozenset[str]) -> Iterator[Symbol]:
    """A parameter for every literal seed, in the cell that sets it."""
    for unit in flow.units:
        if notebook.cells[unit.cell].kind not in (CellKind.CELL, CellKind.SETUP):
            continue
        for node in ast.walk(unit.node):
            if not isinstance(node, ast.Call) or dotted(node.func).rpartition(".")[2] not in _SEEDING or not node.args:
                continue
            given = node.args[0]
            if isinstance(given, ast.Constant) and type(given.value) is int:
                yield Symbol(
                    expression=ast.unparse(given),
                    kind=SymbolKind.PARAMETER,
                    cell=unit.cell,
                    statement=0,
                    words=("seed", "random seed"),
                    origin="keyword",
                    owner=dotted(node.func),
                    reaches_site=bool(unit.changes & into),
                    live=literal_live(given.value),
                )
