"""Exploring with a real kernel, fed as the pipeline feeds it: run, press, evaluate, describe."""

import pytest
from explore_records import explored, expressions, symbol

from worker.adapters.kernel import MarimoKernel
from worker.findings import Scope

STUDY = (
    "import marimo as mo\nimport numpy as np\nimport matplotlib.pyplot as plt\nimport pandas as pd\nfrom dataclasses import dataclass",
    "strength = mo.ui.slider(0.01, 10, value=0.5, label='Regularisation *strength*')\nstrength",
    """
    from sklearn.datasets import load_iris
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import accuracy_score
    from sklearn.model_selection import GridSearchCV
    from sklearn.preprocessing import StandardScaler
    X, y = load_iris(return_X_y=True)
    scaler = StandardScaler().fit(X)
    """,
    "model = LogisticRegression(C=strength.value, max_iter=150)\nmodel.fit(scaler.transform(X), y)",
    "accuracy = accuracy_score(y, model.predict(scaler.transform(X)))\nmo.md(f'Share of correct flowers: **{accuracy:.3f}**')",
    "search = GridSearchCV(LogisticRegression(max_iter=150), {'C': [0.1, 1.0]}, cv=2)\nsearch.fit(X, y)",
    "fig, ax = plt.subplots()\nax.bar([0, 1], [accuracy, search.best_score_])\nax.set_title('Fixed and searched')\nfig",
    "plt.hist(model.coef_.ravel())\nplt.xlabel('coefficient')\nplt.show()",
    "table = pd.DataFrame({'C': [strength.value], 'accuracy': [accuracy]})\ntable",
    "mo.md(f'Mean margin {model.decision_function(X).max():.2f}')",
)
DESCENT = (
    "import marimo as mo",
    """
    with_dataclass = __import__('dataclasses')
    @with_dataclass.dataclass
    class Config:
        rate: float = 0.1
        epochs: int = 6
    config = Config()
    """,
    """
    @app.function
    def descend(rate, epochs, start=1.0):
        w, history = start, {"loss": [], "size": []}
        for epoch in range(epochs):
            loss = w * w
            w -= rate * 2 * w
            history["loss"].append(loss)
            history["size"].append(abs(w))
        return w, history
    """,
    "go = mo.ui.run_button(label='Train')",
    "mo.stop(not go.value, 'press')\nw, history = descend(config.rate, config.epochs)\n_last = history['loss'][-1]",
    "print('final loss', history['loss'][-1])",
    "confirm = mo.ui.run_button()",
    "mo.stop(not confirm.value)\nsecond = w * 2\nwaited = True",
)


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    found = explored(MarimoKernel(), tmp_path_factory.mktemp("study"), *STUDY)
    assert not found.findings.failures
    return found.findings


@pytest.fixture(scope="module")
def descent(tmp_path_factory):
    return explored(MarimoKernel(), tmp_path_factory.mktemp("descent"), *DESCENT)


def test_fit_and_search_are_sites_and_scaling_is_none(study):
    assert [(site.cell, site.kind, site.target) for site in study.sites] == [
        (3, "fit", "model"),
        (5, "search", "search"),
    ]


def test_a_sliders_value_is_preferred_to_the_keyword_it_feeds(study):
    slider = symbol(study, "strength.value")
    assert (slider.words[:2], slider.live.number) == (("strength", "Regularisation strength"), 0.5)
    assert slider.reaches_site


def test_a_keyword_of_an_estimator_is_read_from_the_live_object(study):
    assert symbol(study, "model.max_iter").live.number == 150
    assert symbol(study, "model.max_iter").kind == "parameter"


def test_a_metric_is_called_by_the_sentence_that_shows_it(study):
    accuracy = symbol(study, "accuracy")
    assert "Share of correct flowers" in accuracy.words
    assert accuracy.from_site
    assert 0.9 < accuracy.live.number <= 1


def test_the_outcome_of_a_search_is_found(study):
    assert symbol(study, "search.best_score_").kind == "metric"
    assert symbol(study, 'search.best_params_["C"]').live.number in (0.1, 1.0)


def test_a_shown_call_is_evaluated(study):
    shown = symbol(study, "model.decision_function(X).max()")
    assert (shown.kind, shown.from_site) == ("metric", True)
    assert "Mean margin" in shown.words


def test_both_figures_are_found_each_in_its_way(study):
    assert expressions(study, "figure") == {"fig", "plt.gcf()"}
    assert "Fixed and searched" in symbol(study, "fig").words
    assert symbol(study, "plt.gcf()").statement == 1


def test_tables_and_models_are_found(study):
    assert "table" in expressions(study, "table")
    assert {"model", "search"} <= expressions(study, "model")
    assert "scaler" not in expressions(study, "model")


def test_data_is_neither_parameter_nor_metric(study):
    assert not [one for one in study.symbols if one.expression in ("X", "y") and one.kind in ("parameter", "metric")]


def test_every_gate_is_opened_in_turn(descent):
    assert descent.presses == {"go": True, "confirm": True}
    assert {gate.element for gate in descent.findings.gates} == {"go", "confirm"}
    assert not descent.execution.stopped


def test_a_gated_call_of_a_decorated_function_is_the_site(descent):
    site = descent.findings.sites[0]
    assert (site.cell, site.function, site.function_cell, site.gate) == (4, "descend", 2, "go")


def test_the_fields_of_a_dataclass_are_parameters_of_the_training(descent):
    rate = symbol(descent.findings, "config.rate")
    assert (rate.kind, rate.reaches_site, rate.live.number) == ("parameter", True, 0.1)


def test_a_history_that_a_function_returns_is_a_series(descent):
    assert symbol(descent.findings, 'history["loss"]').kind == "series"
    assert symbol(descent.findings, 'history["loss"]').live.length == 6


def test_what_the_function_computes_in_each_epoch_is_a_series_of_its_own(descent):
    loss = symbol(descent.findings, "loss", scope=Scope.FUNCTION)
    assert (loss.function, loss.owner, loss.kind) == ("descend", "epoch", "series")


def test_a_printed_entry_is_a_metric_with_its_words(descent):
    last = symbol(descent.findings, "history['loss'][-1]")
    assert (last.kind, last.from_site) == ("metric", True)
    assert "final loss" in last.words


def test_a_value_behind_the_second_gate_is_seen_alive(descent):
    assert symbol(descent.findings, "second").from_site
