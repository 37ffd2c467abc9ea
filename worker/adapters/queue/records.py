"""What a planner learns from the queue. Times are Unix seconds of the Redis server's clock."""

from worker.findings import Frozen
from worker.result import Result, State


class Submission(Frozen):
    """One task put on the queue."""

    task_id: str
    """the task's own id, else the entry id"""
    entry: str
    """stream entry id"""
    position: str
    """id in the results stream just before the submission: whatever comes later may be its result"""


class TaskStatus(Frozen):
    """Where one task stands."""

    task_id: str
    state: State
    step: str = ""
    """while working: the pipeline's step"""
    attempt: int = 0
    worker: str = ""
    """the consumer that works on it, or did last"""
    entry: str = ""
    recoveries: int = 0
    """crashed workers it was taken over from"""
    failures: int = 0
    """attempts that failed with a retryable fault"""
    reason: str = ""
    """why it waits to be tried again, or is in the dead letters"""
    submitted_at: float | None = None
    started_at: float | None = None
    updated_at: float | None = None
    finished_at: float | None = None
    due_at: float | None = None
    """when it will be tried again"""
    result: Result | None = None


class TaskInWork(Frozen):
    """One entry that a worker holds."""

    task_id: str
    entry: str
    worker: str
    step: str
    attempt: int
    since: float | None
    renewed_s: float
    """seconds since its lease was last renewed"""


class WorkerStatus(Frozen):
    """One worker, as its last heartbeat said."""

    worker: str
    host: str
    pid: int
    started_at: float
    seen_at: float
    alive: bool
    tasks: tuple[str, ...]


class RecentResult(Frozen):
    """One line of the results stream, without the result itself."""

    task_id: str
    entry: str
    state: State
    category: str
    at: float


class QueueStatus(Frozen):
    """The queue at one moment."""

    waiting: int
    working: tuple[TaskInWork, ...]
    delayed: int
    dead: int
    results: tuple[RecentResult, ...]
    """the ten latest, latest first"""
    workers: tuple[WorkerStatus, ...]
