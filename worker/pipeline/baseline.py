"""The unpatched notebook once more: what differs between two executions of it is not the patch's doing."""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass

from pydantic import JsonValue

from worker.errors import WorkerError
from worker.pipeline.overrides import override
from worker.pipeline.preparing import Work
from worker.pipeline.rounds import merge
from worker.pipeline.stores import ThrowAwayStores, tracked
from worker.ports import Execution, Kernel, KernelSession
from worker.task import Task
from worker.verify import Baseline


@dataclass(frozen=True, kw_only=True)
class SecondRound:
    """How the site was made to execute once more, in a proof's second round."""

    uses: Mapping[str, JsonValue]
    """elements that were used, in order"""
    rerun: bool
    """whether the site's cell was run again"""


def execute_again(
    work: Work, task: Task, *, kernel: Kernel, stores: ThrowAwayStores, second: SecondRound, timeout_s: float
) -> Baseline | None:
    """Both rounds of a proof with the notebook as it was, against a throw-away store; None when they cannot be made."""
    text = override(work.target.notebook, task.verify.overrides).text
    site = [work.plan.site.cell] if work.plan is not None and work.plan.site is not None else []
    with ExitStack() as stack:
        store = stack.enter_context(stores.fresh())
        session = stack.enter_context(
            kernel.open(
                path=work.target.path,
                source=text,
                tracking_uri=store,
                environment={},
                timeout_s=timeout_s,
            )
        )
        try:
            first = merge([session.run(), *_use(session, work.explored.presses)])
            logged = tracked(store)
            again = _use(session, second.uses)
            again += [session.rerun(site)] if second.rerun and site else []
        except WorkerError as error:
            if error.retryable:
                raise
            return None
    return Baseline(first=first, second=merge(again), tracked=logged)


def _use(session: KernelSession, elements: Mapping[str, JsonValue]) -> list[Execution]:
    return [session.use({name: value}) for name, value in elements.items()]
