# ruff: noqa: SLF001, PLC0415 - marimo's internals are what this module is about, and not there when it is loaded
"""The worker's ear inside the kernel: notes what cells did, keeps private names, answers questions.

Questions come as marimo function calls (`InvokeFunctionCommand`), answers go back the same way, so no cell, no
scratchpad and no global of the notebook is touched.
"""

from __future__ import annotations

import contextlib
import dataclasses
import io
import json
import signal
import sys
import threading
import time
import types
from collections.abc import Iterator
from typing import Any

from . import elements
from .describe import Describer, numbers_of, shape_of
from .models import read_back

OBSERVER = "__mlflow_worker_observe__"
NAMESPACE = "mlflow-worker"
SNAPSHOT_S = 10.0
CALL_S = 0.05
ASKED_S = 20.0
KEPT_BYTES = 256 * 1024 * 1024
CALLS = 20
LEFT_OUT = (types.ModuleType, types.FunctionType, types.BuiltinFunctionType, types.MethodType, type)
STREAMS = (io.IOBase, types.GeneratorType, types.CoroutineType, types.AsyncGeneratorType)


@dataclasses.dataclass
class Question:
    """Arguments of the function call."""

    payload: str


class Probe:
    """State of one kernel's probe."""

    def __init__(self) -> None:
        self.kernel: Any = None
        self.stopped: set[str] = set()
        self.private: dict[str, dict[str, Any]] = {}
        self.calls: dict[str, dict[str, Any]] = {}
        self.results: dict[str, dict[str, Any]] = {}
        self.used: tuple[Any, Any, Any] | None = None

    def before(self, cell: Any, _context: Any) -> None:
        """Hook: a cell is about to run; its old private values must not outlive marimo's own clean-up."""
        self.private.pop(cell.cell_id, None)
        self.stopped.discard(cell.cell_id)

    def after(self, cell: Any, context: Any, result: Any) -> None:
        """Hook, before marimo deletes a finished cell's private names."""
        if type(result.exception).__name__ == "MarimoStopError":
            self.stopped.add(str(cell.cell_id))
        prefix = f"_cell_{cell.cell_id}_"
        self.private[str(cell.cell_id)] = {
            "_" + name[len(prefix) :]: context.glbls[name]
            for name in cell.temporaries
            if name.startswith(prefix) and name in context.glbls and keepable(context.glbls[name])
        }

    def observe_result(self, name: str, value: Any) -> None:
        """A notebook function is about to return this; it is kept with the locals of the call, as `return`."""
        if self.calls.get(name, {"count": 0})["count"] < CALLS:
            self.results[name] = Describer(CALL_S).describe(value)

    def observe(self, name: str, values: dict[str, Any]) -> None:
        """A notebook function ends a call with these locals."""
        seen = self.calls.setdefault(name, {"count": 0})
        seen["count"] += 1
        count = seen["count"]
        if count > CALLS and count & (count - 1):
            return
        describer = Describer(CALL_S)
        described = {key: describer.describe(value) for key, value in values.items() if shown(key, value)}
        if name in self.results:
            described["return"] = self.results[name]
        seen.setdefault("first", described)
        seen["last"] = described

    def namespace(self) -> dict[str, Any]:
        """The notebook's own global names."""
        values = self.kernel.globals
        return {name: values[name] for name in list(self.kernel.graph.definitions) if name in values}

    def answer(self, question: Question) -> str:
        """One question, as JSON both ways; every answer also says which cells `mo.stop` holds."""
        request = json.loads(question.payload)
        try:
            reply = {"reply": getattr(self, "do_" + request.pop("do"))(**request)}
        except elements.RefusedError as error:
            reply = {"refused": str(error)}
        return json.dumps({**reply, "stopped": sorted(self.stopped)})

    def do_report(self) -> None:
        """Nothing but the fence: all commands before it are done."""

    def do_encode(self, name: str, value: Any) -> dict[str, Any]:
        """Prepare the use of a UI element."""
        element = elements.resolve(name, self.kernel.globals)
        front, expected = elements.encode(element, value)
        self.used = (element, front, expected)
        return {"id": element._id, "value": front}

    def do_check(self) -> dict[str, Any]:
        """Whether the element that was prepared last took its value."""
        if self.used is None:
            return {"took": False, "text": ""}
        element, front, expected = self.used
        self.used = None
        return {
            "took": elements.took(element, front, expected),
            "text": Describer(1.0).describe(element._value).get("text", ""),
        }

    def do_snapshot(self) -> dict[str, Any]:
        """Descriptions of all live values."""
        describer = Describer(SNAPSHOT_S)
        return {
            "names": describe_all(self.namespace(), describer),
            "private": {cell: describe_all(values, describer) for cell, values in self.private.items() if values},
            "functions": {name: [seen["first"], seen["last"]] for name, seen in self.calls.items()},
        }

    def do_evaluate(self, expressions: dict[str, list[str]]) -> dict[str, Any]:
        """Per cell and expression: a description, or the error's text; together they may take `ASKED_S`."""
        describer = Describer(SNAPSHOT_S)
        end = time.monotonic() + ASKED_S
        answers: dict[str, Any] = {}
        for cell, texts in expressions.items():
            answers[cell] = {}
            for text in texts:
                try:
                    with within(end - time.monotonic()):
                        value = self._evaluate(text, cell)
                    answers[cell][text] = describe_one(value, describer)
                except Exception as error:  # noqa: BLE001 - whatever the notebook's own values raise is the answer
                    answers[cell][text] = f"{type(error).__name__}: {error}"
        return answers

    def do_sequence(self, expression: str, cell: str) -> Any:
        """All numbers of a sequence, or the error's text."""
        try:
            value = self._evaluate(expression, cell)
            numbers = numbers_of(value)
        except Exception as error:  # noqa: BLE001 - as above
            return f"{type(error).__name__}: {error}"
        if numbers is not None:
            return numbers
        empty = (isinstance(value, (list, tuple, range)) and not value) or shape_of(value) == [0]
        return [] if empty else f"`{expression}` is no sequence of numbers"

    def do_read_model(self, uri: str, model: str, data: str, cell: str) -> dict[str, Any]:
        """A logged model, loaded back, beside the live one."""
        try:
            live = self._evaluate(model, cell)
            rows = self._evaluate(data, cell) if data else None
        except Exception:  # noqa: BLE001 - the expressions are the plan's; without their values it is only loaded
            live, rows = None, None
        return read_back(uri, live, rows)

    def _evaluate(self, expression: str, cell: str) -> Any:
        names = {**self.kernel.globals, **self.private.get(cell, {})}
        return eval(compile(expression.strip(), "<mlflow-worker>", "eval"), names)  # noqa: S307 - the notebook's own names


def shown(name: str, value: Any) -> bool:
    """Whether a name belongs into a snapshot (asks the type: `isinstance` would run a proxy's own code)."""
    return not name.startswith("__") and not issubclass(type(value), LEFT_OUT)


def keepable(value: Any) -> bool:
    """Whether keeping a private value alive is harmless: no stream, no generator, no huge array, no UI element."""
    if issubclass(type(value), STREAMS) or elements.is_element(value):
        return False
    size = getattr(value, "nbytes", 0) if shape_of(value) is not None else 0
    return not isinstance(size, int) or size <= KEPT_BYTES


def describe_one(value: Any, describer: Describer) -> dict[str, Any]:
    """A value, with its UI element's own fields when it is one."""
    if not elements.is_element(value):
        return describer.describe(value)
    kind = type(value)
    return {"type": f"{kind.__module__}.{kind.__qualname__}", "ui": elements.describe_element(value, describer)}


def describe_all(values: dict[str, Any], describer: Describer) -> dict[str, Any]:
    """Every value that belongs into a snapshot; one that cannot be described is left out."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        if shown(name, value):
            try:
                found[name] = describe_one(value, describer)
            except Exception:  # noqa: BLE001, S112 - one odd object must not cost the others
                continue
    return found


PROBE = Probe()


@contextlib.contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise TimeoutError in the notebook's code when it takes longer; only a main thread can be interrupted."""
    if seconds <= 0:
        raise TimeoutError("no time left")
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_signal: int, _frame: Any) -> None:
        raise TimeoutError(f"took longer than {seconds:.1f} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def observe(name: str, values: dict[str, Any] | None, result: Any = None) -> Any:
    """Called by observed functions, with their locals or with their result (handed back); must never fail them."""
    with contextlib.suppress(Exception):
        if values is None:
            PROBE.observe_result(name, result)
        else:
            PROBE.observe(name, values)
    return result


def install() -> None:
    """Have marimo hand its kernel to the probe as soon as it exists."""
    from marimo._runtime import kernel_lifecycle

    create = kernel_lifecycle.create_kernel

    def create_kernel(args: Any) -> Any:
        kernel, context = create(args)
        attach(kernel, context)
        return kernel, context

    kernel_lifecycle.create_kernel = create_kernel


def attach(kernel: Any, context: Any) -> None:
    """Hooks, the function to be called, and an empty stdin (nobody is there to answer `input()`)."""
    from marimo._runtime.functions import Function
    from marimo._runtime.redirect_streams import _STDIN_ALLOWED, _EOFStdin
    from marimo._runtime.runner.hooks import Priority
    from marimo._runtime.scratch import SCRATCH_CELL_ID

    PROBE.kernel = kernel
    kernel._hooks.add_pre_execution(PROBE.before, Priority.EARLY)
    kernel._hooks.add_post_execution(PROBE.after, Priority.EARLY)
    function = Function(name="ask", arg_cls=Question, function=PROBE.answer)
    # marimo refuses to call a function that belongs to no cell.
    function.cell_id = SCRATCH_CELL_ID
    context.function_registry.register(NAMESPACE, function)
    _STDIN_ALLOWED.set(False)
    sys.stdin = _EOFStdin()
