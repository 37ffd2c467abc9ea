"""`mlflow-worker retry`."""

import click

from worker.cli import exits


@click.command()
@click.argument("task_id", metavar="ID")
def retry(*, task_id: str) -> int:
    """Put a finished or dead task on the queue again."""
    from worker import wiring

    with wiring.build_planner(wiring.load_settings()) as planner:
        planner.retry(task_id)
    click.echo(f"{task_id}: submitted again")
    return exits.DONE
