"""Checks of tags and of the run's name."""

from collections.abc import Iterator

from worker.evidence import Check
from worker.plan import Value
from worker.verify.fact import fact
from worker.verify.observed import Observed
from worker.verify.values import described, same_parameter


def tag_checks(observed: Observed) -> Iterator[Check]:
    """`experiment-tag:<key>`, `run-tag:<key>` and `run-named:<name>`."""
    plan = observed.plan
    on_experiment = observed.experiments[0].tags if observed.experiments else {}
    on_run = observed.run.tags if observed.run else {}
    for key, value in plan.experiment.tags.items():
        yield _tag("experiment-tag", key, value, on_experiment.get(key), plan.experiment.requirements)
    for key, value in plan.run_tags.items():
        yield _tag("run-tag", key, value, on_run.get(key), plan.run_tag_requirements)
    for tag in plan.tags:
        yield _live_tag(observed, tag, on_run.get(tag.key))
    if plan.run_name:
        name = observed.run.name if observed.run else ""
        yield fact(
            f"run-named:{plan.run_name}",
            trouble="" if name == plan.run_name else "run-name-wrong",
            expected=plan.run_name,
            observed=name or "no run",
        )


def _live_tag(observed: Observed, value: Value, found: str | None) -> Check:
    """A tag whose value is the notebook's own: the text of the live value, unless that may have changed since."""
    live = observed.live(value.cell, value.expression)
    lenient = live is None or (value.cell, value.expression) in observed.overwritten
    right = found is not None and (lenient or (live is not None and same_parameter(found, live)))
    return fact(
        f"run-tag:{value.key}",
        trouble="tag-missing" if found is None else "" if right else "tag-wrong",
        expected=f"{described(live)} (live value of {value.expression})",
        observed="not set" if found is None else found,
        requirements=value.requirements,
    )


def _tag(family: str, key: str, value: str, found: str | None, requirements: tuple[int, ...]) -> Check:
    return fact(
        f"{family}:{key}",
        trouble="tag-missing" if found is None else "" if found == value else "tag-wrong",
        expected=value,
        observed="not set" if found is None else found,
        requirements=requirements,
    )
