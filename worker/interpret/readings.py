"""Which requirements are better read in plainer words: those that raise a question as they stand, and none then."""

from worker.findings import Findings
from worker.interpret.plainer import plainer
from worker.interpret.planner import Planner
from worker.plan import Interpretation
from worker.task import Task


def plain_readings(task: Task, findings: Findings) -> tuple[dict[int, str], Interpretation]:
    """The gentlest plainer reading of each requirement that leaves nothing to ask about it, by index; mostly none.

    With it what the rules make of the task in these words.
    """
    readings: dict[int, str] = {}
    known = Planner(task, findings, readings={}).interpretation()
    for number in sorted(_asked(known)):
        for text in plainer(task.requirements[number]):
            tried = Planner(task, findings, readings=readings | {number: text}).interpretation()
            if _settles(number, tried, before=known):
                readings[number], known = text, tried
                break
    return readings, known


def _settles(number: int, tried: Interpretation, *, before: Interpretation) -> bool:
    """Whether a reading answers its requirement, and raises no question elsewhere."""
    answered = tried.plan is not None and number in tried.plan.answered
    return answered and _asked(tried) <= _asked(before) - {number}


def _asked(interpretation: Interpretation) -> set[int]:
    return {question.requirement for question in interpretation.questions}
