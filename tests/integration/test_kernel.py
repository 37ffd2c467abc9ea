"""Real marimo kernels, driven as a person would."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from textwrap import dedent

import marimo
import pytest

from worker.adapters.kernel import MarimoKernel, MarimoSession
from worker.errors import TaskInvalid
from worker.findings import LiveValue
from worker.ports import CellStatus, Execution

RAN, STOPPED, FAILED = CellStatus.RAN, CellStatus.STOPPED, CellStatus.FAILED
CANCELLED, IDLE = CellStatus.CANCELLED, CellStatus.IDLE


def notebook(*cells: str) -> str:
    """A marimo notebook; a cell that starts with a decorator, `with` or `app.` stands as it is."""
    parts = ["import marimo\n\n__generated_with = '0.25.2'\napp = marimo.App()\n"]
    for cell in cells:
        code = dedent(cell).strip()
        if code.startswith(("@", "with app", "async with app", "app.")):
            parts.append(code)
        else:
            body = "\n".join("    " + line if line else "" for line in code.splitlines())
            keyword = "async def" if "await " in code else "def"
            parts.append(f"@app.cell\n{keyword} _():\n{body}\n    return")
    return "\n\n".join(parts) + '\n\nif __name__ == "__main__":\n    app.run()\n'


@contextmanager
def kernel(source: str, folder: Path, *, timeout_s: float = 60, **options) -> Iterator[MarimoSession]:
    environment = options.pop("environment", {})
    observe = options.pop("observe_functions", False)
    (folder / "notebook.py").write_bytes(source.encode())
    with MarimoKernel(**options).open(
        path=folder / "notebook.py",
        source=source,
        tracking_uri="http://127.0.0.1:9",
        environment=environment,
        timeout_s=timeout_s,
        observe_functions=observe,
    ) as session:
        yield session


def statuses(execution: Execution) -> list[CellStatus]:
    return [outcome.status for outcome in execution.cells]


# ---------------------------------------------------------------- running and its outcomes

OUTCOMES = notebook(
    "import marimo as mo",  # 0
    "broken = 1 / 0",  # 1
    "broken + 1",  # 2
    "mo.stop(True, 'not yet')\ngated = 1",  # 3
    "gated + 1",  # 4
    "mo.stop(True)",  # 5: nobody depends on it
    "@app.cell(disabled=True)\ndef _():\n    off = 1\n    return (off,)",  # 6
    "off + 1",  # 7
    "app._unparsable_cell('''x = = 1''', name='_')",  # 8
    "twice = 1",  # 9
    "twice = 2",  # 10
    "mo.md('constant')",  # 11
    "print('printed')\n{'shown': 1}",  # 12
    "import asyncio\nawait asyncio.sleep(0)\nwaited = 'yes'",  # 13
    "answer = input('nobody answers')",  # 14
    "import sys\nsys.exit(3)",  # 15
    "def _inner():\n    _local_name = {}\n    return _local_name['missing']\n_inner()",  # 16
    "",  # 17
)


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory) -> Execution:
    with kernel(OUTCOMES, tmp_path_factory.mktemp("outcomes")) as session:
        return session.run()


@pytest.mark.parametrize(
    ("cell", "status"),
    [
        (0, RAN),
        (1, FAILED),
        (2, CANCELLED),
        (3, STOPPED),
        (4, STOPPED),
        (5, STOPPED),
        (6, IDLE),
        (7, IDLE),
        (8, FAILED),
        (9, FAILED),
        (10, FAILED),
        (11, RAN),
        (12, RAN),
        (13, RAN),
        (14, FAILED),
        (15, FAILED),
        (16, FAILED),
    ],
)
def test_every_cell_gets_its_own_status(outcomes, cell, status):
    assert outcomes.cells[cell].status is status, outcomes.cells[cell]


def test_outcomes_count_every_cell_of_the_file(outcomes):
    assert [outcome.cell for outcome in outcomes.cells] == list(range(18))


@pytest.mark.parametrize(
    ("cell", "exception", "message"),
    [
        (1, "ZeroDivisionError", "division by zero"),
        (8, "SyntaxError", "invalid syntax"),
        (9, "MultipleDefinitionError", "`twice` is also defined in cell 10"),
        (14, "EOFError", "EOF when reading a line"),
        (15, "SystemExit", "3"),
        (16, "KeyError", "missing"),
    ],
)
def test_a_failed_cell_names_its_exception_and_message(outcomes, cell, exception, message):
    assert outcomes.cells[cell].exception == exception
    assert message in outcomes.cells[cell].message


def test_a_traceback_is_plain_text_with_the_cells_own_names(outcomes):
    traceback = outcomes.cells[16].traceback
    assert 'File "cell 16", line 4, in <module>' in traceback
    assert traceback.endswith("KeyError: 'missing'")
    assert "<span" not in traceback
    assert "_cell_c" not in traceback


def test_a_stopped_cell_names_the_cell_that_stopped_it(outcomes):
    assert "cell 3" in outcomes.cells[4].message
    assert "not yet" in outcomes.cells[3].output


def test_display_output_and_prints_are_captured(outcomes):
    assert outcomes.cells[12].stdout == "printed\n"
    assert outcomes.cells[12].output_type == "application/json"
    assert "shown" in outcomes.cells[12].output
    assert "constant" in outcomes.cells[11].output


def test_tabs_and_crlf_run_like_any_other_notebook(tmp_path):
    source = notebook("value = [\n    1,\n    2,\n]", "total = sum(value)")
    source = source.replace("    total", "\ttotal").replace("    return\n\nif", "\treturn\n\nif").replace("\n", "\r\n")
    with kernel(source, tmp_path) as session:
        assert statuses(session.run()) == [RAN, RAN]
        assert session.snapshot().names["total"].number == 3


@pytest.mark.parametrize("options", ["width='wide'", "width=3", "sql_output='table'", "app_title=['a']"])
def test_an_option_that_marimo_does_not_know_is_left_to_it(tmp_path, options):
    source = notebook("x = 1").replace("marimo.App()", f"marimo.App({options})")
    with kernel(source, tmp_path) as session:
        assert statuses(session.run()) == [RAN]


def test_setup_cell_and_app_functions_are_cells_in_file_order(tmp_path):
    source = notebook(
        "with app.setup:\n    import math\n    base = 2",
        "@app.function\ndef power(n):\n    return math.pow(base, n)",
        "@app.class_definition\nclass Box:\n    size = 3",
        "result = power(Box.size)",
    )
    with kernel(source, tmp_path) as session:
        assert statuses(session.run()) == [RAN] * 4
        names = session.snapshot().names
        assert names["result"].number == 8
        assert "power" not in names
        assert "Box" not in names
        assert "math" not in names


def test_a_notebook_sees_its_own_folder_file_and_arguments(tmp_path):
    (tmp_path / "neighbour.py").write_text("constant = 41")
    source = notebook(
        "import os, sys\nimport marimo as mo\nimport neighbour",
        "facts = [__file__, os.getcwd(), sys.path[0], str(mo.notebook_dir()), *sys.argv]\nanswer = neighbour.constant",
    )
    with kernel(source, tmp_path) as session:
        session.run()
        facts = session.evaluate({1: [f"facts[{index}]" for index in range(5)] + ["len(facts)"]})[1]
        assert [facts[f"facts[{index}]"].string for index in (1, 2, 3)] == [str(tmp_path)] * 3
        assert [facts[f"facts[{index}]"].string for index in (0, 4)] == [str(tmp_path / "notebook.py")] * 2
        assert facts["len(facts)"].number == 5


def test_a_flood_of_prints_is_cut(tmp_path):
    with kernel(notebook("for i in range(100_000):\n    print('line', i)"), tmp_path) as session:
        outcome = session.run().cells[0]
    assert outcome.status is RAN
    assert len(outcome.stdout) == 20_000


def test_running_twice_runs_every_cell_twice(tmp_path):
    with kernel(notebook("import itertools\ncounter = [0]", "counter[0] += 1"), tmp_path) as session:
        session.run()
        assert statuses(session.run()) == [RAN, RAN]


def test_a_cell_that_trips_marimo_itself_is_blamed(tmp_path):
    hostile = """
    class Hostile:
        def __getattribute__(self, name):
            raise RuntimeError("hands off")
    hostile = Hostile()
    """
    with kernel(notebook("before = 1", hostile, "after = hostile"), tmp_path) as session:
        execution = session.run()
    assert statuses(execution) == [RAN, FAILED, IDLE]
    assert "hands off" in execution.cells[1].message


# ---------------------------------------------------------------- UI elements

ELEMENTS = notebook(
    "import marimo as mo",  # 0
    """
    lr = mo.ui.slider(0.001, 0.1, 0.001, value=0.01, label="**Learning** <b>rate</b>")
    layers = mo.ui.slider(1, 9)
    width = mo.ui.slider(steps=[16, 32, 64])
    kind = mo.ui.dropdown(["adam", "sgd"], value="adam", label="Optimizer")
    size = mo.ui.dropdown([8, 16], value=8)
    radio = mo.ui.radio({"one": 1, "two": 2}, value="one")
    many = mo.ui.multiselect(["a", "b", "c"])
    flag = mo.ui.checkbox()
    toggle = mo.ui.switch()
    amount = mo.ui.number(0, 10, value=1)
    name = mo.ui.text()
    between = mo.ui.range_slider(0, 10)
    tabs = mo.ui.tabs({"first": "a", "second": "b"})
    day = mo.ui.date(value="2024-01-31")
    table = mo.ui.table([{"a": 1}])
    """,  # 1
    "button = mo.ui.run_button(label='Train')",  # 2
    "mo.stop(not button.value, 'press')\ntrained = lr.value",  # 3
    "trained_twice = 2 * trained",  # 4
    "seen_kind = kind.value",  # 5
    "form = mo.ui.dictionary({'lr': mo.ui.slider(0, 1, 0.1), 'name': mo.ui.text('x')}).form()",  # 6
    "submitted = form.value",  # 7
    "group = mo.ui.dictionary({'epochs': mo.ui.number(1, 50), 'rows': mo.ui.array([mo.ui.checkbox()])})",  # 8
    "epochs = group.value['epochs']",  # 9
    "counter = mo.ui.button(value=0, on_click=lambda value: value + 1)",  # 10
    "count = counter.value",  # 11
    "strict = mo.ui.text().form(validate=lambda value: 'too short' if len(value) < 3 else None)",  # 12
    "_hidden = mo.ui.checkbox()",  # 13
)


@pytest.fixture(scope="module")
def elements(tmp_path_factory) -> Iterator[MarimoSession]:
    with kernel(ELEMENTS, tmp_path_factory.mktemp("elements")) as session:
        assert session.run().failures == ()
        yield session


def test_pressing_the_button_opens_its_gate(elements):
    execution = elements.use({"lr": 0.05, "button": True})
    assert execution.ran == {3, 4}
    assert elements.snapshot().names["trained_twice"].number == pytest.approx(0.1)
    assert elements.use({"button": True}).ran == {3, 4}


def test_moving_one_element_runs_only_what_depends_on_it(elements):
    execution = elements.use({"kind": "sgd"})
    assert execution.ran == {5}
    assert elements.snapshot().names["seen_kind"].string == "sgd"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("lr", 0.02, 0.02),
        ("layers", 4, 4),
        ("width", 64, 64),
        ("kind", "adam", "adam"),
        ("size", 16, 16),
        ("size", "16", 16),
        ("radio", "two", 2),
        ("many", ["a", "c"], ["a", "c"]),
        ("flag", True, True),
        ("toggle", True, True),
        ("amount", 7, 7),
        ("name", "Ann", "Ann"),
        ("between", [2, 5], [2, 5]),
        ("tabs", "second", "second"),
        ("form", {"lr": 0.5}, {"lr": 0.5, "name": "x"}),
        ("group['epochs']", 5, 5),
        ("group.elements['epochs']", 6, 6),
        ("group", {"epochs": 9}, {"epochs": 9, "rows": [False]}),
        ("group['rows'][0]", True, True),
    ],
)
def test_an_element_takes_a_plain_python_value(elements, name, value, expected):
    elements.use({name: value})
    answer = elements.evaluate({0: [f"{name}.value == {expected!r}"]})[0]
    assert answer == {f"{name}.value == {expected!r}": answer[f"{name}.value == {expected!r}"]}
    assert answer[f"{name}.value == {expected!r}"].boolean is True


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("kind", "adamw", "'adamw' is none of its options: adam, sgd"),
        ("lr", 5, "5 lies outside 0.001 to 0.1"),
        ("lr", "fast", "'fast' is no number"),
        ("layers", 2.5, "2.5 is no int"),
        ("width", 17, "17 is none of its steps: 16, 32, 64"),
        ("flag", 1, "neither true nor false"),
        ("button", False, "only be pressed"),
        ("tabs", "third", "none of its tabs"),
        ("day", "soon", "'soon' is no date in ISO form"),
        ("group", {"epoch": 1}, "no element epoch; its elements are: epochs, rows"),
        ("strict", "ab", "its own validation says: too short"),
        ("table", [0], "a table cannot be used from here"),
        ("missing", 1, "no UI element `missing`; it has: amount, between, button"),
        ("trained", 1, "`trained` is no UI element"),
        ("__import__('os').getcwd()", 1, "no UI element"),
    ],
)
def test_a_value_that_a_person_could_not_choose_is_refused(elements, name, value, complaint):
    elements.use({"button": True})
    with pytest.raises(TaskInvalid) as caught:
        elements.use({name: value})
    assert complaint in str(caught.value)
    assert name in str(caught.value)


def test_a_date_is_chosen_in_iso_form(elements):
    elements.use({"day": "2025-02-28"})
    assert elements.snapshot().names["day"].ui.value.text == "datetime.date(2025, 2, 28)"


def test_a_form_is_submitted_with_its_present_values(tmp_path):
    source = notebook(
        "import marimo as mo",
        "form = mo.ui.dictionary({'lr': mo.ui.slider(0, 1, 0.1, value=0.3)}).form()",
        "mo.stop(form.value is None)\nchosen = form.value['lr']",
    )
    with kernel(source, tmp_path) as session:
        assert session.run().stopped == {2}
        assert session.use({"form": True}).ran == {2}
        assert session.snapshot().names["chosen"].number == 0.3


def test_a_button_counts_its_presses(elements):
    elements.use({"counter": True})
    elements.use({"counter": True})
    assert elements.snapshot().names["count"].number == 2


def test_several_elements_are_used_in_order_and_their_outcomes_merged(elements):
    execution = elements.use({"kind": "sgd", "button": True, "amount": 2})
    assert execution.ran == {3, 4, 5}
    assert execution.cells[0].status is IDLE


def test_running_a_cell_again_runs_its_dependents_too(elements):
    assert elements.rerun([8]).ran == {8, 9}


def test_elements_are_described_with_label_range_options_and_children(elements):
    names = elements.snapshot().names
    lr = names["lr"].ui
    assert (lr.kind, lr.label, lr.start, lr.stop, lr.step) == ("slider", "Learning rate", 0.001, 0.1, 0.001)
    assert names["kind"].ui.options == ("adam", "sgd")
    assert names["width"].ui.options == ("16", "32", "64")
    assert names["button"].ui.kind == "run_button"
    assert set(names["form"].ui.elements) == {"lr", "name"}
    assert names["form"].ui.elements["lr"].stop == 1
    assert names["group"].ui.elements["rows"].elements["0"].kind == "checkbox"
    assert names["strict"].ui.elements["element"].kind == "text"
    assert names["tabs"].ui.options == ("first", "second")


# ---------------------------------------------------------------- live values

VALUES = notebook(
    """
    import dataclasses
    import enum
    import matplotlib.pyplot as plt
    import numpy as np
    import pandas as pd
    import polars as pl
    from sklearn.linear_model import LinearRegression, LogisticRegression
    from sklearn.neural_network import MLPRegressor
    from sklearn.pipeline import make_pipeline
    """,  # 0
    """
    class Solver:
        kind_of_thing = "class attribute"

        def __init__(self):
            self.pde_loss = 0.25
            self.name = "walrus"
            self.ready = True
            self.history = [3.0, 2.0, 1.0]
            self.metrics = {"loss": 0.1}
            self.grid = np.zeros((3, 3))
            self._secret = 1
            self.other = object()

        @property
        def costly(self):
            raise RuntimeError("a property was run")

        def __repr__(self):
            raise RuntimeError("repr was run")

        def train(self):
            pass

    @dataclasses.dataclass
    class Config:
        epochs: int = 5
        rate: float = 0.1

    class Slotted:
        __slots__ = ("loss",)

        def __init__(self):
            self.loss = 0.5

    class Hostile:
        def __getattribute__(self, name):
            raise RuntimeError("hands off")
    """,  # 1
    """
    solver, config, slotted, hostile = Solver(), Config(), Slotted(), {"inside": Hostile()}
    whole, real, truth, text, nothing, huge = 3, 0.5, True, "words", None, 10**400
    np_float, np_bool, zero_d = np.float64(1.5), np.bool_(True), np.array(2.5)
    vector, matrix, words = np.arange(4), np.ones((2, 3)), ["a", "b"]
    losses, index, empty, mixed = [0.3, 0.2, np.float32(0.1)], [0, 1, 2], [], [1, "a"]
    nested = {"train": {"loss": 0.5, "history": [1.0, 2.0]}, "count": 3}
    numbered = {1: 2}
    frame = pd.DataFrame({"a": [1.0, 2.0], "b": ["x", "y"]})
    series, other_frame = frame["a"], pl.DataFrame({"p": [1, 2]})
    pl_series = other_frame["p"]
    figure, axes = plt.subplots()
    unfitted, X = LogisticRegression(C=0.5), np.arange(10.0).reshape(-1, 1)
    fitted = LinearRegression().fit(X, X[:, 0])
    net = MLPRegressor(hidden_layer_sizes=(4,), max_iter=5).fit(X, X[:, 0])
    pipeline = make_pipeline(LinearRegression()).fit(X, X[:, 0])
    not_a_number = float("nan")
    """,  # 2
    """
    _rate = 0.7
    _curve = [3.0, 2.0]
    for _step in range(3):
        _ = _step
    public = _rate * 2
    def reads():
        return _curve
    """,  # 3
    "_rate = 'another cell'",  # 4
)


@pytest.fixture(scope="module")
def values(tmp_path_factory) -> Iterator[MarimoSession]:
    with kernel(VALUES, tmp_path_factory.mktemp("values")) as session:
        execution = session.run()
        assert execution.failures == (), execution.failures
        yield session


@pytest.fixture(scope="module")
def names(values) -> dict[str, LiveValue]:
    return values.snapshot().names


@pytest.mark.parametrize(
    ("name", "number"),
    [("whole", 3), ("real", 0.5), ("np_float", 1.5), ("zero_d", 2.5), ("truth", None), ("huge", None)],
)
def test_numbers_are_numbers_and_booleans_are_not(names, name, number):
    assert names[name].number == number


def test_scalars_are_described(names):
    assert names["truth"].boolean is True
    assert names["np_bool"].boolean is True
    assert names["np_bool"].number is None
    assert names["text"].string == "words"
    assert names["nothing"].type == "NoneType"
    assert names["np_float"].type == "numpy.float64"
    assert names["not_a_number"].number != names["not_a_number"].number


@pytest.mark.parametrize(
    ("name", "numbers", "ascending"),
    [
        ("losses", True, False),
        ("index", True, True),
        ("vector", True, True),
        ("series", True, True),
        ("pl_series", True, True),
        ("empty", False, False),
        ("mixed", False, False),
        ("words", False, False),
        ("matrix", False, False),
    ],
)
def test_sequences_of_numbers_are_told_from_others_and_from_indices(names, name, numbers, ascending):
    assert (names[name].numbers, names[name].ascending) == (numbers, ascending)


def test_shapes_columns_and_entries_are_described(names):
    assert names["matrix"].shape == (2, 3)
    assert names["frame"].columns == ("a", "b")
    assert names["frame"].shape == (2, 2)
    assert names["other_frame"].columns == ("p",)
    assert names["nested"].entries["count"].number == 3
    assert names["nested"].entries["train"].entries["loss"].number == 0.5
    assert names["nested"].entries["train"].entries["history"].numbers
    assert names["numbered"].entries == {}


def test_attributes_are_read_without_running_properties_or_repr(names):
    solver = names["solver"]
    assert set(solver.attributes) == {"pde_loss", "name", "ready", "history", "metrics", "grid"}
    assert solver.attributes["grid"].shape == (3, 3)
    assert solver.attributes["pde_loss"].number == 0.25
    assert solver.attributes["history"].numbers
    assert solver.attributes["metrics"].entries["loss"].number == 0.1
    assert solver.methods == ("train",)
    assert names["config"].attributes["epochs"].number == 5
    assert names["slotted"].attributes["loss"].number == 0.5
    assert names["hostile"].entries["inside"].type.endswith("Hostile")


def test_estimators_tell_parameters_and_whether_they_are_fitted(names):
    assert names["unfitted"].estimator["C"].number == 0.5
    assert names["unfitted"].fitted is False
    assert names["fitted"].fitted is True
    assert names["pipeline"].fitted is True
    assert names["fitted"].attributes["coef_"].shape == (1,)
    assert names["net"].attributes["loss_curve_"].numbers
    assert names["net"].attributes["loss_"].number is not None
    assert {"fit", "predict", "score"} <= set(names["fitted"].methods)
    assert "sklearn.base.BaseEstimator" in names["fitted"].bases


def test_figures_are_known_by_their_type(names):
    assert names["figure"].type == "matplotlib.figure.Figure"
    assert "savefig" in names["figure"].methods


def test_private_names_belong_to_their_cell(values):
    private = values.snapshot().private
    assert private[3]["_rate"].number == 0.7
    assert private[3]["_curve"].numbers
    assert private[4]["_rate"].string == "another cell"
    assert private[3]["_step"].number == 2


def test_expressions_see_the_private_names_of_their_cell(values):
    answers = values.evaluate({3: ["_rate * 10", "public", "_curve[-1]"], 4: ["_rate", "_curve"]})
    assert answers[3]["_rate * 10"].number == 7
    assert answers[3]["public"].number == 1.4
    assert answers[3]["_curve[-1]"].number == 2
    assert answers[4]["_rate"].string == "another cell"
    assert answers[4]["_curve"] == "NameError: name '_curve' is not defined"


def test_an_expression_that_fails_gives_its_error(values):
    answers = values.evaluate({2: ["solver.costly", "1 +", "nested['nope']"]})[2]
    assert answers["solver.costly"] == "RuntimeError: a property was run"
    assert answers["1 +"].startswith("SyntaxError")
    assert answers["nested['nope']"] == "KeyError: 'nope'"


@pytest.mark.parametrize(
    ("expression", "cell", "numbers"),
    [
        ("losses", 2, (0.3, 0.2, pytest.approx(0.1))),
        ("_curve", 3, (3.0, 2.0)),
        ("vector", 2, (0, 1, 2, 3)),
        ("series", 2, (1, 2)),
        ("pl_series", 2, (1, 2)),
        ("empty", 2, ()),
        ("solver.history", 2, (3, 2, 1)),
    ],
)
def test_a_sequence_gives_all_its_numbers(values, expression, cell, numbers):
    assert values.sequence(expression, cell=cell) == numbers


def test_functions_tell_their_locals_at_the_end_of_the_first_and_last_call(tmp_path):
    source = notebook(
        """
        def fit(rate, epochs=3):
            "Train."
            history = []
            for epoch in range(epochs):
                loss = rate / (epoch + 1)
                history.append(loss)
            return history
        """,
        "first = fit(1.0)\nlast = fit(2.0)",
        "async def later(value):\n    doubled = value * 2\n    return doubled",
        "result = await later(4)",
        "def fails(x):\n    seen = x\n    raise ValueError",
        "try:\n    fails(1)\nexcept ValueError:\n    pass",
    )
    with kernel(source, tmp_path, observe_functions=True) as session:
        assert session.run().failures == ()
        functions = session.snapshot().functions
    first, last = functions["fit"]
    assert first["rate"].number == 1
    assert last["rate"].number == 2
    assert last["history"].numbers
    assert last["loss"].number == pytest.approx(2 / 3)
    assert functions["later"][0]["doubled"].number == 8
    assert functions["fails"][0]["seen"].number == 1


def test_an_often_called_function_stays_fast_under_observation(tmp_path):
    source = notebook("def step(x):\n    y = x + 1\n    return y", "for _i in range(200_000):\n    step(_i)")
    with kernel(source, tmp_path, observe_functions=True) as session:
        assert session.run().seconds < 10
        assert session.snapshot().functions["step"][1]["y"].number > 100_000


# ---------------------------------------------------------------- the tutorials of marimo itself


@pytest.mark.parametrize("name", ["intro", "ui", "plots", "layout", "markdown", "fileformat"])
def test_marimos_own_tutorials_run_to_their_end(tmp_path, name):
    source = (Path(marimo.__file__).parent / "_tutorials" / f"{name}.py").read_text()
    with kernel(source, tmp_path) as session:
        execution = session.run()
        assert execution.failures == (), execution.failures
        assert len(execution.ran) > 5
        session.snapshot()


def test_the_tutorial_of_mistakes_fails_where_it_wants_to(tmp_path):
    source = (Path(marimo.__file__).parent / "_tutorials" / "dataflow.py").read_text()
    with kernel(source, tmp_path) as session:
        failures = session.run().failures
    assert {outcome.exception for outcome in failures} == {"MultipleDefinitionError", "CycleError", "NameError"}
