"""Checks of the metrics: each one there, finite, and equal to the live value unless the notebook changes it later."""

from collections.abc import Iterator

from worker.evidence import Check
from worker.findings import LiveValue
from worker.plan import Value
from worker.ports import MetricPoint
from worker.verify.fact import fact
from worker.verify.observed import Observed
from worker.verify.parameters import expected_entries, find_key
from worker.verify.values import close, finite


def metric_checks(observed: Observed) -> Iterator[Check]:
    """`metric-logged:<key>` and `metric-logged-once:<key>`; a mapping's entries that are no numbers are left out."""
    for value in observed.plan.metrics:
        for key, live in expected_entries(value, observed.first.live).items():
            if value.form == "mapping" and live is not None and live.number is None:
                continue
            yield _check(observed, value, key, live)
            found = find_key(observed.histories, value.key, key)
            if found is not None and value.key not in observed.kept:
                yield _once(value, found, observed.histories[found])


def _check(observed: Observed, value: Value, key: str, live: LiveValue | None) -> Check:
    logged = None
    if observed.run is not None:
        found = find_key(observed.run.metrics, value.key, key)
        logged = None if found is None else observed.run.metrics[found]
    number = live.number if live is not None else None
    changes = (value.cell, value.expression) in observed.overwritten
    category = _trouble(logged, number, changes=changes)
    expected = f"{number!r} (live value of {value.expression})" if number is not None else "a finite number"
    if number is not None and changes:
        expected = f"a finite number ({value.expression} may change later; it is {number!r} now)"
    return fact(
        f"metric-logged:{key}",
        trouble=category,
        expected=expected,
        observed=repr(logged) if logged is not None else "not logged",
        requirements=value.requirements,
    )


def _once(value: Value, key: str, points: tuple[MetricPoint, ...]) -> Check:
    """Logging a key and step again appends; the run's last value does not show it."""
    steps = [point.step for point in points]
    doubled = len(set(steps)) < len(steps)
    return fact(
        f"metric-logged-once:{key}",
        trouble="double-logging" if doubled else "",
        expected="one value per step",
        observed=f"{len(points)} values at {len(set(steps))} steps",
        requirements=value.requirements,
    )


def _trouble(logged: float | None, live: float | None, *, changes: bool) -> str:
    if logged is None:
        return "metric-missing"
    if not finite(logged):
        return "metric-not-finite"
    if live is None or changes or close(logged, live):
        return ""
    return "metric-wrong"
