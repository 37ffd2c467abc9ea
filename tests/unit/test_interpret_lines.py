"""From one requirement line to plan items, or to the question that a colleague would ask."""

import pytest
from interpret_records import (
    FOREST_AND_TREE,
    STUDY,
    asked,
    findings,
    gap,
    in_loop,
    metric,
    param,
    planned,
    read,
    series,
    slider,
)


@pytest.mark.parametrize(
    ("line", "items"),
    [
        # The seed's lines; the fourth is among the experiments below.
        ("Track solver hyperparameters (epochs, lr, network size)", ["param hidden.value", "param lr.value", "param n_epochs.value"]),
        ("Log physics loss components separately", ["metric solver.boundary_loss", "metric solver.pde_loss"]),
        ("Log final solution as artifact", ["artifact solution"]),
        # Synonyms, abbreviations, spellings.
        ("Log the learning rate", ["param lr.value"]),
        ("Log the step size", ["param lr.value"]),
        ("LOG LR", ["param lr.value"]),
        ("Log the learning-rate", ["param lr.value"]),
        ("Log the lerning rate", ["param lr.value"]),
        ("Log how many epochs there are", ["param n_epochs.value"]),
        ("Log the number of epochs", ["param n_epochs.value"]),
        ("Log the regularisation strength", ["param model.alpha"]),
        ("Log the regularization", ["param model.alpha"]),
        ("Log weight decay", ["param model.alpha"]),
        ("Log the random state", ["param seed"]),
        ("Log the layer width", ["param hidden.value"]),
        ("Log the nonlinearity", ["param activation"]),
        ("Log the root mean squared error", ["metric rmse"]),
        ("Log the rate of return", ["param rate_of_return"]),
        # The words around a measure tell which one.
        ("Log the test accuracy", ["metric test_acc"]),
        ("Log the accuracy on held-out data", ["metric test_acc"]),
        ("Log acc on the training data", ["metric train_acc"]),
        ("Log the train and test accuracy", ["metric test_acc", "metric train_acc"]),
        ("Log boundary loss", ["metric solver.boundary_loss"]),
        ("Log accuracy", ["metric test_acc", "metric train_acc"]),
        # Histories.
        ("Log the loss per epoch", ["series losses"]),
        ("Log the loss curve", ["series losses"]),
        ("Log validation loss over time", ["series val_loss"]),
        ("Log the lowest loss", ["metric min(losses)"]),
        ("Log the best loss", ["metric min(losses)"]),
        # Figures, tables, models.
        ("Save the ROC curve as artifact", ["artifact fig_roc"]),
        ("Keep the confusion matrix", ["artifact fig_cm"]),
        ("Save all figures", ["artifact fig_cm", "artifact fig_roc", "artifact solution"]),
        ("Save the table with the results per class", ["artifact frame.to_csv(index=False)"]),
        ("Log the model", ["model model"]),
        ("Log the confusion matrix", ["artifact fig_cm"]),
        ("Keep the ROC curve", ["artifact fig_roc"]),
        # Kinds.
        ("Log the slider values", ["param hidden.value", "param lr.value", "param n_epochs.value"]),
        ("Log all metrics", ["metric rmse", "metric solver.boundary_loss", "metric solver.pde_loss", "metric test_acc", "metric train_acc"]),
        # Exact names.
        ("Log `lr`", ["param lr.value"]),
        ("Log `lr.value`", ["param lr.value"]),
        ("Log `solver.pde_loss`", ["metric solver.pde_loss"]),
        # Several in one line.
        ("Log learning rate, epochs and seed; keep the confusion matrix figure", ["artifact fig_cm", "param lr.value", "param n_epochs.value", "param seed"]),
        ("Log the seed & the activation", ["param activation", "param seed"]),
        # Exclusions.
        ("Don't log the seed", []),
        ("Log the RMSE, not the loss", ["metric rmse"]),
        ("Log the RMSE without the loss", ["metric rmse"]),
        ("Log the RMSE but not the loss", ["metric rmse"]),
        ("Log the seed and activation, except the seed", ["param activation"]),
    ],
)  # fmt: skip
def test_a_line_becomes_what_a_colleague_would_track(line, items):
    outcome = read(line, found=STUDY)
    assert asked(outcome) == []
    assert planned(outcome) == items


@pytest.mark.parametrize(
    "line",
    [
        # Not in the notebook.
        "Log the dropout",
        "Log the batch size",
        "Log the momentum",
        "Log precision",
        "Log the number of trees",
        "Log the predictions",
        "Log the time it took",
        "Log `nothing_here`",
        "Log the accuracy of the moon landing per epoch",
        # False friends: a word in common, another thing.
        "Log the test error",
        "Log the silhouette",
        "Log the log-likelihood",
        "Log the AUC per epoch",
        # Figures and tables that do not exist.
        "Save the learning curve figure",
        "Keep the residual plot",
        "Save the histogram of the weights",
        "Attach the feature importance table",
        # Ambiguous.
        "Save the figure",
        # Not about tracking at all.
        "Sort out the other thing",
        "Use the colour-blind palette",
        "Nothing should be logged",
        "Log everything",
        "Log it",
        "Do what we discussed on Tuesday",
        # No name, no value.
        "Tag the run",
        # Nothing to nest.
        "Each depth gets its own nested run",
        "One child run per trial",
        "Log the rate",
        "Log the learning rate schedule",
        "Log the hidden cost",
        "Log the loss landscape",
        gap("Log the mean loss", why="the whole history is taken for its mean"),
        "Log the training data",
        "Log final score",
        "Log the model size",
        "Log the number of parameters of the model",
        "Log the average accuracy",
        "Track training",
        "Set the learning rate to 0.5",
        "Rename lr to eta",
        "Remove the slider",
        "Log everything except the loss",
        "Make it good",
    ],
)
def test_what_the_notebook_does_not_settle_is_asked_back(line):
    outcome = read(line, found=STUDY)
    assert len(outcome.questions) >= 1, planned(outcome)
    assert all(question.requirement == 0 and question.text for question in outcome.questions)


@pytest.mark.parametrize(
    ("line", "phrases"),
    [
        ("Log RMSE, MAE and R²", ["MAE", "R²"]),
        ("Log the dropout and the seed", ["the dropout"]),
        ("Save the figure and log the seed", ["the figure"]),
    ],
)
def test_only_the_phrases_that_name_nothing_are_asked(line, phrases):
    outcome = read(line, found=STUDY)
    assert asked(outcome) == phrases
    assert len(planned(outcome)) == 1


def test_a_question_names_the_line_the_candidates_and_a_block_that_answers_it():
    (question,) = read("Log the dropout", found=STUDY).questions
    assert "Log the dropout" in question.text
    assert "test_acc (cell 4, now 0.9)" in question.candidates
    answer = {"metrics": {"dropout": "test_acc"}}
    assert "tracking:" in question.tracking
    assert asked(read("Log the dropout", found=STUDY, tracking=answer)) == []


@pytest.mark.parametrize(
    "line",
    [
        "Log the batch size",
        "Keep the residual plot",
        "Log precision",
        "Save the figure",
    ],
)
def test_the_block_of_a_question_completes_the_task(line):
    import yaml  # noqa: PLC0415 - as a planner would read the answer

    (question,) = read(line, found=STUDY).questions
    tracking = yaml.safe_load(question.tracking)["tracking"]
    outcome = read(line, found=STUDY, tracking=tracking)
    assert asked(outcome) == []
    assert len(planned(outcome)) == 1


# ---------------------------------------------------------------- equal candidates


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("Log accuracy of the forest", ["metric forest_acc"]),
        ("Log the tree's accuracy", ["metric tree_acc"]),
        ("Log accuracy of both models", ["metric forest_acc", "metric tree_acc"]),
        ("Log accuracy of the forest and of the tree", ["metric forest_acc", "metric tree_acc"]),
        ('Register the forest as "wood"', ["model forest"]),
        ("Log the decision tree model", ["model tree"]),
        ("Log the model `tree`", ["model tree"]),
    ],
)
def test_words_that_tell_equal_candidates_apart_are_heard(line, items):
    outcome = read(line, found=FOREST_AND_TREE)
    assert asked(outcome) == []
    assert planned(outcome) == items


@pytest.mark.parametrize("line", ["Log accuracy", 'Register the model as "wood"', "Keep the better model"])
def test_equal_candidates_are_asked_with_both_named(line):
    (question,) = read(line, found=FOREST_AND_TREE).questions
    assert len(question.candidates) == 2
    assert {text.split(" ")[0].split("_")[0] for text in question.candidates} == {"forest", "tree"}


def test_a_setting_that_feeds_the_training_is_preferred_to_one_that_does_not():
    found = findings(param("noise_level", "noise", reaches_site=False), param("noise", value=0.3))
    assert planned(read("Log the noise", found=found)) == ["param noise"]


def test_a_slider_is_preferred_to_the_keyword_it_feeds():
    found = findings(param("model.alpha", "alpha", origin="keyword"), slider("alpha.value", "alpha"))
    assert planned(read("Log alpha", found=found)) == ["param alpha.value"]


def test_a_number_of_the_notebook_is_preferred_to_a_loops():
    found = findings(metric("loss", value=0.1), in_loop("loss"))
    assert planned(read("Log the final loss", found=found)) == ["metric loss"]


def test_the_last_value_of_a_history_that_alone_is_there_is_computed():
    found = findings(series("history['loss']", "loss"), series("score_trace", "score trace"))
    (item,) = planned(read("Log the final loss as metric", found=found))
    assert item in ("metric history['loss'][-1]", "series history['loss']")


# ---------------------------------------------------------------- contradictions and exclusions


def test_what_is_wanted_and_unwanted_is_asked():
    outcome = read("Log the seed", "Do not log the seed", found=STUDY)
    assert [question.requirement for question in outcome.questions] == [0]
    assert planned(outcome) == []


def test_an_exclusion_bounds_what_all_means_in_any_order():
    for lines in (("Don't log the seed", "Log all parameters"), ("Log all parameters", "Don't log the seed")):
        outcome = read(*lines, found=STUDY)
        assert asked(outcome) == []
        assert "param seed" not in planned(outcome)
        assert "param lr.value" in planned(outcome)


def test_an_exclusion_of_something_wider_does_not_forbid_the_narrower():
    outcome = read("Log the test accuracy", "Do not log the accuracy of anything on Mars", found=STUDY)
    assert "metric test_acc" in planned(outcome)


def test_a_line_asked_twice_is_planned_once_for_both():
    (value,) = read("Log the seed", "Log the random seed", found=STUDY).plan.params
    assert value.requirements == (0, 1)
