"""From several files' interpretations to plans, or to one question for the planner."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from worker.plan import Interpretation, Question, TrackingPlan
from worker.result import QuestionAnswer, RequirementAnswer
from worker.task import Task


@dataclass(frozen=True, kw_only=True)
class Planned:
    """What the interpretations of all files of a task come to."""

    plans: Mapping[str, TrackingPlan]
    """by file; a file may have none when the others answer everything"""
    questions: tuple[Question, ...]
    notes: tuple[str, ...]


def combine(task: Task, interpretations: Mapping[str, Interpretation]) -> Planned:
    """Join the files' interpretations: a requirement that one file answers is no question of another."""
    plans = {name: one.plan for name, one in interpretations.items() if one.plan is not None}
    settled = {name: _settled(one) for name, one in interpretations.items()}
    covered = frozenset(index for indices in settled.values() for index in indices)
    questions: dict[tuple[int, str], Question] = {}
    for one in interpretations.values():
        for question in one.questions:
            if question.requirement not in covered:
                questions.setdefault((question.requirement, question.phrase), question)
    asked = {question.requirement for question in questions.values()}
    for index, text in enumerate(task.requirements):
        if index not in covered and index not in asked:
            questions[index, text] = _unanswered(index, text)
    notes = [note for one in interpretations.values() for note in one.notes]
    notes += [note for plan in plans.values() for note in plan.notes]
    notes += [f"{name}: nothing to track here" for name in interpretations if name not in plans and not questions]
    ordered = sorted(questions.values(), key=lambda question: question.requirement)
    return Planned(plans=plans, questions=tuple(ordered), notes=tuple(dict.fromkeys(notes)))


def _settled(one: Interpretation) -> frozenset[int]:
    """Requirements that this file's plan answers with nothing left to ask."""
    return one.plan.answered - {question.requirement for question in one.questions} if one.plan else frozenset()


def _unanswered(index: int, text: str) -> Question:
    return Question(
        requirement=index,
        phrase=text,
        text=f'What should be tracked for "{text}"? Nothing in the notebook could be matched to it.',
    )


def ask(questions: Sequence[Question]) -> QuestionAnswer:
    """All questions as one: each phrase with its question, all candidates, one `tracking:` block to paste."""
    return QuestionAnswer(
        text="\n".join(map(_line, questions)),
        candidates=tuple(dict.fromkeys(candidate for one in questions for candidate in one.candidates)),
        tracking=join_blocks([one.tracking for one in questions if one.tracking]),
    )


def _line(question: Question) -> str:
    named = "" if question.phrase in question.text else f', "{question.phrase}"'
    return f"requirement {question.requirement + 1}{named}: {question.text}"


def join_blocks(blocks: Sequence[str]) -> str:
    """Several `tracking:` blocks (YAML) as one; comments survive only where there is one block."""
    if len(blocks) <= 1:
        return "".join(blocks)
    joined: dict[str, Any] = {}
    for block in blocks:
        try:
            content = yaml.safe_load(block)
        except yaml.YAMLError:
            return "\n".join(blocks)
        if isinstance(content, dict):
            _merge(joined, content)
    return yaml.safe_dump(joined, sort_keys=False, allow_unicode=True)


def _merge(into: dict[str, Any], more: Mapping[str, Any]) -> None:
    for key, value in more.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            _merge(into[key], value)
        elif isinstance(value, list) and isinstance(into.get(key), list):
            into[key] = [*into[key], *(item for item in value if item not in into[key])]
        else:
            into.setdefault(key, value)


def asked_back(task: Task, questions: Sequence[Question]) -> tuple[RequirementAnswer, ...]:
    """Each requirement while questions stand in the way: asked back, or open."""
    by_index: dict[int, list[str]] = {}
    for question in questions:
        by_index.setdefault(question.requirement, []).append(question.text)
    return tuple(
        RequirementAnswer(
            text=text,
            status="asked-back" if index in by_index else "open",
            evidence=" ".join(by_index.get(index, ())),
        )
        for index, text in enumerate(task.requirements)
    )
