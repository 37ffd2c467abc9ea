"""A number is of the things that are said: not of some of them, not of others that its name counts, and nobody's."""

import pytest
from interpret_records import asked, findings, held, metric, param, planned, read, series

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


@pytest.mark.parametrize("line", ["Log the number of decks", "Log the crates per deck"])
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
