"""The pure parts of the kernel adapter: programs, environments, descriptions, message reading."""

import ast
import dataclasses
from collections import OrderedDict
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest

from worker.adapters.kernel.environment import kernel_environment
from worker.adapters.kernel.inside.describe import Describer, numbers_of
from worker.adapters.kernel.inside.elements import plain_label
from worker.adapters.kernel.outcomes import Round, plain_text
from worker.adapters.kernel.program import observed, read_program
from worker.adapters.kernel.session import merge
from worker.findings import LiveValue
from worker.ports import CellOutcome, CellStatus, Execution

NOTEBOOK = '''"""What it does."""
import marimo

app = marimo.App(width="full", sql_output="polars")

with app.setup:
    import os

@app.function
def double(x):
    # kept
    return 2 * x

@app.cell(disabled=True)
def named():
    y = 1
    return (y,)

app._unparsable_cell(
    r"""
    z = = 1
    """,
    name="_"
)
'''


def read(source: str = NOTEBOOK, *, observe: bool = False):
    return read_program(source, filename="nb.py", observe_functions=observe)


def test_cells_keep_the_order_of_the_file_and_the_setup_cell_marimos_id():
    program = read()
    assert [cell.id for cell in program.cells] == ["setup", "c001", "c002", "c003"]
    assert program.ids([0, 2]) == ["setup", "c002"]
    assert program.index("c003") == 3
    assert program.index("__scratch__") is None


def test_options_and_docstring_are_kept():
    program = read()
    assert program.options == {"width": "full", "sql_output": "polars"}
    assert program.cells[2].options == {"disabled": True}
    assert program.docstring == "What it does."


def test_code_is_untouched_unless_functions_are_observed():
    assert read().cells[1].code == "def double(x):\n    # kept\n    return 2 * x"
    assert read(observe=True).cells[1].code != read().cells[1].code
    assert read(observe=True).cells[2].code == read().cells[2].code


def test_the_stack_of_a_crash_names_the_cell_whose_own_code_was_running():
    frame = '  File "/tmp/kernel/marimo_19/__marimo__cell_{}_.py", line 2 in {}'
    stack = [
        "Fatal Python error: Segmentation fault",
        '  File "/usr/lib/python3.11/ctypes/__init__.py", line 519 in string_at',
        frame.format("c001", "double"),
        frame.format("c002", "<module>"),
    ]
    assert read().crashed("\n".join(stack)) == 2
    assert read().crashed(frame.format("setup", "<module>")) == 0
    assert read().crashed("\n".join(stack[:3])) is None
    assert read().crashed(frame.format("elsewhere", "<module>")) is None


@pytest.mark.parametrize(
    "code",
    [
        "x = 1  # comment",
        "f = lambda x: x",
        "class A:\n    def method(self):\n        pass  # no function of the notebook",
        "if True:\n    def f():\n        pass",
        "x = = 1",
        "",
    ],
)
def test_code_without_top_level_functions_is_never_rewritten(code):
    assert observed(code) == code


@pytest.mark.parametrize(
    ("code", "result"),
    [
        ("def f(a):\n    'doc'\n    b = a + 1\n    return b", {"a": 1, "b": 2}),
        ("def f(a):\n    global g\n    g = a\n    raise ValueError", {"a": 1}),
        ("def f(a):\n    yield a\n    later = 3", {"a": 1, "later": 3}),
        ("@staticmethod\ndef f(a, *rest, key=2, **more):\n    text = '''two\n  lines'''", None),
    ],
)
def test_an_observed_function_tells_its_locals_however_it_ends(code, result):
    seen = []

    def observe(name, values, result=None):
        if values is not None:
            seen.append((name, dict(values)))
        return result

    names = {"__mlflow_worker_observe__": observe}
    exec(compile(observed(code), "cell", "exec"), names)
    try:
        value = names["f"](1)
        list(value or ()) if hasattr(value, "__next__") else None
    except ValueError:
        pass
    expected = result or {"a": 1, "rest": (), "key": 2, "more": {}, "text": "two\n  lines"}
    assert seen == [("f", expected)]
    assert ast.get_docstring(ast.parse(observed(code)).body[0]) == ast.get_docstring(ast.parse(code).body[0])


def test_an_observed_function_returns_what_it_returned_and_tells_it_without_those_of_inner_functions():
    told = []

    def observe(name, values, result=None):
        if values is None:
            told.append((name, result))
        return result

    code = "def f(a):\n    def inner(b):\n        return b + 1\n    return [inner(a), (lambda: 3)()]"
    names = {"__mlflow_worker_observe__": observe}
    exec(compile(observed(code), "cell", "exec"), names)
    assert names["f"](1) == [2, 3]
    assert told == [("f", [2, 3])]


def environment(inherited, **extra):
    return kernel_environment(
        inherited=inherited,
        python="/env/bin/python",
        home=Path("/h"),
        temporary=Path("/t"),
        tracking_uri="http://server",
        mlflow={"MLFLOW_TRACKING_URI": "http://other", "MLFLOW_TRACKING_TOKEN": "t"},
        extra=extra,
    )


@pytest.mark.parametrize("name", ["MLFLOW_WORKER_REDIS_URL", "AWS_SECRET_ACCESS_KEY", "PYTHONPATH", "HOME", "MLFLOW_X"])
def test_what_is_not_allowed_does_not_get_into_the_environment(name):
    assert environment({name: "secret"}).get(name) != "secret"


@pytest.mark.parametrize("name", ["LANG", "LC_CTYPE", "https_proxy", "CUDA_VISIBLE_DEVICES", "OMP_NUM_THREADS"])
def test_what_programs_need_passes(name):
    assert environment({name: "value"})[name] == "value"


def test_the_tracking_uri_of_the_call_wins_and_the_interpreter_comes_first_on_path():
    seen = environment({"PATH": "/usr/bin"}, EXTRA="1")
    assert seen["MLFLOW_TRACKING_URI"] == "http://server"
    assert seen["MLFLOW_TRACKING_TOKEN"] == "t"
    assert seen["PATH"] == "/env/bin:/usr/bin"
    assert seen["EXTRA"] == "1"


def live(value) -> LiveValue:
    return LiveValue.model_validate(Describer(5.0).describe(value))


@dataclasses.dataclass
class Config:
    rate: float = 0.1
    parts: list[object] = dataclasses.field(default_factory=lambda: [object()])


class Point(NamedTuple):
    x: int
    y: str


def test_records_of_every_kind_show_their_fields():
    assert set(live(SimpleNamespace(rate=0.1, _hidden=1)).attributes) == {"rate"}
    assert set(live(Config()).attributes) == {"rate", "parts"}
    assert live(Point(1, "a")).attributes["x"].number == 1
    assert live(OrderedDict(a=1)).entries["a"].number == 1


@pytest.mark.parametrize(
    ("value", "holds", "gaps"),
    [
        (np.zeros((2, 3)), "numbers", False),
        (np.array([[1.0, np.nan]]), "numbers", True),
        (np.array([True, False]), "booleans", False),
        ([True, False], "booleans", False),
        ([1, 2.5], "numbers", False),
        ([1.0, float("inf")], "numbers", True),
        (np.array(["a", "b"]), "", False),
        (["a", 1], "", False),
        (np.zeros(2, dtype=complex), "", False),
    ],
)
def test_what_all_items_of_a_sequence_are(value, holds, gaps):
    assert (live(value).holds, live(value).gaps) == (holds, gaps)


def test_a_frame_tells_its_columns_of_numbers_from_those_of_truth_values():
    frame = pd.DataFrame({"a": [1, 2], "b": [True, False], "c": ["x", "y"]})
    assert (live(frame).rows, live(frame).flags) == (("a",), ("b",))


def test_objects_that_hold_themselves_are_described_in_no_time():
    value = SimpleNamespace(loss=1.0)
    value.me, value.nested = value, {"me": value, "deeper": {"me": value, "deepest": {"loss": 2.0}}}
    seen = live(value)
    assert seen.attributes["loss"].number == 1
    assert seen.attributes["nested"].entries["deeper"].entries == {}
    endless: list[object] = []
    endless.append(endless)
    assert live(endless).length == 1


def test_after_its_time_a_describer_gives_types_only():
    seen = LiveValue.model_validate(Describer(-1.0).describe({"a": 1}))
    assert (seen.type, seen.entries) == ("dict", {})


def test_long_texts_are_cut():
    assert len(live("x" * 10_000).text) == 200
    assert len(live(list(range(10_000))).text) <= 200
    assert live(np.zeros(10**6)).length == 10**6


@pytest.mark.parametrize(
    ("value", "numbers"),
    [
        ([1, 2.5, np.int64(3)], [1, 2.5, 3]),
        (np.array([1.5, 2]), [1.5, 2]),
        ([np.array(1.0)], [1]),
        (range(2), [0, 1]),
        ([True, 1], None),
        (np.array([True]), None),
        (["1"], None),
        ([], None),
        ({1: 2}, None),
        ([[1]], None),
    ],
)
def test_only_numbers_make_a_sequence_of_numbers(value, numbers):
    assert numbers_of(value) == numbers


@pytest.mark.parametrize(
    ("label", "plain"),
    [
        ("**Learning** rate", "Learning rate"),
        ("<b>Epochs</b> &amp; more", "Epochs & more"),
        ("[batch_size](http://x)", "batch_size"),
        ("_hidden_ `units`", "hidden units"),
        ("### Title", "Title"),
        (None, ""),
    ],
)
def test_labels_lose_their_markup(label, plain):
    assert plain_label(label) == plain


def test_markup_of_messages_is_removed():
    assert plain_text("<span class='a'>x &lt; <b>1</b></span>") == "x < 1"
    assert plain_text("a &amp; b") == "a & b"


def test_the_last_run_of_a_cell_counts():
    seen = Round(read())
    for error in ([{"type": "exception", "exception_type": "ValueError", "msg": "first"}], None):
        seen({"op": "execution", "cell_id": "c001", "phase": "running"})
        if error:
            output = {"channel": "marimo-error", "mimetype": "", "data": error}
            seen({"op": "cell-op", "cell_id": "c001", "output": output})
        seen({"op": "execution", "cell_id": "c001", "phase": "completed"})
    assert seen.outcomes(frozenset())[1].status is CellStatus.RAN
    assert seen.outcomes(frozenset({"c001"}))[1].status is CellStatus.STOPPED
    assert seen.running() is None


def test_merging_keeps_the_later_outcome_unless_the_cell_stood_still():
    def execution(*statuses: CellStatus) -> Execution:
        cells = tuple(CellOutcome(cell=index, status=status) for index, status in enumerate(statuses))
        return Execution(cells=cells, seconds=1)

    merged = merge(
        [
            execution(CellStatus.RAN, CellStatus.FAILED, CellStatus.IDLE),
            execution(CellStatus.IDLE, CellStatus.RAN, CellStatus.IDLE),
        ]
    )
    assert [cell.status for cell in merged.cells] == [CellStatus.RAN, CellStatus.RAN, CellStatus.IDLE]
    assert merged.seconds == 2
