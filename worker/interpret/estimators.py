"""All parameters of an estimator are logged by its own `get_params()`, not one by one."""

from collections.abc import Mapping, Sequence

from worker.findings import Findings, LiveValue, SymbolKind
from worker.plan import Value

_FEW = 3
"""so many read better one by one"""


def whole_estimators(params: Sequence[Value], findings: Findings) -> list[Value]:
    """The parameters, with one value in place of those that are everything an estimator is set to."""
    found = list(params)
    for symbol in findings.symbols:
        if symbol.kind is SymbolKind.MODEL and symbol.live is not None:
            found = _collapsed(found, symbol.expression, symbol.live.estimator)
    return found


def _collapsed(params: list[Value], owner: str, settings: Mapping[str, LiveValue]) -> list[Value]:
    own = [value for value in params if value.expression == f"{owner}.{value.key}" and value.key in settings]
    plain = {key for key, live in settings.items() if _plain(live)}
    others = {value.key for value in params if value not in own}
    homes = {(value.form, value.scope, value.cell) for value in own}
    if len(own) <= _FEW or len(homes) > 1 or plain != {value.key for value in own} or others & set(settings):
        return params
    if any(live.estimator for live in settings.values()):
        return params  # `get_params()` would go into the estimators within
    whole = own[0].model_copy(
        update={
            "key": owner,
            "expression": owner,
            "form": "estimator",
            "statement": max(value.statement for value in own),
            "requirements": tuple(sorted({number for value in own for number in value.requirements})),
        }
    )
    return [whole if value is own[0] else value for value in params if value is own[0] or value not in own]


def _plain(live: LiveValue) -> bool:
    return live.number is not None or live.string is not None or live.boolean is not None
