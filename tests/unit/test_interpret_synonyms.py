"""Words that everybody takes for each other, what is said in passing, and units."""

import pytest
from interpret_records import asked, figure, findings, metric, model, param, planned, read, series, slider
from interpret_records import table as frame

RAFT = findings(
    slider("initial_velocity.value", "initial_velocity", "v0", value=3.0),
    slider("share_slider.value", "share_slider", "Share of ballast (%)", value=40),
    param("share", "share", value=0.4),
    param("WATER_DENSITY", value=998.0),
    param("step", value=0.02),
    param("stride", value=7),
    param("n_repeat", value=12),
    param("d_model", value=16),
    param("hidden_dim", value=24),
    param("river_space_size", value=9, live=None),
    param("n", "n", "number of segments", value=500),
    param("carrier_frequency", value=450.0),
    metric("speed_max", "speed_max", value=8.0),
    metric("toll_total", "toll_total", "Total toll", value=19.0),
    series("pca.explained_variance_ratio_", "explained_variance_ratio_", owner="pca", origin="attribute"),
    series("drift", "drift", "mean drift"),
    frame("voyages", "voyages"),
    frame("crew", "crew"),
    sites=(),
)


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("Log the launch speed", ["param initial_velocity.value"]),
        ("the water density assumed", ["param WATER_DENSITY"]),
        ("Log the water density that is applied", ["param WATER_DENSITY"]),
        ("Log the step length", ["param step"]),
        ("Log the number of repetitions", ["param n_repeat"]),
        ("Log the embedding dimension", ["param d_model"]),
        ("Log the hidden dimension", ["param hidden_dim"]),
        ("Log the number of discretisation steps", ["param n"]),
        ("Log the carrier frequency in hertz", ["param carrier_frequency"]),
        ("Log the share of ballast in percent", ["param share_slider.value"]),
        ("Log the highest velocity", ["metric speed_max"]),
        ("the total share of variance explained", ["metric sum(pca.explained_variance_ratio_)"]),
        ("the best mean drift", ["metric max(drift)"]),
        ("the average drift over all voyages", ["metric sum(drift) / len(drift)"]),
        ("Save the voyage table", ["artifact voyages.to_csv(index=False)"]),
    ],
)
def test_a_word_stands_for_its_synonym(line, items):
    outcome = read(line, found=RAFT)
    assert asked(outcome) == []
    assert planned(outcome) == items


@pytest.mark.parametrize(
    "line",
    [
        "Log the stride length",
        "Log the air density assumed",
        "Log the launch angle",
        "Log the modulation frequency in hertz",
        "Save the passenger table",
    ],
)
def test_what_nobody_calls_so_is_asked_back(line):
    assert asked(read(line, found=RAFT)) != []


VOYAGE = findings(
    param("n_knots", value=9),
    param("_n", "_n", "Sailors", value=80),
    metric("np.sum(gusts < gap)", "n knots < gap", "np sum", origin="displayed", value=9),
    metric("gap", "gap", "gap between the means", value=0.4),
    metric("leg_drift", "leg_drift", "tide drift", value=0.4),
    metric("search.best_score_", "best_score_", "best cross validation score", owner="search", origin="attribute"),
    metric("search.best_params_['keel']", "keel", "best_params_ keel", owner="search", origin="entry", value=3),
    metric("gust_share", value=0.4),
    series("search.cv_results_['param_keel']", "param_keel", owner="search", origin="entry"),
    series("trips['tide_drift']", "tide_drift", origin="column", owner="trips"),
    series("leg_lengths", "leg_lengths"),
    series("tolls", "tolls"),
    series("buoy_sizes", "buoy_sizes", "the size of a buoy grows with the number of ships that it is seen from"),
    sites=(),
).model_copy(update={"texts": {1: "sailors who are seasick"}})


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("Log the number of knots", ["param n_knots"]),
        ("Log the observed gap between the means", ["metric gap"]),
        ("the length of the shortest leg", ["metric min(leg_lengths)"]),
        ("the longest leg's length", ["metric max(leg_lengths)"]),
        ("the tide drift", ["metric leg_drift"]),
        ("the tide drift of every trip as a curve", ["series trips['tide_drift']"]),
        (
            "the best keel, with its cross-validated score",
            ["metric search.best_params_['keel']", "metric search.best_score_"],
        ),
    ],
)
def test_the_nearer_of_two_things_is_meant(line, items):
    outcome = read(line, found=VOYAGE)
    assert asked(outcome) == []
    assert planned(outcome) == items


@pytest.mark.parametrize(
    "line",
    [
        "Log the number of seasick sailors",
        "the toll of the longest leg",
        "the leg at which the toll is lowest",
        "Log the number of buoys",
        "the best mean accuracy over all legs",
    ],
)
def test_what_only_comes_near_is_asked_back(line):
    outcome = read(line, found=VOYAGE)
    assert asked(outcome) != []
    assert planned(outcome) == []


CELLAR = findings(
    slider("barrels.value", "barrels", "Barrels per season", value=12),
    param("method", "method", value="slow"),
    param("c", "c", "penalty", value="oak"),
    param("total_casks", value=60),
    metric("loss", value=0.4),
    series("losses", "losses"),
    series("must[:, 0]", "must 0", "must", origin="lane", owner="must"),
    series("aged", "aged", "number of aged casks"),
    series("wine['cask']", "Casks per season", origin="column", owner="wine"),
)


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("the loss of the final epoch", ["metric losses[-1]"]),
        ("the final epoch's loss", ["metric losses[-1]"]),
        ("barrels per season", ["param barrels.value"]),
        ("Log the total number of casks", ["param total_casks"]),
    ],
)
def test_what_stands_there_in_full_is_meant(line, items):
    outcome = read(line, found=CELLAR)
    assert asked(outcome) == []
    assert planned(outcome) == items


def test_a_history_of_things_is_no_share_of_them():
    outcome = read("the share of the must", found=CELLAR)
    assert asked(outcome) != []
    assert planned(outcome) == []


HARBOUR = findings(
    param("n", value=11),
    param("rounds", "rounds", "iterations", value=40),
    slider("weight.value", "weight", "Each gull's weight", value=2),
    slider("tte.value", "tte", "Time to expiry", value=1.5),
    param("0.25", "test_size", origin="keyword", owner="split", value=0.25),
    param("model.n_init", "n_init", origin="keyword", owner="model", value=10),
    param("early", "early", "initial crabs", value=3),
    metric("model.n_rows_in_", "n_rows_in_", origin="attribute", owner="model", value=7),
    model(kind="cluster.MarsModel"),
).model_copy(update={"texts": {1: "gulls and crabs"}})


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("Log the number of gulls", ["param n"]),
        ("Log the time to maturity", ["param tte.value"]),
        ("Log the fraction of the data held out for testing", ["param 0.25"]),
        ("Log the number of restarts", ["param model.n_init"]),
        ("the Mars model", ["model model"]),
    ],
)
def test_words_of_a_field_are_known(line, items):
    outcome = read(line, found=HARBOUR)
    assert asked(outcome) == []
    assert planned(outcome) == items


@pytest.mark.parametrize(
    "line", ["Log the number of crabs at the end", "Log the time step", "Log the model in use there"]
)
def test_no_number_is_taken_for_what_another_one_is_called(line):
    assert not {"param n", "param rounds", "metric model.n_rows_in_"} & set(planned(read(line, found=HARBOUR)))


@pytest.mark.parametrize(
    ("name", "taken"), [("error", True), ("residual_norm", False), ("residual_of_the_lighthouse", True)]
)
def test_an_error_of_something_is_none_of_something_else(name, taken):
    outcome = read("Log the error of the lighthouse", found=findings(metric(name)))
    assert planned(outcome) == ([f"metric {name}"] if taken else [])


SIEVE = findings(metric("ll_test", value=-1.2), metric("nll_test", value=1.2), metric("loss_test", value=0.3))


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("Log the log-likelihood on the test data", ["metric ll_test"]),
        ("Log the test loglik", ["metric ll_test"]),
        ("Log the negative log likelihood on the test data", ["metric nll_test"]),
        ("Log the test loss", ["metric loss_test"]),
    ],
)
def test_a_likelihood_is_found_by_its_short_name(line, items):
    outcome = read(line, found=SIEVE)
    assert (planned(outcome), asked(outcome)) == (items, [])


@pytest.mark.parametrize("line", ["The gravity as a parameter", "Log the acceleration due to gravity"])
def test_gravity_is_the_gravitational_acceleration(line):
    g = param("g", "g", "gravitational acceleration", value=9.81)
    assert planned(read(line, found=findings(g, param("dt", "dt", "time step")))) == ["param g"]


def test_an_abbreviation_comes_before_a_word_that_is_much_the_same():
    found = findings(metric("n_obs", value=40), slider("draws.value", "draws", "N samples", value=30), sites=())
    assert planned(read("Log how many observations there are", found=found)) == ["metric n_obs"]


@pytest.mark.parametrize("line", ["Keep the KDE plot", "Keep the density plot"])
def test_a_picture_is_known_by_the_call_that_draws_it(line):
    found = findings(figure("smooth", "smooth", "kdeplot"), figure("other", "other", "scatterplot"), sites=())
    assert planned(read(line, found=found)) == ["artifact smooth"]
