"""The wire to one kernel: marimo's IPC queues, commands out, messages in, and questions to the probe."""

import copy
import json
import queue
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import uuid4

import msgspec
import zmq
from marimo._ast.app_config import _AppConfig
from marimo._ast.cell import CellConfig
from marimo._config.config import DEFAULT_CONFIG
from marimo._internal.commands import (
    AppMetadata,
    CommandMessage,
    CreateNotebookCommand,
    ExecuteCellCommand,
    ExecuteCellsCommand,
    InvokeFunctionCommand,
    UpdateUIElementCommand,
)
from marimo._internal.ipc import ConnectionInfo, KernelArgs, QueueManager
from marimo._session.queue import QueueType
from marimo._types.ids import CellId_t, RequestId, UIElementId

from worker.adapters.kernel.process import KernelProcess
from worker.adapters.kernel.program import Program
from worker.errors import KernelDied, KernelTimeout, LimitExceeded

NAMESPACE = "mlflow-worker"
"""under this name the probe answers"""
GRACE_S = 5.0
"""how long an interrupted notebook may take to end its runs"""
END_S = 2.0
"""the same when a session is closed in the middle of an execution"""
POLL_S = 0.2
SEND_MS = 5000
LOG_ERRORS = 40
PENDING = 1000
"""messages that may wait here; more wait in the kernel, whose memory is limited"""

Message = dict[str, Any]


def kernel_arguments(program: Program, *, filename: str, connection: ConnectionInfo) -> bytes:
    """What a kernel is started with: edit mode (only there errors carry their text), reactive, no user's settings."""
    config = copy.deepcopy(DEFAULT_CONFIG)
    config["runtime"] = {
        **config["runtime"],
        "auto_instantiate": True,
        "on_cell_change": "autorun",
        "reactive_tests": False,
        "dotenv": [],
    }
    return KernelArgs(
        configs={CellId_t(cell.id): CellConfig.from_dict(cell.options, warn=False) for cell in program.cells},
        app_metadata=AppMetadata(
            query_params={},
            cli_args={},
            argv=[],
            app_config=_app_config(program.options),
            filename=filename,
            docstring=program.docstring,
        ),
        user_config=config,
        log_level=LOG_ERRORS,
        profile_path=None,
        connection_info=connection,
        is_run_mode=False,
        parent_pid=None,  # in a process namespace of its own it would not find it; it has its lifeline
    ).encode_json()


def _app_config(options: Mapping[str, Any]) -> _AppConfig:
    """What `marimo.App(…)` was given; a value that marimo does not know (`width="wide"`) counts as not given."""

    def known(name: str) -> bool:
        try:
            msgspec.convert({name: options[name]}, type=_AppConfig)
        except msgspec.ValidationError:
            return False
        return True

    return _AppConfig.from_untrusted_dict({name: options[name] for name in options if known(name)}, silent=True)


def open_queues() -> tuple[QueueManager, ConnectionInfo]:
    """Queues for one kernel; a notebook that prints without end cannot fill this process."""
    manager, connection = QueueManager.create()
    _received(manager).maxsize = PENDING
    return manager, connection


def close_queues(manager: QueueManager) -> None:
    """Close every socket; a receiver that waits for room in a full queue is let go."""
    received = _received(manager)
    with received.mutex:
        received.maxsize = sys.maxsize
        received.not_full.notify_all()
    manager.close_queues()


def _received(manager: QueueManager) -> "queue.Queue[Any]":
    received = manager.conn.stream.queue
    assert isinstance(received, queue.Queue)  # noqa: S101 - for the type checker: marimo's own is this one
    return received


class Channel:
    """Sends one command at a time and hands every message that it causes to a listener."""

    def __init__(self, queues: QueueManager, *, process: KernelProcess, timeout_s: float) -> None:
        self._queues = queues
        self._process = process
        self._timeout_s = timeout_s
        self._created = False
        self._waiting = False
        self._token = ""
        for channel in (queues.conn.control, queues.conn.ui_element):
            channel.socket.setsockopt(zmq.SNDTIMEO, SEND_MS)

    def create(self, program: Program, listener: Callable[[Message], None]) -> Any:
        """Run all cells, as opening the notebook does (which marimo does only once); the probe's report."""
        if self._created:
            return self.execute(program, [cell.id for cell in program.cells], listener)
        self._created = True
        requests = tuple(ExecuteCellCommand(cell_id=CellId_t(cell.id), code=cell.code) for cell in program.cells)
        self._send(
            CreateNotebookCommand(
                execution_requests=requests,
                cell_ids=tuple(CellId_t(cell.id) for cell in program.cells),
                set_ui_element_value_request=UpdateUIElementCommand(object_ids=[], values=[]),
                auto_run=True,
            )
        )
        return self.ask("report", listener=listener)

    def execute(self, program: Program, ids: Sequence[str], listener: Callable[[Message], None]) -> Any:
        """Run these cells again; the probe's report."""
        codes = {cell.id: cell.code for cell in program.cells}
        self._send(
            ExecuteCellsCommand(
                cell_ids=[CellId_t(cell_id) for cell_id in ids], codes=[codes[cell_id] for cell_id in ids]
            )
        )
        return self.ask("report", listener=listener)

    def update(self, element: str, value: Any, listener: Callable[[Message], None]) -> Any:
        """Use a UI element; the probe's check of it."""
        command = UpdateUIElementCommand(object_ids=[UIElementId(element)], values=[value])
        # marimo wants the same object on both queues (it merges slider drags); one alone hangs.
        self._send(command, self._queues.set_ui_element_queue)
        self._send(command, self._queues.control_queue)
        return self.ask("check", listener=listener)

    def ask(self, do: str, *, listener: Callable[[Message], None] | None = None, **arguments: Any) -> Any:
        """A question to the probe; commands are worked off in order, so its answer says that all before are done."""
        self._token = token = str(uuid4())
        payload = json.dumps({"do": do, **arguments})
        self._send(
            InvokeFunctionCommand(
                function_call_id=RequestId(token), namespace=NAMESPACE, function_name="ask", args={"payload": payload}
            )
        )
        self._waiting = True
        answer = self._until(token, listener or _ignore, deadline=time.monotonic() + self._timeout_s)
        if answer is None:
            self._interrupt(token)
            raise KernelTimeout(f"it still ran after {self._timeout_s:g} s")
        self._waiting = False
        if answer["status"]["code"] != "ok":
            raise KernelDied(f"the kernel's probe failed: {answer['status']['message']}")
        return json.loads(answer["return_value"])

    def close(self) -> None:
        """Let a running notebook end its runs, then close every socket; the process is the caller's."""
        try:
            if self._waiting and self._process.alive:
                self._process.interrupt()
                self._until(self._token, _ignore, deadline=time.monotonic() + END_S)
        except (KernelDied, LimitExceeded):
            pass  # that is what closing wants
        finally:
            close_queues(self._queues)

    def _send(self, command: CommandMessage, onto: QueueType[Any] | None = None) -> None:
        # A push socket without a peer blocks for ever: a dead kernel must be noticed here.
        if not self._process.alive:
            raise self._process.fault("the kernel ended by itself")
        try:
            (onto or self._queues.control_queue).put(command)
        except zmq.Again as error:
            raise self._process.fault("the kernel takes no commands") from error

    def _interrupt(self, token: str) -> None:
        """Let the notebook end its runs; one that does not is killed."""
        self._process.interrupt()
        if self._until(token, _ignore, deadline=time.monotonic() + GRACE_S) is None:
            self._process.close()
        self._waiting = False

    def _until(self, token: str, listener: Callable[[Message], None], *, deadline: float) -> Message | None:
        """Hand on messages until the answer to `token`; None when the deadline passes first."""
        while time.monotonic() < deadline:
            try:
                raw = self._queues.stream_queue.get(timeout=POLL_S)
            except queue.Empty:
                if not self._process.alive and self._queues.stream_queue.empty():
                    self._waiting = False
                    raise self._process.fault("the kernel ended by itself") from None
                continue
            message: Message = msgspec.json.decode(raw)
            if message["op"] == "function-call-result" and message["function_call_id"] == token:
                return message
            listener(message)
        return None


def _ignore(_message: Message) -> None:
    """Messages that nobody waits for."""
