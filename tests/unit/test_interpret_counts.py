"""How many of something: counted results, lists, passes of a loop; and words that only a called function says."""

import pytest
from interpret_records import (
    SWEEP,
    asked,
    figure,
    findings,
    held,
    in_loop,
    metric,
    model,
    param,
    planned,
    read,
    series,
    slider,
)

from worker.findings import LiveValue, Symbol, SymbolKind

COMPARED = SWEEP.model_copy(update={"sweep_names": ("name", "clf")})
TOWNS = Symbol(
    expression="len(towns)", kind=SymbolKind.METRIC, cell=1, statement=0, words=("number of towns",), origin="size"
)


def in_pass(expression, *names):
    """A number that each pass of the sweep computes once."""
    return in_loop(expression, *names, loop="name", path=(41, 40))


def test_the_size_of_a_collection_answers_how_many():
    found = findings(TOWNS)
    assert planned(read("How many towns the map has is a parameter", found=found)) == ["param len(towns)"]


def test_the_size_of_a_collection_is_nothing_else():
    outcome = read("Log the towns", found=findings(TOWNS))
    assert planned(outcome) == []
    assert asked(outcome)


def test_a_result_with_as_many_numbers_as_are_counted_gives_one_metric_each():
    found = findings(series("predictions", length=3), metric("pred"))
    outcome = read("The three predictions, one metric for each example", found=found)
    assert planned(outcome) == [f"metric predictions[{at}]" for at in range(3)]


def test_the_elements_that_set_both_come_before_the_array_that_is_made_of_them():
    found = findings(
        slider("w1.value", "w1", "Weight 1"), slider("w2.value", "w2", "Weight 2"), series("weights", length=2)
    )
    assert planned(read("Log both weights", found=found)) == ["param w1.value", "param w2.value"]


def test_a_count_is_told_by_what_a_library_calls_it():
    found = findings(
        metric("fit.nfev", "nfev", "number of function evaluations", value=57.0), metric("fit.fun", "fun", value=1.5)
    )
    assert planned(read("The number of function evaluations", found=found)) == ["metric fit.nfev"]


def test_a_list_that_holds_both_is_one_parameter():
    both = LiveValue(type="list", length=2)
    found = findings(param("coefficients.value", "coefficients", origin="ui").model_copy(update={"live": both}))
    assert planned(read("Both coefficients", found=found)) == ["param coefficients.value"]


@pytest.mark.parametrize(
    "line",
    [
        "Test score of each of the two classifiers, under their own names",
        "Score, one metric per classifier",
    ],
)
def test_what_a_loop_over_models_computes_for_each_is_kept_in_a_run_of_its_own(line):
    found = findings(in_pass("score"), sites=(COMPARED,))
    outcome = read(line, found=found)
    assert asked(outcome) == []
    assert [value.expression for value in outcome.plan.nested.metrics] == ["score"]
    assert any("one child run each" in note for note in outcome.notes)


def test_a_loop_over_something_else_is_not_split():
    found = findings(in_pass("score"), sites=(COMPARED.model_copy(update={"sweep_names": ("depth",)}),))
    outcome = read("Test score of each of the two classifiers", found=found)
    assert outcome.plan.nested is None
    assert asked(outcome)


def test_what_won_is_what_the_search_found_best():
    found = findings(
        param("logistic.C", "C", value=1.0, origin="estimator", owner="logistic"),
        param('search.best_params_["logistic__C"]', "logistic__C", value=21.5, origin="entry", owner="search"),
    )
    assert planned(read("Log the C that won", found=found)) == ['param search.best_params_["logistic__C"]']


def test_what_only_the_called_function_says_is_no_name_of_its_keyword():
    found = findings(param("'log'", "loss", value="log", origin="keyword", owner="l1_min_c"))
    assert planned(read("Smallest C of the path, as a param", found=found)) == []


def test_a_label_that_has_every_word_names_a_setting():
    assert planned(read("Log the mesh step", found=findings(param("h", "h", "step size in the mesh")))) == ["param h"]


def test_a_figure_of_a_measure_over_rounds_is_the_learning_curve():
    found = findings(figure("_fig", "_fig", "boosting round", "log loss"), figure("heat", "heat", "confusion matrix"))
    assert planned(read("Attach the learning curve figure", found=found)) == ["artifact _fig"]


@pytest.mark.parametrize(
    ("line", "fix"),
    [
        ("The run is started but never ended, make sure that it is", "close-runs"),
        ("Write parameters and scores with one call each instead of key by key", "batch-logging"),
    ],
)
def test_a_line_that_describes_what_is_wrong_is_a_repair(line, fix):
    outcome = read(line, found=findings(param("depth", value=3), tracked=True))
    assert asked(outcome) == []
    assert [one.name for one in outcome.plan.fixes] == [fix]


def test_a_quoted_tag_whose_value_is_not_said_in_the_notebooks_words_names_its_value():
    found = findings(param("fit.success", "success", value=True, origin="attribute"))
    outcome = read('Set a tag "converged" to what the solver reports', found=found)
    assert [(tag.key, tag.expression) for tag in outcome.plan.tags] == [("converged", "fit.success")]


def test_a_few_numbers_that_go_into_the_training_are_a_setting():
    start = LiveValue(type="numpy.ndarray", length=2, numbers=True, values=(0.0, 0.5))
    found = findings(series("x0", cell=1, from_site=False, reaches_site=True).model_copy(update={"live": start}))
    assert planned(read("Parameters: the starting point", found=found)) == ["param x0"]


def _set(name, made, *keys):
    """The settings that a notebook gives to an estimator."""
    return [param(f"{name}.{key}", key, origin="keyword", owner=made, value=2.0) for key in keys]


CHAIN = findings(
    param("0.3", "test_size", origin="keyword", owner="train_test_split", value=0.3),
    slider("seed.value", "seed"),
    *_set("scaler", "StandardScaler", "with_mean"),
    *_set("pca", "PCA", "n_components", "whiten"),
    *_set("clf", "LogisticClassifier", "C", "tol"),
    model("pca", "decomposition.PCA"),
    model("clf", "linear_model.LogisticClassifier"),
    metric("acc"),
)


@pytest.mark.parametrize(
    ("line", "settings"),
    [
        ("Log all hyperparameters of the classifier", ["clf.C", "clf.tol"]),
        ("The classifier's hyperparameters", ["clf.C", "clf.tol"]),
        ("All settings of the scaler and the PCA", ["pca.n_components", "pca.whiten", "scaler.with_mean"]),
        ("All settings of the scaler, the PCA and the test size", ["0.3", "pca.n_components", "pca.whiten", "scaler.with_mean"]),
        ("All parameters", ["0.3", "clf.C", "clf.tol", "pca.n_components", "pca.whiten", "scaler.with_mean", "seed.value"]),
    ],
)  # fmt: skip
def test_all_settings_of_a_thing_are_its_own(line, settings):
    outcome = read(line, found=CHAIN)
    assert (asked(outcome), planned(outcome)) == ([], [f"param {setting}" for setting in settings])


def test_a_result_beside_all_settings_stays_one():
    outcome = read("All settings of the PCA and the accuracy", found=CHAIN)
    assert planned(outcome) == ["metric acc", "param pca.n_components", "param pca.whiten"]


PLURALS = findings(
    param("w_lr", "w_lr", "Learning rate of the weights", value=0.1),
    param("b_lr", "b_lr", "Learning rate of the bias", value=0.01),
    param("n_epochs", value=5),
    param("warm_epochs", value=7),
    series("losses"),
    figure("plt.gcf()", "Loss", "depth"),
)


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("Log the learning rates", ["param b_lr", "param w_lr"]),
        ("The learning rates as parameters", ["param b_lr", "param w_lr"]),
        ("Log epochs", ["param n_epochs"]),
        ("Log the learning rate of the bias", ["param b_lr"]),
    ],
)
def test_a_plural_of_settings_is_all_that_are_called_so(line, items):
    outcome = read(line, found=PLURALS)
    assert (asked(outcome), planned(outcome)) == ([], items)


@pytest.mark.parametrize(
    ("line", "noted"), [("Log the plots", True), ("Loss plots as images", True), ("Log the loss plot", False)]
)
def test_several_pictures_where_one_is_kept_are_noted(line, noted):
    outcome = read(line, found=PLURALS)
    assert planned(outcome) == ["artifact plt.gcf()"]
    assert any("the last one is kept" in note for note in outcome.plan.notes) == noted


PATH = findings(
    series("cs", "cs", "C", length=16, from_site=False, cell=1), param("penalty", value="l1"), metric("acc")
)


def test_the_ends_of_a_swept_sequence_are_parameters():
    outcome = read("Smallest and largest C of the path, as params", found=PATH)
    assert (asked(outcome), planned(outcome)) == ([], ["param max(cs)", "param min(cs)"])


def test_of_two_sequences_neither_is_taken_for_the_swept_one():
    two = findings(*PATH.symbols, series("grid", "grid", "C", length=9, from_site=False, cell=2))
    assert asked(read("Smallest C as a param", found=two))


CLUSTERED = findings(
    slider("k.value", "k_clusters", "Number of clusters", value=5), slider("test.value", "test", "Test input value")
)


def test_what_is_counted_is_the_noun_and_not_what_was_done_to_it():
    assert asked(read("Log how many points were clustered", found=CLUSTERED)) == ["number of clustered points"]


def test_a_label_is_one_setting_though_it_ends_with_a_kind():
    assert planned(read("Log the test input value", found=CLUSTERED)) == ["param test.value"]


@pytest.mark.parametrize(
    "line", ["Log the loss per round, with k as step", "The loss of every round; use the depth as the step"]
)
def test_what_counts_the_steps_is_nothing_to_log(line):
    outcome = read(line, found=findings(series("losses"), param("k", value=3), param("depth", value=2)))
    assert (asked(outcome), planned(outcome)) == ([], ["series losses"])


def towns(name, **fields):
    """A table of towns by country, with a number for each."""
    columns = ("country", "town", "people")
    frame = LiveValue(type="pandas.DataFrame", columns=columns, rows=("people",), shape=(9, 3), length=9)
    return Symbol(
        **{
            "expression": name,
            "kind": SymbolKind.DATA,
            "cell": 4,
            "statement": 0,
            "words": (name,),
            "live": frame,
            **fields,
        }
    )


@pytest.mark.parametrize(
    ("line", "tables", "items"),
    [
        ("Log the number of countries", ["towns"], ['metric towns["country"].nunique()']),
        (
            "How many towns are in the filtered data?",
            ["data", "filtered_data"],
            ['metric filtered_data["town"].nunique()'],
        ),
    ],
)
def test_different_values_of_a_column_are_counted(line, tables, items):
    outcome = read(line, found=findings(data=tuple(towns(name) for name in tables)))
    assert (asked(outcome), planned(outcome)) == ([], items)


@pytest.mark.parametrize("line", ["Log the number of people", "Log the number of country", "Log the number of rivers"])
def test_a_column_of_numbers_or_another_thing_is_not_counted_so(line):
    outcome = read(line, found=findings(data=(towns("towns"),)))
    assert not any("nunique" in item for item in planned(outcome))


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("How many gulls are in the training set and how many in the test set", ["metric len(X_test)", "metric len(X_train)"]),
        ("How many ringed gulls are in the training set", []),
        ("How many terns are in the training set", []),
        ("How many gulls are in the nest", []),
    ],
)  # fmt: skip
def test_things_of_one_noun_in_a_split_are_its_rows(line, items):
    data = [held("X_train", shape=(80, 3)), held("X_test", shape=(20, 3))]
    assert planned(read(line, found=findings(metric("tern_share"), data=data))) == items


@pytest.mark.parametrize(("shapes", "letter"), [(((9, 5),), True), (((9, 5), (5, 5)), False), (((7, 3),), False)])
def test_rows_are_the_letter_that_every_matrix_is_made_with(shapes, letter):
    data = [held(f"A{at}", shape=shape) for at, shape in enumerate(shapes)]
    found = findings(param("m", value=9), param("n", value=5), data=data)
    items = planned(read("Parameters: the number of rows", found=found))
    assert ("param m" in items, "param n" in items) == (letter, False)


def test_a_label_that_says_just_what_is_counted_names_a_count():
    found = findings(metric("tp", "tp", "True sightings", value=7), metric("fp", "fp", "False sightings", value=2))
    assert planned(read("Log the number of true sightings", found=found)) == ["metric tp"]
