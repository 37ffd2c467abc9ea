"""Checks of tags and of the run's name."""

from collections.abc import Iterator

from worker.evidence import Check
from worker.verify.fact import fact
from worker.verify.observed import Observed


def tag_checks(observed: Observed) -> Iterator[Check]:
    """`experiment-tag:<key>`, `run-tag:<key>` and `run-named:<name>`."""
    plan = observed.plan
    on_experiment = observed.experiments[0].tags if observed.experiments else {}
    on_run = observed.run.tags if observed.run else {}
    for key, value in plan.experiment.tags.items():
        yield _tag("experiment-tag", key, value, on_experiment.get(key), plan.experiment.requirements)
    for key, value in plan.run_tags.items():
        yield _tag("run-tag", key, value, on_run.get(key), plan.run_tag_requirements)
    if plan.run_name:
        name = observed.run.name if observed.run else ""
        yield fact(
            f"run-named:{plan.run_name}",
            trouble="" if name == plan.run_name else "run-name-wrong",
            expected=plan.run_name,
            observed=name or "no run",
        )


def _tag(family: str, key: str, value: str, found: str | None, requirements: tuple[int, ...]) -> Check:
    return fact(
        f"{family}:{key}",
        trouble="tag-missing" if found is None else "" if found == value else "tag-wrong",
        expected=value,
        observed="not set" if found is None else found,
        requirements=requirements,
    )
