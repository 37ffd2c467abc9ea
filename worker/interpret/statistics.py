"""A statistic that the notebook does not compute of something it has: `the largest attention weight`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from worker.findings import Findings, Symbol, SymbolKind
from worker.interpret.histories import ABSOLUTE, TOTAL, own_statistics, parts_of_a_whole
from worker.interpret.language import tokens
from worker.interpret.operands import finite, holders, operand
from worker.interpret.phrases import Phrase, Want
from worker.interpret.reductions import reduction

_STATISTICS = ("maximum", "minimum", "mean", "median", "standard-deviation", "variance")
_SUM = re.compile(r"^\W*(?:the\s+)?(?:sum|total)(?:\s+of\b|\W*$)|\bsummed(?:\s+up)?\b|\bin total\b", re.IGNORECASE)
_FIRST = re.compile(
    r"^\W*(?:the\s+)?(?:first|initial|starting)\b(?!\s+(?:two|three|four|five|six|seven|eight|nine|ten|\d+)\b)|"
    r"\bat the (?:start|beginning|outset)\b",
    re.IGNORECASE,
)
_WINDOW = re.compile(
    r"\b(?:over|of|in|for|from|during|across)\s+the\s+last\s+(?P<many>\d+)(?:\s+[a-z]+)?", re.IGNORECASE
)
_OF_LAST = re.compile(
    r"^last\s+(?P<many>\d+)(?:\s+(?:episode|epoch|step|iteration|round|generation|update|sweep|trial|value|point|"
    r"entry|entrie|sample)s?\b|(?!\d|\s+[a-z]))",
    re.IGNORECASE,
)
"""the same in what a phrase is of; `the last 50 days` need not be the last 50 values"""
_AMONG = re.compile(
    r"\s*\b(?:of any|among(?: all| the| any)*|(?:over|across|of) (?:all|every|the whole|the entire)(?: the)?)\b.*$",
    re.IGNORECASE,
)
"""`among the features`: says only what the items are, as long as it names no split"""
_FORM = re.compile(r"\b(?:table|matrix|array|vector|list|tensor|grid|map|column)\b", re.IGNORECASE)
"""what only says in which form values are kept"""
_SPLIT = re.compile(r"\b(?:train|test|valid)", re.IGNORECASE)
_SPREAD = re.compile(r"\b(?:standard deviation|std)\b", re.IGNORECASE)


def statistic(phrase: Phrase, findings: Findings) -> Symbol | None:
    """The statistic that a phrase names, of the one array, list or column that its other words name."""
    if phrase.want not in (Want.ANY, Want.METRIC, Want.PARAMETER) or phrase.generic or phrase.group or phrase.exact:
        return None
    window = _WINDOW.search(phrase.text) or _OF_LAST.match(phrase.context)
    plain = _WINDOW.sub(" ", phrase.text)
    if window is not None:
        phrase = replace(phrase, context=_OF_LAST.sub("", phrase.context).strip())
    found = [made for made in _readings(plain, phrase, findings) if made is not None]
    if not found:
        return None
    symbol, name = found[0]
    if window is not None and not _has(symbol, int(window.group("many"))):
        return None
    part = symbol
    if window is not None:
        part = symbol.model_copy(update={"expression": f"{symbol.expression}[-{window.group('many')}:]"})
    expression = reduction(part, name, findings)
    return _number(symbol, expression, name) if expression else None


def statistic_of_name(phrase: Phrase, findings: Findings) -> Symbol | None:
    """A statistic of what stands in the notebook under just the name that the phrase gives: the mean of `gaps`."""
    around = phrase.text.replace(phrase.exact, " ")
    said = {name for token in tokens(around) for name in token if name in _STATISTICS}
    said |= {"sum"} if _SUM.search(around) else set()
    others = [token for token in tokens(around) if not token.light and not set(token) & said]
    named = [symbol for symbol in holders(findings) if symbol.expression == phrase.exact and finite(symbol)]
    if len(said) != 1 or others or len({symbol.cell for symbol in named}) != 1:
        return None
    name = said.pop()
    expression = reduction(named[0], name, findings)
    return _number(named[0], expression, name) if expression else None


def _has(symbol: Symbol, many: int) -> bool:
    """Whether there are so many items to take the last of; slices of tables are written in other ways."""
    live = symbol.live
    return live is not None and (live.length or 0) > many and live.type != "column" and bool(live.numbers)


def _number(symbol: Symbol, expression: str, name: str) -> Symbol:
    own = symbol.words[0].strip("_") if symbol.words else ""
    return symbol.model_copy(
        update={
            "expression": expression,
            "kind": SymbolKind.METRIC,
            "words": (f"{name.replace('-', ' ')} {own}".strip(), *symbol.words),
            "origin": "derived",
            "live": None,
        }
    )


def _readings(text: str, phrase: Phrase, findings: Findings) -> Iterator[tuple[Symbol, str] | None]:
    """The operand, and the statistic that the text says and the operand's own name does not."""
    said = [name for token in tokens(text) for name in token if name in _STATISTICS]
    if _SUM.search(text) or TOTAL.match(text):
        of = _operand(TOTAL.sub(" ", _SUM.sub(" ", text)), phrase, findings)
        if of is not None and set(said) <= own_statistics(of) and (_SUM.search(text) or parts_of_a_whole(of)):
            yield of, "sum"
    if said:
        yield _extreme_or_mean(text, said, phrase, findings)
    elif _FIRST.search(text):
        of = _operand(_FIRST.sub(" ", text), phrase, findings)
        yield (of, "first") if of is not None and _ordered(of) else None


def _operand(text: str, phrase: Phrase, findings: Findings, said: Sequence[str] = ()) -> Symbol | None:
    """What a statistic is of: `the tides` behind `the sum of`, or in front of `over all hours`.

    Of what is `said`, its own name must say all but one.
    """

    def fits(symbol: Symbol) -> bool:
        return finite(symbol) and (not said or len(set(said) - own_statistics(symbol)) == 1)

    if not tokens(text):
        text, phrase = phrase.context, replace(phrase, context="")
    plain = _FORM.sub(" ", text)
    text = plain if tokens(plain) else text
    found = operand(text, phrase, findings, fits=fits) if tokens(text) else None
    among = _AMONG.search(text)
    if found is None and among and tokens(text[: among.start()]) and not _SPLIT.search(among.group()):
        found = operand(text[: among.start()], phrase, findings, fits=fits)
    return found


def _extreme_or_mean(text: str, said: list[str], phrase: Phrase, findings: Findings) -> tuple[Symbol, str] | None:
    absolute = ABSOLUTE.search(text) is not None
    without = ABSOLUTE.sub(" ", text) if absolute else text
    bare = " ".join(word for word in without.split() if not _says_statistic(word))
    of = _operand(_SPREAD.sub(" ", bare), phrase, findings, said)
    if of is None:
        return None
    left = [name for name in dict.fromkeys(said) if name not in own_statistics(of)]
    if absolute and left not in (["maximum"], ["mean"]):
        return None
    return of, _OF_MAGNITUDES[left[0]] if absolute else left[0]


_OF_MAGNITUDES = {"maximum": "largest absolute", "mean": "mean absolute"}


def _says_statistic(word: str) -> bool:
    return any(name in _STATISTICS for token in tokens(word) for name in token)


def _ordered(symbol: Symbol) -> bool:
    """Whether it has a first item."""
    return symbol.live is not None and (len(symbol.live.shape or (0,)) == 1)
