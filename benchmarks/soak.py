"""An idle worker with its warm pool, and the same after many tasks: memory, file descriptors, processes."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from report import Table
from stage import Stage, wait_until_warm

import tasks

SETTLE = 10
"""tasks before the first measurement: caches fill"""


@dataclass(frozen=True)
class Use:
    """What a worker and all below it hold."""

    processes: int
    descriptors: int
    worker_mb: float
    total_mb: float
    """each page counted once"""


def soak(stage: Stage, table: Table, *, count: int) -> None:
    """`count` tasks on one worker."""
    with stage.worker() as worker:
        _work(stage, worker, 1)
        wait_until_warm(worker, modules={"mlflow", "numpy"})
        idle = use(worker.pid)
        table.add("idle worker with its warm pool, all processes", [idle.total_mb], unit="MB")
        table.add("  the worker process alone", [idle.worker_mb], unit="MB")
        _work(stage, worker, min(SETTLE, count))
        before = use(worker.pid)
        _work(stage, worker, count)
        after = use(worker.pid)
    table.add(
        f"after {count} more tasks, all processes", [after.total_mb], unit="MB", peer=[before.total_mb],
        against="before", aim=1.05,
    )  # fmt: skip
    for name in ("worker_mb", "processes", "descriptors"):
        now, then = getattr(after, name), getattr(before, name)
        aim = 1.05 if name.endswith("_mb") else 1.0
        table.add(f"  {name.removesuffix('_mb')}", [now], unit="", peer=[then], against="before", aim=aim)


def use(root: int) -> Use:
    """What a process and all below it hold now."""
    pids = descendants(root)
    return Use(
        processes=len(pids),
        descriptors=sum(_descriptors(pid) for pid in pids),
        worker_mb=_memory(root),
        total_mb=round(sum(map(_memory, pids)), 1),
    )


def descendants(root: int) -> list[int]:
    """A process and all of its session's, its children and theirs."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parent = int(entry.read_text().rpartition(")")[2].split()[1])
            parents.setdefault(parent, []).append(int(entry.parent.name))
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += parents.get(pid, [])
    return found


def _memory(pid: int) -> float:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return round(int(line.split()[1]) / 1024, 1)
    return 0.0


def _descriptors(pid: int) -> int:
    with suppress(OSError):
        return len(list(Path(f"/proc/{pid}/fd").iterdir()))
    return 0


def _work(stage: Stage, worker, count: int) -> None:  # noqa: ANN001 - a Service
    for number in range(count):
        file = stage.add("trivial", tasks.TRIVIAL)
        result, seconds = stage.ask(tasks.make("trivial", file=file), worker=worker)
        if result["category"] != "pushed":
            raise ValueError(f"{result['category']}: {result['message']}")
        if (number + 1) % 20 == 0:
            print(f"  task {number + 1}: {seconds:.2f} s, {use(worker.pid)}", flush=True)
