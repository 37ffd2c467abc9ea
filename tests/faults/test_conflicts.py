"""The branch moves while a task is proved, and many workers share one branch."""

import pytest

from tests.fixtures_git import git
from tests.fixtures_redis import eventually
from tests.fixtures_service import FIT, fit_task, held_fit


def runs(client, task_id, *, status=""):
    experiments = [experiment.experiment_id for experiment in client.search_experiments()]
    clause = f"tags.`mlflow_worker.task_id` = '{task_id}'" + (f" and attributes.status = '{status}'" if status else "")
    return client.search_runs(experiments, clause)


@pytest.fixture
def proving(team, mlflow_client, gate):
    """Submits a task on a branch of its own, and returns while it is being proved: entry, go."""

    def begin(name):
        team.remote.push({"notebooks/fit.py": held_fit(gate)}, branch=name)
        entry = team.planner.submit(fit_task(task_id=name, branch=name))
        eventually(lambda: runs(mlflow_client, name, status="RUNNING"), seconds=90, what="a run that proves")
        return entry, gate.open

    return begin


def test_a_branch_that_moved_elsewhere_gets_the_proven_bytes_on_top(team, proving, mlflow_client):
    entry, go = proving("elsewhere")
    theirs = team.remote.push({"README.md": "theirs\n"}, branch="elsewhere")
    go()
    result = team.planner.result(entry, worker=team.worker)
    assert (result["state"], result["category"]) == ("completed", "pushed"), result["message"]
    assert team.remote.tip("elsewhere") == result["commit"]
    assert git(team.remote.bare, "rev-parse", f"{result['commit']}^") == theirs == result["base"]
    diff = git(team.remote.bare, "diff", theirs, result["commit"])
    assert diff == result["diff"].rstrip("\n")
    assert len(runs(mlflow_client, "elsewhere")) == 2  # proved once
    for run in runs(mlflow_client, "elsewhere"):
        assert run.data.tags["mlflow_worker.commit"] == result["commit"]
    assert any("replayed" in note for note in result["notes"])


def test_a_notebook_that_changed_meanwhile_is_proved_anew(team, proving, mlflow_client):
    entry, go = proving("target")
    before = team.remote.bytes("notebooks/fit.py", at="target")
    theirs = team.remote.push({"notebooks/fit.py": before.replace(b"epochs = 5", b"epochs = 6")}, branch="target")
    go()
    result = team.planner.result(entry, worker=team.worker)
    assert (result["state"], result["category"]) == ("completed", "pushed"), result["message"]
    assert team.remote.commits("target", branch="target") == [result["commit"]]
    assert git(team.remote.bare, "rev-parse", f"{result['commit']}^") == theirs == result["base"]
    assert b"epochs = 6" in team.remote.bytes("notebooks/fit.py", at=result["commit"])
    proved = {run["run_id"] for run in result["runs"]}
    for run in runs(mlflow_client, "target"):
        mark = {"mlflow_worker.commit": result["commit"]} if run.info.run_id in proved else {}
        assert run.data.params["epochs"] == ("6" if mark else "5")
        assert (mark or {"mlflow_worker.proof": "superseded"}).items() <= run.data.tags.items()
    assert len(runs(mlflow_client, "target")) == 4


def test_two_workers_share_six_tasks_on_one_branch_and_lose_none(make_service, mlflow_client):
    names = [f"n{number}" for number in range(6)]
    service = make_service({f"notebooks/{name}.py": FIT for name in names})
    entries = {name: service.planner.submit(fit_task(name, task_id=name)) for name in names}
    workers = [service.start("--until-idle", "--concurrency", "2") for _ in range(2)]
    results = {name: service.planner.result(entry, seconds=240) for name, entry in entries.items()}
    assert [worker.process.wait(30) for worker in workers] == [0, 0]
    assert all(worker.events("task.claimed") for worker in workers)
    for name, result in results.items():
        assert (result["state"], result["category"]) == ("completed", "pushed"), result["message"]
        assert service.remote.commits(name) == [result["commit"]]
        assert b"start_run" in service.remote.bytes(f"notebooks/{name}.py")
        found = runs(mlflow_client, name)
        marks = [
            (run.data.tags.get("mlflow_worker.commit"), run.info.status)
            for run in found
            if run.data.tags.get("mlflow_worker.proof") != "superseded"
        ]
        told = [result["attempts"], result["notes"], *(worker.log() for worker in workers)]
        assert marks == [(result["commit"], "FINISHED")] * 2, told
        # what an attempt that was cut short had made is not taken for the proof
        assert len(found) == 2 or result["attempts"] > 1 or any(worker.events("task.recovered") for worker in workers)
    assert int(git(service.remote.bare, "rev-list", "--count", "main")) == 7
    assert service.leftovers() == []


def test_a_worker_told_to_stop_finishes_its_task_and_takes_no_other(make_service, mlflow_client, gate):
    service = make_service({"notebooks/fit.py": held_fit(gate)})
    worker = service.start()
    entry = service.planner.submit(fit_task(task_id="T-stop"))
    eventually(lambda: runs(mlflow_client, "T-stop", status="RUNNING"), seconds=90, what="a run that proves")
    other = service.planner.submit(fit_task(task_id="T-next"))
    worker.process.terminate()
    eventually(lambda: worker.events("daemon.stopping"), what="the end's announcement")
    gate.open()
    assert worker.process.wait(60) == 0
    result = service.planner.result(entry)
    assert (result["state"], result["category"]) == ("completed", "pushed"), result["message"]
    assert service.remote.commits("T-stop") == [result["commit"]]
    assert [answered for answered, _ in service.planner.results()] == [entry]
    assert service.planner.redis.xrange("mlflow-worker:{tasks}", other, other)
    assert service.leftovers() == []
