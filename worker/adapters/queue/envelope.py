"""What a stream entry holds: a task's text, or something that is none."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from worker.adapters.queue.connection import STREAM
from worker.errors import TaskInvalid
from worker.task import content_hash, read_task

FIELDS: Final = frozenset({"task", "ref"})
"""`ref` is the queue's own: the task id of an entry that was enqueued again"""


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """One entry, understood as far as the queue needs it."""

    entry: str
    task_id: str
    text: str
    content: str
    """hash of the parsed task; empty when the text is not readable as a task"""
    fault: str
    """why the entry is no submission; empty when it is one"""


def open_envelope(entry: str, fields: Mapping[str, str]) -> Envelope:
    """Never raises: an unreadable task keeps its entry's id, and the pipeline says what is wrong with it."""
    text = fields.get("task", "")
    if fault := _fault(fields):
        return Envelope(entry=entry, task_id=entry, text=text, content="", fault=fault)
    own_id, content = "", ""
    try:
        task = read_task(text)
        own_id, content = task.id, content_hash(task)
    except TaskInvalid:
        pass
    return Envelope(entry=entry, task_id=fields.get("ref") or own_id or entry, text=text, content=content, fault="")


def _fault(fields: Mapping[str, str]) -> str:
    mend = f'; submit with: XADD {STREAM} * task "<the YAML text>"'
    if "task" not in fields:
        return "the entry has no field `task`" + mend
    if other := sorted(_printable(name) for name in set(fields) - FIELDS):
        return f"the entry has fields beside `task`: {', '.join(other)[:200]}; write them into the YAML text" + mend
    if any(not _is_text(value) for value in fields.values()):
        return "the entry's text is not UTF-8" + mend
    ref = fields.get("ref", "")
    if len(ref) > 200 or not ref.isprintable() or any(map(str.isspace, ref)):
        return "the entry's `ref` is no task id; leave it out" + mend
    return ""


def _is_text(value: str) -> bool:
    """Bytes that are no UTF-8 reach us as lone surrogates."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _printable(name: str) -> str:
    return name.encode("utf-8", "backslashreplace").decode()
