"""From words to concepts: the same function reads a requirement and a symbol's names."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from worker.interpret.lexicon import CONCEPTS, LIGHT, RELATED, SPLITS, STOP

_UPPER, _LOWER = "A-ZÆØŒĐŁ", "a-zßæøœđł"
_SPLIT = re.compile(
    rf"(?<![A-Za-z\d])[23]d(?![A-Za-z])|[{_UPPER}]+(?=[{_UPPER}][{_LOWER}])|[{_UPPER}]?[{_LOWER}]+|[{_UPPER}]+|\d+|[^\W\d_]+"
)
_ACCENTS = re.compile(r"(?<=[A-Za-z])[\u0300-\u036f]+")
_ONE_WORD = re.compile(
    r"(?<![A-Za-z])(?:(k)[-_ ]?(means|medoids|nn)|(t)[-_ ]?(sne|test|stat(?:istic)?))(?![a-z])|"
    r"(?<![A-Za-z])(time)[-_ ](?=steps?\b)",
    re.IGNORECASE,
)
"""names of the field that are spelled with and without a gap"""
_DEEP = re.compile(r"(?<![^\W_])([23])[- ]?d(?:imensional)?(?![a-z])", re.IGNORECASE)
"""`3d`, `3-D`: one word"""
_NEGATED = re.compile(r"(?<![A-Za-z])non[-\s_](\w+)", re.IGNORECASE)
_QUANTILE = re.compile(
    r"(?<![A-Za-z\d.])(?:0?\.(?P<share>\d\d)|(?P<percent>\d{1,2})(?:st|nd|rd|th|\s?%))[-\s]+(?:quantile|percentile)s?\b|"
    r"(?<![A-Za-z])(?:q|p|pct|pctl|perc|percentile|quantile)_?(?P<short>0[15]|[1-9]0|[2579]5|9[789])(?![\dA-Za-z])",
    re.IGNORECASE,
)
"""`q05`, `p95`, `the 95th percentile`"""
_GREEK = str.maketrans({
    "α": " alpha ", "β": " beta ", "γ": " gamma ", "δ": " delta ", "ε": " epsilon ", "η": " eta ", "θ": " theta ",
    "κ": " kappa ", "λ": " lambda ", "μ": " mu ", "ν": " nu ", "ρ": " rho ", "σ": " sigma ", "τ": " tau ", "π": " pi ",
    "φ": " phi ", "χ": " chi ", "ψ": " psi ", "ω": " omega ", "Δ": " delta ", "Σ": " sigma ", "Ω": " omega ",
})  # fmt: skip
_COLOUR = re.compile(r"(?<=[a-z]{2})(?<!cont)(?<!det)our(?=(?:ed|ing)?$)")
_ENDING = re.compile(r"(?:ing|ed)$")
_CENTRE = re.compile(r"(?<=[a-z])([bt])re$")
_IRREGULAR = {"losses": "loss", "hyperparameters": "hyperparameter", "data": "data", "axes": "axis", "bias": "bias",
              "radius": "radius", "weights": "weight", "layers": "layer", "indices": "index", "matrices": "matrix",
              "analyses": "analysis", "series": "series", "axis": "axis", "class": "class", "classes": "class",
              "coeffs": "coefficient", "coeff": "coefficient", "coefs": "coefficient", "preds": "prediction",
              "physics": "physics", "lens": "lens", "mass": "mass", "process": "process", "guess": "guess",
              "kaggle": "kaggle", "les": "les", "mse": "mse", "rms": "rms", "bs": "bs", "means": "mean",
              "timesteps": "timestep", "params": "param", "pred": "pred", "seconds": "seconds"}  # fmt: skip


def words(text: str) -> list[str]:
    """Lower-case words of a text or an identifier, without accents: `coûtMoyen2` gives cout, moyen, 2."""
    plain = unicodedata.normalize("NFKC", _ACCENTS.sub("", unicodedata.normalize("NFKD", text)))
    plain = _NEGATED.sub(r"non\1", plain.translate(_GREEK)).replace("++", " pp ")
    plain = _QUANTILE.sub(_quantile, _DEEP.sub(r"\1d", plain))
    plain = _ONE_WORD.sub(lambda found: "".join(part for part in found.groups() if part).lower(), plain)
    return [word.lower() for word in _SPLIT.findall(plain)]


def _quantile(found: re.Match[str]) -> str:
    return f" quantile {int(next(group for group in found.groups() if group))} "


@cache
def lemma(word: str) -> str:
    """The word's base form; identifiers' fragments stay as they are."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) <= 3 or not word.isascii():
        return word
    import simplemma  # noqa: PLC0415 - loads its dictionary

    found = str(simplemma.lemmatize(word, lang="en")).lower()
    if found == word and word.endswith("s") and word[:-1] in _single_words():
        found = word[:-1]  # `rmses`, `stds`: no dictionary knows what the field abbreviates
    # A participle stays what it was: `fitted` is no command to fit.
    base = found if word.endswith("s") or len(found) >= len(word) - 1 else word
    return _CENTRE.sub(r"\1er", _COLOUR.sub("or", base))  # British spelling is read as American


@cache
def _single_words() -> frozenset[str]:
    """What the field calls things in one word."""
    return frozenset(name for names in CONCEPTS.values() for name in names if name.isalpha())


@cache
def _phrases() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Lemma sequence → the concepts it may name (`k` names two)."""
    found: dict[tuple[str, ...], list[str]] = {}
    for concept, names in CONCEPTS.items():
        for name in names:
            found.setdefault(tuple(lemma(word) for word in words(name)), []).append(concept)
    return {key: tuple(value) for key, value in found.items()}


@cache
def _longest() -> int:
    return max(len(key) for key in _phrases())


class Token(tuple[str, ...]):
    """One meaning in a text: the concepts a word sequence may name, or the plain word."""

    __slots__ = ()

    @property
    def light(self) -> bool:
        """Whether it says little by itself."""
        return all(name in LIGHT for name in self)


@cache
def tokens(text: str) -> tuple[Token, ...]:
    """The meanings in a text, in order, words without meaning left out."""
    lemmas = [lemma(word) for word in words(text)]
    return tuple(_tokens(lemmas))


def _tokens(lemmas: list[str]) -> Iterable[Token]:
    position = 0
    table = _phrases()
    while position < len(lemmas):
        for length in range(min(_longest(), len(lemmas) - position), 0, -1):
            concepts = table.get(tuple(lemmas[position : position + length]))
            if concepts and (length > 1 or lemmas[position] not in STOP):
                yield Token(concepts)
                position += length
                break
        else:
            word = lemmas[position]
            if word not in STOP:
                yield Token((word,))
            position += 1


def similarity(one: Token, other: Token) -> float:
    """How much two meanings are the same: 1 the same, 0 unrelated."""
    if set(one) & set(other):
        return 1.0
    related = max((RELATED.get(frozenset({a, b}), 0.0) for a in one for b in other), default=0.0)
    return max(related, *(_spelling(a, b) for a in one for b in other))


@cache
def _spelling(one: str, other: str) -> float:
    """Abbreviations and derived forms: `amp` for `amplitude`, `normalise` for `normalization`."""
    short, long = sorted((one, other), key=len)
    if short in SPLITS or short in _PREFIXES:
        return 0.0  # a test share is no test, and what stands before something no prediction
    if len(short) >= 3 and long.startswith(short) and not short.isdecimal():
        return 0.85 if len(short) >= 4 or len(long) <= 9 else 0.7
    if len(_stem(one)) >= 4 and _stem(one) == _stem(other):
        return 0.85  # `rolled` and `rolling`
    if len(short) >= 5:
        common = 0
        for a, b in zip(short, long, strict=False):
            if a != b:
                break
            common += 1
        if common >= 5 and common >= 0.6 * len(long):
            return 0.8
        from rapidfuzz.distance import DamerauLevenshtein  # noqa: PLC0415

        if DamerauLevenshtein.normalized_similarity(short, long) >= 0.84:
            return 0.8
    return 0.0


_PREFIXES = frozenset({"pre", "non", "sub", "dis", "pro", "per", "mis", "anti", "inter", "over", "post", "semi"})


def _stem(word: str) -> str:
    return _ENDING.sub("", word)


def weight(token: Token) -> float:
    """How much a meaning counts in a match."""
    return 0.35 if token.light else 1.0


def coverage(wanted: Iterable[Token], given: Iterable[Token]) -> float:
    """The share of the wanted meanings that are among the given ones, by weight."""
    offered = tuple(given)
    total = reached = 0.0
    for token in wanted:
        total += weight(token)
        reached += weight(token) * max((similarity(token, other) for other in offered), default=0.0)
    return reached / total if total else 0.0
