"""The one standard score that a fitted model can give although the notebook never computes it."""

import re
from collections.abc import Iterator

from worker.findings import Findings, Scope, Site, Symbol, SymbolKind
from worker.interpret.account import left_over
from worker.interpret.language import tokens
from worker.interpret.match import Hit
from worker.interpret.phrases import Phrase, Want
from worker.interpret.resolved import Resolved

_SCORES = {"accuracy": "classifier", "r2": "regressor"}
"""what `model.score(X, y)` of scikit-learn returns, by the kind of model"""

_OF_SEVERAL = frozenset({"median", "maximum", "minimum", "standard-deviation", "variance", "cross-validation"})
"""statistics of many scores; a model has one"""


def standard_score(phrase: Phrase, findings: Findings) -> Resolved | None:
    """`model.score(X_test, y_test)`, when the live objects make it certain; several candidates for several models."""
    named = {name for token in tokens(phrase.text) for name in token}
    if phrase.want not in (Want.ANY, Want.METRIC) or phrase.overall:
        return None
    if named & _OF_SEVERAL or {"best", "mean"} <= named:
        return None
    compared = [symbol for symbol in findings.symbols if symbol.origin == "pair"]
    if "accuracy" in named and len(compared) == 1:
        return _certain(compared[0]) if not left_over(phrase, compared[0], findings) else None
    wanted = next((concept for concept in _SCORES if concept in named), "")
    split = next((name for name in ("train", "test", "validation") if name in named), "")
    scored = _scored(wanted, split, findings) if wanted else ()
    found = [score for score in scored if phrase.exact in ("", score.owner)]
    if len(found) > 1:
        return Resolved(candidates=tuple(Hit(symbol=one, score=0.6, covered=1.0) for one in found), problem="several")
    return _certain(found[0]) if found else None


def _certain(score: Symbol) -> Resolved:
    return Resolved(hits=(score,))


def _scored(wanted: str, split: str, findings: Findings) -> Iterator[Symbol]:
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

    A model that is fitted on all the data there is has one score, as long as no split is named.
    """
    held_out = all("train" in name for name in (site.data, site.labels))
    if not held_out:
        plain = all(name in findings.names for name in (site.data, site.labels))
        known = any("test" in name.lower() for name in findings.names)
        return (site.data, site.labels) if plain and not split and not known else None
    renamed = [re.sub(r"train", split or "test", name) for name in (site.data, site.labels)]
    return (renamed[0], renamed[1]) if all(name in findings.names for name in renamed) else None
