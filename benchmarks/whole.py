"""A whole task, claimed → pushed, on a warm worker, beside a cold `python notebook.py` of what it pushed."""

from collections.abc import Callable
from statistics import median
from typing import Any

from inside import bench
from report import Table
from stage import Stage, wait_until_warm

import tasks
from worker.adapters.services import Service


def small(stage: Stage, table: Table, *, rounds: int) -> None:
    """The small scikit-learn notebook, side by side."""
    with stage.worker() as worker:
        _push(stage, "small", worker=worker)  # from here on the worker knows what these notebooks import
        wait_until_warm(worker, modules={"mlflow", "sklearn.linear_model"})
        whole, script, results = _alternate(stage, "small", worker=worker, rounds=rounds)
    table.add("small notebook, whole task", whole, unit="s", peer=script, against="python notebook.py", aim=0.6)
    for step in results[0]["timings"]:
        table.add(f"  {step}", [result["timings"][step] for result in results], unit="s")


def long(stage: Stage, table: Table, *, rounds: int, seconds: float) -> None:
    """The notebook that trains for long: as it is, and with an override."""
    text = tasks.long_notebook(seconds)
    with stage.worker() as worker:
        _push(stage, "long", worker=worker, text=tasks.long_notebook(1.0))
        wait_until_warm(worker, modules={"mlflow", "sklearn.linear_model"})
        whole, script, _ = _alternate(stage, "long", worker=worker, rounds=rounds, text=text)
        shrunk = [_push(stage, "long", worker=worker, text=text, overrides={"epochs": 2})[0] for _ in range(rounds)]
    title = f"notebook that trains {seconds:g} s"
    table.add(f"{title}, whole task", whole, unit="s", peer=script, against="python notebook.py", aim=2.2)
    table.add(f"{title}, overrides epochs: 2", shrunk, unit="s", peer=script, against="python notebook.py", aim=0.5)


def taken_apart(stage: Stage, table: Table, *, rounds: int) -> None:
    """The small task in this process, with a clock on every port."""
    _apart(stage, table, "small", rounds=rounds, shown=bool)


def nested(stage: Stage, table: Table, *, rounds: int) -> None:
    """Verification of a parent and 100 children."""
    _apart(stage, table, "nested", rounds=rounds, shown=lambda name: name.startswith("mlflow."))


def _apart(stage: Stage, table: Table, kind: str, *, rounds: int, shown: Callable[[str], bool]) -> None:
    with bench(stage) as inside:
        inside.work(tasks.make(kind, file=stage.add(kind)))
        inside.warm({"mlflow"})
        seconds: list[dict[str, float]] = []
        trips: list[float] = []
        for _ in range(rounds):
            inside.work(tasks.make(kind, file=stage.add(kind)))
            seconds.append(inside.clock.take()[0])
            trips.append(len(inside.requests))
    table.add(f"{kind} notebook, in one process", [one["whole"] for one in seconds], unit="s")
    asked = [sum(value for name, value in one.items() if name.startswith("mlflow.")) for one in seconds]
    table.add("  questions to MLflow", asked, unit="s")
    table.add("  round trips to MLflow", trips, unit="")
    names = {name for one in seconds for name in one if shown(name)} - {"whole"}
    found = {name: [one.get(name, 0.0) for one in seconds] for name in names}
    for name in sorted(found, key=lambda name: -median(found[name])):
        if median(found[name]) >= 0.005:
            table.add(f"  {name}", found[name], unit="s")


def _alternate(
    stage: Stage, kind: str, *, worker: Service, rounds: int, text: str | None = None
) -> tuple[list[float], list[float], list[dict[str, Any]]]:
    """Task and script in turn: seconds of each, and the tasks' results."""
    whole, script, results = [], [], []
    for number in range(rounds):
        seconds, result, pushed = _push(stage, kind, worker=worker, text=text)
        whole.append(seconds)
        results.append(result)
        script.append(stage.script(pushed))
        print(f"  {kind} {number + 1}: {seconds:.2f} s, script {script[-1]:.2f} s", flush=True)
    return whole, script, results


def _push(
    stage: Stage, kind: str, *, worker: Service, text: str | None = None, **verify: Any
) -> tuple[float, dict[str, Any], str]:
    """One task on a fresh copy: its seconds, its result, what it pushed."""
    file = stage.add(kind, text)
    result, seconds = stage.ask(tasks.make(kind, file=file, **verify), worker=worker)
    if result["category"] != "pushed":
        raise ValueError(f"{kind}: {result['state']}/{result['category']}: {result['message']}")
    return seconds, result, stage.pushed(file)
