"""Log every parameter of the run in one call, first thing in the run.

What it does: puts `mlflow.log_params({...})` at the top of the run. Entries are live expressions (`lr.value`), never
copied values, so the log says what the run really used. A mapping is logged entry by entry (`**config`), an estimator
by its own `get_params()`. A parameter that training itself defines is logged right behind its definition. One that is
longer than MLflow keeps (6,000 characters) becomes a text under `params/`, and the parameter says so.

Why: one call is one request, where one `log_param` per key is one each; and a run that fails in training still says
with which parameters.

Before::

    model.fit(X, y)

After::

    with mlflow.start_run(experiment_id=experiment.experiment_id):
        mlflow.log_params({"alpha": alpha.value, "n_samples": len(X)})
        model.fit(X, y)

Proved by: `param-logged:<key>`: the server's value equals the kernel's; `second-run-params`: after a slider has
moved, too.
"""

import re
from collections.abc import Sequence

import libcst as cst

from worker.notebook.edit import Line
from worker.patches.draft import Draft
from worker.patches.expressions import dictionary, key_word, literal, parenthesized
from worker.plan import Value

TEMPLATES = ("params", "params_long")
_NAMED = 3
"""so many parameters make a run's name; more would be noise"""
_NAMES = ("name", "label", "title")
"""parameters whose values say alone what they are"""
_LONGEST = 66
"""characters of a name's source, which nothing can break over rows"""


def lines(draft: Draft, values: Sequence[Value]) -> list[Line]:
    """One call that logs all of them."""
    if not values:
        return []
    entries = [entry(draft, value) for value in values]
    texts = [line for value in values if value.form == "long" for line in _text(draft, value)]
    if len(entries) == 1 and not entries[0][0]:
        return draft.render("params", PARAMS=entries[0][1])
    return [*draft.render("params", PARAMS=dictionary(entries)), *texts]


def entry(draft: Draft, value: Value) -> tuple[str, cst.BaseExpression]:
    """Key and expression; an empty key for a mapping that is logged whole."""
    node = draft.expressions.take(value.expression, cell=value.cell, scope=value.scope, wrap=value.wrap)
    if value.form == "estimator" and not value.expression.rstrip().endswith(".get_params()"):
        return "", cst.Call(cst.Attribute(parenthesized(node), cst.Name("get_params")))
    if value.form == "long":
        return value.key, _length(node, value)
    return ("" if value.form in ("mapping", "estimator") else value.key), node


def _length(node: cst.BaseExpression, value: Value) -> cst.BaseExpression:
    """How long the text is and where it is kept."""
    size = cst.Call(cst.Name("len"), [cst.Arg(cst.Call(cst.Name("str"), [cst.Arg(node)]))])
    where = f" characters in {value.text_path}"
    if re.fullmatch(r"[\w.]+", value.expression.strip()) and re.fullmatch(r"[\w .:/-]+", where):
        return cst.parse_expression(f'f"{{{cst.Module([]).code_for_node(size)}}}{where}"')
    return cst.BinaryOperation(cst.Call(cst.Name("str"), [cst.Arg(size)]), cst.Add(), literal(where))


def _text(draft: Draft, value: Value) -> list[Line]:
    node = draft.expressions.take(value.expression, cell=value.cell, scope=value.scope)
    return draft.render("params_long", VALUE=node, ARTIFACT_PATH=literal(value.text_path))


def run_name(draft: Draft, values: Sequence[Value]) -> cst.BaseExpression | None:
    """An f-string such as `f"epochs_{epochs.value}_lr_{lr.value}"`, when some parameters allow it."""
    parts: list[str] = []
    for value in values:
        marks = set(value.expression)
        plain = not marks & set("\\{}#!:(") and not {"'", '"'} <= marks and value.form == "scalar" and not value.wrap
        if plain and key_word(value.key):
            draft.expressions.take(value.expression, cell=value.cell, scope=value.scope)
            expression = value.expression.strip().replace('"', "'")  # the f-string itself is in double quotes
            shown = expression if _number(expression) else f"{{{expression}}}"
            parts.append(shown if value.key.lower() in _NAMES else f"{key_word(value.key)}_{shown}")
    fitting = [count for count in range(1, _NAMED + 1) if len("_".join(parts[:count])) <= _LONGEST]
    text = "_".join(parts[: max(fitting, default=1)])
    return cst.parse_expression(f'{"f" if "{" in text else ""}"{text}"') if parts else None


def _number(expression: str) -> bool:
    return expression.lstrip("-").replace(".", "", 1).replace("e-", "", 1).isdecimal()
