"""Remarks within a line name nothing; what a line names in front of a list, or behind one, is never lost."""

import pytest
from interpret_records import asked, figure, findings, metric, model, param, planned, read, series

from worker.interpret.clauses import clauses
from worker.interpret.intents import experiment_name, intent_of
from worker.interpret.phrases import Want

ANY, PARAMETER, METRIC, SERIES, FIGURE, TABLE = (
    Want.ANY, Want.PARAMETER, Want.METRIC, Want.SERIES, Want.FIGURE, Want.TABLE,
)  # fmt: skip


def named(line):
    """What a line names, articles left out."""
    said = [phrase for clause in clauses(line) for phrase in clause.phrases]
    return [(" ".join(w for w in p.text.split() if w.lower() not in ("the", "a", "an")), p.want) for p in said]


def intents(line):
    found = [(intent_of(clause, has_tracking=False).value, experiment_name(clause)) for clause in clauses(line)]
    return [(intent, name if intent == "experiment" else "") for intent, name in found]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("Log the tide height, even if it is only a default", [("tide height", ANY)]),
        ("Salinity and tide height, one metric for each harbour", [("Salinity", METRIC), ("tide height", METRIC)]),
        ("Salinity by harbour (a curve with 12 points)", [("Salinity by harbour", SERIES)]),
        ("Salinity of each buoy (one curve per buoy)", [("Salinity", SERIES)]),
        ("Salinity and tide height, each on its own", [("Salinity", ANY), ("tide height", ANY)]),
        ("Salinity and tide height, under their own names", [("Salinity", ANY), ("tide height", ANY)]),
        ("Log the tide height, taken from the last record", [("tide height", ANY)]),
        ("Salinity plus tide height, both come back from the solver", [("Salinity", ANY), ("tide height", ANY)]),
        ("How many buoys were anchored", [("number of buoys", ANY)]),
        ("How many buoys the harbour has", [("number of buoys", ANY)]),
        ("How many buoys the harbour has is a parameter", [("number of buoys", PARAMETER)]),
        ("Buoys found and ships lost", [("Buoys", ANY), ("ships lost", ANY)]),
        # What stands in front of a list is named, too.
        (
            "Tide height and salinity, plus both depths (harbour and channel)",
            [("Tide height", ANY), ("salinity", ANY), ("harbour", ANY), ("channel", ANY)],
        ),
        ("Parameters: depth, salinity, and whether it is tidal", [("depth", PARAMETER), ("salinity", PARAMETER), ("it is tidal", PARAMETER)]),
        ("Keep the harbour figure (tide on the left, depth on the right)", [("harbour figure", FIGURE)]),
        ("The depth table goes in as a table (csv or json, either is fine)", [("depth table", TABLE)]),
        ("depths as a table, and the tide plot", [("depths", TABLE), ("tide plot", FIGURE)]),
        ("Number of harbour components and depth", [("Number of harbour components", ANY), ("depth", ANY)]),
        ("Components and depth of the harbour", [("Components", ANY), ("depth", ANY)]),
        ("Attach the tide curve", [("tide curve", FIGURE)]),
        ("Depth tide by tide for the harbour and for the channel", [("Depth", SERIES), ("Depth", SERIES)]),
        ("Mean depth against the number of buoys", [("Mean depth", SERIES)]),
    ],
)  # fmt: skip
def test_a_remark_is_no_part_of_what_is_named(line, wanted):
    assert named(line) == wanted


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ('Put this into "tides"', [("experiment", "tides")]),
        ('Log under "tides"', [("experiment", "tides")]),
        ('One run per submission, in "tides"', [("run", ""), ("experiment", "tides")]),
        ('Depth figure goes into the artefacts, experiment name "tides"', [("values", ""), ("experiment", "tides")]),
        ('Keep the depth; experiment "tides"', [("values", ""), ("experiment", "tides")]),
        ('Experiment "tides". tide_table.py must not be touched', [("experiment", "tides"), ("values", "")]),
        ('Save the depth under "plots/depth.png"', [("values", "")]),
        ("Save the harbour forecaster as a model", [("model", "")]),
        ('Keep the best estimator as a registered model, "tides"', [("model", "")]),
        ("Log both weights and the bias", [("values", "")]),
        ("Save the network's weights", [("model", "")]),
        ('Once "Go!" has been pressed: the depth', [("values", "")]),
    ],
)
def test_names_and_models_are_told_from_values(line, wanted):
    assert intents(line) == wanted


def test_an_axis_that_says_accuracy_is_no_accuracy():
    found = findings(figure("_fig", "_fig", "bar", "Mean accuracy decrease"), param("depth", value=3))
    outcome = read("Accuracy of the forest on the test part", found=found)
    assert asked(outcome) == ["Accuracy"]
    assert planned(outcome) == []


def test_a_place_for_everything_names_no_value_of_the_notebook():
    found = findings(param("pipe.verbose", "verbose", "Pipeline verbose", value=0), model("pipe"))
    outcome = read('Log all of it in "digits-pipeline"', found=found)
    assert outcome.plan.experiment.name == "digits-pipeline"
    assert planned(outcome) == []


def test_keywords_of_the_call_that_a_phrase_names_are_not_what_it_gives():
    found = findings(
        param("10", "n_repeats", value=10, origin="keyword", owner="permutation_importance"),
        param("2", "n_jobs", value=2, origin="keyword", owner="permutation_importance"),
        series("drops", "drops", "permutation_importance", length=10),
    )
    assert planned(read("Permutation importance of every feature", found=found)) == ["series drops"]


def test_capital_letters_stand_for_the_words_of_a_label():
    found = findings(
        metric("m.adjusted_rand_score(a, b)", "Adjusted Rand Index", "adjusted_rand_score"),
        metric("m.adjusted_mutual_info_score(a, b)", "Adjusted Mutual Information", "adjusted_mutual_info_score"),
    )
    outcome = read("ARI and AMI", found=found)
    assert asked(outcome) == []
    assert planned(outcome) == ["metric m.adjusted_mutual_info_score(a, b)", "metric m.adjusted_rand_score(a, b)"]


@pytest.mark.parametrize("name", ["max_epochs", "n_epochs", "epochs", "num_epochs"])
def test_how_often_something_is_done_is_a_number_whatever_it_is_called(name):
    found = findings(param(name, value=8), param("trainer.check_val_every_n_epoch", "check_val_every_n_epoch", value=1))
    assert planned(read("Log the number of epochs", found=found)) == [f"param {name}"]


def test_n_splits_are_folds():
    found = findings(param("cv.n_splits", "n_splits", value=5), param("n_features", value=15))
    assert planned(read("Log the number of folds", found=found)) == ["param cv.n_splits"]


def test_the_fields_of_a_configuration_are_not_what_splits_the_data():
    found = findings(
        param("cfg.batch", "batch", value=128, origin="config", owner="cfg"),
        param("cfg.alpha", "alpha", value=1e-4, origin="config", owner="cfg"),
        param("0.25", "test_size", value=0.25, origin="keyword", owner="train_test_split"),
    )
    planned_ = planned(read("All fields of the training config as parameters", found=found))
    assert {"param cfg.batch", "param cfg.alpha"} <= set(planned_)
