"""Carry a plan's positions over to a notebook that repairs have changed (no cell came or went)."""

import ast
from collections.abc import Collection, Sequence
from typing import TypeVar

from worker.notebook.source import Cell, Notebook
from worker.plan import Artifact, Model, TrackingPlan, Value


def reindexed(plan: TrackingPlan, before: Notebook, after: Notebook, *, keep: Collection[str]) -> TrackingPlan:
    """The plan with statements and lines of the new text, and without its fixes but those to `keep`."""
    moves = _Moves(before, after)
    site = plan.site
    if site is not None:
        first, last = moves.statement(site.cell, site.first), moves.statement(site.cell, site.last)
        site = site.model_copy(update={"first": first, "last": last})
    nested = plan.nested
    if nested is not None:
        nested = nested.model_copy(
            update={
                "statement": moves.statement(nested.cell, nested.statement),
                "path": moves.lines(nested.cell, nested.path),
                "params": tuple(map(moves.item, nested.params)),
                "metrics": tuple(map(moves.item, nested.metrics)),
                "series": tuple(map(moves.item, nested.series)),
            }
        )
    return plan.model_copy(
        update={
            "site": site,
            "nested": nested,
            "params": tuple(map(moves.item, plan.params)),
            "metrics": tuple(map(moves.item, plan.metrics)),
            "series": tuple(map(moves.item, plan.series)),
            "tags": tuple(map(moves.item, plan.tags)),
            "artifacts": tuple(map(moves.item, plan.artifacts)),
            "model": moves.item(plan.model) if plan.model else None,
            "fixes": tuple(fix for fix in plan.fixes if fix.name in keep),
        }
    )


_Item = TypeVar("_Item", Value, Artifact, Model)


class _Moves:
    """Where statements went, found by their own code."""

    def __init__(self, before: Notebook, after: Notebook) -> None:
        self._before = before
        self._after = after

    def item(self, item: _Item) -> _Item:
        """The value with its new positions."""
        update: dict[str, object] = {"statement": self.statement(item.cell, item.statement)}
        if isinstance(item, Value):
            update["path"] = self.lines(item.cell, item.path)
        return item.model_copy(update=update)

    def statement(self, cell: int, index: int) -> int:
        """New index of a top-level statement: of the one that is it, or holds it."""
        if not self._known(cell) or index >= len(self._before.cells[cell].statements):
            return index
        wanted = ast.dump(self._before.cells[cell].statements[index])
        new = self._after.cells[cell].statements
        holding = [at for at, node in enumerate(new) if any(_is(one, wanted) for one in ast.walk(node))]
        holding = holding or _naming(new, self._before.cells[cell].statements[index])
        return min(holding, key=lambda at: abs(at - index)) if holding else min(index, len(new) - 1)

    def lines(self, cell: int, path: tuple[int, ...]) -> tuple[int, ...]:
        """New lines of statements of a cell."""
        return tuple(self._line(cell, line) for line in path)

    def _line(self, cell: int, line: int) -> int:
        if not self._known(cell):
            return line
        old, new = _all_statements(self._before.cells[cell]), _all_statements(self._after.cells[cell])
        found = next((node for node in old if node.lineno == line), None)
        if found is None:
            return line
        head = _head(found)
        rank = sum(1 for node in old if _head(node) == head and node.lineno < line)
        same = [node.lineno for node in new if _head(node) == head]
        return same[min(rank, len(same) - 1)] if same else line

    def _known(self, cell: int) -> bool:
        return cell < len(self._before.cells) and cell < len(self._after.cells)


def _naming(statements: Sequence[ast.stmt], old: ast.stmt) -> list[int]:
    """The statements that hold an expression statement's call, which was given a name."""
    if not isinstance(old, ast.Expr) or not isinstance(old.value, ast.Call):
        return []
    wanted = ast.dump(old.value)
    calls = [[node for node in ast.walk(stmt) if isinstance(node, ast.Call)] for stmt in statements]
    return [at for at, found in enumerate(calls) if any(ast.dump(call) == wanted for call in found)]


def _all_statements(cell: Cell) -> list[ast.stmt]:
    found = [node for stmt in cell.statements for node in ast.walk(stmt) if isinstance(node, ast.stmt)]
    return sorted(found, key=lambda node: (node.lineno, node.col_offset))


def _head(node: ast.stmt) -> str:
    """A statement's code without its blocks, which repairs may have changed."""
    return ast.unparse(node).split("\n", 1)[0]


def _is(node: ast.AST, wanted: str) -> bool:
    return isinstance(node, ast.stmt) and ast.dump(node) == wanted
