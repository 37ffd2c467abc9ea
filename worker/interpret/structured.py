"""The task's structured `tracking:` block, resolved against the notebook."""

from collections.abc import Iterator
from dataclasses import dataclass

from worker.findings import Findings, SymbolKind
from worker.interpret.language import coverage, tokens
from worker.interpret.naming import legal
from worker.interpret.phrases import Phrase, Want
from worker.interpret.questions import plain_question
from worker.interpret.values import model_of, stated_artifact, stated_symbol, value_of
from worker.plan import Artifact, Model, Question, Value
from worker.task import Tracking

_KINDS = {"params": SymbolKind.PARAMETER, "metrics": SymbolKind.METRIC, "series": SymbolKind.SERIES}


@dataclass(frozen=True)
class StatedItems:
    """What the block states, as parts of a plan."""

    values: tuple[tuple[str, Value], ...] = ()
    artifacts: tuple[Artifact, ...] = ()
    model: Model | None = None
    questions: tuple[Question, ...] = ()


class Stated:
    """The block, and which requirements it answers."""

    def __init__(self, tracking: Tracking, findings: Findings) -> None:
        self._tracking = tracking
        self._findings = findings
        self._answers: dict[tuple[str, str], list[int]] = {}

    def answers(self, phrase: Phrase, requirement: int) -> bool:
        """Whether an entry of the block settles the phrase (it is then tied to that requirement)."""
        wanted = tokens(phrase.text)
        for section, key, expression in self._entries():
            named = (*tokens(key.rpartition("/")[2].rpartition(".")[0] or key), *tokens(expression))
            exact = phrase.exact and phrase.exact in (key, expression)
            if not wanted and section == "artifacts" and phrase.want in (Want.FIGURE, Want.ARTIFACT, Want.TABLE):
                exact = True  # `the figure` has no words of its own
            if exact or (wanted and coverage(wanted, named) >= 0.75):
                self._answers.setdefault((section, key), []).append(requirement)
                return True
        return False

    def adopt(self, requirement: int) -> bool:
        """Tie every entry of the block to a requirement that names nothing itself; False when there is no entry."""
        entries = list(self._entries())
        for section, key, _ in entries:
            self._answers.setdefault((section, key), []).append(requirement)
        return bool(entries)

    def _entries(self) -> Iterator[tuple[str, str, str]]:
        for section in ("params", "metrics", "series", "artifacts"):
            for key, expression in getattr(self._tracking, section).items():
                yield section, key, expression

    def items(self, *, first_requirement: int) -> StatedItems:
        """Everything the block states; what names nothing in the notebook becomes a question."""
        values: list[tuple[str, Value]] = []
        artifacts: list[Artifact] = []
        questions: list[Question] = []
        for section, key, expression in self._entries():
            numbers = tuple(self._answers.get((section, key), ())) or (first_requirement,)
            kind = _KINDS.get(section, SymbolKind.FIGURE)
            symbol = stated_symbol(expression, kind, self._findings)
            if isinstance(symbol, str):
                questions.append(self._problem(f"tracking.{section}.{key}", symbol, first_requirement))
            elif section == "artifacts":
                artifacts.append(stated_artifact(symbol, key, numbers))
            else:
                value = value_of(symbol, None, numbers[0], set())
                values.append((section, value.model_copy(update={"key": legal(key), "requirements": numbers})))
        model, problem = self._model(first_requirement)
        return StatedItems(tuple(values), tuple(artifacts), model, (*questions, *problem))

    def _model(self, requirement: int) -> tuple[Model | None, tuple[Question, ...]]:
        stated = self._tracking.model
        if stated is None:
            return None, ()
        symbol = stated_symbol(stated.expression, SymbolKind.MODEL, self._findings)
        if isinstance(symbol, str):
            return None, (self._problem("tracking.model.expression", symbol, requirement),)
        made = model_of(symbol, self._findings, requirement, stated.registered_name)
        name = stated.name if "name" in stated.model_fields_set else made.name
        return made.model_copy(update={"name": name, "alias": stated.alias}), ()

    @staticmethod
    def _problem(field: str, problem: str, requirement: int) -> Question:
        return plain_question(
            field,
            requirement=requirement,
            asked=f"{problem}. Name an expression that the notebook's own cells could use.",
        )
