"""Log the fitted model, and register it where the task names a registered model.

What it does: `log_model(name=…)` of the model's flavour inside the run, with an input example taken from the data it
was fitted on, from which MLflow infers the signature, and the flavour's own pinned requirements. With a registered
name the version is made in the same call; with an alias, the alias is set on that very version. Where the run logs the
model already, that call registers it.

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

Proved by: `model-logged:<name>`; `model-registered:<name>`: the version exists and belongs to this run;
`model-alias:<alias>`.
"""

import libcst as cst

from worker.errors import PatchImpossible
from worker.notebook.edit import Line
from worker.patches.draft import Draft
from worker.patches.expressions import literal
from worker.plan import Model

TEMPLATES = ("model", "model_pytorch", "model_pyfunc", "model_alias")
_FLAVOURS = {
    "sklearn": "model",
    "xgboost": "model",
    "lightgbm": "model",
    "pytorch": "model_pytorch",
    "pyfunc": "model_pyfunc",
}
_PICKLED = {"pytorch": "pickle"}
"""flavours whose default format is too narrow: torch's traces the model with an example, which a loop may not have"""


def lines(draft: Draft, model: Model) -> list[Line]:
    """The call that logs the model, and the one that sets its alias."""
    if model.flavor not in _FLAVOURS:
        raise PatchImpossible(f"model flavour `{model.flavor}` is unknown; use one of {', '.join(_FLAVOURS)}")
    take = draft.expressions.take
    example = take(model.input_example, cell=model.cell, scope=model.scope) if model.input_example else None
    info = draft.names.fresh("_logged") if model.alias and model.registered_name else None
    logged = draft.render(
        _FLAVOURS[model.flavor],
        MODEL=take(model.expression, cell=model.cell, scope=model.scope),
        FLAVOR=model.flavor,
        MODEL_NAME=literal(model.name),
        INPUT=example,
        REGISTERED_NAME=literal(model.registered_name) if model.registered_name else None,
        FORMAT=literal(_PICKLED.get(model.flavor, "cloudpickle")) if model.pickle or model.flavor in _PICKLED else None,
    )
    if info is None:
        return logged
    call = logged[-1]
    return [
        *logged[:-1],
        _kept(call, info),
        *draft.render(
            "model_alias",
            REGISTERED_NAME=literal(model.registered_name),
            ALIAS=literal(model.alias),
            LOGGED=info,
        ),
    ]


def _kept(line: Line, name: str) -> Line:
    """`name = <the line's expression>`."""
    expression = line.body[0].value if isinstance(line, cst.SimpleStatementLine) else None  # type: ignore[attr-defined]
    if not isinstance(expression, cst.Call):
        raise PatchImpossible("house template `model.py` must end with the call that logs the model")
    return cst.SimpleStatementLine([cst.Assign([cst.AssignTarget(cst.Name(name))], expression)])
