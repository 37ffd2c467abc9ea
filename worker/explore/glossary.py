"""What a notebook's texts say that its letters stand for: `the population ($N$)`, `β is the infection rate`."""

import ast
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from worker.findings import Symbol
from worker.notebook.source import CellKind, Notebook

_INDEX = r"(?:_\{?[A-Za-z0-9]+\}?)?"
_NAME = (
    rf"(?:\$\s*\\?([A-Za-z]+{_INDEX})\s*\$|\\\(\s*\\?([A-Za-z]+{_INDEX})\s*\\\)|`([A-Za-z_]\w*)`|"
    r"\*\*([A-Za-zα-ωΑ-Ω]{1,2})\*\*|(?<![\w$])([α-ωΑ-ΩN])(?![\w$]))"
)
_BEFORE = re.compile(rf"((?:[A-Za-z][\w-]*[ \t]+){{1,4}})\(?\s*{_NAME}\s*(?=[),.;:]|\s|$)")
_BEHIND = re.compile(
    rf"{_NAME}\**\s*(?:\(|[:=\u2013\u2014-]\s|"
    r"(?:is|are|denotes?|represents?|stands? for|means?)\s+(?:the|an?|our)\s)\**\s*((?:[A-Za-z][\w-]*[ \t]*){1,6})"
)
_PAIR = re.compile(
    rf"{_NAME}\s*(?:,|and)\s*{_NAME}\s+(?:are|denote|represent|stand for|mean)\s+(?:the|our|its)?\s*"
    r"(?P<one>[A-Za-z][\w-]*(?:[ \t]+[A-Za-z][\w-]*){0,2}?)\s+and\s+(?:the\s+)?(?P<other>[A-Za-z][\w-]*)"
)
"""`$a$ and $b$ are the slope and intercept`"""
_EDGE = frozenset({
    "the", "a", "an", "and", "or", "where", "with", "for", "by", "our", "this", "that", "if", "when", "let", "as",
    "given", "is", "are", "has", "have", "to", "in", "from", "at", "each", "its", "into", "we", "you", "be", "on",
    "than", "then", "say", "call", "called", "usually", "just", "between", "which", "gives", "using", "know",
})  # fmt: skip
"""words at which an explanation begins or ends"""
_TOGETHER = (
    {"S0": "spot price", "K": "strike price", "T": "time to maturity", "r": "risk-free rate", "sigma": "volatility"},
    {"S": "spot price", "K": "strike price", "T": "time to maturity", "r": "risk-free rate", "sigma": "volatility"},
    {"S": "susceptible", "I": "infected", "R": "recovered"},
    {"tp": "true positives", "fp": "false positives", "tn": "true negatives", "fn": "false negatives"},
    {"TP": "true positives", "FP": "false positives", "TN": "true negatives", "FN": "false negatives"},
)
"""letters that everybody knows where they stand together"""
_GREEK = frozenset({"alpha", "beta", "gamma", "delta", "epsilon", "theta", "kappa", "lambda", "sigma", "omega"})
_SHORT = 3
_LONGEST = 40
_MOST = 3
"""meanings that one letter has at most"""


def glossary(notebook: Notebook) -> dict[str, tuple[str, ...]]:
    """Name → what the notebook's texts call it."""
    found: dict[str, dict[str, None]] = {}
    for cell in notebook.cells:
        if cell.kind is CellKind.UNPARSABLE:
            continue
        for text in _texts(cell.statements):
            for name, meaning in (*_in_front(text), *_behind(text), *_in_pairs(text)):
                if _tells(name, meaning):
                    found.setdefault(name, {})[meaning] = None
    for names in _TOGETHER:
        for ending in ("", "0", *"123456789") if set(names) <= notebook.definer.keys() else ():
            if {f"{name}{ending}" for name in names} <= notebook.definer.keys():
                for name, meaning in names.items():
                    found.setdefault(f"{name}{ending}", {})[f"initial {meaning}" if ending == "0" else meaning] = None
    return {name: tuple(meanings)[:_MOST] for name, meanings in found.items()}


def explained(symbols: Iterable[Symbol], meanings: Mapping[str, tuple[str, ...]]) -> Iterator[Symbol]:
    """Symbols whose names the texts explain, with these explanations among their words."""
    for symbol in symbols:
        name = re.split(r"_(?:slider|input|number|dropdown|ui|value)$", symbol.words[0])[0] if symbol.words else ""
        said = [meaning for meaning in meanings.get(name, ()) if meaning not in symbol.words]
        first = meanings.get(name[:-1].rstrip("_"), ()) if len(name) > 1 and name.endswith("0") else ()
        said.extend(f"initial {meaning}" for meaning in first)
        said.extend(_with_the_rest(name, meanings))
        yield symbol.model_copy(update={"words": (*symbol.words, *said)}) if said else symbol


def _with_the_rest(name: str, meanings: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """`true slope` for `true_a`, where the texts call `a` the slope."""
    parts = name.split("_")
    letters = [part for part in parts if len(part) == 1 and part in meanings]
    if len(letters) == 1 and 1 < len(parts) <= _SHORT:
        rest = " ".join(part for part in parts if part != letters[0])
        yield from (f"{rest} {meaning}" for meaning in meanings[letters[0]])


def _tells(name: str, meaning: str) -> bool:
    """Whether a short name is explained by something that can be its meaning."""
    short = len(name) <= _SHORT or name in _GREEK
    return short and len(meaning) > _SHORT and meaning.lower() != name.lower() and not meaning.endswith((" of", " by"))


def _texts(statements: Iterable[ast.stmt]) -> Iterator[str]:
    for statement in statements:
        for node in ast.walk(statement):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
                yield node.value


def _in_front(text: str) -> Iterator[tuple[str, str]]:
    for match in _BEFORE.finditer(text):
        said: list[str] = []
        for word in reversed(match.group(1).split()):
            if word.lower() in _EDGE:
                break
            said.insert(0, word)
        yield _plain(match.groups()[1:]), " ".join(said)[-_LONGEST:]


def _behind(text: str) -> Iterator[tuple[str, str]]:
    for match in _BEHIND.finditer(text):
        said: list[str] = []
        for word in match.groups()[-1].split():
            if word.lower() in _EDGE:
                if said:
                    break
                continue
            said.append(word)
        yield _plain(match.groups()[:-1]), " ".join(said)[:_LONGEST]


def _in_pairs(text: str) -> Iterator[tuple[str, str]]:
    for match in _PAIR.finditer(text):
        names = match.groups()[:-2]
        half = len(names) // 2
        yield _plain(names[:half]), match.group("one")
        yield _plain(names[half:]), match.group("other")


def _plain(groups: Iterable[str | None]) -> str:
    """The name in Python's letters: `beta` for `β`, `I0` for `I_0`."""
    name = next((group for group in groups if group), "")
    if len(name) == 1 and not name.isascii():
        return unicodedata.name(name, "").rpartition(" ")[2].lower().replace("lamda", "lambda")
    return re.sub(r"[{}]", "", re.sub(r"_\{?(\d)\}?", r"\1", name))
