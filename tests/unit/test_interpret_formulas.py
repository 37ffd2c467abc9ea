"""Values that are called by a formula, in a line, on a slider and in the code."""

import pytest
from interpret_records import asked, findings, metric, planned, read, slider

from worker.interpret.formulas import is_formula, quoted_formulas, spelled

TEST = findings(
    slider("prevalence.value", "prevalence", "P(D)"),
    slider("p_t_given_d.value", "p_t_given_d", r"P(T \mid D)"),
    slider("p_t_given_not_d.value", "p_t_given_not_d", r"P(T \mid \neg D)"),
    metric("answer", "answer", "P(D | T)"),
)


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("Log P(D) as a parameter", ["param prevalence.value"]),
        ("Log the two likelihoods P(T|D) and P(T|not D)", ["param p_t_given_d.value", "param p_t_given_not_d.value"]),
        ("Record P(T | D)", ["param p_t_given_d.value"]),
        ("The posterior P(D|T) is the metric", ["metric answer"]),
    ],
)
def test_a_formula_is_a_name(line, items):
    outcome = read(line, found=TEST)
    assert asked(outcome) == []
    assert planned(outcome) == items


def test_a_formula_that_the_notebook_has_not_is_asked_back_as_it_was_written():
    outcome = read("Log H(X)", found=TEST)
    assert "“H(X)”" in outcome.questions[0].text


def test_only_what_looks_like_a_formula_is_one():
    assert quoted_formulas("Log P(A) and `P(B)` for each epoch(s)") == "Log `P⟮A⟯` and `P(B)` for each epoch(s)"
    assert is_formula("P⟮A⟯")
    assert not is_formula("loss (final)")
    assert spelled(r"P(A \mid \neg B)") == spelled("p_a_given_not_b") == spelled("P(A | not B)")
