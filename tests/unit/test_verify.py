"""Each check, passing and failing, on literal records."""

import struct
import zlib
from datetime import UTC, datetime

import pytest

from worker.evidence import Check, Evidence, RunEvidence
from worker.findings import LiveElement, LiveValue, Site
from worker.plan import Artifact, Experiment, Fix, Model, Nested, TrackingPlan, Value
from worker.ports import (
    ArtifactRecord,
    CellOutcome,
    CellStatus,
    Execution,
    ExperimentRecord,
    MetricPoint,
    ModelVersionRecord,
    RunRecord,
)
from worker.task import Task
from worker.verify import Observed, Round, answered, answers, git_checks, judged_run, verify

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
        runs=parts.pop("runs", (run(),)),
        live=parts.pop("values", VALUES),
    )
    second = Round(
        execution=parts.pop("again", cells(CellStatus.IDLE, RAN, RAN)),
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


def test_a_clean_proof_passes_every_check():
    checks = verify(observed())
    assert [check for check in checks if not check.passed] == []
    assert {
        "cells-still-run", "run-made", "no-run-left-open", "runs-finished", "one-run-per-execution", "second-run",
        "experiment-unique:solver", "runs-in-experiment", "param-logged:epochs", "metric-logged:loss",
    } <= {check.name for check in checks}  # fmt: skip


def test_check_names_are_unique():
    names = [check.name for check in verify(observed())]
    assert len(names) == len(set(names))


def test_no_checks_are_no_evidence():
    assert not Evidence(attempt="1", tree="t", checks=()).passed


# ---------------------------------------------------------------- experiment


@pytest.mark.parametrize(
    ("found", "category"),
    [
        ((), "experiment-missing"),
        ((EXPERIMENT, EXPERIMENT.model_copy(update={"id": "8"})), "duplicate-experiment"),
        ((EXPERIMENT.model_copy(update={"stage": "deleted"}),), "experiment-deleted"),
    ],
)
def test_an_experiment_that_is_not_there_once_and_active_fails(found, category):
    assert failing(experiments=found)["experiment-unique:solver"] == category


def test_a_run_in_another_experiment_fails():
    assert failing(runs=(run(experiment="0"),))["runs-in-experiment"] == "wrong-experiment"


def test_a_child_run_in_another_experiment_fails():
    runs = (run(), run("c1", parent="r1", experiment="0"))
    assert failing(runs=runs) == {"runs-in-experiment": "wrong-experiment"}


# ---------------------------------------------------------------- runs


def test_no_run_at_all_fails_although_the_notebook_ran():
    found = failing(runs=(), second_runs=())
    assert found["run-made"] == "missing-run"
    assert found["second-run"] == "no-second-run"
    assert found["param-logged:epochs"] == "param-missing"
    assert found["metric-logged:loss"] == "metric-missing"


def test_a_run_that_is_left_open_fails():
    assert failing(runs=(run(status="RUNNING"),)) == {"no-run-left-open": "run-left-open"}


def test_a_run_of_the_task_that_is_open_at_the_end_fails():
    assert failing(left_open=(run("stray", status="RUNNING"),)) == {"no-run-left-open": "run-left-open"}


@pytest.mark.parametrize("status", ["FAILED", "KILLED"])
def test_a_run_that_did_not_finish_fails(status):
    assert failing(runs=(run(status=status),)) == {"runs-finished": "run-failed"}


def test_a_second_execution_without_a_run_fails():
    assert failing(second_runs=()) == {"second-run": "no-second-run"}


def test_a_second_run_that_fails_is_reported():
    found = failing(second_runs=(run("r2", status="FAILED"),))
    assert found == {"runs-finished": "run-failed", "second-run": "run-failed"}


def test_two_runs_for_one_execution_are_double_logging():
    assert failing(runs=(run("r0"), run("r1"))) == {"one-run-per-execution": "double-logging"}


def test_two_runs_for_two_executions_are_not_double_logging():
    assert failing(runs=(run("r0"), run("r1")), site_executions=2) == {}


def test_children_are_not_counted_as_executions():
    assert failing(runs=(run(), run("c1", parent="r1"), run("c2", parent="r1"))) == {}


def test_an_execution_of_the_cell_that_did_not_train_needs_no_run():
    assert failing(site_executions=2) == {}


def test_a_repaired_notebook_may_have_more_runs():
    fixed = plan(fixes=(Fix(name="close-runs", requirements=(3,)),))
    assert failing(plan=fixed, runs=(run("r0"), run("r1"))) == {}


def test_a_repair_is_shown_by_the_checks_of_runs():
    fixed = plan(fixes=(Fix(name="close-runs", requirements=(3,)),))
    assert named("no-run-left-open", plan=fixed).requirements == (3,)


def test_the_run_that_holds_most_of_the_plan_is_judged():
    other = run("r9", params={}, metrics={"unrelated": 1.0})
    assert judged_run(plan(), (run("r1"), other)) == run("r1")


# ---------------------------------------------------------------- parameters


@pytest.mark.parametrize(
    ("value", "logged"),
    [
        (5, "5"),
        (5, "5.0"),
        (0.001, "0.001"),
        (1e-05, "0.00001"),
        (True, "True"),
        ("tanh", "tanh"),
        ([64, 64, 1], "[64, 64, 1]"),
        ((2, 3), "(2, 3)"),
        (list(range(200)), str(list(range(200)))),
    ],
)
def test_a_parameter_that_equals_its_live_value_passes(value, logged):
    logged_run = run(params={"epochs": logged})
    assert failing(runs=(logged_run,), values={**VALUES, 0: {"epochs": live(value)}}) == {}


@pytest.mark.parametrize(
    ("value", "logged"),
    [(5, "6"), (5, "five"), (0.001, "0.0010001"), (True, "1"), (True, "False"), ("tanh", "relu"), ([64, 1], "[64, 2]")],
)
def test_a_parameter_with_another_value_fails(value, logged):
    values = {**VALUES, 0: {"epochs": live(value)}}
    assert failing(runs=(run(params={"epochs": logged}),), values=values) == {"param-logged:epochs": "param-wrong"}


def test_a_missing_parameter_fails():
    assert failing(runs=(run(params={"lr": "1"}),)) == {"param-logged:epochs": "param-missing"}


def test_a_parameter_that_mlflow_cut_fails():
    long = "x" * 7000
    values = {**VALUES, 0: {"epochs": LiveValue(type="str", string=long[:200], length=7000)}}
    found = failing(runs=(run(params={"epochs": long[:6000]}),), values=values)
    assert found == {"param-logged:epochs": "param-cut"}


def test_a_parameter_whose_live_value_is_unknown_only_has_to_be_there():
    assert failing(values={0: {"epochs": "NameError: epochs"}}, runs=(run(params={"epochs": "9"}),)) == {}


def test_an_object_without_a_comparable_text_passes():
    values = {**VALUES, 0: {"epochs": LiveValue(type="torch.optim.Adam", text="Adam (lr: 1)")}}
    assert failing(values=values, runs=(run(params={"epochs": "Adam"}),)) == {}


def test_a_ui_element_is_compared_by_its_value():
    element = LiveValue(type="marimo.ui.slider", ui=LiveElement(kind="slider", value=live(5)))
    assert failing(values={**VALUES, 0: {"epochs": element}}) == {}


@pytest.mark.parametrize("prefix", ["", "config.", "config_", "config/"])
def test_every_entry_of_a_mapping_has_to_be_logged(prefix):
    config = Value(key="config", expression="config", cell=0, statement=0, form="mapping", requirements=(0,))
    values = {0: {"config": live({"lr": 0.1, "layers": [64, 1]})}}
    whole = run(params={f"{prefix}lr": "0.1", f"{prefix}layers": "[64, 1]"})
    mapped = plan(params=(config,), metrics=())
    again = {"second_runs": (whole.model_copy(update={"run_id": "r2"}),), "second_values": values}
    assert failing(plan=mapped, values=values, runs=(whole,), **again) == {}
    half = whole.model_copy(update={"params": {f"{prefix}lr": "0.1"}})
    assert failing(plan=mapped, values=values, runs=(half,), **again) == {"param-logged:layers": "param-missing"}


def test_every_parameter_of_an_estimator_has_to_be_logged():
    forest = Value(key="forest", expression="forest", cell=0, statement=0, form="estimator")
    found = LiveValue(type="sklearn.RandomForest", estimator={"n_estimators": live(10)})
    mapped = plan(params=(forest,), metrics=())
    values = {0: {"forest": found}}
    assert failing(
        plan=mapped,
        values=values,
        runs=(run(params={"n_estimators": "100"}),),
        second_runs=(run("r2", params={"n_estimators": "10"}),),
        second_values=values,
    ) == {"param-logged:n_estimators": "param-wrong"}


def test_a_second_run_with_the_first_runs_parameters_is_stale():
    found = failing(second_values={0: {"epochs": live(6)}}, second_runs=(run("r2", params={"epochs": "5"}),))
    assert found == {"second-run-params": "param-stale"}


# ---------------------------------------------------------------- metrics


@pytest.mark.parametrize("value", [NAN, INF, -INF, 1.797e308, -1.797e308])
def test_a_metric_that_is_not_finite_fails(value):
    assert failing(runs=(run(metrics={"loss": value}),)) == {"metric-logged:loss": "metric-not-finite"}


def test_a_metric_with_another_value_fails():
    assert failing(runs=(run(metrics={"loss": 0.26}),)) == {"metric-logged:loss": "metric-wrong"}


def test_a_metric_that_the_notebook_changes_later_only_has_to_be_finite():
    assert failing(runs=(run(metrics={"loss": 0.26}),), overwritten=frozenset({(1, "loss")})) == {}
    assert failing(runs=(run(metrics={"loss": NAN}),), overwritten=frozenset({(1, "loss")})) != {}


def test_a_missing_metric_fails():
    assert failing(runs=(run(metrics={}),)) == {"metric-logged:loss": "metric-missing"}


def test_only_the_numbers_of_a_mapping_are_metrics():
    scores = Value(key="scores", expression="scores", cell=1, statement=0, form="mapping")
    values = {1: {"scores": live({"mse": 0.5, "name": "linear"})}}
    mapped = plan(params=(), metrics=(scores,))
    assert failing(plan=mapped, values=values, runs=(run(metrics={"mse": 0.5}),)) == {}
    assert failing(plan=mapped, values=values, runs=(run(metrics={}),)) == {"metric-logged:mse": "metric-missing"}


# ---------------------------------------------------------------- series


HISTORY = Value(key="loss", expression="losses", cell=1, statement=0, form="sequence", requirements=(1,))


def points(*values, steps=None):
    return tuple(MetricPoint(value=v, step=s) for v, s in zip(values, steps or range(len(values)), strict=True))


def series(history, *, sequence=(3.0, 2.0, 1.0), **parts):
    sequences = {} if sequence is None else {"loss": sequence}
    histories = {} if history is None else {"loss": history}
    whole = plan(params=(), metrics=(), series=(HISTORY,))
    return failing(plan=whole, values={}, histories=histories, sequences=sequences, **parts)


def test_a_whole_series_passes():
    assert series(points(3, 2, 1)) == {}


def test_points_may_come_in_any_order():
    assert series(points(1, 3, 2, steps=[2, 0, 1])) == {}


def test_a_missing_series_fails():
    assert series(None)["series-logged:loss"] == "series-missing"


def test_a_series_that_misses_a_point_fails():
    found = series(points(3, 2))
    assert found == {"series-logged:loss": "series-too-short", "series-values:loss": "series-wrong"}


def test_a_series_logged_twice_is_double_logging():
    found = series(points(3, 2, 1, 3, 2, 1, steps=[0, 1, 2, 0, 1, 2]))
    assert found["series-steps:loss"] == "double-logging"


@pytest.mark.parametrize("steps", [[1, 2, 3], [0, 1, 3], [0, 10, 20]])
def test_steps_other_than_0_1_2_fail(steps):
    assert series(points(3, 2, 1, steps=steps)) == {"series-steps:loss": "series-steps-wrong"}


def test_a_series_whose_last_value_differs_fails():
    assert series(points(3, 2, 9)) == {"series-values:loss": "series-wrong"}


def test_a_series_with_nan_fails():
    assert series(points(3, NAN, 1), sequence=(3.0, NAN, 1.0)) == {"series-logged:loss": "metric-not-finite"}


def test_a_series_whose_length_is_unknown_needs_two_points():
    assert series(points(3, 2), sequence=None) == {}
    assert series(points(3), sequence=None) == {"series-logged:loss": "series-too-short"}


def test_a_training_shortened_by_overrides_may_give_one_point():
    assert series(points(3), sequence=None, shrunk=True) == {}


def test_a_series_that_the_notebook_extends_later_is_not_compared():
    assert series(points(3, 2), overwritten=frozenset({(1, "losses")})) == {}


def test_every_sequence_of_a_mapping_has_to_be_logged():
    history = Value(key="history", expression="history", cell=1, statement=0, form="mapping")
    whole = plan(params=(), metrics=(), series=(history,))
    values = {1: {"history": live({"pde": [2, 1], "boundary": [4, 3], "note": "x"})}}
    sequences = {"pde": (2.0, 1.0), "boundary": (4.0, 3.0)}
    both = {"pde": points(2, 1), "boundary": points(4, 3)}
    assert failing(plan=whole, values=values, sequences=sequences, histories=both) == {}
    one = failing(plan=whole, values=values, sequences=sequences, histories={"pde": points(2, 1)})
    assert one["series-logged:boundary"] == "series-missing"


# ---------------------------------------------------------------- artifacts


FIGURE = Artifact(kind="figure", path="plots/solution.png", expression="fig", cell=1, statement=0, requirements=(3,))


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width=1, height=1, data=None):
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0\0") if data is None else data
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def artifact(content, *, path="plots/solution.png", size=None, **parts):
    one = FIGURE.model_copy(update={"path": path})
    records = () if content is None else (ArtifactRecord(path=path, size=len(content) if size is None else size),)
    contents = {path: content} if content else {}
    found = failing(plan=plan(artifacts=(one,)), artifacts=records, contents=contents, **parts)
    return {name.split(":")[0]: category for name, category in found.items()}


def test_a_figure_that_decodes_passes():
    assert artifact(png()) == {}


def test_a_missing_artifact_fails():
    assert artifact(None) == {"artifact-logged": "artifact-missing"}


def test_an_empty_artifact_fails():
    assert artifact(b"") == {"artifact-logged": "artifact-empty"}


def test_an_artifact_over_the_limit_fails():
    assert artifact(png(), artifact_limit=10) == {"artifact-logged": "artifact-too-large"}


@pytest.mark.parametrize(
    "content",
    [
        b"no picture",
        png()[:-4],
        png()[:40],
        png(width=0),
        png(data=b"garbage"),
        png(data=zlib.compress(b"")),
        png().replace(b"IDAT", b"IDAX"),
        b"\x89PNG\r\n\x1a\n",
    ],
    ids=["text", "no end", "cut", "no width", "garbage", "no pixels", "damaged", "signature only"],
)
def test_a_png_that_does_not_decode_fails(content):
    assert artifact(content) == {"artifact-readable": "artifact-unreadable"}


@pytest.mark.parametrize(
    ("path", "good", "bad"),
    [
        ("config.json", b'{"lr": 1}', b"{lr: 1}"),
        ("plot.html", b"<div>plot</div>", b"   plot   "),
        ("plot.svg", b"<svg></svg>", b"<xml/>"),
        ("plot.pdf", b"%PDF-1.4 ...", b"PDF"),
        ("table.csv", b"a,b\n1,2\n", b"\n \n"),
        ("notes.txt", b"hello", b"  "),
        ("no-suffix", b"hello", b"\t"),
    ],
)
def test_an_artifact_is_read_as_its_suffix_says(path, good, bad):
    assert artifact(good, path=path) == {}
    assert artifact(bad, path=path) == {"artifact-readable": "artifact-unreadable"}


def test_an_artifact_that_was_not_downloaded_is_judged_by_its_size():
    assert artifact(b"", size=50) == {}


# ---------------------------------------------------------------- model


MODEL = Model(
    expression="m", flavor="sklearn", cell=1, statement=0, registered_name="shop", alias="best", requirements=(4,)
)


def version(run_id="r1", *, name="shop", aliases=("best",)):
    return ModelVersionRecord(name=name, version="3", run_id=run_id, aliases=aliases)


def test_a_logged_and_registered_model_passes():
    assert failing(plan=plan(model=MODEL), logged_models=("model",), model_versions=(version(),)) == {}


def test_a_model_that_was_not_logged_fails():
    found = failing(plan=plan(model=MODEL), logged_models=("other",), model_versions=(version(),))
    assert found == {"model-logged:model": "model-missing"}


@pytest.mark.parametrize("found", [(), (version("older run"),), (version(name="another"),)])
def test_a_model_that_was_not_registered_from_this_run_fails(found):
    checks = failing(plan=plan(model=MODEL), logged_models=("model",), model_versions=found)
    assert checks["model-registered:shop"] == "model-not-registered"


def test_the_alias_may_have_moved_on_to_the_second_run():
    versions = (version(aliases=()), version("r2"))
    assert failing(plan=plan(model=MODEL), logged_models=("model",), model_versions=versions) == {}


def test_a_missing_alias_fails():
    found = failing(plan=plan(model=MODEL), logged_models=("model",), model_versions=(version(aliases=()),))
    assert found == {"model-alias:best": "alias-missing"}


def test_a_model_that_is_not_to_be_registered_needs_no_version():
    only = MODEL.model_copy(update={"registered_name": "", "alias": ""})
    assert failing(plan=plan(model=only), logged_models=("model",)) == {}


# ---------------------------------------------------------------- tags, name, link


def test_tags_of_run_and_experiment_have_to_be_set():
    tagged = plan(
        experiment=Experiment(name="solver", tags={"framework": "pina", "domain": "pde"}),
        run_tags={"optimizer": "adam", "dataset": "v2"},
        run_tag_requirements=(5,),
    )
    found = failing(plan=tagged, runs=(run(tags={"optimizer": "sgd"}),))
    assert found == {
        "experiment-tag:domain": "tag-missing",
        "run-tag:optimizer": "tag-wrong",
        "run-tag:dataset": "tag-missing",
    }
    assert named("run-tag:optimizer", plan=tagged).requirements == (5,)


def test_a_literal_run_name_has_to_be_the_runs_name():
    assert failing(plan=plan(run_name="epochs_5")) == {}
    assert failing(plan=plan(run_name="tuning")) == {"run-named:tuning": "run-name-wrong"}


@pytest.mark.parametrize("path", ["#/experiments/7", "&#35;/experiments/7"])
def test_a_cell_that_shows_the_link_passes(path):
    outputs = {2: f'<a href="http://mlflow/{path}">View in MLflow</a>'}
    assert failing(plan=plan(link=True), execution=cells(RAN, RAN, RAN, outputs=outputs)) == {}


def test_a_link_that_no_cell_shows_fails():
    assert failing(plan=plan(link=True)) == {"link-shown": "link-missing"}


def test_a_link_to_another_experiment_fails():
    execution = cells(RAN, RAN, RAN, outputs={2: "http://mlflow/#/experiments/0"})
    assert failing(plan=plan(link=True), execution=execution) == {"link-shown": "link-missing"}


# ---------------------------------------------------------------- nested runs


NESTED = Nested(
    cell=1,
    statement=0,
    params=(Value(key="depth", expression="d", cell=1, statement=0),),
    metrics=(Value(key="score", expression="s", cell=1, statement=0),),
    requirements=(6,),
)


def child(run_id, **parts):
    data = {"params": {"depth": "3"}, "metrics": {"score": 0.5}} | parts
    return run(run_id, parent=data.pop("parent", "r1"), **data)


def nested(*children, **parts):
    return failing(plan=plan(nested=NESTED), runs=(run(), *children), **parts)


def test_finished_children_with_their_values_pass():
    assert nested(child("c1"), child("c2")) == {}


def test_no_children_fail():
    assert nested()["children-made"] == "missing-children"


def test_a_child_without_its_parent_is_a_run_too_many():
    found = nested(child("c1", parent=""), child("c2"))
    assert found["one-run-per-execution"] == "double-logging"


def test_a_child_that_failed_is_reported():
    assert nested(child("c1"), child("c2", status="FAILED"))["children-finished"] == "run-failed"


def test_children_of_another_run_do_not_count():
    assert nested(child("c1", parent="r0"))["children-made"] == "missing-children"


@pytest.mark.parametrize("score", [{}, {"score": NAN}])
def test_a_child_without_a_finite_metric_fails(score):
    assert nested(child("c1"), child("c2", metrics=score)) == {"child-metric:score": "metric-missing"}


def test_a_child_without_its_parameter_fails():
    assert nested(child("c1", params={})) == {"child-param:depth": "param-missing"}


# ---------------------------------------------------------------- notebook


@pytest.mark.parametrize("status", [FAILED, STOPPED, CANCELLED])
def test_a_cell_that_no_longer_runs_is_the_patchs_fault(status):
    assert failing(execution=cells(status, RAN, RAN))["cells-still-run"] == "patch-broke-notebook"


def test_a_cell_that_failed_before_the_patch_may_still_fail():
    assert failing(unpatched=cells(FAILED, RAN), execution=cells(FAILED, RAN, RAN)) == {}


def test_an_inserted_cell_that_fails_is_the_patchs_fault():
    assert failing(execution=cells(RAN, RAN, FAILED))["inserted-cells-run"] == "patch-broke-notebook"


def test_the_cell_that_raised_is_named_before_those_cancelled_for_it():
    text = named("cells-still-run", execution=cells(CANCELLED, FAILED, RAN)).observed
    assert text == "cell 1: ValueError: bad shape; cell 0: cancelled"


def test_cells_are_compared_where_they_moved_to():
    moved = {0: 0, 1: 2}
    assert failing(cells=moved, edited=frozenset({2})) == {}
    assert failing(cells=moved, execution=cells(RAN, RAN, FAILED))["cells-still-run"] == "patch-broke-notebook"


def test_a_failure_in_the_second_execution_is_reported():
    assert failing(again=cells(RAN, RAN, FAILED))["cells-run-again"] == "rerun-broke-notebook"


def test_an_untouched_cell_that_shows_another_kind_of_output_is_reported():
    execution = cells(RAN, RAN, RAN, types={0: "image/png"})
    assert failing(execution=execution) == {"outputs-kept": "output-changed"}


def test_an_edited_cell_may_show_something_else():
    assert failing(execution=cells(RAN, RAN, RAN, types={1: "text/markdown"})) == {}


# ---------------------------------------------------------------- git


def diff_of(*heads):
    return "".join(f"diff --git {head}\nindex 1..2 100644\n@@ -1 +1 @@\n+diff --git a/x b/x\n" for head in heads)


def git(**parts):
    given = {"proven_tree": "t1", "committed_tree": "t1", "diff": diff_of("a/nb.py b/nb.py"), "files": ["nb.py"]}
    return {check.name: check.category for check in git_checks(**(given | parts)) if not check.passed}


def test_the_proven_tree_with_the_target_alone_passes():
    assert git() == {}


def test_another_tree_than_the_proven_one_fails():
    assert git(committed_tree="t2") == {"proven-tree-committed": "tree-changed"}
    assert git(proven_tree="", committed_tree="") == {"proven-tree-committed": "tree-changed"}


def test_a_foreign_file_in_the_commit_fails():
    diff = diff_of("a/nb.py b/nb.py", "a/data.csv b/data.csv")
    assert git(diff=diff) == {"only-targets-changed": "foreign-file-changed"}


def test_a_commit_without_the_target_fails():
    assert git(diff="") == {"only-targets-changed": "foreign-file-changed"}


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("a/my notebooks/a b.py b/my notebooks/a b.py", "my notebooks/a b.py"),
        ('"a/\\303\\274bung.py" "b/\\303\\274bung.py"', "übung.py"),
        ('"a/say \\"hi\\".py" "b/say \\"hi\\".py"', 'say "hi".py'),
    ],
)
def test_unusual_file_names_are_read_from_the_diff(head, name):
    assert git(diff=diff_of(head), files=[name]) == {}


# ---------------------------------------------------------------- answers


TASK = Task(title="Track", files=("nb.py",), requirements=("Log epochs", "Log the loss", "Create it", "Be nice"))


def test_each_requirement_is_mapped_to_its_checks():
    checks = verify(observed(runs=(run(metrics={"loss": NAN}),)))
    evidence = Evidence(
        attempt="1-ab", tree="t", checks=checks, runs=(RunEvidence(run_id="r1", status="FINISHED", url="http://r1"),)
    )
    found = answers(TASK, {0: ["params", "params"], 1: ["metrics"]}, evidence)
    assert [one.status for one in found] == ["satisfied", "failed", "satisfied", "open"]
    assert found[0].patch == "params"
    assert found[0].check == "param-logged:epochs"
    assert found[0].evidence == "param-logged:epochs: 5 (http://r1)"
    assert found[1].evidence == "metric-logged:loss: nan (http://r1)"
    assert found[2].check == "experiment-unique:solver, runs-in-experiment"
    assert found[3].evidence == ""


def test_one_failing_check_of_several_fails_the_requirement():
    good = Check(name="a", passed=True, expected="", observed="1", requirements=(0,))
    bad = Check(name="b", passed=False, expected="", observed="2", category="x", requirements=(0,))
    found = answers(TASK, {}, Evidence(attempt="1", tree="t", checks=(good, bad)))
    assert (found[0].status, found[0].check) == ("failed", "b")


def test_a_plan_answers_what_its_parts_answer():
    whole = plan(
        artifacts=(FIGURE,), model=MODEL, nested=NESTED, link=True, link_requirements=(7,), run_tag_requirements=(5,),
        fixes=(Fix(name="close-runs", requirements=(8,)),),
    )  # fmt: skip
    assert answered(whole) == {0, 1, 2, 3, 4, 5, 6, 7, 8}
