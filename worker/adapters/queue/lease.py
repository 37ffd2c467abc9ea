"""A lease: renewed from a thread of its own, so that a long task cannot block it."""

import threading
from collections.abc import Callable
from typing import Any

import structlog

from worker.adapters.queue.connection import Connection
from worker.errors import Canceled, LeaseLost, QueueUnavailable
from worker.ports import Delivery


class RedisLease:
    """The right to publish for one delivery; it is renewed between `start` and `stop`."""

    def __init__(
        self,
        *,
        connection: Connection,
        delivery: Delivery,
        owner: tuple[str, ...],
        every_s: float,
        beat: Callable[[], None],
    ) -> None:
        self._redis = connection
        self._delivery = delivery
        self._owner = owner
        self._every_s = every_s
        self._beat = beat
        self._ended = threading.Event()
        self._lost = threading.Event()
        self._thread = threading.Thread(target=self._renew, name=f"lease {delivery.entry}", daemon=True)
        self._log: Any = structlog.get_logger().bind(task_id=delivery.task_id, entry=delivery.entry)

    def start(self) -> None:
        """Begin to renew."""
        self._thread.start()

    def stop(self) -> None:
        """End renewing; the lease then expires by itself unless the entry was settled."""
        self._ended.set()
        self._thread.join()

    def check(self) -> None:
        """Raise LeaseLost if another worker owns the task now, Canceled if somebody canceled it. Renews."""
        verdict = "lost" if self._lost.is_set() else self._hold()
        if verdict in ("lost", "closed"):
            raise LeaseLost(f"the task `{self._delivery.task_id}` is not this worker's any more")
        if verdict == "canceled":
            raise Canceled(f"the task `{self._delivery.task_id}` was canceled")

    def _hold(self) -> str:
        with self._redis.faults():
            return str(self._redis.run("hold", *self._owner))

    def _renew(self) -> None:
        while not self._ended.wait(self._every_s):
            try:
                verdict = self._hold()
                self._beat()
            except QueueUnavailable as error:
                # Not lost yet: if Redis is back before somebody takes over, the lease goes on.
                self._log.warning("lease.unrenewed", error=str(error))
                continue
            if verdict == "lost":
                self._lost.set()
                self._log.warning("lease.lost")
            if verdict in ("lost", "closed"):
                return
