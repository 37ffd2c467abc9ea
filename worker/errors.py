"""The exception tree of the worker.

Expected outcomes (asked back, already satisfied) are values; what is raised is a fault::

    WorkerError
    ├── TaskInvalid             permanent   the YAML task cannot be taken as it is       → rejected
    ├── NotebookInvalid         permanent   the target is no marimo notebook we can edit → rejected
    ├── PatchImpossible         permanent   no template fits this notebook safely        → rejected
    ├── NotebookFailed          permanent   the notebook fails before any patch          → failed
    ├── ExperimentDeleted       permanent   the experiment is deleted, and is to stay so → failed
    ├── ProofFailed             permanent   the patched notebook did not prove itself    → failed
    ├── EnvironmentBroken       permanent   the notebook's interpreter lacks something   → failed
    ├── KernelTimeout           permanent   the notebook ran longer than `verify.timeout`→ failed
    ├── LimitExceeded           permanent   the notebook used more than it may           → failed
    ├── KernelDied              retryable   the kernel process ended by itself
    ├── QueueUnavailable        retryable   Redis does not answer
    ├── TrackingUnavailable     retryable   the MLflow API does not answer
    ├── RepositoryUnavailable   retryable   the git remote does not answer
    ├── PushRefused             permanent   the remote refuses the push by policy        → failed
    ├── ConflictsPersist        retryable   the branch moved at every attempt
    ├── LeaseLost               (no result) another worker owns the task now
    ├── Canceled                (no result) somebody canceled the task
    └── SettingsInvalid         permanent   a setting is wrong; the worker does not start
"""

from typing import ClassVar


class WorkerError(Exception):
    """A fault with a stable `category`; `retryable` says whether trying again may help."""

    category: ClassVar[str] = "worker-error"
    retryable: ClassVar[bool] = False


class TaskInvalid(WorkerError):
    """The task cannot be taken as written; the message names the field, the value and the mend."""

    category = "task-invalid"


class NotebookInvalid(WorkerError):
    """The target file is not a marimo notebook, or not one that can be edited."""

    category = "notebook-invalid"


class PatchImpossible(WorkerError):
    """No template can be applied to this notebook without breaking a promise."""

    category = "patch-impossible"


class NotebookFailed(WorkerError):
    """The notebook fails on its own, before any patch."""

    category = "notebook-failed"


class ExperimentDeleted(WorkerError):
    """The experiment of this name is deleted on the server, and the settings say not to restore it."""

    category = "experiment-deleted"


class ProofFailed(WorkerError):
    """The patched notebook ran, but the server, the kernel or git contradict the plan."""

    category = "proof-failed"


class EnvironmentBroken(WorkerError):
    """The notebook's interpreter cannot run it; the message names what is missing and the mend."""

    category = "environment-broken"


class KernelTimeout(WorkerError):
    """The notebook ran longer than it may."""

    category = "notebook-timeout"


class LimitExceeded(WorkerError):
    """The notebook used more memory, disk, processes or processor time than it may, and was ended."""

    category = "limit-exceeded"


class KernelDied(WorkerError):
    """The kernel process ended while it was needed."""

    category = "kernel-died"
    retryable = True


class QueueUnavailable(WorkerError):
    """Redis does not answer."""

    category = "queue-unavailable"
    retryable = True


class TrackingUnavailable(WorkerError):
    """The MLflow API does not answer."""

    category = "tracking-unavailable"
    retryable = True


class RepositoryUnavailable(WorkerError):
    """The git remote does not answer."""

    category = "repository-unavailable"
    retryable = True


class PushRefused(WorkerError):
    """The remote refuses the push by policy (a hook, a protected branch)."""

    category = "push-refused"


class ConflictsPersist(WorkerError):
    """The branch moved under every attempt to push."""

    category = "conflicts-persist"
    retryable = True


class LeaseLost(WorkerError):
    """Another worker owns the task now; whatever this one did must not leave."""

    category = "lease-lost"


class Canceled(WorkerError):
    """Somebody canceled the task while it was worked on."""

    category = "canceled"


class SettingsInvalid(WorkerError):
    """A setting is missing or wrong; the message names it."""

    category = "settings-invalid"
