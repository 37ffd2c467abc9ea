"""Log the fitted model, and register it where the task names a registered model.

What it does: `log_model(name=…)` of the model's flavour inside the run, with an input example taken from the data it
was fitted on, from which MLflow infers the signature, and the flavour's own pinned requirements. With a registered
name the version is made in the same call; with an alias, the alias is set on that very version.

Where the notebook logs the model already, under whatever name, no second copy is logged: its own call gains the
registered name. Where no call can (`mlflow.autolog()`, an alias that needs the version), the model is registered
after logging, by `mlflow.register_model(f"runs:/{run_id}/model", name)`.

Why: a model without a signature cannot be served safely; inferring requirements takes five seconds a call, naming
them takes none; `artifact_path=` is deprecated. Tree ensembles are refused by the default format, so they are saved
with cloudpickle; torch's default format traces the model with an example, so modules are pickled.

Before::

    model.fit(X, y)

After::

    with mlflow.start_run(experiment_id=experiment.experiment_id):
        model.fit(X, y)
        mlflow.sklearn.log_model(
            model,
            name="model",
            input_example=X[:5],
            registered_model_name="ridge",
            pip_requirements=mlflow.sklearn.get_default_pip_requirements(),
        )

Proved by: `model-logged:<name>`: once; `model-registered:<name>`: the version exists and belongs to this run;
`model-alias:<alias>`.
"""

import ast
import re
from collections.abc import Iterator

import libcst as cst
from libcst import matchers

from worker.errors import PatchImpossible
from worker.notebook.edit import CellEdit, Line
from worker.notebook.syntax import parse_expression
from worker.patches.calls import TIGHT, code, with_argument
from worker.patches.draft import Draft
from worker.patches.existing import TrackingCall
from worker.patches.expressions import literal
from worker.plan import Model, Placement

TEMPLATES = ("model", "model_pytorch", "model_pyfunc", "model_register", "model_alias")
_FLAVOURS = {
    "sklearn": "model",
    "xgboost": "model",
    "lightgbm": "model",
    "pytorch": "model_pytorch",
    "pyfunc": "model_pyfunc",
}
_PICKLED = {"pytorch": "pickle"}
"""flavours whose default format is too narrow: torch's traces the model with an example, which a loop may not have"""


def adopt(draft: Draft) -> None:
    """Leave the logging to the notebook where it logs the model itself; its own call registers it, if it can."""
    model = draft.plan.model
    if model is None or not _logged_anyway(draft, model):
        return
    own = next(_own_calls(draft, model), None)
    if not model.registered_name:
        draft.plan = draft.plan.model_copy(update={"model": None})
    elif own is not None and not model.alias and _takes_name(own):
        edit = draft.edit(own.cell)
        new = cst.Arg(literal(model.registered_name), cst.Name("registered_model_name"), equal=TIGHT)
        edit.change(_syntax_of(edit, own), lambda node: with_argument(node, new, used=4))
        draft.plan = draft.plan.model_copy(update={"model": None})
        draft.record("model", own.cell, model.requirements)
    elif own is not None:  # registered behind the call, wherever that is
        last = len(draft.notebook.cells[own.cell].statements) - 1
        later = model.model_copy(update={"cell": own.cell, "statement": last})
        draft.plan = draft.plan.model_copy(update={"model": later if own.cell > model.cell else model})


def _takes_name(call: TrackingCall) -> bool:
    """Whether a call can gain a registered name: it has none, also none that nobody sees."""
    return all(item.arg not in (None, "registered_model_name") for item in call.node.keywords)


def _logged_anyway(draft: Draft, model: Model) -> bool:
    """Whether the run logs the model under its name without a call of ours."""
    automatic = model.name == "model" and draft.existing.autologs(model.flavor)
    return automatic or next(_own_calls(draft, model), None) is not None


def _own_calls(draft: Draft, model: Model) -> Iterator[TrackingCall]:
    """The notebook's calls that log this model in the run of the site."""
    site, existing = draft.plan.site, draft.existing
    if site is None or draft.plan.placement is not Placement.AROUND:
        return
    if not (existing.starts_run(site.cell) or existing.own_runs(site.cell, site.first, site.last)):
        return
    for call in existing.calls:
        if not call.function.endswith("log_model") or model.name not in existing.logged_as(call):
            continue
        logged = call.argument(0, "") or next(
            (item.value for item in call.node.keywords if (item.arg or "").endswith("model")), None
        )
        same = logged is not None and ast.unparse(logged) == _normal(model.expression)
        resumed = call.cell != site.cell and existing.resumes_run(call.cell)
        if (same and (call.cell == site.cell or resumed)) or call.cell == site.function_cell:
            yield call


def _normal(expression: str) -> str:
    return ast.unparse(parse_expression(expression.strip()))


def _syntax_of(edit: CellEdit, call: TrackingCall) -> cst.Call:
    """The call in the text that is edited."""
    wanted = ast.unparse(call.node)
    for found in matchers.findall(edit.module, matchers.Call()):
        if isinstance(found, cst.Call) and code(found.func).endswith("log_model") and _normal(code(found)) == wanted:
            return found
    raise PatchImpossible(f"cell {call.cell}: its `log_model` call could not be found again; register by hand")


def lines(draft: Draft, model: Model) -> list[Line]:
    """The call that logs the model, or registers what is logged already, and the one that sets its alias."""
    if _logged_anyway(draft, model):
        return _registered_after(draft, model)
    return _logged(draft, model)


def _registered_after(draft: Draft, model: Model) -> list[Line]:
    if not re.fullmatch(r"[\w .-]+", model.name):
        raise PatchImpossible(f"the logged model's name `{model.name}` cannot stand in a `runs:/` address; rename it")
    uri = f'f"runs:/{{{draft.templates.names["mlflow"]}.active_run().info.run_id}}/{model.name}"'
    registered = draft.render(
        "model_register", MODEL_URI=cst.parse_expression(uri), REGISTERED_NAME=literal(model.registered_name)
    )
    return _aliased(draft, model, registered, attribute="version") if model.alias else registered


def _logged(draft: Draft, model: Model) -> list[Line]:
    if model.flavor not in _FLAVOURS:
        raise PatchImpossible(f"model flavour `{model.flavor}` is unknown; use one of {', '.join(_FLAVOURS)}")
    take = draft.expressions.take
    example = take(model.input_example, cell=model.cell, scope=model.scope) if model.input_example else None
    logged = draft.render(
        _FLAVOURS[model.flavor],
        MODEL=take(model.expression, cell=model.cell, scope=model.scope),
        FLAVOR=model.flavor,
        MODEL_NAME=literal(model.name),
        INPUT=example,
        REGISTERED_NAME=literal(model.registered_name) if model.registered_name else None,
        FORMAT=literal(_PICKLED.get(model.flavor, "cloudpickle")) if model.pickle or model.flavor in _PICKLED else None,
    )
    aliased = model.alias and model.registered_name
    return _aliased(draft, model, logged, attribute="registered_model_version") if aliased else logged


def _aliased(draft: Draft, model: Model, logged: list[Line], *, attribute: str) -> list[Line]:
    """The lines, the last of which gives the version in an attribute, and the call that sets the alias on it."""
    name = draft.names.fresh("_logged" if attribute == "registered_model_version" else "_version")
    alias = draft.render(
        "model_alias",
        REGISTERED_NAME=literal(model.registered_name),
        ALIAS=literal(model.alias),
        VERSION=cst.Attribute(cst.Name(name), cst.Name(attribute)),
    )
    return [*logged[:-1], _kept(logged[-1], name), *alias]


def _kept(line: Line, name: str) -> Line:
    """`name = <the line's expression>`."""
    expression = line.body[0].value if isinstance(line, cst.SimpleStatementLine) else None  # type: ignore[attr-defined]
    if not isinstance(expression, cst.Call):
        raise PatchImpossible("a house template for models must end with the call that logs or registers the model")
    return cst.SimpleStatementLine([cst.Assign([cst.AssignTarget(cst.Name(name))], expression)])
