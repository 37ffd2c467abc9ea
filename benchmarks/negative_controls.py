"""The mutation score of the proof: every operator on every control, judged by the real proof.

    python benchmarks/negative_controls.py [--every-control | --every-place] [CONTROL…]

Prints one row per mutant (operator, patch, failing check, category) and the score; survivors stand at the end. An
operator is used once per patch, or once per patch and control, or wherever it fits. Where a fault goes unnoticed, the
place itself is made to raise: when the proof does not notice that either, nothing runs there, and the next is tried.
"""

import os
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.fixtures_mlflow import mlflow_server
from tests.proof.bench import Bench, Control
from tests.proof.controls import CONTROLS
from tests.proof.mutations import Mutant, mutants
from worker.errors import WorkerError

THREADS = max(2, (os.cpu_count() or 2) // 2)


def judge(bench: Bench, control: Control, mutant: Mutant) -> tuple[str, str]:
    """The first failing check and its category; both empty when the mutant passes."""
    try:
        failures = bench.failures(control, mutant.source)
    except WorkerError as error:
        return "", error.category
    return (failures[0].name, failures[0].category) if failures else ("", "")


@dataclass(frozen=True)
class Verdict:
    """What became of one operator on one patch."""

    mutant: Mutant
    check: str = ""
    category: str = ""
    reached: bool = True
    """whether the proof executes the place at all"""


def verdict(bench: Bench, control: Control, places: Sequence[Mutant]) -> Verdict:
    """Of the first place that the proof executes; a fault where nothing runs has no effect."""
    for mutant in places:
        check, category = judge(bench, control, mutant)
        if category or not mutant.trap or judge(bench, control, replace(mutant, source=mutant.trap))[1]:
            return Verdict(mutant, check, category)
    return Verdict(places[0], reached=False)


def grouped(found: Sequence[Mutant], seen: set[tuple[str, str]], *, every_place: bool) -> list[list[Mutant]]:
    """Places to try, in turn, for each operator and patch that was not seen before."""
    if every_place:
        return [[one] for one in found]
    groups: dict[tuple[str, str], list[Mutant]] = {}
    for one in found:
        groups.setdefault((one.operator, one.patch), []).append(one)
    new = {pair: places for pair, places in groups.items() if pair not in seen}
    seen.update(new)
    return list(new.values())


def main(names: list[str], *, every_control: bool, every_place: bool) -> None:
    """Judge, print every row, and the score."""
    rows: list[tuple[str, Verdict]] = []
    seen: set[tuple[str, str]] = set()
    with tempfile.TemporaryDirectory(prefix="controls-") as folder, _server(Path(folder)) as uri:
        bench = Bench(folder=Path(folder), uri=uri)
        for control in (CONTROLS[name] for name in names or CONTROLS):
            good = bench.work(control).patched.source
            print(f"\n{control.name}: the good patch fails {[one.name for one in bench.failures(control)]}")
            found = mutants(control.source, good, patch=control.repairs)
            groups = grouped(found, set() if every_control else seen, every_place=every_place)
            with ThreadPoolExecutor(THREADS) as pool:
                for one in pool.map(lambda places, control=control: verdict(bench, control, places), groups):
                    row = f"{one.mutant.operator:22} {one.mutant.patch:12} {one.mutant.place[:28]:28}"
                    row += f" {one.check[:32]:32} {one.category or ('SURVIVES' if one.reached else 'never executed')}"
                    print(f"  {row}", flush=True)
                    rows.append((f"{control.name}: {row}", one))
    _summary(rows)


def _summary(rows: Sequence[tuple[str, Verdict]]) -> None:
    lists: dict[str, list[str]] = {"survivors": [], "under another name": [], "never executed in any control": []}
    for row, one in rows:
        if not one.reached:
            lists["never executed in any control"].append(row)
        elif not one.category:
            lists["survivors"].append(row)
        elif one.category not in one.mutant.expected:
            lists["under another name"].append(f"{row}, not {sorted(one.mutant.expected)}")
    total = len(rows) - len(lists["never executed in any control"])
    caught = total - len(lists["survivors"])
    named = caught - len(lists["under another name"])
    print(f"\nscore: {caught} of {total} executed mutants fail the proof, {named} of {total} by the right name")
    for title, found in lists.items():
        print(f"\n{title}:", *(found or ["none"]), sep="\n  ")


def _server(folder: Path) -> AbstractContextManager[str]:
    if uri := os.environ.get("CONTROLS_TRACKING_URI"):
        return nullcontext(uri)
    (folder / "server").mkdir()
    return mlflow_server(folder / "server")


if __name__ == "__main__":
    arguments = sys.argv[1:]
    main(
        [one for one in arguments if not one.startswith("-")],
        every_control="--every-control" in arguments,
        every_place="--every-place" in arguments,
    )
