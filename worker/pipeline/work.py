"""One task from its text to its result."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from contextvars import copy_context
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import structlog

from worker.errors import Canceled, ConflictsPersist, ExperimentDeleted, LeaseLost, TrackingUnavailable, WorkerError
from worker.evidence import Evidence, RunEvidence
from worker.patches import ARTIFACT_LIMIT
from worker.pipeline.ahead import Ahead, comes_to_nothing
from worker.pipeline.aside import aside
from worker.pipeline.dossier import (
    Dossier,
    already_satisfied,
    experiment_ref,
    join_evidence,
    proof_failed_message,
    run_ref,
)
from worker.pipeline.drafting import Draft, draft
from worker.pipeline.exploring import Explorer, Target, Watch, open_target
from worker.pipeline.message import commit_message
from worker.pipeline.preparing import Preparation, Work, house_templates, patches_by_requirement
from worker.pipeline.proving import Prover
from worker.pipeline.publishing import COMMIT_TAG, Ending, Publication, Publisher, tag_commit
from worker.pipeline.steps import Steps
from worker.pipeline.stores import ThrowAwayStores
from worker.ports import Interpreter, Kernel, Lease, Progress, PublishedCommit, Repository, TrackingServer, Worktree
from worker.result import Result
from worker.task import Task, read_task
from worker.verify import answers, git_checks, verify

log = structlog.get_logger()

_PROOF_TAG = "mlflow_worker.proof"
"""on runs that prove no commit: `failed`, or `superseded` by what came after them"""


@dataclass(frozen=True)
class Tree:
    """A working tree and the notebooks of the task in it."""

    worktree: Worktree
    targets: Sequence[Target]


class Pipeline:
    """Works tasks; built once by `wiring` and shared by the daemon's threads."""

    def __init__(
        self,
        *,
        repository: Repository,
        kernel: Kernel,
        server: TrackingServer,
        interpreter: Interpreter,
        branch: str = "main",
        tracking_uri: str = "",
        templates: Path | None = None,
        push_attempts: int = 5,
        timeout_s: float = 600.0,
        artifact_limit: int = ARTIFACT_LIMIT,
        restore_experiments: bool = True,
        ahead: bool = True,
    ) -> None:
        """`tracking_uri` is what notebooks get (empty: the server's own, which carries no credentials).

        `artifact_limit`: bytes of the largest file that is kept. `ahead`: prove a long training while it is explored.
        """
        self._repository = repository
        self._kernel = kernel
        self._server = server
        self._interpreter = interpreter
        self._branch = branch
        self._templates = templates
        self._push_attempts = push_attempts
        self._timeout_s = timeout_s
        self._artifact_limit = artifact_limit
        self._restore_experiments = restore_experiments
        self._ahead = ahead
        stores = ThrowAwayStores()
        self._preparation = Preparation(
            explorer=Explorer(kernel=kernel, timeout_s=timeout_s, stores=stores),
            interpreter=interpreter,
            house=house_templates(templates),
            artifact_limit=self._artifact_limit,
        )
        self._prover = Prover(
            kernel=kernel,
            server=server,
            tracking_uri=tracking_uri or server.uri,
            timeout_s=timeout_s,
            artifact_limit=self._artifact_limit,
            stores=stores,
        )
        self._publisher = Publisher(repository=repository, attempts=push_attempts)

    def work(self, *, task_id: str, text: str, attempt: int, lease: Lease, progress: Progress) -> Result:
        """Work one task to its result.

        Expected outcomes and permanent faults are results; retryable faults, LeaseLost and Canceled are raised.
        Whatever the end, no run of this task stays RUNNING and no working tree stays behind.
        """
        steps = Steps(task_id=task_id, attempt=attempt, progress=progress, check=lease.check)
        dossier = Dossier(task_id=task_id, attempt=attempt, branch=self._branch)
        result = self._work(dossier, text, steps=steps, lease=lease)
        self._mark_left(dossier, result)
        return result.model_copy(update={"timings": dict(steps.timings)})

    def _work(self, dossier: Dossier, text: str, *, steps: Steps, lease: Lease) -> Result:
        task_id = dossier.task_id
        try:
            with steps.step("read"):
                task = read_task(text)
                dossier.task, dossier.files = task, task.files
                dossier.branch = task.branch or self._branch
                earlier = self._earlier(dossier)
            if earlier is not None:
                return self._found(dossier, earlier)
            return self._until_published(dossier, task, steps=steps, lease=lease)
        except WorkerError as error:
            if error.retryable or isinstance(error, LeaseLost | Canceled):
                raise
            return dossier.faulted(error)
        finally:
            if dossier.task is not None:
                self._close_orphans(task_id)

    def _earlier(self, dossier: Dossier) -> PublishedCommit | None:
        """The commit of an earlier attempt, after its open runs were closed: git and the server are asked at once."""
        task_id = dossier.task_id
        with ThreadPoolExecutor(1, thread_name_prefix="read") as side:
            published = side.submit(
                copy_context().run, self._repository.published, task_id=task_id, branch=dossier.branch
            )
            self._server.preflight()
            dossier.left = bool(self._server.runs_of(task_id=task_id))
            if dossier.left:
                self._server.close_orphans(task_id=task_id)
            return published.result()

    def draft(self, text: str, *, folder: Path) -> Draft:
        """Dry run on a plain checkout; needs neither the repository nor the server."""
        return draft(
            text=text,
            root=folder,
            kernel=self._kernel,
            interpreter=self._interpreter,
            templates=self._templates,
            timeout_s=self._timeout_s,
            artifact_limit=self._artifact_limit,
        )

    def _until_published(self, dossier: Dossier, task: Task, *, steps: Steps, lease: Lease) -> Result:
        """Work on fresh trees until nothing the proof rests on has moved meanwhile."""
        for _ in range(self._push_attempts):
            with ExitStack() as stack:
                with steps.step("read"):
                    tree = self._tree(dossier, task, stack)
                dossier.begin(base=tree.worktree.base)
                result = self._on_tree(dossier, task, tree, steps=steps, lease=lease)
            if result is not None:
                return result
            dossier.note("the branch changed the notebook or a module it imports: planned and proved anew")
        raise ConflictsPersist(
            f"the branch {dossier.branch} changed the notebook during each of {self._push_attempts} proofs"
        )

    def _tree(self, dossier: Dossier, task: Task, stack: ExitStack) -> Tree:
        worktree = stack.enter_context(self._repository.worktree(task_id=dossier.task_id, branch=dossier.branch))
        paths = [worktree.resolve(name) for name in task.files]
        return Tree(worktree, [open_target(path, root=worktree.path) for path in dict.fromkeys(paths)])

    def _on_tree(self, dossier: Dossier, task: Task, tree: Tree, *, steps: Steps, lease: Lease) -> Result | None:
        """Everything on one working tree; None when the branch moved so that it must be done anew."""
        watch = Watch()
        explore = partial(self._preparation.explore, task, tree.targets, watch=watch)
        with ExitStack() as stack:
            ahead = Ahead(
                preparation=self._preparation,
                task=task,
                exploring=stack.enter_context(aside(explore)),
                watch=watch,
                steps=steps,
                note=dossier.note,
            )
            with steps.step("explore"):
                works = None if self._ahead and ahead.takes_long(tree.targets) else ahead.exploring.result()
            if works is None:
                done = self._prove_ahead(dossier, ahead, stack, base=tree.worktree.base)
                if done is not None:
                    return self._publish(dossier, *done, steps=steps, lease=lease)
                with steps.step("explore"):
                    works = ahead.explored(tree.targets)
        return self._planned(dossier, task, tree, works, steps=steps, lease=lease)

    def _planned(
        self, dossier: Dossier, task: Task, tree: Tree, works: Sequence[Work], *, steps: Steps, lease: Lease
    ) -> Result | None:
        """Everything behind exploring."""
        prepared = self._preparation.plan(task, works, steps=steps)
        dossier.note(*prepared.notes)
        if prepared.questions:
            return dossier.questioned(prepared.questions)
        changed = [work for work in prepared.works if work.changed]
        if not changed:
            dossier.requirements = already_satisfied(task)
            return dossier.completed(category="already-satisfied", message="everything asked for is tracked already")
        with steps.step("verify"):
            evidence = self._prove(dossier, task, changed, tree.worktree)
        if not evidence.passed:
            message = proof_failed_message(evidence.failures)
            return dossier.failed(category=evidence.failures[0].category or "proof-failed", message=message)
        return self._publish(dossier, tree, evidence, steps=steps, lease=lease)

    def _publish(
        self, dossier: Dossier, tree: Tree, evidence: Evidence, *, steps: Steps, lease: Lease
    ) -> Result | None:
        with steps.step("publish"):
            publication = self._publisher.publish(
                tree.worktree, task_id=dossier.task_id, branch=dossier.branch, lease=lease, targets=tree.targets
            )
            return self._published(dossier, tree.worktree, publication, evidence)

    def _prove_ahead(
        self, dossier: Dossier, ahead: Ahead, stack: ExitStack, *, base: str
    ) -> tuple[Tree, Evidence] | None:
        """Prove in a second tree while the first is explored; None when that comes to nothing."""
        try:
            tree = self._tree(dossier, ahead.task, stack)
            if tree.worktree.base != base:
                return None
            works = ahead.guess(tree.targets)
            with ahead.steps.step("verify"):
                evidence = self._prove(dossier, ahead.task, works, tree.worktree, complete=ahead.complete)
            if evidence.passed:
                log.info("proof.ahead", task_id=dossier.task_id)
                return tree, evidence
        except Exception as fault:
            if not comes_to_nothing(fault):
                raise
        log.info("proof.superseded", task_id=dossier.task_id)
        self._supersede(dossier)
        dossier.begin(base=base)
        return None

    def _supersede(self, dossier: Dossier) -> None:
        """Close and mark all runs that this attempt has made so far."""
        self._server.close_orphans(task_id=dossier.task_id)
        made = [
            run.run_id
            for run in self._server.runs_of(task_id=dossier.task_id)
            if run.tags.get("mlflow_worker.attempt", "").startswith(f"{dossier.attempt}-")
        ]
        self._server.tag_runs(made, {_PROOF_TAG: "superseded"})

    def _prove(
        self,
        dossier: Dossier,
        task: Task,
        works: Sequence[Work],
        worktree: Worktree,
        *,
        complete: Callable[[Work], Work] | None = None,
    ) -> Evidence:
        """Commit, prove the committed bytes, and complete the commit's message with what was proved."""
        plans = [work.plan for work in works if work.plan is not None]
        files = [work.name for work in works]
        for work in works:
            if work.patched is not None:
                work.target.path.write_bytes(work.patched.source.encode())
        # committed first: MLflow's own git tag of the runs is then the commit that holds these bytes
        worktree.commit(commit_message(task.title, plans, task_id=dossier.task_id), files=files)
        # what exploring wrote must not stand in for what the patched notebook fails to write
        worktree.restore()
        dossier.files, dossier.diff, proven = tuple(files), worktree.diff(), worktree.tree()
        parts = [(work.name, self._prove_one(dossier, task, work, tree=proven, complete=complete)) for work in works]
        run_ids = [run.run_id for _, part in parts for run in part.runs]
        message = commit_message(task.title, plans, task_id=dossier.task_id, run_ids=run_ids)
        dossier.commit = worktree.commit(message, files=files)
        commit_checks = tuple(
            git_checks(proven_tree=proven, committed_tree=worktree.tree(), diff=worktree.diff(), files=files)
        )
        evidence = join_evidence(parts, tree=proven, checks=commit_checks)
        dossier.checks = evidence.checks
        dossier.requirements = answers(task, patches_by_requirement(works), evidence)
        return evidence

    def _revive(self, dossier: Dossier, name: str) -> None:
        """Restore the experiment where somebody deleted it: `set_experiment` refuses a deleted one."""
        for experiment in self._server.experiments_named(name):
            if experiment.stage == "active":
                continue
            if not self._restore_experiments:
                raise ExperimentDeleted(
                    f"the experiment `{name}` is deleted on the MLflow server; restore it, or name another one"
                )
            self._server.restore_experiment(experiment.id)
            dossier.note(f"the experiment `{name}` was deleted on the server, and has been restored")

    def _prove_one(
        self, dossier: Dossier, task: Task, work: Work, *, tree: str, complete: Callable[[Work], Work] | None
    ) -> Evidence:
        if work.plan is not None:
            self._revive(dossier, work.plan.experiment.name)
        tag, seen = self._prover.observe(
            work, task, task_id=dossier.task_id, attempt=dossier.attempt, complete=complete
        )
        roots = (*seen.first.roots, *seen.second.roots)
        experiment = experiment_ref(seen.plan.experiment.name, seen.experiments)
        dossier.experiment = dossier.experiment or experiment
        dossier.runs = (*dossier.runs, *(run_ref(run) for run in roots))
        evidence = Evidence(
            attempt=tag,
            tree=tree,
            checks=verify(seen),
            runs=tuple(RunEvidence(run_id=run.run_id, status=run.status, url=run.url) for run in roots),
            experiment_id=experiment.id,
            experiment_url=experiment.url,
        )
        if not evidence.passed:
            made = [run.run_id for run in (*seen.first.runs, *seen.second.runs)]
            self._server.tag_runs(made, {_PROOF_TAG: "failed"})
        return evidence

    def _published(
        self, dossier: Dossier, worktree: Worktree, publication: Publication, evidence: Evidence
    ) -> Result | None:
        run_ids = [run.run_id for run in evidence.runs]
        if publication.ending is Ending.MOVED:
            self._server.tag_runs(run_ids, {_PROOF_TAG: "superseded"})
            return None
        if publication.earlier is not None:
            return self._found(dossier, publication.earlier)
        commit = publication.commit or dossier.commit
        dossier.base = worktree.base
        if publication.replays:
            dossier.note(
                f"the branch moved {publication.replays} times meanwhile: the proven bytes were replayed on it"
            )
        dossier.note(*tag_commit(self._server, run_ids, commit=commit))
        shown = f"{len(evidence.checks)} checks passed, {len(evidence.runs)} runs made"
        return dossier.completed(category="pushed", message=f"pushed {commit}: {shown}", commit=commit)

    def _found(self, dossier: Dossier, earlier: PublishedCommit) -> Result:
        runs = self._server.runs_of(task_id=dossier.task_id)
        result = dossier.found(earlier, runs=runs)
        # the worker that pushed may have died before it tagged its runs
        dossier.note(
            *tag_commit(self._server, [run.run_id for run in result.runs if run.status], commit=earlier.commit)
        )
        return result.model_copy(update={"notes": tuple(dossier.notes)})

    def _mark_left(self, dossier: Dossier, result: Result) -> None:
        """Mark what attempts that were cut short had made; only now is it known that their commit is not out."""
        if not dossier.left:
            return
        proving = {run.run_id for run in result.runs}
        try:
            runs = self._server.runs_of(task_id=dossier.task_id)
            unmarked = [run.run_id for run in runs if not run.tags.keys() & {COMMIT_TAG, _PROOF_TAG}]
            self._server.tag_runs([run_id for run_id in unmarked if run_id not in proving], {_PROOF_TAG: "superseded"})
        except TrackingUnavailable as error:
            log.warning("task.runs-unmarked", task_id=dossier.task_id, reason=str(error))

    def _close_orphans(self, task_id: str) -> None:
        try:
            closed = self._server.close_orphans(task_id=task_id)
        except TrackingUnavailable as error:
            # the next attempt, or `doctor`, closes them; the fault that led here says more than this one
            log.warning("task.orphans-left", task_id=task_id, reason=str(error))
        else:
            if closed:
                log.info("task.orphans-closed", task_id=task_id, runs=list(closed))
