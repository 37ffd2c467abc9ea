"""Interpreting: English requirements and findings in, a tracking plan or questions out. Pure."""

from worker.findings import Findings
from worker.interpret.choices import Chooser
from worker.interpret.planner import Planner
from worker.interpret.readings import plain_readings
from worker.plan import Interpretation
from worker.task import Task


def interpret(task: Task, findings: Findings, *, choose: Chooser | None = None) -> Interpretation:
    """Read the requirements by rules; what they do not settle, and `choose` does not either, becomes a question."""
    readings, known = plain_readings(task, findings)
    return known if choose is None else Planner(task, findings, readings=readings).interpretation(choose)
