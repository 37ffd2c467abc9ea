"""The planner reads the requirements clause by clause and assembles the plan, or the questions in its way."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from worker.findings import Findings, Site
from worker.interpret import intents, run_words
from worker.interpret.asking import Asking
from worker.interpret.assembly import add_stated, assemble, site_of
from worker.interpret.child_runs import ChildRuns
from worker.interpret.choices import Chooser, settle
from worker.interpret.clauses import Clause, clauses
from worker.interpret.gathered import Gathered
from worker.interpret.intents import Intent
from worker.interpret.models import ModelReader
from worker.interpret.name_reader import NameReader
from worker.interpret.phrases import Want, phrases
from worker.interpret.stated_counts import check_counts
from worker.interpret.steps import steps_of, without_steps
from worker.interpret.structured import Stated
from worker.interpret.trials import trial_site
from worker.interpret.unlogged import COMPLETE_PARAMS, unlogged
from worker.interpret.value_reader import ValueReader
from worker.plan import Interpretation
from worker.task import Task


class Planner:
    """Builds the plan for one notebook; `readings` has plainer words for some requirements, by index."""

    def __init__(self, task: Task, findings: Findings, *, readings: Mapping[int, str]) -> None:
        self._task = task
        self._findings = findings
        plain = [without_steps(readings.get(number, text)) for number, text in enumerate(task.requirements)]
        self._steps = {number: what for number, (_, what) in enumerate(plain) if what}
        self._read = [
            (number, clause)
            for number, text in enumerate(task.requirements)
            for clause in (intents.repair(text) if findings.tracking.calls else ()) or clauses(plain[number][0])
        ]
        said = (f"“{task.requirements[number]}” is read as “{reading}”" for number, reading in readings.items())
        self._gathered = Gathered(texts=task.requirements, notes=[*findings.notes, *said])
        self._stated = Stated(task.tracking, findings)
        self._sweep = self._sweep_asked_for()
        self._models = ModelReader(findings=findings, tracking=task.tracking, gathered=self._gathered)
        self._asking = Asking(findings=findings, gathered=self._gathered)
        self._children = ChildRuns(findings=findings, gathered=self._gathered, sweep=self._sweep)
        self._values = ValueReader(
            findings=findings,
            stated=self._stated,
            gathered=self._gathered,
            children=self._children,
            asking=self._asking,
            models=self._models,
        )
        self._names = NameReader(
            findings=findings, tracking=task.tracking, gathered=self._gathered, values=self._values
        )

    def interpretation(self, choose: Chooser | None = None) -> Interpretation:
        """Read every requirement; the plan, and the questions that stand in its way.

        `choose` may answer questions of the rules before the task's own block is added and the plan assembled.
        """
        handlers: Mapping[Intent, Callable[[Clause, int], None]] = {
            Intent.VALUES: self._values.read,
            Intent.EXPERIMENT: self._names.experiment,
            Intent.RUN: self._run,
            Intent.RUN_NAME: self._names.run,
            Intent.TAGS: self._names.tags,
            Intent.LINK: self._link,
            Intent.NESTED: self._nest,
            Intent.MODEL: self._model,
            Intent.FIX: self._fix,
            Intent.EXCLUDE: self._values.exclude,
        }
        tracked = bool(self._findings.tracking.calls)
        for number, clause in sorted(self._read, key=lambda item: not item[1].negative):
            if self._sweep is not None and self._in_children(clause, number) and number not in self._gathered.nested:
                self._gathered.nested.append(number)
            handlers[intents.intent_of(clause, has_tracking=tracked)](clause, number)
        self._complete()
        self._asking.decide(site_of(self._gathered, self._findings))
        if choose is not None:
            settle(self._gathered, choose=choose, task=self._task, findings=self._findings, values=self._values)
        self._name_steps()
        check_counts(self._task.requirements, self._gathered)
        add_stated(self._gathered, self._stated)
        plan = assemble(self._gathered, tracking=self._task.tracking, findings=self._findings)
        return Interpretation(plan=plan, questions=tuple(self._gathered.questions), notes=plan.notes)

    def _sweep_asked_for(self) -> Site | None:
        """The sweep, search or study that child runs are asked for, if they are."""
        nested = [
            clause
            for number, clause in self._read
            if intents.intent_of(clause, has_tracking=False) is Intent.NESTED or self._in_children(clause, number)
        ]
        if not nested and not self._task.tracking.nested:
            return None
        kept = [phrase for _, clause in self._read if clause.whose == "child" for phrase in clause.phrases]
        site = trial_site(self._findings, trial=" ".join(clause.trial for clause in nested), kept=kept)
        if site is not None and [one for one in self._findings.sites if one.tunes] != [site]:
            self._gathered.swept = site
        return site

    def _in_children(self, clause: Clause, number: int) -> bool:
        """Whether a clause says what child runs keep, and so that there are some: `in each child run log the loss`."""
        return clause.whose == "child" and run_words.CHILD_RUNS.search(self._task.requirements[number]) is not None

    def _run(self, clause: Clause, number: int) -> None:  # noqa: ARG002 - every plan has a run context
        self._gathered.run.append(number)

    def _link(self, clause: Clause, number: int) -> None:  # noqa: ARG002 - there is one kind of link
        self._gathered.link.append(number)

    def _nest(self, clause: Clause, number: int) -> None:
        self._gathered.nested.append(number)
        found = run_words.NESTED_REST.search(clause.text)
        rest = found if found and not run_words.CHILDREN_SAID.search(found.group("rest")) else None
        said = phrases(rest.group("rest")) if rest else clause.phrases
        for phrase in said:
            own = replace(phrase, final=False)
            if rest and self._sweep is not None:
                self._values.in_children(own, number)
            else:
                self._children.inside_sweep(own, number)
        if self._sweep is None:
            asked = "the notebook has no loop, search or study that trains once per trial, so nothing can be nested."
            self._gathered.ask(number, asked)

    def _model(self, clause: Clause, number: int) -> None:
        """Keep the model, and what is named beside it; weights are numbers where the notebook has no model."""
        if self._models.names_numbers(clause):
            self._values.read(clause, number)
            return
        for phrase in self._models.clause(clause, number):
            self._values.phrase(phrase, number)

    def _fix(self, clause: Clause, number: int) -> None:
        for name in intents.fixes(clause):
            self._gathered.fixes.setdefault(name, []).append(number)

    def _name_steps(self) -> None:
        """Give the histories of a line the steps that it names, where the notebook has them."""
        for number, what in self._steps.items():
            for at, value in enumerate(self._gathered.series):
                if number not in value.requirements:
                    continue
                steps = steps_of(what, value, self._findings)
                if steps is None:
                    said = f"nothing in the notebook is clearly “{what}”, one whole number for each value"
                    self._gathered.notes.append(f"the steps of `{value.expression}` count from 0: {said}")
                else:
                    after = max(value.statement, steps.statement) if steps.cell == value.cell else value.statement
                    changed = {"steps": steps.expression, "statement": after}
                    self._gathered.series[at] = value.model_copy(update=changed)

    def _complete(self) -> None:
        """Plan the parameters that flow into the training and that the notebook does not log yet."""
        asked = self._gathered.fixes.get(COMPLETE_PARAMS)
        if asked is None and COMPLETE_PARAMS not in self._task.tracking.fixes:
            return
        missing = unlogged(self._findings, site_of(self._gathered, self._findings))
        for symbol in missing:
            self._gathered.take(symbol, None, asked[0] if asked else 0, want=Want.PARAMETER)
        names = ", ".join(f"`{symbol.expression}`" for symbol in missing) or "none"
        self._gathered.notes.append(f"parameters that reach the training and were not logged: {names}")
