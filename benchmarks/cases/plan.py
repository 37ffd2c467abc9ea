"""Explore and interpret every case of a folder: no Redis, no MLflow server, no git. See README.md beside this file.

python benchmarks/cases/plan.py benchmarks/cases/own
python benchmarks/cases/plan.py benchmarks/cases/real --notebooks FOLDER_OF_FETCHED_NOTEBOOKS
"""

import argparse
import fnmatch
import hashlib
import json
import os
import pickle
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import JsonValue
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from worker.adapters.kernel import MarimoKernel  # noqa: E402 - the checkout first, then its package
from worker.errors import NotebookInvalid, PatchImpossible, TaskInvalid, WorkerError  # noqa: E402
from worker.findings import LiveValue  # noqa: E402
from worker.interpret import interpret  # noqa: E402
from worker.logs import configure  # noqa: E402
from worker.pipeline import draft  # noqa: E402
from worker.plan import TrackingPlan  # noqa: E402
from worker.ports import Execution, Kernel, KernelSession, Snapshot  # noqa: E402
from worker.result import State  # noqa: E402
from worker.task import read_task  # noqa: E402

TIMEOUT_S = 300.0
CACHE = Path(tempfile.gettempdir()) / f"mlflow-worker-cases-{os.getuid()}"


@dataclass(frozen=True, kw_only=True)
class Case:
    """One task, its notebook, and what a competent colleague would make of it."""

    name: str
    task: str
    notebook: Path
    support: Path
    expect: dict[str, Any]
    """the judge's fields"""

    @property
    def expected(self) -> tuple[str, ...]:
        """The states that the task may end in."""
        return tuple(self.expect["expected_state"])


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What the worker would do with a case."""

    case: Case
    did: str
    """`planned`, `asked`, `rejected` or `failed`"""
    why: str = ""
    missing: tuple[str, ...] = ()
    """what the judge would look for in vain, had the plan been carried out"""

    @property
    def verdict(self) -> str:
        means = {"planned": "completed", "asked": "input-required"}
        if means.get(self.did, self.did) in self.case.expected:
            return "lacking" if self.missing else "ok"
        return {"planned": "guessed", "asked": "asked needlessly"}.get(self.did, f"{self.did} needlessly")


# ---------------------------------------------------------------- what kernels said, remembered


class RememberingKernel:
    """A kernel that answers from a folder what it was asked before, and starts a real one for what is new.

    The answers depend on the notebook, the kernel's own code and all that was asked before in the session; they do not
    depend on how the answers are understood, so that exploring and interpreting can change without running anything.
    """

    def __init__(self, kernel: Kernel, *, folder: Path) -> None:
        self._kernel = kernel
        self._folder = folder

    @contextmanager
    def open(self, *, path: Path, source: str, **options: Any) -> Iterator["RememberingSession"]:
        beside = sorted(item for item in path.parent.rglob("*") if item.is_file() and item != path)
        names = [source, *(item.relative_to(path.parent).as_posix() for item in beside), kernel_code()]
        with ExitStack() as stack:

            def start() -> KernelSession:
                return stack.enter_context(self._kernel.open(path=path, source=source, **options))

            yield RememberingSession(start, folder=self._folder, key=digest(*names))


class RememberingSession:
    """The session of such a kernel: a real one is started, and brought to the same point, when memory ends."""

    def __init__(self, start: Callable[[], KernelSession], *, folder: Path, key: str) -> None:
        self._start = start
        self._folder = folder
        self._key = key
        self._real: KernelSession | None = None
        self._asked: list[tuple[str, Any]] = []

    def run(self) -> Execution:
        return self._ask("run")

    def use(self, elements: Mapping[str, JsonValue]) -> Execution:
        return self._ask("use", dict(elements))

    def rerun(self, cells: Sequence[int]) -> Execution:
        return self._ask("rerun", list(cells))

    def snapshot(self) -> Snapshot:
        return self._ask("snapshot")

    def evaluate(self, expressions: Mapping[int, Sequence[str]]) -> dict[int, dict[str, LiveValue | str]]:
        return self._ask("evaluate", {cell: list(texts) for cell, texts in expressions.items()})

    def _ask(self, method: str, *arguments: Any) -> Any:
        self._key = digest(self._key, method, json.dumps(arguments))
        known = self._folder / f"{self._key}.pickle"
        if self._real is None and known.is_file():
            self._asked.append((method, arguments))
            return pickle.loads(known.read_bytes())
        if self._real is None:
            self._real = self._start()
            for earlier, given in self._asked:
                getattr(self._real, earlier)(*given)
        answer = getattr(self._real, method)(*arguments)
        known.write_bytes(pickle.dumps(answer))
        return answer


def digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode("utf-8", "surrogatepass")).hexdigest()


def kernel_code() -> str:
    """What decides how a live value is described."""
    files = [*sorted((ROOT / "worker" / "adapters" / "kernel").rglob("*.py")), ROOT / "worker" / "findings.py"]
    return digest(*(file.read_text(encoding="utf-8") for file in files))


def own_folder(folder: Path) -> Path:
    """The memory's folder; nobody else may have made it, for it is unpickled."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        sys.exit(f"{folder} belongs to somebody else; name another one with --cache")
    return folder


# ---------------------------------------------------------------- the cases


def cases(folder: Path, *, notebooks: Path | None, only: frozenset[str]) -> Iterator[Case]:
    """The cases of a folder, as the judge reads them."""
    for task in sorted((folder / "tasks").glob("*.yaml")):
        name = task.stem
        if only and name not in only:
            continue
        own = folder / "own" / f"{name}.py"
        notebook = own if own.is_file() or notebooks is None else notebooks / f"{name}.py"
        if not notebook.is_file():
            print(f"{name}: no notebook {notebook}", file=sys.stderr)
            continue
        yield Case(
            name=name,
            task=task.read_text(encoding="utf-8"),
            notebook=notebook,
            support=folder / "support" / name,
            expect=json.loads((folder / "expect" / f"{name}.json").read_text(encoding="utf-8")),
        )


def outcome(case: Case, kernel: Kernel) -> Outcome:
    """The dry run of one case, on a checkout that holds its notebook alone."""
    with tempfile.TemporaryDirectory(prefix="mlflow-worker-case-") as folder:
        checkout = Path(folder).resolve()
        target = checkout / read_task(case.task).files[0]
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(case.notebook.read_bytes())
        for file in (item for item in case.support.rglob("*") if item.is_file()):
            beside = target.parent / file.relative_to(case.support)
            beside.parent.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(file.read_bytes())
        try:
            found = draft(text=case.task, root=checkout, kernel=kernel, interpreter=interpret, timeout_s=TIMEOUT_S)
        except WorkerError as error:
            rejected = isinstance(error, (NotebookInvalid, PatchImpossible, TaskInvalid))
            return Outcome(case=case, did="rejected" if rejected else "failed", why=f"{error.category}: {error}")
    if found.state is State.INPUT_REQUIRED:
        return Outcome(case=case, did="asked", why="\n".join(question.text for question in found.questions))
    patches = ", ".join(dict.fromkeys(patch for file in found.files for patch in file.patches))
    missing = tuple(item for file in found.files if file.plan for item in lacking(file.plan, case.expect))
    return Outcome(case=case, did="planned", why="\n".join((patches, *missing)), missing=missing)


# ---------------------------------------------------------------- the plan beside the expectation


def lacking(plan: TrackingPlan, expect: Mapping[str, Any]) -> Iterator[str]:
    """What the expectation names and the plan would not log under any of its keys; values are the judge's business.

    Nothing is said of keys that only a run can tell: those of mappings, of trials, and of tracking that is repaired.
    """
    nested = plan.nested
    children = nested.params if nested else ()
    unnamed = any(value.form in ("mapping", "estimator") for value in (*plan.params, *children))
    spread = unnamed or bool(plan.fixes) or (nested is not None and nested.lenient)
    keys = [value.key for value in (*plan.params, *children)]
    for wanted in expect["params_any"]:
        if not spread and not any(fits(pattern.partition("=")[0], key) for pattern in wanted for key in keys):
            yield f"no param {wanted[0]} among {keys}"
    curves = [value.key for value in (*plan.series, *(nested.series if nested else ()))]
    scores = [*(value.key for value in (*plan.metrics, *(nested.metrics if nested else ()))), *curves]
    mappings = any(value.form == "mapping" for value in plan.series)
    for wanted in expect["metrics_any"]:
        found = curves if wanted["min_history"] > 1 else scores
        fitting = sum(any(fits(pattern, key) for pattern in wanted["keys"]) for key in found)
        if fitting < wanted["count"] and not nested and not mappings and not plan.fixes:
            yield f"{fitting} of {wanted['count']} metrics {wanted['keys'][0]} among {found}"
    tags = [*plan.experiment.tags, *plan.run_tags, *(value.key for value in plan.tags)]
    for wanted in expect["tags_any"]:
        if not any(fits(pattern.partition("=")[0], key) for pattern in wanted for key in tags):
            yield f"no tag {wanted[0]} among {tags}"
    if plan.experiment.name != expect["experiment"]:
        yield f"experiment {plan.experiment.name}, not {expect['experiment']}"
    if expect["min_nested_runs"] and not nested:
        yield "no nested runs"
    if expect["registered_model"] and not (plan.model and plan.model.registered_name == expect["registered_model"]):
        yield f"no registered model {expect['registered_model']}"
    if len(plan.artifacts) + len([value for value in plan.params if value.form == "long"]) < expect["artifacts_min"]:
        yield f"{len(plan.artifacts)} artifacts of {expect['artifacts_min']}"


def fits(pattern: str, key: str) -> bool:
    """The judge's comparison of keys."""
    return fnmatch.fnmatchcase(plain(key), plain(pattern, keep="*?"))


def plain(text: str, keep: str = "") -> str:
    text = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in text if letter.isalnum() or letter in keep)


def show(outcomes: Sequence[Outcome]) -> None:
    table = Table("case", "expected", "did", "verdict", "questions, patches or failure", show_lines=True)
    for one in outcomes:
        table.add_row(one.case.name, " or ".join(one.case.expected), one.did, one.verdict, one.why)
    console = Console(markup=False, highlight=False, width=None if sys.stdout.isatty() else 180)
    console.print(table)
    counts = Counter(one.verdict for one in outcomes)
    console.print(
        f"{len(outcomes)} cases: " + ", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items()))
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="folder with tasks/, expect/ and own/")
    parser.add_argument("--notebooks", type=Path, help="folder with fetched notebooks, <id>.py")
    parser.add_argument("--python", help="interpreter of the notebooks; default: this one")
    parser.add_argument("--only", default="", help="comma-separated case ids")
    parser.add_argument("--cache", type=Path, default=CACHE, help="where kernels' answers are remembered (%(default)s)")
    arguments = parser.parse_args()
    configure(style="json", level="error")
    only = frozenset(filter(None, arguments.only.split(",")))
    kernel = RememberingKernel(MarimoKernel(python=arguments.python), folder=own_folder(arguments.cache))
    outcomes: list[Outcome] = []
    for case in cases(arguments.folder, notebooks=arguments.notebooks, only=only):
        print(case.name, file=sys.stderr, flush=True)
        outcomes.append(outcome(case, kernel))
    show(outcomes)
    return 0 if all(one.verdict == "ok" for one in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
