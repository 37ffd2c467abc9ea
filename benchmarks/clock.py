"""Times every call to a port, so that a whole task can be taken apart without a switch in the product."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ContextDecorator, contextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Clock:
    """Seconds and calls by name."""

    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    calls: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @contextmanager
    def time(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] += time.perf_counter() - began
            self.calls[name] += 1

    def watch(self, target: Any, name: str) -> Any:
        """The same object, every call of which is timed."""
        return Watched(target, name, self)

    def timed(self, function: Callable[..., Any], name: str) -> Callable[..., Any]:
        """The same function, timed."""

        def call(*args: Any, **kwargs: Any) -> Any:
            with self.time(name):
                return function(*args, **kwargs)

        return call

    def take(self) -> tuple[dict[str, float], dict[str, int]]:
        """What was measured since the last time."""
        taken = dict(self.seconds), dict(self.calls)
        self.seconds.clear()
        self.calls.clear()
        return taken


class Watched:
    """Stands for another object."""

    def __init__(self, target: Any, name: str, clock: Clock) -> None:
        self._target, self._name, self._clock = target, name, clock

    def __getattr__(self, attribute: str) -> Any:
        value = getattr(self._target, attribute)
        if not callable(value):
            return value
        name = f"{self._name}.{attribute}"

        def call(*args: Any, **kwargs: Any) -> Any:
            with self._clock.time(name):
                result = value(*args, **kwargs)
            # what `@contextmanager` makes
            return self._entered(result, name) if isinstance(result, ContextDecorator) else result

        return call

    @contextmanager
    def _entered(self, context: Any, name: str) -> Iterator[Any]:
        with self._clock.time(f"{name} (begin)"):
            inner = context.__enter__()
        try:
            yield self._clock.watch(inner, name.rsplit(".", maxsplit=1)[-1])
        except BaseException as error:
            if not context.__exit__(type(error), error, error.__traceback__):
                raise
        else:
            with self._clock.time(f"{name} (end)"):
                context.__exit__(None, None, None)
