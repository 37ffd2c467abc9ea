"""Plausible faults of a patch: general operators on the syntax tree of the lines that a patch has added.

Each operator looks at one added node, and yields changes of it together with the categories that are right for them.
"""

import ast
import copy
import difflib
from dataclasses import dataclass, replace

from tests.proof import artifact_faults, run_faults, value_faults
from tests.proof.syntax import Tree, run_kind

OPERATORS = value_faults.OPERATORS | run_faults.OPERATORS | artifact_faults.OPERATORS


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """A patched notebook with one fault, and the categories that name it rightly."""

    operator: str
    patch: str
    place: str
    source: str
    expected: frozenset[str]
    trap: str = ""
    """the good text, but it raises where the fault would be"""


def mutants(before: str, after: str, *, patch: str = "") -> list[Mutant]:
    """Every mutant of every operator; `patch` is whose work they are, where that cannot be seen from the text."""
    found = _mutants(before, after)
    if not patch:
        return found
    # a repaired notebook is judged by what it logged before
    return [
        one if one.patch == "helper" else replace(one, patch=patch, expected=one.expected | {"tracking-lost"})
        for one in found
    ]


def _mutants(before: str, after: str) -> list[Mutant]:
    module, added = ast.parse(after), added_lines(before, after)
    parents = Tree(module).parents
    found = list(_header(after))
    for name, operator in OPERATORS.items():
        for index, node in enumerate(ast.walk(module)):
            if getattr(node, "lineno", 0) not in added:
                continue
            for patch, place, expected, change in operator(node, parents):
                mutated = copy.deepcopy(module)
                change(_nth(mutated, index), Tree(mutated))
                owner = _within(node, parents) or patch
                source = _comments(after) + ast.unparse(ast.fix_missing_locations(mutated)) + "\n"
                found.append(
                    Mutant(
                        operator=name.replace("_", "-"),
                        patch=owner,
                        place=place,
                        source=source,
                        expected=frozenset(expected),
                        trap=_trapped(module, index, comments=_comments(after)),
                    )
                )
    return found


def _trapped(module, index, *, comments):
    """The text with an exception in front of the statement that holds a node."""
    trapped = copy.deepcopy(module)
    tree, node = Tree(trapped), _nth(trapped, index)
    while not isinstance(node, ast.stmt):
        node = tree.parents[node]
    tree.replace(node, *ast.parse("raise RuntimeError('reached')").body, node)
    return comments + ast.unparse(ast.fix_missing_locations(trapped)) + "\n"


def _within(node, parents):
    """The patch whose template surrounds a node, where that says more than the call itself."""
    inner = ""
    while node in parents:
        if run_kind(node) == "nested":
            inner = "nested"
        if isinstance(node, ast.FunctionDef) and node.name == "log_experiment_metrics":
            return "helper"
        if isinstance(node, ast.If) and "st_size" in ast.unparse(node.test):
            return "large-artifacts"
        if isinstance(node, ast.Try) and "set_experiment" in ast.unparse(node):
            return "server-down"
        node = parents[node]
    return inner


def added_lines(before: str, after: str) -> frozenset[int]:
    """Numbers of the lines that are only in the second text; lines that moved deeper are the user's."""
    rows = difflib.SequenceMatcher(
        None,
        [line.strip() for line in before.splitlines()],
        [line.strip() for line in after.splitlines()],
        autojunk=False,
    )
    return frozenset(
        number + 1 for tag, _, _, first, end in rows.get_opcodes() if tag != "equal" for number in range(first, end)
    )


def _nth(module, index):
    return next(node for at, node in enumerate(ast.walk(module)) if at == index)


def _comments(text):
    return "".join(line + "\n" for line in text.splitlines() if line.startswith("#"))


def _header(after):
    if '#     "mlflow",\n' in after:
        source = after.replace('#     "mlflow",\n', "")
        yield Mutant(
            operator="drop-dependency", patch="header", place="mlflow", source=source,
            expected=frozenset({"dependency-missing"}),
        )  # fmt: skip
