"""Syntax trees made in several threads at once."""

import ast
import gc
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from worker.notebook import source
from worker.notebook.syntax import parse_expression, parse_module


class Finalized:
    """Garbage whose collection runs Python code: only then another thread gets its turn inside the parser."""

    def __init__(self):
        self.itself = self

    def __del__(self):
        sum(range(200))


@pytest.fixture
def hasty_threads():
    """Threads take turns, and garbage is collected, as often as can be."""
    interval, thresholds = sys.getswitchinterval(), gc.get_threshold()
    sys.setswitchinterval(1e-6)
    gc.set_threshold(50)
    yield
    sys.setswitchinterval(interval)
    gc.set_threshold(*thresholds)


NOTEBOOK = "import marimo\n\napp = marimo.App()\n\n" + "".join(
    f"\n@app.cell\ndef _():\n    value_{number} = [{number}, {{'a': (1, 2)}}, f'{{{number}:.2f}}']\n    return\n\n"
    for number in range(40)
)


def fails(parse):
    Finalized()
    try:
        parse()
    except SystemError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    "parse",
    [
        lambda: parse_module(NOTEBOOK),
        lambda: parse_expression("[" + ", ".join(f"(x + {n}) ** {n}" for n in range(300)) + "]"),
        lambda: (source.forget(), source.read_notebook(NOTEBOOK)),
    ],
    ids=["module", "expression", "notebook"],
)
def test_threads_parse_at_the_same_time(hasty_threads, parse):
    with ThreadPoolExecutor(3) as pool:
        failures = list(pool.map(lambda _: fails(parse), range(60)))
    assert not any(failures)


def test_threads_that_know_of_no_lock_may_parse_beside(hasty_threads):
    with ThreadPoolExecutor(3) as pool:
        own = []
        for _ in range(60):
            own.append(pool.submit(fails, lambda: source.read_notebook(NOTEBOOK)))
            pool.submit(fails, lambda: ast.parse(NOTEBOOK))
        assert not any(future.result() for future in own)
