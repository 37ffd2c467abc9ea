"""Parameters, metrics, series, artifacts, models, nested runs: what is logged, and how."""

import pytest
from patch_cases import (
    GUARD,
    IMPORTS,
    SOLVER,
    START,
    code,
    figure,
    line_of,
    loop_value,
    notebook,
    patch_twice,
    plan,
    value,
)

from worker.errors import PatchImpossible
from worker.plan import Model, Nested

TRAIN = "solver.step(0.1)\ndone = True"


def body(patched, cell=3):
    """The lines of the run context, without what every run context has."""
    text = code(patched, cell)
    return text.split('    mlflow.end_run("KILLED")\n', 1)[1]


PARAMS = {
    "one": ([value("rate", "solver.rate", 1)], 'mlflow.log_params({"rate": solver.rate})'),
    "several in one call": (
        [value("a", "solver.a", 1), value("b", "solver.b", 1)],
        'mlflow.log_params({"a": solver.a, "b": solver.b})',
    ),
    "a mapping alone": ([value("c", "solver.config", 1, form="mapping")], "mlflow.log_params(solver.config)"),
    "a mapping among others": (
        [value("a", "solver.a", 1), value("c", "solver.config", 1, form="mapping")],
        'mlflow.log_params({"a": solver.a, **solver.config})',
    ),
    "an estimator": ([value("m", "solver", 1, form="estimator")], "mlflow.log_params(solver.get_params())"),
    "a tensor": ([value("a", "solver.a", 1, wrap="item")], 'mlflow.log_params({"a": solver.a.item()})'),
    "a key with quotes": ([value('a"b', "solver.a", 1)], "mlflow.log_params({'a\"b': solver.a})"),
}


@pytest.mark.parametrize(("params", "expected"), PARAMS.values(), ids=PARAMS)
def test_parameters_go_first_in_one_call(params, expected):
    patched = patch_twice(notebook(IMPORTS, SOLVER, TRAIN), plan(2, run_name="r", params=params))
    assert body(patched).splitlines()[1].strip() == expected


def test_a_parameter_that_training_defines_is_logged_behind_it():
    patched = patch_twice(notebook(IMPORTS, SOLVER, TRAIN), plan(2, params=[value("done", "done", 2, 1)]))
    assert body(patched).splitlines()[1:] == [
        "    solver.step(0.1)",
        "    done = True",
        '    mlflow.log_params({"done": done})',
    ]


def test_many_parameters_take_a_row_each():
    names = [f"parameter_number_{number}" for number in range(6)]
    patched = patch_twice(
        notebook(IMPORTS, SOLVER, TRAIN), plan(2, run_name="r", params=[value(n, f"solver.{n}", 1) for n in names])
    )
    rows = body(patched).splitlines()
    assert rows[1:3] == ["    mlflow.log_params(", "        {"]
    assert rows[3] == '            "parameter_number_0": solver.parameter_number_0,'
    assert rows[9:11] == ["        }", "    )"]
    assert max(map(len, rows)) <= 88


def test_a_private_parameter_of_an_earlier_cell_gets_a_public_name():
    source = notebook(IMPORTS, "_n = 4\nm = _n * 2\nm", SOLVER, TRAIN)
    patched = patch_twice(source, plan(3, params=[value("n", "_n", 1, scope="cell")]))
    assert code(patched, 1) == "_n = 4\nn = _n\nm = _n * 2\nm"
    assert 'mlflow.log_params({"n": n})' in code(patched, 4)


def test_private_values_of_one_name_in_two_cells_get_a_public_name_each():
    source = notebook(IMPORTS, "_p = 0.04", "_p = 0.2", SOLVER, TRAIN)
    both = [value("p", "_p", 1, scope="cell"), value("p_2", "_p", 2, scope="cell")]
    patched = patch_twice(source, plan(4, metrics=both))
    assert [code(patched, 1), code(patched, 2)] == ["_p = 0.04\np = _p", "_p = 0.2\nmlflow_p = _p"]
    assert 'mlflow.log_metrics({"p": p, "p_2": mlflow_p})' in code(patched, 5)


RUN_NAMES = {
    "an entry of a mapping": ([value("c", 'solver.config["a"]', 1)], "f\"c_{solver.config['a']}\""),
    "from the parameters": (
        [value("learning rate", "solver.a", 1), value("n", "solver.n", 1)],
        'f"learning_rate_{solver.a}_n_{solver.n}"',
    ),
    "at most three": ([value(k, f"solver.{k}", 1) for k in "abcd"], 'f"a_{solver.a}_b_{solver.b}_c_{solver.c}"'),
}


@pytest.mark.parametrize(("params", "expected"), RUN_NAMES.values(), ids=RUN_NAMES)
def test_the_run_is_named_after_its_parameters(params, expected):
    assert f"run_name={expected}" in patch_twice(notebook(IMPORTS, SOLVER, TRAIN), plan(2, params=params)).source


UNNAMED = {
    "no parameters": [],
    "a mapping": [value("c", "solver.config", 1, form="mapping")],
    "both quotes in the expression": [value("c", 'solver.config["a\'b"]', 1)],
}


@pytest.mark.parametrize("params", UNNAMED.values(), ids=UNNAMED)
def test_the_run_is_left_unnamed_rather_than_badly_named(params):
    assert "run_name" not in patch_twice(notebook(IMPORTS, SOLVER, TRAIN), plan(2, params=params)).source


METRICS = {
    "a number": (value("loss", "solver.loss", 2), '{"loss": solver.loss}'),
    "a tensor": (value("loss", "solver.loss", 2, wrap="float"), '{"loss": float(solver.loss)}'),
    "a mapping": (value("all", "solver.losses", 2, form="mapping"), "{**solver.losses}"),
    "arithmetic": (value("gap", "solver.loss - 1", 2), '{"gap": solver.loss - 1}'),
    "the last of a history": (value("last", "solver.history[-1]", 2), '{"last": solver.history[-1]}'),
}


@pytest.mark.parametrize(("metric", "expected"), METRICS.values(), ids=METRICS)
def test_metrics_go_last_in_one_call(metric, expected):
    patched = patch_twice(notebook(IMPORTS, SOLVER, TRAIN), plan(2, metrics=[metric]))
    assert body(patched).splitlines()[2].strip() == f"mlflow.log_metrics({expected})"


REFUSED = {
    "an import": '__import__("os")',
    "a call that the notebook does not make": "solver.delete_everything()",
    "a name it does not have": "nowhere",
    "a lambda": "(lambda: 1)()",
    "two statements": "1; import os",
    "dunder access": "solver.__class__",
    "a walrus": "(x := 3)",
    "a text that is no expression": "the loss",
    "lines": "solver.loss\n+ 1",
    "an f-string of its own": 'f"{solver}"',
    "await": "await solver",
    "eval by a name the notebook has not": "eval('1')",
    "a shell by attribute": "np.os.system('x')",
}


@pytest.mark.parametrize("expression", REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("field", ["params", "metrics", "artifacts"])
def test_only_the_notebooks_own_symbols_are_logged(field, expression):
    wanted = figure("a.png", expression, 2) if field == "artifacts" else value("x", expression, 2)
    with pytest.raises(PatchImpossible, match="xpression"):
        patch_twice(notebook(IMPORTS, SOLVER, TRAIN), plan(2, **{field: [wanted]}))


@pytest.mark.parametrize(
    ("expression", "fine"), [("basin.area()", True), ("basin.fill()", False), ("other.area()", False)]
)
def test_a_method_of_the_notebooks_own_class_that_changes_nothing_may_be_called(expression, fine):
    basin = (
        "class Basin:\n    depth = 2\n    def area(self):\n        return self.depth * 2\n"
        "    def fill(self):\n        self.depth = 3\n        return 1\nbasin = Basin()\nother = make_other()"
    )
    source, tracking = notebook(IMPORTS, basin, "done = basin"), plan(2, metrics=[value("x", expression, 1)])
    if fine:
        assert expression in patch_twice(source, tracking).source
    else:
        with pytest.raises(PatchImpossible, match="does not occur"):
            patch_twice(source, tracking)


def test_a_history_goes_out_in_one_batch():
    patched = patch_twice(
        notebook(IMPORTS, SOLVER, TRAIN), plan(2, series=[value("loss", "solver.history", 2, form="sequence")])
    )
    assert body(patched) == (
        f"{START} as _run:\n    solver.step(0.1)\n    _points = [\n"
        '        mlflow.entities.Metric("loss", float(_value), _run.info.start_time, _step)\n'
        "        for _step, _value in enumerate(solver.history)\n    ]\n    for _i in range(0, len(_points), 1000):\n"
        "        mlflow.MlflowClient().log_batch(_run.info.run_id, _points[_i : _i + 1000])\ndone = True"
    )


HISTORIES = {
    "two lists": (
        [("a", "solver.a", "sequence"), ("b", "solver.b", "sequence")],
        '{"a": solver.a, "b": solver.b}.items()',
    ),
    "a dict of lists": ([("", "solver.history", "mapping")], "solver.history.items()"),
    "a dict of lists under a prefix": (
        [("fit", "solver.history", "mapping")],
        '{"fit_" + _key: _values for _key, _values in solver.history.items()}.items()',
    ),
    "a column": ([("loss", 'solver.frame["loss"]', "frame")], 'enumerate(solver.frame["loss"])'),
}


@pytest.mark.parametrize(("histories", "expected"), HISTORIES.values(), ids=HISTORIES)
def test_every_kind_of_history_becomes_one_batch(histories, expected):
    series = [value(key, expression, 2, form=form) for key, expression, form in histories]
    patched = patch_twice(notebook(IMPORTS, SOLVER, TRAIN), plan(2, series=series))
    assert expected in patched.source
    assert patched.source.count("log_batch") == 1


def test_a_history_with_steps_of_its_own_goes_out_beside_the_others():
    stepped = value("loss", "solver.history", 2, form="sequence", steps="solver.sizes")
    source = notebook(IMPORTS, SOLVER, TRAIN)
    alone = patch_twice(source, plan(2, series=[stepped]))
    assert "int(_step)," in alone.source
    assert "for _step, _value in zip(solver.sizes, solver.history)" in alone.source
    both = patch_twice(source, plan(2, series=[stepped, value("gap", "solver.gaps", 2, form="sequence")]))
    assert both.source.count("log_batch") == len(("counted", "stepped"))
    assert "enumerate(solver.gaps)" in both.source


def test_a_loop_value_is_collected_and_sent_behind_the_loop():
    source = notebook(
        IMPORTS, "for step in range(3):\n    loss = 1 / (step + 1)\n    if loss < 0:\n        continue\nprint(loss)"
    )
    series = [loop_value(source, "loss", 1, sets="loss = 1", loop="for step")]
    assert body(patch_twice(source, plan(1, series=series)), 2).splitlines()[1:6] == [
        '    _history = {"loss": []}',
        "    for step in range(3):",
        "        loss = 1 / (step + 1)",
        '        _history["loss"].append(float(loss))',
        "        if loss < 0:",
    ]


TRAIN_FUNCTION = '''
def train(n):
    """Train."""
    w = 1.0
    for fold in range(2):
        for step in range(n):
            w = w / 2
            loss = w
    return w
'''


@pytest.mark.parametrize(("setup", "function_import"), [("import json", False), ("", True)])
def test_a_function_of_its_own_logs_only_when_a_run_is_active(setup, function_import):
    source = notebook(TRAIN_FUNCTION, "result = train(3)\nresult", setup=setup)
    first = 1 if setup else 0
    series = [loop_value(source, "loss", first, sets="loss = w", loop="for step", scope="function", function="train")]
    patched = patch_twice(source, plan(first + 1, call="train(3)", series=series))
    rows = code(patched, first).splitlines()
    assert ("    import mlflow" in rows) is function_import
    assert rows[rows.index('    _history = {"loss": []}') + 1] == "    for fold in range(2):"
    assert rows[rows.index("    _run = mlflow.active_run()") + 1] == "    if _run:"
    assert rows[-1] == "    return w"
    if setup:
        assert code(patched, 0) == "import json\nimport mlflow"


def test_a_loop_that_returns_logs_as_it_goes():
    source = notebook(
        IMPORTS,
        "def train(n):\n    for step in range(n):\n        loss = 1 / n\n        if loss < 0:\n            return 1\n    return 2\nresult = train(3)",
    )
    series = [loop_value(source, "loss", 1, sets="loss = 1", loop="for step", scope="function", function="train")]
    rows = code(patch_twice(source, plan(1, 1, series=series)), 2).splitlines()
    at = rows.index("        loss = 1 / n")
    assert rows[at + 1 : at + 4] == [
        "        if mlflow.active_run():",
        '            mlflow.log_metrics({"loss": float(loss)}, step=_step)',
        "        _step += 1",
    ]


ARTIFACTS = {
    "figure": ("figure", "solver.figure", 'mlflow.log_figure(solver.figure, "out/x")'),
    "table": ("table", "solver.frame", 'mlflow.log_table(solver.frame, "out/x")'),
    "dict": ("dict", "solver.summary", 'mlflow.log_dict(solver.summary, "out/x")'),
    "text": ("text", "str(solver.loss)", 'mlflow.log_text(str(solver.loss), "out/x")'),
    "chart as a page": ("text", "solver.chart.to_html()", 'mlflow.log_text(solver.chart.to_html(), "out/x")'),
    "file": ("file", "'model.bin'", 'mlflow.log_artifact("model.bin", "out")'),
}


@pytest.mark.parametrize(("kind", "expression", "expected"), ARTIFACTS.values(), ids=ARTIFACTS)
def test_each_kind_of_artifact_has_its_call(kind, expression, expected):
    patched = patch_twice(
        notebook(IMPORTS, SOLVER, TRAIN), plan(2, artifacts=[figure("out/x", expression, 2, kind=kind)])
    )
    assert expected in body(patched)


def test_a_large_file_leaves_its_path_and_size():
    patched = patch_twice(
        notebook(IMPORTS, SOLVER, TRAIN), plan(2, artifacts=[figure("out/big.bin", "'big.bin'", 2, kind="file")])
    )
    assert "st_size <= 100_000_000:" in patched.source
    assert '"big.bin_path": "big.bin"' in patched.source
    assert '"samples/big.bin.txt"' in patched.source


def test_the_limit_of_a_file_is_the_houses():
    tracking = plan(2, artifacts=[figure("big.bin", "'big.bin'", 2, kind="file")])
    assert "st_size <= 5_000:" in patch_twice(notebook(IMPORTS, SOLVER, TRAIN), tracking, artifact_limit=5_000).source


DISPLAYED = "def draw(x):\n    return [x]\ndraw(done)"


def test_a_displayed_figure_is_displayed_as_before():
    source = notebook(IMPORTS, SOLVER, TRAIN, DISPLAYED)
    patched = patch_twice(source, plan(2, artifacts=[figure("f.png", "draw(done)", 3, 1, displayed=True)]))
    assert code(patched, 4).splitlines()[-4:] == [
        "_figure = draw(done)",
        "with mlflow.start_run(run_id=mlflow_run_id):",
        '    mlflow.log_figure(_figure, "f.png")',
        "_figure",
    ]


def test_a_displayed_figure_of_the_training_cell_stays_in_the_run():
    source = notebook(IMPORTS, SOLVER, "solver.step(0.1)\nnp.array([solver.loss])")
    patched = patch_twice(source, plan(2, artifacts=[figure("f.png", "np.array([solver.loss])", 2, 1, displayed=True)]))
    assert body(patched) == (
        f"{START}:\n    solver.step(0.1)\n    _figure = np.array([solver.loss])\n"
        '    mlflow.log_figure(_figure, "f.png")\n_figure'
    )


def test_an_unknown_kind_of_artifact_is_refused():
    with pytest.raises(PatchImpossible, match="kind `film`"):
        patch_twice(notebook(IMPORTS, SOLVER, TRAIN), plan(2, artifacts=[figure("x", "solver", 2, kind="film")]))


def test_a_model_is_logged_with_signature_example_and_requirements():
    model = Model(
        expression="solver",
        flavor="sklearn",
        cell=2,
        statement=0,
        input_example="solver.X",
        pickle=True,
        registered_name="ridge",
        alias="best",
        requirements=(3,),
    )
    patched = patch_twice(notebook(IMPORTS, SOLVER, TRAIN), plan(2, model=model))
    for row in (
        "input_example=solver.X[:5],",
        'registered_model_name="ridge",',
        'serialization_format="cloudpickle",',
        '"best",',
    ):
        assert row in body(patched)
    assert next(one for one in patched.applied if one.patch == "model").requirements == (3,)


def test_a_model_without_data_or_registry_has_neither():
    model = Model(expression="solver", flavor="sklearn", cell=2, statement=0)
    text = body(patch_twice(notebook(IMPORTS, SOLVER, TRAIN), plan(2, model=model)))
    for word in ("signature", "input_example", "registered", "serialization", "alias"):
        assert word not in text


def test_an_unknown_flavour_is_refused():
    with pytest.raises(PatchImpossible, match="flavour `prolog`"):
        patch_twice(
            notebook(IMPORTS, SOLVER, TRAIN),
            plan(2, model=Model(expression="solver", flavor="prolog", cell=2, statement=0)),
        )


SEARCH = """
best = 0
for rate in np.linspace(0.1, 0.5, 3):
    solver.step(rate)
    score = solver.loss
    if score < 0.1:
        continue
    best = max(best, score)
mo.md(f"best {best}")
"""


def search_plan(source, **more):
    nested = Nested(
        cell=2,
        statement=1,
        path=(line_of(source, "solver.step(rate)"), line_of(source, "for rate")),
        params=more.pop("params", (value("rate", "rate", 2, 1, scope="loop"),)),
        metrics=(value("score", "score", 2, 1, scope="loop"),),
        **more,
    )
    return plan(2, 1, nested=nested)


def test_every_trial_is_a_child_run():
    source = notebook(IMPORTS, SOLVER, SEARCH)
    assert code(patch_twice(source, search_plan(source)), 3) == (
        f"best = 0\n{GUARD}{START}:\n    for rate in np.linspace(0.1, 0.5, 3):\n"
        '        with mlflow.start_run(run_name=f"rate_{rate}", nested=True):\n'
        '            mlflow.log_params({"rate": rate})\n            solver.step(rate)\n            score = solver.loss\n'
        '            mlflow.log_metrics({"score": score})\n            if score < 0.1:\n                continue\n'
        '            best = max(best, score)\nmo.md(f"best {best}")'
    )


TRIALS = """
for rate in [0.1, 0.2]:
    with mlflow.start_run(run_name=f"try {rate}") as run:
        mlflow.log_param("rate", rate)
        solver.step(rate)
        score = solver.loss
mo.md("done")
"""


def test_the_run_that_an_iteration_begins_itself_becomes_the_child():
    source = notebook(IMPORTS + "\nimport mlflow", SOLVER, TRIALS)
    nested = search_plan(source).nested.model_copy(update={"statement": 0})
    after = patch_twice(source, plan(2, 0, nested=nested))
    assert code(after, 3) == (
        f"{GUARD}{START}:\n    for rate in [0.1, 0.2]:\n"
        '        with mlflow.start_run(run_name=f"try {rate}", nested=True) as run:\n'
        '            mlflow.log_param("rate", rate)\n            solver.step(rate)\n            score = solver.loss\n'
        '            mlflow.log_metrics({"score": score})\nmo.md("done")'
    )


def test_what_a_trial_object_learns_is_logged_when_it_has_learned():
    source = notebook(
        IMPORTS, SOLVER, "for rate in [0.1]:\n    trial = type(solver)()\n    trial.step(rate)\n    print(rate)"
    )
    nested = Nested(
        cell=2,
        statement=0,
        path=(line_of(source, "trial = "), line_of(source, "for rate")),
        metrics=(value("loss", "trial.loss", 2, 0, scope="loop"),),
    )
    rows = code(patch_twice(source, plan(2, 0, nested=nested)), 3).splitlines()
    at = next(at for at, row in enumerate(rows) if "trial.step" in row)
    assert rows[at + 1].strip() == 'mlflow.log_metrics({"loss": trial.loss})'


def test_trials_without_parameters_are_numbered_by_the_loop():
    source = notebook(IMPORTS, SOLVER, SEARCH.replace("rate in np.linspace(0.1, 0.5, 3)", "rate in range(1, 4)"))
    assert 'run_name=f"trial_{rate}", nested=True' in patch_twice(source, search_plan(source, params=())).source


def test_a_line_without_a_loop_is_refused():
    source = notebook(IMPORTS, SOLVER, SEARCH)
    nested = Nested(cell=2, statement=1, path=(line_of(source, "best = 0"), line_of(source, "best = 0")))
    with pytest.raises(PatchImpossible, match="no loop"):
        patch_twice(source, plan(2, 1, nested=nested))


OWN_RUN = """
import mlflow
mlflow.set_experiment("study")
with mlflow.start_run(run_name="mine"):
    mlflow.log_params({"rate": 0.1})
    solver.step(0.1)
    mlflow.log_metric("loss", solver.loss)
"""


def test_what_a_run_lacks_is_added_to_its_own_calls():
    source = notebook(IMPORTS, SOLVER, OWN_RUN)
    tracking = plan(
        2,
        2,
        call="solver.step(0.1)",
        params=[value("rate", "solver.rate", 1), value("n", "solver.n", 1)],
        metrics=[value("loss", "solver.loss", 2, 2), value("gap", "solver.loss - 1", 2, 2)],
    )
    assert code(patch_twice(source, tracking), 2) == OWN_RUN.strip().replace("0.1})", '0.1, "n": solver.n})') + (
        '\n    mlflow.log_metrics({"gap": solver.loss - 1})'
    )


def test_keys_of_a_dict_over_rows_are_added_as_rows():
    source = notebook(
        IMPORTS, SOLVER, OWN_RUN.replace('{"rate": 0.1}', '{\n        "rate": 0.1,  # fixed\n        "a": 1,\n    }')
    )
    patched = patch_twice(source, plan(2, 2, call="solver.step(0.1)", params=[value("n", "solver.n", 1)]))
    assert '        "rate": 0.1,  # fixed\n        "a": 1,' in code(patched, 2)
    assert '"n": solver.n,' in code(patched, 2)


def test_a_function_that_starts_a_run_itself_keeps_its_run():
    source = notebook(
        IMPORTS,
        "import mlflow\n\ndef train(n):\n    with mlflow.start_run():\n        return n / 2",
        "rate = 3",
        "result = train(rate)\nresult",
    )
    patched = patch_twice(
        source, plan(3, call="train(rate)", params=[value("rate", "rate", 2)], metrics=[value("r", "result", 3)])
    )
    assert code(patched, 3) == (
        'mlflow.set_experiment("study")\nresult = train(rate)\nmlflow_run_id = mlflow.last_active_run().info.run_id\n'
        "with mlflow.start_run(run_id=mlflow_run_id):\n"
        '    mlflow.log_params({"rate": rate})\n    mlflow.log_metrics({"r": result})\nresult'
    )
