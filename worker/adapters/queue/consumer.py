"""The worker's side of the queue: claim under a lease, settle or release, take over from the dead."""

import os
import socket
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final

import redis
import structlog

from worker.adapters.queue.connection import BLOCK_LIMIT_S, DELAYED, GROUP, STREAM, WORKERS
from worker.adapters.queue.envelope import Envelope, open_envelope
from worker.adapters.queue.heartbeat import FORGET_S, Heartbeat
from worker.adapters.queue.lease import RedisLease
from worker.adapters.queue.planner import ID_REUSED, RedisPlanner
from worker.errors import Canceled, LeaseLost, QueueUnavailable, TaskInvalid
from worker.ports import Delivery, Lease
from worker.result import Result, State

CRASHED: Final = "worker-crashed"


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How one entry ends."""

    entry: str
    result: Result
    token: str = ""
    """fencing token; empty when no work was begun"""
    record: bool = True
    """whether the result becomes the task's state (not when it answers another's misuse of the id)"""
    reason: str = ""
    """why it goes to the dead letters; empty: it does not"""
    text: str = ""
    """what the dead letter keeps"""


class RedisQueue(RedisPlanner):
    """Implements `ports.Queue`. One per process; its methods may be called from many threads.

    `consumer` must be unique among all living processes; the default is.
    """

    def __init__(
        self,
        *,
        url: str,
        consumer: str = "",
        lease_s: float = 30.0,
        sweep_s: float = 5.0,
        max_recoveries: int = 3,
        keep_s: float = 30 * 86_400,
        results_limit: int = 10_000,
    ) -> None:
        super().__init__(url=url, keep_s=keep_s, results_limit=results_limit)
        self.consumer = consumer or f"{socket.gethostname()}-{os.getpid()}-{uuid.uuid4().hex[:6]}"
        self._lease_s = lease_s
        self._sweep_s = sweep_s
        self._max_recoveries = max_recoveries
        self._started_at = time.time()
        self._joined = False
        self._next_sweep = 0.0
        self._held: dict[str, str] = {}
        self._lock = threading.Lock()
        self._log: Any = structlog.get_logger()

    def close(self) -> None:
        """Leave the group (unless entries are still held: they are taken over later), and disconnect."""
        if self._joined:
            with suppress(QueueUnavailable), self._redis.faults():  # a courtesy: silent workers are forgotten anyway
                self._redis.run("leave", self.consumer)
        super().close()

    def claim(self, *, block_s: float) -> Delivery | None:
        """The next task (a crashed worker's first), or None after `block_s` seconds without one."""
        deadline = time.monotonic() + block_s
        while True:
            with self._redis.faults():
                try:
                    delivery = self._claim_once(deadline)
                except redis.ResponseError as error:
                    if not str(error).startswith(("NOGROUP", "UNBLOCKED")):
                        raise
                    self._joined = False  # Redis came back empty: make the group again
                    delivery = None
            if delivery or time.monotonic() >= deadline:
                return delivery

    @contextmanager
    def lease(self, delivery: Delivery) -> Iterator[Lease]:
        """Renew the delivery's lease from a thread of its own until the context ends."""
        lease = RedisLease(
            connection=self._redis,
            delivery=delivery,
            owner=self._owner(delivery),
            every_s=self._lease_s / 3,
            beat=self._beat,
        )
        lease.start()
        try:
            yield lease
        finally:
            lease.stop()
            self._let_go(delivery)

    def progress(self, delivery: Delivery, *, state: State, step: str, attempt: int) -> None:
        """Publish where the task stands; LeaseLost when it is not ours to say."""
        with self._redis.faults():
            published = self._redis.run("progress", *self._owner(delivery), state.value, step, attempt)
        if not published:
            raise _lost(delivery.task_id)

    def settle(self, delivery: Delivery, result: Result) -> None:
        """Publish the result and acknowledge the entry, in one transaction; LeaseLost when another owns it.

        May be called again when QueueUnavailable left it open whether the first call arrived.
        """
        self._finish(Ending(entry=delivery.entry, token=str(delivery.recoveries), result=result))
        self._let_go(delivery)

    def release(self, delivery: Delivery, *, delay_s: float, reason: str) -> None:
        """Give the task back to be tried again after `delay_s` seconds; repeatable like `settle`."""
        with self._redis.faults():
            released = self._redis.run("release", *self._owner(delivery), max(0.0, delay_s), reason)
        if not released:
            raise _lost(delivery.task_id)
        self._let_go(delivery)

    def idle(self) -> bool:
        """Whether nothing waits, nothing is delayed and nothing is in work anywhere."""
        with self._redis.faults():
            pipeline = self._redis.client.pipeline(transaction=True)
            pipeline.xlen(STREAM)  # entries in work stay on the stream until they are settled
            pipeline.zcard(DELAYED)
            return not any(pipeline.execute())

    # ------------------------------------------------------------ claiming

    def _claim_once(self, deadline: float) -> Delivery | None:
        self._join()
        envelope = self._sweep() or self._read(deadline)
        if envelope is None:
            return None
        try:
            delivery = self._begin(envelope)
        except LeaseLost:  # between reading and answering; whoever has it now answers
            return None
        if delivery:
            with self._lock:
                self._held[delivery.entry] = delivery.task_id
        return delivery

    def _join(self) -> None:
        if self._joined:
            return
        try:
            # At 0, not at the end: tasks submitted before the first worker started count too.
            self._redis.client.xgroup_create(STREAM, GROUP, id="0", mkstream=True)
        except redis.ResponseError as error:
            if not str(error).startswith("BUSYGROUP"):
                raise
        self._forget_silent_workers()
        self._joined = True

    def _forget_silent_workers(self) -> None:
        beats: Any = self._redis.client.hgetall(WORKERS)
        limit = self._server_time() - FORGET_S
        silent = [name for name, beat in beats.items() if Heartbeat.model_validate_json(beat).seen_at < limit]
        if silent:
            self._redis.run("leave", *silent)

    def _sweep(self) -> Envelope | None:
        """On a timer, also on an idle queue: due retries return, and one abandoned entry is taken over."""
        with self._lock:
            if time.monotonic() < self._next_sweep:
                return None
            self._next_sweep = time.monotonic() + self._sweep_s
            held = tuple(self._held)
        self._beat()
        found: Any = self._redis.run("sweep", self.consumer, int(self._lease_s * 1000), *held)
        if not found:
            return None
        self._next_sweep = 0.0  # there may be more of them
        entry, flat, recoveries, task_id = found
        fields = dict(zip(flat[::2], flat[1::2], strict=True))
        if recoveries > self._max_recoveries:
            self._bury(entry=entry, task_id=task_id or fields.get("ref") or entry, text=fields.get("task", ""))
            return None
        self._log.warning("task.recovered", entry=entry, task_id=task_id or entry, recoveries=recoveries)
        return open_envelope(entry, fields)

    def _read(self, deadline: float) -> Envelope | None:
        until = min(deadline, self._next_sweep) - time.monotonic()
        block_ms = max(1, int(min(until, BLOCK_LIMIT_S) * 1000))  # 0 would block for ever
        reply: Any = self._redis.client.xreadgroup(GROUP, self.consumer, {STREAM: ">"}, count=1, block=block_ms)
        if not reply:
            return None
        entry, fields = reply[0][1][0]
        return open_envelope(entry, fields)

    def _begin(self, envelope: Envelope) -> Delivery | None:
        """A delivery, or None when the entry needs no work: it is then settled here."""
        if envelope.fault:
            self._reject_poison(envelope)
            return None
        verdict, *details = self._redis.run(
            "begin", envelope.entry, self.consumer, envelope.task_id, envelope.content, envelope.text
        )
        if verdict == "work":
            failures, recoveries = map(int, details)
            return Delivery(
                entry=envelope.entry,
                task_id=envelope.task_id,
                text=envelope.text,
                attempt=failures + 1,
                recoveries=recoveries,
            )
        self._log.info(f"task.{verdict}", entry=envelope.entry, task_id=envelope.task_id)
        self._answer(envelope, verdict=verdict, detail=details[0] if details else "")
        return None

    def _answer(self, envelope: Envelope, *, verdict: str, detail: str) -> None:
        entry, task_id = envelope.entry, envelope.task_id
        if verdict == "duplicate":
            self._redis.run("drop", entry, self.consumer)
        elif verdict == "finished":
            self._finish(Ending(entry=entry, result=Result.model_validate_json(detail), record=False))
        elif verdict == "canceled":
            message = "canceled before a worker could go on with it"
            result = Result(task_id=task_id, state=State.CANCELED, category=Canceled.category, message=message)
            self._finish(Ending(entry=entry, result=result))
        elif verdict == "reused":
            message = f"the id `{task_id}` was used for another task ({detail}); choose a new id for this one"
            result = Result(task_id=task_id, state=State.REJECTED, category=ID_REUSED, message=message)
            self._finish(Ending(entry=entry, result=result, record=False))

    # ------------------------------------------------------------ ending

    def _reject_poison(self, envelope: Envelope) -> None:
        entry, fault = envelope.entry, envelope.fault
        self._log.warning("task.poison", entry=entry, reason=fault)
        result = Result(task_id=entry, state=State.REJECTED, category=TaskInvalid.category, message=fault)
        self._finish(Ending(entry=entry, result=result, reason=fault, text=envelope.text))

    def _bury(self, *, entry: str, task_id: str, text: str) -> None:
        reason = f"its worker crashed {self._max_recoveries + 1} times"
        self._log.error("task.dead", entry=entry, task_id=task_id, reason=reason)
        message = f"{reason}; the task is in the dead letters, `mlflow-worker retry {task_id}` tries it again"
        result = Result(task_id=task_id, state=State.FAILED, category=CRASHED, message=message)
        self._finish(Ending(entry=entry, result=result, reason=reason, text=text))

    def _finish(self, ending: "Ending") -> None:
        result = ending.result
        with self._redis.faults():
            settled = self._redis.run(
                "settle",
                *(ending.entry, self.consumer, ending.token, result.task_id),
                *(result.state.value, result.category, result.model_dump_json()),
                *(self._keep_s, self._results_limit, int(ending.record), ending.reason, ending.text),
            )
        if not settled:
            raise _lost(result.task_id)

    def _let_go(self, delivery: Delivery) -> None:
        with self._lock:
            self._held.pop(delivery.entry, None)

    def _owner(self, delivery: Delivery) -> tuple[str, str, str, str]:
        """First arguments of the scripts that only the entry's owner may run."""
        return delivery.entry, self.consumer, str(delivery.recoveries), delivery.task_id

    # ------------------------------------------------------------ signs of life

    def _beat(self) -> None:
        with self._lock:
            tasks = tuple(self._held.values())
        beat = Heartbeat(
            host=socket.gethostname(),
            pid=os.getpid(),
            started_at=self._started_at,
            seen_at=self._server_time(),
            every_s=max(self._sweep_s, self._lease_s / 3),
            tasks=tasks,
        )
        with self._redis.faults():
            self._redis.client.hset(WORKERS, self.consumer, beat.model_dump_json())

    def _server_time(self) -> float:
        with self._redis.faults():
            seconds, microseconds = self._redis.client.time()
        return float(seconds) + float(microseconds) / 1e6


def _lost(task_id: str) -> LeaseLost:
    return LeaseLost(f"the task `{task_id}` is not this worker's any more")
