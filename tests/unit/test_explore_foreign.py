"""Labels in other languages, in English."""

import pytest

from worker.explore.foreign import english, in_english
from worker.findings import Symbol, SymbolKind


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("Prix du bien (€)", "price property"),
        ("Taux d'intérêt (%)", "rate interest"),
        ("Durée (années)", "duration years"),
        ("Número de pasos", "number steps"),
        ("Velocidad inicial", "speed initial"),
        ("numero di segmenti", "number segments"),
        ("tasso_interesse", "rate interest"),
        ("Lernrate", "learning rate"),
        ("Höhe des Turms", "height turms"),
        ("Anzahl der Schichten", "number layers"),
        ("Taxa de crescimento", "rate growth"),
    ],
)
def test_a_label_is_put_into_english(label, said):
    assert english(label) == said


@pytest.mark.parametrize(
    "label",
    [
        "Learning rate",
        "capital",
        "Force of the spring",
        "energy",
        "media",
        "the pas de deux of the swan",
        "l1",
        "de",
        "| Prix | Durée |",
        "Le prix du bien que nous avons choisi pour cette étude",
        "質量 (kg)",
    ],
)
def test_english_prose_and_unknown_languages_stay_as_they_are(label):
    assert english(label) == ""


def test_the_english_stands_behind_what_a_symbol_is_called():
    one = Symbol(expression="p.value", kind=SymbolKind.PARAMETER, cell=1, statement=0, words=("p", "Prix"), origin="ui")
    assert [symbol.words for symbol in in_english([one])] == [("p", "Prix", "price")]
