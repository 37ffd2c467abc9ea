"""`mlflow-worker cancel`."""

import click

from worker.cli import exits


@click.command()
@click.argument("task_id", metavar="ID")
def cancel(*, task_id: str) -> int:
    """Cancel a task that waits or is in work."""
    from worker import wiring

    wiring.build_queue(wiring.load_settings()).cancel(task_id)
    click.echo(f"{task_id}: cancel requested")
    return exits.DONE
