"""Checks of nested runs: one child of the judged run per trial, every one finished and with its values."""

from collections.abc import Iterator, Sequence

from worker.evidence import Check
from worker.findings import LiveValue
from worker.plan import Nested, Value
from worker.ports import RunRecord
from worker.verify.fact import fact
from worker.verify.observed import Observed
from worker.verify.values import LONGEST_PARAMETER, close, described, finite, same_parameter


def nested_checks(observed: Observed) -> Iterator[Check]:
    """`children-made`, `children-finished`, `child-param:<key>` and `child-metric:<key>`.

    The last child is compared with the values that the loop's names have when it has ended.
    """
    nested = observed.plan.nested
    if nested is None:
        yield from _parented(observed)
        return
    parent = observed.run.run_id if observed.run else ""
    children = [run for run in observed.first.runs if parent and run.parent == parent]
    yield _made(observed, nested, len(children), parent=parent)
    yield _closed(observed, children, lenient=nested.lenient, requirements=nested.requirements)
    ended = [run for run in children if run.status == "FINISHED" or not nested.lenient]
    for value in nested.params:
        yield _param(observed, value, ended)
    for value in nested.metrics:
        yield _metric(observed, value, ended)
    for value in nested.series:
        yield _curve(value, ended)


def _closed(
    observed: Observed, children: Sequence[RunRecord], *, lenient: bool, requirements: tuple[int, ...]
) -> Check:
    bad = [run for run in children if run.status != "FINISHED"]
    allowed = lenient and len(bad) < len(children) and all(run.status in ("FAILED", "KILLED") for run in bad)
    return fact(
        "children-finished",
        trouble="run-failed" if bad and not allowed else "" if children else _none_made(observed),
        expected="every child is FINISHED" + (", or FAILED or KILLED where the search went on" if lenient else ""),
        observed=", ".join(f"{run.run_id} {run.status}" for run in bad) or f"{len(children)} FINISHED",
        requirements=requirements,
    )


def _none_made(observed: Observed) -> str:
    return "missing-children" if observed.first.roots else "missing-run"


def _parented(observed: Observed) -> Iterator[Check]:
    """Child runs of the notebook's own that were to get a parent."""
    fixes = [fix for fix in observed.plan.fixes if fix.name == "nested-parent"]
    if fixes and observed.first.runs:
        asked = tuple(index for fix in fixes for index in fix.requirements)
        children = [run for run in observed.first.runs if run.parent]
        yield fact(
            "children-made",
            trouble="" if children else "child-without-parent",
            expected="runs that are children of another one",
            observed=f"{len(children)} children, {len(observed.first.roots)} runs without a parent",
            requirements=asked,
        )
        yield _closed(observed, children, lenient=False, requirements=asked)


def _made(observed: Observed, nested: Nested, count: int, *, parent: str) -> Check:
    wanted = observed.iterations.get(nested.path[-1]) if nested.path else _counted(observed, nested)
    lost = count == 0 or (wanted is not None and count != wanted)
    alone = count == 0 and len(observed.first.roots) > max(1, observed.first.site_executions)
    return fact(
        "children-made",
        trouble="child-without-parent" if alone else _none_made(observed) if lost else "",
        expected=f"{'child runs' if wanted is None else f'{wanted} child runs'} of {parent or 'the run'}",
        observed=f"{count} children" + (f", {len(observed.first.roots)} runs without a parent" if alone else ""),
        requirements=nested.requirements,
    )


def _counted(observed: Observed, nested: Nested) -> int | None:
    """How many candidates a fitted search says that it tried."""
    seen = observed.live(nested.count.cell, nested.count.expression) if nested.count else None
    return int(seen.number) if seen is not None and seen.number is not None else None


def _param(observed: Observed, value: Value, children: list[RunRecord]) -> Check:
    whole = value.form == "mapping"  # its own keys are logged, which nobody knows before
    logged = [
        (str(len(run.params)) if run.params else None) if whole else run.params.get(value.key) for run in children
    ]
    live = None if whole else _last(observed, value)
    last = logged[-1] if logged else None
    trouble = ""
    if not logged or None in logged:
        trouble = "param-missing"
    elif any(text is not None and len(text) >= LONGEST_PARAMETER for text in logged):
        trouble = "param-cut"
    elif live is not None and last is not None and not same_parameter(last, live, typed=not value.wrap):
        trouble = "param-wrong"
    return _everywhere("child-param", value, logged, live, trouble=trouble)


def _metric(observed: Observed, value: Value, children: list[RunRecord]) -> Check:
    logged = [run.metrics.get(value.key) for run in children]
    live = _last(observed, value)
    number = live.number if live is not None else None
    trouble = ""
    if not logged or None in logged:
        trouble = "metric-missing"
    elif not all(found is not None and finite(found) for found in logged):
        trouble = "metric-not-finite"
    elif number is not None and logged[-1] is not None and not close(logged[-1], number):
        trouble = "metric-wrong"
    elif len(observed.child_histories.get(value.key, ())) > 1:
        trouble = "double-logging"
    return _everywhere("child-metric", value, logged, live, trouble=trouble)


def _curve(value: Value, children: list[RunRecord]) -> Check:
    logged = [run.metrics.get(value.key) for run in children]
    trouble = ""
    if not logged or None in logged:
        trouble = "metric-missing"
    elif not all(found is not None and finite(found) for found in logged):
        trouble = "metric-not-finite"
    return _everywhere("child-metric", value, logged, None, trouble=trouble)


def _last(observed: Observed, value: Value) -> LiveValue | None:
    """The live value after the last iteration, unless something may have changed it since."""
    if (value.cell, value.expression) in observed.overwritten:
        return None
    return observed.live(value.cell, value.expression)


def _everywhere(
    name: str, value: Value, logged: Sequence[str | float | None], live: LiveValue | None, *, trouble: str
) -> Check:
    having = sum(one is not None for one in logged)
    return fact(
        f"{name}:{value.key}",
        trouble=trouble,
        expected=f"{value.key} in each of {len(logged)} children"
        + (f", {described(live)} in the last" if live is not None else ""),
        observed=f"in {having}" + (f", {logged[-1]!r} in the last" if logged else ""),
        requirements=value.requirements,
    )
