"""The checks of experiment, runs, parameters and metrics, each passing and failing."""

import pytest
from verify_records import EPOCHS, EXPERIMENT, INF, NAN, VALUES, failing, live, named, observed, plan, run

from worker.evidence import Evidence
from worker.findings import LiveElement, LiveValue
from worker.plan import Fix, Value
from worker.ports import MetricPoint, Tracked
from worker.verify import judged_run, verify


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


def test_an_option_changes_nothing_about_the_number_of_runs():
    optional = plan(fixes=(Fix(name="server-down"),))
    assert failing(plan=optional, runs=(run("r0"), run("r1"))) == {"one-run-per-execution": "double-logging"}


def test_a_repaired_notebook_makes_no_more_runs_than_it_made():
    fixed = plan(fixes=(Fix(name="close-runs"),)).model_copy(update={"site": None})
    two = {"runs": (run("r0"), run("r1"))}
    assert failing(plan=fixed, tracked=Tracked(runs=1), **two) == {"one-run-per-execution": "double-logging"}
    assert failing(plan=fixed, tracked=Tracked(runs=2), **two) == {}
    parented = fixed.model_copy(update={"fixes": (Fix(name="nested-parent"),)})
    two["runs"] += (run("c1", parent="r1"),)
    assert failing(plan=parented, tracked=Tracked(runs=2), **two) == {}
    two["runs"] += (run("c2", parent="r1"), run("c3", parent="r1"))
    assert failing(plan=parented, tracked=Tracked(runs=2), **two) == {"one-run-per-execution": "double-logging"}


def test_a_repair_is_shown_by_the_checks_of_runs():
    fixed = plan(fixes=(Fix(name="close-runs", requirements=(3,)),))
    assert named("no-run-left-open", plan=fixed).requirements == (3,)


def test_a_run_that_began_before_the_button_was_pressed_fails():
    assert failing(opening=frozenset({"r1"})) == {"gate-kept": "run-behind-closed-gate"}


def test_a_finished_run_of_a_failed_execution_is_untrue():
    found = failing(site_executions=2, site_failures=1, runs=(run("r0"), run("r1")))
    assert found == {"statuses-true": "status-untrue"}
    assert failing(site_executions=2, site_failures=1) == {}


def test_a_run_beside_the_training_holds_nothing():
    empty = run("r0", params={}, metrics={})
    assert failing(site_executions=2, runs=(empty, run())) == {"runs-complete": "run-incomplete"}
    assert failing(site_executions=2, runs=(empty, run()), own_runs=True) == {}


def test_a_second_run_without_the_metrics_is_incomplete():
    assert failing(second_runs=(run("r2", metrics={}),)) == {"runs-complete": "run-incomplete"}


def test_the_run_that_holds_most_of_the_plan_is_judged():
    other = run("r9", params={}, metrics={"unrelated": 1.0})
    assert judged_run(plan(), (run("r1"), other)) == run("r1")


# ---------------------------------------------------------------- parameters


@pytest.mark.parametrize(
    ("value", "logged"),
    [
        (5, "5"),
        (0.001, "0.001"),
        (1e-05, "0.00001"),
        (3.0, "3.0"),
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
    [
        (5, "6"),
        (5, "5.0"),
        (3.0, "3"),
        (5, "five"),
        (0.001, "0.0010001"),
        (True, "1"),
        (True, "False"),
        ("tanh", "relu"),
        ([64, 1], "[64, 2]"),
    ],
)
def test_a_parameter_with_another_value_fails(value, logged):
    values = {**VALUES, 0: {"epochs": live(value)}}
    assert failing(runs=(run(params={"epochs": logged}),), values=values) == {"param-logged:epochs": "param-wrong"}


def test_a_number_of_another_type_passes_where_the_plan_or_the_notebook_itself_converts_it():
    converted = EPOCHS.model_copy(update={"wrap": "float"})
    parts = {"runs": (run(params={"epochs": "5.0"}),), "second_runs": (run("r2", params={"epochs": "5.0"}),)}
    assert failing(plan=plan(params=(converted,)), **parts) == {}
    assert failing(kept=frozenset({"epochs"}), **parts) == {}


def test_a_short_float_is_compared_by_its_own_text():
    short = LiveValue(type="numpy.float32", text="0.1", number=0.10000000149011612)
    assert failing(runs=(run(params={"epochs": "0.1"}),), values={**VALUES, 0: {"epochs": short}}) == {}


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


def test_a_metric_that_was_logged_twice_at_one_step_fails():
    twice = {"loss": (MetricPoint(value=0.25, step=0), MetricPoint(value=0.25, step=0))}
    assert failing(histories=twice) == {"metric-logged-once:loss": "double-logging"}
    assert failing(histories=twice, kept=frozenset({"loss"})) == {}
    assert failing(histories={"loss": (MetricPoint(value=1, step=0), MetricPoint(value=0.25, step=1))}) == {}


def test_a_missing_metric_fails():
    assert failing(runs=(run(metrics={}),)) == {"metric-logged:loss": "metric-missing"}


def test_only_the_numbers_of_a_mapping_are_metrics():
    scores = Value(key="scores", expression="scores", cell=1, statement=0, form="mapping")
    values = {1: {"scores": live({"mse": 0.5, "name": "linear"})}}
    mapped = plan(params=(), metrics=(scores,))
    assert failing(plan=mapped, values=values, runs=(run(metrics={"mse": 0.5}),)) == {}
    assert failing(plan=mapped, values=values, runs=(run(metrics={}),)) == {"metric-logged:mse": "metric-missing"}
