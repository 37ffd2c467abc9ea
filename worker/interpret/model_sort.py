"""What kind of model a notebook fits, where a line asks for that and nothing there has a name for it: its class."""

import re

from worker.findings import Findings, LiveValue, Scope, Symbol, SymbolKind
from worker.interpret.phrases import Phrase, Want

_NOUN = r"(?P<{0}>model|classifier|regressor|estimator)"
_SORT = r"(?:kind|type|sort|class|name)"
_ASKED = re.compile(
    rf"(?:the\s+)?(?:{_SORT}(?:\s+of)?\s+(?:the\s+)?(?:(?:fitted|trained|used|chosen)\s+)?{_NOUN.format('behind')}|"
    rf"{_NOUN.format('front')}(?:['’]s)?\s+{_SORT}|which\s+{_NOUN.format('asked')})\s*",
    re.IGNORECASE,
)


def sort_of_model(phrase: Phrase, findings: Findings) -> Symbol | None:
    """The class of the notebook's models, as a text, where they are all of one: `Ridge`."""
    asked = _ASKED.fullmatch(f"{phrase.text} {phrase.context}".strip())
    if asked is None or phrase.want not in (Want.ANY, Want.PARAMETER) or phrase.exact:
        return None
    noun = next(noun for noun in asked.groups() if noun).lower()
    models = [one for one in findings.symbols if one.kind is SymbolKind.MODEL and one.scope is Scope.NOTEBOOK]
    named = [(one, one.live.type.rpartition(".")[2]) for one in models if one.live is not None and _is(noun, one.live)]
    if len({name for _, name in named}) != 1:
        return None
    model, name = named[-1]
    return model.model_copy(
        update={
            "expression": repr(name),
            "kind": SymbolKind.PARAMETER,
            "words": (f"{noun}_type",),
            "origin": "derived",
            "live": LiveValue(type="str", string=name),
        }
    )


def _is(noun: str, live: LiveValue) -> bool:
    """Whether a model is what a noun says: any is a model or an estimator."""
    classes = (live.type, *live.bases)
    return noun in ("model", "estimator") or any(noun in name.rpartition(".")[2].lower() for name in classes)
