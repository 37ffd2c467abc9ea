"""Evidence: the checks of one attempt, with the run ids and the tree they belong to."""

from worker.findings import Frozen


class Check(Frozen):
    """One yes/no fact asked of the MLflow server, the kernel or git."""

    name: str
    """stable name, e.g. `param-logged:learning_rate`"""
    passed: bool
    expected: str
    observed: str
    category: str = ""
    """failure category when it did not pass, e.g. `run-left-open`"""
    requirements: tuple[int, ...] = ()


class RunEvidence(Frozen):
    """One run that the proof made."""

    run_id: str
    status: str
    url: str


class Evidence(Frozen):
    """What proves (or disproves) one attempt."""

    attempt: str
    tree: str
    """git tree hash of the bytes that ran"""
    checks: tuple[Check, ...]
    runs: tuple[RunEvidence, ...] = ()
    experiment_id: str = ""
    experiment_url: str = ""

    @property
    def passed(self) -> bool:
        """Whether every check passed, and there was at least one."""
        return bool(self.checks) and all(check.passed for check in self.checks)

    @property
    def failures(self) -> tuple[Check, ...]:
        """The checks that did not pass."""
        return tuple(check for check in self.checks if not check.passed)
