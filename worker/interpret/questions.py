"""Asking back: the question, the candidates, and a `tracking:` block that settles it."""

import re

import yaml

from worker.findings import Findings, Symbol, SymbolKind
from worker.interpret.formulas import as_written
from worker.interpret.language import tokens, words
from worker.interpret.naming import FILLERS, legal, slug
from worker.interpret.phrases import Phrase, Want
from worker.interpret.ranking import Hit
from worker.interpret.resolved import Resolved
from worker.plan import Question

_SECTION = {Want.PARAMETER: "params", Want.METRIC: "metrics", Want.SERIES: "series", Want.FIGURE: "artifacts",
            Want.TABLE: "artifacts", Want.ARTIFACT: "artifacts", Want.FILE: "artifacts"}  # fmt: skip
_BY_KIND = {SymbolKind.PARAMETER: "params", SymbolKind.METRIC: "metrics", SymbolKind.SERIES: "series",
            SymbolKind.FIGURE: "artifacts", SymbolKind.TABLE: "artifacts", SymbolKind.FILE: "artifacts"}  # fmt: skip
_NOUNS = {
    "params": "parameter",
    "metrics": "number",
    "series": "history with one value per step",
    "artifacts": "figure or table",
}


def question_for(phrase: Phrase, resolved: Resolved, findings: Findings, *, requirement: int, text: str) -> Question:
    """What to ask when a phrase names nothing, or several things equally well."""
    hits = resolved.candidates
    section = _SECTION.get(phrase.want) or (_BY_KIND.get(hits[0].symbol.kind) if hits else None) or "metrics"
    noun = _NOUNS[section]
    said = as_written(phrase.exact or phrase.text)
    if resolved.problem == "left":
        nearest = f"`{hits[0].symbol.expression}` comes nearest to “{said}”"
        asked = f"{nearest}, but nothing there says “{_in_own_words(resolved.left, phrase)}”. Is it meant?"
    elif resolved.problem == "several":
        asked = f"several things in the notebook could be “{said}”. Which one is meant?"
    elif hits:
        asked = (
            f"nothing in the notebook is clearly “{said}”. Is one of the candidates meant, or is it not computed yet?"
        )
    else:
        asked = f"the notebook has no {noun} that could be “{said}”. Name the expression, or compute it there first."
        hits = tuple(_offers(section, findings))
        asked += "" if hits else f" Exploring found no {noun} at all."
    return Question(
        requirement=requirement,
        phrase=said,
        text=f"“{text}”: {asked}",
        candidates=tuple(describe(hit.symbol) for hit in hits[:6]),
        tracking=_block(section, said, hits[0].symbol if hits else None),
        choosable=True,
    )


def _in_own_words(left: str, phrase: Phrase) -> str:
    """Meanings in the requirement's words where it has one word for them: `coefficients`, not the concept's name."""
    said = re.findall(r"[\w'-]+", f"{phrase.text} {phrase.context}")
    own = ([word for word in said if any(name in token for token in tokens(word))] for name in left.split(", "))
    return ", ".join(found[0] if found else name for found, name in zip(own, left.split(", "), strict=True))


def _offers(section: str, findings: Findings) -> list[Hit]:
    kinds = {kind for kind, name in _BY_KIND.items() if name == section}
    found = [
        s
        for s in findings.symbols
        if s.kind in kinds and s.words and (section == "artifacts" or s.from_site or s.reaches_site)
    ]
    return [Hit(symbol=symbol, score=0.0, covered=0.0) for symbol in found[:6]]


def describe(symbol: Symbol) -> str:
    """`test_acc (cell 4, now 0.93)`."""
    now = ""
    if symbol.live is not None:
        shown = f"{symbol.live.number:.6g}" if symbol.live.number is not None else ""
        if not shown and symbol.live.length is not None and symbol.kind is SymbolKind.SERIES:
            shown = f"{symbol.live.length} values"
        now = f", now {shown}" if shown else f", {symbol.live.type}" if symbol.live.type else ""
    place = f"in `{symbol.function}`, cell" if symbol.function else "cell"
    return f"{symbol.expression} ({place} {symbol.cell}{now})"


def _block(section: str, said: str, symbol: Symbol | None) -> str:
    key = legal(slug(" ".join(word for word in words(said) if word not in FILLERS)) or "value")
    expression = symbol.expression if symbol is not None and "{}" not in symbol.expression else "<expression>"
    if section == "artifacts":
        key = f"plots/{key}.png"
    return yaml.safe_dump({"tracking": {section: {key: expression}}}, sort_keys=False, allow_unicode=True)


def plain_question(
    text: str,
    *,
    requirement: int,
    asked: str,
    tracking: str = "",
    candidates: tuple[str, ...] = (),
    choosable: bool = False,
) -> Question:
    """A question about a whole line."""
    return Question(
        requirement=requirement,
        phrase=text,
        text=f"“{text}”: {asked}",
        candidates=candidates,
        tracking=tracking,
        choosable=choosable,
    )
