"""The experiment cell: once, before the run, whatever its name."""

import ast

import pytest
from patch_cases import IMPORTS, SOLVER, Experiment, code, figure, notebook, patch_twice, plan, value

from worker.errors import PatchImpossible
from worker.notebook.source import read_notebook
from worker.patches import apply

TRAIN = "solver.step(0.1)\ndone = True"
NAMES = [
    "plain",
    "it's",
    "both ' and \"",
    "braces {x} {{y}}",
    "line\nbreak",
    "back\\slash",
    '"); import os; ("',
    "EXPERIMENT_NAME",
    "ümläut 実験",
    "\ud800 alone",
    "\u202e turned",
    "x" * 500,
    "#",
    "'''",
    '"""',
    "\x00",
]


@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_just_a_literal(name):
    patched = patch_twice(
        notebook(IMPORTS, SOLVER, TRAIN), plan(2, experiment=Experiment(name=name, tags={name: name}))
    )
    calls = [node for node in ast.walk(ast.parse(code(patched, 2))) if isinstance(node, ast.Call)]
    assert len(calls) == 2
    assert ast.literal_eval(calls[0].args[0]) == name
    assert ast.literal_eval(calls[1].args[0]) == {name: name}


MODULES = {
    "not imported at all": ([], "mlflow = "),
    "imported under another name": (["import mlflow as mlf"], "experiment = mlf.set_experiment"),
    "imported in a try": (
        ["try:\n    import mlflow\nexcept ImportError:\n    mlflow = None"],
        "experiment = mlflow.set_experiment",
    ),
    "the name means something else": (["mlflow = 3"], "import mlflow as mlflow_tracking"),
}


@pytest.mark.parametrize(("cells", "expected"), MODULES.values(), ids=MODULES)
def test_mlflow_is_imported_once(cells, expected):
    source = notebook(IMPORTS, SOLVER, *cells, TRAIN)
    patched = patch_twice(source, plan(2 + len(cells)))
    if cells:
        assert expected in patched.source
        assert patched.source.count("import mlflow") == (source.count("import mlflow") or 1)
    else:
        assert code(patched, 2) == 'import mlflow\n\nexperiment = mlflow.set_experiment("study")'


def test_an_import_in_the_training_cell_keeps_the_experiment_there():
    source = notebook(IMPORTS, SOLVER, "import mlflow\nsolver.step(0.1)\ndone = True")
    patched = patch_twice(source, plan(2, 1))
    assert patched.inserted == ()
    assert code(patched, 2).startswith('import mlflow\nmlflow.set_experiment("study")\nif mlflow.active_run()')


def test_an_import_that_comes_too_late_is_made_privately():
    source = notebook(IMPORTS, SOLVER, TRAIN, "import mlflow\nprint(mlflow.__version__, done)")
    patched = patch_twice(source, plan(2, metrics=[value("d", "done", 2, 1)]))
    assert code(patched, 2).startswith("import mlflow as _mlflow\n_mlflow.set_experiment")


@pytest.mark.parametrize("link", [True, False])
def test_the_link_is_displayed_only_where_it_is_asked_for(link):
    patched = patch_twice(notebook(IMPORTS, SOLVER, TRAIN), plan(2, link=link))
    assert ("/#/experiments/" in patched.source) is link


def test_a_notebook_without_marimo_imports_it_privately_for_the_link():
    patched = patch_twice(notebook("a = 1", "b = a + 1"), plan(1, link=True))
    assert "import marimo as _mo" in code(patched, 1)


def test_the_only_experiment_of_the_notebook_is_renamed():
    source = notebook(IMPORTS, SOLVER, 'import mlflow\nmlflow.set_experiment("old")', TRAIN)
    patched = patch_twice(source, plan(3))
    assert 'mlflow.set_experiment("study")' in patched.source
    assert '"old"' not in patched.source
    assert patched.notes


def test_a_name_kept_in_a_constant_is_renamed_there():
    source = notebook(IMPORTS, SOLVER, 'NAME = "old"', "import mlflow\nmlflow.set_experiment(NAME)", TRAIN)
    patched = patch_twice(source, plan(4))
    assert code(patched, 2) == 'NAME = "study"'
    assert "mlflow.set_experiment(NAME)" in patched.source


def test_an_experiment_that_is_set_already_is_used():
    source = notebook(IMPORTS, SOLVER, 'import mlflow\nexp = mlflow.set_experiment("study")', TRAIN)
    patched = patch_twice(source, plan(3))
    assert patched.inserted == ()
    assert "experiment_id=exp.experiment_id" in code(patched, 3)
    assert patched.cell_map[2] not in patched.edited


def test_comments_above_the_training_cell_stay_above_it():
    source = notebook(IMPORTS, SOLVER, TRAIN).replace(
        "@app.cell\ndef _(solver)", "# Train\n# here\n@app.cell\ndef _(solver)"
    )
    patched = patch_twice(source, plan(2))
    assert "# Train\n# here\n@app.cell\ndef _(experiment, mlflow, solver):" in patched.source


@pytest.mark.parametrize("there", [plan(1), plan(run_tags={"method": "exact"})], ids=["training", "tag-alone"])
def test_the_setup_cell_stays_first(there):
    patched = patch_twice(notebook("a = len(json.dumps(1))", setup="import json"), there)
    assert read_notebook(patched.source).cells[0].kind == "setup"


@pytest.mark.parametrize(
    ("body", "after"),
    [
        (
            'exp = mlflow.set_experiment("study")\nprint(exp)',
            'exp = mlflow.set_experiment("study")\nmlflow.set_experiment_tags({"team": "pde"})\nprint(exp)',
        ),
        (
            'mlflow.set_experiment("study")',
            'experiment = mlflow.set_experiment("study")\nmlflow.set_experiment_tags({"team": "pde"})\nexperiment',
        ),
        (
            'exp = mlflow.set_experiment("study")\nmlflow.set_experiment_tag("team", "x")',
            'exp = mlflow.set_experiment("study")\nmlflow.set_experiment_tag("team", "x")',
        ),
    ],
)
def test_an_experiment_that_is_set_already_gains_the_tags_it_lacks(body, after):
    source = notebook(IMPORTS + "\nimport mlflow", SOLVER, body, TRAIN)
    tagged = Experiment(name="study", tags={"team": "pde"})
    found = code(patch_twice(source, plan(3, experiment=tagged)), 2)
    assert found == after


def test_a_displayed_experiment_stays_displayed_when_it_gets_a_name():
    source = notebook(IMPORTS + "\nimport mlflow", SOLVER, 'mlflow.set_experiment("study")', TRAIN)
    found = code(patch_twice(source, plan(3)), 2)
    assert found == 'experiment = mlflow.set_experiment("study")\nexperiment'


@pytest.mark.parametrize(
    ("expression", "fine"),
    [("table.to_csv(index=False)", True), ('table.to_csv("/tmp/x")', False), ("table.to_csv(path_or_buf=1)", False)],
)
def test_a_table_becomes_a_text_but_never_a_file_somewhere(expression, fine):
    source = notebook(IMPORTS + "\nimport pandas as pd", "table = pd.DataFrame()", "done = len(table)")
    tracking = plan(2, artifacts=[figure("tables/t.csv", expression, 1, kind="text")])
    if fine:
        assert expression in patch_twice(source, tracking).source
    else:
        with pytest.raises(PatchImpossible, match="does not occur"):
            apply(source, tracking)


def test_a_run_in_a_cell_that_needs_the_one_that_sets_the_experiment_names_it_not_again():
    source = notebook(IMPORTS, 'import mlflow\nmlflow.set_experiment("study")', SOLVER, TRAIN)
    assert "with mlflow.start_run():" in code(patch_twice(source, plan(3)), 3)


def test_an_experiment_that_is_set_under_a_condition_is_named():
    source = notebook(IMPORTS, 'import mlflow\nif mlflow:\n    mlflow.set_experiment("study")', SOLVER, TRAIN)
    assert "experiment_id=experiment.experiment_id" in code(patch_twice(source, plan(3)), 3)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("# an experiment", "experiment"),
        ('text = "an experiment"', "experiment"),
        ("solver.experiment = 1", "experiment"),
        ("experiment = 1", "mlflow_experiment"),
        ("def f(experiment):\n    return experiment", "mlflow_experiment"),
        ("[experiment for experiment in []]", "mlflow_experiment"),
        ("try:\n    pass\nexcept OSError as experiment:\n    pass", "mlflow_experiment"),
        ("match 1:\n    case [*experiment]:\n        pass", "mlflow_experiment"),
        ('mo.sql("select * from experiment")', "mlflow_experiment"),
    ],
)
def test_only_names_of_the_code_are_taken_and_words_are_not(body, name):
    found = patch_twice(notebook(IMPORTS, SOLVER, body, TRAIN), plan(3)).source
    assert f'    {name} = mlflow.set_experiment("study")' in found
