"""Starts marimo kernels in the notebook's interpreter."""

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from importlib.metadata import version
from pathlib import Path

from marimo._internal.ipc import QueueManager

from worker.adapters.kernel.channel import Channel, kernel_arguments
from worker.adapters.kernel.environment import kernel_environment
from worker.adapters.kernel.process import KernelProcess
from worker.adapters.kernel.program import read_program
from worker.adapters.kernel.session import MarimoSession


class MarimoKernel:
    """Implements `worker.ports.Kernel`.

    `python`: the interpreter, None for the worker's own. `mlflow`: MLflow's own variables (authentication).
    `home`: the HOME that notebooks see, None for an empty one per kernel. `inherited`: the environment to scrub.
    """

    def __init__(
        self,
        *,
        python: str | None = None,
        mlflow: Mapping[str, str] | None = None,
        home: Path | None = None,
        inherited: Mapping[str, str] | None = None,
    ) -> None:
        self._python = python or sys.executable
        self._mlflow = dict(mlflow or {})
        self._home = home
        self._inherited = inherited

    @contextmanager
    def open(
        self,
        *,
        path: Path,
        source: str,
        tracking_uri: str,
        environment: Mapping[str, str],
        timeout_s: float,
        observe_functions: bool = False,
    ) -> Iterator[MarimoSession]:
        """A fresh kernel process for `source`, as if saved at `path`; `timeout_s` bounds each single execution.

        Raises NotebookInvalid, EnvironmentBroken, KernelTimeout, KernelDied.
        """
        program = read_program(source, filename=str(path), observe_functions=observe_functions)
        with ExitStack() as stack:
            folder = Path(
                stack.enter_context(tempfile.TemporaryDirectory(prefix="mlflow-kernel-", ignore_cleanup_errors=True))
            )
            home = self._home or folder / "home"
            home.mkdir(exist_ok=True)
            manager, connection = QueueManager.create()
            on_failure = stack.enter_context(ExitStack())
            on_failure.callback(manager.close_queues)
            process = KernelProcess.start(
                python=self._python,
                series=".".join(version("marimo").split(".")[:2]),
                arguments=kernel_arguments(program, filename=str(path), connection=connection, parent=os.getpid()),
                folder=folder,
                cwd=path.parent,
                environment=kernel_environment(
                    inherited=os.environ if self._inherited is None else self._inherited,
                    python=self._python,
                    home=home,
                    temporary=folder,
                    tracking_uri=tracking_uri,
                    mlflow=self._mlflow,
                    extra=environment,
                ),
            )
            on_failure.pop_all()
            stack.callback(process.close)
            channel = Channel(manager, process=process, timeout_s=timeout_s)
            # Last in, first out: a running notebook ends its runs before its process group is killed.
            stack.callback(channel.close)
            yield MarimoSession(channel, program=program)
