"""The commit's message."""

import pytest

from worker.findings import Site
from worker.pipeline.message import commit_message, one_line, subject, trailers
from worker.plan import Artifact, Experiment, Fix, Model, Nested, TrackingPlan, Value


def plan(**parts):
    return TrackingPlan(notebook="nb.py", experiment=Experiment(name="solver"), **parts)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Integrate MLflow tracking for PINA solver", "feat: add MLflow tracking to PINA solver"),
        ("Add MLflow tracking to the churn model", "feat: add MLflow tracking to churn model"),
        ("set up experiment tracking in demo.", "feat: add MLflow tracking to demo"),
        ("Track the decay fit", "feat: track the decay fit"),
        ("MLflow for everyone", "feat: MLflow for everyone"),
        ("PINA needs tracking", "feat: PINA needs tracking"),
        ("feat(nb): track it", "feat(nb): track it"),
        ("two\nlines\x07 and\u202e tricks", "feat: two lines and tricks"),
        ("", "feat: add MLflow tracking"),
        ("\n\n", "feat: add MLflow tracking"),
    ],
)
def test_the_subject_comes_from_the_title(title, expected):
    assert subject(title, [plan()]) == expected


def test_a_repair_is_a_fix():
    assert subject("Close the open runs", [plan(fixes=(Fix(name="close-runs"),))]) == "fix: close the open runs"


@pytest.mark.parametrize("title", ["word " * 40, "w" * 200])
def test_the_subject_is_one_short_line(title):
    text = subject(title, [plan()])
    assert len(text) <= 72
    assert text.endswith("…")


def test_the_body_lists_what_is_tracked():
    value = Value(key="epochs", expression="epochs", cell=0, statement=0)
    whole = plan(
        site=Site(cell=0, first=0, last=0, kind="fit"),
        params=(value,),
        metrics=(value.model_copy(update={"key": "loss"}), value.model_copy(update={"key": "acc"})),
        series=(value.model_copy(update={"key": "curve"}),),
        artifacts=(Artifact(kind="figure", path="plots/a.png", expression="fig", cell=0, statement=0),),
        model=Model(expression="m", flavor="sklearn", cell=0, statement=0, registered_name="shop"),
        nested=Nested(cell=0, statement=0),
        run_tags={"optimizer": "adam"},
        fixes=(Fix(name="close-runs"),),
    )
    lines = commit_message("Track", [whole], task_id="T-1").splitlines()
    assert lines[2:-2] == [
        'nb.py, experiment "solver":',
        "- parameters: epochs",
        "- metrics: loss, acc",
        "- series: curve",
        "- artifacts: plots/a.png",
        "- model: shop",
        "- child runs: trial",
        "- run tags: optimizer",
        "- repairs: close-runs",
    ]


def test_the_trailers_are_read_back():
    message = commit_message("Track", [plan(), plan()], task_id="T-1", run_ids=["r1", "r2"])
    assert trailers(message) == {"Task-Id": ("T-1",), "MLflow-Experiment": ("solver",), "MLflow-Run": ("r1", "r2")}


def test_before_the_proof_only_the_task_is_named():
    assert trailers(commit_message("Track", [plan()], task_id="T-1")) == {"Task-Id": ("T-1",)}


def test_a_planner_cannot_forge_a_trailer():
    forged = plan().model_copy(update={"experiment": Experiment(name="x\n\nTask-Id: other")})
    message = commit_message("Track\n\nTask-Id: other", [forged], task_id="T-1\nTask-Id: other", run_ids=["r1"])
    assert trailers(message)["Task-Id"] == ("T-1 Task-Id: other",)
    assert sum(line.startswith("Task-Id:") for line in message.splitlines()) == 1


def test_control_and_format_characters_become_blanks():
    assert one_line("a\tb\r\nc\u200bd\u2028e") == "a b c d e"
