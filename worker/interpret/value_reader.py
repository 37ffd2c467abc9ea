"""Reading clauses that name values: parameters, metrics, curves, pictures, tables, files."""

import re
from collections.abc import Sequence
from dataclasses import replace

from worker.findings import Findings, Scope, Symbol, SymbolKind
from worker.interpret import picture_words, value_words, wording
from worker.interpret.account import only_statistics, without_statistics
from worker.interpret.asking import Asking
from worker.interpret.child_runs import ChildRuns
from worker.interpret.clauses import Clause
from worker.interpret.counts import set_beside
from worker.interpret.families import told_apart
from worker.interpret.formulas import as_written
from worker.interpret.gathered import Gathered
from worker.interpret.histories import reduced
from worker.interpret.joint import joint_pictures
from worker.interpret.language import coverage, lemma, similarity, tokens, words
from worker.interpret.lexicon import MEASURES
from worker.interpret.match import ACCEPT, surroundings
from worker.interpret.meanings import Meanings
from worker.interpret.models import ModelReader
from worker.interpret.passes import asked_of_several, loops_that_set
from worker.interpret.phrases import Phrase, Want
from worker.interpret.pointers import history_before, of_these
from worker.interpret.ranking import rank
from worker.interpret.resolve import resolve
from worker.interpret.resolved import Resolved
from worker.interpret.several import how_many
from worker.interpret.shared import of_another
from worker.interpret.stated_values import as_stated
from worker.interpret.structured import Stated
from worker.interpret.tabled import as_columns, as_file, document

_LAST_OF_IT = re.compile(
    r"(?:very )?(?:last|final|best|lowest|highest|smallest|largest|minimum|maximum|mean|average)"
    r"(?: (?:value|point|one))?",
    re.IGNORECASE,
)
"""which of its values: `loss per epoch, and its last value`"""


class ValueReader:
    """Turns phrases into parts of the plan, or into questions."""

    def __init__(
        self,
        *,
        findings: Findings,
        stated: Stated,
        gathered: Gathered,
        children: ChildRuns,
        asking: Asking,
        models: ModelReader,
    ) -> None:
        self._findings = findings
        self._stated = stated
        self._gathered = gathered
        self._children = children
        self._asking = asking
        self._models = models
        self._excluded: list[tuple[Phrase, int]] = []
        self._named: dict[int, dict[Phrase, Symbol]] = {}
        self._meanings = Meanings(findings=findings, named=self._named)
        self._before: dict[int, list[Symbol]] = {}
        """what each requirement has named so far: `its mean` speaks of that, in a clause of its own, too"""
        self._of_several: frozenset[str] = frozenset()

    def read(self, clause: Clause, number: int) -> None:
        """Plan everything that a clause names."""
        if wording.ALL_THERE.match(clause.bare):
            self._gathered.run.append(number)
            return
        repeats = self._gathered.heard(number) and not wording.ANNOUNCED.match(clause.bare)  # `…, close them`
        if not clause.phrases and not repeats:
            if self._stated.adopt(number):
                self._gathered.notes.append(f"“{as_written(clause.text)}” is taken to mean what `tracking` states")
                return
            self._asking.ask_plainly(clause, number)
        if wording.CHANGE.match(clause.bare):
            self._gathered.ask(
                number,
                f"“{as_written(clause.text)}” asks to change the notebook; this worker only tracks what it does.",
            )
            return
        if wording.CONSTRAINT.search(clause.bare) and not any(resolve(p, self._findings).hits for p in clause.phrases):
            self._gathered.run.append(number)  # what must stay as it is does: the checks of the notebook show it
            return
        self._of_several = asked_of_several(clause.phrases)
        before = self._before.setdefault(number, [])
        before_it: Phrase | None = None
        owners = ""
        listed = joint_pictures(clause.phrases, self._findings)
        for phrase in self._without_columns(self._of_one_kind(listed), number):
            if (pronoun := wording.PRONOUN.match(phrase.text)) and before:
                best = value_words.BEST.match(before_it.text) if before_it is not None else None
                noun = f"{best.group()}{pronoun.group('noun')}" if best else pronoun.group("noun")
                # `each with its error` speaks of all that came before, `the slope with its error` of the last.
                whose = before if "each" in words(clause.bare) else before[-1:]
                whose = [*self._several_of(phrase, noun, before)] or whose
                self._theirs(phrase, noun, whose, before, number)
                continue
            if self._of_these(phrase, number):
                continue
            if clause.whose == "child" and self._children.sweep is not None:
                self.in_children(phrase, number)
                continue
            phrase = self._also_drawn(phrase, before_it)  # noqa: PLW2901 - kept as what stands in front of it
            own = replace(phrase, group=phrase.group or clause.whose == "child")
            own = of_another(self._likewise(own, before_it), before_it, self._meanings.one_value)
            before_it = own
            owner = self._models.speaks_of(owners)  # `the error of the tree and the forest` asks for no forest
            owners = f"{owners} {own.context}"
            before.extend(self.phrase(own, number, in_parent=clause.whose == "parent", owner=owner))

    def _theirs(
        self, phrase: Phrase, noun: str, whose: Sequence[Symbol], before: Sequence[Symbol], number: int
    ) -> None:
        """Plan what a pronoun's noun names of things that the line has named before: `its error` of the slope."""
        alone = replace(phrase, text=noun)
        others = self._apart_from(before)
        for symbol in whose:
            if _LAST_OF_IT.fullmatch(noun) and _is_history(symbol):
                self._gathered.take(reduced(symbol, alone), alone, number, want=Want.METRIC)
                continue
            if (beside := _by_initial(symbol, alone, others)) is not None:
                self._gathered.take(beside, alone, number, want=phrase.want)
                continue
            own = _of_its_owner(phrase, noun, symbol)
            of_it = resolve(own, others)
            told = not of_it.problem and all(_is_called(symbol, noun) for symbol in of_it.hits)
            if not told and not resolve(alone, others).problem:
                own = alone
            elif not told and of_it.hits:
                self._asking.unsettled(alone, Resolved(problem="none"), number, decidable=False)
                continue
            self.phrase(own, number, apart_from=before)

    def _several_of(self, phrase: Phrase, noun: str, before: Sequence[Symbol]) -> Sequence[Symbol]:
        """Those that a plural is said of, each of which has its own: the slope and the offset `with their errors`."""
        if not phrase.plural or not phrase.text.lower().startswith("their"):
            return ()
        others = self._apart_from(before)
        found = {symbol.expression: resolve(_of_its_owner(phrase, noun, symbol, one=True), others) for symbol in before}
        own = [symbol for symbol in before if _is_one(found[symbol.expression], noun)]
        several = len({found[symbol.expression].hits[0].expression for symbol in own}) == len(own) > 1
        return own if several else ()

    def _of_these(self, phrase: Phrase, number: int) -> bool:
        """Whether the phrase means one number of a history that a line in front has named; it is planned then."""
        pointed = of_these(phrase.text)
        history = history_before(pointed[1], number, self._named) if pointed else None
        if pointed is None or history is None:
            return False
        alone = replace(phrase, text=pointed[0])
        self._gathered.take(reduced(history, alone), alone, number, want=Want.METRIC)
        return True

    def _likewise(self, phrase: Phrase, before_it: Phrase | None) -> Phrase:
        """`all settings of the scaler, the PCA`: of the PCA all settings, too, where it has some and is no value."""
        kind = before_it is not None and before_it.generic and before_it.want is Want.PARAMETER
        if before_it is None or not kind or phrase.want is not Want.ANY or phrase.generic:
            return phrase
        what, of, _ = before_it.text.partition(" of ")
        if not of or not resolve(phrase, self._findings).problem:
            return phrase
        whole = replace(before_it, text=f"{what} of {phrase.text}", context=phrase.text)
        hits = resolve(whole, self._findings).hits
        said = tokens(phrase.text)
        theirs = bool(hits) and all(coverage(said, surroundings(symbol)) >= ACCEPT for symbol in hits)
        return whole if theirs else phrase

    def in_children(self, phrase: Phrase, number: int) -> None:
        """Plan what each child run shall have; a result that no iteration computes for itself is asked back."""
        own = replace(phrase, final=False)
        if self._children.inside_sweep(own, number) or self._stated.answers(phrase, number):
            return
        if (
            self._children.sweep is not None
            and not self._children.sweep.sweep
            and phrase.want is Want.PARAMETER
            and phrase.generic
        ):
            return  # every trial of a search or study has its own
        resolved = resolve(phrase, self._findings)
        if resolved.hits and all(symbol.kind is SymbolKind.PARAMETER for symbol in resolved.hits):
            self.phrase(phrase, number)  # the same in all of them
        else:
            self._asking.ask(phrase, Resolved(candidates=resolved.candidates, problem="none"), number)

    def phrase(
        self,
        phrase: Phrase,
        number: int,
        *,
        apart_from: Sequence[Symbol] = (),
        in_parent: bool = False,
        owner: bool = False,
    ) -> list[Symbol]:
        """Plan what a phrase names, or ask; the symbols that it names. `owner`: a model may be named as one."""
        if self._stated.answers(phrase, number) or (not in_parent and self._children.inside_sweep(phrase, number)):
            return []
        if self._models.asked_for(phrase, plainly=True):
            self._models.phrase(phrase, number)
            return []
        findings = self._apart_from(apart_from)
        resolved = as_stated(
            phrase, self._meanings.of(phrase, findings, number), self._gathered.texts[number], findings
        )
        if resolved.problem and not owner and self._models.asked_for(phrase):
            self._models.phrase(phrase, number)
            return []
        within = bool(resolved.hits) and all(symbol.scope is Scope.LOOP for symbol in resolved.hits)
        missed = resolved.problem or within or (resolved.hits and how_many(phrase) not in (0, len(resolved.hits)))
        loops = loops_that_set(resolved.hits, findings) if phrase.text in self._of_several else ()
        if (missed or loops) and not in_parent and self._children.once_each(phrase, number, loops):
            return []
        if resolved.problem:
            self._asking.unsettled(phrase, resolved, number, decidable=not apart_from)
            return []
        if self._asking.miscounted(phrase, resolved, number):
            return []
        return self._take(phrase, resolved, number)

    def _take(self, phrase: Phrase, resolved: Resolved, number: int) -> list[Symbol]:
        """Plan what was found, but for what another line leaves out; the symbols that are planned."""
        hits = told_apart([symbol for symbol in resolved.hits if not self.is_excluded(symbol, phrase)])
        if not hits and not phrase.generic:
            if not self._excepted(resolved.hits, number):
                self._asking.contradiction(phrase, number)
            return []
        if resolved.note and len(hits) == len(resolved.hits):
            self._gathered.notes.append(resolved.note)
        before = self._named.get(number, {}).values()
        setting = set_beside(phrase, hits, before, line=self._gathered.texts[number])
        for symbol in hits:
            self._gathered.take(
                symbol,
                phrase if len(hits) == 1 and (phrase.key or not phrase.generic) else None,
                number,
                want=Want.PARAMETER if setting else phrase.want,
            )
        if len(hits) == 1:
            self._named.setdefault(number, {})[phrase] = hits[0]
            self._note_single_picture(phrase, hits[0])
        return hits

    def _note_single_picture(self, phrase: Phrase, symbol: Symbol) -> None:
        """Say that of several pictures only the current one is kept: a loop may have drawn others before it."""
        if symbol.kind is SymbolKind.FIGURE and symbol.expression.endswith(".gcf()") and _names_pictures(phrase):
            said = f"“{phrase.text}” is one picture here, `{symbol.expression}` (cell {symbol.cell})"
            self._gathered.notes.append(f"{said}: where a loop draws one after the other, the last one is kept")

    def _apart_from(self, named: Sequence[Symbol]) -> Findings:
        """The findings without symbols that the line has named."""
        others = tuple(symbol for symbol in self._findings.symbols if symbol not in named)
        return self._findings.model_copy(update={"symbols": others})

    def _also_drawn(self, phrase: Phrase, before_it: Phrase | None) -> Phrase:
        """`the histogram and the fit over the data`: kept beside a picture, what is no number is a picture, too."""
        beside = before_it is not None and before_it.want is Want.FIGURE and phrase.want is Want.ANY
        if not beside or phrase.exact or phrase.final or phrase.generic:
            return phrase
        hits = resolve(phrase, self._findings).hits
        history = bool(hits) and all(symbol.kind is SymbolKind.SERIES for symbol in hits)
        return replace(phrase, want=Want.FIGURE) if history else phrase

    def _without_columns(self, listed: Sequence[Phrase], number: int) -> Sequence[Phrase]:
        """Plan the table that only its columns are there of; the phrases that name anything else."""
        for phrase in listed:
            if (kept := document(phrase, self._findings)) is not None:
                self._gathered.take(kept, phrase, number, want=Want.TABLE)
                listed = [one for one in listed if one is not phrase]
        for phrase in listed:
            if phrase.want is Want.ARTIFACT and (array := as_file(phrase, self._findings)) is not None:
                self._gathered.take(array, phrase, number, want=Want.TABLE)
                listed = [one for one in listed if one is not phrase]
        columns = [phrase for phrase in listed if phrase.want is Want.TABLE]
        table = as_columns(columns, self._findings) if columns else None
        if table is None:
            return listed
        self._gathered.take(table, None, number, want=Want.TABLE)
        return [phrase for phrase in listed if phrase not in columns]

    def _of_one_kind(self, listed: Sequence[Phrase]) -> Sequence[Phrase]:
        """What is listed among results is a result: `the slope, the intercept and the p-value`."""
        if len(listed) < 3 or any(phrase.want is not Want.ANY for phrase in listed):
            return listed
        tops = [
            hits[0].symbol for phrase in listed if (hits := rank(phrase, self._findings)) and hits[0].score >= ACCEPT
        ]
        results = sum(symbol.kind is SymbolKind.METRIC for symbol in tops)
        if results <= len(listed) / 2:
            return listed
        return [phrase if phrase.group else replace(phrase, want=Want.METRIC) for phrase in listed]

    def exclude(self, clause: Clause, number: int) -> None:
        """Remember what must not be logged; exclusions are read first, since they bound what `all` means."""
        self._excluded.extend((phrase, number if clause.exception else -1) for phrase in clause.phrases)
        self._gathered.excluded.append(number)
        self._gathered.notes.append(f"left out as asked: {self._gathered.texts[number]}")

    def is_excluded(self, symbol: Symbol, phrase: Phrase) -> bool:
        """Whether a “do not log …” names the symbol, and names it at least as exactly as the phrase that wants it."""
        named = [token for text in symbol.words for token in tokens(text)]
        wanted = tokens(phrase.text)
        for other, _ in self._excluded:
            unwanted = tokens(other.text)
            if other.exact and other.exact == symbol.expression:
                return True
            if all(token.light for token in unwanted):
                continue
            if unwanted and coverage(unwanted, named) > 0.75 and (phrase.generic or coverage(wanted, unwanted) > 0.75):
                return True
        return False

    def _excepted(self, symbols: Sequence[Symbol], number: int) -> bool:
        """Whether the line itself takes them out again: `seed and width, except the seed`."""
        phrases = [phrase for phrase, line in self._excluded if line == number]
        return any(coverage(tokens(p.text), surroundings(s)) > 0.75 for p in phrases for s in symbols)


def _names_pictures(phrase: Phrase) -> bool:
    """Whether a phrase speaks of several pictures: `the plots`, `the loss plots`."""
    return any(word != lemma(word) and picture_words.FIGURE.search(lemma(word)) for word in words(phrase.text))


def _is_history(symbol: Symbol) -> bool:
    return symbol.kind is SymbolKind.SERIES and symbol.scope is Scope.NOTEBOOK


def _is_called(symbol: Symbol, noun: str) -> bool:
    """Whether a symbol's own words say what `its score` is, and not only whose it is."""
    heavy = [token for token in tokens(noun) if not token.light or set(token) & MEASURES]
    own = surroundings(symbol)
    return all(any(similarity(token, other) >= ACCEPT for other in own) for token in heavy)


def _of_its_owner(phrase: Phrase, noun: str, symbol: Symbol, *, one: bool = False) -> Phrase:
    """The noun with the name of the thing that has it: `error slope`; of several as of each `one`."""
    owner = without_statistics(symbol.words[0]) if only_statistics(noun) else symbol.words[0]
    own = replace(phrase, text=f"{noun} {owner}")
    return replace(own, plural=False, group=False) if one else own


def _is_one(found: Resolved, noun: str) -> bool:
    """Whether a phrase names one thing, and that is called by the noun."""
    return not found.problem and len(found.hits) == 1 and _is_called(found.hits[0], noun)


def _by_initial(symbol: Symbol, alone: Phrase, findings: Findings) -> Symbol | None:
    """What has the noun for a name behind the same letter: `t_pvalue` beside `t_stat`."""
    front = re.match(r"[A-Za-z]_", symbol.words[0]) if symbol.words else None
    if front is None:
        return None
    named = (one for one in findings.symbols if one.words and one.words[0].startswith(front.group()))
    beside = tuple(one for one in named if one.cell == symbol.cell)
    own = replace(alone, text=f"{front.group()[0]} {alone.text}")
    found = resolve(own, findings.model_copy(update={"symbols": beside}))
    return found.hits[0] if len(found.hits) == 1 and not found.problem else None
