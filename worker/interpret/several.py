"""Phrases that name several things: all of one noun, or just as many as they count."""

import re
from collections.abc import Sequence
from dataclasses import replace

from worker.findings import Findings, Scope, Symbol, SymbolKind
from worker.interpret import picture_words, value_words
from worker.interpret.account import left_over
from worker.interpret.families import of_one_owner, one_family
from worker.interpret.histories import reduced
from worker.interpret.kinds import distinct
from worker.interpret.language import Token, coverage, similarity, tokens, words
from worker.interpret.lexicon import MEASURES, STOP
from worker.interpret.match import ACCEPT, CLOSE
from worker.interpret.phrases import Phrase, Want
from worker.interpret.ranking import Hit, rank
from worker.interpret.resolved import Resolved, taken_all
from worker.interpret.sameness import same_thing

_MANY = 40
"""as many as anybody would name at once"""


def ranked(phrase: Phrase, findings: Findings) -> list[Hit]:
    """What a phrase may name, best first: `each loss` names no setting of a network that is said to have a loss."""
    hits = rank(phrase, findings)
    measures = [token for token in tokens(phrase.text) if set(token) & MEASURES]
    if not phrase.group or not measures or phrase.want is Want.PARAMETER:
        return hits
    return [hit for hit in hits if _measures(hit.symbol, measures) and not _differs(hit.symbol, phrase)]


def _measures(symbol: Symbol, measures: Sequence[Token]) -> bool:
    """Whether a symbol may be one of several measures: a result, or a setting that a person has called so."""
    if symbol.kind is not SymbolKind.PARAMETER:
        return True
    named = [token for word in symbol.words[:1] for token in tokens(word)]
    return symbol.origin != "estimator" and any(similarity(a, b) >= ACCEPT for a in measures for b in named)


def _differs(symbol: Symbol, phrase: Phrase) -> bool:
    """Whether a symbol is a difference or ratio of what the phrase asks for of each: `score_gap` is no score."""
    said, own = ({name for token in tokens(text) for name in token} for text in (phrase.text, symbol.words[0]))
    return bool((own - said) & {"difference", "ratio"}) if symbol.words else False


def several_settings(good: Sequence[Hit]) -> tuple[Symbol, ...]:
    """`the learning rates`: the settings that are called so, where there are several; `epochs` is one count."""
    same = [
        hit.symbol
        for hit in good
        if hit.symbol.kind is SymbolKind.PARAMETER
        and hit.symbol.origin == good[0].symbol.origin
        and hit.score >= good[0].score - CLOSE
    ]
    counts = any(symbol.live is None or (symbol.live.number or 1.0).is_integer() for symbol in same)
    return () if counts or len({symbol.expression for symbol in same}) < 2 else tuple(same)


def each_reduced(phrase: Phrase, symbols: tuple[Symbol, ...]) -> tuple[Symbol, ...]:
    """Where only the end is asked for, one number of each history."""
    lasting = all(s.kind is SymbolKind.SERIES and s.scope is Scope.NOTEBOOK for s in symbols)
    ended = phrase.final and phrase.want in (Want.ANY, Want.METRIC)
    return tuple(reduced(symbol, phrase) for symbol in symbols) if lasting and ended else symbols


def how_many(phrase: Phrase) -> int:
    """How many things the phrase counts (`each of the three forests`, `both errors`); 0 when it does not say."""
    said_of = picture_words.PANELS.sub(" ", f"{phrase.text} {phrase.context} ")  # three panels are one picture
    counted = value_words.COUNTED.search(said_of) if phrase.group else None
    counted = counted or (value_words.COUNTED.match(phrase.context) if phrase.plural else None)
    said = phrase.text.lower().removeprefix("the ")
    plural = phrase.plural or re.match(r"\w+ (?:[\w-]+ ){0,3}?\w{2,}s\b(?: (?:of|for|from|in|with)\b|$)", said)
    counted = counted or (value_words.COUNTED.match(said) if plural else None)
    return value_words.COUNTS[counted.group(1).lower()] if counted else 0


def _entries_of(phrase: Phrase, found: Resolved) -> tuple[Symbol, ...]:
    """All entries of the one mapping that a plural names: `the odds` for those of `odds["a"]`, `odds["b"]`."""
    entries = tuple(hit.symbol for hit in found.candidates)
    owners = {(symbol.owner, symbol.cell) for symbol in entries if symbol.origin == "entry"}
    called = [words(symbol.expression.partition("[")[0]) for symbol in entries]
    said = [word for word in words(phrase.text) if word not in STOP]
    plural = bool(said) and said[-1].endswith("s")
    whole = plural and len(owners) == 1 and all(symbol.origin == "entry" for symbol in entries)
    return entries if whole and all(own[-len(said) :] == said for own in called) else ()


def as_many_as_counted(phrase: Phrase, found: Resolved, findings: Findings) -> Resolved:
    """The entries of one mapping, or the columns of one array, where there are just as many as the phrase counts."""
    wanted = how_many(phrase)
    if found.problem == "several" and (whole := _entries_of(phrase, found)):
        return Resolved(hits=whole, note=taken_all(phrase, whole))
    if wanted and found.problem == "several" and len(found.candidates) == wanted:
        alike = tuple(hit.symbol for hit in found.candidates)
        return Resolved(hits=alike, note=taken_all(phrase, alike))
    if wanted and len(found.hits) > wanted:
        called = tuple(s for s in found.hits if s.words and tokens(s.words[0]) == tokens(phrase.text))
        if len(called) == wanted:
            return replace(found, hits=called)
        plain = tuple(one for one in found.hits if not _made_of(one, found.hits))
        if len(plain) == wanted:
            return replace(found, hits=plain)
        numbered = tuple(symbol for symbol in found.hits if re.search(r"[^\W\d]_?\d+$", symbol.expression))
        if len(numbered) == wanted:
            return replace(found, hits=numbered)
        family = one_family(found.hits, wanted, findings)
        return Resolved(hits=family, note=taken_all(phrase, family)) if family else found
    if not wanted or len(found.hits) == wanted:
        return found
    several = one_family(found.hits, wanted, findings) or _controls(phrase, wanted, findings)
    several = several or _items(phrase, wanted, findings) or of_one_owner(_numbers(phrase, found), wanted, findings)
    several = several or _just_as_many(wanted, ranked(phrase, findings))
    return Resolved(hits=several, note=taken_all(phrase, several)) if several else found


def _numbers(phrase: Phrase, found: Resolved) -> tuple[Symbol, ...]:
    """What was found, but for the columns of tables where single numbers are asked for."""
    return tuple(one for one in found.hits if phrase.want is not Want.METRIC or one.origin != "column")


def _made_of(symbol: Symbol, others: Sequence[Symbol]) -> bool:
    """Whether a symbol is computed from one of the others: `gain / 2` beside `gain`."""
    named = set(re.findall(r"[^\W\d]\w*", symbol.expression)) - {symbol.expression}
    return any(other.expression in named for other in others)


def _controls(phrase: Phrase, wanted: int, findings: Findings) -> tuple[Symbol, ...]:
    """The elements that a person moves, where just as many of them are called what the phrase counts."""
    if phrase.want not in (Want.ANY, Want.PARAMETER):
        return ()
    moved = [hit for hit in ranked(phrase, findings) if hit.symbol.origin == "ui" and hit.score >= ACCEPT]
    return _just_as_many(wanted, moved[:wanted]) if len(moved) == wanted else ()


def _items(phrase: Phrase, wanted: int, findings: Findings) -> tuple[Symbol, ...]:
    """Each number of a result that holds just as many as the phrase counts: the three predictions."""
    for hit in ranked(phrase, findings):
        symbol = hit.symbol
        whole = symbol.kind is SymbolKind.SERIES and symbol.scope in (Scope.NOTEBOOK, Scope.CELL) and symbol.words
        if hit.score < ACCEPT or not whole or symbol.live is None or symbol.live.length != wanted:
            continue
        if phrase.want in (Want.ANY, Want.METRIC) and not left_over(phrase, symbol, findings):
            number = {"kind": SymbolKind.METRIC, "live": None, "origin": "item"}
            return tuple(
                symbol.model_copy(
                    update={
                        **number,
                        "expression": f"{symbol.expression}[{at}]",
                        "words": (f"{symbol.words[0]} {at}", *symbol.words),
                    }
                )
                for at in range(wanted)
            )
    return ()


def _just_as_many(wanted: int, hits: Sequence[Hit]) -> tuple[Symbol, ...]:
    """The equally good symbols of one sort of which there are as many as the phrase counts."""
    for top in hits:
        sort = (top.symbol.kind, top.symbol.origin, top.symbol.cell)
        alike = [hit for hit in hits if (hit.symbol.kind, hit.symbol.origin, hit.symbol.cell) == sort]
        alike = [hit for hit in alike if abs(hit.score - top.score) < CLOSE]
        if len(alike) == wanted:
            return tuple(hit.symbol for hit in alike)
    return ()


def all_named(phrase: Phrase, good: list[Hit]) -> tuple[Symbol, ...]:
    """All that the phrase names: those it names fully when there are several, else all with its noun."""
    full = [hit for hit in good if hit.covered >= 0.95]
    several = len(distinct([hit.symbol for hit in full])) > 1
    chosen = full if several or (full and not phrase.group) else _with_head(phrase, good)
    top = chosen[0].symbol
    numbers = {SymbolKind.METRIC, SymbolKind.PARAMETER}
    kinds = numbers if top.kind in numbers else {top.kind}
    kept: list[Symbol] = []
    for hit in chosen:
        symbol = hit.symbol
        if symbol.kind not in kinds or any(same_thing(symbol, other) for other in kept):
            continue
        if symbol.scope is not top.scope and top.scope is Scope.NOTEBOOK:
            continue
        # The parts of one object (its losses, the entries of one dict) belong together, however each is called.
        sibling = phrase.group and symbol.owner == top.owner != ""
        if sibling or hit.score >= chosen[0].score - (0.3 if phrase.group else 0.12):
            kept.append(symbol)
    return tuple(kept[:_MANY])


def _with_head(phrase: Phrase, good: list[Hit]) -> list[Hit]:
    wanted = [token for token in tokens(phrase.text) if not token.light] or list(tokens(phrase.text))
    head: Token = wanted[-1]
    found = [
        hit for hit in good if coverage([head], [token for word in hit.symbol.words for token in tokens(word)]) >= 0.75
    ]
    return found or good
