"""Invariants: what must be true of a changed notebook, whatever the patches did.

They cover marimo's breaking rules (MB001 syntax, MB002 several definitions, MB003 cycles, MB004 setup) in time
linear in the notebook; marimo's own check closes its graph at every cell, which is quadratic. A test keeps the two
in agreement.
"""

import ast
from collections import Counter
from collections.abc import Collection, Mapping

from worker.errors import NotebookInvalid
from worker.notebook.edit import Splice, newline_of, splice
from worker.notebook.signature import required_arguments, required_returns, written_signature
from worker.notebook.source import BUILTINS, Cell, CellKind, Notebook, read_notebook


def invariants(
    before: Notebook, after: str, *, cell_map: Mapping[int, int], edited: Collection[int], inserted: Collection[int]
) -> tuple[str, ...]:
    """Problems of the changed notebook, in words; none when every promise holds.

    `cell_map` maps indices before to after; `edited` and `inserted` are indices after.
    """
    try:
        notebook = read_notebook(after)
    except NotebookInvalid as error:
        return (f"the result is no notebook any more: {error}",)
    if len(notebook.cells) != len(before.cells) + len(inserted):
        return ("the result has another number of cells than it should",)
    cycles = _in_cycles(notebook) > _in_cycles(before)
    return (
        *_changed_outside(before, notebook, cell_map, edited, inserted),
        *_twice_defined(before, notebook),
        *(["cells depend on each other in a circle"] if cycles else []),
        *_wrong_signatures(before, notebook, {new: old for old, new in cell_map.items() if new in edited}),
        *_wrong_signatures(before, notebook, dict.fromkeys(inserted)),
        *_no_python(notebook, {*edited, *inserted}),
        *_shadowed(before, notebook, {new: old for old, new in cell_map.items() if new in edited}),
        *_shadowed(before, notebook, dict.fromkeys(inserted)),
        *_worse_for_marimo(before, notebook),
    )


def _changed_outside(
    before: Notebook, after: Notebook, cell_map: Mapping[int, int], edited: Collection[int], inserted: Collection[int]
) -> list[str]:
    """Undo what was meant to change, and compare every byte of the rest."""
    origin = {new: old for old, new in cell_map.items()}
    gap = newline_of(before.text) * 3
    undone: list[Splice] = []
    for cell in after.cells:
        if cell.index in inserted:
            taken = undone[-1].end if undone else 0  # the gap above may be what came with the cell before
            above = after.text[: cell.start].endswith(gap) and cell.start - len(gap) >= taken
            start, end = (cell.start - len(gap), cell.end) if above else (cell.start, cell.end + len(gap))
            undone.append(Splice(start, end, ""))
        elif cell.index in edited:
            old = before.cells[origin[cell.index]]
            undone.append(Splice(cell.start, cell.end, before.text[old.start : old.end]))
    return [] if splice(after.text, undone) == before.text else ["text outside the edited cells changed"]


def _twice_defined(before: Notebook, after: Notebook) -> list[str]:
    old, new = _several(before), _several(after)
    return [f"`{name}` is defined by several cells" for name in sorted(new - old)]


def _several(notebook: Notebook) -> set[str]:
    counts = Counter(name for cell in notebook.cells for name in cell.defs)
    return {name for name, count in counts.items() if count > 1}


def _in_cycles(notebook: Notebook) -> int:
    """How many cells depend on themselves, found by taking away cells that wait for nothing (linear in the edges)."""
    definers: dict[str, set[int]] = {}
    for cell in notebook.cells:
        for name in cell.defs:
            definers.setdefault(name, set()).add(cell.index)  # marimo waits for each of several
    children: dict[int, list[int]] = {cell.index: [] for cell in notebook.cells}
    waiting = dict.fromkeys(children, 0)
    for cell in notebook.cells:
        for parent in {one for name in cell.refs for one in definers.get(name, ())} - {cell.index}:
            children[parent].append(cell.index)
            waiting[cell.index] += 1
    ready = [index for index, count in waiting.items() if not count]
    done = 0
    while ready:
        done += 1
        for child in children[ready.pop()]:
            waiting[child] -= 1
            if not waiting[child]:
                ready.append(child)
    return len(notebook.cells) - done


def _wrong_signatures(before: Notebook, after: Notebook, cells: Mapping[int, int | None]) -> list[str]:
    """Names that a signature or return lacks now, and did not lack before; `cells` maps indices after to before."""
    problems = []
    for index, origin in sorted(cells.items()):
        arguments, returns = _lacking(after, after.cells[index])
        if origin is not None:
            old_arguments, old_returns = _lacking(before, before.cells[origin])
            arguments, returns = arguments - old_arguments, returns - old_returns
        if arguments:
            problems.append(f"cell {index} lacks arguments that it uses: {', '.join(sorted(arguments))}")
        if returns:
            problems.append(f"cell {index} does not return what other cells use: {', '.join(sorted(returns))}")
    return problems


def _no_python(notebook: Notebook, cells: Collection[int]) -> list[str]:
    """Cells that parse and do not compile (a keyword given twice), of which marimo would know no names."""
    problems = []
    for index in sorted(cells):
        cell = notebook.cells[index]
        try:
            compile(cell.code, "cell", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
        except (SyntaxError, ValueError) as error:
            if cell.kind is not CellKind.UNPARSABLE:
                problems.append(f"cell {index} is no valid Python: {error}")
    return problems


def _shadowed(before: Notebook, after: Notebook, cells: Mapping[int, int | None]) -> list[str]:
    """Built-ins that a cell calls now and did not call before, and whose names the notebook uses for its own things."""
    own = set(before.definer) & BUILTINS
    problems = []
    for index, origin in cells.items() if own else ():
        called = _calls(after.cells[index]) - (_calls(before.cells[origin]) if origin is not None else Counter())
        problems += [
            f"cell {index} needs Python's `{name}`, a name that the notebook gave away" for name in own & set(called)
        ]
    return problems


def _calls(cell: Cell) -> Counter[str]:
    nodes = (node for statement in cell.statements for node in ast.walk(statement))
    return Counter(node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name))


def _lacking(notebook: Notebook, cell: Cell) -> tuple[frozenset[str], frozenset[str]]:
    if cell.kind is not CellKind.CELL:
        return frozenset(), frozenset()
    arguments, returned = written_signature(notebook, cell)
    return required_arguments(notebook, cell) - arguments, required_returns(notebook, cell) - returned


def _worse_for_marimo(before: Notebook, after: Notebook) -> list[str]:
    """What else marimo itself would refuse: cells it cannot parse, and a setup cell that depends on others."""
    problems = []
    if _unparsable(after) > _unparsable(before):
        problems.append("marimo cannot parse a cell any more")
    if after.setup is not None and after.parents[after.setup.index]:
        problems.append("the setup cell depends on another cell")
    return problems


def _unparsable(notebook: Notebook) -> int:
    return sum(cell.kind is CellKind.UNPARSABLE for cell in notebook.cells)
