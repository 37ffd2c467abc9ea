"""Checks of the series: every point there once, steps 0, 1, 2 …, and the values of the live sequence."""

from collections.abc import Iterator

from worker.evidence import Check
from worker.plan import Value
from worker.ports import MetricPoint
from worker.verify.fact import fact
from worker.verify.observed import Observed
from worker.verify.parameters import find_key
from worker.verify.values import close, finite

_SHORTEST = 2


def series_checks(observed: Observed) -> Iterator[Check]:
    """`series-logged:<key>`, `series-steps:<key>` and, where the live sequence is known, `series-values:<key>`."""
    for value in observed.plan.series:
        for key in series_keys(observed, value):
            found = find_key(observed.histories, value.key, key)
            points = tuple(sorted(observed.histories[found], key=lambda point: point.step)) if found else ()
            live = observed.sequences.get(key)
            if (value.cell, value.expression) in observed.overwritten:
                live = None
            yield _logged(value, key, points, shortest=_shortest(observed, value, live))
            yield _steps(value, key, points, observed.sequences.get(steps_key(key)))
            if live is not None:
                yield _values(value, key, points, live)
            elif value.form == "loop" and (last := _last(observed, value)) is not None:
                yield _ends(value, key, points, last)


def series_keys(observed: Observed, value: Value) -> tuple[str, ...]:
    """Metric keys that a planned series must log; a mapping of sequences gives one per entry that holds numbers."""
    live = observed.live(value.cell, value.expression)
    if value.form == "mapping" and live is not None:
        entries = tuple(name for name, entry in live.entries.items() if entry.numbers)
        if entries:
            return entries
    return (value.key,)


def _shortest(observed: Observed, value: Value, live: tuple[float, ...] | None) -> int:
    if live is not None:
        return len(live)
    if value.form == "loop" and value.path and value.path[-1] in observed.iterations:
        return observed.iterations[value.path[-1]]
    return 1 if observed.shrunk else _SHORTEST


def _last(observed: Observed, value: Value) -> float | None:
    """The live value after the last iteration, unless something may have changed it since."""
    if (value.cell, value.expression) in observed.overwritten:
        return None
    live = observed.live(value.cell, value.expression)
    return live.number if live is not None else None


def _ends(value: Value, key: str, points: tuple[MetricPoint, ...], last: float) -> Check:
    same = bool(points) and close(points[-1].value, last)
    return fact(
        f"series-values:{key}",
        trouble="" if same else "series-wrong",
        expected=f"the last value {last!r}, that of {value.expression} when the loop has ended",
        observed=f"the last {points[-1].value!r}" if points else "no points",
        requirements=value.requirements,
    )


def _logged(value: Value, key: str, points: tuple[MetricPoint, ...], *, shortest: int) -> Check:
    infinite = [point.step for point in points if not finite(point.value)]
    category = ""
    if not points:
        category = "series-missing"
    elif infinite:
        category = "metric-not-finite"
    elif len(points) < shortest:
        category = "series-too-short"
    observed = f"{len(points)} points" if points else "not logged"
    if infinite:
        observed += f", not finite at step {infinite[0]}"
    return fact(
        f"series-logged:{key}",
        trouble=category,
        expected=f"at least {shortest} finite points of {value.expression}",
        observed=observed,
        requirements=value.requirements,
    )


def steps_key(key: str) -> str:
    """Under which name the live steps of a series are known beside its values."""
    return f"steps of {key}"


def _steps(value: Value, key: str, points: tuple[MetricPoint, ...], live: tuple[float, ...] | None) -> Check:
    steps = [point.step for point in points]
    doubled = sorted({step for step in steps if steps.count(step) > 1}) if len(set(steps)) < len(steps) else []
    shown = f"steps {steps[0]} to {steps[-1]}, {len(steps)} points" if steps else "no points"
    return fact(
        f"series-steps:{key}",
        trouble=_steps_trouble(steps, doubled, wanted=_wanted(value, steps, live)),
        expected=f"the whole numbers of {value.steps}, each once" if value.steps else "steps 0, 1, 2 … each once",
        observed=shown + (f", step {doubled[0]} more than once" if doubled else ""),
        requirements=value.requirements,
    )


def _wanted(value: Value, steps: list[int], live: tuple[float, ...] | None) -> list[int]:
    """The steps that there should be; of named ones that cannot be read any that differ."""
    if not value.steps:
        return list(range(len(steps)))
    return steps if live is None else [int(number) for number in live]


def _steps_trouble(steps: list[int], doubled: list[int], *, wanted: list[int]) -> str:
    if not steps:
        return "series-missing"
    if doubled:
        return "double-logging"
    return "" if steps == wanted else "series-steps-wrong"


def _values(value: Value, key: str, points: tuple[MetricPoint, ...], live: tuple[float, ...]) -> Check:
    same = len(points) == len(live) and all(close(p.value, v) for p, v in zip(points, live, strict=True))
    logged = f"{len(points)} points" + (f", the last {points[-1].value!r}" if points else "")
    return fact(
        f"series-values:{key}",
        trouble="" if same else "series-wrong",
        expected=f"the {len(live)} values of {value.expression}" + (f", the last {live[-1]!r}" if live else ""),
        observed=logged,
        requirements=value.requirements,
    )
