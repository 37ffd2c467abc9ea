"""Start-up of the command line, throughput of the queue, one dry run."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from report import Table
from stage import ROOT

from worker.adapters.queue import RedisQueue
from worker.adapters.services import valkey
from worker.daemon import Daemon
from worker.ports import Delivery, Lease, Progress
from worker.result import Result, State

NOTEBOOK = ROOT / "worker" / "demo" / "notebooks" / "03_pina_walrus_solver.py"
TASK = ROOT / "tasks" / "03_pina_walrus_solver.yaml"
TARGET = "examples/03_pina_walrus_solver.py"
TASKS = 500


def start_up(table: Table) -> None:
    table.add("--help", [_seconds(sys.executable, "-m", "worker", "--help") for _ in range(11)], unit="s")


def queue_throughput(table: Table) -> None:
    def nothing(delivery: Delivery, _lease: Lease, _progress: Progress) -> Result:
        return Result(task_id=delivery.task_id, state=State.COMPLETED)

    text = TASK.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder, valkey(Path(folder)) as service:
        queue = RedisQueue(url=service.wait(timeout_s=30).url)
        for _ in range(TASKS):
            queue.submit(text)
        began = time.perf_counter()
        Daemon(queue=queue, work=nothing, poll_s=0.05).run(until_idle=True)
        took = time.perf_counter() - began
        queue.close()
    table.add(f"queue, {TASKS} no-op tasks, one slot", [TASKS / took], unit="/s")


def dry_run(table: Table) -> None:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / TARGET
        target.parent.mkdir(parents=True)
        target.write_bytes(NOTEBOOK.read_bytes())
        took = _seconds(sys.executable, "-m", "worker", "plan", str(TASK), "--repository", folder)
    table.add("plan, demo notebook, cold kernel included", [took], unit="s")


def _seconds(*command: str) -> float:
    began = time.perf_counter()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run(command, check=True, capture_output=True, cwd=tempfile.gettempdir(), env=environment)
    return time.perf_counter() - began
