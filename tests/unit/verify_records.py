"""Literal records of a clean proof, and what differs from it; shared by the tests of the checks."""

from datetime import UTC, datetime

from worker.findings import LiveValue, Site
from worker.plan import Experiment, TrackingPlan, Value
from worker.ports import (
    CellOutcome,
    CellStatus,
    Execution,
    ExperimentRecord,
    RunRecord,
)
from worker.verify import Observed, Round, verify

NAN, INF = float("nan"), float("inf")


def live(value):
    if isinstance(value, bool):
        return LiveValue(type="bool", text=str(value), boolean=value)
    if isinstance(value, (int, float)):
        return LiveValue(type=type(value).__name__, text=repr(value), number=value)
    if isinstance(value, str):
        return LiveValue(type="str", text=repr(value), string=value, length=len(value))
    if isinstance(value, dict):
        return LiveValue(type="dict", text=repr(value)[:200], entries={key: live(item) for key, item in value.items()})
    numbers = isinstance(value, (list, tuple)) and all(isinstance(item, (int, float)) for item in value)
    return LiveValue(type=type(value).__name__, text=repr(value)[:200], length=len(value), numbers=numbers)


def cells(*statuses, outputs=None, types=None):
    return Execution(
        cells=tuple(
            CellOutcome(
                cell=index,
                status=status,
                exception="ValueError" if status is CellStatus.FAILED else "",
                message="bad shape" if status is CellStatus.FAILED else "",
                output=(outputs or {}).get(index, ""),
                output_type=(types or {}).get(index, "text/html"),
            )
            for index, status in enumerate(statuses)
        ),
        seconds=0.1,
    )


RAN, FAILED, STOPPED, CANCELLED = CellStatus.RAN, CellStatus.FAILED, CellStatus.STOPPED, CellStatus.CANCELLED


def run(run_id="r1", *, status="FINISHED", experiment="7", parent="", name="epochs_5", **data):
    return RunRecord(
        run_id=run_id,
        experiment_id=experiment,
        name=name,
        status=status,
        start=datetime(2026, 11, 1, tzinfo=UTC),
        end=None,
        params=data.get("params", {"epochs": "5"}),
        metrics=data.get("metrics", {"loss": 0.25}),
        tags=data.get("tags", {}),
        parent=parent,
        url=f"http://mlflow/#/experiments/{experiment}/runs/{run_id}",
    )


EXPERIMENT = ExperimentRecord(
    id="7", name="solver", stage="active", tags={"framework": "pina"}, url="http://mlflow/#/experiments/7"
)
SITE = Site(cell=1, first=0, last=0, kind="fit")
EPOCHS = Value(key="epochs", expression="epochs", cell=0, statement=0, requirements=(0,))
LOSS = Value(key="loss", expression="loss", cell=1, statement=0, requirements=(1,))


def plan(**parts):
    return TrackingPlan(
        notebook="examples/solver.py",
        experiment=parts.pop("experiment", Experiment(name="solver", requirements=(2,))),
        site=SITE,
        params=parts.pop("params", (EPOCHS,)),
        metrics=parts.pop("metrics", (LOSS,)),
        **parts,
    )


VALUES = {0: {"epochs": live(5)}, 1: {"loss": live(0.25)}}


def observed(**parts):
    """What a clean proof sees: two executions, two finished runs, cell 2 inserted."""
    first = Round(
        execution=parts.pop("execution", cells(RAN, RAN, RAN)),
        site_executions=parts.pop("site_executions", 1),
        site_failures=parts.pop("site_failures", 0),
        opening=parts.pop("opening", frozenset()),
        runs=parts.pop("runs", (run(),)),
        live=parts.pop("values", VALUES),
    )
    second = Round(
        execution=parts.pop("second_execution", cells(CellStatus.IDLE, RAN, RAN)),
        site_executions=1,
        runs=parts.pop("second_runs", (run("r2"),)),
        live=parts.pop("second_values", {0: {"epochs": live(5)}}),
    )
    return Observed(
        plan=parts.pop("plan", plan()),
        first=first,
        second=second,
        unpatched=parts.pop("unpatched", cells(RAN, RAN)),
        cells=parts.pop("cells", {0: 0, 1: 1}),
        edited=parts.pop("edited", frozenset({1})),
        experiments=parts.pop("experiments", (EXPERIMENT,)),
        **parts,
    )


def failing(**parts):
    """Name → category of every check that does not pass."""
    return {check.name: check.category for check in verify(observed(**parts)) if not check.passed}


def named(name, **parts):
    return next(check for check in verify(observed(**parts)) if check.name == name)
