"""Names that a notebook shortens, joins or explains, pictures told apart by what they show, one number of a history."""

import pytest
from interpret_records import asked, figure, findings, in_loop, metric, param, planned, read, series, slider
from interpret_records import table as frame

from worker.findings import LiveValue, Scope, Site, SymbolKind

BREWERY = findings(
    slider("malt_slider.value", "malt_slider", "Malt"),
    slider("hops.value", "hops", "Hops", cell=2, value=3),
    slider("show_foam.value", "show_foam", "Show foam", value=True),
    slider("foam_selector.value", "foam_selector", "Foam kind", value="stiff"),
    slider("timesteps_slider.value", "timesteps_slider", "Timesteps", value=40),
    param("vats.hops", "hops", origin="estimator", owner="vats", value=8),
    param("init_Y", value=10),
    param("M", value=1e-5),
    param("m", value=2),
    param("discount_rate", value=0.9),
    param("barrel_rent_tax_rate", value=0.3),
    metric("sugar_error", "sugar_error", value=1e-9),
    metric("sugar_result", "sugar_result", value=4.0),
    metric("min_energy", value=70.5),
    metric("monthly_boil", value=0.4),
    series("yields", "yields", length=100),
    in_loop("yield_", "yield_"),
    series("fees_less_taxes", "fees_less_taxes", "Fees less taxes"),
    figure("kettle_comparison_fig", "kettle_comparison_fig", "Temperature"),
    figure("kettle_comparison_data_fig", "kettle_comparison_data_fig", "Temperature"),
    figure("fig3", "fig3", "line", "daily_foam", "Foam trend"),
    figure("fig4", "fig4", "pie", "region_foam", "Foam by region"),
    frame("chosen_df", "chosen_df"),
    frame("chosen_df.head(100)", "chosen_df head"),
    sites=(),
)


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("Log the number of time steps", ["param timesteps_slider.value"]),
        ("Log the initial yeast", ["param init_Y"]),
        ("Log M", ["param M"]),
        ("Log gamma (the discount factor)", ["param discount_rate"]),
        ("Log the sugar", ["metric sugar_result"]),
        ("Log the optimal energy", ["metric min_energy"]),
        ("Which foam was selected", ["param foam_selector.value"]),
        ("Log the hops from the slider", ["param hops.value"]),
        ("Make malt and hops params of the run", ["param hops.value", "param malt_slider.value"]),
        ("Log the average yield over all brews", ["metric sum(yields) / len(yields)"]),
        ("Log the final fees less taxes as a metric", ["metric fees_less_taxes[-1]"]),
        ("Save the kettle comparison plot", ["artifact kettle_comparison_fig"]),
        ("Save the daily trend line chart", ["artifact fig3"]),
        ("Save the pie chart of foam per region", ["artifact fig4"]),
        ("Save the chosen data as a csv", ["artifact chosen_df.to_csv(index=False)"]),
        ("The curve of the yields", ["series yields"]),
        (
            "Log m and the kettle settings (malt, discount rate)",
            ["param discount_rate", "param m", "param malt_slider.value"],
        ),
    ],
)
def test_a_thing_is_known_by_what_people_call_it(line, items):
    outcome = read(line, found=BREWERY)
    assert asked(outcome) == []
    assert planned(outcome) == items


@pytest.mark.parametrize(
    ("line", "phrase"),
    [
        ("Log the barrel", "the barrel"),
        ("Log the monthly contribution", "the monthly contribution"),
        ("Save the roast plot", "the roast plot"),
        ("Save the confusion matrix", "the confusion matrix"),
    ],
)
def test_a_word_in_common_is_no_name(line, phrase):
    assert asked(read(line, found=BREWERY)) == [phrase]


def test_two_rates_are_the_two_that_are_called_so():
    found = findings(slider("a.value", "a", "rate of rise"), slider("b.value", "b", "rate of fall", value=0.2))
    outcome = read("The two rates are hyperparameters", found=found)
    assert planned(outcome) == ["param a.value", "param b.value"]


def test_the_only_picture_is_meant_unless_it_is_of_another_kind():
    found = findings(figure("plt.gcf()", "|m - n|", "semilogy", scope=Scope.CELL), sites=())
    assert planned(read("Convergence plot as artifact", found=found)) == ["artifact plt.gcf()"]
    assert asked(read("Keep the confusion matrix", found=found)) == ["the confusion matrix"]


def test_what_it_has_found_is_no_setting_of_that_name():
    found = findings(
        slider("slope.value", "slope", "Slope", value=1.8),
        metric("line.coef_.item()", "coef_", "slope", origin="attribute", owner="line", value=1.7),
    )
    assert planned(read("Log the slope it has found", found=found)) == ["metric line.coef_.item()"]
    assert planned(read("Log the slope", found=found)) == ["param slope.value"]


def fitted(name, cell):
    """A fitted regressor with a `score`, and its site."""
    live = LiveValue(type="sklearn.linear_model.Ridge", bases=("sklearn.base.RegressorMixin",), fitted=True,
                     methods=("predict", "score"))  # fmt: skip
    data = {"data": f"X_{name}", "labels": f"y_{name}"}
    site = Site(cell=cell, first=0, last=0, kind="fit", call=f"{name}.fit(X, y)", target=name, score=0.9, **data)
    return metric(name, cell=cell).model_copy(update={"kind": SymbolKind.MODEL, "live": live}), site


def test_the_score_of_a_regression_without_a_split_is_taken_on_its_own_data():
    model, site = fitted("line", 3)
    found = findings(model, sites=(site,)).model_copy(update={"names": {"line": 3, "X_line": 2, "y_line": 2}})
    assert planned(read("Log the R²", found=found)) == ["metric line.score(X_line, y_line)"]
    assert asked(read("Log the test R²", found=found)) == ["the test R²"]


def scored(name, kind="", labels="y"):
    """A regressor that was fitted last on `X`, and what it could be scored on."""
    live = LiveValue(
        type=f"sklearn.{kind or name}", bases=("sklearn.base.RegressorMixin",), fitted=True, methods=("score",)
    )
    model = metric(name, cell=3).model_copy(update={"kind": SymbolKind.MODEL, "live": live})
    score = metric(f"{name}.score(X, {labels})", "r2", name, "X", labels, owner=name, origin="score", cell=3)
    return model, score


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("R² of `stump_cv`", ["metric stump_cv.score(X, y)"]),
        ("R² of the boosted trees", ["metric grove.score(X, noisy)"]),
        ("R² of the boosted trees on the training data", ["metric grove.score(X, noisy)"]),
        ("R² of each of the two regressors", ["metric grove.score(X, noisy)", "metric stump_cv.score(X, y)"]),
        ("Log the R²", []),
        ("R² of the boosted trees on the test data", []),
    ],
)
def test_of_models_without_a_site_the_named_one_is_scored_on_the_data_of_its_last_fit(line, items):
    parts = (*scored("stump_cv", "DummyRegressor"), *scored("grove", "BoostedRegressor", "noisy"))
    found = findings(*parts, sites=()).model_copy(update={"names": {"X": 2, "y": 2, "noisy": 2}})
    outcome = read(line, found=found)
    assert planned(outcome) == items
    assert bool(asked(outcome)) is not bool(items)


def test_of_two_regressions_the_one_that_the_other_lines_are_about_is_scored():
    (one, first), (other, second) = fitted("line", 3), fitted("curve", 4)
    names = {"line": 3, "X_line": 2, "y_line": 2, "curve": 4, "X_curve": 2, "y_curve": 2}
    warmth = metric("curve.warmth", "warmth", cell=4)
    found = findings(one, other, warmth, sites=(first, second)).model_copy(
        update={"names": names, "ancestors": {2: (), 3: (2,), 4: (2,)}}
    )
    outcome = read("Log the R²", "Log the warmth", found=found)
    assert planned(outcome) == ["metric curve.score(X_curve, y_curve)", "metric curve.warmth"]


GROVE = findings(
    param("0.2", "test_size", origin="keyword", owner="split", value=0.2),
    param("weight_decay", value=1e-4),
    metric("train_sap", "train_sap", "Train sap", value=0.95),
    metric("test_sap", "test_sap", "Test sap"),
    metric("ppv", value=0.5),
    metric("npv", value=0.6),
    metric("n_params", value=321),
    metric("elapsed", value=3.2),
    series("train_losses", "train_losses", "Training loss"),
    series("val_losses", "val_losses", "Validation loss"),
    in_loop("grad_norm"),
    figure("bark", "bark", "Bark"),
    figure("root", "root", "Root"),
    figure("crown", "crown", "Crown"),
)


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("Log the train/test split fraction", ["param 0.2"]),
        ("Training/validation loss curves", ["series train_losses", "series val_losses"]),
        ("Log sap on the training and the test set", ["metric test_sap", "metric train_sap"]),
        ("Log the sap for train and test separately", ["metric test_sap", "metric train_sap"]),
        ("Positive and negative predictive value", ["metric npv", "metric ppv"]),
        ("Log the total number of trainable parameters", ["metric n_params"]),
        ("Log the training time", ["metric elapsed"]),
        ("Track the gradient norm at each step", ["series grad_norm"]),
        ("Save the three figures", ["artifact bark", "artifact crown", "artifact root"]),
        ("Log the L2 regularisation strength", ["param weight_decay"]),
        ('Create an experiment named "grove" and log everything there', []),
    ],
)
def test_splits_abbreviations_and_counts_are_read_as_people_write_them(line, items):
    outcome = read(line, found=GROVE)
    assert asked(outcome) == []
    assert planned(outcome) == items


def test_what_lies_between_two_things_is_none_of_them():
    made = planned(read("Log the difference between train and test sap", found=GROVE))
    assert made == ["metric train_sap - test_sap"]
    assert asked(read("Log the distance between train and test sap", found=GROVE)) != []
    assert planned(read("Log the distance between train and test sap", found=GROVE)) == []


def test_the_picture_that_draws_what_the_other_lines_are_about_is_meant():
    found = findings(
        series("flow", "flow", "Flow"),
        figure("plt.gcf()", "t", "flow", cell=4, scope=Scope.CELL),
        figure("plt.gcf()", "t", "ebb", cell=5, scope=Scope.CELL),
    )
    outcome = read("Log the flow as a curve", "Plot of this", found=found)
    assert [artifact.cell for artifact in outcome.plan.artifacts] == [4]


def test_what_each_has_is_not_how_many_there_are():
    found = findings(param("n", value=11), slider("weight.value", "weight", "Each bell's weight", value=1), sites=())
    assert planned(read("Log the number of bells", found=found)) != ["param weight.value"]


GALLERY = findings(
    figure("fig_bars", "fig_bars", "Honey per hive", "bar", "two-panel", "hives"),
    figure("fig_dome", "fig_dome", "Dome", "3d", "plot_surface", "four-panel", "2x2"),
    figure("dew_fig", "dew_fig", "Dew", "Hours"),
    figure("rolled_dew_fig", "rolled_dew_fig", "Dew", "Hours", "dew"),
    figure("contours", "contours", "Field", "contourf", origin="assigned"),
    frame("jars[0]", "jars", origin="attribute", owner="jars"),
    param("penalty", "penalty", value="l1"),
    sites=(),
).model_copy(update={"texts": {1: "the regularization path of honey"}})


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("Save the four-panel figure", ["artifact fig_dome"]),
        ("Save the 2x2 overview figure", ["artifact fig_dome"]),
        ("the two-panel bar chart", ["artifact fig_bars"]),
        ("the 3-D surface plot", ["artifact fig_dome"]),
        ("three-panel contour figure", ["artifact contours"]),
        ("Save the plot of the dew", ["artifact dew_fig"]),
        ("the first jar as a table", ["artifact jars[0].to_csv(index=False)"]),
        ('the six-frame figure "Honey per hive"', ["artifact fig_bars"]),
    ],
)
def test_a_picture_is_told_by_its_panels_and_the_kind_of_its_drawing(line, items):
    outcome = read(line, found=GALLERY)
    assert asked(outcome) == []
    assert planned(outcome) == items


@pytest.mark.parametrize("line", ["Log the regularization path", "the last jar as a table", "Save the dew map"])
def test_a_picture_or_table_that_is_not_there_is_asked_back(line):
    outcome = read(line, found=GALLERY)
    assert asked(outcome) != []
    assert planned(outcome) == []


def test_a_picture_of_which_nothing_is_said_is_asked_back():
    bare = [figure("plt.gcf()", cell=cell, scope=Scope.CELL).model_copy(update={"words": ()}) for cell in (4, 5)]
    found = findings(*bare, figure("ax.figure", "ax", "wave_plot"))
    assert asked(read("Save the plot of the ebb and flood components", found=found))
