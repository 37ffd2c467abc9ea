"""Deciding between candidates: by all that the line, the cell and the notebook say; never by chance."""

import pytest
from interpret_records import (
    SITE,
    SWEEP,
    asked,
    figure,
    findings,
    in_loop,
    metric,
    param,
    planned,
    read,
    series,
    slider,
)
from interpret_records import table as frame

from worker.findings import LiveValue, Scope

HIVE = findings(
    param("n", value=14),
    slider("drift_slider.value", "drift_slider", "α", value=0.4),
    slider("C_slider.value", "C_slider", "C", value=7),
    metric("wax", "wax", "Each bee's wax", value=3.0),
    metric("drift_law", "drift_law", "Expected pull of the α law over all of the bees", value=5),
    param("cfg_colors", "num_colors", "Colors", origin="ui", value=6),
    param("start_heat", "heat", value=9.0),
    param("cycles", "cycles", value=60),
    param("mu_true", "true_mu", value=2.5),
    metric("mt_forage", "mt_forage", "forage", value=0.61),
    metric("qb_forage", "qb_forage", "forage", value=0.62),
    series("store['nectar']", "nectar", origin="column", owner="store"),
    series("Y"),
).model_copy(update={"texts": {1: "how the bees fly", 3: "Nectar ratio by comb"}})


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("Record the number of bees", ["param n"]),
        ("Record the sample size", ["param n"]),
        ("Record the number of colours", ["param cfg_colors"]),
        ("Record the starting heat", ["param start_heat"]),
        ("Record the number of cycles (60)", ["param cycles"]),
        ("Record the true mean", ["param mu_true"]),
        ("Record α", ["param drift_slider.value"]),
        ("Record the capacity C", ["param C_slider.value"]),
        ("Log the forage by Market Town", ["metric mt_forage"]),
        ("Log the forage by Queen Bee", ["metric qb_forage"]),
        ("Nectar ratio as a curve", ["series store['nectar']"]),
        ("Log the peak of the nectar ratio", ["metric store['nectar'].max()"]),
    ],
)
def test_names_are_read_as_people_write_them(line, items):
    outcome = read(line, found=HIVE)
    assert asked(outcome) == []
    assert planned(outcome) == items


@pytest.mark.parametrize("line", ["Log the pollen for Y", "Record the number of drones", "Log the lowest Y ratio"])
def test_what_only_shares_a_letter_or_a_noun_is_no_answer(line):
    outcome = read(line, found=HIVE)
    assert planned(outcome) == []
    assert outcome.questions


def _pair(*names, text=""):
    found = findings(*(metric(name, value=index + 0.5) for index, name in enumerate(names)))
    return found.model_copy(update={"texts": {4: text}})


def test_of_two_named_against_each_other_the_second_is_the_other_one():
    found = _pair("_price_flat", "_price_pp", text="tariff against the p++ tariff")
    outcome = read("Log the price with the flat tariff and the price with the p++ tariff", found=found)
    assert planned(outcome) == ["metric _price_flat", "metric _price_pp"]


def test_one_result_does_not_answer_two_phrases_of_a_line():
    found = _pair("flat_price", text="flat price by boat, by train")
    outcome = read("Log the flat price by boat and the flat price by train", found=found)
    assert len(planned(outcome)) == 1
    assert asked(outcome)


def test_a_result_is_asked_back_when_its_counterpart_fits_as_well():
    found = findings(
        metric("yield_no_net", "yield_no_net", "Yield"), metric("yield_with_net", "yield_with_net", value=3)
    )
    found = found.model_copy(update={"texts": {4: "yield behind the hedge"}})
    assert asked(read("Log the yield behind the hedge", found=found)) == ["the yield"]


def test_what_was_before_is_not_what_is_after():
    found = findings(
        metric("a / b", "Expected catch before the storm", origin="attribute", value=0.1),
        metric("c / d", "After the storm the expected catch is", origin="attribute", value=0.7),
    )
    assert planned(read("Log the expected catch after the storm", found=found)) == ["metric c / d"]
    assert planned(read("Log the expected catch before the storm", found=found)) == ["metric a / b"]


def test_as_many_controls_as_the_phrase_counts_are_taken():
    shares = [slider(f"s{place}.value", f"s{place}", f"W({place})", value=0.25) for place in range(4)]
    found = findings(*shares, series("W"))
    outcome = read("Record the four values of W", found=found)
    assert planned(outcome) == [f"param s{place}.value" for place in range(4)]


def test_of_more_results_than_are_counted_the_numbered_ones_are_meant():
    found = findings(metric("gain"), *(metric(f"gain{place}", value=place) for place in (1, 2, 3)))
    outcome = read("Log the gain of each of the three boats", found=found)
    assert planned(outcome) == ["metric gain1", "metric gain2", "metric gain3"]


def test_a_control_stands_for_the_equal_setting_that_is_computed_from_it():
    depth = param("net.depth", "depth", origin="keyword", owner="net", cell=3, value=4)
    assert planned(read("Record the depth", found=findings(slider("deep.value", "deep", "Depth", value=4), depth))) == [
        "param deep.value"
    ]
    other = findings(slider("deep.value", "deep", "Pond depth", value=9), depth)
    assert planned(read("Record the depth", found=other)) == ["param net.depth"]


def test_the_trained_model_comes_before_one_of_passing():
    found = findings(
        metric("model.heat_", "heat_", owner="model", origin="attribute", value=8),
        metric("trial.heat_", "heat_", owner="trial", origin="attribute", value=5),
    )
    assert planned(read("Log the heat", found=found)) == ["metric model.heat_"]


def test_a_history_of_another_name_is_no_richer_answer():
    found = findings(metric("slope", value=0.2), series("weight"))
    assert planned(read("Log the fitted slope", found=found)) == ["metric slope"]


def test_the_average_that_a_sweep_computes_itself_belongs_to_its_child_runs():
    found = findings(
        param("depth", "depth", origin="sweep", cell=3, scope=Scope.LOOP, path=(41, 40), value=8),
        in_loop("score_avg", loop="depth", path=(42, 40)),
        metric("score_avg"),
        sites=(SWEEP,),
    )
    plan = read("One nested run per depth", "Log the average score", found=found).plan
    assert [value.expression for value in plan.nested.metrics] == ["score_avg"]
    assert plan.metrics == ()


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("Keep the plot with the sliding mean of the tides", ["artifact smooth_tides"]),
        ("Keep the plot of the harbour landscape", ["artifact _fig"]),
        ("Keep the table with all harbour records", ["artifact harbour.to_csv(index=False)"]),
    ],
)
def test_pictures_and_tables_are_told_apart_by_what_their_cells_say(line, items):
    found = findings(
        figure("tides", "tides", "Tides by hour", cell=5),
        figure("smooth_tides", "smooth_tides", "Tides by hour", cell=6),
        figure("_fig", "_fig", "scatter", cell=7, scope=Scope.CELL),
        frame("harbour", "harbour", "depth"),
        frame("_part", "_part", "depth", "harbour", scope=Scope.CELL),
    ).model_copy(update={"texts": {6: "the sliding mean", 7: "The harbour landscape"}})
    assert planned(read(line, found=found)) == items


def test_a_drawing_without_a_name_is_no_rival_of_the_figure_that_holds_it():
    found = findings(
        figure("knee_fig", "knee_fig", "Knee analysis", "Ship scatter"),
        figure("px.line(a, title='Knee analysis')", "Knee analysis", live=LiveValue(type="")),
    )
    assert planned(read("Keep the knee chart", found=found)) == ["artifact knee_fig"]


def test_an_undecided_phrase_is_decided_by_the_cell_that_speaks_of_it():
    twice = (
        metric("a.heat_", "heat_", owner="a", origin="attribute", cell=4, value=1.5),
        metric("b.heat_", "heat_", owner="b", origin="attribute", cell=5, value=2.5),
    )
    found = findings(*twice, sites=(SITE.model_copy(update={"target": ""}),))
    line = "Log the heat of the portable stove"
    assert asked(read(line, found=found)) == ["the heat"]
    told = found.model_copy(update={"texts": {5: "a portable stove"}})
    assert planned(read(line, found=told)) == ["metric b.heat_"]


def test_one_value_is_no_history():
    found = findings(series("tally['Ebb']", "Ebb", origin="column", owner="tally", length=1), series("ebbs"))
    assert planned(read("Log the ebb step by step", found=found)) == ["series ebbs"]


def test_the_only_label_that_says_all_of_a_clause_is_meant():
    shown = slider("tint_box.value", "tint_box", "Color leaves by total sugar", value=True)
    found = findings(shown, param("n_leaves", "n_leaves", value=40))
    outcome = read("Log whether the leaves get coloured by total sugar", found=found)
    assert (asked(outcome), planned(outcome)) == ([], ["param tint_box.value"])
    rival = param("sugar_colors", "sugar_colors", "leaves colored", value=3)
    outcome = read("Log whether the leaves get coloured by total salt", found=findings(shown, rival))
    assert len(asked(outcome)) == 1


@pytest.mark.parametrize(
    ("line", "cell"), [("Record the number of tides and the seed", 7), ("Record the depth and the seed", 0)]
)
def test_of_several_equals_the_one_beside_what_the_line_names_is_meant(line, cell):
    seeds = [param("42", "seed", value=42, origin="keyword", cell=at, reaches_site=False) for at in (2, 7)]
    other = param("123", "seed", value=123, origin="keyword", cell=5, reaches_site=False)
    tides = param("n_tides", "n_tides", value=30, cell=7, reaches_site=False)
    depth = param("depth", "depth", value=2.0, cell=9, reaches_site=False)
    outcome = read(line, found=findings(*seeds, other, tides, depth, sites=()))
    assert [value.cell for value in outcome.plan.params if value.key == "seed"] == ([cell] if cell else [])
    assert bool(asked(outcome)) == (not cell)


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("array([0. , 0.5, 1. , ..., 9. , 9.5, 10. ])", []),
        ("array([0.1, 0.7, 0.2, ..., 0.3, 0.9, 0.4])", ["series tide_frequency"]),
    ],
)
def test_what_things_are_computed_on_is_no_one_value(text, items):
    live = LiveValue(type="numpy.ndarray", text=text, length=200, numbers=True)
    grid = series("tide_frequency", "tide_frequency", from_site=False, live=live)
    outcome = read("Log the tide frequency as a metric", found=findings(grid))
    assert (planned(outcome), bool(asked(outcome))) == (items, not items)


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("the number of bees", "param bee_total"),
        ("how many bees come home", "metric count_home"),
    ],
)
def test_what_says_just_the_phrase_comes_before_what_says_more(text, item):
    found = findings(
        param("bee_total", "bee_total", "Number of bees", value=40, reaches_site=False),
        metric("count_home", "count_home", "Count the bees that come home", value=31),
        sites=(),
    )
    assert planned(read(f"Log {text}", found=found)) == [item]


KILNS = findings(
    metric("warp", "warp", "training warp", value=0.4),
    metric('kilns["gas"]["warp"]', "gas warp", "training", origin="entry", owner="kilns", value=0.3),
    metric('kilns["wood"]["warp"]', "wood warp", "training", origin="entry", owner="kilns", value=0.4),
)


@pytest.mark.parametrize(
    ("line", "item"),
    [
        ("Log the training warp of the gas kiln", 'metric kilns["gas"]["warp"]'),
        ("Log the training warp of the wood kiln", 'metric kilns["wood"]["warp"]'),
        ("Log the training warp", "metric warp"),
    ],
)
def test_what_is_kept_for_a_key_that_is_said_is_no_leftover_of_the_last_pass(line, item):
    outcome = read(line, found=KILNS)
    assert (planned(outcome), asked(outcome)) == ([item], [])


@pytest.mark.parametrize(
    ("line", "item"),
    [
        ("Parameters: the feature that is split on", "param feature_pick.value"),
        ("Log the feature names as a parameter", "param feature_names"),
    ],
)
def test_one_thing_is_none_of_a_list_of_all_of_them(line, item):
    listed = LiveValue(type="list", length=3, text="['ebb', 'flood', 'slack']")
    names = param("feature_names").model_copy(update={"live": listed})
    found = findings(slider("feature_pick.value", "feature_pick", "Split on", value="ebb"), names)
    assert planned(read(line, found=found)) == [item]


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("Log the final sag of the rope bridge under constant wind", []),
        ("Log the final sag of the rope bridge", ["metric sag_rope[-1]"]),
    ],
)
def test_the_last_of_a_history_is_none_where_another_is_told_better(line, items):
    rope = series("sag_rope", "sag_rope", "Sag of the bridge", "rope")
    found = findings(rope, series("sag_const_wind", "sag_const_wind", "Sag of the bridge"))
    assert planned(read(line, found=found)) == items
