"""Tags whose key a line states and whose value the notebook has: `tag region with what is picked in the dropdown`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from worker.findings import Findings, LiveValue, Scope, Symbol, SymbolKind
from worker.interpret.controls import control_of
from worker.interpret.language import Token, coverage, similarity, tokens
from worker.interpret.phrases import Phrase, phrases
from worker.interpret.resolve import resolve
from worker.interpret.values import stated_symbol

_NO_KEY = (
    r"(?:the|an?|its|our|each|every|all|both|runs?|that|this|which|with|as|for|in|of|to|by|it|them|and|or|on|is|are|"
    r"named|called|saying|telling|showing|holding|experiment|mlflow|says|whose)\b"
)
_KEY = rf"(?:`(?P<quoted>[^`]+)`|(?!{_NO_KEY})(?P<plain>[A-Za-z][\w.-]*))"
_TAG = r"(?:(?:an?|the|one|another|its)\s+)?(?:(?:run|mlflow|own)\s+)*tag"
_SAYS = (
    r"(?:\s*[:=]|\s+(?:with|from|for|set\s+to|to|as|holding|containing|saying|telling|showing|stating|(?:that|which)\s+"
    r"(?:says?|tells?|shows?|holds?|has|contains?|states?|carries|gives?|is)|whose\s+value\s+is|(?:should|must|shall)\s+(?:be|say|hold|show|have(?:\s+the\s+value)?)|is|be)(?:\s+(?:the|a)\s+value(?:\s+of)?)?)\s+"
)
_FORMS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^(?:please\s+|also\s+)*(?:(?:add|set|create|make|use|give\s+the\s+run|write|put|log|record)\s+)?{_TAG}\s+(?:(?:named|called)\s+)?{_KEY}{_SAYS}(?P<value>.+)$",
        rf"^(?:please\s+|also\s+)*tag\s+(?:the\s+|each\s+|every\s+)?runs?(?:['’]s)?\s+(?:with\s+)?{_KEY}(?:\s*[:=]|\s+(?:set\s+to|with|from))\s+(?P<value>.+)$",
        rf"^(?P<value>.+?)\s+(?:(?:goes?|should|shall|must|go|comes?|is|are|kept|put|written|stored)\s+)*(?:in|into|as|to|under|be|become)\s+{_TAG}\s+(?:(?:named|called)\s+)?{_KEY}(?P<rest>\s*,.*)?$",
        rf"^(?P<value>.+?)\s+(?:as|in|into)\s+(?:the|an?)\s+{_KEY}\s+tag$",
    )
)
_VERB = re.compile(r"^(?:please\s+|also\s+)*(?:put|write|log|record|store|keep|save|track|add|set)\s+", re.IGNORECASE)
_POINTS = re.compile(
    r"^(?:(?:the|its|our|all|both|what(?:ever)?|which(?:ever)?|whether|if|value|name|current(?:ly)?|selected|chosen|picked|how)\b\s*)",
    re.IGNORECASE,
)
"""how what speaks of something in the notebook begins; a literal value does not"""
_WHETHER = re.compile(r"^(?:whether|if)\b", re.IGNORECASE)
_CHOSEN = re.compile(
    r"\b(?:what(?:ever|\s+ever)?|which(?:ever)?|is|are|was|were|gets?|has\s+been|currently|the\s+user|someone|one|user|value\s+of|picked|selected|chosen|chose|picks?|selects?|set)\b",
    re.IGNORECASE,
)
_LITERAL = re.compile(r"(?:`(?P<quoted>[^`]+)`|(?P<plain>[\w.\-/]+))")
_LISTED = (".list", ".tuple", ".set", ".frozenset", ".deque")
_SAME = 0.8


@dataclass(frozen=True)
class Tag:
    """A tag that a line asks for: its key, and what it says of the value."""

    key: str
    said: str

    @property
    def points(self) -> bool:
        """Whether the value is spoken of, and not stated."""
        return _POINTS.match(self.said) is not None

    @property
    def literal(self) -> str:
        """The value where it is stated: one word, or a quoted text."""
        found = _LITERAL.fullmatch(self.said)
        return (found.group("quoted") or found.group("plain")) if found and not self.points else ""


def tag_said(text: str) -> Tag | None:
    """The key that a text gives a tag, and its words for the value."""
    for form in _FORMS:
        if found := form.match(text.strip(" .;,")):
            said = _VERB.sub("", found.group("value")).strip(" .,;")
            return Tag(key=found.group("quoted") or found.group("plain"), said=said)
    return None


def tag_value(tag: Tag, findings: Findings) -> Symbol | None:
    """The one value of the notebook that a tag shall have."""
    if _WHETHER.match(tag.said):
        return _whether(tag, findings)
    named = _under_the_key(tag, findings) or _of_a_control(tag, findings) or _resolved(tag.said, findings)
    named = named or _resolved(f"{tag.key} {_CHOSEN.sub(' ', tag.said)}", findings)
    return named and as_text(named)


def _under_the_key(tag: Tag, findings: Findings) -> Symbol | None:
    """What the notebook calls just as the tag shall be called, where its words speak of that."""
    spoken = set(tokens(tag.key)) <= set(tokens(tag.said))
    if not spoken or tag.key not in findings.names:
        return None
    known = [one for one in (*findings.symbols, *findings.data) if one.expression == tag.key]
    short = [one for one in known if one.live is not None and (one.live.length or 0) <= _FEW and not one.live.columns]
    stated = stated_symbol(tag.key, SymbolKind.METRIC, findings)
    return stated.model_copy(update={"live": short[0].live}) if short and isinstance(stated, Symbol) else None


_FEW = 30
"""items; more of them are no tag"""


def _of_a_control(tag: Tag, findings: Findings) -> Symbol | None:
    """The value of the only control of the kind that is named, or of the one that is called like the tag."""
    pool = control_of(tag.said, findings)
    called = [s for s in pool if coverage(tokens(tag.key), [t for w in s.words for t in tokens(w)]) >= _SAME]
    meant = called or pool
    return meant[0] if len(meant) == 1 else None


def _resolved(text: str, findings: Findings) -> Symbol | None:
    found = [symbol for phrase in phrases(text) for symbol in resolve(phrase, findings).hits]
    plain = [s for s in found if s.scope in (Scope.NOTEBOOK, Scope.CELL) and s.kind in _PLAIN]
    return plain[0] if len(found) == len(plain) == 1 else None


_PLAIN = (SymbolKind.PARAMETER, SymbolKind.METRIC)


def _whether(tag: Tag, findings: Findings) -> Symbol | None:
    """The truth value whose name is said by the key or by the words behind `whether`, more than any other's is."""
    flags = [s for s in findings.symbols if s.live is not None and s.live.boolean is not None and s.words]
    flags = [s for s in flags if s.scope in (Scope.NOTEBOOK, Scope.CELL)]
    said = tokens(f"{tag.key} {_WHETHER.sub(' ', tag.said)}")
    fits = [_named_by(said, symbol) for symbol in flags]
    best = [symbol for symbol, fit in zip(flags, fits, strict=True) if fit and fit >= max(fits)]
    return best[0] if len({symbol.expression for symbol in best}) == 1 else None


def _named_by(said: Sequence[Token], symbol: Symbol) -> float:
    """How much of the words is said by a name of which every word is said; 0 where one is not."""
    own = [token for token in tokens(symbol.words[0]) if not token.light]
    whole = bool(own) and all(any(similarity(one, other) >= _SAME for other in said) for one in own)
    return coverage(said, [t for w in symbol.words for t in tokens(w)]) if whole else 0.0


_ONE_OF = re.compile(
    r"^(?:please\s+|also\s+|then\s+)*tag\s+(?:it|(?:the|each|every|our)\s+runs?)\s+(?:as|with|by)\s+(?:being\s+|either\s+)?"
    r"(?P<words>[\w-]+(?:\s*,\s*[\w-]+)*\s*,?\s+or\s+[\w-]+)$",
    re.IGNORECASE,
)


def one_of_words(text: str, findings: Findings) -> Symbol | None:
    """The text of the notebook that is one of the words a run shall be tagged as: `as stable or unstable`."""
    found = _ONE_OF.match(text.strip(" .;,"))
    if found is None:
        return None
    wanted = {word.casefold() for word in re.split(r"\s*,\s*(?:or\s+)?|\s+or\s+", found.group("words"))}
    fits = [s for s in findings.symbols if s.live is not None and (s.live.string or "").casefold() in wanted]
    fits = [symbol for symbol in fits if symbol.scope in (Scope.NOTEBOOK, Scope.CELL)]
    return fits[0] if len({symbol.expression for symbol in fits}) == 1 else None


def as_text(symbol: Symbol) -> Symbol:
    """The symbol as a tag is read: the items of a short list side by side."""
    live: LiveValue | None = symbol.live
    listed = live is not None and f".{live.type}".endswith(_LISTED) and live.string is None and not live.shape
    if not listed:
        return symbol
    ordered = f"sorted({symbol.expression})" if f".{live.type}".endswith(("set", "frozenset")) else symbol.expression  # type: ignore[union-attr]
    return symbol.model_copy(update={"expression": f'", ".join([str(item) for item in {ordered}])'})


def tag_phrase(tag: Tag) -> Phrase:
    """The phrase that gives a value the tag's key."""
    return Phrase(text=tag.said, key=tag.key)
