"""The run context: around exactly the training statements, and nothing else."""

import pytest
from patch_cases import (
    GUARD,
    IMPORTS,
    SOLVER,
    START,
    Placement,
    added,
    code,
    figure,
    notebook,
    patch_twice,
    plan,
    value,
)

from worker.errors import PatchImpossible
from worker.notebook.source import read_notebook
from worker.plan import Experiment, Model

TRAIN = "solver.step(0.1)\ndone = True"

PLACED = {
    "a plain statement": (
        "solver.step(0.1)\ndone = True",
        0,
        "",
        f"{GUARD}{START}:\n    solver.step(0.1)\ndone = True",
    ),
    "behind a gate": (
        'mo.stop(done_before, "press")\n\n# train\nsolver.step(0.1)\nmo.md("ready")',
        1,
        "",
        f'mo.stop(done_before, "press")\n\n{GUARD}{START}:\n    # train\n    solver.step(0.1)\nmo.md("ready")',
    ),
    "the displayed expression itself": (
        "solver.step(0.1)",
        0,
        "",
        f"{GUARD}{START}:\n    _result = solver.step(0.1)\n_result",
    ),
    "a displayed expression that a semicolon silences": (
        "solver.step(0.1);",
        0,
        "",
        f"{GUARD}{START}:\n    solver.step(0.1);",
    ),
    "inside an if": (
        "if mo.running:\n    # train\n    solver.step(0.1)\n    shown = 1",
        0,
        "solver.step(0.1)",
        (
            f'if mo.running:\n    if mlflow.active_run():\n        mlflow.end_run("KILLED")\n    {START}:\n'
            "        # train\n        solver.step(0.1)\n    shown = 1"
        ),
    ),
    "inside an else": (
        "if mo.running:\n    shown = 1\nelse:\n    solver.step(0.1)",
        0,
        "solver.step(0.1)",
        (
            'if mo.running:\n    shown = 1\nelse:\n    if mlflow.active_run():\n        mlflow.end_run("KILLED")\n'
            f"    {START}:\n        solver.step(0.1)"
        ),
    ),
    "inside a try": (
        "try:\n    solver.step(0.1)\nexcept ValueError:\n    pass",
        0,
        "solver.step(0.1)",
        (
            f'try:\n    if mlflow.active_run():\n        mlflow.end_run("KILLED")\n    {START}:\n'
            "        solver.step(0.1)\nexcept ValueError:\n    pass"
        ),
    ),
    "a with statement, whole": (
        'with mo.status.spinner("x"):\n    solver.step(0.1)',
        0,
        "solver.step(0.1)",
        f'{GUARD}{START}:\n    with mo.status.spinner("x"):\n        solver.step(0.1)',
    ),
    "a loop with odd indentation and a text over lines": (
        'for _i in range(2):\n  solver.step(0.1)  # twice\n  note = """a\n  b"""',
        0,
        "",
        f'{GUARD}{START}:\n    for _i in range(2):\n      solver.step(0.1)  # twice\n      note = """a\n  b"""',
    ),
    "statements that share a line": (
        "a = 1; solver.step(0.1)\nb = 2",
        1,
        "",
        f"{GUARD}{START}:\n    a = 1; solver.step(0.1)\nb = 2",
    ),
}


@pytest.mark.parametrize(("body", "first", "call", "expected"), PLACED.values(), ids=PLACED)
def test_the_run_spans_the_training_statements(body, first, call, expected):
    patched = patch_twice(notebook(IMPORTS, SOLVER, body), plan(2, first, call=call))
    assert code(patched, 3) == expected
    assert (patched.inserted, patched.edited) == ((2,), (3,))


def test_top_level_await_stays_in_the_run():
    source = notebook(IMPORTS, "import asyncio\n\nasync def train():\n    await asyncio.sleep(0)", "await train()")
    patched = patch_twice(source, plan(2))
    assert code(patched, 3).endswith("    _result = await train()\n_result")
    assert "async def _(experiment, mlflow, train):" in patched.source


def test_values_between_the_site_and_the_display_belong_to_the_run():
    source = notebook(IMPORTS, SOLVER, "solver.step(0.1)\nfinal = solver.loss\nother = 3\nmo.md(str(final))")
    patched = patch_twice(source, plan(2, metrics=[value("final", "final", 2, 1)]))
    assert code(patched, 3) == (
        f"{GUARD}{START}:\n    solver.step(0.1)\n    final = solver.loss\n"
        '    mlflow.log_metrics({"final": final})\nother = 3\nmo.md(str(final))'
    )


def test_a_value_behind_a_later_stop_resumes_the_run():
    source = notebook(IMPORTS, SOLVER, "solver.step(0.1)\nmo.stop(solver.loss > 2)\nfinal = solver.loss")
    patched = patch_twice(source, plan(2, metrics=[value("final", "final", 2, 2)]))
    assert code(patched, 3) == (
        f"{GUARD}{START} as _run:\n    solver.step(0.1)\n"
        "mo.stop(solver.loss > 2)\nfinal = solver.loss\n"
        'with mlflow.start_run(run_id=_run.info.run_id):\n    mlflow.log_metrics({"final": final})'
    )


def test_a_later_cell_resumes_the_run_and_stays_untouched():
    source = notebook(IMPORTS, SOLVER, TRAIN, "curve = [done, 1]\ncurve")
    patched = patch_twice(source, plan(2, artifacts=[figure("plots/c.png", "curve", 3)]))
    before, after = read_notebook(source), read_notebook(patched.source)
    assert (
        source[before.cells[3].start : before.cells[3].end] == patched.source[after.cells[4].start : after.cells[4].end]
    )
    assert (
        code(patched, 5) == 'with mlflow.start_run(run_id=mlflow_run_id):\n    mlflow.log_figure(curve, "plots/c.png")'
    )
    assert patched.inserted == (2, 5)
    assert patched.cell_map == {0: 0, 1: 1, 2: 3, 3: 4}


def test_later_values_without_a_gate_share_one_cell():
    source = notebook(IMPORTS, SOLVER, TRAIN, "a = float(done)", "b = a + 1")
    patched = patch_twice(source, plan(2, metrics=[value("a", "a", 3), value("b", "b", 4)]))
    assert patched.inserted == (2, 6)
    assert code(patched, 6).endswith('mlflow.log_metrics({"a": a, "b": b})')


def test_a_later_value_behind_a_gate_of_its_own_has_a_cell_of_its_own():
    source = notebook(IMPORTS, SOLVER, TRAIN, "a = float(done)", "mo.stop(a > 3)\nb = a + 1")
    patched = patch_twice(source, plan(2, metrics=[value("a", "a", 3), value("b", "b", 4)]))
    assert patched.inserted == (2, 5, 7)


def test_a_closed_gate_inside_the_cell_leaves_later_cells_quiet():
    source = notebook(
        IMPORTS, SOLVER, "out = 0\nif mo.running:\n    solver.step(0.1)\n    out = solver.loss", "final = out"
    )
    patched = patch_twice(source, plan(2, 1, call="solver.step(0.1)", metrics=[value("final", "final", 3)]))
    assert "mlflow_run_id = None\nif mo.running:" in code(patched, 3)
    assert code(patched, 5).startswith("if mlflow_run_id:\n    with mlflow.start_run(run_id=mlflow_run_id):")


def test_a_plot_of_a_trained_object_keeps_its_place_behind_training():
    """Training changes `solver`, so the plot stands behind it only by the order of the file."""
    source = notebook(IMPORTS, SOLVER, "solver.step(0.1)", "_fig = [solver.loss]\n_fig")
    patched = patch_twice(source, plan(2, artifacts=[figure("plots/p.png", "_fig", 3, scope="cell")]))
    assert code(patched, 4) == (
        '_fig = [solver.loss]\nwith mlflow.start_run(run_id=mlflow_run_id):\n    mlflow.log_figure(_fig, "plots/p.png")\n_fig'
    )


def test_beside_changes_no_cell_of_the_user():
    source = notebook(IMPORTS, SOLVER, TRAIN)
    patched = patch_twice(source, plan(2, placement=Placement.BESIDE, metrics=[value("loss", "solver.loss", 1)]))
    assert patched.edited == ()
    assert code(patched, 4).startswith("_trained = done\n"), "it runs whenever training does"
    assert all(
        line.startswith("    ") or line for line in added(source, patched.source).splitlines() if line.startswith("-")
    )


def test_without_a_site_everything_is_logged_beside():
    patched = patch_twice(notebook(IMPORTS, "a = 3.0", "b = a"), plan(metrics=[value("b", "b", 2)]))
    assert patched.edited == ()
    assert patched.inserted == (2, 4)


def test_new_names_clash_with_nothing():
    source = notebook(IMPORTS, SOLVER, "experiment = 1\n_run = 2\nmlflow_run_id = 3", TRAIN, "curve = done")
    patched = patch_twice(source, plan(3, metrics=[value("c", "curve", 4)]))
    assert "mlflow_experiment = mlflow.set_experiment" in patched.source
    assert "as _mlflow_run:" in patched.source
    assert "mlflow_mlflow_run_id = _mlflow_run.info.run_id" in patched.source


IMPOSSIBLE = {
    "a disabled cell": (
        lambda text: text.replace("@app.cell\ndef _(solver)", "@app.cell(disabled=True)\ndef _(solver)"),
        "disabled",
    ),
    "a form feed in the cell": (lambda text: text.replace("    done = True", "\x0c    done = True"), "form feed"),
}


@pytest.mark.parametrize(("change", "word"), IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_a_cell_that_cannot_be_edited_is_refused(change, word):
    with pytest.raises(PatchImpossible, match=word):
        patch_twice(change(notebook(IMPORTS, SOLVER, TRAIN)), plan(2))


def test_a_plan_for_another_version_of_the_notebook_is_refused():
    with pytest.raises(PatchImpossible, match="another version"):
        patch_twice(notebook(IMPORTS, SOLVER, TRAIN), plan(2, metrics=[value("x", "done", 9)]))


def test_a_private_loop_of_an_earlier_cell_is_refused():
    source = notebook(IMPORTS, SOLVER, "for _i in range(3):\n    _x = _i", "solver.step(0.1)")
    with pytest.raises(PatchImpossible, match="public name"):
        patch_twice(source, plan(3, series=[value("x", "_x", 2, scope="loop", form="loop", path=(1, 1))]))


def test_a_private_figure_is_published_in_front_of_what_its_cell_displays():
    drawing = "import matplotlib.pyplot as plt\n_fig = plt.figure()\nplt.plot([1, 2])\nplt.gca()"
    patched = patch_twice(
        notebook(IMPORTS, drawing), plan(artifacts=[figure("plots/p.png", "_fig", 1, 3, scope="cell")])
    )
    assert "plt.plot([1, 2])\n    fig = _fig\n    plt.gca()" in patched.source


GATED = {
    "alone under the test": (
        "if pressed:\n    score = 1.0",
        "if pressed:\n    " + GUARD.replace("\n", "\n    ").rstrip(" "),
    ),
    "also in front of it": ("score = 0.0\nif pressed:\n    score = 1.0", GUARD),
    "also in the other branch": ("if pressed:\n    score = 1.0\nelse:\n    score = 0.0", GUARD),
    "under a test that other cells cannot make": ("_on = pressed\nif _on:\n    score = 1.0", GUARD),
}


@pytest.mark.parametrize(("sets", "begins"), GATED.values(), ids=GATED)
def test_values_that_exist_only_under_a_test_are_logged_under_it(sets, begins):
    source = notebook(IMPORTS, "pressed = mo.running_in_notebook()", sets)
    patched = patch_twice(source, plan(metrics=[value("score", "score", 2)]))
    assert code(patched, 4).startswith(begins)


def test_beside_without_anything_to_wait_for_is_refused():
    source = notebook(IMPORTS, SOLVER, "solver.step(0.1)")
    with pytest.raises(PatchImpossible, match="around"):
        patch_twice(source, plan(2, placement=Placement.BESIDE, metrics=[value("l", "solver.loss", 1)]))


def test_everything_there_already_changes_nothing():
    source = notebook(
        IMPORTS,
        SOLVER,
        'import mlflow\nmlflow.set_experiment("study")\nwith mlflow.start_run():\n    mlflow.log_param("a", 1)\n    solver.step(0.1)',
    )
    patched = patch_twice(source, plan(2, 2, params=[value("a", "solver.loss", 1)]))
    assert patched.source == source


def test_run_name_and_tags_are_literals():
    patched = patch_twice(
        notebook(IMPORTS, SOLVER, TRAIN),
        plan(2, run_name='a "b" {c}', run_tags={"x": "'); import os"}, experiment=Experiment(name="study")),
    )
    assert "run_name='a \"b\" {c}'" in patched.source
    assert '"x": "\'); import os"' in patched.source


def test_a_tag_may_be_a_value_of_the_notebook():
    source = notebook(IMPORTS, SOLVER, f"{TRAIN}\nstate = solver.loss < 1")
    after = patch_twice(source, plan(2, tags=[value("converged", "state", 2, 1)]))
    assert 'mlflow.set_tags({"converged": state})' in code(after, 3)
    assert [one.patch for one in after.applied if one.patch == "tags"] == ["tags"]


def test_a_tag_of_a_later_cell_resumes_the_run():
    source = notebook(IMPORTS, SOLVER, TRAIN, "state = solver.loss < 1")
    after = patch_twice(source, plan(2, tags=[value("converged", "state", 3)]))
    assert 'mlflow.set_tags({"converged": state})' in after.source
    assert "state = solver.loss < 1" in code(after, 4), "the user's cell stays as it is"


def test_a_figure_far_behind_the_training_is_logged_behind_the_run():
    rows = "\n".join(f"row_{number} = {number}" for number in range(12))
    source = notebook(IMPORTS, SOLVER, f"solver.step(0.1)\nnear = 1\n{rows}\nplot = [row_3]\nplot")
    after = patch_twice(
        source, plan(2, metrics=[value("near", "near", 2, 1)], artifacts=[figure("p.png", "plot", 2, 14)])
    )
    assert code(after, 3).endswith(
        'plot = [row_3]\nwith mlflow.start_run(run_id=_run.info.run_id):\n    mlflow.log_figure(plot, "p.png")\nplot'
    )
    assert "\nrow_0 = 0\n" in code(after, 3), "what is no training is not indented"


OWN_RUN = """
with mlflow.start_run() as run:
    solver.step(0.1)
    mlflow.sklearn.log_model(solver, "model")
    run_id = run.info.run_id
done = True
"""


def test_the_run_id_that_the_author_keeps_is_used():
    source = notebook(
        IMPORTS + '\nimport mlflow\nmlflow.set_experiment("study")', SOLVER, OWN_RUN, "curve = [done]\ncurve"
    )
    after = patch_twice(source, plan(2, call="solver.step(0.1)", artifacts=[figure("c.png", "curve", 3)]))
    assert code(after, 2).strip() == OWN_RUN.strip()
    assert code(after, 4) == 'with mlflow.start_run(run_id=run_id):\n    mlflow.log_figure(curve, "c.png")'


def test_a_model_that_the_run_logs_already_is_registered_by_that_call():
    source = notebook(IMPORTS + '\nimport mlflow\nmlflow.set_experiment("study")', SOLVER, OWN_RUN)
    model = Model(
        expression="solver", flavor="sklearn", cell=2, statement=0, registered_name="ridge", requirements=(1,)
    )
    after = patch_twice(source, plan(2, call="solver.step(0.1)", model=model))
    assert 'mlflow.sklearn.log_model(solver, "model", registered_model_name="ridge")' in code(after, 2)
    assert code(after, 2).count("log_model") == 1
    assert next(one for one in after.applied if one.patch == "model").requirements == (1,)


def test_lines_in_front_of_a_paragraph_are_a_paragraph():
    source = notebook(IMPORTS, SOLVER, TRAIN, "_n = done\n\n# shown last\nmo.md('x')")
    after = patch_twice(source, plan(2, metrics=[value("n", "_n", 3, scope="cell")]))
    assert code(after, 4) == (
        "_n = done\n\nwith mlflow.start_run(run_id=mlflow_run_id):\n"
        "    mlflow.log_metrics({\"n\": _n})\n\n# shown last\nmo.md('x')"
    )


def test_a_displayed_name_stays_last_when_its_figure_is_logged_behind_the_run():
    rows = "\n".join(f"row_{number} = {number}" for number in range(12))
    source = notebook(IMPORTS, SOLVER, f"if mo:\n    solver.step(0.1)\n{rows}\nplot = [row_3]\nplot")
    after = patch_twice(
        source, plan(2, call="solver.step(0.1)", artifacts=[figure("p.png", "plot", 2, 14, displayed=True)])
    )
    assert code(after, 3).endswith(
        "plot = [row_3]\nif mlflow_run_id:\n    with mlflow.start_run(run_id=mlflow_run_id):\n"
        '        mlflow.log_figure(plot, "p.png")\nplot'
    )


HABITS = {
    "single": (
        ["names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']\nrate = 0.1"],
        ["end_run('KILLED')", "run_name=f'rate_{rate}'", "{'rate': rate}", "set_experiment('study')"],
    ),
    "single, and texts of several lines": (
        ["names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']  # \"\nrate = 0.1", 'mo.md("""it\'s "so" """)'],
        ["end_run('KILLED')"],
    ),
    "mixed": (["names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', \"h\"]\nrate = 0.1"], ['end_run("KILLED")', 'f"rate_']),
    "few": (["names = ['a', 'b', 'c']\nrate = 0.1"], ['end_run("KILLED")', '{"rate": rate}']),
}


@pytest.mark.parametrize(("bodies", "expected"), HABITS.values(), ids=HABITS)
def test_texts_are_quoted_as_the_author_does(bodies, expected):
    plain = SOLVER.replace('"', "'")
    source = notebook(IMPORTS, *bodies, plain, "solver.step(0.1)\ndone = True")
    text = patch_twice(source, plan(len(bodies) + 2, params=[value("rate", "rate", 1)])).source
    for row in expected:
        assert row in text


def test_what_single_quotes_would_break_keeps_its_own():
    source = notebook(
        IMPORTS, "names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']\nsets = {'it': 1}", "rate = sets['it']"
    )
    tracking = plan(2, params=[value("it's", "sets['it']", 1)], metrics=[value("rate", "rate", 2)])
    text = code(patch_twice(source, tracking), 3)
    assert '"it\'s": sets[' in text
    assert "{'rate': rate}" in text


@pytest.mark.parametrize("key", ["name", "Label"])
def test_a_run_whose_parameter_is_a_name_is_called_by_it(key):
    source = notebook(IMPORTS, "which = 'a'", SOLVER, TRAIN)
    assert 'run_name=f"{which}"' in patch_twice(source, plan(3, params=[value(key, "which", 1)])).source
