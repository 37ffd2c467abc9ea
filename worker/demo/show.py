"""The demo: one task goes onto Redis, a proven and pushed commit comes out, and everything in between is shown."""

import shlex
import signal
import sys
import time
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

import redis
from pydantic import SecretStr
from rich.syntax import Syntax
from rich.text import Text

from worker import wiring
from worker.adapters.services import Service
from worker.demo.stage import TASK, Stage, git, stage
from worker.render import Printer
from worker.result import Result, State
from worker.settings import Settings

if TYPE_CHECKING:
    from worker.wiring import Planner

POLL_S = 0.1
TASK_S = 600.0
"""seconds that the task may take in all"""
STREAM = "mlflow-worker:{tasks}"
INTERRUPTED = 130


def show(*, keep: bool) -> int:
    """Play the demo; 0 when the task completed and its commit is on the branch. Leaves nothing behind."""
    signal.signal(signal.SIGTERM, _leave)
    began = time.monotonic()
    printer = Printer()
    try:
        with printer.console.status("Starting …") as status, stage() as scene:
            status.stop()
            code = _play(scene, printer, began=began)
            if keep:
                _look_around(scene, printer)
            return code
    except KeyboardInterrupt:
        return INTERRUPTED


def _play(scene: Stage, printer: Printer, *, began: float) -> int:
    console = printer.console
    console.rule("1  services")
    console.print(f"Valkey {scene.redis.url}, MLflow {scene.mlflow.url}, git {scene.repository}", soft_wrap=True)
    console.print(f"up after {time.monotonic() - began:.1f} s")

    console.rule("2  the task, put on Redis with one XADD")
    text = TASK.read_text(encoding="utf-8")
    console.print(Syntax(text, "yaml", background_color="default"))
    with redis.Redis.from_url(scene.redis.url, decode_responses=True) as client:
        task_id = str(client.execute_command("XADD", STREAM, "*", "task", text))
    console.print(f"XADD {STREAM} * task …  →  {task_id}")

    console.rule("3  mlflow-worker run --until-idle")
    settings = Settings(redis_url=SecretStr(scene.redis.url))
    with wiring.build_planner(settings) as planner, scene.worker() as worker:
        result = _follow(planner, worker, printer, task_id=task_id)
    if result is None:
        console.print("[bold red]The worker ended without a result.[/] The end of its log:")
        console.print(Text(worker.log.read_text(errors="replace")[-4000:]))
        return 1
    return _report(scene, printer, result, seconds=time.monotonic() - began)


def _follow(planner: "Planner", worker: Service, printer: Printer, *, task_id: str) -> Result | None:
    """Print each step as it ends, until there is a result or the worker is gone."""
    began = time.monotonic()
    step, since = "", began
    with printer.console.status("waiting for the worker …") as status:
        while (result := planner.result(task_id)) is None and worker.exit_code is None:
            if time.monotonic() - began > TASK_S:
                break
            state = planner.task_state(task_id)
            if state and state.step != step:
                _tell_step(printer, step or "start", time.monotonic() - since)
                step, since = state.step, time.monotonic()
                status.update(f"{step} …")
            time.sleep(POLL_S)
    if step:
        _tell_step(printer, step, time.monotonic() - since)
    # It may have settled the task between the two questions of the loop.
    return result or planner.result(task_id)


def _tell_step(printer: Printer, step: str, seconds: float) -> None:
    printer.console.print(f"  {step:<12} {seconds:5.1f} s")


def _report(scene: Stage, printer: Printer, result: Result, *, seconds: float) -> int:
    console = printer.console
    if result.diff:
        console.rule("4  the diff")
        printer.diff(result.diff)
    console.rule("5  requirement → patch → check → evidence")
    printer.requirements(result.requirements)
    printer.failed_checks(result)
    passed = sum(check.passed for check in result.checks)
    console.print(f"{passed} of {len(result.checks)} checks passed")

    console.rule("6  what git and MLflow have now")
    pushed = result.commit and git(scene.repository, "rev-parse", "main").strip() == result.commit
    if pushed:
        console.print(Text(git(scene.repository, "log", "-1", "--stat", "main")))
    printer.whereabouts(result)
    well = result.state is State.COMPLETED and pushed
    console.rule(f"{result.state} in {seconds:.1f} s" if well else "failed", style="green" if well else "red")
    if not well:
        printer.headline(result)
    return 0 if well else 1


def _look_around(scene: Stage, printer: Printer) -> None:
    """Say where everything is, and wait for Ctrl-C."""
    console = printer.console
    console.print(f"\nMLflow     {scene.mlflow.url}", soft_wrap=True)
    console.print(f"git        git -C {scene.repository} log -p main", soft_wrap=True)
    console.print(
        f"results    redis-cli -u {scene.redis.url} XRANGE 'mlflow-worker:{{tasks}}:results' - +", soft_wrap=True
    )
    console.print("\nTo try tasks of your own, paste this into another terminal:\n")
    for name, value in scene.environment().items():
        console.print(Text(f"export {name}={shlex.quote(value)}"), soft_wrap=True)
    console.print("mlflow-worker submit TASK.yaml && mlflow-worker run --until-idle")
    console.print("\nCtrl-C ends the services and removes the folder.")
    try:
        signal.pause()
    except KeyboardInterrupt:
        console.print("ended")


def _leave(_number: int, _frame: FrameType | None) -> NoReturn:
    """SIGTERM leaves through every context, as Ctrl-C does."""
    sys.exit(INTERRUPTED)
