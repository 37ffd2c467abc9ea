"""Servers that are down, or go away in the middle of a task."""

from tests.fixtures_redis import eventually
from tests.fixtures_service import fit_task, held_fit
from worker.adapters.services import free_port

QUICK = {"MLFLOW_HTTP_REQUEST_MAX_RETRIES": "1"}
ONCE = QUICK | {"MLFLOW_WORKER_MAX_ATTEMPTS": "1"}


def running(client, task_id):
    experiments = [experiment.experiment_id for experiment in client.search_experiments()]
    clause = f"tags.`mlflow_worker.task_id` = '{task_id}' and attributes.status = 'RUNNING'"
    return client.search_runs(experiments, clause)


def test_a_task_whose_server_is_down_fails_as_retryable(make_service):
    uri = f"http://127.0.0.1:{free_port()}"
    service = make_service(uri=uri)
    worker = service.start("--until-idle", **ONCE)
    result = service.planner.ask(fit_task(task_id="T-down"), worker=worker)
    assert (result["state"], result["category"], result["retryable"]) == ("failed", "tracking-unavailable", True)
    assert f"the MLflow server at {uri} does not answer" in result["message"]
    assert "is `mlflow server` running, and MLFLOW_TRACKING_URI its address?" in result["message"]
    assert worker.process.wait(30) == 0
    assert service.leftovers() == []


def test_a_server_that_goes_away_during_the_proof_is_waited_for(make_service, proxy, mlflow_client, gate):
    service = make_service({"notebooks/fit.py": held_fit(gate)}, uri=proxy.uri)
    worker = service.start("--until-idle", **QUICK)
    entry = service.planner.submit(fit_task(task_id="T-away"))
    eventually(lambda: running(mlflow_client, "T-away"), seconds=90, what="a run that proves")
    proxy.cut()
    gate.open()
    eventually(lambda: worker.events("task.released"), seconds=120, what="the release")
    (released,) = worker.events("task.released")
    assert released["reason"].startswith("tracking-unavailable: ")
    proxy.mend()
    result = service.planner.result(entry, worker=worker)
    assert (result["state"], result["category"]) == ("completed", "pushed"), result["message"]
    assert result["attempts"] > 1
    assert service.remote.commits("T-away") == [result["commit"]]
    assert running(mlflow_client, "T-away") == []
    assert worker.process.wait(30) == 0
    assert service.leftovers() == []


def test_logging_calls_that_get_lost_disprove_nothing(make_service, proxy, mlflow_client):
    service = make_service(uri=proxy.uri)
    proxy.unwanted = b"/runs/log-batch"
    worker = service.start("--until-idle", **QUICK)
    entry = service.planner.submit(fit_task(task_id="T-lost"))
    eventually(lambda: worker.events("task.released") or service.planner.results(), seconds=90, what="an end")
    proxy.unwanted = b""
    (released,) = worker.events("task.released")
    assert released["reason"].startswith("tracking-unavailable: the notebook could not reach the MLflow server: cell ")
    result = service.planner.result(entry, worker=worker)
    assert (result["state"], result["category"], result["attempts"]) == ("completed", "pushed", 2), result["message"]
    assert running(mlflow_client, "T-lost") == []


def test_a_task_whose_remote_is_gone_fails_as_retryable(make_service):
    service = make_service()
    service.remote.bare.rename(service.remote.bare.with_name("moved.git"))
    worker = service.start("--until-idle", **ONCE)
    result = service.planner.ask(fit_task(task_id="T-gone"), worker=worker)
    assert (result["state"], result["category"], result["retryable"]) == ("failed", "repository-unavailable", True)
    assert str(service.remote.bare) in result["message"]
    assert worker.process.wait(30) == 0
    assert service.leftovers() == []


def test_a_remote_that_goes_away_during_the_proof_is_waited_for(make_service, mlflow_client, gate):
    service = make_service({"notebooks/fit.py": held_fit(gate)})
    worker = service.start("--until-idle")
    entry = service.planner.submit(fit_task(task_id="T-moved"))
    eventually(lambda: running(mlflow_client, "T-moved"), seconds=90, what="a run that proves")
    away = service.remote.bare.with_name("moved.git")
    service.remote.bare.rename(away)
    gate.open()
    (released,) = eventually(lambda: worker.events("task.released"), seconds=60, what="the release")
    assert released["reason"].startswith("repository-unavailable: ")
    away.rename(service.remote.bare)
    result = service.planner.result(entry, worker=worker)
    assert (result["state"], result["category"]) == ("completed", "pushed"), result["message"]
    assert service.remote.commits("T-moved") == [result["commit"]]
    assert worker.process.wait(30) == 0
    assert service.leftovers() == []
