"""`mlflow-worker submit`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from worker.cli import exits
from worker.errors import TaskInvalid, WorkerError

if TYPE_CHECKING:
    from worker.result import Result
    from worker.wiring import Planner


@click.command()
@click.argument("files", type=click.File(encoding="utf-8"), nargs=-1, required=True, metavar="FILE...")
@click.option("--wait", is_flag=True, help="Wait for the results.")
@click.option("--timeout", type=click.FloatRange(min=0), help="Seconds to wait at most (for each task).")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line, nothing else on stdout.")
def submit(*, files: Sequence[click.utils.LazyFile], wait: bool, timeout: float | None, as_json: bool) -> int:
    """Put tasks on the queue; `-` reads stdin. Without --wait prints their ids.

    A task that cannot be read is rejected here, before it reaches the queue.
    """
    from worker import wiring

    texts = [file.read() for file in files]
    queue = wiring.build_queue(wiring.load_settings())
    submitted = [_submit(queue, text) for text in texts]
    return exits.worst([_report(queue, entry, wait=wait, timeout=timeout, as_json=as_json) for entry in submitted])


def _submit(queue: "Planner", text: str) -> "str | TaskInvalid":
    from worker.task import read_task

    try:
        read_task(text)
        return queue.submit(text)
    except TaskInvalid as error:
        return error


def _report(
    queue: "Planner", entry: "str | TaskInvalid", *, wait: bool, timeout: float | None, as_json: bool
) -> int:
    if isinstance(entry, str) and not wait:
        click.echo(f'{{"task_id": "{entry}"}}' if as_json else entry)
        return exits.DONE
    result = _rejection(entry) if isinstance(entry, TaskInvalid) else queue.wait(entry, timeout_s=timeout)
    if result is None:
        raise WorkerError(f"task {entry} has no result after {timeout:g} s; `mlflow-worker watch {entry}` goes on")
    if as_json:
        click.echo(result.model_dump_json())
    else:
        from worker.render import Printer

        Printer().result(result)
    return exits.of_state(result.state)


def _rejection(error: TaskInvalid) -> "Result":
    from worker.result import Result, State

    return Result(task_id="", state=State.REJECTED, category=error.category, message=str(error))
