"""What tracking adds inside a training loop: none, ours, and one `log_metric` per value."""

import re
import sys
import time
from pathlib import Path
from statistics import median

from mlflow import MlflowClient
from mlflow.entities import Metric
from report import Table
from stage import Stage, wait_until_warm

import tasks
from worker.adapters.kernel import MarimoKernel

LOOP = "        for _step in range(steps):\n"
CALLS = """            mlflow.log_metric("loss", losses[-1], step=_step)
            mlflow.log_metric("norm", norms[-1], step=_step)
            mlflow.log_metric("error", errors[-1], step=_step)
"""


def loop(stage: Stage, table: Table, *, rounds: int, step_s: float, per_call: bool) -> None:
    """1,000 steps with three metrics each, in turn."""
    plain = tasks.loop_notebook(step_s)
    file = stage.add("loop", plain)
    with stage.worker() as worker:
        result, _ = stage.ask(tasks.make("loop", file=file), worker=worker)
        if result["category"] != "pushed":
            raise ValueError(f"loop: {result['category']}: {result['message']}")
        wait_until_warm(worker, modules={"mlflow"})
    ours = stage.pushed(file)
    forms = {"no tracking": plain, "ours": ours} | ({"log_metric per value": call_by_call(ours)} if per_call else {})
    seconds: dict[str, list[float]] = {name: [] for name in forms}
    for number in range(rounds):
        for name, text in forms.items():
            seconds[name].append(trained(stage, text))
        print(f"  loop {number + 1}: " + ", ".join(f"{name} {found[-1]:.2f} s" for name, found in seconds.items()))
    base = seconds.pop("no tracking")
    table.add(f"loop of 1,000 steps of {step_s * 1000:g} ms, no tracking", base, unit="s")
    for name, found in seconds.items():
        table.add(f"  {name}", found, unit="s", peer=base, against="no tracking", aim=1.03 if name == "ours" else None)
        table.add("  added", [median(found) - median(base)], unit="s")
    fixed(stage, table, plain=without_pauses(plain), ours=without_pauses(ours), rounds=rounds, base=median(base))


def fixed(stage: Stage, table: Table, *, plain: str, ours: str, rounds: int, base: float) -> None:
    """The same loop without its pauses: what the run and its histories cost, however long the training is."""
    added: list[float] = []
    alone: list[float] = []
    for _ in range(rounds):
        added.append(trained(stage, ours) - trained(stage, plain))
        alone.append(sent_alone(stage))
    table.add("  added to a loop without pauses", added, unit="s", peer=[base], against="no tracking", aim=0.03)
    table.add("  MLflow alone: one run, 3,000 values", alone, unit="s")


def sent_alone(stage: Stage) -> float:
    """Seconds of the same requests without any notebook, in this process."""
    client = MlflowClient(stage.mlflow)
    home = client.get_experiment_by_name("bench-loop")
    if home is None:
        raise ValueError("no notebook has made the experiment")
    began = time.perf_counter()
    run = client.create_run(home.experiment_id)
    for key in ("loss", "norm", "error"):
        points = [Metric(key, float(step), run.info.start_time, step) for step in range(1000)]
        client.log_batch(run.info.run_id, points)
    client.set_terminated(run.info.run_id)
    return time.perf_counter() - began


def without_pauses(text: str) -> str:
    """The notebook whose steps take no longer than they have to."""
    return re.sub(r"perf_counter\(\) \+ [\d.]+", "perf_counter()", text)


def call_by_call(patched: str) -> str:
    """The patched notebook with the metrics logged value by value, and no batch."""
    head, _, rest = patched.partition(LOOP)
    lines = rest.splitlines(keepends=True)
    inside = _until_dedent(lines, depth=12)
    behind = lines[len(inside) :]
    left = _until_dedent(behind, depth=8)
    text = head + LOOP + "".join(inside) + CALLS + "".join(behind[len(left) :])
    if text == patched or "log_batch" in text:
        raise ValueError("the patched loop looks different from what was expected")
    return text


def _until_dedent(lines: list[str], *, depth: int) -> list[str]:
    found = []
    for line in lines:
        if line.strip() and len(line) - len(line.lstrip()) < depth:
            break
        found.append(line)
    return found


def trained(stage: Stage, text: str) -> float:
    """Seconds from the start of the training cell to what comes after it, its logging included."""
    kernel = MarimoKernel(python=sys.executable)
    folder = stage.folder / "overhead"
    folder.mkdir(exist_ok=True)
    path = Path(folder / "notebook.py")
    path.write_text(text, encoding="utf-8")
    with kernel.open(path=path, source=text, tracking_uri=stage.mlflow, environment={}, timeout_s=3600) as session:
        execution = session.run()
    said = "".join(cell.stdout for cell in execution.cells)
    found = re.search(r"trained in ([\d.]+)", said)
    if found is None:
        raise ValueError(f"the loop did not train: {execution.failures}")
    return float(found[1])
