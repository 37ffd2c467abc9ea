"""Lines about child runs, taken apart: what a child is made for, what each keeps, what stays with the parent."""

import pytest
from interpret_records import SITE, asked, findings, in_loop, read

from worker.interpret.children import children
from worker.interpret.clauses import clauses
from worker.interpret.intents import Intent, intent_of


@pytest.mark.parametrize(
    ("line", "unit", "each", "parent"),
    [
        ("One nested run per fold with its score", "fold", ["its score"], []),
        ("We want one nested run per simulated flood, holding its peak and its volume.", "simulated flood", ["its peak and its volume"], []),
        ("Every kiln gets its own nested run with its heat, its curve and its glaze", "kiln", ["its heat, its curve and its glaze"], []),
        ("Nested runs: one for each kiln (heat as param, loss as metric). In the parent: the best kiln", "kiln", ["heat as param, loss as metric"], ["the best kiln"]),
        ("Have one nested run per fold with its score; the fitted selector goes in the parent run as a model", "fold", ["its score"], ["the fitted selector as a model"]),
        ("Start a nested run for each of the two kilns (old, new) and put its heat there", "two kilns", ["its heat"], []),
        ("One nested run per number of pots (2, 5 and 9) in the second firing", "number of pots in the second firing", [], []),
        ("Log heat and loss of every kiln as nested runs", "kiln", ["Log heat and loss"], []),
        ("Make the sweep a parent run having one child run for every k", "k", [], []),
        ("A child run for each kiln; inside it the final heat", "kiln", ["the final heat"], []),
        ("Each firing (every kiln with every glaze) should be its own nested run", "firing (every kiln with every glaze)", [], []),
        ("Make every number of pots that is tried a nested run of its own", "number of pots that is tried", [], []),
        ("Nested runs, one per trial", "trial", [], []),
        ("Make the search a parent run with one child per candidate that holds its score", "candidate", ["its score"], []),
        ("One run for each alpha nested under one parent run, with the loss", "alpha", ["the loss"], []),
    ],
)  # fmt: skip
def test_a_line_about_children_is_taken_apart(line, unit, each, parent):
    found = children(line)
    assert (found.unit, list(found.each), list(found.parent)) == (unit, each, parent)


@pytest.mark.parametrize(
    "line",
    [
        "Log the nested sugar of every pot",
        "The nested runs are without a parent, give them one",
        "Start one nested run per press of the button",
        "In each child run its score",
        "The parent run keeps the figure",
        "One run per submission",
    ],
)
def test_other_lines_are_left_alone(line):
    assert children(line) is None


def test_the_parent_of_nested_runs_has_its_name():
    found = children('Start one run per alpha, nested under a parent run called "alpha sweep"')
    assert (found.unit, found.each, found.parent, found.name) == ("alpha", (), (), '"alpha sweep"')


def said(line):
    return [(intent_of(one, has_tracking=False), one.whose, [p.text for p in one.phrases]) for one in clauses(line)]


@pytest.mark.parametrize(
    "link", ["; on the parent run log", ", and on the parent run record", " while in the parent run log"]
)
def test_what_each_child_and_what_their_parent_keeps_stand_side_by_side(link):
    line = f"In each child run log the heat{link} the best heat"
    assert said(line) == [(Intent.VALUES, "child", ["the heat"]), (Intent.VALUES, "parent", ["the best heat"])]


def test_every_adjective_of_what_a_child_keeps_has_the_noun():
    *_, (_, _, kept) = said("Make each trial a child run with its nested and non-nested score")
    assert kept == ["its nested score", "non-nested score"]


def test_what_each_child_run_keeps_says_that_there_are_some():
    site = SITE.model_copy(update={"sweep": 10, "sweep_first": 10, "sweep_names": ("k",)})
    outcome = read("In each child run log the heat", found=findings(in_loop("heat", loop="k"), sites=(site,)))
    assert asked(outcome) == []
    assert [one.expression for one in outcome.plan.nested.metrics] == ["heat"]


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("A nested run for each k with both accuracies", ["test_accuracy", "train_accuracy"]),
        ("A nested run for each k with the test accuracy", ["test_accuracy"]),
        ("A nested run for each k with all three accuracies", None),
    ],
)
def test_a_child_keeps_as_many_results_as_are_counted(line, kept):
    site = SITE.model_copy(update={"sweep": 10, "sweep_first": 10, "sweep_names": ("k",)})
    own = [in_loop(f"{name}_accuracy", loop="k", path=(at, 10)) for at, name in enumerate(("train", "test"), start=12)]
    outcome = read(line, found=findings(*own, sites=(site,)))
    assert bool(asked(outcome)) == (kept is None)
    assert kept is None or sorted(one.expression for one in outcome.plan.nested.metrics) == kept
