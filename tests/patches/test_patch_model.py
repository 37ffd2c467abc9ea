"""Models that the notebook logs itself: registered by its own call or after it, and never logged a second time."""

import pytest
from patch_cases import SOLVER, Placement, code, notebook, patch_twice, plan

from worker.errors import PatchImpossible
from worker.plan import Model

IMPORTS = 'import marimo as mo\nimport mlflow\nmlflow.set_experiment("study")'
OWN_RUN = 'with mlflow.start_run() as run:\n    solver.step(0.1)\n    {call}\nrun_id = run.info.run_id\nmo.md("x")'
OWN = OWN_RUN.format(call='mlflow.sklearn.log_model(solver, name="fit")')
LATER = 'with mlflow.start_run(run_id=run_id):\n    mlflow.sklearn.log_model(sk_model=solver, artifact_path="fit")'
TRAINER = """
def train(rate):
    with mlflow.start_run():
        model = solver
        solver.step(rate)
        mlflow.sklearn.log_model(model, name="fit")
    return model
"""
AFTER = 'mlflow.register_model(f"runs:/{mlflow.active_run().info.run_id}/NAME", "ridge")'


def the_model(**more):
    more = {"name": "fit", "registered_name": "ridge", "requirements": (1,), **more}
    return Model(**{"expression": "solver", "flavor": "sklearn", "cell": 2, "statement": 0, **more})


def patched(*bodies, site=None, **more):
    tracking = plan(2, call="solver.step(0.1)", model=the_model(**more))
    if site:
        tracking = tracking.model_copy(update={"site": tracking.site.model_copy(update=site)})
    return patch_twice(notebook(IMPORTS, SOLVER, *bodies), tracking)


ADOPTED = {
    "the run's own call": ([OWN], {}, 'log_model(solver, name="fit", registered_model_name="ridge")'),
    "one that was deprecated": (
        [OWN_RUN.format(call='mlflow.sklearn.log_model(solver, "fit")')],
        {},
        'log_model(solver, "fit", registered_model_name="ridge")',
    ),
    "in a later cell that resumes the run": (
        [OWN_RUN.format(call="pass"), LATER],
        {},
        'artifact_path="fit",\n        registered_model_name="ridge",',
    ),
    "by another name of the module": (
        [OWN_RUN.format(call='mlflow.pyfunc.log_model("fit", python_model=solver)').replace('"fit", ', 'name="fit", ')],
        {"flavor": "pyfunc"},
        'name="fit",\n        python_model=solver,\n        registered_model_name="ridge",',
    ),
}


@pytest.mark.parametrize(("bodies", "more", "expected"), ADOPTED.values(), ids=ADOPTED)
def test_the_authors_own_call_registers_the_model(bodies, more, expected):
    after = patched(*bodies, **more)
    assert "".join(expected.split()) in "".join(after.source.split())
    assert after.source.count("log_model(") == 1
    assert "register_model(" not in after.source
    assert [one.requirements for one in after.applied if one.patch == "model"] == [(1,)]


ROWS = """
with mlflow.start_run() as run:
    solver.step(0.1)
    mlflow.sklearn.log_model(
        solver, "fit",
        signature=None
    )
mo.md("x")
"""


def test_a_call_over_several_rows_keeps_its_layout():
    after = patched(ROWS)
    assert '        solver, "fit",\n        signature=None,\n        registered_model_name="ridge"\n    )\n' in code(
        after, 2
    )


REGISTERED_ELSEWHERE = {
    "under another name": 'name="fit", registered_model_name="theirs")',
    "by arguments that nobody sees": 'name="fit", **options)',
}


@pytest.mark.parametrize("rest", REGISTERED_ELSEWHERE.values(), ids=REGISTERED_ELSEWHERE)
def test_a_call_that_has_a_registered_name_stays_and_the_model_is_registered_behind_it(rest):
    call = f"mlflow.sklearn.log_model(solver, {rest}"
    after = patched(f"options = {{}}\n{OWN_RUN.format(call=call)}")
    assert call in code(after, 2)
    assert AFTER.replace("NAME", "fit") in code(after, 2)


def test_a_call_within_the_training_function_registers_the_model():
    source = notebook(IMPORTS, SOLVER, TRAINER, "model = train(0.1)")
    site = {"cell": 3, "call": "train(0.1)", "function": "train", "function_cell": 2}
    tracking = plan(3, call="train(0.1)", model=the_model(expression="model", cell=3))
    tracking = tracking.model_copy(update={"site": tracking.site.model_copy(update=site)})
    after = patch_twice(source, tracking)
    assert 'name="fit", registered_model_name="ridge")' in code(after, 2)
    assert after.source.count("log_model(") == 1


@pytest.mark.parametrize("call", ["mlflow.autolog()", "mlflow.sklearn.autolog(silent=True)"])
def test_what_autolog_logs_is_registered_after_logging(call):
    after = patched(f"{call}\nsolver.step(0.1)\ndone = True", name="model")
    assert f"    {AFTER.replace('NAME', 'model')}" in code(after, 2)
    assert "log_model(" not in after.source


def test_an_alias_needs_the_version_that_registering_after_logging_gives():
    text = code(patched(OWN, alias="best"), 2)
    assert OWN.partition("\n    mlflow")[0] in text
    assert "_version = mlflow.register_model(" in text
    assert "_version.version" in text
    assert text.index("log_model(") < text.index("register_model(")


def test_a_model_that_a_later_cell_logs_is_registered_behind_that_cell():
    after = patched(OWN_RUN.format(call="pass"), LATER, alias="best")
    assert code(after, 3) == LATER
    assert code(after, 4).startswith("with mlflow.start_run(run_id=run_id):\n    _version = mlflow.register_model(")


UNCHANGED = {
    "registered by its own call": OWN.replace('"fit")', '"fit", registered_model_name="ridge")'),
    "registered after logging": OWN.replace(
        "\nrun_id", '\n    mlflow.register_model(f"runs:/{run.info.run_id}/fit", "ridge")\nrun_id'
    ),
    "registered by an address that is put together elsewhere": OWN.replace(
        "\nrun_id", '\n    mlflow.register_model(model_uri=f"models:/{run}/fit", name="ridge")\nrun_id'
    ),
}


@pytest.mark.parametrize("body", UNCHANGED.values(), ids=UNCHANGED)
def test_a_model_that_is_registered_stays_as_it_is(body):
    source = notebook(IMPORTS, SOLVER, body)
    assert patch_twice(source, plan(2, call="solver.step(0.1)", model=the_model())).source == source


def test_a_model_that_autolog_keeps_is_not_logged_again():
    after = patched("mlflow.autolog()\nsolver.step(0.1)\ndone = True", name="model", registered_name="")
    assert "log_model" not in after.source
    assert "register" not in after.source


LOGGED_ANEW = {
    "autolog that logs no models": ("mlflow.autolog(log_models=False)\nsolver.step(0.1)", {"name": "model"}),
    "autolog that is off": ("mlflow.sklearn.autolog(disable=True)\nsolver.step(0.1)", {"name": "model"}),
    "autolog of another library": ("mlflow.xgboost.autolog()\nsolver.step(0.1)", {"name": "model"}),
    "autolog, and a name that the task gives": ("mlflow.autolog()\nsolver.step(0.1)", {"name": "forest"}),
    "another model": (OWN_RUN.format(call='mlflow.sklearn.log_model(mo, name="fit")'), {}),
    "the same model under another name": (OWN, {"name": "forest"}),
}


@pytest.mark.parametrize(("body", "more"), LOGGED_ANEW.values(), ids=LOGGED_ANEW)
def test_what_the_notebook_does_not_log_is_logged_and_registered_in_one_call(body, more):
    before = body.count("log_model(")
    after = patched(body, **more)
    assert after.source.count(".log_model(") == before + 1
    assert 'registered_model_name="ridge"' in after.source
    assert "mlflow.register_model(" not in after.source


def test_beside_the_authors_run_is_not_the_models_run():
    source = notebook(IMPORTS, SOLVER, OWN)
    after = patch_twice(source, plan(2, placement=Placement.BESIDE, model=the_model()))
    assert OWN in code(after, 2)
    assert after.source.count("log_model(") == 2


def test_a_name_that_fits_no_address_is_refused():
    body = OWN_RUN.format(call='mlflow.sklearn.log_model(solver, name="a{b}")')
    with pytest.raises(PatchImpossible, match="cannot stand in"):
        patched(body, name="a{b}", alias="best")


FLAVOURS = {
    "sklearn": ["mlflow.sklearn.log_model(", "input_example=solver.X[:5],"],
    "xgboost": ["mlflow.xgboost.log_model(", "input_example=solver.X[:5],"],
    "pyfunc": ["mlflow.pyfunc.log_model(", "python_model=solver,", "input_example=solver.X[:5],"],
    "pytorch": ["mlflow.pytorch.log_model(", "input_example=solver.X[:5].detach().cpu().numpy(),", '"pickle"'],
}


@pytest.mark.parametrize(("flavor", "rows"), FLAVOURS.items(), ids=FLAVOURS)
def test_every_flavour_has_its_call_with_signature_and_example(flavor, rows):
    after = patched("solver.step(0.1)\ndone = True", flavor=flavor, input_example="solver.X")
    for row in [*rows, 'registered_model_name="ridge",', f"mlflow.{flavor}.get_default_pip_requirements()"]:
        assert row in code(after, 2)
