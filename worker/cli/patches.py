"""`mlflow-worker patches`."""

import click

from worker.cli import exits


@click.command()
@click.argument("name", required=False)
def patches(*, name: str | None) -> int:
    """List the patches, or print the manual of one."""
    from worker.patches import CATALOGUE

    if name is None:
        width = max(map(len, CATALOGUE), default=0)
        for key, patch in CATALOGUE.items():
            click.echo(f"{key:<{width}}  {patch.manual.strip().splitlines()[0]}")
        return exits.DONE
    if name not in CATALOGUE:
        raise click.UsageError(f"no patch is called {name!r}; there are: {', '.join(CATALOGUE)}")
    click.echo(CATALOGUE[name].manual.strip())
    return exits.DONE
