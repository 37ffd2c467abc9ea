"""Explore one notebook: run it as it is against a throw-away tracking store, and describe what is there."""

import ast
import dataclasses
import hashlib
import json
from collections import OrderedDict
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from pydantic import JsonValue

from worker import explore
from worker.errors import KernelTimeout, NotebookInvalid
from worker.findings import Findings, LiveValue
from worker.notebook.source import Notebook, read_notebook
from worker.pipeline.glimpse import cut_short
from worker.pipeline.modules import local_modules
from worker.pipeline.overrides import Overridden, override
from worker.pipeline.rounds import merge
from worker.pipeline.stores import ThrowAwayStores, tracked
from worker.pipeline.throwaway import without_own_uri
from worker.ports import Execution, Kernel, KernelSession, Snapshot, Tracked
from worker.task import Task

GLIMPSE_S = 20.0
"""a look at a notebook that takes longer than this is no quick one"""
_GATES_IN_A_ROW = 3
_REMEMBERED = 64
_OTHER_SCHEMA = "out-of-date database schema"
"""MLflow's words when the store was made by another version of it"""


@dataclass(frozen=True, kw_only=True)
class Target:
    """One notebook of a task, as it stands in a working tree."""

    name: str
    """path in the repository"""
    path: Path
    root: Path
    """the working tree"""
    notebook: Notebook


@dataclass(frozen=True, kw_only=True)
class Explored:
    """What running the notebook as it is has shown."""

    findings: Findings
    execution: Execution
    presses: Mapping[str, JsonValue]
    """UI elements that were used after the first run, in order, so that gated cells ran"""
    overridden: Overridden
    tracked: Tracked = field(default_factory=Tracked)
    """what it logged into its throw-away store"""


@dataclass
class Watch:
    """Looks from another thread at a notebook that is being explored."""

    session: KernelSession | None = None

    def trains_for(self, target: Target) -> float:
        """Seconds that the cell at work has been running; 0 while it only imports."""
        cell, seconds = (self.session.busy() if self.session else None) or (0, 0.0)
        statements = target.notebook.cells[cell].statements
        return 0.0 if all(isinstance(one, ast.Import | ast.ImportFrom) for one in statements) else seconds


@dataclass(kw_only=True)
class Explorer:
    """Explores notebooks; what was found is remembered by content, so that a retry need not run it again."""

    kernel: Kernel
    timeout_s: float
    stores: ThrowAwayStores = field(default_factory=ThrowAwayStores)
    _known: OrderedDict[str, Explored] = field(default_factory=OrderedDict, init=False)
    _lock: Lock = field(default_factory=Lock, init=False)

    def explore(self, target: Target, task: Task, *, watch: "Watch | None" = None) -> Explored:
        """Run the notebook, use what has to be used, and find sites, symbols and gates; `watch` sees it run."""
        key = _fingerprint(target, task)
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        overridden = override(target.notebook, task.verify.overrides)
        limit_s = timeout_s(task, default=self.timeout_s)
        found = self._run(target, task, overridden, limit_s=limit_s, watch=watch)
        if self.stores.migrated and any(_OTHER_SCHEMA in cell.message for cell in found.execution.failures):
            self.stores.forget()
            found = self._run(target, task, overridden, limit_s=limit_s, watch=watch)
        with self._lock:
            self._known[key] = found
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return found

    def glimpse(self, target: Target, task: Task) -> Explored:
        """The same with every loop cut short: what a long training will have made, as far as that can be seen early."""
        overridden = override(target.notebook, task.verify.overrides)
        text = cut_short(read_notebook(overridden.text, name=target.name))
        return self._run(target, task, dataclasses.replace(overridden, text=text), limit_s=GLIMPSE_S)

    def forget(self, target: Target, task: Task) -> None:
        """Explore anew the next time."""
        with self._lock:
            self._known.pop(_fingerprint(target, task), None)

    def _run(
        self, target: Target, task: Task, overridden: Overridden, *, limit_s: float, watch: "Watch | None" = None
    ) -> Explored:
        with ExitStack() as stack:
            tracking_uri = stack.enter_context(self.stores.fresh())
            session = stack.enter_context(
                self.kernel.open(
                    path=target.path,
                    root=target.root,
                    source=without_own_uri(overridden.text),
                    tracking_uri=tracking_uri,
                    environment={},
                    timeout_s=limit_s,
                    observe_functions=True,
                )
            )
            if watch is not None:
                watch.session = session
            try:
                seen = _use_notebook(session, target, task)
                logged = tracked(tracking_uri) if "mlflow" in target.notebook.text else Tracked()
            except KernelTimeout as error:
                raise too_slow(target.name, error) from error
        findings = explore.explore(
            notebook=target.name,
            source=target.notebook.text,
            execution=seen.execution,
            snapshot=seen.snapshot,
            evaluated=seen.evaluated,
        )
        return Explored(
            findings=findings,
            execution=seen.execution,
            presses=seen.presses,
            overridden=overridden,
            tracked=logged,
        )


def open_target(path: Path, *, root: Path) -> Target:
    """Read a notebook file, a real path below `root`; NotebookInvalid when it is none."""
    name = path.relative_to(root).as_posix()
    try:
        text = path.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise NotebookInvalid(f"files: `{name}` is not UTF-8 text (byte {error.start}); save it as UTF-8") from error
    return Target(name=name, path=path, root=root, notebook=read_notebook(text, name=name))


def timeout_s(task: Task, *, default: float) -> float:
    """Seconds for one execution: the task's own limit where it states one."""
    return task.verify.timeout if "timeout" in task.verify.model_fields_set else default


def too_slow(name: str, error: KernelTimeout) -> KernelTimeout:
    """The same fault, with what a planner can do about it."""
    return KernelTimeout(
        f"{name} ran longer than it may: {error}; raise `verify.timeout` (seconds), or shrink the training for the "
        "proof with `verify.overrides`, e.g. `verify: {overrides: {epochs: 2}}`"
    )


@dataclass(frozen=True, kw_only=True)
class _Seen:
    """What one kernel session showed."""

    execution: Execution
    snapshot: Snapshot
    evaluated: Mapping[int, Mapping[str, LiveValue | str]]
    presses: Mapping[str, JsonValue]


def _use_notebook(session: KernelSession, target: Target, task: Task) -> _Seen:
    """Run all cells, then use UI elements: those the task names, else what holds stopped cells back."""
    executions = [session.run()]
    used: dict[str, JsonValue] = dict(task.verify.interactions)
    executions += [session.use({name: value}) for name, value in used.items()]
    if not used:
        _open_gates(session, target, executions, used)
    execution = merge(executions)
    wanted = {cell: texts for cell, texts in explore.expressions(target.notebook.text).items() if texts}
    ran = {cell: texts for cell, texts in wanted.items() if cell in execution.ran}
    snapshot = session.snapshot()  # first: evaluating may draw, count or append once more
    evaluated = session.evaluate(ran) if ran else {}
    return _Seen(execution=execution, snapshot=snapshot, evaluated=evaluated, presses=used)


def _open_gates(
    session: KernelSession, target: Target, executions: list[Execution], used: dict[str, JsonValue]
) -> None:
    """Use what holds cells back, until nothing new is found; behind a gate there may be another one."""
    for _ in range(_GATES_IN_A_ROW):
        snapshot = session.snapshot()
        found = explore.press(target.notebook.text, merge(executions), snapshot)
        # A button whose own cell did not run is not there to be pressed; why its cell failed is what has to be told.
        fresh = {name: value for name, value in found.items() if name not in used and name in snapshot.names}
        if not fresh:
            break
        executions += [session.use({name: value}) for name, value in fresh.items()]
        used |= fresh


def _fingerprint(target: Target, task: Task) -> str:
    """Hash of all that the findings depend on and that is text: the notebook, its local modules, how it is run."""
    digest = hashlib.sha256(target.notebook.text.encode())
    for module in sorted(local_modules(target.path, root=target.root)):
        digest.update(module.relative_to(target.root).as_posix().encode() + b"\0" + module.read_bytes())
    how = [target.name, task.verify.overrides, task.verify.interactions]
    digest.update(json.dumps(how, sort_keys=False, default=str).encode())
    return digest.hexdigest()
