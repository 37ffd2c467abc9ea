"""Negative controls: good patches are broken in plausible ways, and the real proof has to fail by the right name.

Every patch of the catalogue is broken here at least once; `benchmarks/negative_controls.py` breaks them all in every way.
"""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.proof.controls import CONTROLS
from tests.proof.mutations import mutants
from worker.patches import CATALOGUE, apply

BROKEN = [
    # control, operator, patch, right categories come with the operator
    ("plain", "drop-dependency", "header"),
    ("plain", "another-type", "params"),
    ("plain", "frozen-value", "params"),
    ("plain", "double-call", "metrics"),
    ("plain", "steps-from-one", "series"),
    ("plain", "table-without-rows", "artifacts"),
    ("plain", "drop-call", "experiment"),
    ("plain", "link-elsewhere", "link"),
    ("plain", "leave-open", "run-context"),
    ("loops", "in-another-experiment", "run-context"),
    ("plain", "drop-display", "run-context"),
    ("gated", "hoist-run", "run-context"),
    ("gated", "blank-figure", "artifacts"),
    ("branched", "hoist-run", "run-context"),
    ("nested", "skip-first-child", "nested"),
    ("nested", "swap-values", "nested"),
    ("loops", "swallow", "run-context"),
    ("loops", "without-the-last", "series"),
    ("function", "steps-apart", "series"),
    ("beside", "rename-experiment", "experiment"),
    ("registered", "untrained-model", "model"),
    ("files", "turn-limit", "large-artifacts"),
    ("files", "to-another-server", "server-down"),
    ("repaired", "drop-entry", "close-runs"),
    ("orphans", "drop-run", "nested-parent"),
]
ELSEWHERE = {
    # option that no proof calls: its own test does
    "helper",
    # repairs of one call: their mutants are those of `close-runs` here
    "batch-logging", "experiment-guard", "artifact-path", "tracking-uri",
    # entries like those of `params` and `run-context`, broken there
    "complete-params", "tags",
}  # fmt: skip


def broken(control, operator, patch):
    """The first mutant of a control by this operator on this patch."""
    good = apply(control.source, control.plan, artifact_limit=control.limit).source
    found = mutants(control.source, good, patch=control.repairs)
    return next(one for one in found if (one.operator, one.patch) == (operator, patch))


def test_every_patch_of_the_catalogue_is_broken():
    assert {patch for _, _, patch in BROKEN} | ELSEWHERE == set(CATALOGUE)


@pytest.fixture(scope="module")
def judged(bench, request):
    """Two proofs at a time, of all that the chosen tests ask for; each test waits for its own."""
    chosen = [
        item.callspec.params
        for item in request.session.items
        if item.module is request.module and hasattr(item, "callspec")
    ]
    with ThreadPoolExecutor(2) as pool:
        futures = {}
        for case in chosen:
            control, operator = CONTROLS[case["name"]], case.get("operator", "")
            source = broken(control, operator, case["patch"]).source if operator else None
            futures[case["name"], operator, case.get("patch", "")] = pool.submit(bench.failures, control, source)
        yield lambda *case: futures[case].result()
        for future in futures.values():
            future.cancel()


@pytest.mark.parametrize("name", CONTROLS)
def test_the_good_patch_passes(judged, name):
    assert judged(name, "", "") == []


@pytest.mark.parametrize(("name", "operator", "patch"), BROKEN)
def test_a_broken_patch_fails_by_the_right_name(judged, name, operator, patch):
    mutant = broken(CONTROLS[name], operator, patch)
    failures = judged(name, operator, patch)
    assert failures, mutant.source
    assert failures[0].category in mutant.expected, failures
