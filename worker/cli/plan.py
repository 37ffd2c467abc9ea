"""`mlflow-worker plan`."""

from pathlib import Path
from typing import TextIO

import click

from worker.cli import exits


@click.command()
@click.argument("file", type=click.File(encoding="utf-8"))
@click.option(
    "--repository",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    required=True,
    help="A plain checkout; it is read, never changed.",
)
@click.option("--json", "as_json", is_flag=True, help="Findings, plan and diff as one JSON object.")
def plan(*, file: TextIO, repository: Path, as_json: bool) -> int:
    """Dry run: what the task in FILE (`-` is stdin) would change. Needs neither Redis nor MLflow."""
    from worker import wiring

    settings = wiring.load_settings()
    wiring.configure_logs(settings, level="warning")
    draft = wiring.make_draft(settings, text=file.read(), repository=repository)
    if as_json:
        click.echo(draft.model_dump_json(indent=2))
    else:
        from worker.render import Printer

        Printer().draft(draft)
    return exits.of_state(draft.state)
