"""What the proof saw: the kernel's and the server's answers, as plain data for the checks."""

from functools import cached_property

from pydantic import Field

from worker.findings import Frozen, LiveValue
from worker.plan import TrackingPlan
from worker.ports import (
    ArtifactRecord,
    Execution,
    ExperimentRecord,
    MetricPoint,
    ModelReading,
    ModelVersionRecord,
    RunRecord,
    Tracked,
)

Live = dict[int, dict[str, LiveValue | str]]
"""live values by cell of the unpatched notebook and expression; a string is the error that reading it gave"""


class Round(Frozen):
    """One round of executions of the patched notebook, and what it left on the server."""

    execution: Execution
    """the last outcome of every cell; cells are counted in the patched notebook"""
    site_executions: int
    """how often the training site's cell ran"""
    runs: tuple[RunRecord, ...]
    """runs that began in this round, children included, oldest first, as they stood when it ended"""
    site_failures: int = 0
    """how many of these executions of it failed"""
    opening: frozenset[str] = frozenset()
    """runs that began before any element was used, although a gate holds the site back"""
    live: Live = Field(default_factory=dict)

    @property
    def roots(self) -> tuple[RunRecord, ...]:
        """Runs that are nobody's children."""
        return tuple(run for run in self.runs if not run.parent)


class Baseline(Frozen):
    """The unpatched notebook, executed once more in both rounds."""

    first: Execution
    second: Execution
    tracked: Tracked = Tracked()
    """what its first round logged"""


class Observed(Frozen):
    """Everything that was seen while one notebook was proved."""

    plan: TrackingPlan
    first: Round
    second: Round
    unpatched: Execution
    """the same interactions with the notebook as it was"""
    cells: dict[int, int]
    """cell of the unpatched notebook → the same cell in the patched one"""
    edited: frozenset[int] = frozenset()
    """cells of the patched notebook whose code a patch changed"""
    experiments: tuple[ExperimentRecord, ...] = ()
    """every experiment of the planned name"""
    left_open: tuple[RunRecord, ...] = ()
    """runs of the task, of any attempt, that are RUNNING when all is done"""
    histories: dict[str, tuple[MetricPoint, ...]] = Field(default_factory=dict)
    """of the judged run, by metric key"""
    child_histories: dict[str, tuple[MetricPoint, ...]] = Field(default_factory=dict)
    """of the judged run's last child, by metric key"""
    sequences: dict[str, tuple[float, ...]] = Field(default_factory=dict)
    """live sequences after the first round, by metric key"""
    artifacts: tuple[ArtifactRecord, ...] = ()
    contents: dict[str, bytes] = Field(default_factory=dict)
    """bytes of the planned artifacts that may be downloaded, by path"""
    logged_models: tuple[str, ...] = ()
    model_versions: tuple[ModelVersionRecord, ...] = ()
    """of all runs of the proof"""
    model: ModelReading | None = None
    """the judged run's model, loaded back"""
    other_artifacts: tuple[ArtifactRecord, ...] = ()
    """of the first round's other runs, where the notebook kept artifacts before any patch"""
    iterations: dict[int, int] = Field(default_factory=dict)
    """line of a planned loop in the unpatched notebook → how often it ran, where that can be told"""
    before: str = ""
    """the notebook's text before the patches"""
    after: str = ""
    """the text that is to be pushed"""
    tracked: Tracked = Tracked()
    """what the notebook logged before any patch"""
    kept: frozenset[str] = frozenset()
    """keys that it logged itself"""
    tracking_cells: frozenset[int] = frozenset()
    """cells of the unpatched notebook that use MLflow, and those that depend on one: they show the server's answers"""
    own_runs: bool = False
    """it began runs itself"""
    again: Baseline | None = None
    """the unpatched notebook once more; only where the patched one behaved differently"""
    overwritten: frozenset[tuple[int, str]] = frozenset()
    """(cell, expression) pairs whose value may change after it was logged"""
    shrunk: bool = False
    """the task overrides values to make the training shorter"""
    artifact_limit: int = 100_000_000
    """bytes"""

    @cached_property
    def run(self) -> RunRecord | None:
        """The run that is judged: of the first round's roots the one that holds most of what was planned."""
        return judged_run(self.plan, self.first.roots)

    def live(self, cell: int, expression: str) -> LiveValue | None:
        """The live value after the first round; None when it could not be read."""
        return live_value(self.first.live, cell, expression)


def judged_run(plan: TrackingPlan, roots: tuple[RunRecord, ...]) -> RunRecord | None:
    """The root run that holds most of the planned keys; the latest of equals; None when there is no run."""
    planned = {value.key for value in (*plan.params, *plan.metrics, *plan.series)}
    best: RunRecord | None = None
    most = -1
    for run in roots:
        found = len(planned & {*run.params, *run.metrics})
        if found >= most:
            best, most = run, found
    return best


def live_value(live: Live, cell: int, expression: str) -> LiveValue | None:
    """One live value; None when it is unknown or reading it gave an error."""
    found = live.get(cell, {}).get(expression)
    return found if isinstance(found, LiveValue) else None
