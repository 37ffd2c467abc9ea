"""Checks of nested runs: children of the judged run, every one closed and with its values."""

from collections.abc import Iterator, Sequence

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
        yield from _mended(observed)
        return
    parent = observed.run.run_id if observed.run else ""
    children = [run for run in observed.first.runs if parent and run.parent == parent]
    wanted = observed.live(nested.count.cell, nested.count.expression) if nested.count else None
    exact = int(wanted.number) if wanted is not None and wanted.number is not None else None
    yield fact(
        "children-made",
        trouble="" if children and exact in (None, len(children)) else "missing-children",
        expected=f"{'' if exact is None else f'{exact} '}child runs of {parent or 'the run'}",
        observed=f"{len(children)} children",
        requirements=nested.requirements,
    )
    yield _closed(children, lenient=nested.lenient, requirements=nested.requirements)
    yield from _values(nested, [run for run in children if run.status == "FINISHED" or not nested.lenient])


def _mended(observed: Observed) -> Iterator[Check]:
    """The repair `nested-parent`: runs of the proof that were nobody's children have a parent among them."""
    asked = tuple(number for fix in observed.plan.fixes if fix.name == "nested-parent" for number in fix.requirements)
    if not any(fix.name == "nested-parent" for fix in observed.plan.fixes):
        return
    roots = {run.run_id for run in observed.first.roots}
    children = [run for run in observed.first.runs if run.parent in roots]
    yield fact(
        "children-made",
        trouble="" if children else "missing-children",
        expected="runs whose parent is a run of this proof",
        observed=f"{len(children)} children",
        requirements=asked,
    )
    yield _closed(children, lenient=False, requirements=asked)


def _closed(children: Sequence[RunRecord], *, lenient: bool, requirements: tuple[int, ...]) -> Check:
    bad = [run for run in children if run.status != "FINISHED"]
    allowed = lenient and len(bad) < len(children) and all(run.status in ("FAILED", "KILLED") for run in bad)
    return fact(
        "children-finished",
        trouble="run-failed" if bad and not allowed else "" if children else "missing-children",
        expected="every child is FINISHED" + (", or FAILED or KILLED where the search went on" if lenient else ""),
        observed=", ".join(f"{run.run_id} {run.status}" for run in bad) or f"{len(children)} FINISHED",
        requirements=requirements,
    )


def _values(nested: Nested, children: list[RunRecord]) -> Iterator[Check]:
    for value in nested.params:
        whole = value.form == "mapping"  # its own keys are logged, which nobody knows before
        having = sum(bool(run.params) if whole else value.key in run.params for run in children)
        yield _everywhere(f"child-param:{value.key}", "param-missing", value, having, of=len(children))
    for value in (*nested.metrics, *nested.series):
        numbers = (run.metrics.get(value.key, float("nan")) for run in children)
        having = sum(map(finite, numbers))
        yield _everywhere(f"child-metric:{value.key}", "metric-missing", value, having, of=len(children))


def _everywhere(name: str, trouble: str, value: Value, having: int, *, of: int) -> Check:
    return fact(
        name,
        trouble="" if having == of > 0 else trouble,
        expected=f"{value.key} in each of {of} children",
        observed=f"in {having}",
        requirements=value.requirements,
    )
