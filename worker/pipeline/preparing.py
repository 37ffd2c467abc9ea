"""Explore, interpret and implement: from a task and its notebooks to patched text. Shared by `run` and `plan`."""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from worker import patches
from worker.errors import EnvironmentBroken, NotebookFailed, PatchImpossible, SettingsInvalid, TaskInvalid
from worker.findings import Findings
from worker.patches import Patched
from worker.pipeline.exploring import Explored, Explorer, Target, Watch
from worker.pipeline.overrides import override
from worker.pipeline.questions import Planned, combine
from worker.pipeline.steps import Steps
from worker.plan import Question, TrackingPlan
from worker.ports import CellStatus, Execution, Interpreter
from worker.task import Task
from worker.verify import failure_text

TEMPLATES = ".mlflow-worker/templates"
"""folder of a repository whose files replace templates by name"""
_BROKEN = (CellStatus.FAILED, CellStatus.CANCELLED)


@dataclass(frozen=True, kw_only=True)
class Work:
    """One notebook of a task on its way from findings to patched text."""

    target: Target
    explored: Explored
    plan: TrackingPlan | None = None
    patched: Patched | None = None

    @property
    def name(self) -> str:
        """Path in the repository."""
        return self.target.name

    @property
    def source(self) -> str:
        """The notebook as it was."""
        return self.target.notebook.text

    @property
    def changed(self) -> bool:
        """Whether the patches changed anything."""
        return self.patched is not None and self.patched.source != self.source

    @property
    def diff(self) -> str:
        """Unified diff of the patch."""
        if self.patched is None or not self.changed:
            return ""
        lines = difflib.unified_diff(
            self.source.splitlines(keepends=True),
            self.patched.source.splitlines(keepends=True),
            fromfile=f"a/{self.name}",
            tofile=f"b/{self.name}",
        )
        return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """All notebooks of a task, ready to be proved, or the questions that stand in the way."""

    works: tuple[Work, ...]
    questions: tuple[Question, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Preparation:
    """The first three steps after reading."""

    explorer: Explorer
    interpreter: Interpreter
    house: Mapping[str, str] = field(default_factory=dict)
    """house templates: name → text"""
    artifact_limit: int = patches.ARTIFACT_LIMIT
    """bytes of the largest file that a notebook may send"""

    def prepare(self, task: Task, targets: Sequence[Target], *, steps: Steps) -> Prepared:
        """Explore, interpret, implement; NotebookFailed when a notebook fails where tracking has to go."""
        with steps.step("explore"):
            works = self.explore(task, targets)
        return self.plan(task, works, steps=steps)

    def explore(self, task: Task, targets: Sequence[Target], *, watch: Watch | None = None) -> list[Work]:
        """Run the notebooks as they are; `watch` sees them run."""
        _check_overrides(task, targets)
        works = [Work(target=target, explored=self.explorer.explore(target, task, watch=watch)) for target in targets]
        for work in works:
            check_sites(work.explored)
        return works

    def plan(self, task: Task, works: Sequence[Work], *, steps: Steps) -> Prepared:
        """Interpret what exploring found, and implement it."""
        with steps.step("interpret"):
            planned = combine(task, {work.name: self.interpreter(task, work.explored.findings) for work in works})
            if not planned.questions:
                for work in works:
                    check_plan(work.explored, planned.plans.get(work.name))
        notes = tuple(dict.fromkeys((*(note for work in works for note in _notes(work)), *planned.notes)))
        if planned.questions:
            return Prepared(works=tuple(works), questions=planned.questions, notes=notes)
        with steps.step("implement"):
            works = [self._implement(work, planned) for work in works]
        more = (note for work in works if work.patched is not None for note in work.patched.notes)
        return Prepared(works=tuple(works), notes=(*notes, *more))

    def _implement(self, work: Work, planned: Planned) -> Work:
        plan = planned.plans.get(work.name)
        house = {**self.house, **repository_templates(work.target.root)}
        patched = (
            None if plan is None else patches.apply(work.source, plan, house=house, artifact_limit=self.artifact_limit)
        )
        return Work(target=work.target, explored=work.explored, plan=plan, patched=patched)


def house_templates(folder: Path | None) -> Mapping[str, str]:
    """Templates of the house by name, read from `NAME.py` files; SettingsInvalid when there is no such folder."""
    if folder is None:
        return {}
    if not folder.is_dir():
        raise SettingsInvalid(f"MLFLOW_WORKER_TEMPLATES: {folder} is no folder")
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.py"))}


def repository_templates(root: Path) -> Mapping[str, str]:
    """Templates that a repository brings along; they win over the house's. PatchImpossible when one cannot be read."""
    found = {}
    for path in sorted((root / TEMPLATES).glob("*.py")):
        name = path.relative_to(root).as_posix()
        if not path.resolve().is_relative_to(root.resolve()):
            raise PatchImpossible(f"house template `{name}` leads out of the repository; replace the link by the file")
        try:
            found[path.stem] = path.read_text(encoding="utf-8")
        except (UnicodeDecodeError, OSError) as error:
            raise PatchImpossible(f"house template `{name}` cannot be read: {error}; save it as UTF-8 text") from error
    return found


def patches_by_requirement(works: Sequence[Work]) -> Mapping[int, Sequence[str]]:
    """Requirement index → names of the patches that answer it."""
    found: dict[int, list[str]] = {}
    for work in works:
        for one in work.patched.applied if work.patched is not None else ():
            for index in one.requirements:
                found.setdefault(index, []).append(one.patch)
    return found


def check_sites(explored: Explored) -> None:
    """NotebookFailed when the notebook fails at its training, or fails and has no training that could be seen."""
    findings = explored.findings
    status = {cell.cell: cell.status for cell in explored.execution.cells}
    sites = [site.cell for site in findings.sites]
    if explored.execution.failures and not any(status.get(cell) not in _BROKEN for cell in sites):
        raise notebook_failed(findings, explored.execution)


def check_plan(explored: Explored, plan: TrackingPlan | None) -> None:
    """NotebookFailed when a cell that the plan logs something of did not run."""
    if plan is None:
        return
    needed = {value.cell for value in (*plan.params, *plan.metrics, *plan.series, *plan.tags)}
    needed |= {artifact.cell for artifact in plan.artifacts}
    needed |= {plan.site.cell} if plan.site else set()
    needed |= {plan.model.cell} if plan.model else set()
    needed |= {plan.nested.cell} if plan.nested else set()
    broken = {cell.cell for cell in explored.execution.cells if cell.status in _BROKEN}
    if needed & broken:
        raise notebook_failed(explored.findings, explored.execution)


def notebook_failed(findings: Findings, execution: Execution) -> NotebookFailed | EnvironmentBroken:
    """Blame the notebook, naming every cell that raised and its exception; or its interpreter, naming what it lacks."""
    lacking = missing_modules(execution)
    if lacking:
        names = ", ".join(f"`{name}`" for name in lacking)
        return EnvironmentBroken(
            f"{findings.notebook} needs {names}, which neither its interpreter nor its repository has; mend: state it "
            "in the notebook's header or the project's requirements, or install it where MLFLOW_WORKER_PYTHON points"
        )
    causes = "; ".join(failure_text(cell) for cell in execution.failures)
    mend = "mend the notebook, then submit the task again"
    return NotebookFailed(f"{findings.notebook} fails on its own, before any patch: {causes}; {mend}")


def missing_modules(execution: Execution) -> tuple[str, ...]:
    """Modules that cells imported in vain, in order."""
    found = (
        re.match(r"No module named '([\w.]+)'", cell.message)
        for cell in execution.failures
        if cell.exception == "ModuleNotFoundError"
    )
    return tuple(dict.fromkeys(match[1] for match in found if match))


def _check_overrides(task: Task, targets: Sequence[Target]) -> None:
    replaced = {name for target in targets for name in override(target.notebook, task.verify.overrides).replaced}
    for name in task.verify.overrides:
        if name not in replaced:
            raise TaskInvalid(
                f"verify.overrides.{name}: no notebook of this task assigns a literal or a UI element to `{name}`; "
                "name a variable that one of its cells sets"
            )


def _notes(work: Work) -> list[str]:
    """What a person should know about how the notebook ran."""
    notes = [
        f"{work.name}: {failure_text(cell)} before any patch; the tracked cells do not need it"
        for cell in work.explored.execution.failures
    ]
    overridden = work.explored.overridden.replaced
    if overridden:
        notes.append(f"{work.name}: explored and proved with other values for {', '.join(sorted(overridden))}")
    return [*notes, *work.explored.findings.notes]
