"""`mlflow-worker cancel`."""

import click

from worker.cli import exits


@click.command()
@click.argument("task_id", metavar="ID")
def cancel(*, task_id: str) -> int:
    """Cancel a task that waits, or have the one in work stop at its next step."""
    from worker import wiring
    from worker.result import State

    with wiring.build_planner(wiring.load_settings()) as planner:
        state = planner.cancel(task_id)
    if state is State.CANCELED:
        click.echo(f"{task_id}: canceled")
        return exits.DONE
    if state is State.WORKING:
        click.echo(f"{task_id}: in work, will stop at its next step")
        return exits.DONE
    click.echo(f"{task_id}: too late, it is {state}", err=True)
    return exits.FAILED
