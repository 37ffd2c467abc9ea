"""The real proof on the bench: a good notebook, its patched form or a broken one, a real kernel and a real server."""

import threading
import uuid
from dataclasses import dataclass, field

from worker.adapters.kernel import MarimoKernel
from worker.adapters.mlflow_server import MlflowServer
from worker.patches import apply
from worker.pipeline.exploring import Explorer, open_target
from worker.pipeline.preparing import Work
from worker.pipeline.proving import Prover
from worker.plan import TrackingPlan
from worker.task import Task
from worker.verify import Observed, verify

OWN = "control-"
"""begins every name that a control gives away on the server"""


@dataclass(frozen=True, kw_only=True)
class Control:
    """A notebook whose patched form is proved, and of which broken forms are made."""

    name: str
    source: str
    plan: TrackingPlan
    interactions: dict = field(default_factory=dict)
    limit: int = 100_000_000
    """bytes of the largest artifact"""

    @property
    def repairs(self):
        """The name of its repairs, when it asks for nothing else."""
        return "" if self.plan.site else self.plan.fixes[0].name

    @property
    def task(self):
        return Task(
            title=f"Track {self.name}",
            files=("study.py",),
            requirements=("Track it",),
            verify={"interactions": self.interactions},
        )


class Bench:
    """Explores each control once, and proves any text in its place; may be used from several threads."""

    def __init__(self, *, folder, uri, timeout_s=120.0):
        self.server = MlflowServer(uri=uri)
        self._folder, self._timeout_s = folder, timeout_s
        self._explorer = Explorer(kernel=MarimoKernel(), timeout_s=timeout_s)
        self._works, self._lock = {}, threading.Lock()

    def work(self, control):
        """The good patch."""
        with self._lock:
            if control.name not in self._works:
                folder = self._folder / control.name
                folder.mkdir()
                path = folder / "study.py"
                path.write_bytes(control.source.encode())
                target = open_target(path, root=folder)
                explored = self._explorer.explore(target, control.task)
                patched = apply(control.source, control.plan, artifact_limit=control.limit)
                self._works[control.name] = Work(target=target, explored=explored, plan=control.plan, patched=patched)
            return self._works[control.name]

    def observe(self, control, source=None, *, own="") -> Observed:
        """What the proof sees of a text in the place of the good patch; `own` is the task's id."""
        work, own = self.work(control), own or uuid.uuid4().hex
        # names of its own on the server: what an earlier proof left there must not help this one
        patched = work.patched.model_copy(update={"source": (source or work.patched.source).replace(OWN, f"{own}-")})
        tracking = TrackingPlan.model_validate_json(work.plan.model_dump_json().replace(OWN, f"{own}-"))
        work = Work(target=work.target, explored=work.explored, plan=tracking, patched=patched)
        prover = Prover(
            kernel=MarimoKernel(),
            server=self.server,
            tracking_uri=self.server.uri,
            timeout_s=self._timeout_s,
            artifact_limit=control.limit,
        )
        try:
            return prover.observe(work, control.task, task_id=own, attempt=1)[1]
        except SystemError:
            # CPython 3.11 counts the depth of syntax trees for all threads in one place (cpython#106905)
            return prover.observe(work, control.task, task_id=f"{own}-2", attempt=1)[1]
        finally:
            self.server.close_orphans(task_id=own)

    def failures(self, control, source=None):
        """The checks that do not pass, in their order."""
        return [check for check in verify(self.observe(control, source)) if not check.passed]
