"""`mlflow-worker submit`."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, TextIO

import click

from worker.cli import exits
from worker.errors import TaskInvalid, WorkerError

if TYPE_CHECKING:
    from worker.result import Result
    from worker.wiring import Planner, Ticket


@click.command()
@click.argument("files", type=click.File(encoding="utf-8"), nargs=-1, required=True, metavar="FILE...")
@click.option("--wait", is_flag=True, help="Wait for the results.")
@click.option("--timeout", type=click.FloatRange(min=0), help="Seconds to wait for each, at most.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line, nothing else on stdout.")
def submit(*, files: Sequence[TextIO], wait: bool, timeout: float | None, as_json: bool) -> int:
    """Put tasks on the queue; `-` reads stdin. Without --wait prints their ids.

    A task that cannot be read is rejected here, before it reaches the queue.
    """
    from worker import wiring

    texts = [file.read() for file in files]
    codes = []
    with wiring.build_planner(wiring.load_settings()) as planner:
        for entry in [_submitted(planner, text) for text in texts]:
            if isinstance(entry, TaskInvalid):
                codes.append(_tell(_rejection(entry), as_json=as_json))
            elif wait:
                codes.append(_tell(_awaited(planner, entry, timeout=timeout), as_json=as_json))
            else:
                click.echo(json.dumps({"task_id": entry.task_id}) if as_json else entry.task_id)
    return exits.worst(codes)


def _submitted(planner: "Planner", text: str) -> "Ticket | TaskInvalid":
    from worker.task import read_task

    try:
        read_task(text)
        return planner.submit(text)
    except TaskInvalid as error:
        return error


def _awaited(planner: "Planner", entry: "Ticket", *, timeout: float | None) -> "Result":
    result = planner.wait(entry, timeout_s=timeout)
    if result is None:
        raise WorkerError(f"no result of {entry.task_id} after {timeout:g} s; `mlflow-worker watch {entry.task_id}`")
    return result


def _rejection(error: TaskInvalid) -> "Result":
    from worker.result import Result, State

    return Result(task_id="", state=State.REJECTED, category=error.category, message=str(error))


def _tell(result: "Result", *, as_json: bool) -> int:
    if as_json:
        click.echo(result.model_dump_json())
    else:
        from worker.render import Printer

        Printer().result(result)
    return exits.of_state(result.state)
