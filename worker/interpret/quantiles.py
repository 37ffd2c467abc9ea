"""A percentile that the notebook does not compute of something it has: `the 5th percentile of the outcomes`."""

import re
from dataclasses import replace

from worker.findings import Findings, Symbol, SymbolKind
from worker.interpret.language import tokens, words
from worker.interpret.operands import finite, operand
from worker.interpret.phrases import Phrase, Want
from worker.interpret.reductions import has_library

_ASKED = re.compile(
    r"^\W*(?:the\s+)?(?P<rank>\d+(?:\.\d+)?)\s*(?:st|nd|rd|th|%)?\s+(?P<noun>percentile|quantile)(?:\s+of\s+(?:the\s+)?(?P<what>.+))?$",
    re.IGNORECASE,
)
_WHOLE = 100.0


def quantile(phrase: Phrase, findings: Findings) -> Symbol | None:
    """NumPy's percentile of the one list or column that a phrase names; a quantile is counted from 0 to 1."""
    found = _ASKED.match(phrase.text)
    if found is None or phrase.want not in (Want.ANY, Want.METRIC) or not has_library(findings, "numpy", "np"):
        return None
    rank = float(found.group("rank"))
    rank = rank * _WHOLE if found.group("noun").lower() == "quantile" and rank <= 1 else rank
    what = found.group("what") or phrase.context
    of = operand(what, replace(phrase, context=""), findings, fits=_is_flat) if tokens(what) else None
    if of is None or not 0 <= rank <= _WHOLE:
        return None
    own = " ".join(words(of.words[0])) if of.words else of.expression
    return of.model_copy(
        update={
            "expression": f"np.percentile({of.expression}, {rank:g})",
            "kind": SymbolKind.METRIC,
            "words": (f"{own} percentile {rank:g}",),
            "origin": "derived",
            "live": None,
        }
    )


def _is_flat(symbol: Symbol) -> bool:
    gaps = symbol.live is not None and symbol.live.gaps
    return finite(symbol) and not gaps and len((symbol.live and symbol.live.shape) or (0,)) == 1
