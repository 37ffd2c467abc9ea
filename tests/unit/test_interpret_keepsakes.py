"""What is kept as a file: as which kind, whole or in part, and models with all that belongs to them."""

import pytest
from interpret_records import SITE, asked, figure, findings, held, metric, model, read, series, table

from worker.findings import LiveValue, Scope, Symbol, SymbolKind
from worker.interpret.clauses import clauses
from worker.interpret.intents import Intent, intent_of
from worker.interpret.phrases import Want


def text(expression, *names):
    """A text that the notebook writes."""
    return Symbol(
        expression=expression, kind=SymbolKind.FILE, cell=5, statement=0, words=names or (expression,), origin="text"
    )


def lane(expression, owner, *names):
    """One column of a two-dimensional array."""
    return series(expression, *names, origin="lane", owner=owner, cell=5)


def phrases(line):
    return [phrase for clause in clauses(line) for phrase in clause.phrases]


MANNERS = [
    "Log the fitted model with a signature and an input example",
    "Log the fitted model (with signature and input example)",
    "Log the fitted model, its signature and an input example",
    "Log the fitted model and infer its signature",
    "Log the fitted model. Include an input example and a signature.",
    "Log the fitted model, with its signature inferred from the training data",
]


@pytest.mark.parametrize("line", MANNERS)
def test_signature_and_example_of_a_model_name_nothing_else(line):
    (clause,) = clauses(line)
    assert intent_of(clause, has_tracking=False) is Intent.MODEL
    assert [phrase.text for phrase in clause.phrases] == ["the fitted model"]


def test_a_line_of_nothing_but_the_manner_asks_for_the_model():
    assert [phrase.text for phrase in phrases("Attach a signature and an input example to the model")] == ["the model"]


def test_a_signature_where_no_model_is_spoken_of_is_a_value():
    assert "signature" in " ".join(f"{one.text} {one.context}" for one in phrases("Log the message with its signature"))


def test_the_name_to_register_under_stays():
    plan = read('Register the model with an input example as "barn-yield"', found=findings(model())).plan
    assert plan.model.registered_name == "barn-yield"


TWO = findings(
    model("ridge", live=LiveValue(type="sklearn.linear_model.Ridge", methods=("predict",), fitted=True)),
    model("forest", kind="ensemble.RandomForestRegressor"),
    sites=(),
)


@pytest.mark.parametrize(
    "line",
    ["Log both models", "Save all fitted models", "Log every fitted model", "Log the ridge model and the forest model"],
)
def test_several_models_are_asked_about_since_a_run_keeps_one(line):
    outcome = read(line, found=TWO)
    assert "one run keeps one" in outcome.questions[0].text
    assert outcome.plan.model is None


@pytest.mark.parametrize(("line", "kept"), [("Log the ridge model", "ridge"), ("Log the random forest", "forest")])
def test_one_of_several_models_is_kept(line, kept):
    assert read(line, found=TWO).plan.model.expression == kept


def test_the_search_keeps_the_model_that_it_was_given_to_fit():
    given = model(
        "forest", live=LiveValue(type="sklearn.ensemble.RandomForestClassifier", methods=("predict",), fitted=False)
    )
    search = model(
        "search", live=LiveValue(type="sklearn.model_selection.GridSearchCV", methods=("predict",), fitted=True)
    )
    assert (
        read("Log the tuned random forest", found=findings(given, search, sites=())).plan.model.expression == "search"
    )


KINDS = [
    ("Save the wheat notes as a text file", Want.TABLE, ""),
    ("Log the findings as a markdown artifact", Want.TABLE, ""),
    ("Save the yields as a JSON file", Want.TABLE, "tables/yields.json"),
    ("Save the cleaned rows as a parquet file", Want.TABLE, "tables/cleaned_rows.parquet"),
    ("Log the simulated paths as an array", Want.TABLE, ""),
    ("Log the simulated paths as a numpy file", Want.FILE, ""),
    ("Log the distances as an .npy artifact", Want.FILE, ""),
    ("Log the map as an interactive HTML file", Want.FIGURE, ""),
    ("Save the training curve under plots/training.png", Want.FIGURE, "plots/training.png"),
    ("Save the paths as paths.csv", Want.TABLE, "paths.csv"),
    ("Save the paths as paths.json", Want.TABLE, "paths.json"),
    ("Save the hyperparameters as settings.json", Want.PARAMETER, ""),
]


@pytest.mark.parametrize(("line", "want", "key"), KINDS)
def test_the_format_says_what_is_kept(line, want, key):
    (phrase,) = phrases(line)
    assert (phrase.want, phrase.key) == (want, key)


FIELD = findings(
    table("df", "df"),
    table("dry_df", "dry_df"),
    table("df.head()", "df head", "head", origin="displayed", owner="df"),
    figure("fig", "fig", "Rain over time"),
    text("note", "note", "Findings"),
    lane("damage[:, 0]", "damage", "damage 0", "damage", "confusion_matrix"),
    lane("damage[:, 1]", "damage", "damage 1", "damage", "confusion_matrix"),
    metric("len(dry_df)", "number of dry_df", "Dry data", origin="size", owner="dry_df"),
    data=(held("damage", "damage", shape=(2, 2), cell=5), held("rain", "rain", "rain per field")),
)


@pytest.mark.parametrize(
    ("line", "expression"),
    [
        ("Log the first rows of the data", "df.head()"),
        ("Log the first ten rows of the dry data", "dry_df[:10]"),
        ("Log the last three rows of the dry data as a table", "dry_df[-3:]"),
        ("Log the raw data as CSV", "df"),
        ("Log the dry data", "dry_df"),
        ("Log the findings as a text file", "note"),
        ("Log the findings text", "note"),
        ("Save the rain as an array", "rain"),
        ("Log the confusion matrix as a table", "damage"),
    ],
)
def test_data_and_texts_are_kept_whole(line, expression):
    outcome = read(line, found=FIELD)
    assert asked(outcome) == []
    (kept,) = outcome.plan.artifacts
    assert expression in kept.expression
    assert kept.kind == "text"


@pytest.mark.parametrize(
    "line",
    [
        "Save the final rain as an array",
        "Log the rain as a numpy file",
        "Log the harvest report",
        "Log the harvest as a text file",
    ],
)
def test_what_is_not_there_in_that_form_is_asked_about(line):
    outcome = read(line, found=FIELD)
    assert len(asked(outcome)) == 1
    assert outcome.plan.artifacts == ()


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("Log the fitted parameters a and b", ["a", "b"]),
        ("Log the heat transfer coefficients h_wall and h_top", ["h_wall", "h_top"]),
        ("Log the rates of the barn and of the silo", ["the rates of the barn", "the rates of the silo"]),
    ],
)
def test_bare_names_behind_a_plural_are_what_is_asked_for(line, named):
    assert [phrase.exact or phrase.text for phrase in phrases(line)] == named


def test_weights_are_numbers_where_the_notebook_has_no_model():
    outcome = read("Log the basket weights", found=findings(series("basket_weights", "basket_weights"), sites=()))
    assert asked(outcome) == []
    assert [one.expression for one in outcome.plan.series] == ["basket_weights"]


def test_weights_are_the_model_where_there_is_one():
    assert read("Log the weights", found=findings(model())).plan.model is not None


BIRTHS = findings(
    metric("angle0", "angle0", "initial angle (radians)"),
    series("y[0]", "y", "Angle over time"),
    sites=(),
)


@pytest.mark.parametrize(
    ("line", "expression"), [("Log the initial angle", "angle0"), ("Log the final angle", "y[0][-1]")]
)
def test_the_end_of_a_course_is_never_its_start(line, expression):
    outcome = read(line, found=BIRTHS)
    assert [one.expression for one in (*outcome.plan.metrics, *outcome.plan.params)] == [expression]


YARD = findings(
    figure("_fig", "_fig", "Speed over time", cell=5, scope=Scope.CELL),
    figure("_fig", "_fig", "Height by hour", cell=6, scope=Scope.CELL),
    figure("_fig", "_fig", "Contracts", cell=7, scope=Scope.CELL),
    data=(held("pred1", "pred1", "prediction 1"), held("pred2", "pred2", "prediction 2")),
)


def test_just_as_many_pictures_as_are_counted_are_the_one_of_each_thing():
    outcome = read("Log both figures that compare the speed and the height", found=YARD)
    assert asked(outcome) == []
    assert [one.cell for one in outcome.plan.artifacts] == [5, 6]


def test_fewer_pictures_than_are_counted_are_asked_about():
    assert len(asked(read("Log both plots of the speed and the harvest", found=YARD))) == 1


def test_one_table_of_several_things_is_no_number_of_histories():
    found = findings(series("pred1", "pred1", "predictions"), series("pred2", "pred2", "predictions"))
    outcome = read("Log the predictions as one table", found=found)
    assert asked(outcome) == []
    (kept,) = outcome.plan.artifacts
    assert "pred1" in kept.expression
    assert "pred2" in kept.expression


def record(expression, *names, owner):
    """Records that a table can be made of."""
    return table(expression, *names, origin="record", owner=owner, live=None, from_site=False)


BARNS = findings(
    table("cows", "cows"),
    record("rows_as_csv", "results", "barn", "milk", owner="results"),
    series('search.cv_results_["mean_fit_time"]', "mean_fit_time", "search results", origin="entry", owner="search"),
    series("model.coef_", "coef_", "coefficients", origin="attribute", owner="model"),
    text("report(y, z)", "report"),
    data=(
        held("prices", "prices", live=LiveValue(type="dict", length=2)),
        held('search.cv_results_["mean_fit_time"]', "mean_fit_time", "search results", origin="entry", owner="search"),
        held("model.coef_", "coef_", "coefficients", origin="entry", owner="model"),
    ),
    sites=(SITE.model_copy(update={"sweep": 40, "sweep_first": 41, "sweep_names": ("alpha",)}),),
)


@pytest.mark.parametrize(
    ("line", "kind", "expression"),
    [
        ("Save the results as a CSV table", "text", "rows_as_csv"),
        ("Save the results as a JSON file", "dict", "results"),
        ("Save the dictionary of prices as JSON", "dict", "prices"),
        ("Log the table of the cows", "text", "cows.to_csv(index=False)"),
    ],
)
def test_records_and_dictionaries_are_kept_as_they_are_asked_for(line, kind, expression):
    outcome = read(line, found=BARNS)
    assert asked(outcome) == []
    assert [(one.kind, one.expression) for one in outcome.plan.artifacts] == [(kind, expression)]


@pytest.mark.parametrize(
    "line",
    [
        "Save the outcomes as a text file",
        "Save the search results as a table",
        "Save the coefficients for each alpha as a CSV",
        "Save the predictions as predictions.json",
    ],
)
def test_no_part_of_a_whole_and_nothing_else_is_kept_in_its_place(line):
    outcome = read(line, found=BARNS)
    assert len(asked(outcome)) == 1
    assert outcome.plan.artifacts == ()


def test_a_table_is_meant_before_records_of_the_same_name():
    found = findings(
        record("rows_as_csv", "cv_results_", "search results", owner="search.cv_results_"),
        table("cv_results", "cv_results", from_site=False, cell=6),
    )
    (kept,) = read("Log cv_results as a table", found=found).plan.artifacts
    assert kept.expression.startswith("cv_results.")


PANELS = findings(
    figure("fig_a", "fig_a", "Memory of the barn", "Rescoring of the cows", cell=5),
    figure("fig_b", "fig_b", "Monthly payments", cell=6),
    figure("fig_c", "fig_c", "Feed cost over time", cell=7),
    metric("weight", "weight"),
    sites=(),
)


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Log the memory and rescoring figure", ["fig_a"]),
        ("Log the chart of the monthly payments and the feed cost", ["fig_b", "fig_c"]),
        ("Log the plot of the memory and the rescoring", ["fig_a"]),
    ],
)
def test_one_picture_of_two_things_and_one_of_each(line, kept):
    outcome = read(line, found=PANELS)
    assert asked(outcome) == []
    assert [one.expression for one in outcome.plan.artifacts] == kept


def test_a_value_beside_a_picture_stays_a_value():
    plan = read("Log the weight and memory figure", found=PANELS).plan
    assert [one.expression for one in plan.metrics] == ["weight"]
    assert [one.expression for one in plan.artifacts] == ["fig_a"]


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("Log the generated data with its true clusters as CSV", ["the generated data"]),
        ("Save the results table with its standard errors, and the score", ["the results table", "the score"]),
        ("Log the dataset with its number of rows", ["the dataset", "its number of rows"]),
        ("Save the dataset and its size", ["the dataset", "its size"]),
    ],
)
def test_what_a_table_has_is_no_table_of_its_own(line, named):
    assert [phrase.text for phrase in phrases(line)] == named


@pytest.mark.parametrize(
    "line",
    ['Log the best model under the name "barn"', 'Log the fitted SVC with a signature and register it as "barn"'],
)
def test_a_model_may_be_named_and_what_has_a_signature_is_one(line):
    found = findings(model("clf", kind="svm.SVC"))
    plan = read(line, found=found).plan
    assert (plan.model.expression, plan.model.registered_name) == ("clf", "barn")


@pytest.mark.parametrize(("origin", "written"), [("labelled", "df.to_csv()"), ("assigned", "df.to_csv(index=False)")])
def test_labels_of_rows_are_kept(origin, written):
    (kept,) = read("Log the yields as a table", found=findings(table("df", "yields", origin=origin))).plan.artifacts
    assert kept.expression == written


PATH = findings(
    lane("path[:, 0]", "path", "path 0", "x Position", "horizontal position"),
    lane("path[:, 1]", "path", "path 1", "y Position", "height"),
)


@pytest.mark.parametrize(
    ("line", "expressions"),
    [
        ("Log the final position", ["path[:, 0][-1]", "path[:, 1][-1]"]),
        ("Log the final y position", ["path[:, 1][-1]"]),
        ("Log the final height", ["path[:, 1][-1]"]),
    ],
)
def test_what_all_columns_are_called_names_all_of_them(line, expressions):
    outcome = read(line, found=PATH)
    assert [one.expression for one in outcome.plan.metrics] == expressions
