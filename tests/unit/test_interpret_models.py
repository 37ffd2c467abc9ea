"""Models and estimators in plans: flavours, examples, names that the notebook gave, and parameters as a whole."""

import pytest
from interpret_records import SITE, asked, figure, findings, metric, model, param, read
from interpret_records import planned as planned_items
from verify_records import live

from worker.findings import LiveValue, Tracking, TrackingCall

REGISTER = 'Register the model as "ridge"'


def planned(found, *lines, tracking=None):
    """The plan of a task, about which nothing is asked."""
    outcome = read(*lines, found=found, tracking=tracking)
    assert outcome.questions == ()
    return outcome.plan


def logged(name, *, cell=3, value="model"):
    """The notebook's own call that logs a model."""
    return TrackingCall(
        cell=cell, statement=0, function="sklearn.log_model", source="…", keys=(name,) if name else (), values=(value,)
    )


def with_calls(*calls, **more):
    found = findings(model(), metric("score"), **more)
    return found.model_copy(update={"tracking": Tracking(imports_mlflow=True, calls=calls)})


NAMES = {
    "the name that the notebook gives": ([logged("fit")], "fit"),
    "nothing logged": ([], "model"),
    "another model logged": ([logged("fit", value="other")], "model"),
    "a computed name": ([logged("")], "model"),
    "two names": ([logged("fit"), logged("again")], "model"),
}


@pytest.mark.parametrize(("calls", "name"), NAMES.values(), ids=NAMES)
def test_a_model_keeps_the_name_that_the_notebook_logs_it_under(calls, name):
    assert planned(with_calls(*calls), REGISTER).model.name == name


def test_a_model_that_the_training_function_logs_keeps_that_name():
    site = SITE.model_copy(update={"function": "train", "function_cell": 2})
    found = with_calls(logged("fit", cell=2, value="inner"), sites=(site,))
    assert planned(found, REGISTER).model.name == "fit"


def test_a_name_that_the_task_states_wins():
    stated = {"model": {"expression": "model", "name": "forest"}}
    assert planned(with_calls(logged("fit")), "Log the score", tracking=stated).model.name == "forest"


KINDS = {
    "a rule of the notebook's own": (("__main__.Rule", "mlflow.pyfunc.model.PythonModel"), "pyfunc", ""),
    "a module": (("__main__.Net", "torch.nn.modules.module.Module"), "pytorch", "X"),
    "a Lightning module": (
        ("__main__.Pump", "lightning.pytorch.core.module.LightningModule", "torch.nn.modules.module.Module"),
        "pytorch",
        "X",
    ),
    "a booster": (("xgboost.sklearn.XGBClassifier", "sklearn.base.BaseEstimator"), "xgboost", ""),
}


@pytest.mark.parametrize(("types", "flavor", "example"), KINDS.values(), ids=KINDS)
def test_flavour_and_example_of_a_model(types, flavor, example):
    made = LiveValue(type=types[0], bases=types[1:], methods=("predict", "forward"))
    found = findings(model("net", live=made)).model_copy(update={"examples": {"net": "X"}})
    plan = planned(found, 'Register the net model as "pump"')
    assert (plan.model.flavor, plan.model.input_example) == (flavor, example)


SETTINGS = {"alpha": 0.1, "l1_ratio": 0.5, "max_iter": 100, "tol": 0.01}


def estimator(**more):
    settings = {key: live(number) for key, number in {**SETTINGS, **more}.items()}
    made = LiveValue(type="sklearn.linear_model.ElasticNet", methods=("predict",), fitted=True, estimator=settings)
    own = [
        param(f"ripening.{key}", key, f"elastic net {key}", value=number, origin="estimator", owner="ripening", cell=3)
        for key, number in SETTINGS.items()
    ]
    return model("ripening", live=made), *own


def test_all_parameters_of_an_estimator_are_logged_as_one():
    [value] = planned(findings(*estimator()), "Track all hyperparameters of the ripening model").params
    assert (value.expression, value.form, value.requirements) == ("ripening", "estimator", (0,))


DRIFT = {"params": {"tol": "drift"}}
PARTS = {
    "some of them": (estimator(), "Track alpha and l1_ratio of the ripening model", None, 2),
    "fewer than there are": (estimator(copy=1.0), "Track all hyperparameters of the ripening model", None, 4),
    "one under the name of another": (
        (*estimator(), param("drift", value=3.0)),
        "Track all hyperparameters of the ripening model",
        DRIFT,
        4,
    ),
}


@pytest.mark.parametrize(("symbols", "text", "tracking", "count"), PARTS.values(), ids=PARTS)
def test_what_is_not_all_of_an_estimator_is_logged_one_by_one(symbols, text, tracking, count):
    params = planned(findings(*symbols), text, tracking=tracking).params
    assert len(params) == count
    assert {value.form for value in params} == {"scalar"}


@pytest.mark.parametrize("text", ['Log and register the model as "ridge"', "Save and register the model as ridge"])
def test_verbs_may_share_their_object(text):
    assert planned(findings(model(), metric("score")), text).model.registered_name == "ridge"


SHED = (
    model("clf", "ensemble._forest.RandomForestClassifier", cell=3),
    model("clf_cv", "svm._classes.SVC", cell=3),
    model("net", "neural_network.MLPRegressor", words=("net", "two-headed"), cell=4),
    param("clf.random_state", "random_state", "Random Forest Classifier random_state", origin="keyword", owner="clf"),
    param("clf.n_estimators", "n_estimators", origin="estimator", owner="clf", value=100),
    metric("yield_error"),
    figure("fig", "fig", "Yield"),
)


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("The random forest itself", "clf"),
        ("the yield error, the random forest itself", "clf"),
        ("the RF model and the yield error", "clf"),
        ("the yield error; the SVM as a model", "clf_cv"),
        ("`net` saved as a scikit-learn model", "net"),
        ("the yield figure, along with the trained two-headed model", "net"),
        ("Record the yield error and the SVM model itself", "clf_cv"),
    ],
)
def test_a_model_is_known_by_its_class_and_what_is_said_of_it(line, kept):
    outcome = read(line, found=findings(*SHED))
    assert asked(outcome) == []
    assert outcome.plan.model.expression == kept
    assert ("metric yield_error" in planned_items(outcome)) is ("yield error" in line)


@pytest.mark.parametrize(
    "line",
    [
        "Log the yield error of the SVM and the random forest",
        "the gradient boosting model",
        "`clf_lr` saved as a model",
        "the SVM as a model, the MLP as a model",
    ],
)
def test_a_model_that_is_not_there_or_only_an_owner_is_asked_back(line):
    assert asked(read(line, found=findings(*SHED))) != []


def test_what_is_named_beside_a_model_is_not_lost():
    outcome = read("Record the yield error and the random forest model", found=findings(*SHED))
    assert planned_items(outcome) == ["metric yield_error", "model clf"]


@pytest.mark.parametrize(
    ("line", "item"),
    [
        ("Log the seed of the random forest", "param clf.random_state"),
        ("the forest's number of trees", "param clf.n_estimators"),
    ],
)
def test_the_settings_of_a_model_are_no_model(line, item):
    assert planned_items(read(line, found=findings(*SHED))) == [item]


@pytest.mark.parametrize(("other", "several"), [("pipeline.Pipeline", True), ("decomposition.PCA", False)])
def test_a_pipeline_may_be_the_regression_as_well(other, several):
    found = findings(model("low", "cross.LowRankRegression"), model("piped", other), sites=())
    outcome = read('Register the regression model as "kiln"', found=found)
    assert bool(outcome.questions) == several
    assert several or outcome.plan.model.expression == "low"


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("Log the model with the best parameters", ["model search"]),
        ("Log the best model and the drift", ["metric drift", "model search"]),
        ("Log the parameters of the best model", ["param search.best_params_"]),
    ],
)
def test_the_best_model_is_one_whatever_it_is_best_by(line, items):
    found = param("search.best_params_", "best_params_", origin="mapping", owner="search", cell=3)
    search = model("search", "model_selection._search.GridSearchCV")
    assert planned_items(read(line, found=findings(search, found, metric("drift")))) == items
