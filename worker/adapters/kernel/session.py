"""One notebook in one kernel, as the pipeline sees it."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import JsonValue

from worker.adapters.kernel.channel import Channel
from worker.adapters.kernel.outcomes import Round
from worker.adapters.kernel.program import Program
from worker.errors import KernelDied, KernelTimeout, LimitExceeded, ProofFailed, TaskInvalid
from worker.findings import LiveValue
from worker.ports import CellOutcome, CellStatus, Execution, ModelReading, Snapshot


class MarimoSession:
    """Implements `worker.ports.KernelSession`."""

    def __init__(self, channel: Channel, *, program: Program) -> None:
        self._channel = channel
        self._program = program
        self._latest: Round | None = None

    def busy(self) -> tuple[int, float] | None:
        """The cell that runs now, and for how many seconds; may be asked from any thread."""
        found = self._latest.busy() if self._latest else None
        return (found[0], time.monotonic() - found[1]) if found else None

    def run(self) -> Execution:
        """Run all cells; a second time on the same kernel runs them all again."""
        return self._round(lambda listener: self._channel.create(self._program, listener))

    def rerun(self, cells: Sequence[int]) -> Execution:
        """Run these cells again, and reactively what depends on them."""
        ids = self._program.ids(cells)
        return self._round(lambda listener: self._channel.execute(self._program, ids, listener))

    def use(self, elements: Mapping[str, JsonValue]) -> Execution:
        """Use UI elements one after the other; TaskInvalid when one does not take its value."""
        executions = [self._use(name, value) for name, value in elements.items()]
        if not executions:
            return Execution(cells=Round(self._program).outcomes(frozenset()), seconds=0.0)
        return merge(executions)

    def snapshot(self) -> Snapshot:
        """Describe the live values."""
        reply = self._ask("snapshot")
        private = {self._program.index(cell_id): values for cell_id, values in reply["private"].items()}
        return Snapshot.model_validate(
            {
                "names": reply["names"],
                "private": {index: values for index, values in private.items() if index is not None},
                "functions": reply["functions"],
            }
        )

    def evaluate(self, expressions: Mapping[int, Sequence[str]]) -> dict[int, dict[str, LiveValue | str]]:
        """Evaluate expressions as seen from the given cells; an error gives its text."""
        wanted = {self._program.cells[index].id: list(texts) for index, texts in expressions.items()}
        reply = self._ask("evaluate", expressions=wanted)
        return {
            index: {
                text: seen if isinstance(seen, str) else LiveValue.model_validate(seen)
                for text, seen in reply[self._program.cells[index].id].items()
            }
            for index in expressions
        }

    def sequence(self, expression: str, *, cell: int) -> tuple[float, ...]:
        """All numbers of a sequence-valued expression; ProofFailed when it is none."""
        reply = self._ask("sequence", expression=expression, cell=self._program.cells[cell].id)
        if isinstance(reply, str):
            raise ProofFailed(f"`{expression}` in cell {cell} cannot be read as a series: {reply}")
        return tuple(reply)

    def read_model(self, uri: str, *, model: str, data: str, cell: int) -> ModelReading:
        """Load a logged model back in the kernel, and predict with it and with the live one."""
        reply = self._ask("read_model", uri=uri, model=model, data=data, cell=self._program.cells[cell].id)
        return ModelReading.model_validate(reply)

    def _use(self, name: str, value: JsonValue) -> Execution:
        answer = self._channel.ask("encode", name=name, value=value)
        if "refused" in answer:
            raise TaskInvalid(f"`{name}` cannot be set to {value!r}: {answer['refused']}")
        wire = answer["reply"]
        checked: dict[str, Any] = {}

        def update(listener: Callable[[dict[str, Any]], None]) -> Any:
            checked.update(self._channel.update(wire["id"], wire["value"], listener))
            return checked

        execution = self._round(update)
        if not checked["reply"]["took"]:
            raise TaskInvalid(f"`{name}` did not take {value!r}: its value is {checked['reply']['text'] or 'another'}")
        return execution

    def _ask(self, do: str, **arguments: Any) -> Any:
        return self._channel.ask(do, **arguments)["reply"]

    def _round(self, command: Callable[[Round], Any]) -> Execution:
        seen = self._latest = Round(self._program)
        started = time.monotonic()
        try:
            report = command(seen)
        except (KernelTimeout, KernelDied, LimitExceeded) as error:
            # A crash can overtake the message that the cell has begun; then the stack it printed names the cell.
            running = seen.running()
            if running is None and (running := self._program.crashed(str(error))) is None:
                raise
            first = self._program.cells[running].code.strip().partition("\n")[0]
            raise type(error)(f"cell {running} ({first!r}): {error}") from error
        return Execution(cells=seen.outcomes(frozenset(report["stopped"])), seconds=time.monotonic() - started)


def merge(executions: Sequence[Execution]) -> Execution:
    """Several rounds as one: a cell's later outcome wins unless it stood still then."""
    cells: dict[int, CellOutcome] = {}
    for execution in executions:
        for outcome in execution.cells:
            if outcome.cell not in cells or outcome.status is not CellStatus.IDLE:
                cells[outcome.cell] = outcome
    return Execution(
        cells=tuple(cells[index] for index in sorted(cells)),
        seconds=sum(execution.seconds for execution in executions),
    )
