"""`mlflow-worker demo`."""

import click


@click.command()
@click.option("--keep", is_flag=True, help="Leave everything up afterwards, until Ctrl-C.")
def demo(*, keep: bool) -> int:
    """Show the whole way once, everything embedded, in a temporary folder."""
    from worker.demo.show import show

    return show(keep=keep)
