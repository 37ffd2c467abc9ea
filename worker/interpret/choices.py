"""Answers to the rules' questions, each a choice among the found symbols; the plan is assembled as ever."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from worker.findings import Findings, Scope, Symbol, SymbolKind
from worker.interpret.gathered import Gathered
from worker.interpret.histories import reduced
from worker.interpret.phrases import Phrase, Want
from worker.interpret.questions import describe
from worker.interpret.value_reader import ValueReader
from worker.interpret.values import model_of
from worker.plan import Question
from worker.task import Task


@dataclass(frozen=True)
class Choice:
    """A symbol, and as what it shall be kept."""

    symbol: Symbol
    want: Want
    model: bool = False
    """it is kept as a model, whatever `want` says"""


@dataclass(frozen=True)
class Choices:
    """What was chosen for some questions; a question without a choice stays one."""

    chosen: Mapping[int, tuple[Choice, ...]]
    """by the question's index"""
    near: Mapping[int, tuple[Symbol, ...]]
    """candidates for a question that stays one, best first; by its index"""
    notes: tuple[str, ...] = ()
    by: str = ""
    """who chose"""


@dataclass(frozen=True)
class OpenQuestions:
    """What may be asked of a chooser."""

    task: Task
    findings: Findings
    questions: Sequence[Question]
    settled: Sequence[frozenset[str]]
    """per question, the expressions that are planned for its requirement already"""


Chooser: TypeAlias = Callable[[OpenQuestions], Choices]


def keepable(symbol: Symbol) -> frozenset[str]:
    """As what a symbol can be kept: `parameter`, `metric`, `series`, `artifact`, `model`; often nothing."""
    if symbol.origin == "sweep":
        return frozenset()  # differs from child run to child run: only the nested patch knows where
    live = symbol.live
    numeric = live is None or live.number is not None or live.numbers or not live.type
    kinds = {
        SymbolKind.PARAMETER: {"parameter", *(("metric",) if numeric else ())},
        SymbolKind.METRIC: {"parameter", *(("metric",) if numeric else ())},
        SymbolKind.SERIES: {"series", *(("metric",) if symbol.scope is Scope.NOTEBOOK else ())},
        SymbolKind.FIGURE: {"artifact"},
        SymbolKind.TABLE: {"artifact"},
        SymbolKind.FILE: {"artifact"},
        SymbolKind.MODEL: {"model"},
    }
    return frozenset(kinds.get(symbol.kind, ()))


def choice(symbol: Symbol, keep_as: str, *, of_history: str = "whole") -> Choice | str:
    """A choice, or what is wrong with it; `of_history` is `whole`, `last`, `lowest`, `highest` or `mean`."""
    fit = keepable(symbol)
    if keep_as not in fit:
        return f"a {symbol.kind.value} cannot be kept as {keep_as}, only as {' or '.join(sorted(fit)) or 'nothing'}"
    history = symbol.kind is SymbolKind.SERIES
    if history and keep_as == "metric":
        if of_history == "whole":
            return "a history kept as metric needs `of_history`: last, lowest, highest or mean"
        return Choice(reduced(symbol, Phrase(text=of_history)), Want.METRIC)
    if of_history != "whole":
        return "`of_history` is only for a history kept as metric"
    if keep_as == "metric":
        return Choice(symbol.model_copy(update={"kind": SymbolKind.METRIC}), Want.METRIC)
    wants = {"parameter": Want.PARAMETER, "series": Want.SERIES, "artifact": Want.ARTIFACT, "model": Want.ANY}
    return Choice(symbol, wants[keep_as], model=keep_as == "model")


def settle(gathered: Gathered, *, choose: Chooser, task: Task, findings: Findings, values: ValueReader) -> None:
    """Replace questions by what was chosen for them."""
    questions = [question for question in gathered.questions if question.choosable]
    if not questions:
        return
    settled = [gathered.taken_for(question.requirement) for question in questions]
    choices = choose(OpenQuestions(task=task, findings=findings, questions=questions, settled=settled))
    gathered.notes.extend(choices.notes)
    for index, question in enumerate(questions):
        place = gathered.questions.index(question)
        chosen = choices.chosen.get(index, ())
        phrase = gathered.asked_of.get(question)
        if chosen and not _spoiled(chosen, gathered=gathered, values=values):
            del gathered.questions[place]
            for one in chosen:
                _take(one, phrase if len(chosen) == 1 else None, question, gathered=gathered, findings=findings)
                gathered.notes.append(_note(one, question, by=choices.by))
        elif near := choices.near.get(index, ()):
            shown = dict.fromkeys((*map(describe, near), *question.candidates))
            gathered.questions[place] = question.model_copy(update={"candidates": tuple(shown)[:6]})


def _spoiled(chosen: Sequence[Choice], *, gathered: Gathered, values: ValueReader) -> bool:
    """Whether the task itself forbids a choice: it says to leave the symbol out, or another model is planned."""
    if any(one.model for one in chosen) and gathered.model is not None:
        return True
    return any(values.is_excluded(one.symbol, Phrase(text="", generic=True)) for one in chosen)


def _take(one: Choice, phrase: Phrase | None, question: Question, *, gathered: Gathered, findings: Findings) -> None:
    number = question.requirement
    if one.model:
        gathered.model = model_of(one.symbol, findings, number, gathered.model_names.get(number, ""))
    else:
        gathered.take(one.symbol, None if phrase is None or phrase.generic else phrase, number, want=one.want)


def _note(one: Choice, question: Question, *, by: str) -> str:
    kept = "model" if one.model else one.want.value
    place = f"`{one.symbol.expression}` (cell {one.symbol.cell})"
    return f"“{question.phrase}” is taken to be the {kept} {place}, as {by} chose"
