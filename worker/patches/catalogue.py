"""The catalogue of patches: what `mlflow-worker patches` lists."""

import re
from types import ModuleType

from worker.findings import Frozen
from worker.patches import (
    artifact_path,
    artifacts,
    batch_logging,
    close_runs,
    complete_params,
    experiment,
    experiment_guard,
    extend,
    functions,
    header,
    helper,
    large_artifacts,
    link,
    metrics,
    model,
    nested,
    nested_parent,
    params,
    run_context,
    series,
    server_down,
    tags,
    tracking_uri,
)


class PatchInfo(Frozen):
    """One patch, for people."""

    summary: str
    """one line"""
    manual: str
    """what it does, why, before and after, what proves it"""
    templates: tuple[str, ...]
    """names of its templates, each of which a team can override"""
    checks: tuple[str, ...]
    """names of the checks that prove it"""


def _info(module: ModuleType, *more: str) -> PatchInfo:
    manual = (module.__doc__ or "").strip()
    proof = manual.rpartition("Proved by:")[2]
    return PatchInfo(
        summary=manual.splitlines()[0],
        manual=manual,
        templates=(*module.TEMPLATES, *more),
        checks=tuple(re.findall(r"`([a-z-]+)(?::[^`]*)?`", proof)),
    )


CATALOGUE: dict[str, PatchInfo] = {
    "experiment": _info(experiment),
    "link": _info(link),
    "run-context": _info(run_context, *extend.TEMPLATES),
    "params": _info(params),
    "metrics": _info(metrics),
    "series": _info(series, *functions.TEMPLATES),
    "tags": _info(tags),
    "artifacts": _info(artifacts),
    "model": _info(model),
    "nested": _info(nested),
    "header": _info(header),
    server_down.NAME: _info(server_down),
    helper.NAME: _info(helper),
    "experiment-guard": _info(experiment_guard),
    "close-runs": _info(close_runs),
    "artifact-path": _info(artifact_path),
    "tracking-uri": _info(tracking_uri),
    "large-artifacts": _info(large_artifacts),
    "batch-logging": _info(batch_logging),
    "nested-parent": _info(nested_parent),
    complete_params.NAME: _info(complete_params),
}
