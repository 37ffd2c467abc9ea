"""`mlflow-worker run`."""

import click

from worker.cli import exits


@click.command()
@click.option("--until-idle", is_flag=True, help="Stop once nothing waits, is delayed or is in work.")
@click.option("--concurrency", type=click.IntRange(min=1), default=1, show_default=True, help="Tasks at a time.")
def run(*, until_idle: bool, concurrency: int) -> int:
    """Work on tasks until SIGTERM or Ctrl-C (the service)."""
    from worker import wiring

    settings = wiring.load_settings()
    wiring.configure_logs(settings)
    wiring.build_daemon(settings, concurrency=concurrency).run(until_idle=until_idle)
    return exits.DONE
