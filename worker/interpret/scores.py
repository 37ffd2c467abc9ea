"""The one standard score that a fitted model can give although the notebook never computes it."""

import re

from worker.findings import Findings, Scope, Site, Symbol, SymbolKind
from worker.interpret.account import left_over
from worker.interpret.language import tokens
from worker.interpret.phrases import Phrase, Want

_SCORES = {"accuracy": "classifier", "r2": "regressor"}
"""what `model.score(X, y)` of scikit-learn returns, by the kind of model"""


def standard_score(phrase: Phrase, findings: Findings) -> Symbol | None:
    """`model.score(X_test, y_test)`, when the live objects make it certain: one fitted model, one test set."""
    named = {name for token in tokens(phrase.text) for name in token}
    compared = [symbol for symbol in findings.symbols if symbol.origin == "pair"]
    if phrase.want in (Want.ANY, Want.METRIC) and "accuracy" in named and len(compared) == 1:
        return compared[0] if not left_over(phrase, compared[0], findings) else None
    wanted = next((kind for concept, kind in _SCORES.items() if concept in named), "")
    trained = [site for site in findings.sites if site.kind in ("fit", "search") and site.data and site.labels]
    if phrase.want not in (Want.ANY, Want.METRIC) or not wanted or len(trained) != 1:
        return None
    model = next(
        (s for s in findings.symbols if s.kind is SymbolKind.MODEL and s.expression == trained[0].target), None
    )
    if model is None or model.live is None or not model.live.fitted or "score" not in model.live.methods:
        return None
    if not any(wanted in base.lower() for base in (model.live.type, *model.live.bases)):
        return None
    data = _split(trained[0], "train" if "train" in named else "test", findings)
    if data is None:
        return None
    return Symbol(
        expression=f"{model.expression}.score({data[0]}, {data[1]})",
        kind=SymbolKind.METRIC,
        cell=model.cell,
        statement=model.statement,
        scope=Scope.NOTEBOOK,
        words=(f"{'train' if 'train' in named else 'test'}_{'accuracy' if wanted == 'classifier' else 'r2'}",),
        origin="score",
        from_site=True,
    )


def _split(site: Site, split: str, findings: Findings) -> tuple[str, str] | None:
    """The data and labels of a split, by the names that the training ones have: `X_train` → `X_test`."""
    renamed = [re.sub(r"train", split, name) for name in (site.data, site.labels)]
    held_out = all("train" in name for name in (site.data, site.labels))
    known = all(name in findings.names for name in renamed)
    return (renamed[0], renamed[1]) if held_out and known else None
