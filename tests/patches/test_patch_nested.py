"""Child runs of searches and studies, as text: what is added, and what stays or is refused."""

import pytest
from patch_cases import IMPORTS, code, line_of, loop_value, notebook, patch_twice, plan, value

from worker.errors import PatchImpossible
from worker.findings import Site
from worker.plan import Nested


def study_plan(kind, expression, form, *, statement=0, **more):
    """A plan for the children of a search or study in cell 1."""
    site = Site(cell=1, first=statement, last=statement, kind=kind, call="", target=expression)
    nested = Nested(cell=1, statement=statement, form=form, expression=expression, **more)
    return plan().model_copy(update={"site": site, "nested": nested})


@pytest.mark.parametrize(
    ("call", "changed"),
    [
        ("study.optimize(f)", "study.optimize(f, callbacks=[_log_trial])"),
        ("study.optimize(f, n_trials=3)", "study.optimize(f, n_trials=3, callbacks=[_log_trial])"),
        ("study.optimize(f, callbacks=[g])", "study.optimize(f, callbacks=[g, _log_trial])"),
        ("study.optimize(f, callbacks=gs, n_jobs=2)", "study.optimize(f, callbacks=[*gs, _log_trial], n_jobs=2)"),
        ("x = study.optimize(f)\nprint(x)", "x = study.optimize(f, callbacks=[_log_trial])"),
        (
            "study.optimize(\n    f,\n    n_trials=3,  # few\n)",
            "study.optimize(\n        f,\n        n_trials=3,  # few\n        callbacks=[_log_trial],\n    )",
        ),
    ],
)
def test_a_study_gets_one_more_callback(call, changed):
    source = notebook(IMPORTS, f"{call}\nprint(1)")
    assert changed in code(patch_twice(source, study_plan("study", "study", "trials")), 2).replace("_result = ", "")


@pytest.mark.parametrize(
    ("call", "why"),
    [
        ("study.optimize(f, 3, None, 1, (), [g])", "by position"),
        ("study.optimize(*parts)", "by position"),
        ("other.optimize(f)", "0 times"),
        ("pair = study.optimize(f), study.optimize(g)", "2 times"),
    ],
)
def test_a_call_that_cannot_be_added_to_is_refused(call, why):
    with pytest.raises(PatchImpossible, match=why):
        patch_twice(notebook(IMPORTS, f"{call}\nprint(1)"), study_plan("study", "study", "trials"))


@pytest.mark.parametrize(
    "body",
    [
        'with mlflow.start_run():\n    with mlflow.start_run(nested=True):\n        search = tune(1)\nmo.md("x")',
        'mlflow.start_run()\nsearch = tune(1)\nmlflow.start_run(nested=True)\nmlflow.end_run()\nmo.md("x")',
    ],
)
def test_children_that_are_there_stay_as_they_are(body):
    source = notebook(IMPORTS, "search = 1", f'import mlflow\nmlflow.set_experiment("study")\n{body}')
    assert patch_twice(source, study_plan("search", "search", "candidates")).source == source


def test_a_search_that_stands_last_displays_what_it_displayed():
    source = notebook(IMPORTS, "search.fit(X, y)")
    assert code(
        patch_twice(
            notebook(IMPORTS, "search = tune()\nsearch.fit()"),
            study_plan("search", "search", "candidates", statement=1),
        ),
        2,
    ).endswith("\n_result")
    with pytest.raises(PatchImpossible, match="not a name of the notebook"):
        patch_twice(source, study_plan("search", "search", "candidates"))


def test_a_history_within_a_trial_leaves_the_searchs_own_history_alone():
    source = notebook(
        IMPORTS,
        "for rate in [1, 2]:\n    score = 0.0\n    for step in range(3):\n        level = rate * step\n    score = level\ndone = 1",
    )
    nested = Nested(
        cell=1,
        statement=0,
        path=(line_of(source, "score = 0.0"), line_of(source, "for rate")),
        params=(value("rate", "rate", 1, scope="loop"),),
        series=(loop_value(source, "level", 1, sets="level =", loop="for step"),),
    )
    outer = loop_value(source, "score", 1, sets="score = level", loop="for rate")
    text = code(patch_twice(source, plan(1, nested=nested, series=[outer])), 2)
    assert '_trial_history = {"level": []}' in text
    assert '_history = {"score": []}' in text
    assert '            _history["score"].append(float(score))' in text
