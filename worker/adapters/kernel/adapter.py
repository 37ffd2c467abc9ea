"""Starts marimo kernels in the notebook's interpreter."""

import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

import structlog

from worker.adapters.kernel.channel import Channel, close_queues, kernel_arguments, open_queues
from worker.adapters.kernel.environment import kernel_environment
from worker.adapters.kernel.imports import read_imports
from worker.adapters.kernel.interpreters import OWN, Interpreter, Interpreters
from worker.adapters.kernel.launch import Launch
from worker.adapters.kernel.limits import Limits, default_limits
from worker.adapters.kernel.process import KernelProcess
from worker.adapters.kernel.program import read_program
from worker.adapters.kernel.sandbox import Sandbox
from worker.adapters.kernel.session import MarimoSession
from worker.adapters.kernel.warm import WarmPool
from worker.errors import KernelDied, KernelTimeout


class MarimoKernel:
    """Implements `worker.ports.Kernel`.

    `python`: the interpreter, None for the worker's own; `interpreters` chooses one for each notebook instead.
    `mlflow`: MLflow's own variables (authentication). `home`: the HOME that notebooks see, None for an empty one per
    kernel. `inherited`: the environment to scrub. `limits`, `sandbox`: what holds notebooks back; default: only limits.
    `pool`: where warm kernels come from; None: every kernel starts cold.
    """

    def __init__(
        self,
        *,
        python: str | None = None,
        interpreters: Interpreters | None = None,
        mlflow: Mapping[str, str] | None = None,
        home: Path | None = None,
        inherited: Mapping[str, str] | None = None,
        limits: Limits | None = None,
        sandbox: Sandbox | None = None,
        pool: WarmPool | None = None,
    ) -> None:
        self._python = python or sys.executable
        self._interpreters = interpreters
        self._mlflow = dict(mlflow or {})
        self._home = home
        self._inherited = inherited
        self._limits = limits or default_limits()
        self._sandbox = sandbox or Sandbox(program="")
        self._pool = pool

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
        root: Path | None = None,
    ) -> Iterator[MarimoSession]:
        """A fresh kernel process for `source`, as if saved at `path`; `timeout_s` bounds each single execution.

        Raises NotebookInvalid, EnvironmentBroken, KernelTimeout, LimitExceeded, KernelDied.
        """
        program = read_program(source, filename=str(path), observe_functions=observe_functions)
        root = root or path.parent
        chosen = self._choose(path, source, root)
        with ExitStack() as stack:
            folder = Path(
                stack.enter_context(tempfile.TemporaryDirectory(prefix="mlflow-kernel-", ignore_cleanup_errors=True))
            )
            launch = self._launch(
                chosen, path.parent, root, folder, tracking_uri=tracking_uri, extra=environment, timeout_s=timeout_s
            )
            manager, connection = open_queues()
            on_failure = stack.enter_context(ExitStack())
            on_failure.callback(close_queues, manager)
            arguments = kernel_arguments(program, filename=str(path), connection=connection)
            imports = read_imports([cell.code for cell in program.cells], folder=path.parent)
            fork = partial(self._pool.fork, imports=imports) if self._pool else None
            process = KernelProcess.start(launch, arguments=arguments, fork=fork)
            on_failure.pop_all()
            stack.callback(process.close)
            if self._pool and process.failed_warm:
                self._pool.distrust(imports.modules)
            channel = Channel(manager, process=process, timeout_s=timeout_s)
            # Last in, first out: a running notebook ends its runs before its process group is killed.
            stack.callback(channel.close)
            try:
                yield MarimoSession(channel, program=program)
            except (KernelDied, KernelTimeout) as error:
                if self._pool and process.warm:
                    self._pool.distrust(imports.modules)
                    if process.stood_still:
                        raise KernelDied(f"{error}; it did nothing: tried again in a fresh process") from error
                raise

    def _launch(
        self,
        chosen: Interpreter,
        cwd: Path,
        root: Path,
        folder: Path,
        *,
        tracking_uri: str,
        extra: Mapping[str, str],
        timeout_s: float,
    ) -> Launch:
        """With what a kernel process starts; its home and its temporary files are in `folder`, which it may write."""
        home = self._home or folder / "home"
        home.mkdir(exist_ok=True)
        variables = kernel_environment(
            inherited=os.environ if self._inherited is None else self._inherited,
            python=chosen.python,
            home=home,
            temporary=folder,
            tracking_uri=tracking_uri,
            mlflow=self._mlflow,
            modules=chosen.paths,
            extra=extra,
        )
        return Launch(
            python=chosen.python,
            cwd=cwd,
            root=root,
            folder=folder,
            environment=variables,
            limits=self._limits,
            timeout_s=timeout_s,
            sandbox=self._sandbox,
            writable=(home, *_store(tracking_uri)),
            readable=(*_git_folders(root), *_named(variables)),
        )

    def _choose(self, path: Path, source: str, root: Path) -> Interpreter:
        if self._interpreters is None:
            return Interpreter(python=self._python, origin=OWN, key=self._python)
        chosen = self._interpreters.choose(path, source, root)
        structlog.get_logger().info("interpreter.chosen", python=chosen.python, origin=chosen.origin)
        return chosen


def _store(tracking_uri: str) -> Iterable[Path]:
    """The folder of a tracking store that is a local file or folder, which MLflow's client writes itself."""
    parts = urlsplit(tracking_uri)
    place = Path(unquote(parts.path.removeprefix("/") if parts.scheme == "sqlite" else parts.path))
    if parts.scheme in {"", "file", "sqlite"} and place.is_absolute():
        yield place.parent if parts.scheme == "sqlite" else place


def _git_folders(root: Path) -> Iterable[Path]:
    """The repository that a linked worktree belongs to: MLflow reads the commit from it."""
    with suppress(OSError, UnicodeDecodeError):
        line = (root / ".git").read_text(encoding="utf-8")
        own = (root / line.removeprefix("gitdir:").strip()).resolve()
        yield own
        yield (own / (own / "commondir").read_text(encoding="utf-8").strip()).resolve()


def _named(variables: Mapping[str, str]) -> Iterable[Path]:
    """Files and folders that the environment names, such as certificates."""
    parts = (part for value in variables.values() for part in value.split(os.pathsep))
    for part in parts:
        with suppress(OSError, ValueError):  # a value may be no path at all, or too long for one
            if part.startswith("/") and Path(part).exists():
                yield Path(part)
