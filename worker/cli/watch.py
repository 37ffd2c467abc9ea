"""`mlflow-worker watch`."""

import time
from typing import TYPE_CHECKING

import click

from worker.cli import exits
from worker.errors import TaskInvalid

if TYPE_CHECKING:
    from worker.wiring import Planner

POLL_S = 0.3


@click.command()
@click.argument("task_id", metavar="[ID]", required=False)
def watch(*, task_id: str | None) -> int:
    """Follow one task to its end, or all until Ctrl-C."""
    from worker import wiring

    with wiring.build_planner(wiring.load_settings()) as planner:
        if task_id is not None:
            return _follow(planner, task_id)
        try:
            _follow_all(planner)
        except KeyboardInterrupt:
            click.echo()
    return exits.DONE


def _follow(planner: "Planner", task_id: str) -> int:
    """Print each change of one task, then its result; the exit code of its end."""
    shown = ""
    while (task := planner.task_state(task_id)) is not None:
        line = f"{task.task_id}  {task.state}" + (f"  {task.step}, attempt {task.attempt}" if task.step else "")
        if line != shown and not task.state.final:
            click.echo(f"{time.strftime('%H:%M:%S')}  {line}")
            shown = line
        if task.result and task.state.final:
            from worker.render import Printer

            Printer().result(task.result)
            return exits.of_state(task.state)
        time.sleep(POLL_S)
    raise TaskInvalid(f"no task `{task_id}` is known; its id is its own `id`, or what XADD or `submit` printed")


def _follow_all(planner: "Planner") -> None:
    """Print each step of every task and each new result, for ever."""
    steps: dict[str, str] = {}
    finished = {(result.entry, result.at) for result in planner.status().results}
    while True:
        queue = planner.status()
        for task in queue.working:
            if steps.get(task.entry) != task.step:
                steps[task.entry] = task.step
                click.echo(f"{time.strftime('%H:%M:%S')}  {task.task_id}  working  {task.step}, attempt {task.attempt}")
        for result in reversed(queue.results):
            if (result.entry, result.at) not in finished:
                finished.add((result.entry, result.at))
                steps.pop(result.entry, None)
                category = f" ({result.category})" if result.category else ""
                click.echo(f"{time.strftime('%H:%M:%S')}  {result.task_id}  {result.state}{category}")
        time.sleep(POLL_S)
