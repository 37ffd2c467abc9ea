"""The planner reads the requirements one by one and gathers the plan, or the questions that stand in its way."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from worker.findings import Findings, Scope, Site, Symbol, SymbolKind
from worker.interpret import intents, wording
from worker.interpret.clauses import Clause, clauses
from worker.interpret.intents import Intent
from worker.interpret.language import coverage, tokens, words
from worker.interpret.match import ACCEPT, rank
from worker.interpret.naming import default_experiment, notebook_stem, slug
from worker.interpret.phrases import Phrase, Want, phrases
from worker.interpret.questions import describe, plain_question, question_for
from worker.interpret.resolve import Resolved, resolve
from worker.interpret.sites import main_site, near_site
from worker.interpret.structured import Stated
from worker.interpret.values import artifact_of, model_of, value_of
from worker.plan import Artifact, Experiment, Fix, Interpretation, Model, Nested, Question, TrackingPlan, Value
from worker.task import Task

_FRAMEWORKS = (
    "pina",
    "lightning",
    "torch",
    "tensorflow",
    "keras",
    "xgboost",
    "lightgbm",
    "sklearn",
    "statsmodels",
    "scipy",
    "jax",
)


class Planner:
    """Builds the plan for one notebook."""

    def __init__(self, task: Task, findings: Findings) -> None:
        self._task = task
        self._findings = findings
        self._stated = Stated(task.tracking, findings)
        self._params: list[Value] = []
        self._metrics: list[Value] = []
        self._series: list[Value] = []
        self._artifacts: list[Artifact] = []
        self._model: Model | None = None
        self._nested: tuple[int, ...] = ()
        self._experiment: tuple[str, tuple[int, ...]] = ("", ())
        self._experiment_tags: dict[str, str] = {}
        self._run_name = ""
        self._run_tags: dict[str, str] = {}
        self._run_tag_requirements: list[int] = []
        self._run: list[int] = []
        self._link: list[int] = []
        self._fixes: dict[str, list[int]] = {}
        self._excluded: list[Phrase] = []
        self._undecided: list[tuple[Phrase, Resolved, int]] = []
        self._sweep: Site | None = None
        self._inner: dict[str, list[tuple[Symbol, Phrase | None, int]]] = {"params": [], "metrics": []}
        self._questions: list[Question] = []
        self._notes: list[str] = list(findings.notes)
        self._keys: dict[str, set[str]] = {"params": set(), "metrics": set(), "paths": set()}
        self._taken: dict[tuple[str, str, tuple[int, ...]], int] = {}

    def interpretation(self) -> Interpretation:
        """Read every requirement; the plan, or the questions."""
        handlers: Mapping[Intent, Callable[[Clause, int], None]] = {
            Intent.VALUES: self._values,
            Intent.EXPERIMENT: self._name_experiment,
            Intent.RUN: lambda clause, number: self._run.append(number),  # noqa: ARG005 - every plan has a run context
            Intent.RUN_NAME: self._name_run,
            Intent.TAGS: self._tag,
            Intent.LINK: lambda clause, number: self._link.append(number),  # noqa: ARG005
            Intent.NESTED: self._nest,
            Intent.MODEL: self._keep_model,
            Intent.FIX: self._fix,
            Intent.EXCLUDE: self._exclude,
        }
        read = [(number, clause) for number, text in enumerate(self._task.requirements) for clause in clauses(text)]
        tracked = bool(self._findings.tracking.calls)
        self._sweep = self._swept(clause for _, clause in read)
        ordered = sorted(read, key=lambda item: not item[1].negative)  # exclusions first: they bound what “all” means
        for number, clause in ordered:
            handlers[intents.intent_of(clause, has_tracking=tracked)](clause, number)
        self._decide()
        self._state()
        plan = self._plan()
        return Interpretation(plan=plan, questions=tuple(self._questions), notes=plan.notes)

    def _swept(self, read: Iterable[Clause]) -> Site | None:
        """The sweep that child runs are asked for, if they are."""
        asked = self._task.tracking.nested or any(
            intents.intent_of(clause, has_tracking=False) is Intent.NESTED for clause in read
        )
        return next((site for site in self._findings.sites if site.sweep), None) if asked else None

    # ------------------------------------------------------------ values

    def _values(self, clause: Clause, number: int) -> None:
        if not clause.phrases:
            self._ask_plainly(clause, number)
        if wording.CONSTRAINT.search(clause.bare) and not any(resolve(p, self._findings).hits for p in clause.phrases):
            self._run.append(number)  # what must stay as it is does: the checks of the notebook show it
            return
        keeps = bool(wording.KEEPING.match(clause.text))
        before: list[Symbol] = []
        for phrase in self._of_one_kind(clause.phrases):
            if (pronoun := wording.PRONOUN.match(phrase.text)) and before:
                # `each with its error` speaks of all that came before, `the slope with its error` of the last.
                for symbol in before if "each" in words(clause.bare) else before[-1:]:
                    own = replace(phrase, text=f"{pronoun.group('noun')} {symbol.words[0]}")
                    self._phrase(own, number, apart_from=before)
                continue
            before.extend(self._phrase(phrase, number, keeps=keeps))

    def _phrase(
        self, phrase: Phrase, number: int, *, keeps: bool = False, apart_from: Sequence[Symbol] = ()
    ) -> list[Symbol]:
        """Plan what a phrase names, or ask; the symbols that it names."""
        if self._stated.answers(phrase, number) or self._inside_sweep(phrase, number):
            return []
        others = tuple(symbol for symbol in self._findings.symbols if symbol not in apart_from)
        findings = self._findings.model_copy(update={"symbols": others})
        resolved = resolve(phrase, findings)
        if resolved.problem == "none" and phrase.want is Want.ANY and keeps:
            # `store the confusion matrix` names a picture as well as a number.
            drawn = resolve(replace(phrase, want=Want.ARTIFACT), findings)
            resolved = drawn if drawn.hits else resolved
        if resolved.problem:
            if self._about_the_run(phrase):
                self._run.append(number)
                return []
            if resolved.problem == "several" and not apart_from:
                self._undecided.append((phrase, resolved, number))
            else:
                self._ask(phrase, resolved, number)
            return []
        hits = [symbol for symbol in resolved.hits if not self._is_excluded(symbol, phrase)]
        if not hits and not phrase.generic:
            self._contradiction(phrase, number)
            return []
        if resolved.note and len(hits) == len(resolved.hits):
            self._notes.append(resolved.note)
        for symbol in hits:
            self._take(symbol, phrase if len(hits) == 1 and not phrase.generic else None, number, want=phrase.want)
        return hits

    def _inside_sweep(self, phrase: Phrase, number: int) -> bool:
        """Whether the phrase names what differs from child run to child run (it is then theirs)."""
        if self._sweep is None or phrase.final or phrase.generic:
            return False
        line = self._sweep.sweep
        own = [s for s in self._findings.symbols if s.scope is Scope.LOOP and len(s.path) == 2 and s.path[1] == line]
        hits = rank(replace(phrase, want=Want.ANY), self._findings, within=own)
        outside = rank(phrase, self._findings)
        if not hits or hits[0].score < ACCEPT - 0.1 or (outside and outside[0].score > hits[0].score + 0.25):
            return False
        symbol = hits[0].symbol
        about_runs = "run" in words(phrase.text)
        found = self._inner["params" if symbol.origin == "sweep" else "metrics"]
        found[:] = [item for item in found if item[0].expression != symbol.expression]
        found.append((symbol, None if about_runs else phrase, number))
        return True

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
        text = self._task.requirements[number]
        self._questions.append(question_for(phrase, resolved, self._findings, requirement=number, text=text))

    def _decide(self) -> None:
        """Decide between equally good candidates by the training that the other requirements are about."""
        site = self._main_site()
        for phrase, resolved, number in self._undecided:
            taken = {
                value.expression
                for kind in ("params", "metrics", "series", "artifacts")
                for value in self._bucket(kind)
                if number in value.requirements
            }
            candidates = [hit.symbol for hit in resolved.candidates if hit.symbol.expression not in taken]
            nearest = near_site(candidates, site, self._findings)
            if len(nearest) == 1:
                self._notes.append(
                    f"“{phrase.text}” is taken to be `{nearest[0].expression}` (cell {nearest[0].cell}), the one at the training"
                )
                self._take(nearest[0], phrase, number, want=phrase.want)
            else:
                self._ask(phrase, resolved, number)

    @staticmethod
    def _about_the_run(phrase: Phrase) -> bool:
        """`each run`, `the start`: words about the run itself, which every plan has."""
        empty = not [token for token in tokens(phrase.text) if not token.light]
        return (empty and not phrase.exact and not phrase.generic) or intents.about_runs(phrase.text)

    def _take(self, symbol: Symbol, phrase: Phrase | None, number: int, *, want: Want) -> None:
        kind = self._kind(symbol, want)
        bucket = self._bucket(kind)
        place = symbol.cell if symbol.scope is Scope.CELL else -1
        identity = (kind, symbol.expression, (*symbol.path, place))
        known = self._taken.get(identity)
        if known is not None:
            old = bucket[known]
            bucket[known] = old.model_copy(update={"requirements": tuple(dict.fromkeys((*old.requirements, number)))})
            return
        self._taken[identity] = len(bucket)
        if kind == "artifacts":
            self._artifacts.append(artifact_of(symbol, phrase, number, self._keys["paths"]))
        else:
            keys = self._keys["params" if kind == "params" else "metrics"]
            bucket.append(value_of(symbol, phrase, number, keys))

    @staticmethod
    def _kind(symbol: Symbol, want: Want) -> str:
        if symbol.kind in (SymbolKind.FIGURE, SymbolKind.TABLE, SymbolKind.FILE):
            return "artifacts"
        if symbol.kind is SymbolKind.SERIES:
            return "series" if want is not Want.PARAMETER else "params"
        return "params" if symbol.kind is SymbolKind.PARAMETER or want is Want.PARAMETER else "metrics"

    def _bucket(self, kind: str) -> list[Any]:
        buckets: dict[str, list[Any]] = {
            "params": self._params,
            "metrics": self._metrics,
            "series": self._series,
            "artifacts": self._artifacts,
        }
        return buckets[kind]

    def _exclude(self, clause: Clause, number: int) -> None:
        self._excluded.extend(clause.phrases)
        self._run.append(number)
        self._notes.append(f"left out as asked: {self._task.requirements[number]}")

    def _is_excluded(self, symbol: Symbol, phrase: Phrase) -> bool:
        """Whether a “do not log …” names the symbol, and names it at least as exactly as the phrase that wants it."""
        named = [token for text in symbol.words for token in tokens(text)]
        wanted = tokens(phrase.text)
        for other in self._excluded:
            unwanted = tokens(other.text)
            if other.exact and other.exact == symbol.expression:
                return True
            if all(token.light for token in unwanted):
                continue
            if unwanted and coverage(unwanted, named) > 0.75 and (phrase.generic or coverage(wanted, unwanted) > 0.75):
                return True
        return False

    def _contradiction(self, phrase: Phrase, number: int) -> None:
        self._questions.append(
            plain_question(
                self._task.requirements[number],
                requirement=number,
                asked=f"“{phrase.text}” is asked for, and the task also says to leave it out. Which of the two holds?",
            )
        )

    def _ask_plainly(self, clause: Clause, number: int) -> None:
        self._questions.append(
            plain_question(
                self._task.requirements[number],
                requirement=number,
                asked=f"“{clause.text}” names nothing that could be tracked. Say what to log, in which words the notebook uses for it.",
                tracking="tracking:\n  metrics:\n    name: <expression>\n",
            )
        )

    # ------------------------------------------------------------ names, tags, links, models

    def _name_experiment(self, clause: Clause, number: int) -> None:
        name = intents.experiment_name(clause)
        if not name:
            self._values(clause, number)
            return
        if self._experiment[0] not in ("", name) and self._task.tracking.experiment is None:
            self._questions.append(
                plain_question(
                    self._task.requirements[number],
                    requirement=number,
                    asked=f"the task names two experiments, `{self._experiment[0]}` and `{name}`. Which one shall the runs belong to?",
                    tracking=f"tracking:\n  experiment: {self._experiment[0]}\n",
                    candidates=(self._experiment[0], name),
                )
            )
        self._experiment = (name, (*self._experiment[1], number))
        if intents.mentions_tags(clause):
            self._experiment_tags.update(intents.tag_pairs(clause))
        rest = re.sub(r"(?:\b(?:under|in|into|to|for|within|as|inside)\b\s*)?(?:\b(?:an?|the|its own)\b\s*)?(?:mlflow\s+)?experiment\b(?:\s+(?:named|called|name))?\s*(?:`[^`]*`)?",
                      " ", clause.text, flags=re.IGNORECASE)  # fmt: skip
        if not wording.LOGGING.match(rest):
            return
        for phrase in phrases(rest):
            resolved = resolve(phrase, self._findings)
            if resolved.hits and not phrase.generic:
                self._phrase(phrase, number)

    def _name_run(self, clause: Clause, number: int) -> None:
        self._run.append(number)
        if clause.quoted:
            self._run_name = clause.quoted[0]
            return
        # “after the learning rate”: built from the parameters, which must then be logged.
        for phrase in clause.phrases:
            resolved = resolve(Phrase(text=phrase.text, want=Want.PARAMETER, exact=phrase.exact), self._findings)
            for symbol in resolved.hits:
                self._take(symbol, phrase, number, want=Want.PARAMETER)

    def _tag(self, clause: Clause, number: int) -> None:
        pairs = dict(intents.tag_pairs(clause))
        if not pairs and self._task.tracking.run is not None and self._task.tracking.run.tags:
            return
        if not pairs:
            self._questions.append(
                plain_question(
                    self._task.requirements[number],
                    requirement=number,
                    asked="which key and value shall the tag have? Write it as `key=value`.",
                    tracking="tracking:\n  run:\n    tags:\n      key: value\n",
                )
            )
        elif re.search(r"\bexperiment\b", clause.bare, re.IGNORECASE):
            self._experiment_tags.update(pairs)
        else:
            self._run_tags.update(pairs)
            self._run_tag_requirements.append(number)

    def _keep_model(self, clause: Clause, number: int) -> None:
        if self._task.tracking.model is not None:
            return
        models = [symbol for symbol in self._findings.symbols if symbol.kind is SymbolKind.MODEL]
        name = clause.quoted[-1] if clause.quoted else ""
        exact = next((symbol for symbol in models if symbol.expression in clause.quoted), None)
        registered = re.search(r"\bregist", clause.bare, re.IGNORECASE)
        if exact is not None:
            name = next((quoted for quoted in clause.quoted if quoted != exact.expression), "")
        if not name and registered:
            match = re.search(r"\b(?:as|under(?: the name)?|named|called)\s+([\w][\w.\-]*)", clause.bare)
            name = match.group(1) if match else f"{slug(notebook_stem(self._findings.notebook), separator='-')}-model"
        chosen = exact or self._trained_model(models, clause)
        if chosen is None:
            several = len(models) > 1
            self._questions.append(
                plain_question(
                    self._task.requirements[number],
                    requirement=number,
                    asked="which of the models is meant?"
                    if several
                    else "the notebook has no fitted model that MLflow can keep.",
                    tracking=f"tracking:\n  model:\n    expression: {models[0].expression if models else '<expression>'}\n    registered_name: {name or 'name'}\n",
                    candidates=tuple(describe(symbol) for symbol in models[:6]),
                )
            )
            return
        self._model = model_of(chosen, self._findings, number, name if registered or name else "")

    def _trained_model(self, models: list[Symbol], clause: Clause) -> Symbol | None:
        if len(models) < 2:
            return models[0] if models else None
        wanted = tokens(" ".join(phrase.text for phrase in clause.phrases))
        scored = [
            (
                coverage(
                    wanted, [t for text in (*m.words, m.owner, m.live.type if m.live else "") for t in tokens(text)]
                ),
                m,
            )
            for m in models
        ]
        top = max(score for score, _ in scored)
        best = [model for score, model in scored if score >= top - 0.05]
        targets = {site.target for site in self._findings.sites}
        for narrowed in (
            [m for m in best if m.live and m.live.fitted is not False and "predict" in m.live.methods],
            [m for m in best if m.expression in targets],
        ):
            if len(narrowed) == 1:
                return narrowed[0]
            best = narrowed or best
        return best[0] if len(best) == 1 else None

    def _nest(self, clause: Clause, number: int) -> None:
        self._nested = (*self._nested, number)
        for phrase in clause.phrases:
            self._inside_sweep(replace(phrase, final=False), number)
        if not any(site.sweep for site in self._findings.sites):
            self._questions.append(
                plain_question(
                    self._task.requirements[number],
                    requirement=number,
                    asked="the notebook has no loop that trains once per iteration, so there is nothing to nest runs for.",
                )
            )

    def _fix(self, clause: Clause, number: int) -> None:
        for name in intents.fixes(clause):
            self._fixes.setdefault(name, []).append(number)

    # ------------------------------------------------------------ the plan

    def _state(self) -> None:
        """What the task's `tracking:` block states wins over what English suggested."""
        stated = self._stated.items(first_requirement=0)
        self._questions.extend(stated.questions)
        for kind, value in stated.values:
            bucket = self._bucket(kind)
            bucket[:] = [other for other in bucket if other.key != value.key]
            bucket.append(value)
        self._artifacts.extend(stated.artifacts)
        self._model = stated.model or self._model

    def _main_site(self) -> Site | None:
        kept = [self._model] if self._model else []
        results: list[Value | Artifact | Model] = [*self._metrics, *self._series, *self._artifacts, *kept]
        return main_site(self._findings, params=self._params, results=results, nested=bool(self._nested))

    def _plan(self) -> TrackingPlan:
        tracking = self._task.tracking
        name, numbers = self._experiment
        stated_name = tracking.experiment.name if tracking.experiment else ""
        existing = next(iter(self._findings.tracking.experiments), "")
        site = self._main_site()
        nested = self._nested_plan(site) if self._nested or tracking.nested else None
        return TrackingPlan(
            notebook=self._findings.notebook,
            experiment=Experiment(
                name=stated_name or name or existing or default_experiment(self._findings.notebook),
                tags=self._all_experiment_tags(),
                requirements=tuple(dict.fromkeys(numbers)),
            ),
            site=site,
            run_name=(tracking.run.name if tracking.run else "") or self._run_name,
            run_tags={**self._run_tags, **(tracking.run.tags if tracking.run else {})},
            run_tag_requirements=tuple(self._run_tag_requirements),
            run_requirements=tuple(dict.fromkeys(self._run)),
            params=tuple(self._params),
            metrics=tuple(self._metrics),
            series=tuple(self._series),
            artifacts=tuple(self._artifacts),
            model=self._model,
            nested=nested,
            link=bool(self._link) if tracking.link is None else tracking.link,
            link_requirements=tuple(self._link),
            fixes=tuple(Fix(name=fix, requirements=tuple(found)) for fix, found in self._all_fixes().items()),
            notes=tuple(dict.fromkeys(self._notes)),
        )

    def _all_experiment_tags(self) -> dict[str, str]:
        stated = self._task.tracking.experiment.tags if self._task.tracking.experiment else {}
        framework = next((name for name in _FRAMEWORKS if name in self._findings.frameworks), "")
        found = {"notebook": notebook_stem(self._findings.notebook), **({"framework": framework} if framework else {})}
        return {**found, **self._experiment_tags, **stated}

    def _all_fixes(self) -> dict[str, list[int]]:
        return {**self._fixes, **{name: self._fixes.get(name, []) for name in self._task.tracking.fixes}}

    def _nested_plan(self, site: Site | None) -> Nested | None:
        if site is None or not site.sweep:
            return None
        keys: dict[str, set[str]] = {"params": set(), "metrics": set()}
        path = (site.sweep_first, site.sweep)
        variables = [s for s in self._findings.symbols if s.origin == "sweep" and s.path == path]
        asked = {symbol.expression for symbol, _, _ in self._inner["params"]}
        others = [
            (symbol, None, self._nested[0]) for symbol in variables if symbol.expression not in asked and self._nested
        ]
        return Nested(
            cell=site.cell,
            statement=site.first,
            path=path,
            name=site.sweep_names[0] if site.sweep_names else "trial",
            params=tuple(
                value_of(symbol, phrase, number, keys["params"])
                for symbol, phrase, number in [*self._inner["params"], *others]
            ),
            metrics=tuple(
                value_of(symbol.model_copy(update={"kind": SymbolKind.METRIC}), phrase, number, keys["metrics"])
                for symbol, phrase, number in self._inner["metrics"]
            ),
            requirements=self._nested,
        )
