"""The ready-made tasks, end to end: each is read from the queue, proved on a real kernel and server, and pushed."""

import os
import re
import sys
from pathlib import Path

import pytest
import yaml

from tests.fixtures_git import git
from worker.adapters.kernel import MarimoKernel
from worker.task import read_task

TASKS = Path(__file__).parents[2] / "tasks"
READY = sorted(path.stem for path in TASKS.glob("*.yaml") if path.stem != "03_pina_walrus_solver")
PROMPT = "Sort each letter by what its writer asks for. " * 200
HOUSE_RUN = (Path(__file__).parents[2] / "worker/patches/templates/run_context.py").read_text(encoding="utf-8")


class Done:
    """What a ready-made task left on the server and in git."""

    def __init__(self, result, client, notebook):
        self.result, self.client, self.notebook = result, client, notebook
        self.experiment = client.get_experiment_by_name(result["experiment"]["name"])
        self.runs = [client.get_run(run["run_id"]) for run in result["runs"]]
        self.first = self.runs[0]

    def history(self, key):
        """Values of one series of the first run, by step."""
        return [point.value for point in self.client.get_metric_history(self.first.info.run_id, key)]

    def files(self, folder=""):
        """Artifact paths of the first run in a folder."""
        return {record.path for record in self.client.list_artifacts(self.first.info.run_id, folder)}


def checks_of(task):
    """Names of the checks that the proof passed."""
    return {check["name"] for check in task.result["checks"]}


@pytest.fixture
def done(team, mlflow_client, request):
    """Runs the ready-made task that the test is called after, on a branch of its own."""

    def run(name, *, more=None, experiment=("\0", ""), team=team):
        text = (TASKS / f"{name}.yaml").read_text(encoding="utf-8").replace(*experiment)
        target = yaml.safe_load(text)["Files"]
        branch = f"tasks-{name}{experiment[1]}"
        team.remote.push({target: (TASKS / target).read_bytes(), **(more or {})}, branch=branch)
        result = team.planner.ask(f"{text}branch: {branch}\n", worker=team.worker)
        assert (result["state"], result["category"]) == ("completed", "pushed"), result["message"]
        assert {one["status"] for one in result["requirements"]} == {"satisfied"}, result["requirements"]
        assert all(check["passed"] for check in result["checks"])
        notebook = git(team.remote.bare, "show", f"{branch}:{target}")
        found = Done(result, mlflow_client, notebook)
        assert {run.info.status for run in found.runs} == {"FINISHED"}
        assert len(found.runs) >= 2, "the second execution gave a second run"
        assert found.experiment.lifecycle_stage == "active"
        assert team.remote.tip(branch) == result["commit"]
        # `pytest -s` shows the table of ready-made tasks
        print(f"\n{name} | {result['experiment']['name']} | {found.first.info.run_id} | {len(result['checks'])} checks")  # noqa: T201
        return found

    return run


def test_every_ready_made_task_is_a_task_and_has_its_notebook():
    assert len(READY) == 22
    for name in READY:
        task = read_task((TASKS / f"{name}.yaml").read_text(encoding="utf-8"))
        assert [(TASKS / file).is_file() for file in task.files] == [True]


def test_experiment_and_link(done):
    task = done("experiment-and-link")
    assert task.experiment.name == "house-prices-ridge"
    tags = {"project": "estate", "domain": "pricing", "notebook": "house_prices"}
    assert tags.items() <= task.experiment.tags.items()
    assert task.first.data.params == {"alpha": "0.5", "noise": "0.1"}
    assert task.first.data.metrics.keys() == {"mean_error"}
    assert '#     "numpy",\n#     "mlflow",\n# ]' in task.notebook
    assert any(check["name"].startswith("link") for check in task.result["checks"])


def test_run_context_and_parameters(done):
    task = done("run-context-and-parameters")
    assert {key.lower(): value for key, value in task.first.data.params.items()} == {
        "c": "0.7",
        "max_iter": "50",
        "learning_rate": "0.05",
        "batch_size": "16",
    }
    assert task.first.data.tags["team"] == "mail"
    assert re.match(r"(?i)c_0\.7_max_iter_50", task.first.info.run_name)
    assert 0 <= task.first.data.metrics["accuracy"] <= 1


def test_reactive_controls(done):
    task = done("reactive-controls")
    assert [run.data.params for run in task.runs] == [{"learning_rate": "0.2", "epochs": "20"}] * 2, "one per press"
    assert task.first.info.run_name == "learning_rate_0.2_epochs_20"
    assert task.notebook.index("mo.stop") < task.notebook.index("mlflow.start_run")


def test_metrics_and_series(done):
    task = done("metrics-and-series")
    assert {"rmse", "best_loss"} <= task.first.data.metrics.keys()
    for key in ("loss", "gradient_norm", "validation_loss"):
        values = task.history(key)
        assert len(values) == 30
        assert values[0] > values[-1]


def test_artifacts(done):
    task = done("artifacts")
    found = {path for folder in ("plots", "tables", "") for path in task.files(folder)}
    assert [path for path in found if path.endswith(".png")], found
    assert "oven_log.csv" in found
    assert [path for path in found if path.startswith("tables/")], found


def test_all_artifacts(done):
    task = done("all-artifacts")
    kept = {path for folder in ("plots", "tables", "notes", "") for path in task.files(folder)}
    assert {
        "plots/day.png",
        "plots/bar_chart.html",
        "plots/gap.html",
        "tables/hourly.csv",
        "tables/busiest.parquet",
        "counts.json",
        "notes/remark.txt",
        "hive_report.txt",
    } <= kept
    assert "hive_film.raw" not in kept
    assert task.first.data.params == {"hive_film.raw_path": "hive_film.raw", "hive_film.raw_bytes": "100000001"}
    assert task.files("samples") == {"samples/hive_film.raw.txt"}


def test_configurations(done):
    task = done("configurations")
    logged = task.first.data.params
    expected = {
        "temperature": "11.5",
        "humidity": "85",
        "wheels": "40",
        "noise": "0.2",
        "rennet": "calf",
        "salt": "0.02",
    }
    assert expected.items() <= logged.items()
    assert {"alpha": "0.1", "l1_ratio": "0.7", "random_state": "None"}.items() <= logged.items()
    assert logged["log_book"] == "9200 characters in params/log_book.txt"
    assert "**ripening.get_params()" in task.notebook
    assert task.files("params") == {"params/log_book.txt"}


def test_model_registry(done, mlflow_client):
    task = done("model-registry")
    version = mlflow_client.get_model_version_by_alias("wine-forest", "champion")
    assert version.run_id in {run.info.run_id for run in task.runs}
    [model] = mlflow_client.search_logged_models(
        [task.experiment.experiment_id], filter_string=f"source_run_id = '{task.first.info.run_id}'"
    )
    assert model.name == "forest"


def logged_models(task, client):
    """The models of the first run."""
    return client.search_logged_models(
        [task.experiment.experiment_id], filter_string=f"source_run_id = '{task.first.info.run_id}'"
    )


def test_pyfunc_model(done, mlflow_client):
    task = done("pyfunc-model")
    [*_, version] = mlflow_client.search_model_versions("name = 'weekday-rule'")
    assert version.run_id in {run.info.run_id for run in task.runs}
    assert "python_model=rule," in task.notebook
    assert {f"model-{what}:model" for what in ("logged", "predicts", "signature")} <= checks_of(task)


def test_register_own_model(done, mlflow_client):
    task = done("register-own-model")
    version = mlflow_client.get_model_version_by_alias("well-depth", "trial")
    assert version.run_id in {run.info.run_id for run in task.runs}
    [model] = logged_models(task, mlflow_client)
    assert model.name == "wells", "the author's own model, and no second copy"
    assert task.notebook.count("log_model(") == 1


def test_register_after_logging(done, mlflow_client):
    task = done("register-after-logging")
    versions = mlflow_client.search_model_versions("name = 'ferry-delay'")
    assert {version.run_id for version in versions} == {run.info.run_id for run in task.runs}
    [model] = logged_models(task, mlflow_client)
    assert model.name == "model"
    assert "log_model(" not in task.notebook
    assert task.first.data.params["alpha"] == "0.3", "autolog goes on as before"


@pytest.mark.pina
def test_lightning_model(done, make_service, mlflow_client):
    service = make_service()
    service.worker = service.start(MLFLOW_WORKER_PYTHON=os.environ.get("MLFLOW_WORKER_PYTHON", sys.executable))
    task = done("lightning-model", team=service)
    [*_, version] = mlflow_client.search_model_versions("name = 'pump-network'")
    assert version.run_id in {run.info.run_id for run in task.runs}
    assert task.first.data.params == {"epochs": "4", "learning_rate": "0.05"}
    assert {f"model-{what}:model" for what in ("logged", "predicts", "signature")} <= checks_of(task)


def test_nested_runs(done, mlflow_client):
    task = done("nested-runs")
    children = mlflow_client.search_runs(
        [task.experiment.experiment_id], f"tags.`mlflow.parentRunId` = '{task.first.info.run_id}'"
    )
    assert {child.data.params["alpha"] for child in children} == {"0.01", "0.1", "1.0"}
    assert all(child.info.status == "FINISHED" and "score" in child.data.metrics for child in children)
    assert "best_alpha" in task.first.data.metrics


def children_of(task, client):
    """The child runs of the first run, by name."""
    found = client.search_runs(
        [task.experiment.experiment_id], f"tags.`mlflow.parentRunId` = '{task.first.info.run_id}'"
    )
    return {child.info.run_name: child for child in found}


def test_nested_search(done, mlflow_client):
    children = children_of(done("nested-search"), mlflow_client)
    assert {child.data.params["C"]: child.info.status for child in children.values()} == {
        "0.1": "FINISHED",
        "1.0": "FINISHED",
        "-1.0": "FAILED",
    }
    assert [len(child.data.metrics) for child in children.values() if child.info.status == "FINISHED"] == [1, 1]


def test_nested_study(done, mlflow_client):
    task = done("nested-study")
    children = children_of(task, mlflow_client)
    assert {name: child.info.status for name, child in children.items()} == {
        f"trial_{number}": "FAILED" if number == 1 else "FINISHED" for number in range(5)
    }
    losses = [child.data.metrics["loss"] for child in children.values() if child.data.metrics]
    assert min(losses) == pytest.approx(task.first.data.metrics["best_value"])


def test_nested_curves(done, mlflow_client):
    children = children_of(done("nested-curves"), mlflow_client)
    assert set(children) == {"rate_0.05", "rate_0.1", "rate_0.2"}
    for child in children.values():
        points = mlflow_client.get_metric_history(child.info.run_id, "loss")
        assert len(points) == 25
        assert min(point.value for point in points) == pytest.approx(child.data.metrics["final_loss"])


def test_models_and_tables(done, mlflow_client):
    task = done("models-and-tables")
    [version, *_] = mlflow_client.search_model_versions("name = 'letter-sorter'")
    assert version.run_id in {run.info.run_id for run in task.runs}
    assert "mlflow.xgboost.log_model" in task.notebook
    assert task.first.data.params["prompt"] == f"{len(PROMPT)} characters in params/prompt.txt"
    assert task.files("params") == {"params/prompt.txt"}
    assert task.files("tables") == {"tables/importance.csv", "tables/confusion.json"}
    assert "summary.json" in task.files()


def test_repairs_of_runs(done, mlflow_client):
    task = done("repairs-of-runs")
    assert task.first.data.params == {"learning_rate": "0.1", "momentum": "0.5", "steps": "30", "clip": "1.0"}
    assert "if not mlflow.is_tracking_uri_set():" in task.notebook
    assert "samples.csv" in task.files()
    named = {mlflow_client.get_run(run["run_id"]).info.run_name: run["run_id"] for run in task.result["runs"]}
    assert not named.keys() & {"width_3", "width_5"}, "they are somebody's children"


def test_a_deleted_experiment_is_restored(done, mlflow_client):
    gone = mlflow_client.create_experiment("spam-filter-logistic-gone")
    mlflow_client.delete_experiment(gone)
    task = done("run-context-and-parameters", experiment=("spam-filter-logistic", "spam-filter-logistic-gone"))
    assert task.experiment.experiment_id == gone
    assert "has been restored" in " ".join(task.result["notes"])


def test_server_down(done, tmp_path):
    task = done("server-down")
    assert task.first.data.params == {"window": "5"}
    assert "roughness" in task.first.data.metrics

    with MarimoKernel(mlflow={"MLFLOW_HTTP_REQUEST_MAX_RETRIES": "0"}).open(
        path=tmp_path / "field_laptop.py",
        source=task.notebook,
        tracking_uri="http://127.0.0.1:9",
        environment={},
        timeout_s=60,
    ) as session:
        execution = session.run()
    assert not execution.failures
    assert len(execution.ran) == len(execution.cells)
    [callout] = [cell for cell in execution.cells if "Not tracked" in cell.output]
    assert "marimo-callout" in callout.output


def test_helper_function(done):
    task = done("helper-function")
    assert task.first.data.metrics.keys() == {"error"}
    assert "@app.function\ndef log_experiment_metrics(" in task.notebook


def test_repairs(done):
    task = done("repairs")
    assert task.first.data.params == {"alpha": "0.1", "max_iter": "200"}
    assert task.first.data.metrics.keys() == {"r2", "nonzero"}
    for wrong in ("create_experiment", "end_run()", "artifact_path", "log_param(", "log_metric("):
        assert wrong not in task.notebook


def test_house_templates(done):
    house = HOUSE_RUN.replace(
        'mlflow.end_run("KILLED")', 'mlflow.end_run("FAILED")  # the house blames whoever left it'
    )
    task = done("house-templates", more={".mlflow-worker/templates/run_context.py": house.encode()})
    assert "# the house blames whoever left it" in task.notebook
    assert task.first.data.params == {"momentum": "0.9"}


def test_a_broken_template_of_the_repository_is_refused_with_its_place(team):
    target = "notebooks/house_style.py"
    broken = {".mlflow-worker/templates/params.py": b"\nmlflow.log_params(PARAMS, WRONG)\n"}
    team.remote.push({target: (TASKS / target).read_bytes(), **broken}, branch="tasks-broken")
    text = (TASKS / "house-templates.yaml").read_text(encoding="utf-8")
    result = team.planner.ask(f"{text}branch: tasks-broken\n", worker=team.worker)
    assert (result["state"], result["commit"]) == ("rejected", "")
    assert "params.py`, line 2" in result["message"]
