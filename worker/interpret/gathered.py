"""What reading the requirements has gathered so far."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from worker.findings import Scope, Site, Symbol, SymbolKind
from worker.interpret.language import tokens
from worker.interpret.lexicon import SETTINGS
from worker.interpret.naming import legal, unique
from worker.interpret.phrases import Phrase, Want
from worker.interpret.questions import plain_question
from worker.interpret.values import artifact_of, value_of
from worker.plan import Artifact, Model, Question, Value

Inner = tuple[Symbol, Phrase | None, int]
"""a symbol of a sweep's loop, the phrase that named it, the requirement"""


@dataclass
class Gathered:
    """Parts of the plan to be, each tied to the requirements that asked for it."""

    texts: Sequence[str]
    """the requirement lines"""
    params: list[Value] = field(default_factory=list)
    metrics: list[Value] = field(default_factory=list)
    series: list[Value] = field(default_factory=list)
    artifacts: list[Artifact] = field(default_factory=list)
    model: Model | None = None
    experiment: str = ""
    experiment_requirements: list[int] = field(default_factory=list)
    experiment_tags: dict[str, str] = field(default_factory=dict)
    run_name: str = ""
    run: list[int] = field(default_factory=list)
    """requirements that the run context itself answers"""
    excluded: list[int] = field(default_factory=list)
    """requirements that say what to leave out"""
    run_tags: dict[str, str] = field(default_factory=dict)
    tags: list[Value] = field(default_factory=list)
    run_tag_requirements: list[int] = field(default_factory=list)
    link: list[int] = field(default_factory=list)
    fixes: dict[str, list[int]] = field(default_factory=dict)
    nested: list[int] = field(default_factory=list)
    swept: Site | None = None
    """the loop whose passes become child runs though the task does not ask for them by that name"""
    inner_params: list[Inner] = field(default_factory=list)
    inner_metrics: list[Inner] = field(default_factory=list)
    inner_series: list[Inner] = field(default_factory=list)
    trial_key: str = ""
    """what the value of a study's trials is called"""
    questions: list[Question] = field(default_factory=list)
    asked_of: dict[Question, Phrase] = field(default_factory=dict)
    """the phrase that a question is about, where it is about one"""
    model_names: dict[int, str] = field(default_factory=dict)
    """requirement that asks for a model → the name to register it under"""
    notes: list[str] = field(default_factory=list)
    _keys: dict[str, set[str]] = field(
        default_factory=lambda: {"params": set(), "metrics": set(), "paths": set(), "tags": set()}
    )
    _taken: dict[tuple[str, str, tuple[int, ...]], int] = field(default_factory=dict)

    def bucket(self, section: str) -> list[Any]:
        """The list of one section: `params`, `metrics`, `series` or `artifacts`."""
        sections: dict[str, list[Any]] = {
            "params": self.params,
            "metrics": self.metrics,
            "series": self.series,
            "artifacts": self.artifacts,
        }
        return sections[section]

    def take(self, symbol: Symbol, phrase: Phrase | None, number: int, *, want: Want) -> None:
        """Plan to keep a symbol; one that is planned already is tied to one more requirement."""
        section = section_of(symbol, want)
        bucket = self.bucket(section)
        place = symbol.cell if symbol.scope is Scope.CELL else -1
        moment = symbol.statement if symbol.origin == "earlier" else -1
        identity = (section, symbol.expression, (*symbol.path, place, moment))
        known = self._taken.get(identity)
        if known is not None:
            old = bucket[known]
            update: dict[str, object] = {"requirements": tuple(dict.fromkeys((*old.requirements, number)))}
            if phrase is not None and phrase.key and section != "artifacts":
                update["key"] = unique(legal(phrase.key), self._keys["params" if section == "params" else "metrics"])
            bucket[known] = old.model_copy(update=update)
            return
        self._taken[identity] = len(bucket)
        if section == "artifacts":
            bucket.append(artifact_of(symbol, phrase, number, self._keys["paths"]))
        else:
            bucket.append(value_of(symbol, phrase, number, self._keys["params" if section == "params" else "metrics"]))

    def tag(self, symbol: Symbol, phrase: Phrase | None, number: int) -> None:
        """Plan to tag the run with a symbol's value."""
        known = next((at for at, tag in enumerate(self.tags) if tag.expression == symbol.expression), None)
        if known is None:
            self.tags.append(value_of(symbol, phrase, number, self._keys["tags"]))
        else:
            numbers = tuple(dict.fromkeys((*self.tags[known].requirements, number)))
            self.tags[known] = self.tags[known].model_copy(update={"requirements": numbers})

    def heard(self, number: int) -> bool:
        """Whether another clause of the requirement has been understood."""
        return bool(self.taken_for(number)) or number in {
            *self.run,
            *self.link,
            *(n for f in self.fixes.values() for n in f),
        }

    def taken_for(self, number: int) -> frozenset[str]:
        """Expressions that are planned for a requirement."""
        values: list[Value | Artifact] = [*self.params, *self.metrics, *self.series, *self.tags, *self.artifacts]
        return frozenset(value.expression for value in values if number in value.requirements)

    def ask(
        self,
        number: int,
        asked: str,
        *,
        tracking: str = "",
        candidates: tuple[str, ...] = (),
        choosable: bool = False,
    ) -> None:
        """Ask back about a requirement; `choosable` says whether symbols of the notebook could be the answer."""
        self.questions.append(
            plain_question(
                self.texts[number],
                requirement=number,
                asked=asked,
                tracking=tracking,
                candidates=candidates,
                choosable=choosable,
            )
        )


def section_of(symbol: Symbol, want: Want) -> str:
    """The section of the plan that a symbol belongs to."""
    if symbol.kind in (SymbolKind.FIGURE, SymbolKind.TABLE, SymbolKind.FILE):
        return "artifacts"
    if symbol.kind is SymbolKind.SERIES:
        return "series" if want is not Want.PARAMETER else "params"
    if symbol.kind is SymbolKind.PARAMETER or want is Want.PARAMETER:
        return "params"
    return "params" if want is Want.ANY and _is_setting(symbol) else "metrics"


def _is_setting(symbol: Symbol) -> bool:
    """Whether a number is what the field calls a hyperparameter: `config.learning_rate`, wherever it went since."""
    named = {name for text in symbol.words[:1] for token in tokens(text) for name in token}
    return (
        symbol.origin in ("attribute", "config", "entry", "literal")
        and named <= SETTINGS
        and bool(named - {"number", "size"})
    )
