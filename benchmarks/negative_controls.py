"""The mutation score of the proof: every operator on every control, judged by the real proof.

    python benchmarks/negative_controls.py [--every-control | --every-place] [CONTROL…]

Prints one row per mutant (operator, patch, failing check, category) and the score; survivors stand at the end. An
operator is used once per patch, or once per patch and control, or wherever it fits.
"""

import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
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


def first_of_each(found: Iterable[Mutant], seen: set[tuple[str, str]]) -> Iterator[Mutant]:
    """The mutants whose operator and patch were not seen before."""
    for mutant in found:
        if (mutant.operator, mutant.patch) not in seen:
            seen.add((mutant.operator, mutant.patch))
            yield mutant


def main(names: list[str], *, every_control: bool, every_place: bool) -> None:
    caught = 0
    survivors: list[str] = []
    misnamed: list[str] = []
    seen: set[tuple[str, str]] = set()
    with tempfile.TemporaryDirectory(prefix="controls-") as folder, _server(Path(folder)) as uri:
        bench = Bench(folder=Path(folder), uri=uri)
        for control in (CONTROLS[name] for name in names or CONTROLS):
            good = bench.work(control).patched.source
            print(f"\n{control.name}: the good patch fails {[one.name for one in bench.failures(control)]}")
            found = mutants(control.source, good, patch=control.repairs)
            if not every_place:
                found = list(first_of_each(found, set() if every_control else seen))
            with ThreadPoolExecutor(THREADS) as pool:
                judged = pool.map(lambda mutant, control=control: judge(bench, control, mutant), found)
                for mutant, (check, category) in zip(found, judged, strict=True):
                    row = f"{mutant.operator:22} {mutant.patch:12} {mutant.place[:28]:28} {check[:32]:32} {category}"
                    print(f"  {row}", flush=True)
                    caught += bool(category)
                    if not category:
                        survivors.append(f"{control.name}: {row}")
                    elif category not in mutant.expected:
                        misnamed.append(f"{control.name}: {row}, not {sorted(mutant.expected)}")
    total = caught + len(survivors)
    print(f"\nscore: {caught} of {total} mutants fail the proof, {caught - len(misnamed)} of {total} by the right name")
    for title, rows in (("survivors", survivors), ("under another name", misnamed)):
        print(f"\n{title}:", *(rows or ["none"]), sep="\n  ")


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
