"""Checks of the experiment: there once, active, and the home of every run."""

from collections.abc import Iterator

from worker.evidence import Check
from worker.ports import ExperimentRecord
from worker.verify.fact import fact
from worker.verify.observed import Observed


def experiment_checks(observed: Observed) -> Iterator[Check]:
    """`experiment-unique` and `runs-in-experiment`."""
    wanted = observed.plan.experiment
    found = observed.experiments
    category = _trouble(found)
    yield fact(
        f"experiment-unique:{wanted.name}",
        trouble=category,
        expected="exactly one experiment of this name, active",
        observed=", ".join(f"{one.id} ({one.stage})" for one in found) or "none",
        requirements=wanted.requirements,
    )
    homes = {one.id for one in found}
    strays = [run for run in (*observed.first.runs, *observed.second.runs) if run.experiment_id not in homes]
    yield fact(
        "runs-in-experiment",
        trouble="wrong-experiment" if strays else "",
        expected=f'every run belongs to "{wanted.name}"',
        observed=", ".join(f"{run.run_id} in experiment {run.experiment_id}" for run in strays) or "all of them",
        requirements=wanted.requirements,
    )


def _trouble(found: tuple[ExperimentRecord, ...]) -> str:
    if not found:
        return "experiment-missing"
    if len(found) > 1:
        return "duplicate-experiment"
    return "" if found[0].stage == "active" else "experiment-deleted"
