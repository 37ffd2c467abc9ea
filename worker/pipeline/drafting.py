"""The dry run: the same steps up to the patched text, on a copy of a plain checkout."""

import shutil
import tempfile
from pathlib import Path, PurePosixPath

from pydantic import Field

from worker.errors import TaskInvalid
from worker.findings import Findings, Frozen
from worker.patches import ARTIFACT_LIMIT
from worker.pipeline.dossier import already_satisfied
from worker.pipeline.exploring import Explorer, open_target
from worker.pipeline.preparing import Preparation, Prepared, Work, house_templates, patches_by_requirement
from worker.pipeline.questions import ask, asked_back
from worker.pipeline.steps import Steps
from worker.plan import Question, TrackingPlan
from worker.ports import Interpreter, Kernel
from worker.result import QuestionAnswer, RequirementAnswer, State
from worker.task import Task, read_task

_LEFT_OUT = (".git", ".venv", "__pycache__", "node_modules", "mlruns", "mlartifacts")


class FileDraft(Frozen):
    """One notebook of a dry run."""

    notebook: str
    findings: Findings
    plan: TrackingPlan | None = None
    patches: tuple[str, ...] = ()
    """names of the patches that were applied"""
    diff: str = ""


class Draft(Frozen):
    """What a task would do: findings, plan and diff; or what it would ask."""

    title: str
    state: State
    """`completed`, or `input-required` when there is a question"""
    category: str = ""
    """`needs-answer`, `already-satisfied`, or empty when there is something to push"""
    files: tuple[FileDraft, ...] = ()
    diff: str = ""
    requirements: tuple[RequirementAnswer, ...] = ()
    """`open` until a proof has been made"""
    questions: tuple[Question, ...] = ()
    question: QuestionAnswer | None = None
    timings: dict[str, float] = Field(default_factory=dict)
    notes: tuple[str, ...] = ()


def draft(
    *,
    text: str,
    root: Path,
    kernel: Kernel,
    interpreter: Interpreter,
    timeout_s: float,
    templates: Path | None = None,
    artifact_limit: int = ARTIFACT_LIMIT,
) -> Draft:
    """Read, explore, interpret and implement on a copy of `root`; raises what rejects or fails a task.

    Files over `artifact_limit` bytes are not sent.
    """
    preparation = Preparation(
        explorer=Explorer(kernel=kernel, timeout_s=timeout_s),
        interpreter=interpreter,
        house=house_templates(templates),
        artifact_limit=artifact_limit,
    )
    steps = Steps(task_id="draft", attempt=1, progress=lambda _: None, check=lambda: None)
    with tempfile.TemporaryDirectory(prefix="mlflow-worker-plan-") as temporary:
        with steps.step("read"):
            task = read_task(text)
            copy = copy_checkout(root, Path(temporary) / "checkout")
            targets = [open_target(resolve_inside(copy, name), root=copy) for name in task.files]
        prepared = preparation.prepare(task, targets, steps=steps)
    return _draft(task, prepared, timings=dict(steps.timings))


def copy_checkout(root: Path, copy: Path) -> Path:
    """Copy a checkout's working files; its environment is linked, so that the same interpreter is found."""
    shutil.copytree(root, copy, symlinks=True, ignore=shutil.ignore_patterns(*_LEFT_OUT))
    environment = root.absolute() / ".venv"
    if environment.is_dir():
        (copy / ".venv").symlink_to(environment)
    return copy.resolve()


def resolve_inside(root: Path, name: str) -> Path:
    """Real path of a file below `root`; TaskInvalid when it is missing or leads out."""
    pure = PurePosixPath(name)
    path = (root / pure).resolve()
    if pure.is_absolute() or ".." in pure.parts or not path.is_relative_to(root):
        raise TaskInvalid(f"files: `{name}` leads out of the repository; name a path inside it")
    if not path.is_file():
        raise TaskInvalid(f"files: `{name}` is not in the repository; name an existing notebook")
    return path


def _draft(task: Task, prepared: Prepared, *, timings: dict[str, float]) -> Draft:
    files = tuple(_file(work) for work in prepared.works)
    common = {"title": task.title, "files": files, "timings": timings, "notes": prepared.notes}
    if prepared.questions:
        return Draft(
            **common,
            state=State.INPUT_REQUIRED,
            category="needs-answer",
            requirements=asked_back(task, prepared.questions),
            questions=prepared.questions,
            question=ask(prepared.questions),
        )
    changed = any(work.changed for work in prepared.works)
    return Draft(
        **common,
        state=State.COMPLETED,
        category="" if changed else "already-satisfied",
        diff="".join(file.diff for file in files),
        requirements=_planned(task, prepared) if changed else already_satisfied(task),
    )


def _file(work: Work) -> FileDraft:
    return FileDraft(
        notebook=work.name,
        findings=work.explored.findings,
        plan=work.plan,
        patches=tuple(dict.fromkeys(one.patch for one in work.patched.applied)) if work.patched else (),
        diff=work.diff,
    )


def _planned(task: Task, prepared: Prepared) -> tuple[RequirementAnswer, ...]:
    patches = patches_by_requirement(prepared.works)
    covered = frozenset(index for work in prepared.works if work.plan for index in work.plan.answered)
    return tuple(
        RequirementAnswer(
            text=text,
            status="open",
            patch=", ".join(dict.fromkeys(patches.get(index, ()))),
            evidence="planned; a proof decides" if index in covered else "",
        )
        for index, text in enumerate(task.requirements)
    )
