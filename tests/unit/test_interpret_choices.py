"""Questions of the rules that somebody answers by choosing symbols: the plan is the one that clear words would give."""

import pytest
from interpret_records import (
    DEPTHS,
    FOREST_AND_TREE,
    STUDY,
    asked,
    figure,
    findings,
    metric,
    planned,
    read,
    series,
    task,
)

from worker.findings import SymbolKind
from worker.interpret import interpret
from worker.interpret.choices import Choices, choice, keepable


def choosing(*picks, near=()):
    """A chooser that answers the first question with `(expression, keep_as, of_history?)`."""

    def choose(asked_of):
        symbols = {symbol.expression: symbol for symbol in asked_of.findings.symbols}
        made = tuple(
            choice(symbols[name], keep, **({"of_history": rest[0]} if rest else {})) for name, keep, *rest in picks
        )
        return Choices(chosen={0: made}, near={0: tuple(symbols[name] for name in near)}, by="somebody")

    return choose


def chosen(line, *picks, found=STUDY, tracking=None, **more):
    return interpret(task(line, tracking=tracking), found, choose=choosing(*picks, **more))


def same(one, other):
    """Whether two outcomes plan the same, whatever they note."""
    return one.plan.model_copy(update={"notes": ()}) == other.plan.model_copy(update={"notes": ()})


@pytest.mark.parametrize(
    ("murky", "clear", "picks"),
    [
        ("Record how big each move is", "Record the learning rate", [("lr.value", "parameter")]),
        ("Log how far off it was", "Log the rmse", [("rmse", "metric")]),
        ("Log how it went downhill", "Log the loss per epoch", [("losses", "series")]),
        ("Log where it bottomed out", "Log the lowest loss", [("losses", "metric", "lowest")]),
        ("Log where it came to rest", "Log the final loss", [("losses", "metric", "last")]),
        ("Keep the muddle picture", "Keep the confusion matrix figure", [("fig_cm", "artifact")]),
        (
            "Log the quibbles",
            "Log the solver's losses separately",
            [("solver.pde_loss", "metric"), ("solver.boundary_loss", "metric")],
        ),
    ],
)
def test_a_choice_gives_the_plan_that_clear_words_give(murky, clear, picks):
    assert asked(read(murky, found=STUDY)), "the rules understand it: take another wording"
    outcome = chosen(murky, *picks)
    expected = read(clear, found=STUDY)
    assert (outcome.questions, expected.questions) == ((), ())
    assert planned(outcome) == planned(expected)
    kinds = ("params", "metrics", "series")
    assert [getattr(outcome.plan, kind) for kind in kinds] != [(), (), ()] or outcome.plan.artifacts
    for kind in kinds:
        for one, other in zip(getattr(outcome.plan, kind), getattr(expected.plan, kind), strict=True):
            assert one.model_copy(update={"key": other.key}) == other
    assert any("somebody chose" in note for note in outcome.plan.notes)


def test_a_chosen_model_is_registered_under_the_name_that_the_line_states():
    line = 'Register the model as "best"'
    assert asked(read(line, found=FOREST_AND_TREE))
    model = chosen(line, ("forest", "model"), found=FOREST_AND_TREE).plan.model
    assert (model.expression, model.registered_name, model.pickle) == ("forest", "best", True)


def test_a_question_without_a_choice_is_asked_with_what_came_near_first():
    before = read("Log how far off it was", found=STUDY).questions[0]
    (after,) = chosen("Log how far off it was", near=("rmse",)).questions
    assert after.candidates[0].startswith("rmse (cell 4")
    assert (after.text, after.tracking) == (before.text, before.tracking)


@pytest.mark.parametrize(
    "lines",
    [
        ["Log the learning rate", "Log the test accuracy"],
        ['Create experiment "a-b"', "Add a link to the MLflow UI", "One run per button press"],
    ],
)
def test_nobody_is_asked_where_the_rules_have_no_question(lines):
    def choose(_):
        raise AssertionError

    assert interpret(task(*lines), STUDY, choose=choose).questions == ()


@pytest.mark.parametrize(
    "line",
    [
        "Change the learning rate to 0.2",
        'Use experiment "one"; use experiment "two"',
        "Add a tag",
        "Make nested runs, one per trial",
    ],
)
def test_a_question_that_no_symbol_can_answer_is_not_handed_on(line):
    def choose(_):
        raise AssertionError

    outcome = interpret(task(line), STUDY, choose=choose)
    assert outcome.questions


def test_a_statement_of_the_task_that_names_nothing_is_not_handed_on():
    def choose(_):
        raise AssertionError

    outcome = interpret(task("Log the test accuracy", tracking={"metrics": {"x": "nowhere"}}), STUDY, choose=choose)
    assert len(outcome.questions) == 1


def test_what_the_task_states_wins_over_a_choice():
    stated = {"metrics": {"rmse": "test_acc"}}
    outcome = chosen("Log how far off it was", ("rmse", "metric"), tracking=stated)
    assert [(value.key, value.expression) for value in outcome.plan.metrics] == [("rmse", "test_acc")]


def test_what_the_task_says_to_leave_out_cannot_be_chosen():
    lines = ("Log how far off it was", "Do not log the rmse")
    outcome = interpret(task(*lines), STUDY, choose=choosing(("rmse", "metric")))
    assert [question.requirement for question in outcome.questions] == [0]
    assert outcome.plan.metrics == ()


def test_a_second_model_is_not_taken():
    lines = ("Log the forest model", "Keep whatever came first as a model")
    assert asked(read(*lines, found=FOREST_AND_TREE))
    outcome = interpret(task(*lines), FOREST_AND_TREE, choose=choosing(("tree", "model")))
    assert (outcome.plan.model.expression, len(outcome.questions)) == ("forest", 1)


@pytest.mark.parametrize(
    ("symbol", "keep_as", "of_history", "problem"),
    [
        (metric("acc"), "model", "whole", "a metric cannot be kept as model, only as metric or parameter"),
        (figure("fig"), "metric", "whole", "a figure cannot be kept as metric, only as artifact"),
        (series("losses"), "metric", "whole", "a history kept as metric needs `of_history`"),
        (metric("acc"), "metric", "last", "`of_history` is only for a history"),
        (series("losses"), "series", "last", "`of_history` is only for a history kept as metric"),
    ],
)
def test_a_choice_that_does_not_fit_is_refused_in_words(symbol, keep_as, of_history, problem):
    refused = choice(symbol, keep_as, of_history=of_history)
    assert isinstance(refused, str)
    assert refused.startswith(problem)


def test_the_variables_of_a_sweep_and_bare_elements_cannot_be_chosen():
    sweep = next(symbol for symbol in DEPTHS.symbols if symbol.origin == "sweep")
    element = metric("knob").model_copy(update={"kind": SymbolKind.UI_ELEMENT})
    assert keepable(sweep) == keepable(element) == frozenset()


def test_a_text_is_no_metric():
    activation = next(symbol for symbol in STUDY.symbols if symbol.expression == "activation")
    assert keepable(activation) == {"parameter"}


def test_two_questions_are_answered_each_by_its_own_choice():
    def choose(asked_of):
        symbols = {symbol.expression: symbol for symbol in asked_of.findings.symbols}
        assert [question.requirement for question in asked_of.questions] == [1, 2]
        first, second = choice(symbols["rmse"], "metric"), choice(symbols["seed"], "parameter")
        return Choices(chosen={0: (first,), 1: (second,)}, near={}, by="x")

    lines = ("Log the test accuracy", "Log how far off it was", "Log the dice throw")
    outcome = interpret(task(*lines), STUDY, choose=choose)
    assert outcome.questions == ()
    assert planned(outcome) == ["metric rmse", "metric test_acc", "param seed"]
    assert {value.expression: value.requirements for value in (*outcome.plan.params, *outcome.plan.metrics)} == {
        "seed": (2,),
        "rmse": (1,),
        "test_acc": (0,),
    }


def test_findings_without_a_symbol_still_ask():
    outcome = interpret(task("Log the rmse"), findings(), choose=lambda _: Choices(chosen={}, near={}, by="x"))
    assert len(outcome.questions) == 1
