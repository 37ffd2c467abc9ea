"""Whose settings a phrase asks for: those of one model, or those below one heading."""

import re
from collections.abc import Sequence

from worker.findings import Findings, LiveValue, Symbol, SymbolKind
from worker.interpret import value_words
from worker.interpret.language import coverage, lemma, tokens, words
from worker.interpret.phrases import Phrase, Want

GIVEN = ("ui", "literal", "keyword", "default", "count", "config", "assigned")
"""where what a person sets comes from"""
_SETTINGS_OF = re.compile(
    rf"(?:(?:the|all|each|every|its|our)\s+|of\s+)*(?:{value_words.PARAMETER_KIND}|options|configuration|config)\s+"
    r"(?:of|for|in)\s+(?:(?:the|our|this|its)\s+)?(?P<model>.+)",
    re.IGNORECASE,
)


def asks_settings(phrase: Phrase) -> bool:
    """Whether the settings of something are asked for: `the parameters of the wavelet`."""
    return _of_what(phrase) is not None


def settings_of(phrase: Phrase, findings: Findings) -> list[Symbol]:
    """`the settings of the random forest`: what the notebook sets of the one model that is of this class."""
    meant = tokens(_of_what(phrase) or "")
    if all(token.light for token in meant):
        return []
    models = [one for one in findings.symbols if one.kind is SymbolKind.MODEL and one.live and one.live.estimator]
    models = [one for one in models if coverage(meant, tokens(_class(one))) >= _SURELY]
    if len({_class(model) for model in models}) != 1 or len({model.expression for model in models}) != 1:
        return []
    given = [one for one in findings.symbols if one.origin in GIVEN and _given_to(models[0], one)]
    own = [one for one in findings.symbols if one.origin == "estimator" and one.owner == models[0].expression]
    return given or own


def _of_what(phrase: Phrase) -> str | None:
    asked = _SETTINGS_OF.fullmatch(phrase.text.strip()) if phrase.want is Want.PARAMETER else None
    return asked.group("model") if asked else None


_SURELY = 0.9


def _class(model: Symbol) -> str:
    return model.live.type.rpartition(".")[2] if model.live is not None else ""


def _given_to(model: Symbol, symbol: Symbol) -> bool:
    """Whether a setting is what a model has under the same name."""
    kept = model.live.estimator.get(symbol.words[0]) if model.live is not None and symbol.words else None
    same = kept is not None and symbol.live is not None and _number_or_text(kept) == _number_or_text(symbol.live)
    return same and symbol.kind is SymbolKind.PARAMETER and symbol.reaches_site


def _number_or_text(live: LiveValue) -> tuple[float | None, str | None, bool | None]:
    return live.number, live.string, live.boolean


def under_heading(phrase: Phrase, pool: Sequence[Symbol], findings: Findings) -> list[Symbol]:
    """Those of the cells that speak of just these settings: `the dataset parameters` below `### Dataset Parameters`."""
    said = [lemma(word) for word in words(f"{phrase.context} {phrase.text}") if word not in _DETERMINERS]
    named = [word for word in dict.fromkeys(said) if word not in _NOUNS]
    if not named:
        return []
    heading = re.compile(
        rf"(?<!number of )(?<!total )\b{' '.join(map(re.escape, named))} (?:{'|'.join(sorted(_NOUNS))})\b"
    )
    texts = {cell: " ".join(lemma(word) for word in words(text)) for cell, text in findings.texts.items()}
    under = [symbol for symbol in pool if heading.search(texts.get(symbol.cell, ""))]
    return under if len(under) < len(pool) else []


_NOUNS = frozenset({
    "parameter", "hyperparameter", "param", "setting", "configuration", "config", "control", "option", "input",
    "slider",
})  # fmt: skip
_DETERMINERS = frozenset({"the", "all", "of", "for", "our", "its", "each", "every", "these", "those"})
