"""Letters that physics uses for one thing: `m1` is a mass where the notebook's texts speak of masses."""

import re
from collections.abc import Iterable, Iterator, Mapping

from worker.findings import Scope, Symbol, SymbolKind

_MEANINGS: Mapping[str, tuple[str, ...]] = {
    "m": ("mass",),
    "l": ("length",),
    "L": ("length",),
    "v": ("velocity", "speed"),
    "r": ("radius",),
    "R": ("radius",),
    "q": ("charge",),
    "k": ("spring constant", "stiffness"),
    "theta": ("angle",),
    "omega": ("angular velocity", "angular frequency"),
    "rho": ("density",),
    "A": ("amplitude",),
}
_LETTER = re.compile(r"(?P<letter>[A-Za-z]|theta|omega|rho)_?(?P<digits>\d{0,2})")
_PLURALS = {
    "mass": "masses", "radius": "radii", "velocity": "velocities", "angular velocity": "angular velocities",
            "angular frequency": "angular frequencies", "density": "densities"}  # fmt: skip
_OTHERWISE: Mapping[str, str] = {
    "m": r"\bslopes?\b|\bmonths?\b|\bmeans?\b",
    "r": r"\brates?\b",
    "k": r"\bclusters?\b|\bneighbou?rs?\b",
}
"""what the letter is likelier to stand for, where the texts speak of it"""


def lettered(symbols: Iterable[Symbol], texts: Mapping[int, str]) -> Iterator[Symbol]:
    """Symbols with what a letter means, where nothing else says it and the texts speak of just one such thing."""
    known = tuple(symbols)
    said = " ".join(texts.values()).lower()
    named = {word.lower() for symbol in known for name in symbol.words for word in re.findall(r"[A-Za-z]{2,}", name)}
    for symbol in known:
        meaning = _meaning(symbol, said)
        taken = set(re.findall(r"[a-z]{2,}", meaning.removeprefix("initial "))) <= named
        yield symbol.model_copy(update={"words": (*symbol.words, meaning)}) if meaning and not taken else symbol


def _meaning(symbol: Symbol, said: str) -> str:
    found = _LETTER.fullmatch(symbol.words[0]) if len(symbol.words) == 1 else None
    number = symbol.live is not None and symbol.live.number is not None
    values = symbol.kind in (SymbolKind.PARAMETER, SymbolKind.METRIC) and symbol.scope is Scope.NOTEBOOK
    if found is None or not number or not values or symbol.expression != symbol.words[0]:
        return ""
    letter, digits = found.group("letter"), found.group("digits")
    other = _OTHERWISE.get(letter.lower())
    spoken = [one for one in _MEANINGS.get(letter, ()) if re.search(rf"\b(?:{one}s?|{_PLURALS.get(one, one)})\b", said)]
    if len(spoken) != 1 or (other and re.search(other, said)):
        return ""
    first = digits.endswith("0")
    return " ".join(part for part in ("initial" if first else "", spoken[0], digits.removesuffix("0")) if part)
