"""Gates, what to press, and the tracking that a notebook has already."""

import pytest
from explore_records import element, from_syntax, notebook, seen, snapshot

from worker.explore import explore, press
from worker.findings import LiveElement, LiveValue
from worker.ports import CellOutcome, CellStatus, Execution

MO = "import marimo as mo"
BUTTON = "go = mo.ui.run_button(label='Train')"
GATED = "mo.stop(not go.value, 'press first')\nmodel.fit(X, y)"


def pressed(*cells, names, stopped=()):
    outcomes = tuple(
        CellOutcome(cell=index, status=CellStatus.STOPPED if index in stopped else CellStatus.RAN)
        for index in range(len(cells))
    )
    return press(notebook(*cells), Execution(cells=outcomes, seconds=0.1), snapshot(names))


@pytest.mark.parametrize(
    ("made", "kind", "test"),
    [
        ("go = mo.ui.run_button()", "run_button", "mo.stop(not go.value)"),
        ("go = mo.ui.button(value=0)", "button", "mo.stop(go.value == 0)"),
        ("go = mo.ui.text().form()", "form", "mo.stop(go.value is None)"),
        ("go = mo.ui.checkbox()", "checkbox", "mo.stop(not go.value)"),
        ("go = mo.ui.run_button()", "run_button", "if not go.value:\n    mo.stop(True)"),
    ],
)
def test_a_cell_that_stops_without_an_element_is_gated_by_it(made, kind, test):
    found = from_syntax(MO, made, f"{test}\nmodel.fit(X, y)")
    assert [(gate.element, gate.kind, gate.cell) for gate in found.gates] == [("go", kind, 2)]
    assert found.sites[0].gate == "go"


def test_a_site_behind_an_if_is_gated_too():
    found = from_syntax(MO, BUTTON, "if go.value:\n    model.fit(X, y)")
    assert found.gates[0].element == found.sites[0].gate == "go"


def test_a_site_below_a_gated_cell_is_gated():
    found = from_syntax(MO, BUTTON, "mo.stop(not go.value)\nX = load()", "model.fit(X, y)")
    assert found.sites[0].gate == "go"


def test_a_site_beside_a_gated_cell_is_not():
    found = from_syntax(MO, BUTTON, "mo.stop(not go.value)\nmessage = 'pressed'", "model.fit(X, y)")
    assert found.sites[0].gate == ""


@pytest.mark.parametrize(
    "cell",
    [
        "if rate.value > 0.5:\n    note = 'large'",
        "mo.stop(X is None)",
        "mo.stop(len(X) == 0)",
        "y = rate.value",
        "if X.value:\n    y = 1",
    ],
)
def test_a_condition_on_anything_else_is_no_gate(cell):
    assert from_syntax(MO, "rate = mo.ui.slider(0, 1)\nX = 1", cell).gates == ()


def test_a_stopped_cells_button_is_pressed():
    cells = (MO, BUTTON, GATED)
    assert pressed(*cells, names={"go": element("run_button", value=False)}, stopped=(2,)) == {"go": True}


def test_a_stopped_cells_form_is_submitted():
    cells = (MO, "go = mo.ui.text().form()", "mo.stop(go.value is None)\nmodel.fit(X)")
    form = LiveValue(type="form", ui=LiveElement(kind="form", value=LiveValue(type="NoneType")))
    assert pressed(*cells, names={"go": form}, stopped=(2,)) == {"go": True}


def test_a_button_that_holds_back_the_cells_above_a_stopped_one_is_pressed():
    cells = (MO, BUTTON, "mo.stop(not go.value)\nX = 1", "model.fit(X)")
    assert pressed(*cells, names={"go": element("run_button", value=False)}, stopped=(2, 3)) == {"go": True}


def test_a_button_behind_an_if_is_pressed_although_nothing_stopped():
    cells = (MO, BUTTON, "if go.value:\n    model.fit(X)")
    assert pressed(*cells, names={"go": element("run_button", value=False)}) == {"go": True}


def test_nothing_is_pressed_where_nothing_waits():
    assert (
        pressed(MO, "rate = mo.ui.slider(0, 1)", "model.fit(rate.value)", names={"rate": element("slider", 0.1)}) == {}
    )


def test_a_button_that_no_cell_waits_for_is_left_alone():
    cells = (MO, BUTTON + "\nreset = mo.ui.run_button()", GATED)
    names = {"go": element("run_button", value=False), "reset": element("run_button", value=False)}
    assert pressed(*cells, names=names, stopped=(2,)) == {"go": True}


def test_the_message_of_a_gated_notebook_names_no_failure():
    assert seen(MO, BUTTON, GATED, names={"go": element("run_button", value=False)}, stopped=(2,)).failures == ()


# ---------------------------------------------------------------- existing tracking

TRACKED = """
mlflow.set_experiment("churn")
with mlflow.start_run(run_name="one"):
    model.fit(X, y)
    mlflow.log_params({"C": 1.0, "solver": "lbfgs"})
    mlflow.log_metric("accuracy", 0.9)
"""


def test_tracking_that_is_there_is_found_with_its_keys():
    tracking = from_syntax("import mlflow", TRACKED).tracking
    assert (tracking.imports_mlflow, tracking.import_cell, tracking.experiments) == (True, 0, ("churn",))
    assert [(call.function, call.keys, call.statement) for call in tracking.calls] == [
        ("set_experiment", ("churn",), 0),
        ("start_run", (), 1),
        ("log_params", ("C", "solver"), 1),
        ("log_metric", ("accuracy",), 1),
    ]


def test_tracking_under_another_name_is_found():
    tracking = from_syntax("import mlflow as ml", "ml.log_metric('loss', 1)").tracking
    assert [(call.function, call.keys) for call in tracking.calls] == [("log_metric", ("loss",))]


def test_submodules_of_mlflow_are_tracking_too():
    calls = from_syntax("import mlflow", "mlflow.sklearn.log_model(model, name='m')").tracking.calls
    assert [(call.function, call.source) for call in calls] == [
        ("sklearn.log_model", "mlflow.sklearn.log_model(model, name='m')")
    ]


@pytest.mark.parametrize(
    "cell", ["log = print\nlog('mlflow.start_run')", "client.log_metric('loss', 1)", "# mlflow.start_run()\nx = 1"]
)
def test_what_only_looks_like_tracking_is_none(cell):
    tracking = from_syntax("import marimo as mo", cell).tracking
    assert (tracking.imports_mlflow, tracking.calls, tracking.experiments) == (False, (), ())


def test_an_experiment_whose_name_is_computed_is_no_known_name():
    tracking = from_syntax("import mlflow", "mlflow.set_experiment(name)").tracking
    assert (tracking.experiments, len(tracking.calls)) == ((), 1)


def test_a_failed_cell_is_kept_with_its_exception():
    failed = CellOutcome(cell=0, status=CellStatus.FAILED, exception="ValueError", message="bad shape", traceback="tb")
    found = explore(
        notebook="n.py",
        source=notebook("x = load()"),
        execution=Execution(cells=(failed,), seconds=2.0),
        snapshot=snapshot(),
    )
    assert [(one.cell, one.exception, one.message) for one in found.failures] == [(0, "ValueError", "bad shape")]
    assert (found.executed, found.seconds) == (True, 2.0)
