"""The main job: a YAML task goes onto Redis, and a proven, pushed commit comes out."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
NOTEBOOK = ROOT / "worker" / "demo" / "notebooks" / "03_pina_walrus_solver.py"
TASK = (ROOT / "tasks" / "03_pina_walrus_solver.yaml").read_text(encoding="utf-8")
TARGET = "examples/03_pina_walrus_solver.py"

WRITER = """import marimo

app = marimo.App()


@app.cell
def _():
    from pathlib import Path

    assert not Path("fresh.txt").exists(), "somebody was here before"
    Path("fresh.txt").write_text("seen")
    return


@app.cell
def _():
    rate = 0.5
    loss = sum(rate**step for step in range(4))
    return loss, rate


if __name__ == "__main__":
    app.run()
"""

WRITERS_TASK = """
title: Track the sum
files: sum.py
requirements: ["Log the rate as a parameter", "Log the loss"]
"""


def test_the_seeds_task_becomes_one_proven_commit_and_once_more_changes_nothing(team, mlflow_client):
    team.remote.push({TARGET: NOTEBOOK.read_bytes()})
    base = team.remote.tip()

    entry = team.planner.submit(TASK)
    result = team.planner.result(entry, worker=team.worker)
    assert (result["state"], result["category"]) == ("completed", "pushed"), result["message"]
    assert {answer["status"] for answer in result["requirements"]} == {"satisfied"}
    assert all(check["passed"] for check in result["checks"])

    tip = team.remote.tip()
    assert (result["commit"], result["base"], result["task_id"]) == (tip, base, entry)
    runs = [run["run_id"] for run in result["runs"]]
    assert team.remote.trailers(tip) == [
        ("Task-Id", entry),
        ("MLflow-Experiment", "pina-walrus-solver"),
        *(("MLflow-Run", run) for run in runs),
    ]
    first, second = (mlflow_client.get_run(run) for run in runs)
    for run in (first, second):
        assert run.info.status == "FINISHED"
        assert run.data.tags["mlflow_worker.task_id"] == entry
        assert run.data.tags["mlflow_worker.commit"] == tip
    assert {"pde_loss", "boundary_loss"} <= first.data.metrics.keys()
    assert first.data.params != second.data.params
    assert any(record.path == "plots" for record in mlflow_client.list_artifacts(runs[0]))

    again = team.planner.ask(TASK, worker=team.worker)
    assert (again["state"], again["category"], again["commit"]) == ("completed", "already-satisfied", "")
    assert team.remote.tip() == tip
    assert team.leftovers() == []


def test_the_proof_finds_nothing_of_what_exploring_wrote(team):
    team.remote.push({"sum.py": WRITER.encode()})
    result = team.planner.ask(WRITERS_TASK, worker=team.worker)
    assert (result["state"], result["category"]) == ("completed", "pushed"), result["message"]
    assert result["files"] == ["sum.py"]
