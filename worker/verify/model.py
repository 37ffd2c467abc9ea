"""Checks of the model: logged once in the run, loads back and predicts as it does, signed, and registered from it."""

from collections.abc import Iterator

from worker.evidence import Check
from worker.plan import Model
from worker.ports import ModelReading
from worker.verify.fact import fact
from worker.verify.observed import Observed


def model_checks(observed: Observed) -> Iterator[Check]:
    """`model-logged`, `model-predicts` and `model-signature` by name, `model-registered` and `model-alias`."""
    model = observed.plan.model
    if model is None:
        return
    times = observed.logged_models.count(model.name)
    yield fact(
        f"model-logged:{model.name}",
        trouble="model-missing" if not times else "double-logging" if times > 1 else "",
        expected=f"one model {model.name} in the run",
        observed=", ".join(observed.logged_models) or "no model",
        requirements=model.requirements,
    )
    if observed.model is not None and times:
        yield _predicts(observed.model, model)
    if observed.model is not None and not observed.model.trouble and model.name not in observed.kept:
        yield from _signature(observed.model, model)
    if model.registered_name:
        yield _registered(observed, model)
    if model.registered_name and model.alias:
        yield _alias(observed, model)


def _predicts(reading: ModelReading, model: Model) -> Check:
    return fact(
        f"model-predicts:{model.name}",
        trouble="model-unloadable" if reading.trouble else "model-wrong" if reading.same is False else "",
        expected=f"loads back, and predicts {reading.live}" if reading.live else "loads back",
        observed=reading.trouble or (f"predicts {reading.predictions}" if reading.predictions else "loads back"),
        requirements=model.requirements,
    )


def _signature(reading: ModelReading, model: Model) -> Iterator[Check]:
    if model.input_example:
        differs = bool(reading.wanted) and reading.signature != reading.wanted
        yield fact(
            f"model-signature:{model.name}",
            trouble="signature-missing" if not reading.signature else "signature-wrong" if differs else "",
            expected=reading.wanted or f"a signature from {model.input_example}",
            observed=reading.signature or "no signature",
            requirements=model.requirements,
        )


def _registered(observed: Observed, model: Model) -> Check:
    run_id = observed.run.run_id if observed.run else ""
    versions = [one for one in observed.model_versions if one.name == model.registered_name and one.run_id == run_id]
    return fact(
        f"model-registered:{model.registered_name}",
        trouble="" if len(versions) == 1 else "double-logging" if versions else "model-not-registered",
        expected=f"one version of {model.registered_name} that came from run {run_id or '(none)'}",
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
