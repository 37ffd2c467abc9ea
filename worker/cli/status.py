"""`mlflow-worker status`."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from worker.cli import exits
from worker.errors import TaskInvalid

if TYPE_CHECKING:
    from worker.wiring import QueueView, TaskView


@click.command()
@click.argument("task_id", metavar="[ID]", required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
def status(*, task_id: str | None, as_json: bool) -> int:
    """Show the queue and its workers, or one task."""
    from worker import wiring

    with wiring.build_planner(wiring.load_settings()) as planner:
        if task_id is None:
            queue = planner.status()
            click.echo(queue.model_dump_json()) if as_json else _tell_queue(queue)
            return exits.DONE
        task = planner.task_state(task_id)
    if task is None:
        raise TaskInvalid(f"no task `{task_id}` is known; its id is its own `id`, or what XADD or `submit` printed")
    click.echo(task.model_dump_json()) if as_json else _tell_task(task)
    return exits.DONE


def _tell_queue(queue: "QueueView") -> None:
    click.echo(f"waiting {queue.waiting}, in work {len(queue.working)}, delayed {queue.delayed}, dead {queue.dead}")
    for worker in queue.workers:
        life = "alive" if worker.alive else "gone"
        click.echo(f"worker  {worker.worker}  {life}, last seen {_clock(worker.seen_at)}, {len(worker.tasks)} in work")
    for task in queue.working:
        click.echo(
            f"in work {task.task_id}  {task.step}, attempt {task.attempt}, on {task.worker}, "
            f"lease renewed {task.renewed_s:.0f} s ago"
        )
    for result in queue.results:
        category = f" ({result.category})" if result.category else ""
        click.echo(f"result  {result.task_id}  {result.state}{category}, {_clock(result.at)}")


def _tell_task(task: "TaskView") -> None:
    click.echo(f"{task.task_id}  {task.state}{f', {task.step}' if task.step else ''}")
    if task.reason:
        click.echo(f"because {task.reason}")
    for name in ("submitted_at", "started_at", "finished_at", "due_at"):
        if (moment := getattr(task, name)) is not None:
            click.echo(f"{name.removesuffix('_at'):<9} {_clock(moment)}")
    click.echo(f"attempt {task.attempt}, failures {task.failures}, recoveries {task.recoveries}, worker {task.worker}")
    if task.result:
        from worker.render import Printer

        Printer().result(task.result)


def _clock(moment: float) -> str:
    return datetime.fromtimestamp(moment, tz=UTC).astimezone().isoformat(sep=" ", timespec="seconds")
