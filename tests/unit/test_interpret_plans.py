"""What the lines make together: experiments, keys, runs, models, repairs, and the block that wins."""

import pytest
from interpret_records import (
    DEPTHS,
    SITE,
    STUDY,
    TRACKED,
    asked,
    findings,
    metric,
    model,
    param,
    planned,
    read,
    series,
    slider,
)

from worker.findings import LiveValue, Tracking, TrackingCall

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
        ("Log the seed to experiment churn and the loss to experiment revenue",),
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
        ('Log the test accuracy as metric "acc"', ["acc"]),
    ],
)
def test_a_key_is_the_notebooks_name_unless_the_line_states_one(line, keys):
    plan = read(line, found=STUDY).plan
    assert [value.key for value in (*plan.params, *plan.metrics, *plan.series)] == keys


@pytest.mark.parametrize(
    ("line", "keys"),
    [
        ("Log the harvest", ["harvest"]),  # one word of code that says nothing of it
        ("Log the diff", ["diff"]),
        ("Log the harvest of all the trees that were ever counted", ["diff"]),  # too many words for a key
        ("Log the ripeness", ["crop_index"]),
        ("Log Gini's ratio, as it stands in the report", ["gini_ratio"]),
    ],
)
def test_what_the_notebook_calls_by_another_word_is_named_as_the_line_names_it(line, keys):
    found = findings(
        metric("diff", "diff", "Harvest of trees counted"),
        metric("crop_index", "crop_index", "Ripeness"),
        metric("g", "g", "Gini's ratio"),
    )
    outcome = read(line, found=found)
    assert (asked(outcome), [value.key for value in outcome.plan.metrics]) == ([], keys)


SCORES = findings(
    series('cv["test_score"]', "test_score", "Accuracy", length=5),
    metric('cv["test_score"].mean()', "mean", origin="displayed"),
    metric('cv["test_score"].std()', "std", origin="displayed"),
)


@pytest.mark.parametrize(
    ("line", "keys"),
    [
        ("Accuracy of each fold, then their mean and standard deviation", ["test_score_mean", "test_score_std"]),
        ("All metrics", ["test_score_mean", "test_score_std"]),
        ("Mean accuracy, as a metric", ["mean_accuracy"]),
        ('Mean accuracy as "mean"', ["mean"]),
    ],
)
def test_a_statistic_is_named_with_what_it_is_of(line, keys):
    outcome = read(line, found=SCORES)
    assert (asked(outcome), [value.key for value in outcome.plan.metrics]) == ([], keys)


def test_a_sentence_is_no_key_where_the_line_has_a_name():
    said = "After the storm the new expected tide level is given by"
    found = findings(metric("a / (a + b)", said, origin="displayed"))
    (value,) = read("Log the new expected tide level", found=found).plan.metrics
    assert value.key == "new_expected_tide_level"


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
        ("Save `fig_cm` as plots/boundary.png", "plots/boundary.png"),
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


def test_a_run_name_without_quotes_is_taken_or_asked():
    outcome = read("Name the run baseline-1", found=STUDY)
    assert outcome.plan.run_name == "baseline-1" or outcome.questions


@pytest.mark.parametrize(
    "line",
    [
        "Start a new run on every click",
        "Do not create a new run for every refresh",
        "Runs must end cleanly",
        "One run per click",
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


@pytest.mark.parametrize(
    ("line", "fix"),
    [
        ("The runs never end", "close-runs"),
        ("Runs are left open", "close-runs"),
        ("Every refresh makes a new experiment", "experiment-guard"),
        ("Replace the deprecated artifact_path", "artifact-path"),
        ("The tracking URI is hard-coded", "tracking-uri"),
        ("Log the metrics in one call", "batch-logging"),
        ("Runs never end, close them", "close-runs"),
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


def test_fewer_results_than_the_line_counts_are_asked_back():
    outcome = read("Log the accuracy of each of the three models", found=STUDY)
    assert any("three" in question.text or "3 times" in question.text for question in outcome.questions)


def test_as_many_results_as_the_line_counts_are_taken():
    assert not read("Log both accuracies", found=STUDY).questions


def test_an_experiment_is_created_with_its_tags():
    plan = read('Create experiment "study" with tags team=crm and stage=dev', found=STUDY).plan
    assert (plan.experiment.name, plan.experiment.tags["team"], plan.experiment.tags["stage"]) == (
        "study",
        "crm",
        "dev",
    )


def test_a_line_that_names_nothing_itself_is_answered_by_what_the_task_states():
    line = "Track everything that belongs to the study"
    assert len(read(line, found=STUDY).questions) == 1
    outcome = read("Log the seed", line, found=STUDY, tracking={"metrics": {"accuracy": "test_acc"}})
    assert outcome.questions == ()
    assert [(value.expression, value.requirements) for value in outcome.plan.metrics] == [("test_acc", (1,))]
    assert f"“{line}” is taken to mean what `tracking` states" in outcome.plan.notes


def test_a_table_that_is_kept_as_artifact_is_looked_for_among_the_tables():
    outcome = read("Save the table of results as artifact", found=STUDY)
    assert (outcome.questions, planned(outcome)) == ((), ["artifact frame.to_csv(index=False)"])


def logging(*calls):
    """A notebook that logs already: pairs of the function and what it is given."""
    found = [("start_run", (), ()), *calls]
    return Tracking(
        imports_mlflow=True,
        experiments=("mine",),
        calls=tuple(
            TrackingCall(cell=3, statement=0, function=name, source="", keys=keys, values=values)
            for name, keys, values in found
        ),
    )


@pytest.mark.parametrize(
    ("calls", "missing"),
    [
        ([], ["lr.value", "epochs", 'config["clip"]', 'config["depth"]']),
        ([("log_param", ("speed",), ("lr.value",))], ["epochs", 'config["clip"]', 'config["depth"]']),
        ([("log_params", ("epochs",), ("n",)), ("log_params", (), ("config",))], ["lr.value"]),
        ([("log_params", ("clip", "x"), ("3", "config['depth']"))], ["lr.value", "epochs"]),
        ([("log_params", (), ("vars(config)",)), ("log_params", ("e",), ("epochs",))], ["lr.value"]),
    ],
)
@pytest.mark.parametrize(
    "line", ["Complete the parameters", "Only some of the hyperparameters are logged", "Log the missing params"]
)
def test_what_the_notebook_logs_already_under_any_name_is_not_missing(line, calls, missing):
    symbols = [
        slider("lr.value", "lr"),
        param("epochs", value=20),
        param('config["clip"]', "clip", owner="config", value=1.5),
        param('config["depth"]', "depth", owner="config", value=4),
        param("elsewhere", reaches_site=False),
    ]
    found = findings(*symbols).model_copy(update={"tracking": logging(*calls)})
    outcome = read(line, found=found)
    assert [fix.name for fix in outcome.plan.fixes] == ["complete-params"]
    assert [value.expression for value in outcome.plan.params] == missing
    assert not outcome.questions


def test_completing_needs_tracking_that_is_there():
    assert not read("Complete the parameters", found=findings(param("epochs"))).plan.fixes


@pytest.mark.parametrize(
    ("path", "kind", "expression"),
    [
        ("tables/frame.csv", "text", "frame.to_csv(index=False)"),
        ("tables/frame.json", "table", "frame"),
        ("tables/frame.parquet", "table", "frame"),
        ("notes/summary.json", "dict", "summary"),
        ("notes/summary.txt", "text", "summary"),
        ("plots/summary.png", "figure", "summary"),
        ("plots/solution.html", "figure", "solution"),
    ],
)
def test_a_stated_artifact_is_kept_as_its_path_says(path, kind, expression):
    known = STUDY.model_copy(update={"names": {**STUDY.names, "summary": 4}})
    stated = expression.removesuffix(".to_csv(index=False)")
    [artifact] = read("Log the seed", found=known, tracking={"artifacts": {path: stated}}).plan.artifacts
    assert (artifact.path, artifact.kind, artifact.expression) == (path, kind, expression)


@pytest.mark.parametrize(
    ("live", "form"),
    [
        (LiveValue(type="str", string="x" * 1000, length=6001), "long"),
        (LiveValue(type="str", string="x" * 1000, length=6000), "scalar"),
        (LiveValue(type="list", length=2001), "long"),
        (LiveValue(type="list", length=3), "scalar"),
        (LiveValue(type="numpy.ndarray", length=9000, shape=(9000,)), "scalar"),
    ],
)
def test_a_parameter_that_mlflow_would_cut_is_long(live, form):
    found = findings(param("prompt", live=live))
    [value] = read("Log the seed", found=found, tracking={"params": {"prompt": "prompt"}}).plan.params
    assert value.form == form


@pytest.mark.parametrize(
    ("kind", "bases", "flavor"),
    [
        ("xgboost.sklearn.XGBClassifier", ("sklearn.base.BaseEstimator",), "xgboost"),
        ("lightgbm.sklearn.LGBMRegressor", ("sklearn.base.RegressorMixin",), "lightgbm"),
        ("sklearn.svm._classes.SVC", ("sklearn.base.BaseEstimator",), "sklearn"),
        (
            "__main__.Net",
            ("lightning.pytorch.core.module.LightningModule", "torch.nn.modules.module.Module"),
            "pytorch",
        ),
        ("__main__.Mine", ("sklearn.base.BaseEstimator",), "sklearn"),
    ],
)
def test_a_model_is_kept_in_the_flavour_of_its_nearest_class(kind, bases, flavor):
    known = model().model_copy(update={"live": LiveValue(type=kind, bases=bases, methods=("predict",), fitted=True)})
    assert read("Log the model", found=findings(known)).plan.model.flavor == flavor


SEARCH = SITE.model_copy(update={"kind": "search", "target": "search"})
STUDY_SITE = SITE.model_copy(update={"kind": "study", "target": "study"})


@pytest.mark.parametrize(
    ("line", "site", "form", "key"),
    [
        ("One child run per candidate", SEARCH, "candidates", None),
        ("Log each candidate in a nested run with its parameters and its mean score", SEARCH, "candidates", None),
        ("One nested run per trial", STUDY_SITE, "trials", "value"),
        ("One nested run per trial with its parameters and its loss", STUDY_SITE, "trials", "loss"),
        ("Nested runs, one for each trial, with the validation accuracy", STUDY_SITE, "trials", "validation_accuracy"),
    ],
)
def test_searches_and_studies_have_their_children(line, site, form, key):
    outcome = read(line, found=findings(metric("study.best_value", "best_value"), sites=(site,)))
    assert not outcome.questions
    assert (outcome.plan.nested.form, outcome.plan.nested.expression) == (form, site.target)
    assert [value.key for value in outcome.plan.nested.metrics] == ([key] if key else [])


@pytest.mark.parametrize("line", ["One child run per trial", "Log each fold in a nested run"])
def test_where_nothing_is_tuned_there_is_nothing_to_nest(line):
    assert read(line, found=findings(metric("acc"))).questions


# ---------------------------------------------------------------- tags with values of the notebook


@pytest.mark.parametrize(
    ("line", "tags"),
    [
        ("Tag the run with the activation", {"activation": "activation"}),
        ("Put the activation into a tag", {"activation": "activation"}),
        ("The activation should become a tag", {"activation": "activation"}),
        (
            "Tag every run with the activation and the learning rate",
            {"activation": "activation", "learning_rate": "lr.value"},
        ),
    ],
)
def test_a_tag_may_have_a_value_of_the_notebook(line, tags):
    outcome = read(line, found=STUDY)
    assert asked(outcome) == []
    assert {tag.key: tag.expression for tag in outcome.plan.tags} == tags
    assert planned(outcome) == []


def test_a_tag_may_be_a_name_that_exploring_made_nothing_of():
    found = STUDY.model_copy(update={"names": {**STUDY.names, "has_converged": 4}})
    outcome = read("Tag the run with whether it has converged", found=found)
    assert asked(outcome) == []
    assert [tag.expression for tag in outcome.plan.tags] == ["has_converged"]


@pytest.mark.parametrize("line", ["Tag the run with the weather", "Tag the run", "Put the accuracy into a tag"])
def test_a_tag_whose_value_is_not_settled_is_asked(line):
    assert len(read(line, found=STUDY).questions) == 1


RIDGE = findings(
    metric("current_loss", "current_loss", "Ridge Loss"),
    metric("mse_part", "mse_component", "MSE Component"),
    metric("reg_component", "reg_component", "Regularization Component"),
)


@pytest.mark.parametrize("noun", ["part", "term", "component"])
def test_the_parts_of_a_sum_are_no_properties_of_it(noun):
    outcome = read(f"Ridge loss, together with its MSE {noun} and its regularization {noun}", found=RIDGE)
    assert (asked(outcome), planned(outcome)) == (
        [],
        ["metric current_loss", "metric mse_part", "metric reg_component"],
    )
