"""`mlflow-worker run`."""

import click

from worker.cli import exits


@click.command()
@click.option("--until-idle", is_flag=True, help="Stop once nothing waits, is delayed or is in work.")
@click.option("--concurrency", type=click.IntRange(min=1), default=1, show_default=True, help="Tasks at a time.")
def run(*, until_idle: bool, concurrency: int) -> int:
    """Work on tasks (the service).

    The first SIGTERM or Ctrl-C lets current tasks finish, the second leaves them to the next worker.
    """
    from worker import wiring

    settings = wiring.load_settings()
    wiring.configure_logs(settings)
    with wiring.build_daemon(settings) as daemon:
        finished = daemon.run(until_idle=until_idle, concurrency=concurrency)
    return exits.DONE if finished else exits.FAILED
