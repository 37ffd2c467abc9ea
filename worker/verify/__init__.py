"""Verify: the server's, the kernel's and git's answers against the plan, as checks. Pure, one file per family."""

from collections.abc import Callable, Iterator

from worker.evidence import Check
from worker.verify.answers import answers
from worker.verify.artifacts import artifact_checks
from worker.verify.experiment import experiment_checks
from worker.verify.git import changed_files, git_checks
from worker.verify.iterations import counted_loops
from worker.verify.kept import ending_checks, text_checks, tracking_checks
from worker.verify.link import link_checks
from worker.verify.metrics import metric_checks
from worker.verify.model import model_checks
from worker.verify.nested import nested_checks
from worker.verify.notebook import behaves_otherwise, failure_text, notebook_checks, rerun_checks
from worker.verify.observed import Baseline, Live, Observed, Round, judged_run, live_value
from worker.verify.overwritten import overwritten
from worker.verify.parameters import parameter_checks
from worker.verify.runs import open_checks, run_checks
from worker.verify.series import series_checks, steps_key
from worker.verify.tags import tag_checks

FAMILIES: dict[str, Callable[[Observed], Iterator[Check]]] = {
    # causes before their consequences: the first check that fails names the result's category
    "open": open_checks,
    "notebook": notebook_checks,
    "text": text_checks,
    "nested": nested_checks,
    "runs": run_checks,
    "rerun": rerun_checks,
    "ends": ending_checks,
    "experiment": experiment_checks,
    "parameters": parameter_checks,
    "metrics": metric_checks,
    "series": series_checks,
    "artifacts": artifact_checks,
    "model": model_checks,
    "tags": tag_checks,
    "kept": tracking_checks,
    "link": link_checks,
}


def verify(observed: Observed) -> tuple[Check, ...]:
    """All checks of one proved notebook; the commit's own come from `git_checks`."""
    return tuple(check for family in FAMILIES.values() for check in family(observed))


__all__ = [
    "FAMILIES",
    "Baseline",
    "Live",
    "Observed",
    "Round",
    "answers",
    "behaves_otherwise",
    "changed_files",
    "counted_loops",
    "failure_text",
    "git_checks",
    "judged_run",
    "live_value",
    "overwritten",
    "steps_key",
    "verify",
]
