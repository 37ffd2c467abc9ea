"""Exit codes, mapped in one place: 0 done, 1 failed, 2 wrong usage, 3 asks back or rejected."""

from collections.abc import Iterable

from worker.errors import NotebookInvalid, PatchImpossible, SettingsInvalid, TaskInvalid, WorkerError

DONE = 0
FAILED = 1
USAGE = 2
ASKED_BACK = 3

_OF_STATE = {"completed": DONE, "input-required": ASKED_BACK, "rejected": ASKED_BACK}


def of_state(state: str) -> int:
    """The code of a task's final state."""
    return _OF_STATE.get(state, FAILED)


def of_error(error: WorkerError) -> int:
    """The code of a fault."""
    match error:
        case SettingsInvalid():
            return USAGE
        case TaskInvalid() | NotebookInvalid() | PatchImpossible():
            return ASKED_BACK
        case _:
            return FAILED


def worst(codes: Iterable[int]) -> int:
    """The code of several tasks: a failure outweighs a question, a question outweighs success."""
    found = set(codes)
    return next((code for code in (USAGE, FAILED, ASKED_BACK) if code in found), DONE)
