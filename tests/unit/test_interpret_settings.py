"""Whose settings are meant: those of one model by its class, those below one heading, and no history's."""

import pytest
from interpret_records import asked, findings, model, param, planned, read, series, slider
from verify_records import live

from worker.findings import LiveValue

GROVE = LiveValue(
    type="sklearn.ensemble.RandomForestRegressor",
    methods=("fit", "predict"),
    fitted=True,
    estimator={"n_estimators": live(70), "max_depth": live(6), "random_state": live(5)},
)
ORCHARD = findings(
    param("cfg['n_estimators']", "n_estimators", value=70),
    param("cfg['max_depth']", "max_depth", value=6),
    param("9", "random_state", origin="keyword", owner="train_test_split", value=9),
    param("test_share", value=0.2),
    series("ridge_settings", length=9),
    model("grove").model_copy(update={"live": GROVE}),
)
HEADED = findings(
    slider("trees.value", "trees", "Trees", cell=1),
    slider("frost.value", "frost", "Frost", cell=1),
    slider("ladder.value", "ladder", "Ladder", cell=2),
    slider("sacks.value", "sacks", "Sacks", cell=2),
).model_copy(update={"texts": {1: "Orchard settings: Trees Frost", 2: "### Harvest parameters Ladder Sacks"}})


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Log the settings of the random forest", ["cfg['max_depth']", "cfg['n_estimators']"]),
        ("Log all hyperparameters of the random forest regressor", ["cfg['max_depth']", "cfg['n_estimators']"]),
        ("Log the settings of the forest", ["cfg['max_depth']", "cfg['n_estimators']"]),
        ("Log the test share", ["test_share"]),
    ],
)
def test_the_settings_of_a_model_are_what_it_was_given(line, names):
    outcome = read(line, found=ORCHARD)
    assert (asked(outcome), planned(outcome)) == ([], [f"param {name}" for name in names])


def test_a_history_is_no_setting_of_a_model_that_is_not_there():
    outcome = read("Log the settings of the stochastic ridge", found=ORCHARD)
    assert (planned(outcome), bool(asked(outcome))) == ([], True)


def test_what_the_notebook_never_sets_is_read_from_the_model():
    bare = findings(
        param("grove.max_depth", "max_depth", origin="estimator", owner="grove", value=6),
        param("test_share", value=0.2),
        model("grove").model_copy(update={"live": GROVE}),
    )
    assert planned(read("Log the settings of the random forest", found=bare)) == ["param grove.max_depth"]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Log the orchard settings", ["frost", "trees"]),
        ("Log all settings of the orchard", ["frost", "trees"]),
        ("Log the harvest parameters", ["ladder", "sacks"]),
        ("Log all parameters", ["frost", "ladder", "sacks", "trees"]),
    ],
)
def test_settings_below_a_heading_are_those_of_its_cell(line, names):
    outcome = read(line, found=HEADED)
    assert (asked(outcome), planned(outcome)) == ([], [f"param {name}.value" for name in names])


def test_a_number_of_parameters_is_no_heading():
    told = HEADED.model_copy(update={"texts": {1: "The number of model parameters", 2: ""}})
    names = ["frost", "ladder", "sacks", "trees"]
    assert planned(read("Log the model parameters", found=told)) == [f"param {name}.value" for name in names]


def test_more_than_a_dozen_are_all_kept():
    found = findings(*(slider(f"s{at}.value", f"s{at}", f"Weight {at}") for at in range(15)))
    assert len(planned(read("Log all weights as parameters", found=found))) == 15
