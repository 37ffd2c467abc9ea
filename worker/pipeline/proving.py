"""Prove one patched notebook: run it in a fresh kernel against the team's server, twice, and ask the server."""

import json
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from pydantic import JsonValue

from worker.errors import KernelTimeout, TrackingUnavailable, WorkerError
from worker.findings import LiveValue, Scope
from worker.notebook.source import Notebook, read_notebook
from worker.patches import Patched
from worker.patches.existing import Existing
from worker.pipeline.baseline import SecondRound, execute_again
from worker.pipeline.exploring import timeout_s, too_slow
from worker.pipeline.overrides import override
from worker.pipeline.preparing import Work
from worker.pipeline.rounds import merge, nudged, run_cells, times_executed
from worker.pipeline.stores import ThrowAwayStores
from worker.plan import TrackingPlan, Value
from worker.ports import (
    Execution,
    Kernel,
    KernelSession,
    MetricPoint,
    ModelReading,
    RunRecord,
    TrackingServer,
)
from worker.task import Task
from worker.verify import (
    Live,
    Observed,
    Round,
    behaves_otherwise,
    counted_loops,
    failure_text,
    judged_run,
    live_value,
    overwritten,
    steps_key,
)

_READABLE = 20_000_000
"""bytes; a larger artifact is not downloaded to look inside"""
_UNREACHED = re.compile(r"API request to .* failed with exception", re.DOTALL)
"""what MLflow's client says when the connection failed, or the server answered with 5xx, at every try"""
_AT_ONCE = 8
_QUICK_S = 60.0


@dataclass(frozen=True, kw_only=True)
class Prover:
    """Runs patched notebooks as a person would, and collects what kernel and server have to say."""

    kernel: Kernel
    server: TrackingServer
    tracking_uri: str
    timeout_s: float
    artifact_limit: int
    """bytes"""
    stores: ThrowAwayStores = field(default_factory=ThrowAwayStores)

    def observe(
        self,
        work: Work,
        task: Task,
        *,
        task_id: str,
        attempt: int,
        complete: Callable[[Work], Work] | None = None,
    ) -> tuple[str, Observed]:
        """Prove one notebook: the attempt tag that its runs carry, and everything that was seen.

        `complete`: where exploring is still under way, asked after the first round for what it has found.
        """
        if work.plan is None or work.patched is None:
            raise ValueError(f"{work.name} has nothing to prove")
        # unique per execution of an attempt: a crashed worker may have left runs of the same attempt number
        tag = f"{attempt}-{secrets.token_hex(4)}"
        patched, notebook = work.patched, read_notebook(work.patched.source, name=work.name)
        used, copied = _overrides(work, task)
        context = {"mlflow_worker.task_id": task_id, "mlflow_worker.attempt": tag}
        with ExitStack() as stack:
            session = stack.enter_context(
                self.kernel.open(
                    path=work.target.path,
                    root=work.target.root,
                    source=override(notebook, copied).text if copied else patched.source,
                    tracking_uri=self.tracking_uri,
                    environment={"MLFLOW_RUN_CONTEXT": json.dumps(context)},
                    timeout_s=timeout_s(task, default=self.timeout_s),
                )
            )
            proof = _Proof(
                session=session,
                server=self.server,
                plan=work.plan,
                patched=notebook,
                cells=patched.cell_map,
                presses=work.explored.presses,
                task_id=task_id,
                tag=tag,
                broken=frozenset(patched.cell_map[cell.cell] for cell in work.explored.execution.failures),
                # two notebooks at a time may each take twice as long
                quick_s=_QUICK_S * 2 if complete else _QUICK_S,
            )
            try:
                # the server is asked while the kernel lives: at its end MLflow would close open runs as FINISHED
                first = proof.first_round(used)
                work = complete(work) if complete else work
                seen = self._observed(proof, work, patched, first, shrunk=bool(task.verify.overrides))
            except KernelTimeout as error:
                raise too_slow(work.name, error) from error
        if behaves_otherwise(seen):
            limit = timeout_s(task, default=self.timeout_s)
            again = execute_again(
                work, task, kernel=self.kernel, stores=self.stores, second=proof.second, timeout_s=limit
            )
            seen = seen.model_copy(update={"again": again})
        return tag, seen

    def _observed(self, proof: "_Proof", work: Work, patched: Patched, first: Round, *, shrunk: bool) -> Observed:
        plan = proof.plan
        sequences = proof.sequences(first.live)
        run = judged_run(plan, first.roots)
        run_id = run.run_id if run is not None else ""
        model = proof.read_model(run_id)
        second = proof.second_round(first)
        artifacts = self.server.artifacts(run_id) if run_id else ()
        others = [one.run_id for one in first.runs if one.run_id != run_id and work.explored.tracked.artifacts]
        sizes = {record.path: record.size for record in artifacts}
        readable = [a.path for a in plan.artifacts if 0 < sizes.get(a.path, 0) <= min(self.artifact_limit, _READABLE)]
        registered = plan.model is not None and plan.model.registered_name
        roots = (*first.roots, *second.roots) if registered else ()
        return Observed(
            plan=plan,
            first=first,
            second=second,
            unpatched=work.explored.execution,
            cells=patched.cell_map,
            edited=frozenset(patched.edited),
            experiments=self.server.experiments_named(plan.experiment.name),
            left_open=tuple(run for run in self.server.runs_of(task_id=proof.task_id) if run.status == "RUNNING"),
            histories=self._histories(run, _history_keys(plan, run)),
            child_histories=self._child_histories(plan, first, run_id),
            sequences=sequences,
            artifacts=artifacts,
            other_artifacts=tuple(record for other in others for record in self.server.artifacts(other)),
            contents={path: self.server.download(run_id, path) for path in readable},
            logged_models=self.server.logged_models(run_id) if run_id and plan.model else (),
            model=model,
            model_versions=tuple(version for run in roots for version in self.server.model_versions(run.run_id)),
            iterations=proof.iterations(work.target.notebook),
            overwritten=overwritten(work.target.notebook, plan, first.live),
            shrunk=shrunk,
            artifact_limit=self.artifact_limit,
            **_before(work, patched),
        )

    def _child_histories(self, plan: TrackingPlan, first: Round, parent: str) -> dict[str, tuple[MetricPoint, ...]]:
        children = [run for run in first.runs if parent and run.parent == parent]
        if plan.nested is None or not children:
            return {}
        return self._histories(children[-1], [value.key for value in plan.nested.metrics])

    def _histories(self, run: RunRecord | None, keys: Sequence[str]) -> dict[str, tuple[MetricPoint, ...]]:
        if run is None or not keys:
            return {}
        # independent questions: one round trip's time for all
        with ThreadPoolExecutor(min(_AT_ONCE, len(keys)), thread_name_prefix="history") as pool:
            return dict(zip(keys, pool.map(lambda key: self.server.history(run.run_id, key), keys), strict=True))


@dataclass(kw_only=True)
class _Proof:
    """One kernel session that proves one notebook."""

    session: KernelSession
    server: TrackingServer
    plan: TrackingPlan
    patched: Notebook
    cells: Mapping[int, int]
    """cell of the unpatched notebook → the same cell in the patched one"""
    presses: Mapping[str, JsonValue]
    task_id: str
    tag: str
    broken: frozenset[int]
    """cells of the patched notebook that failed before any patch"""
    quick_s: float
    """a notebook that takes longer is run again as it is, not with a moved UI element"""
    second: SecondRound = field(default_factory=lambda: SecondRound(uses={}, rerun=False))
    """what the second round did, once it is done"""

    def first_round(self, used: Mapping[str, JsonValue]) -> Round:
        """Open the notebook, and use its elements as exploring did."""
        executions = [self.session.run()]
        executions += [self.session.use({name: value}) for name, value in used.items()]
        shut = bool(self.presses) and not times_executed(self._run_cells, executions)
        pressed = datetime.now(UTC)
        executions += [self.session.use({name: value}) for name, value in self.presses.items()]
        runs = self.server.runs_of(task_id=self.task_id, attempt=self.tag)
        early = frozenset(run.run_id for run in runs if shut and run.start < pressed)
        nested = self.plan.nested
        inner = (*nested.params, *nested.metrics, *((nested.count,) if nested.count else ())) if nested else ()
        values = (*self.plan.params, *self.plan.metrics, *self.plan.series, *self.plan.tags, *inner)
        return self._round(executions, runs, self._read(values)).model_copy(update={"opening": early})

    def second_round(self, first: Round) -> Round:
        """Make the site execute once more, as a person would: press again, move an element, or run its cell."""
        uses = self.presses or (self._moved(first) if first.execution.seconds <= self.quick_s else {})
        executions = [self.session.use({name: value}) for name, value in uses.items()]
        rerun = not times_executed(self._run_cells, executions)
        if rerun:
            executions.append(self.session.rerun(sorted(self._site_cells)))
        self.second = SecondRound(uses=uses, rerun=rerun)
        known = {run.run_id for run in first.runs}
        runs = self.server.runs_of(task_id=self.task_id, attempt=self.tag)
        fresh = tuple(run for run in runs if run.run_id not in known)
        return self._round(executions, fresh, self._read(self.plan.params))

    def read_model(self, run_id: str) -> ModelReading | None:
        """The planned model of a run, loaded back before the next execution fits the live one anew."""
        model = self.plan.model
        if model is None or not run_id:
            return None
        uri = f"runs:/{run_id}/{model.name}"
        return self.session.read_model(
            uri, model=model.expression, data=model.input_example, cell=self.cells[model.cell]
        )

    def iterations(self, notebook: Notebook) -> dict[int, int]:
        """Line of each planned loop in the unpatched notebook → how often it ran, where that can be asked for."""
        counted = counted_loops(notebook, self.plan)
        wanted: dict[int, list[str]] = {}
        for cell, expression in counted.values():
            wanted.setdefault(self.cells[cell], []).append(expression)
        answers = self.session.evaluate(wanted) if wanted else {}
        found = {line: answers[self.cells[cell]][expression] for line, (cell, expression) in counted.items()}
        return {
            line: int(seen.number)
            for line, seen in found.items()
            if isinstance(seen, LiveValue) and seen.number is not None
        }

    def sequences(self, live: Live) -> dict[str, tuple[float, ...]]:
        """The live numbers of every planned series that can be read from outside its cell, by metric key."""
        found: dict[str, tuple[float, ...]] = {}
        for value in self.plan.series:
            seen = live_value(live, value.cell, value.expression)
            for key, expression in _sequence_expressions(value, seen):
                try:
                    found[key] = self.session.sequence(expression, cell=self.cells[value.cell])
                except WorkerError as error:
                    if error.retryable or isinstance(error, KernelTimeout):
                        raise
        return found

    def _round(self, executions: Sequence[Execution], runs: tuple[RunRecord, ...], live: Live) -> Round:
        execution = merge(executions)
        check_reached(execution, broken=self.broken)
        return Round(
            execution=execution,
            site_executions=times_executed(self._run_cells, executions),
            site_failures=times_executed(self._run_cells, executions, failed=True),
            runs=runs,
            live=live,
        )

    def _read(self, values: Sequence[Value]) -> Live:
        """Evaluate planned expressions in the patched cells; the answer is keyed by the unpatched ones."""
        wanted: dict[int, list[str]] = {}
        for value in values:
            # what a loop sets can be read when it has ended: its last value
            if value.scope is not Scope.FUNCTION:
                wanted.setdefault(value.cell, []).append(value.expression)
        answers = self.session.evaluate({self.cells[cell]: texts for cell, texts in wanted.items()}) if wanted else {}
        return {cell: answers.get(self.cells[cell], {}) for cell in wanted}

    def _moved(self, first: Round) -> dict[str, JsonValue]:
        """One UI element that the plan logs as a parameter, one step beside its value."""
        for value in self.plan.params:
            name = value.expression.removesuffix(".value")
            if name == value.expression or not name.isidentifier() or value.cell not in first.live:
                continue
            cell = self.cells[value.cell]
            element = self.session.evaluate({cell: [name]})[cell][name]
            if isinstance(element, LiveValue) and element.ui is not None:
                new = nudged(element.ui)
                if new is not None:
                    return {name: new}
        return {}

    @property
    def _run_cells(self) -> frozenset[int]:
        return run_cells(self.patched, site=self.cells[self.plan.site.cell] if self.plan.site else None)

    @property
    def _site_cells(self) -> frozenset[int]:
        return frozenset({self.cells[self.plan.site.cell]}) if self.plan.site else self._run_cells


def check_reached(execution: Execution, *, broken: frozenset[int]) -> None:
    """TrackingUnavailable when a cell lost the way to the server: that disproves nothing. Not for `broken` cells."""
    for cell in execution.failures:
        if cell.cell not in broken and cell.exception == "MlflowException" and _UNREACHED.search(cell.message):
            raise TrackingUnavailable(f"the notebook could not reach the MLflow server: {failure_text(cell)[:500]}")


def _overrides(work: Work, task: Task) -> tuple[dict[str, JsonValue], dict[str, JsonValue]]:
    """Overrides that are made by using UI elements, and those that need a copy of the text.

    Where a gate holds the training back, its elements can be set before the gate opens, and the pushed bytes run.
    """
    gated = bool(work.explored.presses)
    elements = work.explored.overridden.elements if gated else frozenset[str]()
    used = {name: value for name, value in task.verify.overrides.items() if name in elements}
    return used, {name: value for name, value in task.verify.overrides.items() if name not in elements}


def _history_keys(plan: TrackingPlan, run: RunRecord | None) -> Sequence[str]:
    """Metric keys of a run whose history the checks need; the entries of a mapping may have any name."""
    values = (*plan.metrics, *plan.series)
    if run is None or not values:
        return ()
    if any(value.form == "mapping" for value in values):
        return tuple(run.metrics)
    return tuple(dict.fromkeys(value.key for value in values if value.key in run.metrics))


def _before(work: Work, patched: Patched) -> dict[str, Any]:
    """What the checks have to know about the notebook as it was, and the text that is to be pushed."""
    notebook = work.target.notebook
    existing = Existing(notebook)
    using = {cell.index for cell in notebook.cells if "mlflow" in cell.code}
    return {
        "before": notebook.text,
        "after": patched.source,
        "tracked": work.explored.tracked,
        "kept": existing.params | existing.metrics | existing.models,
        "own_runs": any(call.function == "start_run" or call.function.endswith("autolog") for call in existing.calls),
        "tracking_cells": frozenset(using.union(*(notebook.descendants[index] for index in using))),
    }


def _sequence_expressions(value: Value, seen: LiveValue | None) -> list[tuple[str, str]]:
    """Pairs of metric key and the expression of its live sequence."""
    if seen is None:
        return []
    if value.form == "mapping":
        return [(name, f"({value.expression})[{name!r}]") for name, entry in seen.entries.items() if entry.numbers]
    steps = [(steps_key(value.key), value.steps)] if value.steps else []
    return [(value.key, value.expression), *steps] if seen.numbers else []
