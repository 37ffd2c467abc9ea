"""`make bench`: start-up of the command line, throughput of the queue, one dry run. Prints one line a figure."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from worker.adapters.queue import RedisQueue
from worker.adapters.services import valkey
from worker.daemon import Daemon
from worker.logs import configure
from worker.ports import Delivery, Lease, Progress
from worker.result import Result, State

ROOT = Path(__file__).parents[1]
NOTEBOOK = ROOT / "worker" / "demo" / "notebooks" / "03_pina_walrus_solver.py"
TASK = ROOT / "tasks" / "03_pina_walrus_solver.yaml"
TARGET = "examples/03_pina_walrus_solver.py"
TASKS = 500


def seconds(*command: str) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, cwd=tempfile.gettempdir(), env=os.environ)
    return time.perf_counter() - began


def start_up() -> None:
    times = [seconds(sys.executable, "-m", "worker", "--help") for _ in range(11)]
    print(f"--help              {statistics.median(times):8.3f} s   median of {len(times)}")


def queue_throughput() -> None:
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
    print(f"queue, no-op tasks  {TASKS / took:8.0f} /s  {TASKS} tasks, one slot")


def dry_run() -> None:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / TARGET
        target.parent.mkdir(parents=True)
        target.write_bytes(NOTEBOOK.read_bytes())
        took = seconds(sys.executable, "-m", "worker", "plan", str(TASK), "--repository", folder)
    print(f"plan, demo notebook {took:8.3f} s   cold kernel included")


if __name__ == "__main__":
    configure(style="json", level="error")
    start_up()
    queue_throughput()
    dry_run()
