"""From a kernel's messages to cell outcomes: judged by each cell's own errors, never by the kernel's `outcome`."""

import html
import json
import re
import time
from typing import Any

from worker.adapters.kernel.program import Program
from worker.ports import CellOutcome, CellStatus

CUT = 20_000
TRACEBACK = "application/vnd.marimo+traceback"
NAMES = {
    "syntax": "SyntaxError",
    "multiple-defs": "MultipleDefinitionError",
    "cycle": "CycleError",
    "setup-refs": "SetupRootError",
    "import-star": "ImportStarError",
    "interruption": "KeyboardInterrupt",
    "sql-error": "SQLError",
    "strict-exception": "StrictExecutionError",
    "internal": "MarimoInternalError",
    "unknown": "UnknownError",
}
TEXTS = {
    "cycle": "this cell is in a cycle",
    "setup-refs": "the setup cell cannot have references",
    "interruption": "the cell was interrupted",
}


class CellTrace:
    """What one cell did in one round."""

    def __init__(self) -> None:
        self.begun = False
        self.running = False
        self.began = time.monotonic()
        self.prerendered = False
        self.errors: list[dict[str, Any]] = []
        self.output_type = ""
        self.output = ""
        self.traceback = ""
        self.stdout: list[str] = []
        self.stdout_length = 0

    def console(self, item: dict[str, Any]) -> None:
        """One piece of console output; a flood is cut."""
        if item["channel"] == "stderr" and item["mimetype"] == TRACEBACK:
            self.traceback = str(item["data"])
        elif item["channel"] == "stdout" and self.stdout_length < CUT:
            self.stdout.append(str(item["data"]))
            self.stdout_length += len(self.stdout[-1])


class Round:
    """Collects the messages of one command."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._traces: dict[str, CellTrace] = {}
        self._latest: CellTrace | None = None

    def __call__(self, message: dict[str, Any]) -> None:
        """Take one message."""
        if message["op"] == "execution":
            self._execution(message)
        elif message["op"] == "cell-op":
            self._cell(message)
        elif message["op"] == "completed-run" and message["outcome"] == "failed" and self._latest is not None:
            # marimo itself tripped over what the cell made (an object that forbids `isinstance`): the cells behind
            # it never ran, and no error is shown in any of them.
            self._latest.errors = [{"type": "internal", "msg": f"marimo failed after this cell: {message['error']}"}]

    def running(self) -> int | None:
        """The cell that has begun and not ended."""
        busy = self.busy()
        return busy[0] if busy else None

    def busy(self) -> tuple[int, float] | None:
        """The cell that has begun and not ended, and when it began; another thread may ask."""
        found = [(self._program.index(one), trace.began) for one, trace in self._traces.copy().items() if trace.running]
        index, began = found[-1] if found else (None, 0.0)
        return None if index is None else (index, began)

    def outcomes(self, stopped: frozenset[str]) -> tuple[CellOutcome, ...]:
        """One outcome per cell of the notebook; `stopped`: cells whose last run ended in `mo.stop`."""
        return tuple(
            self._outcome(index, self._traces.get(cell.id), stopped=cell.id in stopped)
            for index, cell in enumerate(self._program.cells)
        )

    def _execution(self, message: dict[str, Any]) -> None:
        if message["phase"] == "planned":
            return
        trace = self._traces.get(message["cell_id"])
        if message["phase"] == "running":
            trace = self._latest = self._traces[message["cell_id"]] = CellTrace()
            trace.begun = trace.running = True
        elif trace is not None:
            trace.running = False

    def _cell(self, message: dict[str, Any]) -> None:
        trace = self._traces.setdefault(message["cell_id"], CellTrace())
        output = message.get("output")
        if output is not None and output["channel"] == "marimo-error":
            trace.errors = output["data"]
        elif output is not None and output["channel"] == "output":
            trace.output_type = output["mimetype"] if output["data"] else ""
            trace.output = as_text(output["data"])[:CUT]
            # marimo shows cells of constant Markdown when a notebook opens, without running them.
            trace.prerendered = bool(output["data"]) and message.get("status") == "idle"
        console = message.get("console")
        for item in console if isinstance(console, list) else [console] if console else []:
            trace.console(item)

    def _outcome(self, index: int, trace: CellTrace | None, *, stopped: bool) -> CellOutcome:
        if trace is None:
            return CellOutcome(cell=index, status=CellStatus.IDLE)
        shown: dict[str, Any] = {
            "cell": index,
            "output_type": trace.output_type,
            "output": trace.output,
            "stdout": "".join(trace.stdout)[:CUT],
        }
        if trace.errors:
            return CellOutcome(**shown, **self._failure(trace))
        if trace.begun:
            return CellOutcome(**shown, status=CellStatus.STOPPED if stopped else CellStatus.RAN)
        return CellOutcome(**shown, status=CellStatus.RAN if trace.prerendered else CellStatus.IDLE)

    def _failure(self, trace: CellTrace) -> dict[str, Any]:
        error = trace.errors[0]
        kind = error["type"]
        message = self._message(error)
        if kind == "ancestor-stopped":
            return {"status": CellStatus.STOPPED, "message": message}
        ancestor = kind == "exception" and error["exception_type"] == "Ancestor raised"
        if ancestor or kind == "ancestor-prevented" or (kind == "interruption" and not trace.begun):
            return {"status": CellStatus.CANCELLED, "message": message}
        return {
            "status": CellStatus.FAILED,
            "exception": error["exception_type"] if kind == "exception" else NAMES.get(kind, kind),
            "message": message,
            "traceback": self._traceback(trace.traceback),
        }

    def _message(self, error: dict[str, Any]) -> str:
        kind = error["type"]
        if kind == "multiple-defs":
            cells = ", ".join(self._place(cell_id) for cell_id in error["cells"])
            return f"`{error['name']}` is also defined in {cells}"
        text = TEXTS.get(kind) or plain_text(str(error.get("msg", "")))
        other = error.get("raising_cell") or error.get("blamed_cell")
        return f"{text.rstrip(': ')} ({self._place(other)})" if other else text

    def _place(self, cell_id: str) -> str:
        index = self._program.index(cell_id)
        return "another cell" if index is None else f"cell {index}"

    def _traceback(self, markup: str) -> str:
        text = plain_text(markup)
        text = re.sub(
            r'File "[^"\n]*__marimo__cell_([^"\n]+?)_\.py"', lambda found: f'File "{self._place(found[1])}"', text
        )
        return re.sub(r"(?<!_)_cell_(?:c\d{3,}|setup)(_\w*)", r"\1", text)


def as_text(data: Any) -> str:
    """Output data as text; MIME bundles as JSON."""
    return data if isinstance(data, str) else json.dumps(data, default=str)


def plain_text(markup: str) -> str:
    """HTML as marimo writes it, without its tags."""
    return html.unescape(re.sub(r"<[^>]+>", "", markup)).strip() if "<" in markup else html.unescape(markup)
