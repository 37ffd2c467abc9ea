"""Notebooks that misbehave, in the whole service: what the task ends as, and what is left of it."""

from textwrap import indent

import pytest

from tests.fixtures_redis import eventually
from tests.fixtures_service import FIT, fit_task
from worker.adapters.kernel.sandbox import find_sandbox

FOUND = find_sandbox("auto")
needs_bubblewrap = pytest.mark.skipif(not FOUND.program, reason=FOUND.reason)

TRAINING = "    weight = np.zeros(2)\n"
FORKS = """    import os, time

    if os.environ["MLFLOW_TRACKING_URI"].startswith("http"):
        for _ in range(100):
            if os.fork() == 0:
                time.sleep(40)
                os._exit(0)
        time.sleep(40)
"""
KILLS = """    import os, signal, time

    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(5)
"""


@pytest.mark.parametrize("mode", ["off", pytest.param("require", marks=needs_bubblewrap)])
def test_a_task_whose_notebook_is_ended_leaves_no_running_run_and_says_why(make_service, mlflow_client, mode):
    service = make_service(
        {
            "notebooks/fit.py": FIT.replace(
                "_epoch in range(epochs):\n", "_epoch in range(epochs):\n" + indent(FORKS, "    ")
            )
        }
    )
    worker = service.start(MLFLOW_WORKER_SANDBOX=mode, MLFLOW_WORKER_PROCESS_LIMIT="40")
    task_id = f"T-forks-{mode}"
    result = service.planner.ask(fit_task(task_id=task_id), worker=worker)
    assert (result["state"], result["category"]) == ("failed", "limit-exceeded"), result["message"]
    assert "processes at once, and may have 40" in result["message"]
    experiment = mlflow_client.get_experiment_by_name(f"fit-{task_id}")
    assert [run.info.status for run in mlflow_client.search_runs([experiment.experiment_id])] == ["KILLED"]
    eventually(lambda: service.leftovers() == [], seconds=30, what="nothing left")
    levels = [event["containment"] for event in worker.events("notebooks.contained")]
    assert levels == ["bubblewrap" if mode == "require" else "limits"]


def test_a_notebook_that_kills_its_worker_ends_in_the_dead_letters(make_service):
    service = make_service({"notebooks/fit.py": FIT.replace(TRAINING, KILLS + TRAINING)})
    settings = {"MLFLOW_WORKER_SANDBOX": "off", "MLFLOW_WORKER_MAX_RECOVERIES": "0"}
    victim = service.start(**settings)
    service.planner.submit(fit_task(task_id="T-kills"))
    eventually(lambda: victim.process.poll() is not None, seconds=90, what="the worker's end")
    service.start(**settings)
    eventually(lambda: service.planner.redis.xlen("mlflow-worker:{tasks}:dead") == 1, seconds=90, what="a dead letter")
    eventually(lambda: service.leftovers() == [], seconds=30, what="nothing left")


@needs_bubblewrap
def test_a_notebook_that_would_kill_its_worker_is_tracked_in_the_sandbox_as_any_other(make_service):
    # Its parent there is the first process of the namespace, which nothing inside can kill.
    service = make_service({"notebooks/fit.py": FIT.replace(TRAINING, KILLS.replace("5", "0") + TRAINING)})
    worker = service.start(MLFLOW_WORKER_SANDBOX="require")
    result = service.planner.ask(fit_task(task_id="T-cannot-kill"), worker=worker)
    assert (result["state"], result["commit"] != "") == ("completed", True), result["message"]


def test_a_notebook_with_a_header_is_proven_in_the_environment_that_it_asks_for(make_service):
    wanted = '# /// script\n# dependencies = ["marimo", "numpy", "six==1.15.0"]\n# ///\n\n'
    checked = "    import six\n\n    assert six.__version__ == '1.15.0'\n"
    service = make_service({"notebooks/fit.py": wanted + FIT.replace(TRAINING, checked + TRAINING)})
    worker = service.start(MLFLOW_WORKER_PYTHON="")
    result = service.planner.result(service.planner.submit(fit_task(task_id="T-header")), worker=worker, seconds=400)
    assert (result["state"], result["commit"] != "") == ("completed", True), result["message"]
    # The proof's header has one more entry, and yet needs no other environment.
    assert len(worker.events("environment.built")) == 1
    assert '"six==1.15.0", "mlflow"' in result["diff"]


def test_a_header_that_cannot_be_built_ends_the_task_with_the_package_before_anything_is_changed(make_service):
    wanted = '# /// script\n# dependencies = ["marimo", "numpy", "six==0.0.999"]\n# ///\n\n'
    service = make_service({"notebooks/fit.py": wanted + FIT})
    tip = service.remote.tip()
    worker = service.start(MLFLOW_WORKER_PYTHON="")
    result = service.planner.ask(fit_task(task_id="T-unmet"), worker=worker)
    assert (result["state"], result["category"], result["retryable"]) == ("failed", "environment-broken", False)
    for words in ("the header of notebooks/fit.py", "six==0.0.999", "mend:", "MLFLOW_WORKER_PYTHON"):
        assert words in result["message"]
    assert service.remote.tip() == tip


def test_a_missing_module_ends_the_task_with_its_name(make_service):
    service = make_service({"notebooks/fit.py": FIT.replace(TRAINING, "    import no_such_module\n" + TRAINING)})
    result = service.planner.ask(fit_task(task_id="T-missing"), worker=service.start())
    assert (result["state"], result["category"]) == ("failed", "environment-broken")
    assert "needs `no_such_module`" in result["message"]
