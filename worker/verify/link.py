"""Check of the link to the MLflow UI: a cell shows it."""

from collections.abc import Iterator
from html import unescape

from worker.evidence import Check
from worker.verify.fact import fact
from worker.verify.observed import Observed


def link_checks(observed: Observed) -> Iterator[Check]:
    """`link-shown`: some cell's output holds the experiment's path in the MLflow UI."""
    if not observed.plan.link:
        return
    path = f"#/experiments/{observed.experiments[0].id}" if observed.experiments else "#/experiments/"
    showing = [cell.cell for cell in observed.first.execution.cells if path in unescape(cell.output)]
    yield fact(
        "link-shown",
        trouble="" if showing and observed.experiments else "link-missing",
        expected=f"a cell shows a link with {path}",
        observed=f"cell {showing[0]}" if showing else "no cell does",
        requirements=observed.plan.link_requirements,
    )
