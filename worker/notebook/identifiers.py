"""The names that code binds or reads."""

import ast
import re
from collections.abc import Iterator

WORD = re.compile(r"[^\W\d]\w*")
_RUN_TEXTS = frozenset({"sql", "execute", "query", "eval", "exec"})
"""functions whose texts may read the notebook's names"""


def identifiers(node: ast.AST) -> Iterator[str]:
    """The names that a node itself binds or reads."""
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.arg):
        yield node.arg
    elif isinstance(node, ast.alias):
        yield (node.asname or node.name).split(".")[0]
    elif isinstance(node, (ast.Global, ast.Nonlocal)):
        yield from node.names
    elif isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in _RUN_TEXTS:
        texts = [found.value for found in ast.walk(node) if isinstance(found, ast.Constant)]
        yield from (word for text in texts if isinstance(text, str) for word in WORD.findall(text))
    else:
        for field_name in ("name", "rest"):  # functions, classes, `except … as`, patterns, type aliases
            bound = getattr(node, field_name, None)
            if isinstance(bound, str):
                yield bound
