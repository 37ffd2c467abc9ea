"""Warm kernels: processes that have imported what the notebooks seen so far import, and fork one kernel per run.

For every set of imports there is one such process; a kernel comes only from one that has imported nothing but what its
notebook imports itself. They grow out of each other by forking, so that they share their memory. In doubt there is
none, and the kernel starts cold.
"""

import queue
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

import structlog

from worker.adapters.kernel.environment import kernel_environment
from worker.adapters.kernel.imports import LATE, Imports, shadowed
from worker.adapters.kernel.launch import Launch
from worker.adapters.kernel.zygote import ForkedProcess, Zygote, ZygoteError

log = structlog.get_logger()

MOST = 12
"""processes kept at a time"""
TRACKED = frozenset({"mlflow"})
"""what a notebook imports once it is patched"""
INNER: Mapping[str, tuple[str, ...]] = {
    "mlflow": ("mlflow.store.tracking.rest_store", "mlflow.tracking.request_header.registry", "git"),
}
"""modules that a library imports when it is first used"""
OWN = frozenset({"HOME", "TMPDIR", "MPLCONFIGDIR"})
"""variables that each kernel has its own of"""
Key: TypeAlias = frozenset[str]
"""modules that a process has imported; none: the one that all others grow out of"""
NOTHING: Key = frozenset()


@dataclass
class Kept:
    """One process of the pool."""

    zygote: Zygote
    used: int
    """when it was used last, on the pool's own clock"""


class WarmPool:
    """Forks kernels of one interpreter from processes that it keeps; may be asked from several threads.

    These processes run the libraries' own code outside of any sandbox: the interpreter must be one that the operator
    trusts, never one that a notebook or its repository brings along.
    """

    def __init__(self, *, python: str, inherited: Mapping[str, str], folder: Path, memory_limit: int) -> None:
        """`inherited`: the environment to scrub; `folder`: the processes' own temporary one.

        `memory_limit`: bytes that all processes may have together.
        """
        self._python = python
        self._folder = folder
        self._memory_limit = memory_limit
        # Of one run are the credentials and the server's address: they come with the fork
        every = kernel_environment(
            inherited=inherited,
            python=python,
            home=folder / "home",
            temporary=folder,
            tracking_uri="",
            mlflow={},
            extra={},
        )
        self._environment = {name: value for name, value in every.items() if name != "MLFLOW_TRACKING_URI"}
        self._kept: dict[Key, Kept] = {}
        self._leaving: list[Zygote] = []
        self._refused: set[str] = set()
        self._distrusted: set[Key] = set()
        self._asked: set[Key] = set()
        self._clock = 0
        self._closed = False
        self._lock = threading.Lock()
        self._orders: queue.SimpleQueue[Key | None] = queue.SimpleQueue()

    def prepare(self, modules: frozenset[str] = NOTHING) -> None:
        """Have a process for these imports soon."""
        key = self._accepted(modules)
        with self._lock:
            if key in self._kept or key in self._asked or self._closed or {key, NOTHING} & self._distrusted:
                return
            self._asked.add(key)
        self._orders.put(key)

    def fork(self, launch: Launch, imports: Imports, *, stdin: int, stderr: int, lifeline: int) -> ForkedProcess | None:
        """A kernel process, or None when it has to start cold; learns the imports for the next time."""
        doubt = imports.doubt or self._foreign(launch)
        if not doubt:
            self.prepare(imports.modules)
            self.prepare(imports.modules | TRACKED)
        key, zygote = self._best(imports.modules)
        if zygote is None:
            return None
        if zygote.stale:
            self._forget()
            return None
        if beside := shadowed(launch.cwd, zygote.names):
            doubt = doubt or f"{beside} lies beside it"
        if doubt:
            log.debug("kernel.cold", reason=doubt)
            return None
        try:
            return zygote.fork(launch, stdin=stdin, stderr=stderr, lifeline=lifeline)
        except ZygoteError as error:
            log.warning("warm.lost", modules=sorted(zygote.modules), error=str(error))
            if zygote.gone:
                self._drop(key)
                self.prepare(key)
            return None

    def ready(self) -> tuple[Key, ...]:
        """The imports that kernels can be forked with."""
        with self._lock:
            return tuple(self._kept)

    def distrust(self, modules: frozenset[str]) -> None:
        """A kernel with these imports died or stood still: the next ones start cold."""
        with self._lock:
            self._distrusted.add(self._accepted(modules))
        log.warning("warm.distrusted", modules=sorted(modules))

    def run(self) -> None:
        """Build what is asked for, until closed."""
        while (key := self._orders.get()) is not None:
            try:
                self._build(key)
            except ZygoteError as error:
                log.info("warm.refused", modules=sorted(key), reason=str(error))
            with self._lock:
                self._asked.discard(key)
            self._tidy(keep=key)

    def close(self) -> None:
        """End all processes and the kernels that they forked."""
        with self._lock:
            self._closed = True
            zygotes = [*(kept.zygote for kept in self._kept.values()), *self._leaving]
            self._kept.clear()
        self._orders.put(None)
        for zygote in zygotes:
            zygote.close()

    def _foreign(self, launch: Launch) -> str:
        """Why a kernel cannot come from here: what it is started with differs from what these processes were."""
        if launch.python != self._python:
            return f"its interpreter is {launch.python}"
        both = self._environment.items() ^ launch.environment.items()
        differing = {name for name, _ in both} - OWN
        return ", ".join(sorted(name for name in differing if not name.startswith(LATE)))

    def _accepted(self, modules: frozenset[str]) -> Key:
        """Without what could not be imported ahead, and what lies in that."""
        refused = tuple(self._refused)
        return frozenset(
            name for name in modules if not any(name == other or name.startswith(f"{other}.") for other in refused)
        )

    def _best(self, modules: frozenset[str]) -> tuple[Key, Zygote | None]:
        """The process that has most of these modules and no other."""
        with self._lock:
            fitting = [key for key in self._kept if key <= modules]
            if not fitting or self._accepted(modules) in self._distrusted:
                return modules, None
            key = max(fitting, key=len)
            self._clock += 1
            self._kept[key].used = self._clock
            return key, self._kept[key].zygote

    def _build(self, modules: Key) -> None:
        """Grow the process step by step, so that others may grow out of what they have in common."""
        libraries = frozenset(name for name in modules - TRACKED if "." not in name)
        for step in dict.fromkeys((NOTHING, libraries, modules - TRACKED, modules)):
            wanted = self._accepted(step)
            if wanted not in self._kept:
                self._grow(wanted)

    def _grow(self, modules: Key) -> None:
        began = time.monotonic()
        _, parent = self._best(modules)
        if parent is None:
            zygote = Zygote.start(python=self._python, environment=self._environment, folder=self._folder)
        else:
            inner = [name for top in sorted(modules - parent.modules) for name in INNER.get(top, ())]
            zygote = parent.branch(modules, inner=inner)
        with self._lock:
            self._leaving.append(zygote)  # until it is ready, closing the pool must end it
        try:
            zygote.ready()
        except ZygoteError as error:
            if parent is None:
                self._distrusted.add(NOTHING)
            else:
                new = modules - parent.modules
                self._refused |= {name for name in new if str(error).startswith(f"{name}:")} or new
            raise
        with self._lock:
            self._clock += 1
            self._kept[modules] = Kept(zygote, self._clock)
            self._leaving.remove(zygote)
        log.info("warm.ready", modules=sorted(modules), duration_s=round(time.monotonic() - began, 3))

    def _tidy(self, *, keep: Key) -> None:
        """Retire what was not used for longest, while there are too many or they are too large."""
        while True:
            with self._lock:
                size = sum(kept.zygote.memory() for kept in self._kept.values())
                old = sorted(self._kept, key=lambda key: (key == keep, self._kept[key].used))
                old.remove(NOTHING) if NOTHING in old else None
                if not old or (len(self._kept) <= MOST and size <= self._memory_limit):
                    break
                if old[0] == keep:
                    self._distrusted.add(keep)  # alone it is too large
            log.info("warm.retired", modules=sorted(old[0]), bytes=size)
            self._drop(old[0])
        for zygote in [*self._leaving]:
            if zygote.gone:
                zygote.close()
                self._leaving.remove(zygote)

    def _drop(self, key: Key) -> None:
        with self._lock:
            kept = self._kept.pop(key, None)
            if kept is not None:
                kept.zygote.retire()
                self._leaving.append(kept.zygote)

    def _forget(self) -> None:
        """Retire every process, and begin anew: something was installed."""
        for key in self.ready():
            self._drop(key)
        self._refused.clear()
        self.prepare()


@contextmanager
def warm_pool(*, python: str, inherited: Mapping[str, str], memory_limit: int) -> Iterator[WarmPool]:
    """A pool that builds in a thread of its own; all its processes end with the context."""
    with TemporaryDirectory(prefix="mlflow-kernel-", ignore_cleanup_errors=True) as folder:
        pool = WarmPool(python=python, inherited=inherited, folder=Path(folder), memory_limit=memory_limit)
        (Path(folder) / "home").mkdir()
        builder = threading.Thread(target=pool.run, name="warm-pool", daemon=True)
        builder.start()
        pool.prepare()
        try:
            yield pool
        finally:
            pool.close()
            builder.join()
