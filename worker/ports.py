"""Protocols between the pipeline and the world: queue, repository, kernel, tracking server, interpreter.

Adapters implement them at the edge; the pipeline knows nothing else. Adapters map foreign errors to
`worker.errors` once, here at the boundary.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from pydantic import JsonValue

from worker.findings import Findings, Frozen, LiveValue
from worker.plan import Interpretation
from worker.result import Result, State
from worker.task import Task

# ---------------------------------------------------------------- queue


class Delivery(Frozen):
    """One task handed to this worker, under a lease that the queue keeps renewing."""

    entry: str
    """stream entry id"""
    task_id: str
    """the task's own id, else the entry id"""
    text: str
    """the YAML as submitted"""
    attempt: int
    """1 for the first; counts failures that were retried, not crashes"""
    recoveries: int
    """how often a crashed worker's lease was taken over"""


class Queue(Protocol):
    """Tasks in, results out."""

    def claim(self, *, block_s: float) -> Delivery | None:
        """The next task (a crashed worker's first), or None after `block_s` seconds without one."""

    def lease(self, delivery: Delivery) -> AbstractContextManager["Lease"]:
        """Renew the delivery's lease from a thread of its own until the context ends."""

    def progress(self, delivery: Delivery, *, state: State, step: str, attempt: int) -> None:
        """Publish where the task stands."""

    def settle(self, delivery: Delivery, result: Result) -> None:
        """Publish the result and acknowledge the entry, in one transaction."""

    def release(self, delivery: Delivery, *, delay_s: float, reason: str) -> None:
        """Give the task back to be tried again after `delay_s` seconds."""

    def idle(self) -> bool:
        """Whether nothing waits, nothing is delayed and nothing is in work anywhere."""


class Lease(Protocol):
    """The right to publish for one delivery."""

    def check(self) -> None:
        """Raise LeaseLost if another worker owns the task now, Canceled if somebody canceled it."""


# ---------------------------------------------------------------- repository


class PushOutcome(StrEnum):
    """What became of a push."""

    PUSHED = "pushed"
    REJECTED = "rejected"
    """not a fast-forward: the branch moved"""


class PublishedCommit(Frozen):
    """A commit of an earlier attempt of the same task, found on the branch."""

    commit: str
    message: str
    files: tuple[str, ...]
    diff: str


class Worktree(Protocol):
    """One task's own working tree at the tip of the branch."""

    @property
    def path(self) -> Path:
        """Folder of the working tree."""

    @property
    def base(self) -> str:
        """Commit that the tree was made from."""

    def resolve(self, name: str) -> Path:
        """Absolute path of a repository file; TaskInvalid when it lies outside, is a symlink out, or is missing."""

    def commit(self, message: str, *, files: Sequence[str]) -> str:
        """Commit exactly these files (amending this task's own earlier commit, if any); the commit's id."""

    def restore(self) -> None:
        """Undo what running notebooks left: tracked files as in HEAD, everything else removed, ignored files too."""

    def tree(self) -> str:
        """Tree hash of HEAD."""

    def diff(self) -> str:
        """Unified diff from the base to HEAD."""

    def push(self) -> PushOutcome:
        """Push HEAD to the branch, and confirm by fetch and ancestry."""

    def upstream_changes(self) -> frozenset[str]:
        """Fetch; the files that the branch changed since `base`."""

    def replay(self) -> None:
        """Put this task's commit, byte for byte, onto the branch's new tip; `base` moves."""


class Repository(Protocol):
    """The team's git repository."""

    def worktree(self, *, task_id: str, branch: str) -> AbstractContextManager[Worktree]:
        """Fetch, and a fresh working tree at the tip of `branch`; removed at the end, whatever happens."""

    def published(self, *, task_id: str, branch: str) -> PublishedCommit | None:
        """The commit with this `Task-Id` trailer on the remote branch, if there is one."""

    def sweep(self) -> int:
        """Remove what crashed attempts of this worker's own repository cache left; how many."""


# ---------------------------------------------------------------- kernel


class CellStatus(StrEnum):
    """What became of a cell in one execution."""

    RAN = "ran"
    STOPPED = "stopped"
    """`mo.stop`, in this cell or an ancestor"""
    FAILED = "failed"
    """it raised, or could not be compiled"""
    CANCELLED = "cancelled"
    """an ancestor raised"""
    IDLE = "idle"
    """it did not run this time (not stale, or disabled)"""


class CellOutcome(Frozen):
    """One cell in one execution."""

    cell: int
    status: CellStatus
    exception: str = ""
    message: str = ""
    traceback: str = ""
    """plain text, HTML removed"""
    output_type: str = ""
    """MIME type of the displayed output"""
    output: str = ""
    """the displayed output, cut to 20,000 characters"""
    stdout: str = ""
    """console output, cut to 20,000 characters"""


class Execution(Frozen):
    """One round of execution: run all, a re-run, or what a UI element set off."""

    cells: tuple[CellOutcome, ...]
    seconds: float

    @property
    def ran(self) -> frozenset[int]:
        """Cells that ran to their end."""
        return frozenset(cell.cell for cell in self.cells if cell.status is CellStatus.RAN)

    @property
    def failures(self) -> tuple[CellOutcome, ...]:
        """Cells that raised."""
        return tuple(cell for cell in self.cells if cell.status is CellStatus.FAILED)

    @property
    def stopped(self) -> frozenset[int]:
        """Cells that `mo.stop` held back."""
        return frozenset(cell.cell for cell in self.cells if cell.status is CellStatus.STOPPED)


class Snapshot(Frozen):
    """Live values after an execution."""

    names: dict[str, LiveValue]
    """the notebook's global names (modules, functions and classes left out)"""
    private: dict[int, dict[str, LiveValue]]
    """per cell: its `_private` names"""
    functions: dict[str, tuple[dict[str, LiveValue], ...]] = {}
    """per notebook function (name): locals at the end of its first call and of its last call"""


class ModelReading(Frozen):
    """A logged model, loaded back by the notebook's own interpreter, beside the live one."""

    trouble: str = ""
    """what loading it, or predicting with it, raised"""
    signature: str = ""
    """as it was saved; empty when it has none"""
    wanted: str = ""
    """signature of the live model's input and predictions; empty when they are not known"""
    predictions: str = ""
    """of the loaded model, for people"""
    live: str = ""
    """of the live model on the same rows, for people; empty when they are not known"""
    same: bool | None = None
    """whether both predict the same; None when one of them is not known"""


class Tracked(Frozen):
    """What one execution of a notebook left in a tracking store."""

    runs: int = 0
    params: dict[str, tuple[str, ...]] = {}
    """key → its values in all runs, each once, sorted"""
    metrics: dict[str, tuple[float, ...]] = {}
    """key → its last values in all runs, each once, sorted; NaN is left out"""
    tags: frozenset[str] = frozenset()
    """without MLflow's own"""
    artifacts: dict[str, int] = {}
    """path in the run → bytes"""


class KernelSession(Protocol):
    """One notebook in one marimo kernel."""

    def busy(self) -> tuple[int, float] | None:
        """The cell that runs now, and for how many seconds; may be asked from any thread."""

    def run(self) -> Execution:
        """Run all cells, as opening the notebook does."""

    def rerun(self, cells: Sequence[int]) -> Execution:
        """Run these cells again, and reactively what depends on them."""

    def use(self, elements: Mapping[str, JsonValue]) -> Execution:
        """Use UI elements, by the notebook's names for them, as a person would, and run what depends on them.

        Values are plain Python values (`0.01`, `"relu"`, `True`); the front-end encoding is the adapter's
        business. A run button or a button is pressed with True; a form is submitted with True (its present values).
        """

    def snapshot(self) -> Snapshot:
        """Describe the live values."""

    def evaluate(self, expressions: Mapping[int, Sequence[str]]) -> dict[int, dict[str, LiveValue | str]]:
        """Evaluate expressions as seen from the given cells (`_private` names resolve); an error gives its text."""

    def sequence(self, expression: str, *, cell: int) -> tuple[float, ...]:
        """All numbers of a sequence-valued expression."""

    def read_model(self, uri: str, *, model: str, data: str, cell: int) -> ModelReading:
        """Load a logged model back, and predict with it and with the live one; `model` and `data` are expressions."""


class Kernel(Protocol):
    """Starts marimo kernels in the notebook's interpreter."""

    def open(
        self,
        *,
        path: Path,
        source: str,
        tracking_uri: str,
        environment: Mapping[str, str],
        timeout_s: float,
        observe_functions: bool = False,
        root: Path | None = None,
    ) -> AbstractContextManager[KernelSession]:
        """A fresh kernel process for `source`, as if saved at `path`; its whole process group is ended at the end.

        `environment` is added to the scrubbed environment (the MLflow variables of the adapter's own settings are
        always there). With `observe_functions` the snapshot also describes locals of the notebook's functions.
        `root`: the repository's folder, where a project says what it needs; default: the notebook's own folder.
        Raises EnvironmentBroken when there is no interpreter with what the notebook states, or it lacks marimo or
        mlflow; KernelTimeout, LimitExceeded, KernelDied.
        """


# ---------------------------------------------------------------- tracking server


class ExperimentRecord(Frozen):
    """An experiment as the server knows it."""

    id: str
    name: str
    stage: str
    """`active` or `deleted`"""
    tags: dict[str, str]
    url: str


class RunRecord(Frozen):
    """A run as the server knows it."""

    run_id: str
    experiment_id: str
    name: str
    status: str
    start: datetime
    end: datetime | None
    params: dict[str, str]
    metrics: dict[str, float]
    """last values"""
    tags: dict[str, str]
    """`mlflow.` tags included"""
    parent: str
    url: str


class MetricPoint(Frozen):
    """One point of a metric's history."""

    value: float
    step: int


class ArtifactRecord(Frozen):
    """One file of a run's artifacts (files inside a saved model are left out)."""

    path: str
    size: int


class ModelVersionRecord(Frozen):
    """One version of a registered model."""

    name: str
    version: str
    run_id: str
    aliases: tuple[str, ...]


class TrackingServer(Protocol):
    """The MLflow server, as seen by somebody who verifies."""

    @property
    def uri(self) -> str:
        """Tracking URI, without credentials."""

    def preflight(self) -> None:
        """Ask the API (not only `/health`); TrackingUnavailable with the mend when it does not answer."""

    def experiments_named(self, name: str) -> tuple[ExperimentRecord, ...]:
        """Every experiment of exactly this name, active or deleted."""

    def restore_experiment(self, experiment_id: str) -> None:
        """Bring a deleted experiment back, with the runs that were deleted with it."""

    def runs_of(self, *, task_id: str, attempt: str | None = None) -> tuple[RunRecord, ...]:
        """All runs tagged with this task (and attempt), in any experiment, oldest first."""

    def history(self, run_id: str, key: str) -> tuple[MetricPoint, ...]:
        """All points of one metric, in the order they were logged."""

    def artifacts(self, run_id: str) -> tuple[ArtifactRecord, ...]:
        """All files of a run, recursively."""

    def download(self, run_id: str, path: str) -> bytes:
        """One artifact's bytes."""

    def logged_models(self, run_id: str) -> tuple[str, ...]:
        """Names of the models logged in a run, each as often as it was logged."""

    def model_versions(self, run_id: str) -> tuple[ModelVersionRecord, ...]:
        """Registered model versions that came from a run."""

    def close_orphans(self, *, task_id: str) -> tuple[str, ...]:
        """Set this task's RUNNING runs to KILLED; their ids."""

    def tag_runs(self, run_ids: Sequence[str], tags: Mapping[str, str]) -> None:
        """Set tags on runs."""


# ---------------------------------------------------------------- interpreter


class Interpreter(Protocol):
    """Reads English requirements against findings; yields a plan or questions."""

    def __call__(self, task: Task, findings: Findings) -> Interpretation:
        """Never guesses silently: what cannot be resolved is a question."""


Progress = Callable[[str], None]
"""Called with the name of each step as it begins."""
