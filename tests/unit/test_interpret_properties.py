"""Whatever is written, interpreting answers: a plan with legal keys, questions, and no name that nobody wrote."""

import re
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from interpret_records import DEPTHS, FOREST_AND_TREE, STUDY, TRACKED, findings, read

from worker.interpret.clauses import clauses
from worker.interpret.naming import default_experiment, legal, unique
from worker.task import read_task

LEGAL = re.compile(r"[\w\-. :/]{1,250}")
"""letters, digits, `_ - . : /` and space"""
NOTEBOOKS = (STUDY, FOREST_AND_TREE, DEPTHS, TRACKED, findings(sites=()))
VOCABULARY = (
    "log track save keep record register tag name call create use don't never except not all every each both the a of for and or "
    "but as with per epoch step over time final best mean experiment run runs nested model metric parameter artifact figure plot "
    "table curve loss accuracy test train learning rate epochs seed depth forest confusion matrix named called `lr` `test_acc` "
    '"a-1" "b" \'c\' ( ) , ; : . = / & % { } [ ] ` " \' R² λ 損失 \u200b team=growth 0.1 -1 separately everything nothing it its'
)
lines = st.one_of(
    st.lists(st.sampled_from(VOCABULARY.split(" ")), min_size=1, max_size=14).map(" ".join),
    st.text(min_size=1, max_size=80),
)


CASES = [
    line
    for path in sorted((Path(__file__).parents[2] / "benchmarks" / "cases").glob("*/tasks/*.yaml"))
    for line in read_task(path.read_text(encoding="utf-8")).requirements
]


@st.composite
def spliced(draw):
    """The beginning of one line that somebody wrote and the end of another one."""
    first, second = (draw(st.sampled_from(CASES)).split() for _ in range(2))
    return " ".join(
        [
            *first[: draw(st.integers(min_value=1, max_value=len(first)))],
            *second[draw(st.integers(min_value=0, max_value=len(second))) :],
        ]
    )


printable = lines.filter(lambda text: text.isprintable() and text.strip())


@given(texts=st.lists(printable, min_size=1, max_size=4), found=st.sampled_from(NOTEBOOKS))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_any_lines_give_a_plan_that_keeps_the_promises(texts, found):
    outcome = read(*texts, found=found)
    plan = outcome.plan
    own_names = (default_experiment(found.notebook), *found.tracking.experiments)
    assert plan.experiment.name in own_names or any(plan.experiment.name in " ".join(text.split()) for text in texts)
    for values in (plan.params, (*plan.metrics, *plan.series)):
        keys = [value.key for value in values]
        assert len(set(keys)) == len(keys)
        assert all(LEGAL.fullmatch(key) for key in keys), keys
    paths = [artifact.path for artifact in plan.artifacts]
    assert len(set(paths)) == len(paths)
    assert not [path for path in paths if path.startswith("/") or ".." in path.split("/")]
    known = {one.expression for one in found.symbols}
    for value in (*plan.params, *plan.metrics, *plan.series):
        assert any(one in value.expression for one in known), value.expression
        assert set(value.requirements) <= set(range(len(texts)))
    assert all(question.requirement in range(len(texts)) and question.text for question in outcome.questions)


@given(text=printable)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_the_clauses_of_a_line_hold_no_word_that_the_line_does_not(text):
    line = " ".join(text.split())
    for clause in clauses(line):
        assert all(quoted in line for quoted in clause.quoted)
        assert set(clause.bare) <= {*line, " "}


@given(text=spliced())
@settings(max_examples=300, deadline=None, derandomize=True)
def test_lines_of_real_words_in_any_order_are_taken_apart(text):
    phrases = [phrase for clause in clauses(text) for phrase in clause.phrases]
    assert all(phrase.text or phrase.exact or phrase.generic for phrase in phrases)


@given(text=st.text(max_size=400))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_any_text_becomes_a_legal_key(text):
    key = legal(text)
    assert LEGAL.fullmatch(key)
    assert not key.startswith("/")
    assert not key.endswith("/")
    assert ".." not in key.split("/")
    assert legal(key) == key


@given(texts=st.lists(st.text(max_size=5), max_size=8))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_numbered_keys_never_meet(texts):
    taken: set[str] = set()
    keys = [unique(legal(text), taken) for text in texts]
    assert len(set(keys)) == len(keys) == len(taken)
