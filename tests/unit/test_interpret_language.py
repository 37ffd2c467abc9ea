"""How texts and identifiers become words."""

import pytest

from worker.interpret.language import tokens, words


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("lossHistory2 of RMSETest", ["loss", "history", "2", "of", "rmse", "test"]),
        ("Coût des Mensualités", ["cout", "des", "mensualites"]),
        ("tamanhoMédio", ["tamanho", "medio"]),
        ("GRÖSSE hôte_max", ["grosse", "hote", "max"]),
        ("Größe, størrelse", ["große", "størrelse"]),
        ("σ_noise 損失", ["sigma", "noise", "損失"]),
    ],
)
def test_words_end_at_gaps_and_capitals_and_never_at_an_accent(text, wanted):
    assert words(text) == wanted


def test_what_comes_before_is_no_prediction():
    assert not any("prediction" in token for token in tokens("pre_dispatch"))
    assert tokens("y_pred")[-1] == tokens("predictions")[-1]
