"""Python's own parser, one thread at a time.

CPython counts the depth of a syntax tree under construction in a variable that all threads share, and another thread
can run in between when a collection of garbage calls Python code: then `ast.parse` raises
`SystemError: AST constructor recursion depth mismatch` (https://github.com/python/cpython/issues/106905).
"""

import ast
from collections.abc import Callable
from threading import RLock
from typing import TypeVar

T = TypeVar("T")
_PARSER = RLock()
_TRIES = 5
"""libraries parse outside of the lock, too"""


def in_turn(parse: Callable[[], T]) -> T:
    """Call what parses, or a library that does, while no other thread of ours parses."""
    with _PARSER:
        for _ in range(_TRIES - 1):
            try:
                return parse()
            except SystemError:
                continue
        return parse()


def parse_module(source: str | bytes) -> ast.Module:
    """Parse a file or statements; SyntaxError or ValueError as `ast.parse` raises them."""
    return in_turn(lambda: ast.parse(source))


def parse_expression(text: str) -> ast.expr:
    """Parse one expression; SyntaxError or ValueError as `ast.parse` raises them."""
    return in_turn(lambda: ast.parse(text, mode="eval")).body
