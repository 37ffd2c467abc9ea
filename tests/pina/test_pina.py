"""The seed's own task, to the letter, on notebooks that train a real PINN with pina-mathlab (`make pina`)."""

import json
import math
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import redis

from tests.fixtures_git import git, publish

pytestmark = pytest.mark.pina

ROOT = Path(__file__).parents[2]
NOTEBOOKS = Path(__file__).parent / "notebooks"
TASK = (ROOT / "tasks" / "03_pina_walrus_solver.yaml").read_text(encoding="utf-8")
TARGET = "examples/03_pina_walrus_solver.py"
EXPERIMENT = "pina-walrus-solver"
PYTHON = os.environ.get("MLFLOW_WORKER_PYTHON") or sys.executable
QUEUE = "mlflow-worker:{tasks}"
DEADLINE_S = 900


@dataclass(frozen=True)
class Story:
    """One notebook and what its author would expect to find in MLflow."""

    notebook: str
    parameters: dict[str, str]
    losses: frozenset[str]
    """what the keys of metrics end in, in lower case"""
    gated: bool = False


@dataclass(frozen=True)
class Ending:
    """What came of a story."""

    expected: Story
    result: dict
    remote: Path
    base: str
    task_id: str


STORIES = [
    Story(
        notebook="03_pina_walrus_solver.py",
        parameters={"epochs": "30", "lr": "0.005", "hidden_layers": "[24, 24]"},
        losses=frozenset({"pde_loss", "top_loss", "bottom_loss", "left_loss", "right_loss"}),
    ),
    Story(
        notebook="03_pina_walrus_solver_button.py",
        parameters={"epochs": "20", "lr": "0.005", "hidden": "16"},
        losses=frozenset({"pde_loss", "boundary_loss"}),
        gated=True,
    ),
    Story(
        notebook="03_pina_walrus_solver_trainer.py",
        parameters={"n_epochs": "15", "learning_rate": "0.005", "width": "16"},
        losses=frozenset({"d_loss", "boundary_loss"}),
    ),
]


@pytest.fixture(scope="module", params=STORIES, ids=lambda story: story.notebook)
def ending(request, valkey, mlflow_uri, tmp_path_factory):
    """The story, from one XADD to what `run --until-idle` leaves behind."""
    folder = tmp_path_factory.mktemp("pina")
    remote, base = remote_with(folder, NOTEBOOKS / request.param.notebook)
    settings = {
        "MLFLOW_WORKER_REDIS_URL": valkey.url,
        "MLFLOW_TRACKING_URI": mlflow_uri,
        "MLFLOW_WORKER_REPOSITORY": str(remote),
        "MLFLOW_WORKER_DATA": str(folder / "data"),
        "MLFLOW_WORKER_PYTHON": PYTHON,
    }
    with redis.Redis.from_url(valkey.url, decode_responses=True) as client:
        client.flushall()
        task_id = client.xadd(QUEUE, {"task": TASK})
        log = work_until_idle(folder, settings)
        answers = client.xrange(f"{QUEUE}:results")
    assert len(answers) == 1, log
    result = json.loads(answers[0][1]["result"])
    assert result["state"] == "completed", f"{json.dumps(result, indent=2)}\n{log}"
    return Ending(request.param, result, remote, base, task_id)


def remote_with(folder, notebook):
    """A bare remote whose only file is a notebook at the task's path, and its first commit."""
    remote, clone = folder / "team.git", folder / "clone"
    git(folder, "init", "--quiet", "--bare", "--initial-branch=main", str(remote))
    git(folder, "clone", "--quiet", str(remote), str(clone))
    return remote, publish(clone, {TARGET: notebook.read_bytes()}, message="Solve the Poisson equation")


def work_until_idle(folder, settings):
    """Run the service as its own process; its log."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MLFLOW_")}
    done = subprocess.run(
        [sys.executable, "-m", "worker", "run", "--until-idle"],
        cwd=folder,
        env=clean | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"} | settings,
        capture_output=True,
        text=True,
        check=False,
        timeout=DEADLINE_S,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def runs_of(client, ending):
    """Runs of the story's task, the oldest first."""
    experiment = client.get_experiment_by_name(EXPERIMENT)
    return client.search_runs(
        [experiment.experiment_id],
        f"tags.`mlflow_worker.task_id` = '{ending.task_id}'",
        order_by=["attributes.start_time ASC"],
    )


def experiments(client):
    """All of them, the deleted too."""
    from mlflow.entities import ViewType  # noqa: PLC0415 - only these tests should pay for it

    return client.search_experiments(view_type=ViewType.ALL)


def proof(client, ending):
    """The run that the commit names first."""
    return client.get_run(trailers(ending)["MLflow-Run"][0])


def trailers(ending):
    found = {}
    for line in git(ending.remote, "log", "-1", "--format=%(trailers:only,unfold)", "main").splitlines():
        name, value = line.split(": ", 1)
        found.setdefault(name, []).append(value)
    return found


def test_one_commit_is_pushed_and_changes_the_notebook_alone(ending):
    assert git(ending.remote, "rev-list", f"{ending.base}..main").splitlines() == [ending.result["commit"]]
    assert git(ending.remote, "diff", "--name-only", ending.base, "main") == TARGET
    assert git(ending.remote, "log", "-1", "--format=%s", "main") == "feat: add MLflow tracking to PINA solver"


def test_the_commits_trailers_name_task_experiment_and_runs(ending, mlflow_client):
    found = trailers(ending)
    assert found["Task-Id"] == [ending.task_id]
    assert found["MLflow-Experiment"] == [EXPERIMENT]
    assert set(found["MLflow-Run"]) <= {run.info.run_id for run in runs_of(mlflow_client, ending)}
    assert proof(mlflow_client, ending).data.tags["mlflow_worker.commit"] == ending.result["commit"]


def test_every_run_is_finished_and_none_is_left_open(ending, mlflow_client):
    assert {run.info.status for run in runs_of(mlflow_client, ending)} == {"FINISHED"}
    everywhere = [each.experiment_id for each in experiments(mlflow_client)]
    assert mlflow_client.search_runs(everywhere, "attributes.status = 'RUNNING'") == []


def test_the_experiment_exists_once(ending, mlflow_client):
    names = [each.name for each in experiments(mlflow_client)]
    assert names.count(EXPERIMENT) == 1


def test_the_solvers_hyperparameters_and_nothing_else_are_parameters_of_the_run(ending, mlflow_client):
    logged = proof(mlflow_client, ending).data.params
    assert logged == ending.expected.parameters


def test_each_loss_is_a_finite_metric_of_its_own(ending, mlflow_client):
    logged = proof(mlflow_client, ending).data.metrics
    found = {name: [key for key in logged if key.lower().endswith(name)] for name in ending.expected.losses}
    assert all(len(keys) == 1 for keys in found.values()), (found, logged)
    values = [logged[key] for [key] in found.values()]
    assert all(math.isfinite(value) and value > 0 for value in values), logged
    assert len(set(values)) == len(values), "two conditions of a problem never have the very same loss"


def test_the_solution_is_a_picture(ending, mlflow_client, tmp_path):
    from matplotlib.image import imread  # noqa: PLC0415 - only these tests should pay for it

    run_id = proof(mlflow_client, ending).info.run_id
    [picture] = [path for path in files_of(mlflow_client, run_id) if path.endswith(".png")]
    pixels = imread(mlflow_client.download_artifacts(run_id, picture, tmp_path))
    assert min(pixels.shape[:2]) > 100
    assert pixels.std() > 0, "an empty picture"


def files_of(client, run_id, folder=None):
    for entry in client.list_artifacts(run_id, folder):
        yield from files_of(client, run_id, entry.path) if entry.is_dir else [entry.path]


def test_run_without_a_person_the_pushed_notebook_makes_a_run_unless_it_waits_for_its_button(
    ending, mlflow_client, mlflow_uri, tmp_path
):
    notebook = tmp_path / "notebook.py"
    notebook.write_text(git(ending.remote, "show", f"main:{TARGET}") + "\n")
    experiment = mlflow_client.get_experiment_by_name(EXPERIMENT).experiment_id
    before = len(mlflow_client.search_runs([experiment]))
    environment = os.environ | {"MLFLOW_TRACKING_URI": mlflow_uri, "MPLBACKEND": "Agg", "OMP_NUM_THREADS": "1"}
    subprocess.run([PYTHON, notebook], cwd=tmp_path, env=environment, check=True, timeout=DEADLINE_S)
    made = len(mlflow_client.search_runs([experiment])) - before
    assert made == (0 if ending.expected.gated else 1)
