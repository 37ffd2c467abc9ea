"""`mlflow-worker schema`."""

import json

import click

from worker.cli import exits


@click.command()
def schema() -> int:
    """Print the JSON Schema of a task."""
    from worker.task import task_schema

    click.echo(json.dumps(task_schema(), indent=2, ensure_ascii=False))
    return exits.DONE
