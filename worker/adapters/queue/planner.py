"""The planner's side of the queue: submit, wait, ask, cancel, retry."""

import time
import uuid
from collections.abc import Iterable, Mapping
from typing import Any, Final, Self

from worker.adapters.queue.connection import (
    BLOCK_LIMIT_S,
    DEAD,
    DELAYED,
    ENTRIES,
    GROUP,
    RESULTS,
    STREAM,
    WORKERS,
    Connection,
    task_key,
)
from worker.adapters.queue.envelope import Envelope, open_envelope
from worker.adapters.queue.heartbeat import Heartbeat
from worker.adapters.queue.records import QueueStatus, RecentResult, Submission, TaskInWork, TaskStatus
from worker.errors import Canceled, TaskInvalid
from worker.result import Result, State

ID_REUSED: Final = "id-reused"
_PAGE: Final = 500


class RedisPlanner:
    """Everything a planner can do; no worker's identity is needed. Thread-safe."""

    def __init__(self, *, url: str, keep_s: float = 30 * 86_400, results_limit: int = 10_000) -> None:
        self._redis = Connection(url)
        self._keep_s = int(keep_s)
        self._results_limit = results_limit

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._redis.close()

    def ping(self) -> None:
        """Raise QueueUnavailable when Redis does not answer."""
        self._redis.ping()

    def submit(self, text: str) -> Submission:
        """Put one YAML task on the queue, valid or not: the worker's result says what is wrong with it."""
        envelope = open_envelope("", {"task": text})
        if envelope.fault:
            raise TaskInvalid(envelope.fault)
        with self._redis.faults():
            task_id, entry, position = self._redis.run(
                "submit", uuid.uuid4().hex, text, envelope.task_id, envelope.content
            )
        return Submission(task_id=task_id, entry=entry, position=position)

    def wait(self, task: Submission | str, *, timeout_s: float | None = None) -> Result | None:
        """The task's result as soon as there is one; None when `timeout_s` passes without.

        For a submission it is the answer to exactly this one; for a task id, the last result, else the next.
        """
        if isinstance(task, str):
            position = self._last_result()
            status = self.task_state(task)
            if status and status.result:
                return status.result
            task = Submission(task_id=task, entry="", position=position)
        deadline = time.monotonic() + timeout_s if timeout_s is not None else float("inf")
        position = task.position
        while (left := deadline - time.monotonic()) > 0:
            block_ms = max(1, int(min(left, BLOCK_LIMIT_S) * 1000))
            with self._redis.faults():
                reply: Any = self._redis.client.xread({RESULTS: position}, count=100, block=block_ms)
            for entry, fields in reply[0][1] if reply else ():
                position = entry
                if _answers(fields, task):
                    return Result.model_validate_json(fields["result"])
        return None

    def result(self, task_id: str) -> Result | None:
        """The result of a finished task; None while there is none, or when no such task is known."""
        status = self.task_state(task_id)
        return status.result if status else None

    def task_state(self, task_id: str) -> TaskStatus | None:
        """Where a task stands; None when it is not known."""
        with self._redis.faults():
            fields: Any = self._redis.client.hgetall(task_key(task_id))
        if "state" in fields:
            return _task_status(fields)
        waiting = self._find_waiting(task_id)
        if waiting is None:
            return None
        since = int(waiting.entry.partition("-")[0]) / 1000
        return TaskStatus(task_id=task_id, state=State.SUBMITTED, entry=waiting.entry, submitted_at=since)

    def status(self) -> QueueStatus:
        """Counts, tasks in work, recent results, workers."""
        with self._redis.faults():
            pipeline = self._redis.client.pipeline(transaction=True)
            pipeline.xlen(STREAM)
            pipeline.zcard(DELAYED)
            pipeline.xlen(DEAD)
            pipeline.time()
            pipeline.xrevrange(RESULTS, count=10)
            pipeline.hgetall(WORKERS)
            pipeline.xpending_range(STREAM, GROUP, "-", "+", _PAGE)
            entries, delayed, dead, at, results, workers, held = pipeline.execute(raise_on_error=False)
            pending = held if isinstance(held, list) else []  # an error: no worker has made the group yet
            working = tuple(self._in_work(row) for row in pending)
        now = at[0] + at[1] / 1e6
        return QueueStatus(
            waiting=max(0, entries - len(working)),
            working=working,
            delayed=delayed,
            dead=dead,
            results=tuple(map(_recent, (fields for _, fields in results))),
            workers=tuple(
                Heartbeat.model_validate_json(beat).status(name, now=now) for name, beat in sorted(workers.items())
            ),
        )

    def cancel(self, task_id: str) -> State:
        """The task's state afterwards: `canceled` when it waited, `working` when it will stop at its next check,
        else the state in which it already is final. TaskInvalid when there is no such task.
        """
        result = Result(task_id=task_id, state=State.CANCELED, category=Canceled.category, message="canceled in time")
        with self._redis.faults():
            known = self._redis.client.exists(task_key(task_id))
            waiting = None if known else self._find_waiting(task_id)
            state = self._redis.run(
                "cancel",
                task_id,
                *((waiting.entry, waiting.content, waiting.text) if waiting else ("", "", "")),
                result.model_dump_json(),
                self._keep_s,
                self._results_limit,
            )
        if state == "unknown":
            raise _unknown(task_id)
        return State(state)

    def retry(self, task_id: str) -> None:
        """Work on a finished or dead task anew. TaskInvalid when it is unknown, not finished, or its text is gone."""
        with self._redis.faults():
            letter, text = self._find_dead(task_id)
            outcome = self._redis.run("retry", task_id, text, letter)
        if outcome == "unknown":
            raise _unknown(task_id)
        if outcome == "open":
            raise TaskInvalid(f"the task `{task_id}` is not finished; cancel it first, or wait for its result")
        if outcome == "empty":
            raise TaskInvalid(f"the task `{task_id}` has no text to try again; correct it and submit it anew")

    def _last_result(self) -> str:
        with self._redis.faults():
            last: Any = self._redis.client.xrevrange(RESULTS, count=1)
        return str(last[0][0]) if last else "0-0"

    def _in_work(self, row: Mapping[str, Any]) -> TaskInWork:
        entry = row["message_id"]
        task_id: Any = self._redis.client.hget(ENTRIES, entry) or entry
        fields: Any = self._redis.client.hgetall(task_key(task_id))
        return TaskInWork(
            task_id=task_id,
            entry=entry,
            worker=row["consumer"],
            step=fields.get("step", ""),
            attempt=int(fields.get("attempt", 0)),
            since=_number(fields, "started_at"),
            renewed_s=row["time_since_delivered"] / 1000,
        )

    def _find_waiting(self, task_id: str) -> Envelope | None:
        """A bare submission has no state before its first claim: look for it on the stream."""
        for entry, fields in self._entries(STREAM):
            if task_id != entry and task_id not in fields.get("task", ""):
                continue  # parsing every waiting task would take minutes
            envelope = open_envelope(entry, fields)
            if envelope.task_id == task_id:
                return envelope
        return None

    def _find_dead(self, task_id: str) -> tuple[str, str]:
        """Id and text of the task's dead letter, or two empty strings."""
        for letter, fields in self._entries(DEAD):
            if fields.get("task_id") == task_id:
                return letter, fields.get("task", "")
        return "", ""

    def _entries(self, stream: str) -> Iterable[tuple[str, Mapping[str, str]]]:
        start = "-"
        while True:
            with self._redis.faults():
                page: Any = self._redis.client.xrange(stream, min=start, count=_PAGE)
            yield from page
            if len(page) < _PAGE:
                return
            start = f"({page[-1][0]}"


def _answers(fields: Mapping[str, str], task: Submission) -> bool:
    """Another's misuse of the same id is not the answer to this submission."""
    if fields["entry"] == task.entry:
        return True
    return fields["task_id"] == task.task_id and fields["category"] != ID_REUSED


def _unknown(task_id: str) -> TaskInvalid:
    return TaskInvalid(f"no task `{task_id}` is known; `mlflow-worker status` lists the recent ones")


def _task_status(fields: Mapping[str, str]) -> TaskStatus:
    times = ("submitted_at", "started_at", "updated_at", "finished_at", "due_at")
    return TaskStatus(
        **{name: fields[name] for name in ("task_id", "state", "step", "worker", "entry", "reason") if name in fields},
        **{name: int(fields[name]) for name in ("attempt", "recoveries", "failures") if name in fields},
        **{name: _number(fields, name) for name in times},
        result=Result.model_validate_json(fields["result"]) if "result" in fields else None,
    )


def _number(fields: Mapping[str, str], name: str) -> float | None:
    return float(fields[name]) if name in fields else None


def _recent(fields: Mapping[str, str]) -> RecentResult:
    return RecentResult.model_validate({name: fields[name] for name in RecentResult.model_fields})
