"""The queue on Redis Streams: `RedisPlanner` submits and asks, `RedisQueue` also works."""

from worker.adapters.queue.consumer import RedisQueue
from worker.adapters.queue.planner import RedisPlanner
from worker.adapters.queue.records import QueueStatus, RecentResult, Submission, TaskInWork, TaskStatus, WorkerStatus

__all__ = [
    "QueueStatus",
    "RecentResult",
    "RedisPlanner",
    "RedisQueue",
    "Submission",
    "TaskInWork",
    "TaskStatus",
    "WorkerStatus",
]
