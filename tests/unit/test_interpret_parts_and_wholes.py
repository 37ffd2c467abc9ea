"""A number is of the things that are said: not of some of them, not of others that its name counts, and nobody's."""

import pytest
from interpret_records import SITE, asked, findings, held, in_loop, metric, param, planned, read, series

from worker.findings import LiveValue
from worker.interpret.sameness import same_thing

FERRY = findings(
    param("n_total_crates", "n_total_crates", "total", value=90),
    param("n_sealed_crates", value=30),
    param("n_broken_crates", value=4),
    metric("n_berths_per_deck_", "n_berths_per_deck_", origin="attribute", value=5.0),
    metric("lap.cost_.item()", "cost_", "toll", origin="attribute", value=1.5),
    metric("lap.cost_[0][0]", "cost_", "Toll", origin="attribute", value=1.5),
    series("trip_lengths", "trip_lengths", length=30),
    data=[held("broken_crates_mask", holds="booleans", shape=(90,))],
)


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("Log the total number of crates", ["param n_total_crates"]),
        ("Log the number of sealed crates", ["param n_sealed_crates"]),
        ("Log the number of broken crates", ["param n_broken_crates"]),
        ("Log the number of broken crates that the scanner found", ["metric broken_crates_mask.sum()"]),
        ("Log the number of berths per deck", ["metric n_berths_per_deck_"]),
        ("Log the toll", ["metric lap.cost_.item()"]),
        ("Log the length of the last trip", ["metric trip_lengths[-1]"]),
    ],
)
def test_a_number_is_of_what_is_said(line, items):
    outcome = read(line, found=FERRY)
    assert (asked(outcome), planned(outcome)) == ([], items)


@pytest.mark.parametrize("line", ["Log the number of decks", "Log the number of berths", "Log the crates per deck"])
def test_a_number_of_other_things_is_none_of_these(line):
    outcome = read(line, found=FERRY)
    assert (planned(outcome), bool(asked(outcome))) == ([], True)


def test_a_part_is_not_the_total():
    found = findings(param("n_sealed_crates", value=30))
    assert asked(read("Log the total number of crates", found=found)) == ["the total number of crates"]


@pytest.mark.parametrize(("other", "same"), [("fares_[0][0]", True), ("fares_[0]", True), ("fares_[1]", False)])
def test_the_first_of_an_array_is_its_only_item_where_it_has_one(other, same):
    one, first = (metric(item, "fares_", live=None) for item in ("fares_.item()", other))
    assert same_thing(one, first) is same


def test_an_array_of_one_row_is_no_item_of_it():
    assert not same_thing(metric("fares_[0]", "row", value=1.0), metric("fares_[0][0]", "first", value=2.0))


def test_the_average_in_front_of_two_is_of_both():
    found = findings(series("moored_scores", length=9), series("drifting_scores", length=9))
    items = ["metric sum(drifting_scores) / len(drifting_scores)", "metric sum(moored_scores) / len(moored_scores)"]
    assert planned(read("Log the average moored and drifting score", found=found)) == items
    alone = read("Log the average moored score and the drifting scores", found=found)
    assert planned(alone) == [items[1], "series drifting_scores"]


def test_a_value_in_a_loop_is_kept_in_the_list_of_its_name():
    found = findings(
        series("moored_score", length=4),
        series("moored_scores", length=9),
        series("moored_scores[i]", "moored_scores", scope="loop", origin="loop", owner="i", path=(12, 10)),
    )
    outcome = read("Log the average moored score", found=found)
    assert planned(outcome) == ["metric sum(moored_scores) / len(moored_scores)"]


CALLED = findings(
    param("40", "n_pears", origin="keyword", owner="pick", value=40),
    param("7", "n_ripe", origin="keyword", owner="pick", value=7),
    param("5", "random_state", origin="keyword", owner="fruit_test_split", value=5),
    metric("fits.n_iter_", "n_iter_", origin="attribute", value=12),
    param("crates.steps", "steps", origin="estimator", live=LiveValue(type="list", length=3)),
)


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("Log the number of ripe pears", ["param 7"]),
        ("Log the number of pears", ["param 40"]),
        ("Log the number of iterations", ["metric fits.n_iter_"]),
        ("Log the number of pears we asked for", ["param 40"]),
        ("Log the split seed", ["param 5"]),
    ],
)
def test_an_adjective_counts_what_stands_beside_it(line, items):
    outcome = read(line, found=CALLED)
    assert (asked(outcome), planned(outcome)) == ([], items)


@pytest.mark.parametrize("line", ["Log the number of images", "Log the number of ripe plums", "Log the shuffle seed"])
def test_a_noun_that_no_name_says_is_asked_back(line):
    outcome = read(line, found=CALLED)
    assert (planned(outcome), bool(asked(outcome))) == ([], True)


def test_a_list_is_no_number_of_its_items():
    found = findings(param("crates.steps", "steps", origin="estimator", live=LiveValue(type="list", length=3)))
    assert planned(read("Log the maximum number of steps", found=found)) == []


def test_what_the_last_pass_left_is_not_the_value_of_each():
    found = findings(
        metric("spoilage", value=0.2),
        in_loop("spoilage", loop="frost", path=(41, 40), cell=4),
        sites=(SITE.model_copy(update={"sweep": 40, "sweep_first": 41, "sweep_names": ("frost",)}),),
    )
    assert planned(read("Log the spoilage for every frost", found=found)) != ["metric spoilage"]
    assert planned(read("Log the spoilage", found=found)) == ["metric spoilage"]


@pytest.mark.parametrize("line", ["Log the number of pears it needs", "Log the number of pears the search keeps"])
def test_what_something_needs_is_nothing_that_was_set(line):
    found = findings(param("n_pears", value=40), metric("pick.n_pears_", "n_pears_", origin="attribute", value=6))
    assert planned(read(line, found=found)) == ["metric pick.n_pears_"]
    assert planned(read("Log the number of pears we keep", found=found)) == ["param n_pears"]


def test_a_boosting_round_is_a_tree():
    found = findings(param("n_estimators", value=70), metric("best_round", value=12))
    assert planned(read("Log the number of boosting rounds", found=found)) == ["param n_estimators"]


def test_two_of_one_split_are_not_one_for_each():
    found = findings(
        metric("best_yield", "best_yield", "Test yield", value=0.9),
        metric("yields[k]", "test_yield", "Test yield", value=0.8),
    )
    assert asked(read("Log the yield", found=found)) == ["the yield"]


def test_the_sample_size_may_be_a_mere_size():
    found = findings(param("size", value=25), param("depth", value=3))
    assert planned(read("Log the sample size", found=found)) == ["param size"]
    assert asked(read("Log the number of crates", found=found)) == ["the number of crates"]
