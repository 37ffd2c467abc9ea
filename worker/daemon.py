"""The service: claim → work → settle, under a lease; signals; faults of the queue.

Nothing here knows what the work is. Every claimed task ends in exactly one of four ways: settled with a result,
released to be tried again, left to its new owner (lease lost), or left to expire (this process was told twice to stop).
"""

import random
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Any, Final, TypeAlias

import structlog
from structlog.contextvars import bound_contextvars

from worker.errors import (
    Canceled,
    LeaseLost,
    NotebookInvalid,
    PatchImpossible,
    QueueUnavailable,
    TaskInvalid,
    WorkerError,
)
from worker.ports import Delivery, Lease, Progress, Queue
from worker.result import Result, State

Work: TypeAlias = Callable[[Delivery, Lease, Progress], Result]
"""Returns a result for every expected outcome; raises retryable faults, LeaseLost and Canceled."""

_REJECTED: Final = (TaskInvalid, NotebookInvalid, PatchImpossible)


class Daemon:
    """Works on the queue's tasks, `concurrency` at a time, until told to stop (or, if asked, until it is idle)."""

    def __init__(
        self,
        *,
        queue: Queue,
        work: Work,
        max_attempts: int = 3,
        backoff_s: float = 2.0,
        backoff_limit_s: float = 120.0,
        poll_s: float = 1.0,
    ) -> None:
        self._queue = queue
        self._work = work
        self._max_attempts = max_attempts
        self._backoff_s = backoff_s
        self._backoff_limit_s = backoff_limit_s
        self._poll_s = poll_s
        self._told = False
        self._stopping = threading.Event()
        self._abandoned = threading.Event()
        self._log: Any = structlog.get_logger()

    def run(self, *, until_idle: bool = False, concurrency: int = 1) -> bool:
        """Work until SIGTERM or SIGINT: the first lets current tasks finish, the second abandons them.

        With `until_idle` it also ends when nothing waits, is delayed or is in work anywhere; tasks of dead workers
        are waited for and taken over. False when tasks were abandoned: their leases expire when this process ends.
        """
        slots = [
            threading.Thread(target=self._serve, args=(until_idle,), name=f"slot {number}", daemon=True)
            for number in range(concurrency)
        ]
        self._log.info("daemon.started", concurrency=concurrency, until_idle=until_idle)
        with self._signals():
            for slot in slots:
                slot.start()
            self._oversee(slots)
        self._log.info("daemon.stopped", abandoned=self._abandoned.is_set())
        return not self._abandoned.is_set()

    def stop(self) -> None:
        """Claim nothing more and let current tasks finish; called again, abandon them."""
        if self._told:
            self._abandoned.set()
        self._told = True
        self._stopping.set()

    def _oversee(self, slots: Sequence[threading.Thread]) -> None:
        announced = False
        while any(slot.is_alive() for slot in slots) and not self._abandoned.is_set():
            for slot in slots:
                slot.join(0.1)  # a join without a timeout would keep signals waiting
            if self._stopping.is_set() and not announced:
                announced = True  # told here: a signal handler that logs can meet the logger's own lock
                self._log.info("daemon.stopping")

    @contextmanager
    def _signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield  # only the main thread may set handlers; the embedding program calls `stop`
            return

        def on_signal(_number: int, _frame: FrameType | None) -> None:
            self.stop()

        before = {number: signal.signal(number, on_signal) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    # ------------------------------------------------------------ one slot

    def _serve(self, until_idle: bool) -> None:
        faults = 0
        while not self._stopping.is_set():
            try:
                delivery = self._queue.claim(block_s=self._poll_s)
                if delivery is None and until_idle and self._queue.idle():
                    self._stopping.set()
                faults = 0
            except Exception as error:  # noqa: BLE001 - a slot that dies in silence is worse than any fault
                faults += 1
                self._report_fault(error, faults=faults)
                self._stopping.wait(self._delay(faults, limit_s=10.0))
                continue
            if delivery:
                self._process(delivery)

    def _report_fault(self, error: Exception, *, faults: int) -> None:
        if isinstance(error, QueueUnavailable):
            self._log.warning("queue.unavailable", error=str(error), faults=faults)
        else:
            self._log.error("claim.failed", error=repr(error), faults=faults, exc_info=error)

    def _process(self, delivery: Delivery) -> None:
        with bound_contextvars(task_id=delivery.task_id, attempt=delivery.attempt):
            self._log.info("task.claimed", entry=delivery.entry, recoveries=delivery.recoveries)
            try:
                with self._queue.lease(delivery) as lease:
                    end = self._attempt(delivery, lease)
                    self._insist(end)
            except LeaseLost as lost:
                self._log.warning("lease.lost", error=str(lost))

    def _attempt(self, delivery: Delivery, lease: Lease) -> Callable[[], None]:
        """Do the work; what is to be told to the queue about it."""
        try:
            return self._settling(delivery, self._work(delivery, lease, self._progress(delivery)))
        except LeaseLost:
            raise
        except Canceled as canceled:
            return self._settling(delivery, _ended(delivery, canceled, state=State.CANCELED))
        except WorkerError as fault:
            if not fault.retryable:
                state = State.REJECTED if isinstance(fault, _REJECTED) else State.FAILED
                return self._settling(delivery, _ended(delivery, fault, state=state))
            if delivery.attempt < self._max_attempts:
                return self._releasing(delivery, fault)
            return self._settling(delivery, _ended(delivery, fault, state=State.FAILED))
        except (Exception, SystemExit) as error:  # noqa: BLE001 - every task gets a result, whatever its work did
            self._log.exception("work.crashed")
            message = f"{type(error).__name__}: {error}"
            result = Result(
                task_id=delivery.task_id, state=State.FAILED, category=WorkerError.category, message=message
            )
            return self._settling(delivery, result)

    def _progress(self, delivery: Delivery) -> Progress:
        def publish(step: str) -> None:
            try:
                self._queue.progress(delivery, state=State.WORKING, step=step, attempt=delivery.attempt)
            except (QueueUnavailable, LeaseLost) as error:
                # Progress is news, not a fence: whoever must not go on learns it from `lease.check`.
                self._log.info("progress.unpublished", step=step, error=str(error))

        return publish

    # ------------------------------------------------------------ telling the queue

    def _settling(self, delivery: Delivery, result: Result) -> Callable[[], None]:
        result = result.model_copy(update={"attempts": result.attempts or delivery.attempt})

        def settle() -> None:
            self._queue.settle(delivery, result)
            self._log.info("task.settled", state=result.state.value, category=result.category, commit=result.commit)

        return settle

    def _releasing(self, delivery: Delivery, fault: WorkerError) -> Callable[[], None]:
        delay_s = self._delay(delivery.attempt, limit_s=self._backoff_limit_s)
        reason = f"{fault.category}: {fault}"

        def release() -> None:
            self._queue.release(delivery, delay_s=delay_s, reason=reason)
            self._log.warning("task.released", delay_s=round(delay_s, 3), reason=reason)

        return release

    def _insist(self, tell: Callable[[], None]) -> None:
        """Try until Redis is back, under the lease: the work is done, and its result must not be lost."""
        faults = 0
        while not self._abandoned.is_set():
            try:
                return tell()
            except QueueUnavailable as error:
                faults += 1
                self._report_fault(error, faults=faults)
                self._abandoned.wait(self._delay(faults, limit_s=10.0))
        return None

    def _delay(self, faults: int, *, limit_s: float) -> float:
        """Exponential, with jitter, so that many workers do not return at once."""
        longest: float = min(limit_s, self._backoff_s * 2.0 ** min(faults - 1, 16))
        return longest * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, keeps no secret


def _ended(delivery: Delivery, fault: WorkerError, *, state: State) -> Result:
    return Result(
        task_id=delivery.task_id,
        state=state,
        category=fault.category,
        message=str(fault),
        retryable=fault.retryable and state is State.FAILED,
        attempts=delivery.attempt,
    )
