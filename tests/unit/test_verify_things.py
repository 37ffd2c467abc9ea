"""The checks of series, artifacts, models, tags, links and child runs, each passing and failing."""

import struct
import zlib

import pytest
from verify_records import NAN, RAN, VALUES, cells, failing, live, named, plan, run

from worker.plan import Artifact, Experiment, Fix, Model, Nested, Value
from worker.ports import (
    ArtifactRecord,
    MetricPoint,
    ModelReading,
    ModelVersionRecord,
)

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


@pytest.mark.parametrize(
    ("steps", "live", "found"),
    [
        ([10, 20, 40], (10.0, 20.0, 40.0), {}),
        ([10, 20, 40], None, {}),
        ([0, 1, 2], (10.0, 20.0, 40.0), {"series-steps:loss": "series-steps-wrong"}),
    ],
)
def test_named_steps_are_those_of_their_sequence(steps, live, found):
    whole = plan(params=(), metrics=(), series=(HISTORY.model_copy(update={"steps": "sizes"}),))
    sequences = {"loss": (3.0, 2.0, 1.0), **({"steps of loss": live} if live else {})}
    assert (
        failing(plan=whole, values={}, histories={"loss": points(3, 2, 1, steps=steps)}, sequences=sequences) == found
    )


def test_a_series_whose_last_value_differs_fails():
    assert series(points(3, 2, 9)) == {"series-values:loss": "series-wrong"}


LOOP = HISTORY.model_copy(update={"form": "loop", "expression": "loss", "path": (9, 7), "scope": "loop"})


@pytest.mark.parametrize(
    ("logged", "trouble"),
    [
        ((3, 2, 1), {}),
        ((3, 2), {"series-logged:loss": "series-too-short", "series-values:loss": "series-wrong"}),
        ((3, 2, 2), {"series-values:loss": "series-wrong"}),
    ],
)
def test_a_loop_leaves_as_many_points_as_it_ran_and_ends_with_its_last_value(logged, trouble):
    whole = plan(params=(), metrics=(), series=(LOOP,))
    found = failing(plan=whole, values={1: {"loss": live(1.0)}}, histories={"loss": points(*logged)}, iterations={7: 3})
    assert found == trouble


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


def test_a_picture_of_one_colour_is_no_figure():
    def picture(*rows):
        header = struct.pack(">IIBBBBB", 4, len(rows), 8, 2, 0, 0, 0)
        data = zlib.compress(b"".join(rows))
        return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")

    white, dot = b"\xff" * 12, b"\xff" * 9 + b"\x00" * 3
    plain, up, left = b"\0" + white, b"\2" + b"\0" * 12, b"\1" + b"\xff" * 3 + b"\0" * 9
    for rows in ([plain, plain, plain], [plain, up, up], [left, left], [left, up]):
        assert artifact(picture(*rows)) == {"artifact-readable": "artifact-unreadable"}
    for rows in ([plain, b"\0" + dot], [b"\0" + dot, up], [plain, up, b"\2" + dot], [left, b"\0" + dot]):
        assert artifact(picture(*rows)) == {}


@pytest.mark.parametrize(
    ("path", "content", "trouble"),
    [
        ("t.json", b'{"columns": ["a"], "data": [[1]]}', {}),
        ("t.json", b'{"columns": ["a"], "data": []}', {"artifact-readable": "artifact-unreadable"}),
        ("t.csv", b"a,b\n1,2\n", {}),
        ("t.csv", b"a,b\n", {"artifact-readable": "artifact-unreadable"}),
        ("t.parquet", b"PAR1....PAR1", {}),
        ("t.parquet", b"PAR1....", {"artifact-readable": "artifact-unreadable"}),
    ],
)
def test_a_table_has_rows(path, content, trouble):
    table = FIGURE.model_copy(update={"path": path, "kind": "table"})
    records = (ArtifactRecord(path=path, size=len(content)),)
    found = failing(plan=plan(artifacts=(table,)), artifacts=records, contents={path: content})
    assert {name.split(":")[0]: category for name, category in found.items()} == trouble


def test_no_other_file_of_the_run_is_over_the_limit():
    records = (ArtifactRecord(path="dump.bin", size=11),)
    assert failing(artifacts=records, artifact_limit=10) == {"artifacts-within-limit": "artifact-too-large"}


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
        ("plot.html", b"<div>plot</div><svg></svg>", b"   plot   "),
        ("plot.html", b"<p><img></p>", b"<div>no chart</div>"),
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


@pytest.mark.parametrize(
    ("size", "trouble"),
    [("2000", {}), ("500", {"artifact-logged": "artifact-missing"}), ("big", {"artifact-logged": "artifact-missing"})],
)
def test_the_size_of_a_file_over_the_limit_stands_in_for_it(size, trouble):
    assert over_the_limit(size=size) == trouble


@pytest.mark.parametrize(
    ("parts", "category"),
    [
        ({"path": ""}, "param-missing"),
        ({"path": "data/other.csv"}, "param-wrong"),
        ({"sample": None}, "artifact-missing"),
        ({"sample": 0}, "artifact-empty"),
    ],
)
def test_its_path_and_a_sample_stand_in_with_it(parts, category):
    assert over_the_limit(**parts) == {"artifact-logged": category}


def over_the_limit(*, size="2000", path="data/train set.csv", sample=90):
    big = Artifact(kind="file", path="data/train set.csv", expression="path", cell=1, statement=0)
    made = run(params={"epochs": "5", "train_set.csv_bytes": size, "train_set.csv_path": path})
    there = () if sample is None else (ArtifactRecord(path="samples/train_set.csv.txt", size=sample),)
    found = failing(plan=plan(artifacts=(big,)), runs=(made,), artifacts=there, artifact_limit=1000)
    return {name.partition(":")[0]: category for name, category in found.items()}


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


def read(**parts):
    given = {"signature": "s", "wanted": "s", "predictions": "1", "live": "1", "same": True}
    return ModelReading(**(given | parts))


@pytest.mark.parametrize(
    ("reading", "trouble"),
    [
        (read(), {}),
        (read(trouble="ValueError: no"), {"model-predicts:model": "model-unloadable"}),
        (read(same=False), {"model-predicts:model": "model-wrong"}),
        (read(same=None, wanted="", live=""), {}),
        (read(signature=""), {"model-signature:model": "signature-missing"}),
        (read(wanted="t"), {"model-signature:model": "signature-wrong"}),
    ],
)
def test_a_model_loads_back_predicts_the_same_and_is_signed(reading, trouble):
    signed = MODEL.model_copy(update={"registered_name": "", "alias": "", "input_example": "X"})
    assert failing(plan=plan(model=signed), logged_models=("model",), model=reading) == trouble


def test_a_model_that_the_notebook_logged_itself_need_not_be_signed():
    own = MODEL.model_copy(update={"registered_name": "", "alias": "", "input_example": "X"})
    kept = frozenset({"model"})
    assert failing(plan=plan(model=own), logged_models=("model",), model=read(signature=""), kept=kept) == {}


def test_a_model_that_was_logged_or_registered_twice_is_double_logging():
    found = failing(plan=plan(model=MODEL), logged_models=("model", "model"), model_versions=(version(), version()))
    assert found == {"model-logged:model": "double-logging", "model-registered:shop": "double-logging"}


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


@pytest.mark.parametrize(
    ("logged", "trouble"),
    [
        ({"state": "optimal"}, {}),
        ({"state": "infeasible"}, {"run-tag:state": "tag-wrong"}),
        ({}, {"run-tag:state": "tag-missing"}),
    ],
)
def test_a_tag_with_a_value_of_the_notebook_has_to_say_what_the_kernel_says(logged, trouble):
    state = Value(key="state", expression="state", cell=1, statement=0, requirements=(2,))
    values = {**VALUES, 1: {**VALUES[1], "state": live("optimal")}}
    assert failing(plan=plan(tags=(state,)), values=values, runs=(run(tags=logged),)) == trouble


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


@pytest.mark.parametrize(
    ("score", "category"),
    [({}, "metric-missing"), ({"score": NAN}, "metric-not-finite"), ({"score": 0.4}, "metric-wrong")],
)
def test_a_child_without_its_metric_fails(score, category):
    values = VALUES | {1: VALUES[1] | {"s": live(0.5), "d": live(3)}}
    found = nested(child("c1"), child("c2", metrics=score), values=values)
    assert found == {"child-metric:score": category}


def test_the_last_child_holds_the_loops_last_values():
    values = VALUES | {1: VALUES[1] | {"s": live(0.5), "d": live(4)}}
    assert nested(child("c1"), child("c2"), values=values) == {"child-param:depth": "param-wrong"}
    assert nested(child("c1"), child("c2"), values=values, overwritten=frozenset({(1, "d")})) == {}


@pytest.mark.parametrize(("trials", "category"), [(2, {}), (3, {"children-made": "missing-children"})])
def test_there_is_one_child_per_trial(trials, category):
    tuned = NESTED.model_copy(update={"path": (9, 7)})
    found = failing(plan=plan(nested=tuned), runs=(run(), child("c1"), child("c2")), iterations={7: trials})
    assert found == category


def test_a_repair_of_parents_gives_children_a_parent():
    fixed = plan(fixes=(Fix(name="nested-parent"),))
    assert failing(plan=fixed, runs=(run(), child("c1"))) == {}
    assert failing(plan=fixed)["children-made"] == "child-without-parent"


def test_runs_of_trials_without_a_parent_are_named():
    found = nested(child("c1", parent=""), child("c2", parent=""))
    assert found["children-made"] == "child-without-parent"


def test_a_child_without_its_parameter_fails():
    assert nested(child("c1", params={})) == {"child-param:depth": "param-missing"}


TRIALS = NESTED.model_copy(update={"form": "trials", "expression": "study", "params": ()})


@pytest.mark.parametrize(
    ("statuses", "category"),
    [
        (("FINISHED", "FAILED"), None),
        (("FINISHED", "KILLED"), None),
        (("FAILED", "FAILED"), "run-failed"),
        (("FINISHED", "RUNNING"), "run-failed"),
    ],
)
def test_a_trial_may_fail_where_the_study_goes_on(statuses, category):
    children = [
        child(f"c{at}", status=status, metrics={"score": 0.5} if status == "FINISHED" else {})
        for at, status in enumerate(statuses)
    ]
    found = failing(plan=plan(nested=TRIALS), runs=(run(), *children))
    assert found.get("children-finished") == category
    assert "runs-finished" not in found


@pytest.mark.parametrize(("number", "category"), [(2, None), (3, "missing-children"), (1, "missing-children")])
def test_a_search_has_a_child_for_each_candidate(number, category):
    count = Value(key="candidates", expression="len(c)", cell=1, statement=0)
    nested = TRIALS.model_copy(update={"form": "candidates", "count": count})
    seen = {0: {"epochs": live(5)}, 1: {"loss": live(0.25), "len(c)": live(number)}}
    found = failing(plan=plan(nested=nested), runs=(run(), child("c1"), child("c2")), values=seen)
    assert found.get("children-made") == category


@pytest.mark.parametrize(("parent", "category"), [("r1", None), ("", "child-without-parent")])
def test_children_without_a_parent_have_one_after_the_repair(parent, category):
    fixed = plan(fixes=(Fix(name="nested-parent", requirements=(2,)),))
    assert failing(plan=fixed, runs=(run(), child("c1", parent=parent))).get("children-made") == category


LONG = Value(key="prompt", expression="prompt", cell=1, statement=0, form="long")


@pytest.mark.parametrize(
    ("logged", "size", "category"),
    [
        ("7000 characters in params/prompt.txt", 7000, None),
        ("7000 characters in params/prompt.txt", 6000, "param-cut"),
        ("7000 characters in params/prompt.txt", None, "param-cut"),
        ("x" * 6000, 7000, "param-cut"),
        (None, 7000, "param-missing"),
    ],
)
def test_a_long_parameter_is_kept_whole_as_a_text(logged, size, category):
    files = () if size is None else (ArtifactRecord(path="params/prompt.txt", size=size),)
    made = run(params={} if logged is None else {"prompt": logged})
    found = failing(plan=plan(params=(LONG,)), runs=(made,), artifacts=files)
    assert found.get("param-logged:prompt") == category
