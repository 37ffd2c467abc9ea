"""Each requirement mapped to the patches that answer it and the checks that show it."""

from collections.abc import Mapping, Sequence

from worker.evidence import Evidence
from worker.result import RequirementAnswer
from worker.task import Task


def answers(task: Task, patches: Mapping[int, Sequence[str]], evidence: Evidence) -> tuple[RequirementAnswer, ...]:
    """One answer per requirement, in the task's order; `patches` goes from requirement index to patch names.

    `failed` when one of its own checks fails, `satisfied` when it has some and the whole proof passed, else `open`:
    what was shown but is not published is not satisfied.
    """
    url = evidence.runs[0].url if evidence.runs else evidence.experiment_url
    return tuple(
        _answer(text, patches.get(index, ()), index, evidence, url) for index, text in enumerate(task.requirements)
    )


def _answer(text: str, patches: Sequence[str], index: int, whole: Evidence, url: str) -> RequirementAnswer:
    checks = [check for check in whole.checks if index in check.requirements]
    failed = [check for check in checks if not check.passed]
    status = "failed" if failed else "satisfied" if checks and whole.passed else "open"
    shown = failed or checks
    evidence = "; ".join(f"{check.name}: {check.observed}" for check in shown)
    return RequirementAnswer(
        text=text,
        status=status,
        patch=", ".join(dict.fromkeys(patches)),
        check=", ".join(check.name for check in shown),
        evidence=f"{evidence} ({url})" if evidence and url else evidence,
    )
