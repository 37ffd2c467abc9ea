"""A notebook whose loops end early: a quick look at what a long training makes, without waiting for its end."""

import ast

from worker.notebook.source import Notebook
from worker.notebook.syntax import parse_module

LOOP_S = 1.0
"""seconds after which a loop takes no further item"""
_BYTE_ORDER_MARK = "\ufeff"


def cut_short(notebook: Notebook) -> str:
    """The notebook with every `for` loop ending after a second; lines keep their numbers."""
    mark = _BYTE_ORDER_MARK if notebook.text.startswith(_BYTE_ORDER_MARK) else ""
    data = notebook.text.removeprefix(mark).encode()
    starts = [0]
    for line in data.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    loops = (node for node in ast.walk(parse_module(data.decode())) if isinstance(node, ast.For))
    clock = '__import__("time").monotonic()'
    begin = f'__import__("itertools").takewhile(lambda item, end={clock} + {LOOP_S}: {clock} < end, ('
    # what is called here opens and closes a parenthesis: a tuple without its own becomes one argument
    inserted = [
        place
        for loop in loops
        for place in (
            (starts[loop.iter.lineno - 1] + loop.iter.col_offset, begin),
            (starts[(loop.iter.end_lineno or 0) - 1] + (loop.iter.end_col_offset or 0), "))"),
        )
    ]
    for at, text in sorted(inserted, reverse=True):
        data = data[:at] + text.encode() + data[at:]
    return mark + data.decode()
