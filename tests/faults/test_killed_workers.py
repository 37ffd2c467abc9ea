"""kill -9 of the worker in every step: after a restart the task is done once, and nothing is left of the dead one."""

import pytest

from tests.fixtures_redis import eventually
from tests.fixtures_service import FIT, fit_task, held_fit, is_warm

ID = "T-kill"


def runs(client, *, status=""):
    experiments = [experiment.experiment_id for experiment in client.search_experiments()]
    clause = f"tags.`mlflow_worker.task_id` = '{ID}'" + (f" and attributes.status = '{status}'" if status else "")
    return client.search_runs(experiments, clause)


@pytest.fixture(autouse=True)
def no_runs_of_other_tests(mlflow_client):
    for run in runs(mlflow_client):
        mlflow_client.delete_run(run.info.run_id)


def kill_in(step, service, worker):
    """Kill the worker; its kernels must end by themselves, before any other worker could help."""
    worker.kill()
    assert service.planner.state(ID)["step"] == step
    eventually(lambda: not kernels(service), what="the end of the dead worker's kernels")


def kernels(service):
    found = service.processes().items()
    return [pid for pid, command in found if "/kernel/inside/" in command and not is_warm(pid)]


def finish(service, client, entry, *, category="pushed"):
    """A new worker finishes the task; exactly one commit, proved by finished runs, and nothing besides."""
    worker = service.start("--until-idle")
    result = service.planner.result(entry, worker=worker)
    assert worker.process.wait(30) == 0
    assert (result["state"], result["category"]) == ("completed", category), result["message"]
    check_done_once(service, client, result)
    assert service.leftovers() == []
    assert worker.events("task.recovered")
    return result


def check_done_once(service, client, result):
    assert service.remote.commits(ID) == [result["commit"]]
    assert len([1 for _, one in service.planner.results() if one["task_id"] == ID]) == 1
    made = runs(client)
    assert all(run.data.tags.keys() & {"mlflow_worker.commit", "mlflow_worker.proof"} for run in made)
    assert "RUNNING" not in {run.info.status for run in made}
    proving = [value for name, value in service.remote.trailers(result["commit"]) if name == "MLflow-Run"]
    assert len(proving) == 2
    for run in map(client.get_run, proving):
        assert run.info.status == "FINISHED"
        assert run.data.tags["mlflow_worker.commit"] == result["commit"]
        assert "mlflow_worker.proof" not in run.data.tags


def test_a_worker_killed_while_exploring_leaves_no_kernel_and_no_folder(make_service, mlflow_client):
    service = make_service()
    worker = service.start()
    entry = service.planner.submit(fit_task(task_id=ID))
    service.until_step(ID, "explore")
    # a kernel that still starts is the hardest to end: marimo does not watch its parent yet
    eventually(lambda: kernels(service), what="a kernel")
    kill_in("explore", service, worker)
    finish(service, mlflow_client, entry)


def test_a_worker_killed_while_implementing_leaves_nothing(make_service, mlflow_client):
    service = make_service()
    worker = service.start()
    entry = service.planner.submit(fit_task(task_id=ID))
    service.until_step(ID, "implement")
    kill_in("implement", service, worker)
    finish(service, mlflow_client, entry)


def test_a_worker_killed_while_proving_leaves_no_running_run(make_service, mlflow_client, gate):
    service = make_service({"notebooks/fit.py": held_fit(gate)})
    worker = service.start()
    entry = service.planner.submit(fit_task(task_id=ID))
    (running,) = eventually(lambda: runs(mlflow_client, status="RUNNING"), seconds=90, what="a run that proves")
    kill_in("verify", service, worker)
    assert mlflow_client.get_run(running.info.run_id).info.status == "RUNNING"
    gate.open()
    finish(service, mlflow_client, entry)
    left = mlflow_client.get_run(running.info.run_id)
    assert (left.info.status, left.data.tags["mlflow_worker.proof"]) == ("KILLED", "superseded")


def hold_first(service, hook, folder):
    """A hook on the remote that holds the first push until the file `release` is there, and lets others through."""
    wait = f"while ! test -e {folder}/release; do sleep 0.05; done"
    service.remote.hook(hook, f"if mkdir {folder}/held 2>/dev/null; then {wait}; fi")
    return folder / "held", folder / "release"


def test_a_worker_killed_before_the_push_went_through_pushes_once(make_service, mlflow_client, tmp_path):
    service = make_service()
    held, _ = hold_first(service, "pre-receive", tmp_path)
    worker = service.start()
    entry = service.planner.submit(fit_task(task_id=ID))
    eventually(held.exists, seconds=90, what="the push")
    kill_in("publish", service, worker)
    assert service.remote.commits(ID) == []
    finish(service, mlflow_client, entry)


def test_a_worker_killed_after_the_push_went_through_pushes_no_second_time(make_service, mlflow_client, tmp_path):
    service = make_service()
    held, _ = hold_first(service, "post-receive", tmp_path)
    worker = service.start()
    entry = service.planner.submit(fit_task(task_id=ID))
    eventually(held.exists, seconds=90, what="the push")
    kill_in("publish", service, worker)
    (pushed,) = service.remote.commits(ID)
    result = finish(service, mlflow_client, entry, category="already-published")
    assert result["commit"] == pushed
    assert len(runs(mlflow_client)) == 2


@pytest.mark.parametrize("moment", ["after the other worker's push", "while the other worker proves"])
def test_a_push_that_outlives_its_worker_makes_no_second_commit(make_service, mlflow_client, gate, tmp_path, moment):
    gate.open()
    first = make_service({"notebooks/fit.py": held_fit(gate)})
    held, release = hold_first(first, "pre-receive", tmp_path)
    worker = first.start()
    entry = first.planner.submit(fit_task(task_id=ID))
    eventually(held.exists, seconds=90, what="the push")
    # another machine takes over: it can neither see nor end what the dead worker left on its own
    second = make_service(remote=first.remote, name="elsewhere")
    if moment == "while the other worker proves":
        gate.close()
    kill_in("publish", first, worker)
    other = second.start("--until-idle")
    if moment == "while the other worker proves":
        eventually(lambda: runs(mlflow_client, status="RUNNING"), seconds=90, what="a run that proves")
        release.touch()
        eventually(lambda: not first.processes(), what="the end of the push")
        (landed,) = first.remote.commits(ID)
        gate.open()
        result = first.planner.result(entry, worker=other)
        assert (result["category"], result["commit"]) == ("already-published", landed)
    else:
        result = first.planner.result(entry, worker=other)
        assert result["category"] == "pushed"
        release.touch()
        eventually(lambda: not first.processes(), what="the end of the push")
    assert other.process.wait(30) == 0
    check_done_once(first, mlflow_client, result)
    assert second.leftovers() == []


def test_a_living_worker_takes_over_and_sweeps_what_the_dead_one_left(make_service, mlflow_client):
    child = (
        "import subprocess\n    import numpy as np\n\n    subprocess.Popen(['sleep', '600'], start_new_session=True)"
    )
    service = make_service({"notebooks/fit.py": FIT.replace("import numpy as np", child)})
    first = service.start()
    entry = service.planner.submit(fit_task(task_id=ID))
    # it has left the kernel's group: the kernel's end does not reach it
    eventually(lambda: "sleep 600 " in service.processes().values(), seconds=90, what="the notebook's child")
    second = service.start("--until-idle")
    eventually(lambda: second.events("daemon.started"), seconds=60, what="the second worker")
    first.kill()
    result = service.planner.result(entry, worker=second)
    assert second.process.wait(30) == 0
    check_done_once(service, mlflow_client, result)
    assert service.leftovers() == []
