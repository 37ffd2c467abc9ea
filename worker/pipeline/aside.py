"""Work in a thread of its own, which the one who asked for it waits for, whatever happens."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from typing import Generic, TypeVar

T = TypeVar("T")


class Aside(Generic[T]):
    """What a function gives, or raises, once it is over."""

    def __init__(self, function: Callable[[], T]) -> None:
        self._function = function
        self._given: list[T] = []
        self._fault: BaseException | None = None
        # as the daemon's slots: a worker that is told to stop at once does not wait for a notebook
        self._thread = threading.Thread(target=copy_context().run, args=(self._work,), name="aside", daemon=True)
        self._thread.start()

    def over(self, *, within_s: float) -> bool:
        """Whether it is over, after so many seconds at most."""
        self._thread.join(within_s)
        return not self._thread.is_alive()

    def result(self) -> T:
        """What it gives; waits for it, and raises its fault."""
        self.wait()
        if self._fault is not None:
            raise self._fault
        return self._given[0]

    def wait(self) -> None:
        """Return when it is over."""
        self._thread.join()

    def _work(self) -> None:
        try:
            self._given.append(self._function())
        except BaseException as fault:  # noqa: BLE001 - raised where the result is asked for
            self._fault = fault


@contextmanager
def aside(function: Callable[[], T]) -> Iterator[Aside[T]]:
    """Begin it now; at the end it is over."""
    begun = Aside(function)
    try:
        yield begun
    finally:
        begun.wait()
