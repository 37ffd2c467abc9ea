"""The one standard score that a fitted model can give although the notebook never computes it."""

import re
from collections.abc import Iterator, Sequence

from worker.findings import Findings, Scope, Site, Symbol, SymbolKind
from worker.interpret.account import left_over
from worker.interpret.language import similarity, tokens
from worker.interpret.phrases import Phrase, Want
from worker.interpret.ranking import Hit
from worker.interpret.resolved import Resolved

_SAME = 0.8
"""from this similarity on, a word is said by another one"""
_SCORES = {"accuracy": "classifier", "r2": "regressor"}
"""what `model.score(X, y)` of scikit-learn returns, by the kind of model"""

_COMPARED = re.compile(r"\b(?:versus|than|minus|between|gains?|gained|lost|drops?|improve\w*)\b", re.IGNORECASE)
"""what says that another number is set against the score"""
_OF_SEVERAL = frozenset({"median", "maximum", "minimum", "standard-deviation", "variance", "cross-validation"})
"""statistics of many scores; a model has one"""


def standard_score(phrase: Phrase, findings: Findings) -> Resolved | None:
    """`model.score(X_test, y_test)`, when the live objects make it certain; several candidates for several models."""
    bare = phrase.text.replace(phrase.exact, " ") if phrase.exact else phrase.text  # `model_cv` asks for no mean
    named = {name for token in tokens(bare) for name in token}
    if phrase.want not in (Want.ANY, Want.METRIC) or phrase.overall or _COMPARED.search(phrase.text):
        return None
    if named & _OF_SEVERAL or {"best", "mean"} <= named:
        return None
    compared = [symbol for symbol in findings.symbols if symbol.origin == "pair"]
    if "accuracy" in named and len(compared) == 1:
        return _certain(compared[0]) if not left_over(phrase, compared[0], findings) else None
    wanted = next((concept for concept in _SCORES if concept in named), "")
    around = named | {name for token in tokens(phrase.context) for name in token}
    split = next((name for name in ("train", "test", "validation") if name in around), "")
    found = [*_of_sites(wanted, split, findings), *_of_fits(wanted, split, findings)] if wanted else []
    found = list({score.owner: score for score in found}.values())
    found = _of_the_named_model(phrase, found, findings) if len(found) > 1 or phrase.exact else found
    if len(found) > 1 and phrase.group and not phrase.exact:
        alike = (s.model_copy(update={"words": (f"{s.owner}_{s.words[0]}", *s.words)}) for s in found)
        return Resolved(hits=tuple(alike))
    if len(found) > 1:
        return Resolved(candidates=tuple(Hit(symbol=one, score=0.6, covered=1.0) for one in found), problem="several")
    return _certain(found[0]) if found else None


def _of_the_named_model(phrase: Phrase, found: Sequence[Symbol], findings: Findings) -> list[Symbol]:
    """Those whose model the phrase names, by its name in the notebook or by its class: `the boosted trees`."""
    if phrase.exact:
        return [score for score in found if score.owner == phrase.exact]
    said = tokens(f"{phrase.text} {phrase.context}")
    classes = {
        symbol.expression: tokens(symbol.live.type.rpartition(".")[2])
        for symbol in findings.symbols
        if symbol.kind is SymbolKind.MODEL and symbol.live is not None
    }
    named = [{token for token in classes.get(score.owner, ()) if not token.light} for score in found]
    shared = set.intersection(*named) if named else set()
    fits = [
        any(similarity(one, other) >= _SAME for one in own - shared for other in said)
        or score.owner in phrase.text.split()
        for score, own in zip(found, named, strict=True)
    ]
    return [score for score, fit in zip(found, fits, strict=True) if fit] if any(fits) else list(found)


def _certain(score: Symbol) -> Resolved:
    return Resolved(hits=(score,))


def _of_fits(wanted: str, split: str, findings: Findings) -> list[Symbol]:
    """The scores on the data of the models' last fits; on held-out data where there is any."""
    found: list[Symbol] = []
    for score in findings.symbols:
        if score.origin == "score" and score.words[0] == wanted:
            fit = Site(cell=score.cell, first=0, last=0, kind="fit", data=score.words[2], labels=score.words[3])
            data = _split(fit, split, findings)
            said = split or ("test" if data != (fit.data, fit.labels) else "")
            if data is not None:
                expression = f"{score.owner}.score({data[0]}, {data[1]})"
                words = (f"{said}_{wanted}".strip("_"), score.owner)
                found.append(score.model_copy(update={"expression": expression, "words": words}))
    return found


def _of_sites(wanted: str, split: str, findings: Findings) -> Iterator[Symbol]:
    """The score of every fitted model of the right kind; on held-out data where there is any."""
    for site in findings.sites:
        model = next((s for s in findings.symbols if s.kind is SymbolKind.MODEL and s.expression == site.target), None)
        fitted = model is not None and model.live is not None and model.live.fitted and "score" in model.live.methods
        if model is None or model.live is None or not fitted or site.kind not in ("fit", "search"):
            continue
        kinds = (model.live.type, *model.live.bases)
        data = _split(site, split, findings) if site.data and site.labels else None
        if data is None or not any(_SCORES[wanted] in base.lower() for base in kinds):
            continue
        name = "accuracy" if wanted == "accuracy" else "r2"
        said = split or ("test" if data != (site.data, site.labels) else "")
        yield Symbol(
            expression=f"{model.expression}.score({data[0]}, {data[1]})",
            kind=SymbolKind.METRIC,
            cell=model.cell,
            statement=model.statement,
            scope=Scope.NOTEBOOK,
            words=(f"{said}_{name}".strip("_"), model.expression),
            origin="score",
            owner=model.expression,
            from_site=True,
        )


def _split(site: Site, split: str, findings: Findings) -> tuple[str, str] | None:
    """The data and labels of a split, by the names that the training ones have: `X_train` → `X_test`.

    A model that is fitted on all the data there is has one score, as long as no data but these are named.
    """
    held_out = all("train" in name for name in (site.data, site.labels))
    if not held_out:
        plain = all(name in findings.names for name in (site.data, site.labels))
        known = any("test" in name.lower() for name in findings.names)
        return (site.data, site.labels) if plain and split in ("", "train") and not known else None
    renamed = [re.sub(r"train", split or "test", name) for name in (site.data, site.labels)]
    return (renamed[0], renamed[1]) if all(name in findings.names for name in renamed) else None
