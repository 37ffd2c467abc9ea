"""What of a plan is still missing in a notebook, so that applying twice is applying once."""

import ast

from worker.patches.existing import Existing
from worker.plan import TrackingPlan, Value


def remaining(plan: TrackingPlan, existing: Existing) -> TrackingPlan:
    """The plan without what the notebook logs already in the runs that it is about."""
    own_run = plan.site is not None and existing.starts_run(plan.site.cell)
    if not (own_run or _tracked(plan, existing)):
        return plan
    model = plan.model
    if model is not None and {model.name, model.registered_name} <= existing.models | {""}:
        model = None
    return plan.model_copy(
        update={
            "params": tuple(value for value in plan.params if not _there(value, existing.params)),
            "metrics": tuple(value for value in plan.metrics if not _there(value, existing.metrics)),
            "series": tuple(value for value in plan.series if not _there(value, existing.metrics)),
            "artifacts": tuple(artifact for artifact in plan.artifacts if artifact.path not in existing.artifacts),
            "model": model,
            "link": plan.link and not existing.has_link,
            "run_tags": {key: value for key, value in plan.run_tags.items() if key not in existing.run_tags},
        }
    )


def complete(plan: TrackingPlan, existing: Existing) -> bool:
    """Whether nothing remains to be done."""
    missing = (plan.params, plan.metrics, plan.series, plan.artifacts, plan.run_tags, plan.model, plan.link)
    return _tracked(plan, existing) and not any(missing)


def _tracked(plan: TrackingPlan, existing: Existing) -> bool:
    """Whether the notebook sets the plan's experiment and starts runs."""
    return existing.experiment(plan.experiment.name) is not None and bool(existing.of("start_run"))


def _there(value: Value, logged: frozenset[str]) -> bool:
    if value.form not in ("mapping", "estimator"):
        return value.key in logged
    source = ast.unparse(ast.parse(value.expression.strip(), mode="eval"))
    return any(entry == source or entry.startswith((f"{source}.", f"{{'{value.key}_' +")) for entry in logged)
