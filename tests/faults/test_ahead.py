"""A notebook that trains for long is proved while it is explored: what counts, what does not, and what is left."""

import pytest

from tests.faults.test_killed_workers import kernels
from tests.fixtures_redis import eventually
from tests.fixtures_service import FIT, fit_task
from worker.adapters.queue import RedisQueue

LONG_S = 180.0
BEGIN = "    for _epoch in range(epochs):\n"


@pytest.fixture
def service(make_service, gate):
    """Its notebook trains until the gate is open, wherever it runs; loops alone hold it, so that they can be cut."""
    return make_service({"notebooks/fit.py": held(FIT, gate)})


@pytest.fixture
def task_id(request, mlflow_client):
    """A task's id of its own; the runs of the task go with the test."""
    name = f"ahead-{request.node.name[5:25]}"
    yield name
    for run in runs(mlflow_client, name):
        mlflow_client.delete_run(run.info.run_id)


def held(text, gate, *, end=""):
    """A notebook that trains until the gate is open; `end` stands behind its loop."""
    wait = f"""        import socket, time

        for _ in range(3000):
            with socket.socket() as _knock:
                if _knock.connect_ex(("127.0.0.1", {gate.port})) == 0:
                    break
            time.sleep(0.1)
        _losses.append(float(weight[0]))
"""
    return text.replace(BEGIN, f"    _losses = []\n{BEGIN}{wait}").replace("    final_loss =", f"{end}    final_loss =")


def runs(client, task_id, *, status=""):
    experiments = [experiment.experiment_id for experiment in client.search_experiments()]
    clause = f"tags.`mlflow_worker.task_id` = '{task_id}'"
    return client.search_runs(experiments, clause + (f" and attributes.status = '{status}'" if status else ""))


def begun_ahead(client, task_id):
    """The run of a proof that began although the notebook, held by the gate, cannot have been explored yet."""
    (run,) = eventually(lambda: runs(client, task_id, status="RUNNING"), seconds=LONG_S, what="a run that proves")
    return run.info.run_id


def test_a_long_training_is_proved_while_it_is_explored(service, mlflow_client, gate, task_id):
    worker = service.start()
    entry = service.planner.submit(fit_task(task_id=task_id))
    first = begun_ahead(mlflow_client, task_id)
    gate.open()
    result = service.planner.result(entry, seconds=LONG_S, worker=worker)
    assert result["category"] == "pushed", result["message"]
    assert worker.events("proof.ahead")
    assert first == result["runs"][0]["run_id"]
    made = {run.info.run_id: run for run in runs(mlflow_client, task_id)}
    assert made.keys() == {run["run_id"] for run in result["runs"]}
    assert {run.data.tags["mlflow_worker.commit"] for run in made.values()} == {result["commit"]}
    assert "outputs-kept" in {check["name"] for check in result["checks"]}
    assert service.leftovers() == []


def test_what_was_proved_for_another_plan_does_not_count(make_service, mlflow_client, gate, task_id):
    # cut short there are no five losses yet: the text is an epoch's loss, and then all of them
    end = "    summary = _losses if len(_losses) == epochs else _losses[-1]\n"
    text = held(FIT, gate, end=end).replace("return (final_loss,)", "return final_loss, summary")
    service = make_service({"notebooks/fit.py": text})
    worker = service.start()
    entry = service.planner.submit(fit_task(task_id=task_id).replace("the final loss", "the summary"))
    first = begun_ahead(mlflow_client, task_id)
    gate.open()
    result = service.planner.result(entry, seconds=LONG_S, worker=worker)
    assert result["category"] == "pushed", result["message"]
    assert worker.events("proof.superseded")
    assert mlflow_client.get_run(first).data.tags["mlflow_worker.proof"] == "superseded"
    assert first not in {run["run_id"] for run in result["runs"]}
    assert {run.info.status for run in runs(mlflow_client, task_id)} <= {"FINISHED", "KILLED", "FAILED"}
    assert service.leftovers() == []


def test_a_notebook_that_needs_its_whole_training_is_explored_first(make_service, mlflow_client, gate, task_id):
    text = held(FIT, gate, end="    assert len(_losses) == epochs\n")
    service = make_service({"notebooks/fit.py": text})
    worker = service.start()
    entry = service.planner.submit(fit_task(task_id=task_id))
    eventually(lambda: worker.events("proof.superseded"), seconds=LONG_S, what="a glimpse that fails")
    assert runs(mlflow_client, task_id) == []
    gate.open()
    result = service.planner.result(entry, seconds=LONG_S, worker=worker)
    assert result["category"] == "pushed", result["message"]
    assert service.leftovers() == []


def test_a_task_canceled_meanwhile_leaves_nothing(service, mlflow_client, gate, task_id):
    worker = service.start()
    entry = service.planner.submit(fit_task(task_id=task_id))
    begun_ahead(mlflow_client, task_id)
    queue = RedisQueue(url=service._settings["MLFLOW_WORKER_REDIS_URL"])
    queue.cancel(task_id)
    queue.close()
    gate.open()
    result = service.planner.result(entry, seconds=LONG_S, worker=worker)
    assert result["state"] == "canceled"
    assert service.remote.commits(task_id) == []
    assert runs(mlflow_client, task_id, status="RUNNING") == []
    assert service.leftovers() == []


def test_a_worker_killed_meanwhile_leaves_neither_of_its_kernels(service, mlflow_client, gate, task_id):
    worker = service.start()
    entry = service.planner.submit(fit_task(task_id=task_id))
    first = begun_ahead(mlflow_client, task_id)
    worker.kill()
    eventually(lambda: not kernels(service), what="the end of the dead worker's kernels")
    gate.open()
    worker = service.start("--until-idle")
    result = service.planner.result(entry, seconds=LONG_S, worker=worker)
    assert worker.process.wait(30) == 0
    assert result["category"] == "pushed", result["message"]
    assert service.remote.commits(task_id) == [result["commit"]]
    assert mlflow_client.get_run(first).info.status == "KILLED"
    assert runs(mlflow_client, task_id, status="RUNNING") == []
    assert service.leftovers() == []
