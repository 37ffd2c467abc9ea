"""What cells say in words."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator

from worker.explore.displays import clean
from worker.notebook.source import Cell, CellKind, Notebook

_LIMIT = 2_000
"""characters kept per cell"""


def prose(notebook: Notebook) -> dict[int, str]:
    """Cell → its comments and texts, and the last markdown above it; cells of markdown alone are left out."""
    found: dict[int, str] = {}
    above = ""
    for cell in notebook.cells:
        if cell.kind is CellKind.UNPARSABLE:
            continue
        if _is_markdown(cell):
            above = " ".join(_texts(cell))
            continue
        words = " ".join((*_comments(cell), *_texts(cell), above[-600:]))
        if words := " ".join(words.split())[:_LIMIT]:
            found[cell.index] = words
    return found


def _is_markdown(cell: Cell) -> bool:
    only = cell.last_expression if len(cell.statements) == 1 else None
    return isinstance(only, ast.Call) and isinstance(only.func, ast.Attribute) and only.func.attr == "md"


def _texts(cell: Cell) -> Iterator[str]:
    for statement in cell.statements:
        for node in ast.walk(statement):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield re.sub(r"\s+", " ", clean_markup(node.value))


def clean_markup(text: str) -> str:
    """A text without marks of markdown, HTML and LaTeX."""
    return re.sub(r"[*_`#>$\\{}|]+|<[^>]*>", " ", text)


def _comments(cell: Cell) -> Iterator[str]:
    try:
        for token in tokenize.generate_tokens(io.StringIO(cell.code).readline):
            if token.type == tokenize.COMMENT:
                yield clean(token.string.lstrip("# "))
    except (tokenize.TokenError, SyntaxError, IndentationError):
        return
