"""What a language model gets to see: the questions, and a compact table of the symbols; all of it as data."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from worker.findings import Findings, LiveValue, Symbol
from worker.interpret.choices import OpenQuestions, keepable
from worker.interpret.language import Token, coverage, tokens
from worker.interpret.match import surroundings
from worker.logs import text_redactor

LIMIT = 60_000
"""characters of the table; about 20,000 tokens"""
_EXPRESSION = 160
_WORDS, _WORD = 6, 80
_SITES, _CALL = 20, 200

_LINE_BREAKS = re.compile("[\x7f-\x9f\u2028\u2029]")
"""those that JSON leaves as they are"""
_redact = text_redactor()


@dataclass(frozen=True)
class Sheet:
    """The text for a model, and what its ids stand for."""

    text: str
    questions: Mapping[str, int]
    """`q1` → index of the question"""
    symbols: Mapping[str, Symbol]
    """`s12` → the symbol; only those that are in the text"""
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, asked: OpenQuestions, *, limit: int = LIMIT) -> Self:
        """The sheet for some questions; symbols that have nothing to do with them are left out beyond `limit`."""
        rows = {
            f"s{index}": (symbol, _json(_row(f"s{index}", symbol)))
            for index, symbol in enumerate(asked.findings.symbols)
            if keepable(symbol) and len(symbol.expression) <= _EXPRESSION
        }
        kept = _within(rows, asked, limit=limit)
        names = {f"q{index + 1}": index for index in range(len(asked.questions))}
        blocks = (
            ("task", [_json(_task(asked))]),
            ("questions", [_json(_question(name, asked, index)) for name, index in names.items()]),
            ("training", [_json(site) for site in _sites(asked.findings)]),
            ("symbols", [rows[name][1] for name in kept]),
        )
        left = len(rows) - len(kept)
        return cls(
            text="\n".join(f"<{tag}>\n{chr(10).join(lines)}\n</{tag}>" for tag, lines in blocks),
            questions=names,
            symbols={name: rows[name][0] for name in kept},
            notes=(f"the language model saw {len(kept)} of {len(rows)} symbols: the sheet was full",) if left else (),
        )


def _json(data: Mapping[str, Any]) -> str:
    """One line of JSON in which no tag can begin or end, whatever the data says."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return _LINE_BREAKS.sub(" ", text.replace("<", "\\u003c").replace(">", "\\u003e"))


def _task(asked: OpenQuestions) -> dict[str, Any]:
    return {
        "title": asked.task.title,
        "requirements": list(asked.task.requirements),
        "notebook": asked.findings.notebook,
        "other_notebooks": [name for name in asked.task.files if name != asked.findings.notebook],
    }


def _question(name: str, asked: OpenQuestions, index: int) -> dict[str, Any]:
    question = asked.questions[index]
    return {
        "id": name,
        "requirement": asked.task.requirements[question.requirement],
        "words": question.phrase,
        "planned_for_this_requirement": sorted(asked.settled[index]),
    }


def _sites(findings: Findings) -> Iterator[dict[str, Any]]:
    for site in findings.sites[:_SITES]:
        yield {"cell": site.cell, "code": _redact(site.call)[:_CALL], "trains": site.target}


def _row(name: str, symbol: Symbol) -> dict[str, Any]:
    """One symbol; the texts that values hold stay at home, since they may be anything."""
    flow = ("feeds training",) if symbol.reaches_site else ("comes out of training",) if symbol.from_site else ()
    row = {
        "id": name,
        "kind": symbol.kind.value,
        "expression": _redact(symbol.expression),
        "keep_as": sorted(keepable(symbol)),
        "cell": symbol.cell,
        "now": _now(symbol.live),
        "called": [_redact(text)[:_WORD] for text in dict.fromkeys(symbol.words)][:_WORDS],
        "of": _redact(symbol.owner)[:_WORD],
        "in_function": symbol.function,
        "in_loop": bool(symbol.path),
        "flow": flow,
    }
    return {key: value for key, value in row.items() if value not in ("", (), [], False)}


def _now(live: LiveValue | None) -> str:
    if live is None:
        return ""
    if live.number is not None:
        return f"{live.number:.6g}"
    if live.boolean is not None:
        return str(live.boolean)
    if live.shape:
        return f"{live.type} of shape {live.shape}"
    return f"{live.type} of {live.length}" if live.length is not None else live.type


def _within(rows: Mapping[str, tuple[Symbol, str]], asked: OpenQuestions, *, limit: int) -> list[str]:
    """Ids of the rows that fit, in the notebook's order; when not all do, those that the questions speak of."""
    if sum(len(line) + 1 for _, line in rows.values()) <= limit:
        return list(rows)
    wanted = [tokens(f"{one.phrase} {asked.task.requirements[one.requirement]}") for one in asked.questions]
    room, kept = limit, set()
    for name in sorted(rows, key=lambda name: -_relevance(rows[name][0], wanted)):
        room -= len(rows[name][1]) + 1
        if room < 0:
            break
        kept.add(name)
    return [name for name in rows if name in kept]


def _relevance(symbol: Symbol, wanted: Sequence[Sequence[Token]]) -> float:
    named = surroundings(symbol)
    return max(coverage(one, named) for one in wanted) + 0.25 * (symbol.from_site or symbol.reaches_site)
