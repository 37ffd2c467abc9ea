"""`mlflow-worker doctor`."""

import json

import click

from worker.cli import exits


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
def doctor(*, as_json: bool) -> int:
    """Ask Redis, the MLflow API, the git remote and the interpreter; say how to mend what is wrong."""
    from worker import wiring

    diagnoses = wiring.examine(wiring.load_settings())
    well = all(diagnosis.well for diagnosis in diagnoses)
    if as_json:
        report = {"well": well, "checks": [diagnosis.model_dump() for diagnosis in diagnoses]}
        click.echo(json.dumps(report, indent=2, ensure_ascii=False))
    else:
        for diagnosis in diagnoses:
            mark = click.style("ok  ", fg="green") if diagnosis.well else click.style("FAIL", fg="red", bold=True)
            click.echo(f"{mark} {diagnosis.name:<12} {diagnosis.observed}")
            if diagnosis.mend:
                click.echo(f"     {'':<12} → {diagnosis.mend}")
    return exits.DONE if well else exits.FAILED
