"""The command line: one command, one call.

Commands return their exit code. Only click is imported here and by the command files; what a command needs it
imports when it runs, so that `--help` answers at once.
"""

from typing import Any

import click

from worker.cli import exits
from worker.cli.cancel import cancel
from worker.cli.demo import demo
from worker.cli.doctor import doctor
from worker.cli.patches import patches
from worker.cli.plan import plan
from worker.cli.retry import retry
from worker.cli.run import run
from worker.cli.schema import schema
from worker.cli.status import status
from worker.cli.submit import submit
from worker.cli.watch import watch
from worker.errors import WorkerError


class Commands(click.Group):
    """Turns what a command returns or raises into the process's exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a fault becomes its message on stderr."""
        try:
            code = super().invoke(ctx)
        except WorkerError as error:
            from worker.logs import text_redactor

            click.echo(f"mlflow-worker: {text_redactor()(str(error))}", err=True)
            code = exits.of_error(error)
        ctx.exit(code or exits.DONE)

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """In the order of first use, not of the alphabet."""
        return list(self.commands)


COMMANDS = {
    command.name or "": command
    for command in (demo, doctor, plan, run, submit, watch, status, cancel, retry, schema, patches)
}


@click.command(cls=Commands, commands=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mlflow-worker", prog_name="mlflow-worker")
def main() -> None:
    """Add MLflow tracking to marimo notebooks from a Redis queue, prove it on the server, then push.

    Exit codes: 0 done, 1 failed, 2 wrong usage, 3 asks back or rejected.
    """
