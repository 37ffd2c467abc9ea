"""Checks of nested runs: children of the judged run, every one finished and with its values."""

from collections.abc import Iterator

from worker.evidence import Check
from worker.plan import Nested, Value
from worker.ports import RunRecord
from worker.verify.fact import fact
from worker.verify.observed import Observed
from worker.verify.values import finite


def nested_checks(observed: Observed) -> Iterator[Check]:
    """`children-made`, `children-finished`, `child-param:<key>` and `child-metric:<key>`."""
    nested = observed.plan.nested
    if nested is None:
        return
    parent = observed.run.run_id if observed.run else ""
    children = [run for run in observed.first.runs if parent and run.parent == parent]
    yield fact(
        "children-made",
        trouble="" if children else "missing-children",
        expected=f"child runs of {parent or 'the run'}",
        observed=f"{len(children)} children",
        requirements=nested.requirements,
    )
    bad = [run for run in children if run.status != "FINISHED"]
    yield fact(
        "children-finished",
        trouble="run-failed" if bad else "" if children else "missing-children",
        expected="every child is FINISHED",
        observed=", ".join(f"{run.run_id} {run.status}" for run in bad) or f"{len(children)} FINISHED",
        requirements=nested.requirements,
    )
    yield from _values(nested, children)


def _values(nested: Nested, children: list[RunRecord]) -> Iterator[Check]:
    for value in nested.params:
        whole = value.form == "mapping"  # its own keys are logged, which nobody knows before
        having = sum(bool(run.params) if whole else value.key in run.params for run in children)
        yield _everywhere("param", value, having, of=len(children))
    for value in nested.metrics:
        numbers = (run.metrics.get(value.key, float("nan")) for run in children)
        yield _everywhere("metric", value, sum(finite(number) for number in numbers), of=len(children))


def _everywhere(family: str, value: Value, having: int, *, of: int) -> Check:
    return fact(
        f"child-{family}:{value.key}",
        trouble="" if having == of > 0 else f"{family}-missing",
        expected=f"{value.key} in each of {of} children",
        observed=f"in {having}",
        requirements=value.requirements,
    )
