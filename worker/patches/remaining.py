"""What of a plan is still missing in a notebook, so that applying twice is applying once."""

import ast

from worker.errors import PatchImpossible
from worker.notebook.syntax import parse_expression
from worker.patches.existing import Existing
from worker.plan import Artifact, TrackingPlan, Value


def remaining(plan: TrackingPlan, existing: Existing) -> TrackingPlan:
    """The plan without what the notebook logs already in the runs that it is about."""
    own_run = plan.site is not None and existing.starts_run(plan.site.cell)
    if not (own_run or _tracked(plan, existing)):
        return plan
    model = plan.model
    names = {model.name, model.registered_name} - {""} if model is not None else set()
    if model is not None and names <= existing.models and model.alias in existing.aliases | {""}:
        model = None
    return plan.model_copy(
        update={
            "params": tuple(value for value in plan.params if not _there(value, existing.params)),
            "metrics": tuple(value for value in plan.metrics if not _there(value, existing.metrics)),
            "series": tuple(value for value in plan.series if not _there(value, existing.metrics)),
            "tags": tuple(value for value in plan.tags if value.key not in existing.run_tags),
            "artifacts": tuple(artifact for artifact in plan.artifacts if not _kept(artifact, existing)),
            "model": model,
            "nested": None if existing.has_nested else plan.nested,
            "link": plan.link and not existing.has_link,
            "run_tags": {key: value for key, value in plan.run_tags.items() if key not in existing.run_tags},
        }
    )


def complete(plan: TrackingPlan, existing: Existing) -> bool:
    """Whether nothing remains to be done."""
    missing = (
        plan.params,
        plan.metrics,
        plan.series,
        plan.artifacts,
        plan.run_tags,
        plan.tags,
        plan.model,
        plan.nested,
        plan.link,
    )
    return _tracked(plan, existing) and not any(missing)


def _tracked(plan: TrackingPlan, existing: Existing) -> bool:
    """Whether the notebook sets the plan's experiment and starts runs."""
    return existing.experiment(plan.experiment.name) is not None and bool(existing.of("start_run"))


def _kept(artifact: Artifact, existing: Existing) -> bool:
    if artifact.kind == "file":
        return _normal(artifact.expression) in existing.files
    return artifact.path in existing.artifacts


def _there(value: Value, logged: frozenset[str]) -> bool:
    if value.form not in ("mapping", "estimator"):
        return value.key in logged
    source = _normal(value.expression)
    return any(entry == source or entry.startswith((f"{source}.", f"{{'{value.key}_' +")) for entry in logged)


def _normal(expression: str) -> str:
    """The expression in the form in which two equal ones are spelled alike."""
    try:
        return ast.unparse(parse_expression(expression.strip()))
    except SyntaxError as error:
        raise PatchImpossible(f"`{expression[:80]}` is no Python expression: {error}") from error
