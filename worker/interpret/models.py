"""Reading what asks for a model, and finding the one that is described: by its name, its class, its comments."""

import re
from collections.abc import Sequence

from worker.findings import Findings, Symbol, SymbolKind
from worker.interpret import run_words, value_words
from worker.interpret.clauses import Clause
from worker.interpret.gathered import Gathered
from worker.interpret.language import Token, coverage, lemma, similarity, tokens, words
from worker.interpret.lexicon import ALGORITHMS, MEASURES, STOP
from worker.interpret.naming import notebook_stem, slug
from worker.interpret.phrases import Phrase, Want
from worker.interpret.questions import describe
from worker.interpret.resolve import resolve
from worker.interpret.values import model_of
from worker.task import Tracking

_AS_MODEL = re.compile(
    r"\s+(?:(?:is|are|be|to|should|must|shall|has|gets?|saved|stored|kept|logged|registered|recorded|tracked|persisted|goes|go|in|too|also)\s+)*"
    r"as\s+(?:an?\s+|the\s+|our\s+)?(?:[\w-]+\s+){0,2}models?\s*$",
    re.IGNORECASE,
)
"""`… as a model`, `… saved as a PyTorch model`"""
_HEAD_END = re.compile(
    r"\s+(?:as|in|into|under|to|with|for|from|of|at|on|by|that|which|so|after|including|along|together)\b",
    re.IGNORECASE,
)
_SORT = re.compile(r"\b(?:regress(?:ion|or)|classif(?:ier|ication)|cluster(?:ing|er))\b", re.IGNORECASE)
_NOUN = re.compile(
    r"(?:model|classifier|regressor|estimator|pipeline|network|clusterer|learner|predictor|ensemble|selector)",
    re.IGNORECASE,
)
_BEFORE_IT = r"(?:(?!(?:of|for|with|from|in|on|by|that|which)\b)[\w-]+\s+){0,4}"
_SEVERAL = re.compile(
    rf"\s*(?:the\s+)?(?:{_BEFORE_IT}{_NOUN.pattern}s\b|(?:each|every)\s+{_BEFORE_IT}{_NOUN.pattern}\b)", re.IGNORECASE
)
"""`both models`, `all four fitted regressors`, `the trained classifiers`"""
_SAID = 0.8
"""from this similarity on, a model's own words say a word of the phrase"""
_STATES = frozenset({"best", "fit", "fitted", "trained", "final", "tuned", "winning"})
"""how a model came about"""
_TRAINED = re.compile(r"(?:the\s+|our\s+|its\s+|an?\s+)?(?:trained|fitted|tuned)\s", re.IGNORECASE)
_SHORT = {
    "svm": ("svc", "svr"),
    "knn": ("neighbors",),
    "stump": ("tree", "boost"),
    "gbm": ("boosting",),
    "dnn": ("mlp",),
}
"""what everybody calls a class of which it is no abbreviation"""
_VALUES = (Want.PARAMETER, Want.METRIC, Want.SERIES, Want.FIGURE, Want.TABLE)


class ModelReader:
    """Plans the model that a clause or a phrase asks to keep."""

    def __init__(self, *, findings: Findings, tracking: Tracking, gathered: Gathered) -> None:
        self._findings = findings
        self._tracking = tracking
        self._gathered = gathered
        self._models = [symbol for symbol in findings.symbols if symbol.kind is SymbolKind.MODEL]

    def clause(self, clause: Clause, number: int) -> Sequence[Phrase]:
        """Plan the model of a clause and the name to register it under; the clause's phrases that name values."""
        values = [phrase for phrase in clause.phrases if _names_value(phrase) or self._is_beside(phrase, clause)]
        if self._tracking.model is not None:
            return values
        exact = next((symbol for symbol in self._models if symbol.expression in clause.quoted), None)
        name = self._gathered.model_names[number] = self._registered_name(clause, apart_from=exact)
        kept = [_without_purpose(phrase.text) for phrase in clause.phrases if phrase not in values]
        several = self._several(kept) if exact is None else ()
        if several:
            listed = " and ".join(f"`{model.expression}`" for model in several)
            self._ask(f"several models are asked for, {listed}; one run keeps one.", number, registered=name)
        else:
            self._keep(exact or self._described(" ".join(kept)), number, registered=name)
        return values

    def _is_beside(self, phrase: Phrase, clause: Clause) -> bool:
        """Whether a phrase is a thing of its own beside the model: `the drift` of `the model and the drift`."""
        own = len(clause.phrases) > 1 and _OWN_THING.match(phrase.text) and not is_model(phrase.text)
        described = any(self._is_called(phrase.text, model) for model in self._models)
        if not own or described or phrase.exact or phrase.text in clause.quoted:
            return False
        found = resolve(phrase, self._findings)
        return bool(found.hits) and not found.problem and all(one.kind is not SymbolKind.MODEL for one in found.hits)

    def _several(self, said: Sequence[str]) -> Sequence[Symbol]:
        """The models that are asked for where it is more than one: `both models`, `the forest and the tree`."""
        fitted = [model for model in self._models if not _is_unfitted(model)]
        fitted = [model for model in fitted if model.expression.isidentifier()] or fitted
        if len(fitted) > 1 and any(_SEVERAL.match(text) for text in said):
            return fitted
        named = [self._described(text) for text in said if is_model(text) and tokens(_NOUN.sub(" ", text))]
        apart = list({model.expression: model for model in named if model is not None}.values())
        return apart if len(apart) > 1 else ()

    def names_numbers(self, clause: Clause) -> bool:
        """Whether a clause that may ask for a model speaks of weights, and the notebook has no model with any."""
        known = bool(self._models) or self._tracking.model is not None
        return not known and not _NOUN.search(clause.bare) and re.search(r"\bweights?\b", clause.bare) is not None

    def asked_for(self, phrase: Phrase, *, plainly: bool = False) -> bool:
        """Whether a phrase asks for a model; `plainly`: it says so itself, whatever else its words may name."""
        if self._tracking.model is not None:
            return False
        if _AS_MODEL.search(phrase.text):
            return True
        whose = set(words(phrase.context)) - set(words(phrase.text))
        if whose or phrase.want not in (Want.ANY, Want.ARTIFACT) or phrase.key:
            return False
        called = any(self._is_called(phrase.text, model) for model in self._models)
        if plainly:  # `the trained decision tree`, whatever picture has the same title
            return called and _TRAINED.match(phrase.text) is not None
        return called or is_model(phrase.text)

    def speaks_of(self, text: str) -> bool:
        """Whether a text names a model."""
        said = tokens(text)
        return bool(run_words.MODEL.search(text)) or any(
            set(one) & ALGORITHMS
            or any(similarity(one, other) >= _SAID for model in self._models for other in _own(model))
            for one in said
            if not one.light
        )

    def phrase(self, phrase: Phrase, number: int) -> None:
        """Plan the model that a phrase names."""
        said = _without_purpose(phrase.text)
        exact = next((symbol for symbol in self._models if symbol.expression == phrase.exact), None)
        unknown = phrase.exact and exact is None
        chosen = None if unknown else exact or self._described(said)
        if chosen is not None and exact is None:
            self._gathered.notes.append(f"“{said}” is taken to be the model `{chosen.expression}` (cell {chosen.cell})")
        self._keep(chosen, number, registered="")

    def _keep(self, chosen: Symbol | None, number: int, *, registered: str) -> None:
        known = self._gathered.model
        if chosen is not None and known is not None and not registered and known.expression != chosen.expression:
            asked = f"two models are asked for, `{known.expression}` and `{chosen.expression}`; one run keeps one."
            self._ask(asked, number, registered=registered)
        elif chosen is not None:
            model = model_of(chosen, self._findings, number, registered)
            numbers = known.requirements if known is not None and known.expression == chosen.expression else ()
            update: dict[str, object] = {"requirements": tuple(dict.fromkeys((*numbers, number)))}
            if known is not None and numbers and not registered:
                update["registered_name"] = known.registered_name
            self._gathered.model = model.model_copy(update=update)
        else:
            several = len(self._models) > 1
            what = "the notebook has no fitted model that MLflow can keep."
            self._ask("which of the models is meant?" if several else what, number, registered=registered)

    def _ask(self, asked: str, number: int, *, registered: str) -> None:
        expression = self._models[0].expression if self._models else "<expression>"
        block = f"tracking:\n  model:\n    expression: {expression}\n    registered_name: {registered or 'name'}\n"
        self._gathered.ask(
            number,
            asked,
            tracking=block,
            candidates=tuple(describe(symbol) for symbol in self._models[:6]),
            choosable=True,
        )

    def _registered_name(self, clause: Clause, *, apart_from: Symbol | None) -> str:
        """The name behind the last quotes or `as …`; the notebook's name where only `register` is said."""
        taken = apart_from.expression if apart_from else ""
        quoted = [name for name in clause.quoted if name != taken]
        if quoted or not re.search(r"\bregist", clause.bare, re.IGNORECASE):
            return quoted[-1] if quoted else ""
        match = re.search(r"\b(?:as|under(?: the name)?|named|called)\s+([\w][\w.\-]*)", clause.bare)
        return match.group(1) if match else f"{slug(notebook_stem(self._findings.notebook), separator='-')}-model"

    def _described(self, said: str) -> Symbol | None:
        """The model that the words describe best; among equals the one that is fitted, that a site trains."""
        models = [model for model in self._models if not self._contradicted(said, model)]
        wanted = tokens(_SORT.sub(" ", said) if any(map(_hides_its_sort, models)) else said)
        fits = [coverage(wanted, [*_own(model), *_acronyms(said, model)]) for model in models]
        best = [model for model, fit in zip(models, fits, strict=True) if fit >= max(fits) - 0.05]
        targets = {site.target for site in self._findings.sites}
        for narrowed in (
            [m for m in best if m.live and m.live.fitted is not False and "predict" in m.live.methods],
            [m for m in best if m.expression in targets],
        ):
            if len(best) > 1:
                best = narrowed or best
        if all(map(_is_unfitted, best)):  # the search that was given the forest has fitted it
            best = [model for model in self._models if not _is_unfitted(model)]
        return best[0] if len(best) == 1 else None

    def _contradicted(self, text: str, model: Symbol) -> bool:
        """Whether the words name a kind of model that neither the model nor its cell speaks of: no SVM is a forest."""
        named = [token for word in words(text) if lemma(word) in ALGORITHMS for token in tokens(word)]
        said = (*_own(model), *_acronyms(text, model), *tokens(self._findings.texts.get(model.cell, "")))
        return bool(named) and not any(similarity(one, other) >= _SAID for one in named for other in said)

    def _is_called(self, text: str, model: Symbol) -> bool:
        """Whether all that a text says is the class of a model, spelled out or by its first letters."""
        kind = model.live.type.rpartition(".")[2] if model.live is not None else ""
        heavy = [token for token in tokens(text) if not token.light and token[0] not in _STATES]
        own = [*tokens(kind), *_acronyms(text, model)]
        return bool(heavy) and all(any(similarity(one, other) >= _SAID for other in own) for one in heavy)


def _is_unfitted(model: Symbol) -> bool:
    return model.live is not None and model.live.fitted is False


def _hides_its_sort(model: Symbol) -> bool:
    """Whether a model may be a regression or a classifier as well as those that are called so: a pipeline."""
    return model.live is not None and model.live.type.endswith(".Pipeline") and "predict" in model.live.methods


def is_model(text: str) -> bool:
    """Whether the noun of a text is one for models: `the fitted classifier`, and not `the depth of the model`."""
    head = _HEAD_END.split(f" {text}", maxsplit=1)[0].split()
    return bool(head) and _NOUN.fullmatch(head[-1]) is not None


_OWN_THING = re.compile(r"(?:the|its|all|both)\s", re.IGNORECASE)
_WHICH_MODEL = re.compile(
    r"(?:the\s+)?(?:\w+\s+)?(?:model|classifier|regressor|estimator)\s+with\s+the\s", re.IGNORECASE
)
"""`the model with the best parameters`: which one it is"""


def _names_value(phrase: Phrase) -> bool:
    """Whether a phrase beside a model names something else for sure: `the training R²`, `the number of trees`."""
    said = {name for token in tokens(phrase.text) for name in token}
    if _WHICH_MODEL.match(phrase.text):
        return False
    return phrase.want in _VALUES or bool(value_words.COUNT_OF.search(phrase.text) or said & MEASURES)


def _without_purpose(text: str) -> str:
    return _AS_MODEL.sub("", text)


def _own(model: Symbol) -> list[Token]:
    texts = (*model.words, model.owner, model.live.type if model.live else "")
    return [token for text in texts for token in tokens(text)]


def _acronyms(text: str, model: Symbol) -> list[Token]:
    """The words of the text that are made of the first letters of the model's class: `KNN`, `RF`, `GBM`."""
    kind = words(model.live.type.rpartition(".")[2]) if model.live is not None else []
    first = "".join(word[0] for word in kind)
    said = [word.lower() for word in re.findall(r"\b[A-Z]{2,6}\b", text) if word.lower() not in STOP]
    short = [word for word in said if len(first) > 1 and (first.startswith(word) or word.startswith(first))]
    spoken = [word for word in words(text) if set(_SHORT.get(lemma(word), ())) & set(kind)]
    return [token for word in (*short, *spoken) for token in tokens(word)]
