"""Checks of the model: logged in the run, and registered from it where the plan says so."""

from collections.abc import Iterator

from worker.evidence import Check
from worker.plan import Model
from worker.verify.fact import fact
from worker.verify.observed import Observed


def model_checks(observed: Observed) -> Iterator[Check]:
    """`model-logged:<name>`, `model-registered:<name>` and `model-alias:<alias>`."""
    model = observed.plan.model
    if model is None:
        return
    yield fact(
        f"model-logged:{model.name}",
        trouble="" if model.name in observed.logged_models else "model-missing",
        expected=f"a model {model.name} in the run",
        observed=", ".join(observed.logged_models) or "no model",
        requirements=model.requirements,
    )
    if model.registered_name:
        yield _registered(observed, model)
    if model.registered_name and model.alias:
        yield _alias(observed, model)


def _registered(observed: Observed, model: Model) -> Check:
    run_id = observed.run.run_id if observed.run else ""
    versions = [one for one in observed.model_versions if one.name == model.registered_name and one.run_id == run_id]
    return fact(
        f"model-registered:{model.registered_name}",
        trouble="" if versions else "model-not-registered",
        expected=f"a version of {model.registered_name} that came from run {run_id or '(none)'}",
        observed=", ".join(f"version {one.version}" for one in versions) or "none",
        requirements=model.requirements,
    )


def _alias(observed: Observed, model: Model) -> Check:
    # the alias moves on with every execution, so it may sit on a version of any run of the proof
    holders = [
        one for one in observed.model_versions if one.name == model.registered_name and model.alias in one.aliases
    ]
    return fact(
        f"model-alias:{model.alias}",
        trouble="" if holders else "alias-missing",
        expected=f"alias {model.alias} on a version of {model.registered_name} from this proof",
        observed=", ".join(f"version {one.version}" for one in holders) or "none",
        requirements=model.requirements,
    )
