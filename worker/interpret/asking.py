"""Asking back, and deciding between equally good candidates once every requirement is read."""

from collections import Counter
from collections.abc import Sequence

from worker.findings import Findings, Site, Symbol, SymbolKind
from worker.interpret import intents
from worker.interpret.beside import drawn_from
from worker.interpret.clauses import Clause
from worker.interpret.formulas import as_written
from worker.interpret.gathered import Gathered
from worker.interpret.phrases import Phrase
from worker.interpret.questions import describe, question_for
from worker.interpret.ranking import SURE
from worker.interpret.resolved import Resolved
from worker.interpret.rivals import spoken_of
from worker.interpret.several import how_many
from worker.interpret.sites import near_site

_SEVERAL = 2
"""things that a phrase counts; one is no answer then"""


class Asking:
    """Turns what no value is found for into questions."""

    def __init__(self, *, findings: Findings, gathered: Gathered) -> None:
        self._findings = findings
        self._gathered = gathered
        self._undecided: list[tuple[Phrase, Resolved, int]] = []

    def ask(self, phrase: Phrase, resolved: Resolved, number: int) -> None:
        """Ask what a phrase means, with what came nearest to it."""
        text = self._gathered.texts[number]
        question = question_for(phrase, resolved, self._findings, requirement=number, text=text)
        self._gathered.questions.append(question)
        self._gathered.asked_of[question] = phrase

    def ask_plainly(self, clause: Clause, number: int) -> None:
        """Ask what a clause wants that names nothing at all."""
        self._gathered.ask(
            number,
            f"“{as_written(clause.text)}” names nothing that could be tracked. "
            "Say what to log, in words that the notebook uses.",
            tracking="tracking:\n  metrics:\n    name: <expression>\n",
            choosable=True,
        )

    def contradiction(self, phrase: Phrase, number: int) -> None:
        """Ask which holds, where a line asks for what another one leaves out."""
        both = f"“{phrase.text}” is asked for, and the task also says to leave it out."
        self._gathered.ask(number, f"{both} Which of the two holds?")

    def miscounted(self, phrase: Phrase, resolved: Resolved, number: int) -> bool:
        """Whether the phrase counts what it asks for, and there are not so many; this is asked back."""
        wanted = how_many(phrase)
        if not wanted or not resolved.hits or wanted == len(resolved.hits):
            return False
        first = resolved.hits[0]
        listed = first.live is not None and first.live.length == wanted and first.kind is SymbolKind.PARAMETER
        if len(resolved.hits) == 1 and listed:
            return False  # both are in the one list that the control gives
        found = ", ".join(f"`{symbol.expression}`" for symbol in resolved.hits)
        only = "only " if len(resolved.hits) < wanted else ""
        said = f"“{phrase.text}” is asked for {wanted} times, but {only}{found} fits. What is meant?"
        candidates = tuple(describe(symbol) for symbol in resolved.hits[:6])
        self._gathered.ask(number, said, candidates=candidates, choosable=True)
        return True

    def unsettled(self, phrase: Phrase, resolved: Resolved, number: int, *, decidable: bool) -> None:
        """Ask about a phrase, now or when the other requirements are read; words about the run itself ask nothing."""
        if self._about_the_run(phrase):
            self._gathered.run.append(number)
        elif resolved.problem == "several" and decidable:
            self._undecided.append((phrase, resolved, number))
        else:
            self.ask(phrase, resolved, number)

    @staticmethod
    def _about_the_run(phrase: Phrase) -> bool:
        """`each run`, `the start`: words about the run itself, which every plan has."""
        return intents.about_runs(phrase.text)

    def decide(self, site: Site | None) -> None:
        """Decide between equally good candidates by the training that the other requirements are about."""
        for phrase, resolved, number in self._undecided:
            taken = self._gathered.taken_for(number)
            candidates = [hit.symbol for hit in resolved.candidates if hit.symbol.expression not in taken]
            results = (*self._gathered.metrics, *self._gathered.series)
            candidates = drawn_from(results, candidates, phrase, self._findings) or candidates
            sure = site is not None and (site.score >= SURE or not self._findings.sites)
            nearest = near_site(candidates, site, self._findings) if sure else self._with_the_others(candidates)
            where = "at the training" if sure else "beside the task's other results"
            if len(nearest) > 1 and len(beside := self._beside(nearest, number)) == 1:
                nearest, where = beside, "beside what the line names with it"
            if len(nearest) > 1:
                nearest, where = spoken_of(phrase, nearest, self._findings), "whose cell speaks of it"
            if len(nearest) == 1 and how_many(phrase) < _SEVERAL:
                chosen = f"`{nearest[0].expression}` (cell {nearest[0].cell})"
                self._gathered.notes.append(f"“{phrase.text}” is taken to be {chosen}, the one {where}")
                self._gathered.take(nearest[0], phrase, number, want=phrase.want)
            else:
                self.ask(phrase, resolved, number)

    def _beside(self, candidates: Sequence[Symbol], number: int) -> list[Symbol]:
        """Those of the one cell from which the line's other values are: `the number of games and the seed`."""
        gathered = self._gathered
        values = (*gathered.params, *gathered.metrics, *gathered.series)
        cells = {value.cell for value in values if number in value.requirements}
        said = {(symbol.expression, symbol.words) for symbol in candidates}  # each stands for its equals elsewhere
        alike = (symbol for symbol in self._findings.symbols if (symbol.expression, symbol.words) in said)
        return [symbol for symbol in alike if {symbol.cell} == cells]

    def _with_the_others(self, candidates: Sequence[Symbol]) -> list[Symbol]:
        """Without a training: those of the cell that most other results (for settings: values) of the task are from."""
        settings = self._gathered.params if all(one.kind is SymbolKind.PARAMETER for one in candidates) else ()
        cells = Counter(value.cell for value in (*self._gathered.metrics, *self._gathered.series, *settings))
        most = max((cells[symbol.cell] for symbol in candidates), default=0)
        return [symbol for symbol in candidates if most and cells[symbol.cell] == most] or list(candidates)
