"""Which of the values that are asked for differ from child run to child run."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from worker.findings import Findings, Site, Symbol, SymbolKind
from worker.interpret.account import left_over
from worker.interpret.gathered import Gathered
from worker.interpret.language import Token, coverage, similarity, tokens, words
from worker.interpret.lexicon import MEASURES
from worker.interpret.match import ACCEPT
from worker.interpret.naming import FILLERS, legal
from worker.interpret.phrases import Phrase, Want
from worker.interpret.ranking import Hit, rank
from worker.interpret.several import how_many
from worker.interpret.spelling import literally
from worker.interpret.trials import inner_symbols
from worker.interpret.value_words import COUNTED

_OF_NAME = re.compile(r"^(?P<what>.+?)\s+(?:of|for)\s+(?P<name>[A-Z][\w-]*(?:\s+[A-Z][\w-]*)*)$")
_WHOLE = 0.95
_LAST = frozenset({"final", "last", "best", "overall", "end", "lowest", "highest", "smallest", "largest"})


class ChildRuns:
    """Plans what each child run keeps of its own."""

    def __init__(self, *, findings: Findings, gathered: Gathered, sweep: Site | None) -> None:
        self._findings = findings
        self._gathered = gathered
        self.sweep = sweep
        """what the child runs are made of; a line may be the first to ask for them"""

    def inside_sweep(self, phrase: Phrase, number: int) -> bool:
        """Whether the phrase names what differs from child run to child run (it is then theirs)."""
        if self.sweep is None or phrase.generic:
            return False
        if not self.sweep.sweep:
            return self._about_trials(phrase, number)
        own = inner_symbols(self.sweep, self._findings)
        deeper = [symbol for symbol in own if symbol.path[1] != self.sweep.sweep]
        curve = phrase.want is Want.SERIES and deeper
        own = deeper if curve else [_number(symbol) for symbol in own if symbol not in deeper]
        hits = rank(replace(phrase, want=Want.ANY), self._findings, within=own)
        outside = rank(phrase, self._findings)
        if not hits or hits[0].score < ACCEPT - 0.1 or (outside and outside[0].score > hits[0].score + 0.25):
            return False
        if COUNTED.search(phrase.text) and (wanted := how_many(phrase)) > 1:
            return self._several(hits, wanted, number)
        literal = (hit for hit in hits if hit.score >= hits[0].score - 0.15 and literally(phrase.text, hit.symbol))
        symbol = next(literal, hits[0]).symbol
        if phrase.final and (set(words(phrase.text)) & _LAST or left_over(phrase, symbol, self._findings)):
            return False  # `the average score` is each iteration's own only where the loop says average
        about_runs = "run" in words(phrase.text)
        results = self._gathered.inner_series if curve else self._gathered.inner_metrics
        found = self._gathered.inner_params if symbol.origin == "sweep" else results
        found[:] = [item for item in found if item[0].expression != symbol.expression]
        found.append((symbol, None if about_runs else phrase, number))
        return True

    def _several(self, hits: Sequence[Hit], wanted: int, number: int) -> bool:
        """Plan just as many results of a pass as a phrase counts: `both accuracies`."""
        alike = list({hit.symbol.expression: hit.symbol for hit in hits if hit.covered >= _WHOLE}.values())
        if len(alike) == wanted and all(symbol.origin != "sweep" for symbol in alike):
            self._gathered.inner_metrics.extend((symbol, None, number) for symbol in alike)
            return True
        return False

    def once_each(self, phrase: Phrase, number: int, loops: Sequence[Site] = ()) -> bool:
        """Whether a loop that trains once per thing computes what is wanted of each thing: child runs keep it.

        `loops`: those that are known to compute it for one of several things in every pass.
        """
        if self._gathered.swept is not None:
            return self.inside_sweep(self._without_name(phrase, self._gathered.swept), number)
        if not (phrase.group or loops) or self.sweep is not None or self._gathered.nested:
            return False
        said = tokens(f"{phrase.text} {phrase.context}")
        swept = loops or [site for site in self._findings.sites if site.sweep and _goes_over(site, said)]
        spoken = [_spoken(said, tokens(self._findings.texts.get(site.cell, ""))) for site in swept]
        best = [site for site, fit in zip(swept, spoken, strict=True) if fit >= max(spoken)]
        if len(best) != 1:
            return False
        self.sweep = best[0]
        if not self.inside_sweep(self._without_name(phrase, best[0]), number):
            self.sweep = None
            return False
        self._gathered.swept = best[0]
        self._gathered.nested.append(number)
        names = ", ".join(best[0].sweep_names)
        self._gathered.notes.append(
            f"“{phrase.text}” differs from pass to pass of the loop over {names}: one child run each"
        )
        return True

    def _without_name(self, phrase: Phrase, site: Site) -> Phrase:
        """`fit time` for `fit time of OLS`, where the loop or a cell above it names OLS: every pass has its own."""
        named = _OF_NAME.match(phrase.text)
        above = {site.cell, *self._findings.ancestors.get(site.cell, ())}
        spoken = [token for cell in above for token in tokens(self._findings.texts.get(cell, ""))]
        known = named and coverage(tokens(named.group("name")), spoken) >= ACCEPT
        return replace(phrase, final=False, text=named.group("what") if named and known else phrase.text)

    def _about_trials(self, phrase: Phrase, number: int) -> bool:
        """Whether the phrase names what every trial of a search or study has: its parameters, its score."""
        if number not in self._gathered.nested:
            return False
        said = {name for token in tokens(phrase.text) for name in token}
        if said & (MEASURES - {"score"}) and not self._gathered.trial_key:
            named = phrase.text.rpartition(" with ")[2]
            self._gathered.trial_key = legal("_".join(word for word in words(named) if word not in FILLERS))
        return True


def _number(symbol: Symbol) -> Symbol:
    """What a loop computes once per pass is one number of that pass, and no history."""
    return symbol.model_copy(update={"kind": SymbolKind.METRIC}) if symbol.kind is SymbolKind.SERIES else symbol


def _goes_over(site: Site, said: Sequence[Token]) -> bool:
    """Whether words name what a loop goes over: `each of the two classifiers` for `for name, clf in …`."""
    variables = [token for name in site.sweep_names for token in tokens(name)]
    return any(similarity(one, other) >= ACCEPT for one in said for other in variables)


def _spoken(said: Sequence[Token], text: Sequence[Token]) -> float:
    """How much of some words a text says; two that stand side by side in both count once more."""
    return coverage(said, text) + len(set(pairwise(said)) & set(pairwise(text)))
