"""Lines that raise a question as they stand, and none in plainer words."""

import pytest
from interpret_records import asked, figure, findings, metric, param, read, series, slider

from worker.interpret.plainer import plainer

FOUND = findings(
    param("lr", "lr", "learning rate"),
    slider("window.value", "window"),
    metric("test_acc", "test_acc", "test accuracy"),
    metric("train_acc", "train_acc", "train accuracy"),
    series("losses", "losses", "loss"),
    series("norms", "norms", "gradient norm"),
    figure("summary", "summary", "results"),
)


@pytest.mark.parametrize(
    ("line", "reading"),
    [
        ("Follow the loss of every epoch (it only lives inside the loop)", "Log the loss of every epoch"),
        ("Loss per step plus the gradient norm per step, both come back from the callback", "Loss per step plus the gradient norm per step"),
        ("Training loss per iteration, taken from the history of the network", "Training loss per iteration"),
        ("The window in days", "The window"),
        ("Loss epoch by epoch", "Loss per epoch"),
        ("Log n, the number of steps, as a parameter too", "Log n as a parameter too"),
        ("Log the rate of model2, the network for the noisy tides", "Log the rate of model2"),
        ("The train and the test accuracy, so two metrics in total", "The train and the test accuracy"),
        ("Train and test accuracy, one metric per split", "Train and test accuracy"),
        ("Save the results picture (fit with its band on the left, loss on the right)", "Save the results picture"),
        ("The results go in as a picture (png or svg, either is fine)", "The results go in as a picture"),
    ],
)  # fmt: skip
def test_what_is_no_object_of_the_request_is_left_out(line, reading):
    assert list(plainer(line))[-1] == reading


@pytest.mark.parametrize(
    "line",
    [
        # another command is another request
        "Change the learning rate to 0.2",
        "Remove the slider",
        "Tune the learning rate",
        # words that make another value
        "Log the accuracy, measured on the test set",
        "Log the loss (averaged over the seeds)",
        "Log the accuracy, taken from `report`",
        # objects of the request
        "Both losses, both accuracies and the picture",
        "Hyperparameters (learning rate, window)",
        "Accuracy, the loss and the gradient norm",
        "Log how many steps it took",
        "Log the window, the depth, as parameters",
        "Log the window, the depth, as a parameter",
        "A metric for the accuracy",
        "Log n_epochs, the learning rate",
        "Log n_epochs, the rate of the net and the seed",
        "Log the depth, the rate of the net",
    ],
)
def test_what_may_be_an_object_of_the_request_stays(line):
    assert list(plainer(line)) == []


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("Follow the loss at every step (it only lives inside the loop)", {"losses"}),
        ("Loss per step plus the gradient norm per step, both come back from the callback", {"losses", "norms"}),
        ("Hand over the test accuracy, taken from the scikit report", {"test_acc"}),
        ("Please log the window in days", {"window.value"}),
    ],
)
def test_a_plainer_reading_is_planned_and_noted(line, wanted):
    outcome = read(line, found=FOUND)
    assert not asked(outcome)
    plan = outcome.plan
    assert {value.expression for value in (*plan.params, *plan.metrics, *plan.series)} == wanted


def test_a_plainer_reading_is_said_in_the_notes():
    outcome = read("Hand over the test accuracy, taken from the scikit report", found=FOUND)
    assert any("is read as “Log the test accuracy, taken from the scikit report”" in note for note in outcome.notes)


def test_a_line_that_raises_no_question_is_read_as_it_stands():
    outcome = read("Log the loss at every step (losses)", found=FOUND)
    assert not any("is read as" in note for note in outcome.notes)


@pytest.mark.parametrize(
    "line",
    [
        "Follow the perplexity (it only lives inside the loop)",
        "Log the loss and the perplexity, both come back from training",
    ],
)
def test_what_is_not_there_is_asked_about_all_the_same(line):
    outcome = read(line, found=FOUND)
    assert "perplexity" in " ".join(question.text for question in outcome.questions)


def test_one_line_in_plainer_words_changes_no_other():
    outcome = read("Hand over the test accuracy, taken from the scikit report", "Log the perplexity", found=FOUND)
    assert [question.requirement for question in outcome.questions] == [1]
