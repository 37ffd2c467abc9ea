"""Python's own parser, one thread at a time.

CPython counts the depth of a syntax tree under construction in a variable that all threads share, and another thread
can run in between when a collection of garbage calls Python code: then `ast.parse` raises
`SystemError: AST constructor recursion depth mismatch` (https://github.com/python/cpython/issues/106905).
"""

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

_PARSER = RLock()


@contextmanager
def alone() -> Iterator[None]:
    """Keep other threads from parsing: for libraries that call the parser themselves."""
    with _PARSER:
        yield


def parse_module(source: str | bytes) -> ast.Module:
    """Parse a file or statements; SyntaxError or ValueError as `ast.parse` raises them."""
    with _PARSER:
        return ast.parse(source)


def parse_expression(text: str) -> ast.expr:
    """Parse one expression; SyntaxError or ValueError as `ast.parse` raises them."""
    with _PARSER:
        return ast.parse(text, mode="eval").body
