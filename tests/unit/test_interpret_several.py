"""Things that a line names together: entries of one mapping, pictures of one plural, one and the other."""

import pytest
from interpret_records import asked, figure, findings, metric, param, planned, read, series, slider, table

from worker.findings import Scope
from worker.interpret.clauses import clauses
from worker.interpret.several import how_many

ODDS = [metric(f'odds["{key}"]', key, origin="entry", owner="odds") for key in ("home", "draw", "away")]
GAMES = findings(
    *ODDS,
    series("scores", "scores", length=200),
    metric("score", "score", value=3.0),
    figure("fig_goals", "fig_goals", "Goals per match"),
    figure("fig_cards", "fig_cards", "Cards per match"),
    metric("tp", "tp", value=7),
    metric("fp", "fp", value=2),
    metric("tp + fp", "all positives", value=9),
)


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("Log the odds", [f"metric {symbol.expression}" for symbol in sorted(ODDS, key=lambda one: one.expression)]),
        ("Keep the goals and cards plots", ["artifact fig_cards", "artifact fig_goals"]),
        ("Save both match charts, goals and cards", ["artifact fig_cards", "artifact fig_goals"]),
        ("Log the true and the false positives", ["metric fp", "metric tp"]),
        ("Log the last score and the lowest one", ["metric min(scores)", "metric score"]),
        ("Log the best score of any match", ["metric max(scores)"]),
        ("Log the mean score of the last 50 rounds", ["metric sum(scores[-50:]) / len(scores[-50:])"]),
    ],
)
def test_what_is_named_together(line, items):
    outcome = read(line, found=GAMES)
    assert (asked(outcome), planned(outcome)) == ([], items)


def test_the_values_of_three_things_are_three():
    twice = findings(
        *(metric("_took", "_took", "fit time", cell=cell, scope=Scope.CELL, value=cell) for cell in (4, 5)),
    )
    assert asked(read("Log the fit times of the three estimators", found=twice)) != []


def test_a_label_names_the_value_and_not_what_it_is_a_value_of():
    found = findings(
        slider("beta_slider.value", "beta_slider", "β", value=3.0),
        metric("a / (a + b)", "The expected value of the beta distribution", "our estimate before any data"),
    )
    assert planned(read("Record the prior's beta", found=found)) == ["param beta_slider.value"]


def test_a_name_in_capitals_is_the_same_one_but_a_letter_is_not():
    found = findings(
        metric("ppv", "ppv"), metric("_ppv", "_ppv", "PPV", scope=Scope.CELL), param("T", value=9), param("t", value=1)
    )
    assert planned(read("Log PPV and T", found=found)) == ["metric ppv", "param T"]


def test_a_comparison_asks_for_the_difference():
    found = findings(metric("empirical", value=0.2), metric("theory", value=0.3))
    spelled = read("Compare the empirical to the theory: log the absolute difference", found=found)
    plain = read("Log the absolute difference between the empirical and the theory", found=found)
    assert (asked(spelled), planned(spelled)) == (asked(plain), planned(plain))


def test_a_history_named_beside_a_picture_is_meant_as_a_picture():
    found = findings(figure("fig", "fig", "Histogram of losses"), series("harvest", "harvest"))
    outcome = read("Keep the histogram of the losses and the harvest over the data", found=found)
    assert planned(outcome) == ["artifact fig"]


def test_of_two_seeds_the_one_beside_the_other_settings_is_taken():
    found = findings(
        param("42", "seed", "random seed", value=42, origin="keyword", cell=1, reaches_site=False),
        param("7", "seed", "random seed", value=7, origin="keyword", cell=2, reaches_site=False),
        param("n_games", value=500, cell=2, reaches_site=False),
        sites=(),
    )
    assert planned(read("Record the number of games and the seed", found=found)) == ["param 7", "param n_games"]


def test_a_circle_around_a_point_is_no_radius():
    found = findings(
        slider("ell.value", "ell", "capture radius", value=0.5),
        series("y + 0.5 * circle", "capture radius", origin="attribute", cell=6),
    )
    assert planned(read("Record the capture radius", found=found)) == ["param ell.value"]


def test_data_as_a_csv_file_are_a_table():
    found = findings(table("df", "df", "generated data"), figure("fig", "fig", "Histogram"))
    assert planned(read("Save the generated data as a CSV file", found=found)) == ["artifact df.to_csv(index=False)"]


def test_a_history_of_means_is_the_mean_that_a_line_names():
    kept = [series(f"mean_{name}", f"mean_{name}", length=9) for name in ("yield", "height")]
    found = findings(*kept, series("splits", "min_samples_split", length=9))
    line = "Log the mean yield and the mean height for every min_samples_split"
    assert planned(read(line, found=found)) == ["series mean_height", "series mean_yield"]


@pytest.mark.parametrize(
    ("line", "questions"),
    [
        ("Log the yield and the height, so two metrics in total", 0),
        ("The yield and the height of each field, so eight metrics in total", 1),
        ("Yield and height of the fields (four metrics)", 1),
    ],
)
def test_fewer_values_than_a_line_counts_are_asked_back(line, questions):
    assert len(asked(read(line, found=findings(metric("yield_now", "yield"), metric("height", "height"))))) == questions


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("Save the two tide level pictures", 2),
        ("Keep the three charts", 3),
        ("Keep the two-panel figure with series", 0),
    ],
)
def test_a_line_counts_its_pictures_with_any_words_between(line, count):
    (phrase,) = (phrase for clause in clauses(line) for phrase in clause.phrases)
    assert how_many(phrase) == count


def test_what_is_computed_from_another_is_no_third_of_two():
    found = findings(
        metric("_own", "_own", "the own factor"),
        metric("_prior", "_prior", "the prior factor"),
        metric("_own / 8", "factor/8", origin="displayed"),
        metric("_prior / 16", "factor/16", origin="displayed"),
    )
    assert planned(read("Log the two factors", found=found)) == ["metric _own", "metric _prior"]


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("Keep the plot of both tides", ["artifact fig_tide"]),
        ("Keep the plot of the tides", ["artifact fig_tide"]),
        ("Keep the plot of the rewards", ["artifact rewards_fig"]),
        ("Keep the plot of the rolled rewards", ["artifact rolled_rewards_fig"]),
    ],
)
def test_one_picture_of_several_things_is_one(line, items):
    found = findings(
        figure("fig_tide", "fig_tide", "Tides"),
        figure("rewards_fig", "rewards_fig", "Rewards"),
        figure("rolled_rewards_fig", "rolled_rewards_fig", "Rewards"),
    )
    assert planned(read(line, found=found)) == items


def test_columns_of_a_table_are_no_two_numbers():
    columns = [series(f'log["{name}"]', name, origin="column", owner="log") for name in ("Day", "Catch value")]
    assert asked(read("Log both catch values as metrics", found=findings(*columns)))


def test_one_picture_is_no_answer_where_three_are_counted():
    drawn = [
        figure(f"fig_{name}", f"fig_{name}", cell=cell) for cell, name in enumerate(("tide", "depth", "wind", "ebb"))
    ]
    found = findings(metric("peak", cell=2), *drawn, sites=())
    assert asked(read("Keep the three plots and the peak", found=found))


def test_pictures_of_one_kind_are_those_drawn_so():
    found = findings(figure("fig_a", "fig_a", "hist"), figure("fig_b", "fig_b", "kdeplot"))
    assert planned(read("Keep the histograms", found=found)) == ["artifact fig_a"]
    assert planned(read("Keep the density plot", found=found)) == ["artifact fig_b"]


def test_the_last_item_of_a_history_has_a_key_of_its_own():
    found = findings(series("log['loss']", "loss", owner="log"), metric("log['loss'][-1]", "loss", "Final loss"))
    outcome = read("Log the loss curve and the final loss", found=found)
    assert [value.key for value in (*outcome.plan.series, *outcome.plan.metrics)] == ["loss", "final_loss"]


@pytest.mark.parametrize(("line", "count"), [("Keep the tide plots", 2), ("Keep the tide plot of the north", 1)])
def test_plots_of_one_thing_are_all_that_show_it(line, count):
    found = findings(
        figure("fig_n", "fig_n", "Tide north"), figure("fig_s", "fig_s", "Tide south"), figure("fig_w", "fig_w", "Wind")
    )
    assert len(read(line, found=found).plan.artifacts) == count
