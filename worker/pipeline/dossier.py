"""What is known about one task while it is worked on, and the results that this makes."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from worker.errors import WorkerError
from worker.evidence import Check, Evidence
from worker.pipeline.message import trailers
from worker.pipeline.questions import ask, asked_back
from worker.plan import Question
from worker.ports import ExperimentRecord, PublishedCommit, RunRecord
from worker.result import ExperimentRef, RequirementAnswer, Result, RunRef, State
from worker.task import Task

REJECTING = frozenset({"task-invalid", "notebook-invalid", "patch-impossible"})
"""categories of faults that say: not as it is worded, or not with this notebook"""


@dataclass(kw_only=True)
class Dossier:
    """Filled in step by step; whatever ends the task, the result says all that was known by then."""

    task_id: str
    attempt: int
    branch: str = ""
    base: str = ""
    task: Task | None = None
    files: tuple[str, ...] = ()
    diff: str = ""
    experiment: ExperimentRef | None = None
    runs: tuple[RunRef, ...] = ()
    requirements: tuple[RequirementAnswer, ...] = ()
    checks: tuple[Check, ...] = ()
    commit: str = ""
    """the local commit; in the result only once it is published"""
    left: bool = False
    """whether the server had runs of this task before this attempt"""
    notes: list[str] = field(default_factory=list)

    def begin(self, *, base: str) -> None:
        """Forget what an earlier base gave: everything is proved anew."""
        self.base, self.diff, self.commit = base, "", ""
        self.experiment, self.runs, self.checks, self.requirements = None, (), (), ()

    def note(self, *notes: str) -> None:
        """Add notes, each once."""
        self.notes.extend(note for note in dict.fromkeys(notes) if note not in self.notes)

    def completed(self, *, category: str, message: str, commit: str = "") -> Result:
        """Done, with or without a commit."""
        return self._result(State.COMPLETED, category=category, message=message).model_copy(update={"commit": commit})

    def failed(self, *, category: str, message: str) -> Result:
        """Not done, and trying again will not help."""
        return self._result(State.FAILED, category=category, message=message)

    def faulted(self, error: WorkerError) -> Result:
        """The result of a permanent fault: rejected when the task or its target is to blame, else failed."""
        state = State.REJECTED if error.category in REJECTING else State.FAILED
        return self._result(state, category=error.category, message=str(error))

    def questioned(self, questions: Sequence[Question]) -> Result:
        """Asked back: each requirement's state, and all questions as one."""
        question = ask(questions)
        if self.task is not None:
            self.requirements = asked_back(self.task, questions)
        result = self._result(State.INPUT_REQUIRED, category="needs-answer", message=question.text)
        return result.model_copy(update={"question": question})

    def found(self, earlier: PublishedCommit, *, runs: Sequence[RunRecord]) -> Result:
        """The commit of an earlier attempt is on the branch: nothing is left to do."""
        marks = trailers(earlier.message)
        known = {run.run_id: run for run in runs}
        ids = marks.get("MLflow-Run", ())
        records = [known.get(run_id) for run_id in ids]
        self.files, self.diff = earlier.files, earlier.diff
        self.runs = tuple(
            run_ref(record) if record else RunRef(run_id=run_id, status="", url="")
            for run_id, record in zip(ids, records, strict=True)
        )
        for name in marks.get("MLflow-Experiment", ())[:1]:
            home = next((record.experiment_id for record in records if record), "")
            self.experiment = ExperimentRef(name=name, id=home, url=self.experiment.url if self.experiment else "")
        evidence = f"proved before commit {earlier.commit} was pushed"
        texts = self.task.requirements if self.task else ()
        self.requirements = tuple(RequirementAnswer(text=text, status="satisfied", evidence=evidence) for text in texts)
        return self.completed(
            category="already-published",
            message=f"an earlier attempt pushed {earlier.commit}",
            commit=earlier.commit,
        )

    def _result(self, state: State, *, category: str, message: str) -> Result:
        requirements = self.requirements
        if not requirements and self.task is not None:
            requirements = tuple(RequirementAnswer(text=text, status="open") for text in self.task.requirements)
        return Result(
            task_id=self.task_id,
            state=state,
            category=category,
            message=message,
            attempts=self.attempt,
            branch=self.branch,
            base=self.base,
            diff=self.diff,
            files=self.files,
            experiment=self.experiment,
            runs=self.runs,
            requirements=requirements,
            checks=self.checks,
            notes=tuple(self.notes),
        )


def already_satisfied(task: Task) -> tuple[RequirementAnswer, ...]:
    """Every requirement of a task whose patches change nothing."""
    evidence = "the notebook tracks this already: applying the patches changes nothing"
    return tuple(
        RequirementAnswer(text=text, status="already-satisfied", evidence=evidence) for text in task.requirements
    )


def join_evidence(parts: Sequence[tuple[str, Evidence]], *, tree: str, checks: Sequence[Check]) -> Evidence:
    """Evidence of several notebooks as one; with more than one, each check's name says which notebook it is of."""
    named = tuple(
        check.model_copy(update={"name": f"{check.name} @ {name}"}) if len(parts) > 1 else check
        for name, part in parts
        for check in part.checks
    )
    return Evidence(
        attempt=" ".join(part.attempt for _, part in parts),
        tree=tree,
        checks=(*named, *checks),
        runs=tuple(run for _, part in parts for run in part.runs),
        experiment_id=parts[0][1].experiment_id if parts else "",
        experiment_url=parts[0][1].experiment_url if parts else "",
    )


def run_ref(run: RunRecord) -> RunRef:
    """A run as the result shows it."""
    return RunRef(run_id=run.run_id, status=run.status, url=run.url)


def experiment_ref(name: str, found: Sequence[ExperimentRecord]) -> ExperimentRef:
    """An experiment as the result shows it."""
    return ExperimentRef(name=name, id=found[0].id, url=found[0].url) if found else ExperimentRef(name=name)


def proof_failed_message(failures: Sequence[Check]) -> str:
    """Name what was expected and what was there instead, three checks at most."""
    shown = "; ".join(f"{one.name}: expected {one.expected}, observed {one.observed}" for one in failures[:3])
    more = f"; and {len(failures) - 3} more" if len(failures) > 3 else ""
    # the first one names the cause
    own = bool(failures) and failures[0].category == "notebook-failed"
    what = "the notebook fails on its own, without any patch" if own else "the proof failed"
    return f"{what}, nothing was pushed: {shown}{more}"
