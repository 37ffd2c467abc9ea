"""Checks of the artifacts: there, not empty, not too large, and readable as what their name says."""

import re
from collections.abc import Iterator
from pathlib import PurePath, PurePosixPath

from worker.evidence import Check
from worker.plan import Artifact
from worker.verify.fact import fact
from worker.verify.observed import Observed
from worker.verify.readable import unreadable


def artifact_checks(observed: Observed) -> Iterator[Check]:
    """`artifact-logged:<path>`, `artifact-readable:<path>` for what was downloaded, and `artifacts-within-limit`."""
    sizes = {record.path: record.size for record in observed.artifacts}
    for artifact in observed.plan.artifacts:
        size = sizes.get(artifact.path)
        yield _left_out(artifact, observed) or _logged(artifact, size, limit=observed.artifact_limit)
        content = observed.contents.get(artifact.path)
        if content is not None:
            yield _readable(artifact, content)
    if observed.artifacts:
        yield _within_limit(observed)


def _within_limit(observed: Observed) -> Check:
    planned = {artifact.path for artifact in observed.plan.artifacts}  # each has a check of its own
    others = [record for record in observed.artifacts if record.path not in planned]
    over = [f"{record.path}: {record.size}" for record in others if record.size > observed.artifact_limit]
    return fact(
        "artifacts-within-limit",
        trouble="artifact-too-large" if over else "",
        expected=f"no file of the run over {observed.artifact_limit} bytes",
        observed=", ".join(over) or f"none of {len(observed.artifacts)}",
    )


def _left_out(artifact: Artifact, observed: Observed) -> Check | None:
    """What stands in for a file over the limit: its size and path as parameters, and a sample of it."""
    name = PurePosixPath(artifact.path).name
    key = re.sub(r"[^\w.-]+", "_", name)
    params = observed.run.params if observed.run and artifact.kind == "file" else {}
    size, path = params.get(f"{key}_bytes", ""), params.get(f"{key}_path", "")
    if not size.isdecimal() or int(size) <= observed.artifact_limit:
        return None
    samples = {record.path: record.size for record in observed.artifacts}
    return fact(
        f"artifact-logged:{artifact.path}",
        trouble=_stand_in_trouble(path, name=name, sample=samples.get(f"samples/{key}.txt")),
        expected=f"size, path and a sample of a file over {observed.artifact_limit} bytes",
        observed=f"{key}_bytes = {size}, {key}_path = {path[:200] or 'nothing'}",
        requirements=artifact.requirements,
    )


def _stand_in_trouble(path: str, *, name: str, sample: int | None) -> str:
    if not path:
        return "param-missing"
    if PurePath(path).name != name:
        return "param-wrong"
    return "artifact-missing" if sample is None else "" if sample else "artifact-empty"


def _logged(artifact: Artifact, size: int | None, *, limit: int) -> Check:
    category = ""
    if size is None:
        category = "artifact-missing"
    elif size == 0:
        category = "artifact-empty"
    elif size > limit:
        category = "artifact-too-large"
    return fact(
        f"artifact-logged:{artifact.path}",
        trouble=category,
        expected=f"a file of 1 to {limit} bytes",
        observed="not logged" if size is None else f"{size} bytes",
        requirements=artifact.requirements,
    )


def _readable(artifact: Artifact, content: bytes) -> Check:
    suffix = PurePosixPath(artifact.path).suffix.lower()
    trouble = unreadable(artifact.path, content, kind=artifact.kind)
    return fact(
        f"artifact-readable:{artifact.path}",
        trouble="artifact-unreadable" if trouble else "",
        expected=f"readable as {suffix.removeprefix('.') or 'a file'}",
        observed=trouble or f"{len(content)} bytes, readable",
        requirements=artifact.requirements,
    )
