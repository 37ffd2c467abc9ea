"""Reading clauses that name values: parameters, metrics, curves, pictures, tables, files."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from worker.findings import Findings, Scope, Site, Symbol, SymbolKind
from worker.interpret import intents, wording
from worker.interpret.account import left_over, only_statistics, without_statistics
from worker.interpret.arithmetic import made_of_two
from worker.interpret.beside import drawn_from
from worker.interpret.clauses import Clause
from worker.interpret.components import item_of
from worker.interpret.contrast import other_of_two
from worker.interpret.derived import computed_note, counted_instead, derived, of_a_name
from worker.interpret.entries import entries_of
from worker.interpret.families import told_apart
from worker.interpret.formulas import as_written
from worker.interpret.functions import function_of
from worker.interpret.gathered import Gathered
from worker.interpret.grouped import grouped
from worker.interpret.histories import reduced
from worker.interpret.language import Token, coverage, lemma, similarity, tokens, words
from worker.interpret.lexicon import MEASURES
from worker.interpret.match import ACCEPT, surroundings
from worker.interpret.models import ModelReader, is_model
from worker.interpret.naming import FILLERS, legal
from worker.interpret.optimum import Optimum, at_optimum, optimum, there
from worker.interpret.passes import asked_of_several, loops_that_set
from worker.interpret.phrases import Phrase, Want
from worker.interpret.pointers import history_before, of_these
from worker.interpret.questions import describe, question_for
from worker.interpret.ranking import SURE, rank
from worker.interpret.resolve import resolve
from worker.interpret.resolved import Resolved, nearest
from worker.interpret.rivals import spoken_of
from worker.interpret.scores import standard_score
from worker.interpret.several import how_many
from worker.interpret.shared import of_another
from worker.interpret.sites import near_site
from worker.interpret.spelling import literally
from worker.interpret.structured import Stated
from worker.interpret.tabled import as_columns
from worker.interpret.trials import inner_symbols

_PICTURED = re.compile(
    r"\b(?:matrix|curves?|maps?|boundar(?:y|ies)|histograms?|distributions?|surfaces?|spectrum|spectra|dendrogram|trees?|"
    r"landscapes?|trajector(?:y|ies)|paths?|scatter|heatmap|comparison|overview|panels?)\b",
    re.IGNORECASE,
)
"""what one looks at"""
_NUMBERS = re.compile(
    r"\b(?:(?:eigen|singular )?values?|coefficients?|weights|probabilit(?:y|ies)|rates?|norms?|amounts?|sizes?|"
    r"lengths?|times?|prices?|costs?|parameters?|degrees?)(?:\s+of\s.*)?$",
    re.IGNORECASE,
)
"""what is numbers, however it is drawn"""
_LAST_OF_IT = re.compile(
    r"(?:very )?(?:last|final|best|lowest|highest|smallest|largest|minimum|maximum|mean|average)"
    r"(?: (?:value|point|one))?",
    re.IGNORECASE,
)
"""which of its values: `loss per epoch, and its last value`"""
_OF_NAME = re.compile(r"^(?P<what>.+?)\s+(?:of|for)\s+(?P<name>[A-Z][\w-]*(?:\s+[A-Z][\w-]*)*)$")
_LINKS = frozenset({"the", "a", "an", "and", "of", "its", "their", "each", "for", "in", "as", "also", "that"})
_LAST = frozenset({"final", "last", "best", "overall", "end", "lowest", "highest", "smallest", "largest"})


class ValueReader:
    """Turns phrases into parts of the plan, or into questions."""

    def __init__(
        self, *, findings: Findings, stated: Stated, gathered: Gathered, sweep: Site | None, models: ModelReader
    ) -> None:
        self._findings = findings
        self._stated = stated
        self._gathered = gathered
        self._sweep = sweep
        self._models = models
        self._excluded: list[tuple[Phrase, int]] = []
        self._undecided: list[tuple[Phrase, Resolved, int]] = []
        self._named: dict[int, dict[Phrase, Symbol]] = {}
        self._before: dict[int, list[Symbol]] = {}
        """what each requirement has named so far: `its mean` speaks of that, in a clause of its own, too"""
        self._optima: dict[int, tuple[Optimum, Resolved]] = {}
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
            self._ask_plainly(clause, number)
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
        for phrase in self._without_columns(self._of_one_kind(clause.phrases), number):
            if (pronoun := wording.PRONOUN.match(phrase.text)) and before:
                best = wording.BEST.match(before_it.text) if before_it is not None else None
                noun = f"{best.group()}{pronoun.group('noun')}" if best else pronoun.group("noun")
                # `each with its error` speaks of all that came before, `the slope with its error` of the last.
                whose = before if "each" in words(clause.bare) else before[-1:]
                self._theirs(phrase, noun, whose, before, number)
                continue
            if self._of_these(phrase, number):
                continue
            if clause.whose == "child" and self._sweep is not None:
                self.in_children(phrase, number)
                continue
            phrase = self._also_drawn(phrase, before_it)  # noqa: PLW2901 - kept as what stands in front of it
            own = replace(phrase, group=phrase.group or clause.whose == "child")
            own = of_another(self._likewise(own, before_it), before_it, self._one_value)
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
            owner = without_statistics(symbol.words[0]) if only_statistics(noun) else symbol.words[0]
            own = replace(phrase, text=f"{noun} {owner}")
            of_it = resolve(own, others)
            told = not of_it.problem and all(_is_called(symbol, noun) for symbol in of_it.hits)
            if not told and not resolve(alone, others).problem:
                own = alone
            elif not told and of_it.hits:
                self._unsettled(alone, Resolved(problem="none"), number, decidable=False)
                continue
            self.phrase(own, number, apart_from=before)

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
        if self.inside_sweep(own, number) or self._stated.answers(phrase, number):
            return
        if self._sweep is not None and not self._sweep.sweep and phrase.want is Want.PARAMETER and phrase.generic:
            return  # every trial of a search or study has its own
        resolved = resolve(phrase, self._findings)
        if resolved.hits and all(symbol.kind is SymbolKind.PARAMETER for symbol in resolved.hits):
            self.phrase(phrase, number)  # the same in all of them
        else:
            self._ask(phrase, Resolved(candidates=resolved.candidates, problem="none"), number)

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
        if self._stated.answers(phrase, number) or (not in_parent and self.inside_sweep(phrase, number)):
            return []
        if self._models.asked_for(phrase, plainly=True):
            self._models.phrase(phrase, number)
            return []
        findings = self._apart_from(apart_from)
        resolved = self._resolved(phrase, findings, number)
        if resolved.problem and not owner and self._models.asked_for(phrase):
            self._models.phrase(phrase, number)
            return []
        within = bool(resolved.hits) and all(symbol.scope is Scope.LOOP for symbol in resolved.hits)
        missed = resolved.problem or within or (resolved.hits and how_many(phrase) not in (0, len(resolved.hits)))
        loops = loops_that_set(resolved.hits, findings) if phrase.text in self._of_several else ()
        if (missed or loops) and not in_parent and self._once_each(phrase, number, loops):
            return []
        if resolved.problem:
            self._unsettled(phrase, resolved, number, decidable=not apart_from)
            return []
        if self._miscounted(phrase, resolved, number):
            return []
        hits = told_apart([symbol for symbol in resolved.hits if not self.is_excluded(symbol, phrase)])
        if not hits and not phrase.generic:
            if not self._excepted(resolved.hits, number):
                self._contradiction(phrase, number)
            return []
        if resolved.note and len(hits) == len(resolved.hits):
            self._gathered.notes.append(resolved.note)
        for symbol in hits:
            self._gathered.take(
                symbol, phrase if len(hits) == 1 and not phrase.generic else None, number, want=phrase.want
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

    def _resolved(self, phrase: Phrase, findings: Findings, number: int) -> Resolved:
        """What a phrase names by itself, beside the line's other phrases, as a picture, or as a standard score."""
        if (named := of_a_name(phrase, findings)) is not None:
            return Resolved(hits=(named,), note=computed_note(phrase, named))
        if entries := entries_of(phrase, findings):
            return Resolved(hits=entries)
        if (kinds := grouped(phrase, findings)) is not None:
            return Resolved(hits=(kinds,), note=f"“{phrase.text}” is computed as `{kinds.expression}`")
        if (made := function_of(phrase, findings)) is not None:
            return Resolved(hits=(made,), note=computed_note(phrase, made))
        if (placed := self._at_optimum(phrase, findings, number)) is not None:
            return placed
        resolved = self._once(phrase, resolve(phrase, findings), number)
        if counted := counted_instead(phrase, resolved.hits, findings):
            return Resolved(hits=(counted,), note=computed_note(phrase, counted))
        if (item := item_of(phrase, resolved, findings)) is not resolved:
            return item
        if phrase.each and (looped := self._in_loop(phrase, findings)):
            return looped
        return self._instead(phrase, resolved, findings, number) if resolved.problem else resolved

    def _instead(self, phrase: Phrase, resolved: Resolved, findings: Findings, number: int) -> Resolved:
        """What a phrase that names nothing by itself means: of two values, beside another phrase, or computed."""
        if (made := self._of_two(phrase, findings, number)) is not None:
            return Resolved(hits=(made,), note=computed_note(phrase, made))
        if other := other_of_two(phrase, beside=self._named.get(number, {}), findings=findings):
            return Resolved(hits=(other,), note=f"“{phrase.text}” is taken to be `{other.expression}`")
        if resolved.problem in ("none", "left") and (score := standard_score(phrase, findings)) is not None:
            return replace(score, note=computed_note(phrase, score.hits[0])) if score.hits else score
        if resolved.problem in ("none", "left") and (made := derived(phrase, findings)) is not None:
            return Resolved(hits=(made,), note=computed_note(phrase, made))
        if resolved.problem == "none" and phrase.want in (Want.ANY, Want.SERIES) and not phrase.loop:
            resolved = _drawn(phrase, findings) or resolved
        return resolved

    def _at_optimum(self, phrase: Phrase, findings: Findings, number: int) -> Resolved | None:
        """Where another value is best, and what the line says of that place afterwards: `the loss there`."""
        if (asked := optimum(phrase)) is not None:
            self._optima[number] = asked, at_optimum(asked, phrase, findings)
            return self._optima[number][1]
        known = self._optima.get(number)
        if known is None:
            return None
        if tokens(phrase.text) == tokens(known[0].at):
            return known[1]
        value = there(phrase, known[0])
        return self._resolved(value, findings, -1) if value is not None else None

    def _of_two(self, phrase: Phrase, findings: Findings, number: int) -> Symbol | None:
        """The difference or ratio of two values that the phrase names; a noun may stand in the phrase before it."""
        before = list(self._named.get(number, {}))[-1:]
        noun = without_statistics(before[0].text) if before else ""
        return made_of_two(phrase, self._one_value, findings, noun=noun)

    def _one_value(self, phrase: Phrase) -> Symbol | None:
        """The one value that a phrase names by itself."""
        found = self._resolved(phrase, self._findings, -1)
        return found.hits[0] if len(found.hits) == 1 and not found.problem else None

    def _in_loop(self, phrase: Phrase, findings: Findings) -> Resolved | None:
        """`for each depth log the score`: one value per iteration of the loop over depths that sets it."""
        found = resolve(replace(phrase, want=Want.SERIES, group=False, each=""), findings)
        loops = [symbol for symbol in found.hits if symbol.scope is Scope.LOOP]
        counted = tokens(phrase.each)
        over = [
            s for s in loops if any(similarity(one, other) >= ACCEPT for one in counted for other in tokens(s.owner))
        ]
        return Resolved(hits=tuple(over), note=found.note) if len(over) == len(found.hits) == 1 else None

    def _once(self, phrase: Phrase, resolved: Resolved, number: int) -> Resolved:
        """No answer where the line takes it for other words already: the errors of A and of B are two numbers."""
        said = set(words(f"{phrase.text} {phrase.context}")) - _LINKS
        for known, symbol in self._named.get(number, {}).items():
            more = said - set(words(f"{known.text} {known.context}"))
            result = symbol.kind in (SymbolKind.METRIC, SymbolKind.SERIES)
            apart = result or (known.text == phrase.text and known.context != phrase.context)
            if resolved.hits == (symbol,) and apart and more:
                return nearest([symbol], problem="left", left=", ".join(sorted(more)))
        return resolved

    def _unsettled(self, phrase: Phrase, resolved: Resolved, number: int, *, decidable: bool) -> None:
        """Ask about a phrase, now or when the other requirements are read; words about the run itself ask nothing."""
        if self._about_the_run(phrase):
            self._gathered.run.append(number)
        elif resolved.problem == "several" and decidable:
            self._undecided.append((phrase, resolved, number))
        else:
            self._ask(phrase, resolved, number)

    def _miscounted(self, phrase: Phrase, resolved: Resolved, number: int) -> bool:
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

    def inside_sweep(self, phrase: Phrase, number: int) -> bool:
        """Whether the phrase names what differs from child run to child run (it is then theirs)."""
        if self._sweep is None or phrase.generic:
            return False
        if not self._sweep.sweep:
            return self._about_trials(phrase, number)
        own = inner_symbols(self._sweep, self._findings)
        deeper = [symbol for symbol in own if symbol.path[1] != self._sweep.sweep]
        curve = phrase.want is Want.SERIES and deeper
        own = deeper if curve else [_number(symbol) for symbol in own if symbol not in deeper]
        hits = rank(replace(phrase, want=Want.ANY), self._findings, within=own)
        outside = rank(phrase, self._findings)
        if not hits or hits[0].score < ACCEPT - 0.1 or (outside and outside[0].score > hits[0].score + 0.25):
            return False
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

    def _once_each(self, phrase: Phrase, number: int, loops: Sequence[Site] = ()) -> bool:
        """Whether a loop that trains once per thing computes what is wanted of each thing: child runs keep it.

        `loops`: those that are known to compute it for one of several things in every pass.
        """
        if self._gathered.swept is not None:
            return self.inside_sweep(self._without_name(phrase, self._gathered.swept), number)
        if not (phrase.group or loops) or self._sweep is not None or self._gathered.nested:
            return False
        said = tokens(f"{phrase.text} {phrase.context}")
        swept = loops or [site for site in self._findings.sites if site.sweep and _goes_over(site, said)]
        spoken = [_spoken(said, tokens(self._findings.texts.get(site.cell, ""))) for site in swept]
        best = [site for site, fit in zip(swept, spoken, strict=True) if fit >= max(spoken)]
        if len(best) != 1:
            return False
        self._sweep = best[0]
        if not self.inside_sweep(self._without_name(phrase, best[0]), number):
            self._sweep = None
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

    def _ask(self, phrase: Phrase, resolved: Resolved, number: int) -> None:
        text = self._gathered.texts[number]
        question = question_for(phrase, resolved, self._findings, requirement=number, text=text)
        self._gathered.questions.append(question)
        self._gathered.asked_of[question] = phrase

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
            if len(nearest) > 1:
                nearest, where = spoken_of(phrase, nearest, self._findings), "whose cell speaks of it"
            if len(nearest) == 1:
                chosen = f"`{nearest[0].expression}` (cell {nearest[0].cell})"
                self._gathered.notes.append(f"“{phrase.text}” is taken to be {chosen}, the one {where}")
                self._gathered.take(nearest[0], phrase, number, want=phrase.want)
            else:
                self._ask(phrase, resolved, number)

    def _with_the_others(self, candidates: Sequence[Symbol]) -> list[Symbol]:
        """Without a training: those of the cell that most other results (for settings: values) of the task are from."""
        settings = self._gathered.params if all(one.kind is SymbolKind.PARAMETER for one in candidates) else ()
        cells = Counter(value.cell for value in (*self._gathered.metrics, *self._gathered.series, *settings))
        most = max((cells[symbol.cell] for symbol in candidates), default=0)
        return [symbol for symbol in candidates if most and cells[symbol.cell] == most] or list(candidates)

    @staticmethod
    def _about_the_run(phrase: Phrase) -> bool:
        """`each run`, `the start`: words about the run itself, which every plan has."""
        return intents.about_runs(phrase.text)

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

    def _contradiction(self, phrase: Phrase, number: int) -> None:
        both = f"“{phrase.text}” is asked for, and the task also says to leave it out."
        self._gathered.ask(number, f"{both} Which of the two holds?")

    def _ask_plainly(self, clause: Clause, number: int) -> None:
        self._gathered.ask(
            number,
            f"“{as_written(clause.text)}” names nothing that could be tracked. "
            "Say what to log, in words that the notebook uses.",
            tracking="tracking:\n  metrics:\n    name: <expression>\n",
            choosable=True,
        )


def _names_pictures(phrase: Phrase) -> bool:
    """Whether a phrase speaks of several pictures: `the plots`, `the loss plots`."""
    return any(word != lemma(word) and wording.FIGURE.search(lemma(word)) for word in words(phrase.text))


def _spoken(said: Sequence[Token], text: Sequence[Token]) -> float:
    """How much of some words a text says; two that stand side by side in both count once more."""
    return coverage(said, text) + len(set(pairwise(said)) & set(pairwise(text)))


def _is_history(symbol: Symbol) -> bool:
    return symbol.kind is SymbolKind.SERIES and symbol.scope is Scope.NOTEBOOK


def _number(symbol: Symbol) -> Symbol:
    """What a loop computes once per pass is one number of that pass, and no history."""
    return symbol.model_copy(update={"kind": SymbolKind.METRIC}) if symbol.kind is SymbolKind.SERIES else symbol


def _goes_over(site: Site, said: Sequence[Token]) -> bool:
    """Whether words name what a loop goes over: `each of the two classifiers` for `for name, clf in …`."""
    variables = [token for name in site.sweep_names for token in tokens(name)]
    return any(similarity(one, other) >= ACCEPT for one in said for other in variables)


def _is_called(symbol: Symbol, noun: str) -> bool:
    """Whether a symbol's own words say what `its score` is, and not only whose it is."""
    heavy = [token for token in tokens(noun) if not token.light or set(token) & MEASURES]
    own = surroundings(symbol)
    return all(any(similarity(token, other) >= ACCEPT for other in own) for token in heavy)


def _drawn(phrase: Phrase, findings: Findings) -> Resolved | None:
    """`the confusion matrix` names a picture as well as a number, `the ROC curve` as well as a history."""
    if phrase.final or wording.COUNT_OF.search(phrase.text) or is_model(phrase.text):
        return None
    said = tokens(phrase.text)
    if phrase.want is Want.ANY and said and (set(said[-1]) & MEASURES or _NUMBERS.search(phrase.text)):
        return None  # an axis may be called `accuracy`; a picture is not
    wanted = tokens(f"{phrase.text} {phrase.context}")
    drawn = resolve(replace(phrase, want=Want.ARTIFACT), findings)
    clear = all(coverage(wanted, surroundings(symbol)) >= 0.9 for symbol in drawn.hits)
    if phrase.want is Want.ANY and not _PICTURED.search(phrase.text):  # the label of an axis alone names no picture
        clear = clear and all(coverage(said, tokens(" ".join(symbol.words[:2]))) >= 0.9 for symbol in drawn.hits)
    return drawn if drawn.hits and clear else None
