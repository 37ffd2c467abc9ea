"""From findings and requirement lines to plan items, or to the question that a colleague would ask."""

import pytest
from interpret_records import (
    SITE,
    SWEEP,
    figure,
    findings,
    in_loop,
    metric,
    model,
    param,
    planned,
    read,
    series,
    slider,
    table,
)

from worker.findings import Scope

STUDY = findings(
    slider("lr.value", "lr", "Learning rate"),
    slider("n_epochs.value", "n_epochs", "Epochs", value=20),
    slider("hidden.value", "hidden", "Hidden units", value=16),
    param("seed", value=3),
    param("rate_of_return", value=0.04),
    param("model.alpha", "alpha", "reg", origin="keyword", owner="Ridge", value=0.5),
    param("activation", value="relu"),
    metric("train_acc", "train_acc", "Training accuracy", value=0.95),
    metric("test_acc", "test_acc", "Test accuracy"),
    metric("rmse", value=0.2),
    metric("solver.pde_loss", "pde_loss", owner="solver", origin="attribute", value=0.01),
    metric("solver.boundary_loss", "boundary_loss", owner="solver", origin="attribute", value=0.02),
    series("losses", "losses", "Loss"),
    in_loop("val_loss"),
    figure("fig_cm", "fig_cm", "Confusion matrix"),
    figure("fig_roc", "fig_roc", "ROC curve"),
    figure("solution", "solution", "u(x)"),
    table("frame", "frame", "Results per class"),
    model(),
)
"""A study with sliders, settings, two splits, a solver's two losses, a history and three figures."""


def gap(*row, why):
    """A row that does not hold yet."""
    return pytest.param(*row, marks=pytest.mark.xfail(strict=True, reason=why))


def asked(outcome):
    return [question.phrase for question in outcome.questions]


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
        gap("Log accuracy", ["metric test_acc", "metric train_acc"], why="`train` counts as a light word: only train_acc is taken"),
        # Histories.
        ("Log the loss per epoch", ["series losses"]),
        ("Log the loss curve", ["series losses"]),
        ("Log validation loss over time", ["series val_loss"]),
        gap("Log the best loss", ["metric min(losses)"], why="the whole history is taken for its best value"),
        # Figures, tables, models.
        ("Save the ROC curve as artifact", ["artifact fig_roc"]),
        ("Keep the confusion matrix", ["artifact fig_cm"]),
        ("Save all figures", ["artifact fig_cm", "artifact fig_roc", "artifact solution"]),
        ("Save the table with the results per class", ["artifact frame.to_csv(index=False)"]),
        ("Log the model", ["model model"]),
        gap("Log the confusion matrix", ["artifact fig_cm"], why="“log” wants a number although only a figure has that name"),
        gap("Keep the ROC curve", ["artifact fig_roc"], why="a curve is sought among histories only"),
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
        gap("Log the RMSE but not the loss", ["metric rmse"], why="“but not” begins no clause: the loss is logged"),
        gap("Log the seed and activation, except the seed", ["param activation"], why="“except” is not understood"),
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
        gap("Log the rate", why="`rate_of_return` is taken although the learning rate is as good"),
        gap("Log the learning rate schedule", why="the rate is taken for its schedule"),
        gap("Log the hidden cost", why="`hidden` is taken for a cost"),
        gap("Log the loss landscape", why="the history is taken for a landscape"),
        gap("Log the mean loss", why="the whole history is taken for its mean"),
        gap(
            "Log the training data", why="light words alone count as words about the run: satisfied with nothing logged"
        ),
        gap("Make it good", why="`good` has the lemma `best`, a light word: satisfied with nothing done"),
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
        gap("Save the figure", why="the answer is not tied to a phrase without words of its own: asked again"),
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

FOREST_AND_TREE = findings(
    metric("forest_acc", "forest_acc", "Accuracy", cell=4),
    metric("tree_acc", "tree_acc", "Accuracy", cell=4, value=0.8),
    model("forest", "ensemble.RandomForestClassifier", cell=2),
    model("tree", "tree.DecisionTreeClassifier"),
    sites=(SITE.model_copy(update={"cell": 2, "target": "forest"}), SITE.model_copy(update={"target": "tree"})),
)


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("Log accuracy of the forest", ["metric forest_acc"]),
        ("Log the tree's accuracy", ["metric tree_acc"]),
        ("Log accuracy of both models", ["metric forest_acc", "metric tree_acc"]),
        ("Log accuracy of the forest and of the tree", ["metric forest_acc", "metric tree_acc"]),
        ('Register the forest as "wood"', ["model forest"]),
        ("Log the decision tree model", ["model tree"]),
        gap("Log the model `tree`", ["model tree"], why="read as a number: tree_acc is logged"),
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


# ---------------------------------------------------------------- experiments


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (('Create experiment "pina-walrus-solver"',), "pina-walrus-solver"),
        (("The experiment is called churn-baseline", "Log the seed"), "churn-baseline"),
        (('Create experiment "a-1"', "Log the seed to experiment a-1"), "a-1"),
        (("Log the seed to experiment churn",), "churn"),
        (("Log the seed",), "study-tracking"),
    ],
)
def test_the_experiment_is_named_by_the_task_else_by_the_notebook(lines, name):
    outcome = read(*lines, found=STUDY)
    assert asked(outcome) == []
    assert outcome.plan.experiment.name == name


@pytest.mark.parametrize(
    "lines",
    [
        ('Create experiment "a-1"', 'Use experiment "b-1"'),
        ("The experiment is called a-1", "Log the seed to experiment b-1"),
        gap(("Log the seed to experiment churn and the loss to experiment revenue",), why="the second name in one clause is not seen"),
    ],
)  # fmt: skip
def test_two_experiment_names_are_asked(lines):
    questions = read(*lines, found=STUDY).questions
    assert questions
    assert any("two experiments" in question.text for question in questions)


def test_the_block_decides_between_two_experiment_names():
    lines = ('Create experiment "a-1"', 'Use experiment "b-1"')
    outcome = read(*lines, found=STUDY, tracking={"experiment": "b-1"})
    assert (asked(outcome), outcome.plan.experiment.name) == ([], "b-1")


def test_an_experiment_that_the_notebook_names_stays_where_the_task_names_none():
    found = findings(param("seed"), tracked=True, experiments=("old-name",))
    assert read("Log the seed", found=found).plan.experiment.name == "old-name"
    assert read("Log the seed to experiment new-name", found=found).plan.experiment.name == "new-name"


# ---------------------------------------------------------------- keys and paths


@pytest.mark.parametrize(
    ("line", "keys"),
    [
        ("Log the learning rate", ["learning_rate"]),
        ("Log lr", ["lr"]),
        ("Log the seed", ["seed"]),
        ('Log `test_acc` as "test_error"', ["test_error"]),
        ('Log the RMSE under the name "rmse/test"', ["rmse/test"]),
        ("Log the loss per epoch", ["loss"]),
        ("Log physics loss components separately", ["pde_loss", "boundary_loss"]),
        gap('Log the test accuracy as metric "acc"', ["acc"], why="the stated key is lost behind `metric`"),
    ],
)
def test_a_key_is_the_notebooks_name_unless_the_line_states_one(line, keys):
    plan = read(line, found=STUDY).plan
    assert [value.key for value in (*plan.params, *plan.metrics, *plan.series)] == keys


@pytest.mark.xfail(strict=True, reason="the line that names the key comes second: its key is dropped")
def test_a_stated_key_holds_also_for_what_another_line_has_taken():
    keys = [
        value.key for value in read("Log all parameters", 'Log the learning rate as "eta"', found=STUDY).plan.params
    ]
    assert "eta" in keys


def test_two_values_under_one_stated_key_keep_apart():
    plan = read('Log RMSE as "x"', 'Log test accuracy as "x"', found=STUDY).plan
    assert len({value.key for value in plan.metrics}) == 2


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("Keep the confusion matrix plot", "plots/confusion_matrix.png"),
        ("Log final solution as artifact", "plots/final_solution.png"),
        ("Save the table of results per class", "tables/frame.csv"),
        gap("Save `fig_cm` as plots/boundary.png", "plots/boundary.png", why="a path without quotes is read as words"),
    ],
)
def test_an_artifact_has_a_readable_path(line, path):
    assert [artifact.path for artifact in read(line, found=STUDY).plan.artifacts] == [path]


# ---------------------------------------------------------------- runs, tags, links, models, repairs


def test_tags_run_name_and_link_come_from_the_line():
    plan = read(
        "Tag the run with team=growth", 'Call the run "baseline-1"', "Add a link to the MLflow UI", found=STUDY
    ).plan
    assert (plan.run_tags, plan.run_name, plan.link) == ({"team": "growth"}, "baseline-1", True)
    assert (plan.run_tag_requirements, plan.run_requirements, plan.link_requirements) == ((0,), (1,), (2,))


def test_a_tag_of_the_experiment_is_not_one_of_the_run():
    plan = read("Tag the experiment with team=growth", found=STUDY).plan
    assert plan.run_tags == {}
    assert plan.experiment.tags["team"] == "growth"


def test_a_run_named_after_a_parameter_has_that_parameter():
    outcome = read("Name the run after the learning rate", found=STUDY)
    assert (planned(outcome), outcome.plan.run_requirements) == (["param lr.value"], (0,))


@pytest.mark.xfail(strict=True, reason="a name without quotes is ignored, and the line counts as satisfied")
def test_a_run_name_without_quotes_is_taken_or_asked():
    outcome = read("Name the run baseline-1", found=STUDY)
    assert outcome.plan.run_name == "baseline-1" or outcome.questions


@pytest.mark.parametrize(
    "line",
    [
        "Start a new run on every click",
        "Do not create a new run for every refresh",
        gap("Runs must end cleanly", why="asked back needlessly"),
        gap("One run per click", why="asked back needlessly"),
    ],
)
def test_words_about_runs_are_answered_by_the_run_context(line):
    outcome = read(line, found=STUDY)
    assert asked(outcome) == []
    assert outcome.plan.run_requirements == (0,)


@pytest.mark.parametrize(
    ("line", "registered"),
    [('Register the model as "ridge-7"', "ridge-7"), ("Register the model", "07_study-model"), ("Log the model", "")],
)
def test_a_model_is_registered_where_the_line_says_so(line, registered):
    found = read(line, found=STUDY).plan.model
    assert (found.expression, found.registered_name, found.flavor) == ("model", registered, "sklearn")


def test_a_notebook_without_a_model_has_none_to_keep():
    assert len(read("Register the model", found=findings(param("seed"))).questions) == 1


DEPTHS = findings(
    param("depth", "depth", "max_depth", origin="sweep", cell=3, scope=Scope.LOOP, path=(41, 40), value=8),
    in_loop("score", loop="depth", path=(42, 40)),
    metric("best_score", "best_score", "Best score"),
    sites=(SWEEP,),
)


@pytest.mark.parametrize("line", ["Each depth gets its own nested run", "One child run per depth with its score"])
def test_a_sweep_gets_child_runs(line):
    outcome = read(line, found=DEPTHS)
    assert asked(outcome) == []
    assert [value.expression for value in outcome.plan.nested.params] == ["depth"]
    assert (outcome.plan.nested.name, outcome.plan.nested.path) == ("depth", (41, 40))


def test_what_differs_from_child_to_child_is_the_childrens():
    outcome = read("One child run per depth", "Log the score of each depth", "Log the best score", found=DEPTHS)
    assert [value.expression for value in outcome.plan.nested.metrics] == ["score"]
    assert planned(outcome) == ["metric best_score"]


TRACKED = findings(metric("acc"), tracked=True, experiments=("old",))


@pytest.mark.parametrize(
    ("line", "fix"),
    [
        ("The runs never end", "close-runs"),
        ("Runs are left open", "close-runs"),
        ("Every refresh makes a new experiment", "experiment-guard"),
        ("Replace the deprecated artifact_path", "artifact-path"),
        ("The tracking URI is hard-coded", "tracking-uri"),
        ("Log the metrics in one call", "batch-logging"),
        gap("Runs never end, close them", "close-runs", why="“close them” is asked back as if it named something"),
    ],
)
def test_a_complaint_about_tracking_becomes_its_repair(line, fix):
    outcome = read(line, found=TRACKED)
    assert asked(outcome) == []
    assert [(one.name, one.requirements) for one in outcome.plan.fixes] == [(fix, (0,))]


def test_an_ordinary_line_is_no_repair_of_tracking_that_is_there():
    outcome = read("Log the accuracy", found=TRACKED)
    assert (outcome.plan.fixes, planned(outcome)) == ((), ["metric acc"])


# ---------------------------------------------------------------- the block


def test_the_block_wins_over_the_words():
    outcome = read("Log accuracy", found=STUDY, tracking={"metrics": {"accuracy": "test_acc"}})
    assert [(value.key, value.expression, value.requirements) for value in outcome.plan.metrics] == [
        ("accuracy", "test_acc", (0,))
    ]


@pytest.mark.parametrize(
    "expression", ["__import__('os').system('x')", "missing_name", "1 +", "open('/etc/passwd').read()"]
)
def test_an_expression_of_the_block_must_be_the_notebooks(expression):
    outcome = read("Log it", found=STUDY, tracking={"metrics": {"x": expression}})
    assert [question for question in outcome.questions if "tracking.metrics.x" in question.text]
    assert planned(outcome) == []


def test_a_plan_for_lines_in_another_order_has_the_same_items():
    lines = ["Log the seed", "Log the loss per epoch", "Save the ROC plot", "Don't log the RMSE"]
    forward, backward = (planned(read(*order, found=STUDY)) for order in (lines, lines[::-1]))
    assert forward == backward == ["artifact fig_roc", "param seed", "series losses"]
