"""Letters of physics mean what the texts of the notebook speak of, where nothing else says it."""

import pytest
from interpret_records import metric, param, series

from worker.explore.letters import lettered
from worker.findings import Scope


def called(symbol, text, *others):
    return next(lettered((symbol, *others), {0: text})).words[1:]


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("m1", "Two masses hang on a rope", ("mass 1",)),
        ("L", "The length of the rope", ("length",)),
        ("v0", "It starts with some velocity", ("initial velocity",)),
        ("theta10", "Both angles are small", ("initial angle 1",)),
        ("k", "A spring whose stiffness is known", ("stiffness",)),
    ],
)
def test_a_letter_is_what_the_texts_speak_of(name, text, words):
    assert called(param(name, value=2.0), text) == words


@pytest.mark.parametrize(
    ("symbol", "text"),
    [
        (param("m1", value=2.0), "Two ropes"),
        (param("m", value=2.0), "The mass is drawn against the slope m"),
        (param("M", value=2.0), "The moment that the mass has"),
        (param("k", value=3), "The stiffness of each of the k clusters"),
        (param("k", value=3), "The stiffness or spring constant"),
        (param("L", "L", "Loss weight", value=2.0), "The length of the rope"),
        (param("m1", value="tide"), "Two masses"),
        (series("m"), "All masses"),
        (metric("m", value=2.0, scope=Scope.CELL), "The mass"),
        (metric("model.m", "m", value=2.0), "The mass"),
    ],
)
def test_a_letter_is_nothing_else(symbol, text):
    assert called(symbol, text) == symbol.words[1:]


def test_what_another_name_says_no_letter_means():
    for name in ("m", "m0", "m2"):
        assert called(param(name, value=2.0), "The mass of the cart", param("cart_mass", value=3.0)) == ()
