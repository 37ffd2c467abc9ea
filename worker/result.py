"""The result: what the planner gets back. Its field names are a contract (DESIGN §4)."""

from enum import StrEnum

from pydantic import Field

from worker.evidence import Check
from worker.findings import Frozen


class State(StrEnum):
    """Task states of the A2A protocol."""

    SUBMITTED = "submitted"
    WORKING = "working"
    INPUT_REQUIRED = "input-required"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELED = "canceled"
    REJECTED = "rejected"

    @property
    def final(self) -> bool:
        """Whether a task in this state is done with (until somebody retries it)."""
        return self not in (State.SUBMITTED, State.WORKING)


class ExperimentRef(Frozen):
    """The MLflow experiment of a result."""

    name: str
    id: str = ""
    url: str = ""


class RunRef(Frozen):
    """One MLflow run of a result."""

    run_id: str
    status: str
    url: str


class RequirementAnswer(Frozen):
    """How one requirement ended: satisfied by which patch, shown by which check; or asked back."""

    text: str
    status: str
    """`satisfied`, `asked-back`, `already-satisfied`, `failed`, `open`"""
    patch: str = ""
    check: str = ""
    evidence: str = ""


class QuestionAnswer(Frozen):
    """What is asked back: the question, the candidates, and a ready-to-paste `tracking:` block."""

    text: str
    candidates: tuple[str, ...] = ()
    tracking: str = ""


class Result(Frozen):
    """What the planner gets back for one task."""

    task_id: str
    state: State
    category: str = ""
    message: str = ""
    retryable: bool = False
    attempts: int = 0
    branch: str = ""
    base: str = ""
    commit: str = ""
    diff: str = ""
    files: tuple[str, ...] = ()
    experiment: ExperimentRef | None = None
    runs: tuple[RunRef, ...] = ()
    requirements: tuple[RequirementAnswer, ...] = ()
    checks: tuple[Check, ...] = ()
    question: QuestionAnswer | None = None
    timings: dict[str, float] = Field(default_factory=dict)
    """seconds per step"""
    notes: tuple[str, ...] = ()
