"""What the words of a requirement line say: clauses, intents and phrases, before any notebook is looked at."""

import pytest

from worker.interpret.clauses import clauses
from worker.interpret.intents import experiment_name, intent_of
from worker.interpret.phrases import Phrase, Want
from worker.interpret.tag_words import tag_pairs

ANY, PARAMETER, METRIC, SERIES = Want.ANY, Want.PARAMETER, Want.METRIC, Want.SERIES
FIGURE, TABLE, ARTIFACT = Want.FIGURE, Want.TABLE, Want.ARTIFACT


def phrases(line):
    return [phrase for clause in clauses(line) for phrase in clause.phrases]


def said(phrase):
    """A phrase without what its fillers add: articles do not count."""
    words = [word for word in phrase.text.split() if word.lower() not in ("the", "a", "an", "its", "our")]
    return " ".join(words), phrase.want


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        # The seed's own lines.
        ("Track solver hyperparameters (epochs, lr, network size)", [("epochs", PARAMETER), ("lr", PARAMETER), ("network size", PARAMETER)]),
        ("Log physics loss components separately", [("physics loss separately", ANY)]),
        ("Log final solution as artifact", [("final solution", ARTIFACT)]),
        # Enumerations.
        ("Log the learning rate, the seed and the depth", [("learning rate", ANY), ("seed", ANY), ("depth", ANY)]),
        ("Log dropout & batch size", [("dropout", ANY), ("batch size", ANY)]),
        ("Log accuracy as well as F1", [("accuracy", ANY), ("F1", ANY)]),
        ("The parameters are depth, seed and split", [("depth", PARAMETER), ("seed", PARAMETER), ("split", PARAMETER)]),
        ("Log hidden units and dropout as parameters, accuracy as metric", [("hidden units", PARAMETER), ("dropout", PARAMETER), ("accuracy", METRIC)]),
        ("Record metrics: accuracy, recall", [("accuracy", METRIC), ("recall", METRIC)]),
        ("For each epoch, training loss, test loss and test accuracy", [("training loss", SERIES), ("test loss", SERIES), ("test accuracy", SERIES)]),
        ("Seed of the split, the depth, and the number of rows that are in the first and in the second half", [("Seed", ANY), ("depth", ANY), ("number of rows", ANY), ("number of rows", ANY)]),
        ("Keep the table of prices as CSV, and its bar chart as an image, with the parent", [("table", TABLE), ("bar chart", FIGURE)]),
        ("Record amplitude, frequency and line colour", [("amplitude", ANY), ("frequency", ANY), ("line colour", ANY)]),
        ("Log the mean, the standard deviation and the sample size", [("mean", ANY), ("standard deviation", ANY), ("sample size", ANY)]),
        ("Log the average, the minimum and the maximum tide", [("average tide", ANY), ("minimum tide", ANY), ("maximum tide", ANY)]),
        # One noun for several.
        ("Log the train and test accuracy", [("train accuracy", ANY), ("test accuracy", ANY)]),
        ("Log mean and standard deviation of the scores", [("mean of scores", ANY), ("standard deviation", ANY)]),
        ("Log accuracy of the forest and of the tree", [("accuracy", ANY), ("accuracy", ANY)]),
        # What is not split.
        ("Log the area under the curve", [("area under curve", ANY)]),
        ("Log the three fits (2, 5 and 7 components)", [("three fits", ANY)]),
        # As what it is kept.
        ("Log training loss per epoch", [("training loss", SERIES)]),
        ("Log the loss curve", [("loss", SERIES)]),
        ("Log validation loss over time", [("validation loss", SERIES)]),
        ("Log the loss at every iteration", [("loss", SERIES)]),
        ("Save the confusion matrix as a picture", [("confusion matrix", FIGURE)]),
        ("Save the confusion matrix as an artifact", [("confusion matrix", ARTIFACT)]),
        ("Keep the residual plot", [("residual plot", FIGURE)]),
        ("Attach the results table", [("results table", TABLE)]),
        ("Log the table of results as artifact", [("table", TABLE)]),
        # Verbs and fillers of many kinds.
        ("Please also record the seed.", [("seed", ANY)]),
        ("We want to record the seed", [("seed", ANY)]),
        ("How many trees there are", [("number of trees", ANY)]),
        ("Log accuracy but not the loss", [("accuracy", ANY), ("loss", ANY)]),
    ],
)  # fmt: skip
def test_a_line_is_taken_apart_into_what_it_names(line, wanted):
    assert [said(phrase) for phrase in phrases(line)] == wanted


@pytest.mark.parametrize(
    ("line", "flags"),
    [
        ("Log the final loss", {"final"}),
        ("Log the best score", {"final"}),
        ("Log the loss once it is trained", {"final"}),
        ("Log the loss", set()),
        ("Log the finals", {"plural"}),
        ("Track the hyperparameters", {"generic", "plural"}),
        ("Track every hyperparameter", {"generic", "group"}),
        ("Record all metrics", {"generic", "group"}),
        ("Save the figure", {"generic"}),
        ("Keep the figure of the decision boundary", {"generic"}),
        ("Keep the residual plot", set()),
        ("Log each loss separately", {"group"}),
        ("Log the number of epochs", set()),
        ("Log the epochs", {"plural"}),
        ("Log physics", set()),
        ("Log learning rate (the slider)", set()),
    ],
)
def test_a_phrase_knows_whether_it_is_final_plural_a_group_or_only_a_kind(line, flags):
    (phrase,) = phrases(line)
    found = {name for name in ("final", "group", "plural", "generic") if getattr(phrase, name)}
    assert found - ({"plural"} if "generic" in flags else set()) == flags - (
        {"plural"} if "generic" in flags else set()
    )


@pytest.mark.parametrize(
    ("line", "exact", "key"),
    [
        ("Log `test_acc`", "test_acc", ""),
        ("Log 'test_acc'", "test_acc", ""),
        ('Log `test_acc` as "test_error"', "test_acc", "test_error"),
        ('Log accuracy as metric "acc"', "", "acc"),
        ("Log the accuracy as a metric named acc", "", "acc"),
        ("Log the model's accuracy", "", ""),
        ("Log the analysts' score", "", ""),
        ("Save `fig` as plots/boundary.png", "fig", "plots/boundary.png"),
    ],
)
def test_quoted_names_are_expressions_or_keys(line, exact, key):
    (phrase,) = phrases(line)
    assert (phrase.exact, phrase.key) == (exact, key)


@pytest.mark.parametrize(
    ("line", "context"),
    [
        ("Log accuracy of the forest", "forest"),
        ("Log the accuracy on the test set", "test set"),
        ("Log the slider's learning rate", "slider"),
        ("For each model log accuracy", "model"),
        ("Track forest hyperparameters", "forest"),
        ("Log the number of trees", ""),
        ("Log accuracy", ""),
    ],
)
def test_the_words_around_a_phrase_say_whose_it_is(line, context):
    (phrase,) = phrases(line)
    assert phrase.context == context


@pytest.mark.parametrize(
    ("line", "loop"),
    [
        ("Log loss per epoch", "epoch"),
        ("Log loss in every batch", "batch"),
        ("Log loss at each step", "step"),
        ("Log loss over time", ""),
        ("Log the epoch", ""),
    ],
)
def test_a_series_knows_what_it_counts(line, loop):
    assert phrases(line)[0].loop == loop


@pytest.mark.parametrize("line", ["Log it", "Track", "Please.", "", " ; , .", "()", "“”", "Log the"])
def test_a_line_without_content_names_nothing(line):
    assert [phrase for phrase in phrases(line) if phrase.text and not phrase.generic] in ([], [Phrase(text="it")])


# ---------------------------------------------------------------- clauses and intents


@pytest.mark.parametrize(
    ("line", "intents"),
    [
        ("Log accuracy", ["values"]),
        ('Create experiment "a-1"', ["experiment"]),
        ("The experiment is called churn-baseline", ["experiment"]),
        ("Use the experiment `demo`, log the accuracy and keep the model", ["experiment", "values", "model"]),
        ("Log the experiment's noise level", ["values"]),
        ('Register the model as "iris-svc"', ["model"]),
        ("Save the fitted classifier", ["model"]),
        ("Log the model's accuracy", ["values"]),
        ("Log the model type", ["values"]),
        ("Log how many layers the network has", ["values"]),
        ("Tag the run with framework=sklearn", ["tags"]),
        ('Call the run "baseline"', ["run-name"]),
        ("Name each run after the learning rate", ["run-name"]),
        ("Add a link to the MLflow UI", ["link"]),
        ("Log the link function", ["values"]),
        ("Each depth gets its own nested run", ["nested"]),
        ("One child run per trial", ["nested"]),
        ("Start a new run on every click", ["run"]),
        ("Do not create a new run for every refresh", ["run"]),
        ("Don't log the dataset", ["exclude"]),
        ("Never log the test set", ["exclude"]),
        ("Log accuracy; don't log the seed", ["values", "exclude"]),
        ("Log accuracy and tag the run with team=a", ["values", "tags"]),
        ("Log accuracy (and register nothing)", ["values"]),
        ("Log all parameters, but leave out the seed", ["values", "exclude"]),
        ("Log all hyperparameters except the seed", ["values", "exclude"]),
    ],
)
def test_a_line_is_split_into_clauses_with_one_intent_each(line, intents):
    assert [intent_of(clause, has_tracking=False).value for clause in clauses(line)] == intents


@pytest.mark.parametrize(
    "line",
    [
        "The runs never end",
        "Every refresh makes a new experiment",
        "Runs are left open",
        "Replace the deprecated artifact_path",
        "The tracking URI is hard-coded",
        "Log the metrics in one call",
    ],
)
def test_a_complaint_is_a_repair_only_where_there_is_something_to_repair(line):
    (clause,) = clauses(line)
    assert intent_of(clause, has_tracking=True).value == "fix"
    assert intent_of(clause, has_tracking=False).value != "fix"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ('Create experiment "pina-walrus-solver"', "pina-walrus-solver"),
        ('Create an experiment called "it\'s mine"', "it's mine"),
        ("The experiment is churn_2024", "churn_2024"),
        ("Use the wine-quality experiment", "wine-quality"),
        ("Log to experiment iris", "iris"),
        ("Everything belongs to the experiment named churn", "churn"),
        ('Put the plot "Loss over time" into the experiment first-steps', "first-steps"),
        ("Create an experiment", ""),
        ("Log to the experiment and keep the figure", ""),
        ("The experiment should be there once", ""),
    ],
)
def test_an_experiments_name_is_what_the_line_says_and_nothing_else(line, name):
    assert experiment_name(next(clauses(line))) == name


@pytest.mark.parametrize(
    ("line", "pairs"),
    [
        ("Tag the run with framework=sklearn", {"framework": "sklearn"}),
        ("Tag the run with framework: sklearn", {"framework": "sklearn"}),
        ('Tag the run "team" as "growth"', {"team": "growth"}),
        ("Tag every run with stage=dev and owner=ana", {"stage": "dev", "owner": "ana"}),
        ("Tag the run", {}),
        ("Tag the run with the dataset", {}),
        ("Tag all runs", {}),
    ],
)
def test_a_tag_needs_a_key_and_a_value(line, pairs):
    assert dict(tag_pairs(next(clauses(line)))) == pairs


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        (
            "Log precision and recall of the forest and of the tree",
            [("precision", "the forest"), ("recall", "the forest"), ("precision", "the tree"), ("recall", "the tree")],
        ),
        (
            "Radius and number of points for ball A and for ball B",
            [
                ("Radius", "ball A"),
                ("number of points", "ball A"),
                ("Radius", "ball B"),
                ("number of points", "ball B"),
            ],
        ),
        # one thing of two, and things of one
        ("Log the accuracy of the forest and of the tree", [("accuracy", "forest"), ("accuracy", "tree")]),
        ("Log precision and recall of the forest", [("precision", "forest"), ("recall", "forest")]),
    ],
)
def test_several_things_of_two_are_each_ones_own(line, wanted):
    found = [(phrase.text.removeprefix("the "), phrase.context) for phrase in phrases(line)]
    assert sorted(found) == sorted(wanted)


def test_where_everything_goes_is_no_part_of_what_stands_in_front():
    plot, place = clauses('Attach the plot "How the loss fell"; all of it goes to the experiment first-steps')
    assert [phrase.exact for phrase in plot.phrases] == ["How the loss fell"]
    assert experiment_name(place) == "first-steps"


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("the picture of the mooring and the largest wave", ["the picture", "the largest wave"]),
        ("the plot of the mean tide and the highest tide", ["the plot"]),
        ("the table with the tide and the largest wave", ["the table"]),
        ("the picture of the mooring and the buoys", ["the picture"]),
    ],
)
def test_a_number_is_no_part_of_the_picture_of_something_else(line, named):
    assert [phrase.text for phrase in phrases(line)] == named


@pytest.mark.parametrize(
    ("line", "texts"),
    [
        ("Log the heat at each value of log(1/draught)", ["the heat"]),
        ("Log the loss for each value of alpha (log scale)", ["the loss"]),
        ("Log all rates (inner, outer)", ["inner", "outer"]),
        ("Log all metrics (rise)", ["rise"]),
    ],
)
def test_one_remark_behind_each_value_of_something_is_no_list(line, texts):
    [clause] = clauses(line)
    assert [phrase.text for phrase in clause.phrases] == texts
