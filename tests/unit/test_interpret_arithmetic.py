"""Numbers made of two others, and nouns that are said once for several owners."""

import pytest
from interpret_records import asked, findings, held, metric, param, planned, read, series

from worker.findings import SymbolKind

TRAIN, TEST = metric("train_r2", "train_r2", "R² on training data"), metric("test_r2", "test_r2", "R² on test data")
FIRST = [metric("oak_loss", "oak_loss", "loss of the oak model"), metric("elm_loss", "elm_loss", "loss of the elm model")]  # fmt: skip
FOLDS = series("fold_accuracy", "fold_accuracy", "accuracy per fold", length=5)
ERRORS = held("fold_rmse", "fold_rmse", "RMSE per fold", shape=(5,))


@pytest.mark.parametrize(
    ("line", "expression"),
    [
        ("Log the gap between train R² and test R²", "train_r2 - test_r2"),
        ("Log the difference in R² between train and test", "train_r2 - test_r2"),
        ("the R² gap between training and test data", "train_r2 - test_r2"),
        ("train R² minus test R²", "train_r2 - test_r2"),
        ("the absolute difference between train and test R²", "abs(train_r2 - test_r2)"),
        ("the drop from train R² to test R²", "train_r2 - test_r2"),
        ("the improvement from train R² to test R²", "test_r2 - train_r2"),
        ("the ratio of test R² to train R²", "test_r2 / train_r2"),
        ("test R² divided by train R²", "test_r2 / train_r2"),
        ("How much higher is the train R² than the test R²?", "train_r2 - test_r2"),
        ("log how much lower the test R² is than the train R²", "train_r2 - test_r2"),
        ("Log by how much the train R² exceeds the test R²", "train_r2 - test_r2"),
    ],
)
def test_two_values_that_are_set_against_each_other_make_one(line, expression):
    outcome = read(line, found=findings(TRAIN, TEST))
    assert (planned(outcome), asked(outcome)) == ([f"metric {expression}"], [])


def test_an_error_that_falls_has_improved():
    outcome = read("the improvement from the oak loss to the elm loss", found=findings(*FIRST))
    assert planned(outcome) == ["metric oak_loss - elm_loss"]


def test_the_gap_of_two_histories_is_a_history():
    histories = [held("fit_loss", "fit_loss"), held("val_loss", "val_loss")]
    found = findings(*(one.model_copy(update={"kind": SymbolKind.SERIES}) for one in histories))
    assert planned(read("the gap between val loss and fit loss per epoch", found=found)) == [
        "series val_loss - fit_loss"
    ]
    lists = findings(series("fit_loss"), series("val_loss"))
    outcome = read("the gap between val loss and fit loss per epoch", found=lists)
    assert planned(outcome) == ["series [a - b for a, b in zip(val_loss, fit_loss)]"]


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("the worst fold's accuracy", ["metric min(fold_accuracy)"]),
        ("the accuracy of the best fold", ["metric max(fold_accuracy)"]),
        ("the worst accuracy over all folds", ["metric min(fold_accuracy)"]),
        ("the spread between best and worst accuracy", ["metric max(fold_accuracy) - min(fold_accuracy)"]),
        (
            "the worst fold's accuracy and the spread between best and worst",
            ["metric max(fold_accuracy) - min(fold_accuracy)", "metric min(fold_accuracy)"],
        ),
    ],
)
def test_the_best_and_the_worst_are_the_ends_that_the_measure_says(line, items):
    outcome = read(line, found=findings(FOLDS))
    assert (planned(outcome), asked(outcome)) == (items, [])


def test_the_worst_error_is_the_largest():
    found = findings(ERRORS.model_copy(update={"kind": SymbolKind.SERIES}))
    assert planned(read("the RMSE of the worst fold", found=found)) == ["metric fold_rmse.max()"]


@pytest.mark.parametrize(
    "line",
    [
        "the relative improvement from train R² to test R²",  # of which of the two it is a share, nobody said
        "the gap between train R² and validation error",
        "the difference between the R² of the oak and the R² of the elm",
    ],
)
def test_a_difference_of_what_is_not_there_is_asked_back(line):
    outcome = read(line, found=findings(TRAIN, TEST))
    assert planned(outcome) == []
    assert asked(outcome)


OWNERS = [
    metric("swim_time", "swim_time", "time of the swimming leg"),
    metric("ride_time", "ride_time", "time of the riding leg"),
    param("riding.legs", "legs", "riding leg legs", value=2.0, origin="keyword", owner="riding"),
]


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("Log the time of the swimming leg and the riding leg", ["metric ride_time", "metric swim_time"]),
        ("time for swimming and riding", ["metric ride_time", "metric swim_time"]),
        (
            "Log the time of the swimming leg and the number of legs of riding",
            ["metric swim_time", "param riding.legs"],
        ),
    ],
)
def test_a_second_owner_has_the_noun_of_the_first(line, items):
    outcome = read(line, found=findings(*OWNERS))
    assert (planned(outcome), asked(outcome)) == (items, [])
