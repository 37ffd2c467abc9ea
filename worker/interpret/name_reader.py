"""Reading clauses that name things: experiments, runs, tags."""

import re
from dataclasses import replace

from worker.findings import Findings, Scope, Symbol, SymbolKind
from worker.interpret import intents, run_words, wording
from worker.interpret.clauses import Clause
from worker.interpret.gathered import Gathered
from worker.interpret.language import tokens
from worker.interpret.model_sort import sort_of_model
from worker.interpret.naming import own_name
from worker.interpret.phrases import Phrase, Want, phrases
from worker.interpret.resolve import resolve
from worker.interpret.tag_words import mentions_tags, tag_pairs, tagged_with
from worker.interpret.tagged import Tag, one_of_words, tag_phrase, tag_said, tag_value
from worker.interpret.value_reader import ValueReader
from worker.interpret.values import stated_symbol
from worker.interpret.verdicts import verdict
from worker.task import Tracking

_TAGGABLE = (SymbolKind.PARAMETER, SymbolKind.METRIC)
_AFTER = re.compile(
    r"^(?:(?:the|each|every|all)\s+)?runs?\s+(?:by|after|with|from|using)\s+(?:(?:its|their)\s+)?", re.IGNORECASE
)
"""what a run is named after stands behind it: `the run after the seed`"""


class NameReader:
    """Takes names, and keys with values, out of clauses."""

    def __init__(self, *, findings: Findings, tracking: Tracking, gathered: Gathered, values: ValueReader) -> None:
        self._findings = findings
        self._tracking = tracking
        self._gathered = gathered
        self._values = values

    def experiment(self, clause: Clause, number: int) -> None:
        """The experiment's name; values named in the same clause are planned, too."""
        name, known = intents.experiment_name(clause), self._gathered.experiment
        known = known or next((other for other in intents.experiment_names(clause) if other != name), "")
        if known not in ("", name) and self._tracking.experiment is None:
            self._gathered.ask(
                number,
                f"the task names two experiments, `{known}` and `{name}`. Which one shall the runs belong to?",
                tracking=f"tracking:\n  experiment: {known}\n",
                candidates=(known, name),
            )
        self._gathered.experiment = name
        self._gathered.experiment_requirements.append(number)
        if mentions_tags(clause):
            self._gathered.experiment_tags.update(tag_pairs(clause))
        rest = run_words.EXPERIMENT_MENTION.sub(" ", clause.text).replace(f"`{name}`", " ")
        for phrase in phrases(rest) if wording.LOGGING.match(rest) else ():
            if resolve(phrase, self._findings).hits and not phrase.generic:
                self._values.phrase(phrase, number)

    def run(self, clause: Clause, number: int) -> None:
        """The run's name: literal, or after parameters, which must then be logged."""
        self._gathered.run.append(number)
        if name := intents.run_name(clause):
            self._gathered.run_name = name
            return
        after = [
            Phrase(text=_AFTER.sub("", phrase.text), want=Want.PARAMETER, exact=phrase.exact)
            for phrase in clause.phrases
        ]
        found = [(symbol, phrase) for phrase in after for symbol in resolve(phrase, self._findings).hits]
        for symbol, phrase in found:
            self._gathered.take(symbol, phrase, number, want=Want.PARAMETER)
        if not found:
            self._gathered.run_name = intents.stated_run_name(clause)
            for phrase in clause.phrases:
                named = _AFTER.sub("", phrase.text)
                if named != phrase.text and tokens(named) and not self._gathered.run_name:
                    self._gathered.ask(
                        number,
                        f"the notebook has no setting that could be “{named}”, which the run shall be named after.",
                        tracking="tracking:\n  run:\n    name: name\n",
                    )

    def tags(self, clause: Clause, number: int) -> None:
        """Tags of the run, or of the experiment where the clause says so."""
        if (said := tag_said(clause.text)) and (said.points or not tag_pairs(clause)) and self._tag(said, number):
            return
        pairs = dict(tag_pairs(clause))
        if pairs and re.search(r"\bexperiment\b", clause.bare, re.IGNORECASE):
            self._gathered.experiment_tags.update(pairs)
            self._gathered.experiment_requirements.append(number)
        elif pairs or (self._tracking.run is not None and self._tracking.run.tags):
            self._gathered.run_tags.update(pairs)
            self._gathered.run_tag_requirements.append(number)
        elif (named := [self._tagged(phrase) for phrase in phrases(tagged_with(clause))]) and all(named):
            for phrase, symbol in filter(None, named):
                self._gathered.tag(symbol, phrase, number)
        elif one := one_of_words(clause.text, self._findings):
            self._gathered.tag(one, Phrase(text=own_name(one)), number)
        elif len(clause.quoted) == 1 and (own := self._tagged(Phrase(text=clause.quoted[0]))):
            self._gathered.tag(own[1], Phrase(text=clause.quoted[0], key=clause.quoted[0]), number)
        else:
            self._gathered.ask(
                number,
                "which key and value shall the tag have? Write it as `key=value`.",
                tracking="tracking:\n  run:\n    tags:\n      key: value\n",
            )

    def _tag(self, said: Tag, number: int) -> bool:
        """Plan a tag whose key the clause states: with a value of the notebook, or with the word that it states."""
        if symbol := tag_value(said, self._findings):
            self._gathered.tag(symbol, tag_phrase(said), number)
            return True
        if said.literal:
            self._gathered.run_tags[said.key] = said.literal
            self._gathered.run_tag_requirements.append(number)
        return bool(said.literal)

    def _tagged(self, phrase: Phrase) -> tuple[Phrase, Symbol] | None:
        """The one value that the run shall be tagged with: a symbol with a plain value, or a name said in full."""
        found = resolve(replace(phrase, want=Want.ANY, group=False), self._findings).hits
        if len(found) == 1 and found[0].scope in (Scope.NOTEBOOK, Scope.CELL) and found[0].kind in _TAGGABLE:
            return phrase, found[0]
        if (text := verdict(phrase, self._findings) or sort_of_model(phrase, self._findings)) is not None:
            return (replace(phrase, key=text.words[0]) if text.origin == "derived" else phrase), text
        said = {name for token in tokens(phrase.text) for name in token}
        names = [name for name in self._findings.names if said == {n for token in tokens(name) for n in token}]
        symbol = stated_symbol(names[0], SymbolKind.METRIC, self._findings) if len(names) == 1 and said else ""
        return (phrase, symbol) if isinstance(symbol, Symbol) else None
