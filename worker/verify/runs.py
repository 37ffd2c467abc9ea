"""Checks of the runs: one per execution of the site, every one finished, none left open."""

from collections.abc import Iterator, Sequence

from worker.evidence import Check
from worker.ports import RunRecord
from worker.verify.fact import fact
from worker.verify.observed import Observed, Round

_OPTIONS = frozenset({"server-down", "helper"})
"""what is asked for like a repair, and leaves the runs as they are"""


def open_checks(observed: Observed) -> Iterator[Check]:
    """`no-run-left-open`; asked first, because an open run makes every later cell that begins or resumes one fail."""
    yield _none_open(observed, _repairs(observed))


def run_checks(observed: Observed) -> Iterator[Check]:
    """One check per promise about runs: made behind the gate alone, ended truly, one per execution, each complete."""
    repairs = _repairs(observed)
    yield fact(
        "run-made",
        trouble="" if observed.first.roots else "missing-run",
        expected="at least one run of this task and attempt",
        observed=_listed(observed.first.roots),
        requirements=repairs,
    )
    if observed.first.opening:
        yield _gate(observed)
    yield _finished(observed, repairs)
    yield _statuses(observed)
    yield _one_per_execution(observed, repairs)
    if not (observed.plan.fixes or observed.own_runs):
        yield _complete(observed)
    second = observed.second.roots
    yield fact(
        "second-run",
        trouble=_second_trouble(second),
        expected="executing the site once more makes one more run, which finishes",
        observed=_listed(second),
        requirements=repairs,
    )


def _repairs(observed: Observed) -> tuple[int, ...]:
    """Requirements that the runs themselves answer."""
    fixed = (index for fix in observed.plan.fixes for index in fix.requirements)
    return tuple(dict.fromkeys((*observed.plan.run_requirements, *fixed)))


def _gate(observed: Observed) -> Check:
    return fact(
        "gate-kept",
        trouble="run-behind-closed-gate",
        expected="no run begins before the element is used that holds the training back",
        observed=", ".join(sorted(observed.first.opening)),
        requirements=observed.plan.run_requirements,
    )


def _statuses(observed: Observed) -> Check:
    rounds = (observed.first, observed.second)
    trained = sum(one.site_executions - one.site_failures for one in rounds)
    failed = sum(one.site_failures for one in rounds)
    finished = [run for one in rounds for run in one.roots if run.status == "FINISHED"]
    return fact(
        "statuses-true",
        trouble="status-untrue" if failed and len(finished) > trained else "",
        expected=f"at most {trained} runs FINISHED, {failed} executions failed",
        observed=f"{len(finished)} FINISHED",
        requirements=observed.plan.run_requirements,
    )


def _complete(observed: Observed) -> Check:
    """Every finished run of the proof holds what the judged one holds: none is beside the training."""
    plan, judged = observed.plan, observed.run
    planned = {value.key for value in (*plan.params, *plan.metrics, *plan.series)}
    wanted = planned & {*judged.params, *judged.metrics} if judged else set()
    runs = (*observed.first.roots, *observed.second.roots)
    # one that failed says so itself
    ended = [run for run in runs if run.status == "FINISHED"]
    lacking = {run.run_id: sorted(wanted - {*run.params, *run.metrics}) for run in ended}
    lacking = {run_id: keys for run_id, keys in lacking.items() if keys}
    return fact(
        "runs-complete",
        trouble="run-incomplete" if lacking else "",
        expected=f"{', '.join(sorted(wanted)) or 'nothing'} in every finished run",
        observed="; ".join(f"{run_id} lacks {', '.join(keys)}" for run_id, keys in lacking.items()) or "so it is",
        requirements=plan.run_requirements,
    )


def _second_trouble(runs: Sequence[RunRecord]) -> str:
    if not runs:
        return "no-second-run"
    return "" if all(run.status == "FINISHED" for run in runs) else "run-failed"


def _none_open(observed: Observed, requirements: tuple[int, ...]) -> Check:
    # a run that the first round left open may have been ended by the second one's guard: look at both moments
    rounds = (*observed.first.runs, *observed.second.runs, *observed.left_open)
    running = {run.run_id: run for run in rounds if run.status == "RUNNING"}
    return fact(
        "no-run-left-open",
        trouble="run-left-open" if running else "",
        expected="no run of this task is RUNNING after an execution",
        observed=_listed(tuple(running.values())),
        requirements=requirements,
    )


def _finished(observed: Observed, requirements: tuple[int, ...]) -> Check:
    runs = (*observed.first.runs, *observed.second.runs)
    nested = observed.plan.nested
    trials = nested is not None and nested.lenient  # `children-finished` judges those
    bad = tuple(run for run in runs if run.status not in ("FINISHED", "RUNNING") and not (trials and run.parent))
    return fact(
        "runs-finished",
        trouble="run-failed" if bad else "" if runs else "missing-run",
        expected="every run of the proof is FINISHED",
        observed=_listed(bad or runs),
        requirements=requirements,
    )


def _one_per_execution(observed: Observed, requirements: tuple[int, ...]) -> Check:
    rounds = (observed.first, observed.second)
    # fewer is no fault: a cell may execute without training (`if button.value:`); none at all is `run-made`'s affair.
    # A repaired notebook may have runs of its own beside the site's.
    repaired = any(fix.name not in _OPTIONS for fix in observed.plan.fixes)
    doubled = not repaired and any(_surplus(one) > 0 for one in rounds)
    doubled = doubled or _more_than_before(observed)
    return fact(
        "one-run-per-execution",
        trouble="double-logging" if doubled else "",
        expected="no more runs than executions of the site: "
        + " and ".join(str(one.site_executions) for one in rounds),
        observed=" and ".join(str(len(one.roots)) for one in rounds),
        requirements=requirements,
    )


def _more_than_before(observed: Observed) -> bool:
    """Whether a notebook that is only repaired makes more runs than it made, parents that a repair adds left out."""
    plan, before = observed.plan, observed.tracked.runs
    parents = any(fix.name == "nested-parent" for fix in plan.fixes)
    made = [run for run in observed.first.runs if run.parent or not parents]
    return bool(plan.fixes and before and plan.site is None and len(made) > before)


def _surplus(one: Round) -> int:
    """Root runs beyond the site's executions; 0 when the site's executions are not known."""
    return len(one.roots) - one.site_executions if one.site_executions else 0


def _listed(runs: Sequence[RunRecord]) -> str:
    return ", ".join(f"{run.run_id} {run.status}" for run in runs) or "none"
