"""The only place where the real adapters are built and handed in.

Everything heavy is imported in the function that needs it, so that a command pays for its own parts alone.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from worker.errors import SettingsInvalid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from worker.adapters.doctor import Diagnosis
    from worker.adapters.kernel import MarimoKernel, WarmPool
    from worker.adapters.kernel.limits import Limits
    from worker.adapters.kernel.sandbox import Sandbox
    from worker.adapters.queue import QueueStatus, RedisPlanner, RedisQueue, Submission, TaskStatus
    from worker.adapters.repository import GitRepository
    from worker.daemon import Daemon
    from worker.pipeline import Draft, Pipeline
    from worker.ports import Delivery, Interpreter, Lease, Progress
    from worker.result import Result
    from worker.settings import Settings

    # For those who may not name an adapter.
    Planner = RedisPlanner
    Ticket = Submission
    QueueView = QueueStatus
    TaskView = TaskStatus

MLFLOW_SECRETS = ("MLFLOW_TRACKING_PASSWORD", "MLFLOW_TRACKING_TOKEN")
"""MLflow's own variables that no log may show"""
LLM_SECRETS = ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "OPENAI_API_KEY")
"""the providers' own variables that no log may show; no notebook gets them"""
MLFLOW_PASSED = (
    *MLFLOW_SECRETS,
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES",
    "MLFLOW_HTTP_REQUEST_TIMEOUT",
    "MLFLOW_TRACKING_USERNAME",
    "MLFLOW_TRACKING_AUTH",
    "MLFLOW_TRACKING_AWS_SIGV4",
    "MLFLOW_TRACKING_CLIENT_CERT_PATH",
    "MLFLOW_TRACKING_INSECURE_TLS",
    "MLFLOW_TRACKING_SERVER_CERT_PATH",
    "MLFLOW_WORKSPACE",
)
"""MLflow's own variables that notebooks get: how to reach it and log in, never where a run belongs"""


def load_settings() -> Settings:
    """Settings from the environment, `.env` and `mlflow-worker.toml`; SettingsInvalid names what is wrong."""
    from pydantic import ValidationError

    from worker.settings import Settings

    try:
        return Settings()
    except ValidationError as error:
        problems = (f"{_variable(str(part['loc'][0]))}: {part['msg']}" for part in error.errors(include_input=False))
        raise SettingsInvalid("; ".join(problems)) from None
    except ValueError as error:
        # A broken mlflow-worker.toml.
        raise SettingsInvalid(f"mlflow-worker.toml: {error}") from None


def configure_logs(settings: Settings, *, level: str = "") -> None:
    """Logs as the settings want them, without the secrets that this process knows."""
    from worker import logs

    # MLflow's client would add a handler of its own for what reaches ours through the root logger.
    os.environ.setdefault("MLFLOW_CONFIGURE_LOGGING", "false")
    urls = (settings.redis_url.get_secret_value(), settings.tracking_uri)
    known = [*(urlsplit(url).password for url in urls), *map(os.environ.get, (*MLFLOW_SECRETS, *LLM_SECRETS))]
    known.append(settings.llm_api_key.get_secret_value())
    logs.configure(style=settings.log_format, level=level or settings.log_level, secrets=filter(None, known))


def build_planner(settings: Settings) -> RedisPlanner:
    """The planner's side of the queue; use it as a context."""
    from worker.adapters.queue import RedisPlanner

    return RedisPlanner(url=settings.redis_url.get_secret_value())


def build_queue(settings: Settings) -> RedisQueue:
    """Both sides of the queue."""
    from worker.adapters.queue import RedisQueue

    return RedisQueue(
        url=settings.redis_url.get_secret_value(),
        lease_s=settings.lease_s,
        sweep_s=settings.sweep_s,
        max_recoveries=settings.max_recoveries,
    )


def build_repository(settings: Settings) -> GitRepository:
    """The team's repository; SettingsInvalid when none is set, or not one that git may see."""
    from worker.adapters.repository import GitRepository

    return GitRepository(
        url=settings.repository,
        data=settings.data,
        author_name=settings.author_name,
        author_email=settings.author_email,
    )


def build_pipeline(settings: Settings, *, repository: GitRepository, pool: WarmPool | None = None) -> Pipeline:
    """The steps for one task, on the real repository, kernel and server."""
    from worker.adapters.mlflow_server import MlflowServer
    from worker.pipeline import Pipeline

    server = MlflowServer(uri=settings.tracking_uri)
    server.warm()
    return Pipeline(
        repository=repository,
        kernel=build_kernel(settings, pool=pool),
        server=server,
        interpreter=build_interpreter(settings),
        branch=settings.branch,
        tracking_uri=settings.tracking_uri,
        templates=settings.templates,
        push_attempts=settings.push_attempts,
        timeout_s=settings.notebook_timeout_s,
        artifact_limit=settings.artifact_limit,
        restore_experiments=settings.restore_experiments,
        ahead=settings.ahead,
    )


def build_interpreter(settings: Settings) -> Interpreter:
    """The rules, or rules and a language model for their questions; SettingsInvalid when its library is missing."""
    from worker.interpret import interpret

    if settings.interpreter == "rules":
        return interpret
    if find_spec("pydantic_ai") is None:
        raise SettingsInvalid("MLFLOW_WORKER_INTERPRETER=llm needs the extra `llm`: pip install 'mlflow-worker[llm]'")
    from worker.interpret.llm import LlmInterpreter

    return LlmInterpreter(
        model=settings.llm_model,
        base_url=settings.llm_base_url,
        api_key=settings.llm_api_key,
        timeout_s=settings.llm_timeout_s,
    )


def build_kernel(settings: Settings, *, checkout: Path | None = None, pool: WarmPool | None = None) -> MarimoKernel:
    """Kernels in the notebooks' interpreters, with MLflow's credentials and nothing else of this environment.

    `checkout`: where the project's own `.venv` may lie when notebooks run in a copy. SettingsInvalid when a sandbox is
    required and none works here.
    """
    import structlog

    from worker.adapters.kernel import MarimoKernel
    from worker.adapters.kernel.environments import Environments
    from worker.adapters.kernel.interpreters import Interpreters

    passed = {name: os.environ[name] for name in MLFLOW_PASSED if name in os.environ}
    sandbox, limits = build_sandbox(settings), build_limits(settings)
    structlog.get_logger().info(
        "notebooks.contained", containment=sandbox.level, reason=sandbox.reason, limits=str(limits)
    )
    environments = Environments(settings.data / "environments")
    return MarimoKernel(
        interpreters=Interpreters(environments=environments, python=settings.python, checkout=checkout),
        mlflow=passed,
        limits=limits,
        sandbox=sandbox,
        pool=pool,
    )


@contextmanager
def build_pool(settings: Settings) -> Iterator[WarmPool | None]:
    """Where warm kernels come from; None when the settings, or this system, want none."""
    if not settings.warm or not hasattr(os, "pidfd_open"):
        yield None
        return
    from worker.adapters.kernel import warm_pool

    with warm_pool(
        python=settings.python or sys.executable,
        inherited=os.environ,
        memory_limit=int(settings.warm_memory_mb * 1_000_000),
    ) as pool:
        yield pool


def build_limits(settings: Settings) -> Limits:
    """What one notebook may use."""
    from worker.adapters.kernel.limits import Limits, default_memory

    memory = settings.memory_limit_mb
    return Limits(
        memory=int(memory * 1_000_000) if memory else default_memory(),
        disk=int(settings.disk_limit_mb * 1_000_000),
        processes=settings.process_limit,
    )


def build_sandbox(settings: Settings) -> Sandbox:
    """Bubblewrap where it works; the worker's own settings are hidden in it."""
    from worker.adapters.kernel.sandbox import find_sandbox

    own = [Path(".env").absolute(), Path("mlflow-worker.toml").absolute()]
    return find_sandbox(settings.sandbox, hidden=own)


@contextmanager
def build_daemon(settings: Settings) -> Iterator[Daemon]:
    """The service: claims, works, settles. First and at its end removes what workers that died left on this machine."""
    from worker.adapters.kernel.sandbox import hide_environment
    from worker.adapters.scratch import Scratch
    from worker.daemon import Daemon

    repository = build_repository(settings)
    hide_environment()
    scratch = Scratch(data=settings.data)

    def sweep() -> None:
        scratch.sweep()  # first: it ends the processes that may still write into a working tree
        repository.sweep()

    def work(delivery: Delivery, lease: Lease, progress: Progress) -> Result:
        if delivery.recoveries:
            sweep()
        return pipeline.work(
            task_id=delivery.task_id, text=delivery.text, attempt=delivery.attempt, lease=lease, progress=progress
        )

    sweep()
    with scratch.folder(), build_pool(settings) as pool, build_queue(settings) as queue:
        pipeline = build_pipeline(settings, repository=repository, pool=pool)
        yield Daemon(queue=queue, work=work, max_attempts=settings.max_attempts)
    sweep()  # what a worker left that was still dying when its task was taken over


def make_draft(settings: Settings, *, text: str, repository: Path) -> Draft:
    """The dry run of one task on a plain checkout: no queue, no server, nothing written."""
    from worker.adapters.kernel.sandbox import hide_environment
    from worker.pipeline import draft

    hide_environment()
    return draft(
        text=text,
        root=repository,
        kernel=build_kernel(settings, checkout=repository.absolute()),
        interpreter=build_interpreter(settings),
        templates=settings.templates,
        timeout_s=settings.notebook_timeout_s,
        artifact_limit=settings.artifact_limit,
    )


def examine(settings: Settings) -> tuple[Diagnosis, ...]:
    """Everything that the service needs, probed side by side."""
    from concurrent.futures import ThreadPoolExecutor

    from worker.adapters import doctor
    from worker.adapters.mlflow_server import MlflowServer

    def git() -> Diagnosis:
        try:
            branches = build_repository(settings).branches
        except SettingsInvalid as error:
            return doctor.Diagnosis(name="git", well=False, observed="no usable remote", mend=str(error))
        return doctor.probe_git(branches, branch=settings.branch)

    def sandbox() -> Diagnosis:
        try:
            return doctor.probe_sandbox(build_sandbox(settings), build_limits(settings))
        except SettingsInvalid as error:
            return doctor.Diagnosis(name="sandbox", well=False, observed="no bubblewrap", mend=str(error))

    probes = (
        partial(doctor.probe_redis, settings.redis_url.get_secret_value()),
        lambda: doctor.probe_mlflow(MlflowServer(uri=settings.tracking_uri)),
        git,
        partial(doctor.probe_interpreter, settings.python or sys.executable),
        partial(doctor.probe_data, settings.data),
        sandbox,
    )
    with ThreadPoolExecutor(len(probes)) as pool:
        return tuple(pool.map(lambda probe: probe(), probes))


def _variable(field: str) -> str:
    """The environment variable of a settings field."""
    return field if field.isupper() else f"MLFLOW_WORKER_{field.upper()}"
