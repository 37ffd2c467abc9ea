"""Twelve ways in which tracking looks right and is wrong: each is made for real, and gets the name of its fault."""

import json
import os
import subprocess
import sys
import urllib.request

import pytest

from tests.patches.patch_cases import line_of, notebook, plan, value
from tests.proof.bench import Control
from tests.proof.controls import CONTROLS, DESCENT, MO, experiment
from tests.proof.mutations import mutants
from worker.adapters.mlflow_server import MlflowServer
from worker.errors import KernelDied, PatchImpossible, TaskInvalid, TrackingUnavailable
from worker.patches import apply
from worker.patches.draft import Patched
from worker.plan import Nested

ON_THE_SERVER = "os.environ['MLFLOW_TRACKING_URI'].startswith('http')"


def mutant(control, operator, *, patch=""):
    """The first broken form of a control by this operator."""
    good = apply(control.source, control.plan, artifact_limit=control.limit).source
    found = mutants(control.source, good)
    return next(one.source for one in found if one.operator == operator and patch in ("", one.patch))


def fails(bench, control, source=None, **more):
    """Check (without what it is about) → category, of all that fail."""
    return {check.name.partition(":")[0]: check.category for check in bench.failures(control, source, **more)}


def trained(*cells, body, name, first=1, more=MO, interactions=None, **parts):
    """A control with one training cell; `first` is the statement that trains."""
    source = notebook(more, DESCENT, *cells, body)
    tracking = plan(len(cells) + 2, first, experiment=experiment(name), **parts)
    return Control(name=name, source=source, plan=tracking, interactions=interactions or {})


def test_1_a_run_that_mlflow_would_finish_at_exit_is_left_open(bench):
    source = notebook(MO, DESCENT, "model = Descent(0.1)\nmodel.train(2)\nloss = model.loss", "1 / 0")
    tracking = plan(2, 1, experiment=experiment("atexit"), metrics=[value("loss", "loss", 2, 2)])
    control = Control(name="atexit", source=source, plan=tracking)
    assert fails(bench, control, mutant(control, "leave-open"))["no-run-left-open"] == "run-left-open"


def test_2_a_notebook_whose_gate_nobody_can_open_makes_no_run(bench):
    control = trained(
        "hidden = [mo.ui.run_button()]",
        name="shut",
        first=2,
        body="mo.stop(not hidden[0].value)\nmodel = Descent(0.1)\nmodel.train(2)\nloss = model.loss",
    )
    assert {cell.status.value for cell in bench.work(control).explored.execution.cells} == {"ran", "stopped"}
    assert fails(bench, control)["run-made"] == "missing-run"


def test_3_a_killed_training_leaves_a_run_that_is_closed_as_killed(bench, mlflow_client):
    control = trained(
        name="killed",
        more=MO + "\nimport os",
        body=f"model = Descent(0.1)\nif {ON_THE_SERVER}:\n    os.kill(os.getpid(), 9)\nloss = model.loss",
        metrics=[value("loss", "loss", 2, 2)],
    )
    with pytest.raises(KernelDied, match="SIGKILL"):
        bench.observe(control, own="false-green-3")
    [run] = bench.server.runs_of(task_id="false-green-3")
    assert run.status == "KILLED"


def test_4_children_without_a_parent_are_named(bench):
    nested = CONTROLS["nested"]
    assert (
        fails(bench, nested, mutant(nested, "drop-run", patch="run-context"))["children-made"] == "child-without-parent"
    )


@pytest.mark.parametrize(
    ("operator", "check", "category"),
    [
        ("not-a-number", "metric-logged", "metric-not-finite"),
        ("infinite", "metric-logged", "metric-not-finite"),
        ("too-long", "param-logged", "param-cut"),
    ],
)
def test_5_what_mlflow_takes_silently_is_not_what_was_meant(bench, operator, check, category):
    control = CONTROLS["loops"]
    assert fails(bench, control, mutant(control, operator))[check] == category


def test_6_a_guard_that_finishes_a_leaked_run_hides_a_failure(bench):
    body = (
        "mo.stop(not (first.value or second.value))\ntries.append(1)\nmodel = Descent(0.1)\n"
        "if len(tries) < 2:\n    raise OSError('busy')\nloss = model.loss"
    )
    cells = ("first = mo.ui.run_button()\nsecond = mo.ui.run_button()", "tries = []")
    source = notebook(MO, DESCENT, *cells, body)
    tracking = plan(4, 2, 3, experiment=experiment("guard"), metrics=[value("loss", "loss", 4, 4)])
    control = Control(
        name="guard", source=source, plan=tracking, interactions={"first": True, "second": True}
    )  # fmt: skip
    good = bench.work(control).patched.source
    assert fails(bench, control) == {"runs-finished": "run-failed"}, "the first press failed, and its run says so"
    loose = good.replace('mlflow.end_run("KILLED")', "mlflow.end_run()")
    block = loose[
        loose.index("    with mlflow.start_run(") : loose.index("    return", loose.index("with mlflow.start"))
    ]
    head, _, rest = block.partition(":\n")
    lines = [head.replace("with ", "", 1), *(line.removeprefix("    ") for line in rest.rstrip().splitlines())]
    ended = loose.replace(block, "\n".join([*lines, "    mlflow.end_run()", ""]))
    found = fails(bench, control, ended)
    assert found["statuses-true"] == "status-untrue", ended


def test_7_what_runs_is_what_is_committed(team):
    text = team.remote.bytes("notebooks/fit.py").decode()
    wait = f"    import os, pathlib\n    if {ON_THE_SERVER}:\n        pathlib.Path('itself.py').write_text('x = 1')\n"
    changed = text.replace("    weight = np.zeros(2)\n", f"    weight = np.zeros(2)\n{wait}")
    team.remote.push({"notebooks/itself.py": changed}, branch="itself")
    tip = team.remote.tip("itself")
    task = (
        "title: Track it\nfiles: notebooks/itself.py\nbranch: itself\nrequirements:\n- Log the epochs\n"
        '- Log the final loss\n- Create experiment "itself"\n'
    )
    result = team.planner.ask(task, worker=team.worker)
    assert (result["state"], result["category"]) == ("failed", "tree-changed"), result["message"]
    assert team.remote.tip("itself") == tip


def test_8_an_exception_is_seen_in_its_cell_with_its_name(bench):
    control = CONTROLS["loops"]
    [first, *_] = bench.failures(control, mutant(control, "misspell-call", patch="params"))
    assert (first.name, first.category) == ("cells-still-run", "patch-broke-notebook")
    assert "AttributeError" in first.observed
    assert "log_paramsz" in first.observed


def test_9_a_green_health_page_is_no_answer_of_the_api(mlflow_uri, monkeypatch):
    asked = urllib.request.Request(f"{mlflow_uri}/health", headers={"Host": "mlflow:5000"})
    with urllib.request.urlopen(asked, timeout=10) as answer:
        assert answer.status == 200
    resolve = __import__("socket").getaddrinfo
    monkeypatch.setattr(
        "socket.getaddrinfo",
        lambda host, *rest, **more: resolve("127.0.0.1" if host == "mlflow" else host, *rest, **more),
    )
    with pytest.raises(TrackingUnavailable, match="allowed-hosts") as caught:
        MlflowServer(uri=mlflow_uri.replace("127.0.0.1", "mlflow")).preflight()
    assert caught.value.category == "tracking-unavailable"


def test_10_what_marimo_check_lets_pass_is_found(bench, tmp_path):
    control = CONTROLS["beside"]
    broken = mutant(control, "misspell-call", patch="metrics")
    path = tmp_path / "study.py"
    path.write_text(broken)
    done = subprocess.run(
        [sys.executable, "-m", "marimo", "check", "--format", "json", str(path)],
        capture_output=True, text=True, check=False, env=os.environ,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["issues"] == []
    assert fails(bench, control, broken)["inserted-cells-run"] == "patch-broke-notebook"


def test_10_a_wrong_signature_never_leaves_the_patches(monkeypatch):
    control = CONTROLS["beside"]
    monkeypatch.setattr(
        "worker.patches._tracked",
        lambda before, *_, **__: Patched(
            source=before.text.replace("def _(epochs):", "def _():"),
            cell_map={cell.index: cell.index for cell in before.cells},
            edited=(3,),
        ),
    )
    with pytest.raises(PatchImpossible) as caught:
        apply(control.source, control.plan)
    assert caught.value.category == "patch-impossible"


def test_11_a_parent_is_not_left_open_by_a_child_that_failed(bench):
    source = notebook(
        MO + "\nimport os",
        DESCENT,
        "scores = []\nfor rate in [0.1, 0.2]:\n    trial = Descent(rate)\n"
        f"    if rate > 0.1 and {ON_THE_SERVER}:\n        raise ValueError('no trial')\n    score = trial.loss\n    scores.append(score)",
    )
    nested = Nested(
        cell=2,
        statement=1,
        path=(line_of(source, "score = trial"), line_of(source, "for rate in")),
        params=(value("rate", "rate", 2, 1, scope="loop"),),
        metrics=(value("score", "score", 2, 1, scope="loop"),),
    )
    control = Control(name="parent", source=source, plan=plan(2, 1, experiment=experiment("parent"), nested=nested))
    found = fails(bench, control)
    assert "no-run-left-open" not in found
    assert found["runs-finished"] == "run-failed"
    assert fails(bench, control, mutant(control, "leave-open", patch="nested"))["no-run-left-open"] == "run-left-open"


def test_12_an_element_that_does_not_take_its_value_is_told(bench):
    control = trained(
        "kind = mo.ui.dropdown(['adam', 'sgd'], value='adam')",
        name="refused",
        first=2,
        interactions={"kind": "rmsprop"},
        body="mo.stop(kind.value == 'x')\nmodel = Descent(0.1)\nmodel.train(2)",
    )
    with pytest.raises(TaskInvalid, match="rmsprop") as caught:
        bench.observe(control)
    assert caught.value.category == "task-invalid"
