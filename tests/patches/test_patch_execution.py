"""Patched notebooks, run for real: what they log is what the plan asked for."""

import importlib.util

import mlflow
import pytest
from matplotlib.image import imread
from patch_cases import (
    IMPORTS,
    SOLVER,
    Experiment,
    Placement,
    added,
    figure,
    line_of,
    loop_value,
    notebook,
    patch_twice,
    plan,
    value,
)

from worker.findings import Site
from worker.plan import Model, Nested


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    """A tracking store of this module's own, in a database file."""
    folder = tmp_path_factory.mktemp("tracking")
    before = mlflow.get_tracking_uri()
    mlflow.set_tracking_uri(f"sqlite:///{folder}/mlflow.db")
    yield mlflow.MlflowClient()
    mlflow.set_tracking_uri(before)


@pytest.fixture
def study(client, tmp_path, monkeypatch, request):
    """Patch a notebook, run it as a script does, and hand back what arrived: the runs of a fresh experiment."""
    monkeypatch.chdir(tmp_path)
    name = f"study {request.node.name} it's"
    location = (tmp_path / "artifacts").as_uri()
    client.create_experiment(name, artifact_location=location)

    def run(source, tracking, *, times=1):
        tracking = tracking.model_copy(update={"experiment": Experiment(name=name)})
        path = tmp_path / "study.py"
        path.write_text(patch_twice(source, tracking).source, encoding="utf-8")
        for _ in range(times):
            spec = importlib.util.spec_from_file_location("study", path)
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            module.app.run()
        experiment = client.get_experiment_by_name(name)
        return client.search_runs([experiment.experiment_id], order_by=["start_time ASC"])

    yield run
    while mlflow.active_run():
        mlflow.end_run("KILLED")


TRAIN = "solver.step(0.1)\nsolver.step(0.1)\ndone = True"


def test_params_metrics_and_a_history_arrive(study, client):
    tracking = plan(
        2,
        params=[value("n", "len(solver.history)", 1)],
        metrics=[value("loss", "solver.loss", 2, 1)],
        series=[value("history", "solver.history", 2, 1, form="sequence")],
        run_tags={"team": "pde"},
        link=True,
    )
    [run] = study(notebook(IMPORTS, SOLVER, TRAIN), tracking)
    assert run.info.status == "FINISHED"
    assert run.data.params == {"n": "0"}
    assert run.data.metrics["loss"] == pytest.approx(0.81)
    assert run.data.tags["team"] == "pde"
    points = client.get_metric_history(run.info.run_id, "history")
    assert [(point.step, point.value) for point in points] == [(0, 0.9), (1, pytest.approx(0.81))]


def test_a_history_longer_than_the_servers_batch_arrives_whole(study, client):
    source = notebook(IMPORTS, "losses = list(np.linspace(1, 0, 2500))\ndone = True")
    [run] = study(source, plan(1, series=[value("loss", "losses", 1, form="sequence")]))
    assert len(client.get_metric_history(run.info.run_id, "loss")) == 2500


def test_a_leaked_run_is_killed_and_a_second_execution_is_a_second_run(study, client):
    with mlflow.start_run() as leaked:
        pass
    mlflow.start_run(run_id=leaked.info.run_id)
    runs = study(notebook(IMPORTS, SOLVER, TRAIN), plan(2, metrics=[value("loss", "solver.loss", 2)]), times=2)
    assert [run.info.status for run in runs] == ["FINISHED", "FINISHED"]
    assert client.get_run(leaked.info.run_id).info.status == "KILLED"


def test_a_failing_training_leaves_a_failed_run(study, client):
    source = notebook(IMPORTS, "n = 1", "print(n)\nresult = 1 / (n - 1)\ndone = True")
    with pytest.raises(ZeroDivisionError):
        study(source, plan(2, 1, params=[value("n", "n", 1)]))
    experiments = [one for one in client.search_experiments() if "failing_training" in one.name]
    [run] = client.search_runs([experiments[0].experiment_id])
    assert (run.info.status, run.data.params) == ("FAILED", {"n": "1"})


@pytest.mark.parametrize(
    "gate", ["mo.stop(True)\nsolver.step(0.1)\ndone = 1", "done = 0\nif np.pi < 3:\n    solver.step(0.1)\n    done = 1"]
)
def test_behind_a_closed_gate_nothing_begins(study, gate):
    tracking = plan(2, 1, call="solver.step(0.1)", metrics=[value("later", "later", 3)])
    assert study(notebook(IMPORTS, SOLVER, gate, "later = float(done)"), tracking) == []


def test_later_cells_log_into_the_same_run(study, client):
    source = notebook(
        IMPORTS + '\nimport matplotlib\n\nmatplotlib.use("agg")\nimport matplotlib.pyplot as plt',
        SOLVER,
        TRAIN,
        "_fig, _ax = plt.subplots()\n_ax.plot(solver.history)\n_fig",
        "final = solver.loss + done",
    )
    tracking = plan(
        2,
        artifacts=[
            figure("plots/h.png", "_fig", 3, 1, scope="cell"),
            figure("notes/s.txt", "str(solver.loss)", 2, kind="text"),
            figure("notes/d.json", "{'loss': solver.loss}", 2, kind="dict"),
        ],
        metrics=[value("final", "final", 4)],
    )
    [run] = study(source, tracking)
    listed = [file.path for folder in ("plots", "notes") for file in client.list_artifacts(run.info.run_id, folder)]
    assert sorted(listed) == ["notes/d.json", "notes/s.txt", "plots/h.png"]
    assert run.data.metrics["final"] == pytest.approx(1.81)


def test_a_loop_and_a_function_log_their_steps(study, client):
    loop = "for step in range(4):\n    if step == 2:\n        continue\n    loss = 1 / (step + 1)\ndone = True"
    source = notebook(IMPORTS, loop)
    [run] = study(source, plan(1, series=[loop_value(source, "loss", 1, sets="loss = 1", loop="for step")]))
    assert [point.value for point in client.get_metric_history(run.info.run_id, "loss")] == [1.0, 0.5, 0.25]


@pytest.mark.parametrize("leaves", ["", "        if step == 9:\n            return step\n"])
def test_a_function_logs_its_steps_into_the_active_run(study, client, leaves):
    source = notebook(
        f"def train(n):\n    for step in range(n):\n        loss = 1 / (step + 1)\n{leaves}    return loss",
        "result = train(3)\nresult",
    )
    series = [loop_value(source, "loss", 0, sets="loss = 1", loop="for step", scope="function", function="train")]
    [run] = study(source, plan(1, call="train(3)", series=series))
    assert [point.value for point in client.get_metric_history(run.info.run_id, "loss")] == pytest.approx(
        [1, 1 / 2, 1 / 3]
    )


def test_trials_are_children_of_their_search(study):
    source = notebook(
        IMPORTS, SOLVER, "for rate in [0.1, 0.2]:\n    solver.step(rate)\n    score = solver.loss\nprint(score)"
    )
    nested = Nested(
        cell=2,
        statement=0,
        path=(line_of(source, "score ="), line_of(source, "for rate")),
        params=(value("rate", "rate", 2, scope="loop"),),
        metrics=(value("score", "score", 2, scope="loop"),),
    )
    parent, *children = study(source, plan(2, nested=nested))
    assert [child.data.tags["mlflow.parentRunId"] for child in children] == [parent.info.run_id] * 2
    assert [child.data.params for child in children] == [{"rate": "0.1"}, {"rate": "0.2"}]
    assert {run.info.status for run in (parent, *children)} == {"FINISHED"}


def test_a_forest_is_logged_and_registered_with_an_alias(study, client):
    source = notebook(
        IMPORTS + "\nfrom sklearn.ensemble import RandomForestRegressor",
        "X = np.arange(20.0).reshape(-1, 1)\ny = X[:, 0] * 2\nmodel = RandomForestRegressor(n_estimators=3)",
        "model.fit(X, y)",
    )
    model = Model(
        expression="model",
        flavor="sklearn",
        cell=2,
        statement=0,
        input_example="X",
        registered_name="forest",
        alias="best",
        pickle=True,
    )
    [run] = study(source, plan(2, model=model, params=[value("m", "model", 1, form="estimator")]))
    version = client.get_model_version_by_alias("forest", "best")
    assert version.run_id == run.info.run_id
    assert run.data.params["n_estimators"] == "3"


def test_beside_logs_in_a_cell_of_its_own(study):
    tracking = plan(2, placement=Placement.BESIDE, metrics=[value("loss", "solver.loss", 1)])
    source = notebook(IMPORTS, SOLVER, TRAIN)
    [run] = study(source, tracking)
    assert run.data.metrics["loss"] == pytest.approx(0.81), "the cell runs behind training, not before it"
    assert not [row for row in added(source, patch_twice(source, tracking).source).splitlines() if row.startswith("- ")]


def test_a_function_that_starts_a_run_itself_gets_the_rest_logged_there(study):
    train = "import mlflow\n\ndef train(n):\n    with mlflow.start_run():\n        mlflow.log_param('n', n)\n        return n / 2"
    [run] = study(notebook(IMPORTS, train, "result = train(3)\nresult"), plan(2, metrics=[value("r", "result", 2)]))
    assert (run.info.status, run.data.params, run.data.metrics) == ("FINISHED", {"n": "3"}, {"r": 1.5})


def test_a_python_model_is_logged_with_its_example(study, client):
    half = (
        "import mlflow\n\n\nclass Half(mlflow.pyfunc.PythonModel):\n    def fit(self, x):\n        self.mean = x.mean()\n\n"
        "    def predict(self, context, model_input):\n        return model_input / 2\n\n\n"
        "half = Half()\nX = np.arange(10.0).reshape(-1, 2)"
    )
    model = Model(expression="half", flavor="pyfunc", cell=2, statement=0, input_example="X", registered_name="half")
    [run] = study(notebook(IMPORTS, half, "half.fit(X)\ndone = True"), plan(2, model=model))
    [version] = client.search_model_versions(f"run_id = '{run.info.run_id}'")
    assert mlflow.pyfunc.load_model(version.source).metadata.signature is not None


@pytest.mark.parametrize("example", ["", "X"])
def test_a_torch_module_needs_no_example_to_be_kept(example):
    source = notebook("import torch", "X = torch.rand(4, 2)\nnet = torch.nn.Linear(2, 1)", "train(net)")
    model = Model(expression="net", flavor="pytorch", cell=2, statement=0, input_example=example)
    found = patch_twice(source, plan(2, model=model)).source
    assert 'serialization_format="pickle"' in found
    assert ("input_example=X[:5].detach().cpu().numpy()" in found) is bool(example)


@pytest.mark.parametrize("later", [False, True])
def test_a_file_that_the_displayed_expression_writes_is_logged_behind_it(study, client, later):
    write = 'open("yield.txt", "w").write("42")'
    cells = [TRAIN, f"done\n{write}"] if later else [f"{TRAIN}\n{write}"]
    source = notebook(IMPORTS, SOLVER, *cells)
    written = figure("yield.txt", "'yield.txt'", 3 if later else 2, 1 if later else 3, kind="file", scope="cell")
    (run,) = study(source, plan(2, 0, 1, artifacts=[written]))
    assert [item.path for item in client.list_artifacts(run.info.run_id)] == ["yield.txt"]


def test_results_under_one_name_are_logged_before_the_next_one_takes_it(study):
    source = notebook(IMPORTS, SOLVER, "solver.step(0.1)\ncost = max(3, 1)\ncost = max(5, 1)\ncost")
    values = [value("first", "cost", 2, 1, scope="cell"), value("second", "cost", 2, 2)]
    (run,) = study(source, plan(2, 0, 2, metrics=values))
    assert run.data.metrics == {"first": 3.0, "second": 5.0}


def test_a_displayed_drawing_is_logged_as_its_figure(study, client):
    draw = """
    import matplotlib.pyplot as plt
    from types import SimpleNamespace
    done
    SimpleNamespace(figure_=plt.figure())
    """
    shown = figure("plots/drawn.png", "{}.figure_", 3, 3, scope="cell", displayed=True)
    (run,) = study(notebook(IMPORTS, SOLVER, TRAIN, draw), plan(2, 0, 1, artifacts=[shown]))
    assert [item.path for item in client.list_artifacts(run.info.run_id, "plots")] == ["plots/drawn.png"]


def test_the_current_figure_is_logged_before_it_is_put_away(study, client):
    draw = """
    import matplotlib.pyplot as plt
    done
    _level = 3.0
    plt.plot([1, _level])
    plt.close()
    "drawn"
    """
    level = value("level", "_level", 3, 2, scope="cell")
    current = figure("plots/level.png", "plt.gcf()", 3, 3, scope="cell")
    (run,) = study(notebook(IMPORTS, SOLVER, TRAIN, draw), plan(2, 0, 1, metrics=[level], artifacts=[current]))
    assert run.data.metrics == {"level": 3.0}
    picture = imread(client.download_artifacts(run.info.run_id, "plots/level.png"))
    assert picture.min() < picture.max(), "a blank figure"


def search_study(name, expression, form, **more):
    """A plan for the children of a search or study in cell 2."""
    site = Site(cell=2, first=more.pop("first", 0), last=more.pop("last", 0), kind=name, call="", target=expression)
    return plan().model_copy(
        update={"site": site, "nested": Nested(cell=2, statement=site.last, form=form, expression=expression, **more)}
    )


def test_every_candidate_of_a_search_is_a_child_and_one_that_failed_says_so(study):
    source = notebook(
        IMPORTS + "\nfrom sklearn.model_selection import GridSearchCV\nfrom sklearn.svm import SVC",
        "X = np.random.default_rng(0).normal(size=(30, 2))\ny = (X[:, 0] > 0).astype(int)",
        'search = GridSearchCV(SVC(), {"C": [0.1, 1.0, -1.0]}, cv=3).fit(X, y)\nsearch',
    )
    parent, *children = study(source, search_study("search", "search", "candidates"))
    assert {child.data.tags["mlflow.parentRunId"] for child in children} == {parent.info.run_id}
    assert {child.data.params["C"]: child.info.status for child in children} == {
        "0.1": "FINISHED",
        "1.0": "FINISHED",
        "-1.0": "FAILED",
    }
    assert [set(child.data.metrics) for child in children] == [{"mean_test_score"}, {"mean_test_score"}, set()]


OBJECTIVE = """
def objective(trial):
    x = trial.suggest_float("x", -1, 1)
    if trial.number == 1:
        raise ValueError("diverged")
    if trial.number == 2:
        raise optuna.TrialPruned
    return x * x

seen = []
"""


@pytest.mark.parametrize(
    "optimize",
    [
        "study.optimize(objective, n_trials=4, catch=(ValueError,))",
        "study.optimize(objective, 4, catch=(ValueError,), callbacks=[lambda study, trial: seen.append(trial.number)])",
        "study.optimize(\n    objective,\n    n_trials=4,\n    n_jobs=2,\n    catch=(ValueError,),\n)",
    ],
    ids=["plain", "with a callback", "in threads"],
)
def test_every_trial_of_a_study_is_a_closed_child(study, optimize):
    source = notebook(IMPORTS + "\nimport optuna", OBJECTIVE, f"study = optuna.create_study()\n{optimize}\nprint(seen)")
    metric = value("loss", "study", 2, 1)
    runs = study(source, search_study("study", "study", "trials", first=1, last=1, metrics=(metric,)))
    [parent] = [run for run in runs if "mlflow.parentRunId" not in run.data.tags]
    children = {run.info.run_name: run for run in runs if run is not parent}
    assert {child.data.tags["mlflow.parentRunId"] for child in children.values()} == {parent.info.run_id}
    assert {name: child.info.status for name, child in children.items()} == {
        "trial_0": "FINISHED",
        "trial_1": "FAILED",
        "trial_2": "KILLED",
        "trial_3": "FINISHED",
    }
    assert children["trial_0"].data.metrics.keys() == {"loss"}
    assert children["trial_0"].data.params.keys() == {"x"}


def test_a_loop_within_a_trial_is_that_trials_history(study, client):
    source = notebook(
        IMPORTS,
        SOLVER,
        "for rate in [0.1, 0.2]:\n    level = 1.0\n    for step in range(3):\n        level *= rate\n    score = level\nprint(score)",
    )
    nested = Nested(
        cell=2,
        statement=0,
        path=(line_of(source, "level = 1.0"), line_of(source, "for rate")),
        params=(value("rate", "rate", 2, scope="loop"),),
        metrics=(value("score", "score", 2, scope="loop"),),
        series=(loop_value(source, "level", 2, sets="level *=", loop="for step"),),
    )
    _, first, second = study(source, plan(2, nested=nested))
    for child, rate in ((first, 0.1), (second, 0.2)):
        points = client.get_metric_history(child.info.run_id, "level")
        assert [point.value for point in points] == pytest.approx([rate, rate**2, rate**3])
        assert child.data.metrics["score"] == pytest.approx(rate**3)
