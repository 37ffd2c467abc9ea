"""Checks of the parameters: each one there, whole, and equal to the live value."""

from collections.abc import Iterator, Mapping

from worker.evidence import Check
from worker.findings import LiveValue
from worker.plan import Value
from worker.ports import RunRecord
from worker.verify.fact import fact
from worker.verify.observed import Live, Observed, live_value
from worker.verify.values import LONGEST_PARAMETER, described, same_parameter


def parameter_checks(observed: Observed) -> Iterator[Check]:
    """`param-logged:<key>` for each key, and `second-run-params` for the run that a changed element set off."""
    for value in observed.plan.params:
        for key, live in expected_entries(value, observed.first.live).items():
            logged = _logged(value, key, observed.run)
            yield _kept_as_text(value, observed) or _check(
                value, key, live, logged, trouble=_trouble(observed, value, logged, live)
            )
    if observed.plan.params and observed.second.roots:
        yield _second_run(observed)


def expected_entries(value: Value, live: Live) -> dict[str, LiveValue | None]:
    """Keys that a planned value must log, with their live values where known; mappings give one key per entry."""
    found = live_value(live, value.cell, value.expression)
    if value.form not in ("mapping", "estimator"):
        return {value.key: found}
    entries: Mapping[str, LiveValue] = {}
    if found is not None:
        source = found.ui.value if found.ui is not None else found
        entries = source.estimator if value.form == "estimator" and source.estimator else source.entries
    return dict(entries) if entries else {value.key: None}


def find_key(logged: Mapping[str, object], key: str, entry: str) -> str | None:
    """The logged key of a mapping's entry: with the mapping's key in front, or the entry's own name."""
    forms = (f"{key}_{entry}", f"{key}.{entry}", f"{key}/{entry}", entry) if key else (entry,)
    return next((form for form in forms if form in logged), None)


def _kept_as_text(value: Value, observed: Observed) -> Check | None:
    """A value that is too long for a parameter: whole under `params/`, and the parameter names the place."""
    if value.form != "long":
        return None
    logged = observed.run.params.get(value.key, "") if observed.run else ""
    size = next((record.size for record in observed.artifacts if record.path == value.text_path), None) or 0
    characters, _, rest = logged.partition(" ")
    whole = characters.isdecimal() and rest.endswith(value.text_path) and size >= int(characters)
    return fact(
        f"param-logged:{value.key}",
        trouble="" if whole else "param-missing" if not logged else "param-cut",
        expected=f"{value.expression}, whole, in {value.text_path}",
        observed=f"{logged or 'not logged'}; {size} bytes",
        requirements=value.requirements,
    )


def _check(value: Value, key: str, live: LiveValue | None, logged: str | None, *, trouble: str) -> Check:
    return fact(
        f"param-logged:{key}",
        trouble=trouble,
        expected=f"{described(live)} (live value of {value.expression})"
        if live
        else f"the value of {value.expression}",
        observed=logged if logged is not None else "not logged",
        requirements=value.requirements,
    )


def _logged(value: Value, key: str, run: RunRecord | None) -> str | None:
    if run is None:
        return None
    if value.form in ("mapping", "estimator") and key == value.key:
        # the live entries are unknown: any parameter shows that the mapping was logged
        return f"{len(run.params)} parameters" if run.params else None
    found = find_key(run.params, value.key, key)
    return None if found is None else run.params[found]


def _trouble(observed: Observed, value: Value, logged: str | None, live: LiveValue | None) -> str:
    if logged is None:
        return "param-missing"
    if len(logged) >= LONGEST_PARAMETER:
        return "param-cut"
    if live is None or (value.cell, value.expression) in observed.overwritten:
        return ""
    # what the notebook logged before any patch may have a form of its own
    typed = not value.wrap and value.key not in observed.kept
    return "" if same_parameter(logged, live, typed=typed) else "param-wrong"


def _second_run(observed: Observed) -> Check:
    run = observed.second.roots[-1]
    wrong = []
    for value in observed.plan.params:
        for key, live in expected_entries(value, observed.second.live).items():
            logged = _logged(value, key, run)
            if value.form != "long" and _trouble(observed, value, logged, live):
                wrong.append(f"{key}: {logged!r}, live {described(live)}")
    return fact(
        "second-run-params",
        trouble="param-stale" if wrong else "",
        expected="the second run's parameters are the notebook's values of that moment",
        observed="; ".join(wrong) or "they are",
        requirements=(),
    )
