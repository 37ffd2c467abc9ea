"""What the notebook says about its own values: texts beside them in prints, markdown, tables, comments."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from worker.explore.dataflow import dotted
from worker.notebook.source import Notebook

_TEXT_KEYWORDS = ("label", "title", "caption", "name", "text")
_MARKUP = re.compile(r"[*_`#>$]+|<[^>]*>|\\n")
_BREAK = re.compile(r"[\n|;]|(?<=\w)[.!?](?=\s)|,(?=\s)|\(|\)")


@dataclass(frozen=True)
class Display:
    """One expression shown to the reader, with the words beside it."""

    cell: int
    statement: int
    node: ast.expr
    label: str
    function: str = ""
    """the function whose body shows it, if one does"""


def displays(notebook: Notebook) -> tuple[Display, ...]:
    """Every expression that a cell prints, formats or puts under a label."""
    found: list[Display] = []
    for cell in notebook.cells:
        for index, statement in enumerate(cell.statements):
            function = statement.name if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)) else ""
            found.extend(
                Display(cell=cell.index, statement=index, node=node, label=label, function=function)
                for node, label in _labelled(statement)
                if not isinstance(node, ast.Constant)
            )
    return tuple(found)


def _labelled(statement: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    for node in ast.walk(statement):
        if isinstance(node, ast.JoinedStr):
            yield from _formatted(node)
        elif isinstance(node, ast.Call):
            yield from _called(node)
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield _first(value), clean(key.value)


def _formatted(node: ast.JoinedStr) -> Iterator[tuple[ast.expr, str]]:
    for index, part in enumerate(node.values):
        if not isinstance(part, ast.FormattedValue):
            continue
        before = _constant(node.values[index - 1]) if index else ""
        after = _constant(node.values[index + 1]) if index + 1 < len(node.values) else ""
        label = clean(_BREAK.split(before.rstrip(" \n:=|*_`"))[-1])
        if len(re.sub(r"\W", "", label)) < 2:
            label = clean(_BREAK.split(after.lstrip(" %*_`"))[0])
        yield part.value, label


def _called(node: ast.Call) -> Iterator[tuple[ast.expr, str]]:
    """`print("accuracy", acc)`, `mo.stat(acc, label="Accuracy")`."""
    texts = [text for k in node.keywords if k.arg in _TEXT_KEYWORDS and (text := _constant(k.value))]
    values = [*node.args, *(k.value for k in node.keywords if k.arg == "value")]
    if texts and len(values) == 1:
        yield values[0], clean(texts[0])
    if dotted(node.func) == "print":
        for before, value in zip(node.args, node.args[1:], strict=False):
            if _constant(before) and not _constant(value):
                yield value, clean(_constant(before))


def _first(value: ast.expr) -> ast.expr:
    """The only item of a one-item list: `{"Accuracy": [acc]}` is a table of one row."""
    return value.elts[0] if isinstance(value, ast.List) and len(value.elts) == 1 else value


def _constant(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def clean(text: str) -> str:
    """Words without markup, at most 80 characters."""
    return " ".join(_MARKUP.sub(" ", text).split()).strip(" :=-–—,.")[-80:]


def comment_on(notebook: Notebook, line: int) -> str:
    """The comment at the end of a source line (1-based), without its `#`."""
    rows = notebook.text.split("\n")
    if not 0 < line <= len(rows):
        return ""
    match = re.search(r"\s#\s*([^'\"]+)$", rows[line - 1].rstrip("\r"))
    return clean(match.group(1)) if match else ""


def core(node: ast.expr) -> ast.expr:
    """What a shown expression is about: `acc` for `acc * 100`, `round(acc, 3)`, `float(acc)`."""
    if isinstance(node, ast.BinOp):
        sides = [side for side in (node.left, node.right) if not isinstance(side, ast.Constant)]
        return core(sides[0]) if len(sides) == 1 else node
    if (
        isinstance(node, ast.Call)
        and dotted(node.func) in ("round", "float", "int", "str", "abs", "format")
        and node.args
    ):
        return core(node.args[0])
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("item", "round"):
        return core(node.func.value)
    return node
