"""The task: what is taken, what is refused, and how the refusal helps."""

import contextlib
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.document import MAX_BYTES
from worker.errors import TaskInvalid
from worker.task import Task, content_hash, read_task, task_schema

SEED = """\
Title: Integrate MLflow tracking for PINA solver
Files: examples/03_pina_walrus_solver.py
Requirements:
- Track solver hyperparameters (epochs, lr, network size)
- Log physics loss components separately
- Log final solution as artifact
- Create experiment "pina-walrus-solver"
"""
BASE = "title: t\nfiles: a.py\nrequirements: [log the loss]\n"


def refusal(text):
    with pytest.raises(TaskInvalid) as caught:
        read_task(text)
    return str(caught.value)


def test_the_seed_is_read_word_for_word():
    task = read_task(SEED)
    assert task.title == "Integrate MLflow tracking for PINA solver"
    assert task.files == ("examples/03_pina_walrus_solver.py",)
    assert task.requirements == (
        "Track solver hyperparameters (epochs, lr, network size)",
        "Log physics loss components separately",
        "Log final solution as artifact",
        'Create experiment "pina-walrus-solver"',
    )


@pytest.mark.parametrize("case", [str.upper, str.lower, str.title])
def test_keys_of_the_model_may_have_any_case_but_keys_of_free_mappings_keep_theirs(case):
    k = case
    task = read_task(
        f"{k('title')}: t\n{k('files')}: [a.py]\n{k('requirements')}: [x]\n{k('requested-by')}: Ann\n"
        f"{k('tracking')}:\n  {k('params')}: {{LR: lr.value}}\n  {k('experiment')}: {{{k('name')}: E, {k('tags')}: {{Kind: 1}}}}\n"
        f"{k('verify')}: {{{k('overrides')}: {{N_Epochs: 2}}}}\n"
    )
    assert task.requested_by == "Ann"
    assert task.tracking.params == {"LR": "lr.value"}
    assert task.tracking.experiment is not None
    assert task.tracking.experiment.tags == {"Kind": "1"}
    assert task.verify.overrides == {"N_Epochs": 2}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("requirements: Log it", ("Log it",)),
        ("requirements: |\n  - Log it\n  Log that\n", ("Log it", "Log that")),
        ("requirements:\n- Log loss: final", ("Log loss: final",)),
        ("requirements:\n- Log losses: [pde, boundary]", ("Log losses: pde, boundary",)),
        ("requirements:\n- Log loss:\n    pde: first\n    data: last", ("Log loss: pde: first, data: last",)),
        ("requirements:\n- Log loss:", ("Log loss",)),
        ("requirements:\n- 5\n- true\n- 2024-01-01\n- yes", ("5", "true", "2024-01-01", "yes")),
        ("requirements:\n- Log\n  all  of it", ("Log all of it",)),
    ],
)
def test_requirements_are_lines_of_text_whatever_yaml_makes_of_them(written, read):
    assert read_task(f"title: t\nfiles: a.py\n{written}").requirements == read


def test_short_forms_of_tracking_and_verify_are_spelled_out():
    task = read_task(
        BASE
        + """
tracking:
  experiment: sweep
  run: 7
  params: [lr.value, 'config["batch size"]']
  metrics: ["float(losses[-1])", solver.pde_loss, final: loss.item()]
  artifacts: [figure, solver.solution]
  model: clf.best_estimator_
  fixes: close-runs
  link: yes
verify:
  overrides: {lr: 1e-3, epochs: 010}
  interactions: [train_button, {epochs: 3}]
"""
    )
    tracking = task.tracking
    assert tracking.experiment is not None
    assert tracking.experiment.name == "sweep"
    assert tracking.run is not None
    assert tracking.run.name == "7"
    assert tracking.params == {"lr": "lr.value", "batch size": 'config["batch size"]'}
    assert tracking.metrics == {"losses": "float(losses[-1])", "pde_loss": "solver.pde_loss", "final": "loss.item()"}
    assert tracking.artifacts == {"plots/figure.png": "figure", "plots/solution.png": "solver.solution"}
    assert tracking.model is not None
    assert tracking.model.expression == "clf.best_estimator_"
    assert tracking.fixes == ("close-runs",)
    assert tracking.link is True
    assert task.verify.overrides == {"lr": 0.001, "epochs": 10}
    assert list(task.verify.interactions.items()) == [("train_button", True), ("epochs", 3)]


def test_empty_blocks_mean_their_defaults():
    assert read_task(BASE + "tracking:\nverify:\nid:\nbranch:\n") == read_task(BASE)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("title: t\nfiles: a.py\nrequirments: [x]\n", ["`requirments`", "did you mean `requirements`?"]),
        (BASE + "tracking: {metric: {a: b}}", ["`tracking`", "`metric`", "did you mean `metrics`?"]),
        (BASE + "verify: {timeot: 5}", ["`verify`", "did you mean `timeout`?"]),
        (BASE + "xyzzy: 1", ["`xyzzy`", "known are title, files"]),
        (BASE + "Title: again", ["`title`", "twice"]),
        (BASE + "title: again", ["`title`", "twice", "line 4"]),
        ("title: t\nrequirements: [x]", ["`files` is missing", 'files: "notebooks/train.py"']),
        ("files: a.py\nrequirements: [x]", ["`title` is missing"]),
        ("title: t\nfiles: a.py", ["`requirements` is missing"]),
        ("title: t\nfiles: []\nrequirements: [x]", ["`files`", "not empty"]),
        ("title: ' '\nfiles: a.py\nrequirements: [x]", ["`title`", "not empty"]),
        ("title: t\nfiles: a.py\nrequirements: [x, ]\n", []),
        ("title: t\nfiles: a.py\nrequirements: [x, '']", ["`requirements`", "empty", "remove the line"]),
        ("title: t\nfiles: a.py\nrequirements: [x, {}]", ["`requirements`", "empty"]),
        ("title: t\nfiles: a.py\nrequirements: [x, ~]", ["`requirements`", "empty"]),
        ("title: t\nfiles: a.py\nrequirements: {a: b}", ["`requirements`", "should be a list"]),
        ("title: t\nfiles: ../../etc/passwd\nrequirements: [x]", ["`files`", "../../etc/passwd", "without `..`"]),
        ("title: t\nfiles: /etc/passwd\nrequirements: [x]", ["`files`", "/etc/passwd", "absolute", "relative"]),
        ("title: t\nfiles: 'C:\\x.py'\nrequirements: [x]", ["`files`", "absolute"]),
        ("title: t\nfiles: 'a\\..\\..\\x.py'\nrequirements: [x]", ["without `..`"]),
        ("title: t\nfiles: [a.py, '']\nrequirements: [x]", ["`files`", "no path"]),
        ('title: t\nfiles: "a\\tb.py"\nrequirements: [x]', ["control character"]),
        ("title: t\nfiles: .\nrequirements: [x]", ["folder"]),
        (BASE + "verify: {timeout: 0}", ["`verify.timeout`", "`0`", "greater than 0", "timeout: 600"]),
        (BASE + "verify: {timeout: .inf}", ["`verify.timeout`", "finite"]),
        (BASE + "verify: 5", ["`verify`", "`5`", "a mapping"]),
        (BASE + "verify: {interactions: [go, go]}", ["two entries", "`go`"]),
        (BASE + "id: two words", ["`id`", "two words", "white space"]),
        (BASE + f"id: {'x' * 201}", ["`id`", "1 to 200", "…"]),
        (BASE + "branch: --upload-pack=touch", ["`branch`", "no branch name"]),
        (BASE + "branch: a..b", ["`branch`"]),
        (BASE + "priority: high", ["`priority`", "`high`", "whole number", "priority: 5"]),
        (BASE + "tracking: {metrics: {'loss (%)': x}}", ["`tracking.metrics`", "loss (%)", "`loss ___`"]),
        (BASE + "tracking: {metrics: {loss: }}", ["`tracking.metrics`", "no expression"]),
        (BASE + "tracking: {metrics: [a.loss, b.loss]}", ["two entries", "`loss`", "mapping"]),
        (BASE + "tracking: {artifacts: {../x.png: fig}}", ["`tracking.artifacts`", "without `..`"]),
        (BASE + "tracking: {experiment: ''}", ["`tracking.experiment.name`", "not empty"]),
        ("- a list", ["a task is a mapping"]),
        ("", ["a task is a mapping"]),
        ("just text", ["a task is a mapping", "just text"]),
        ("title: a: b", ["broken YAML", "line 1, column 9", "quotes"]),
        ("title: t\nfiles:\n\t- a.py", ["broken YAML", "line 3, column 1", "spaces"]),
        ("title: [a", ["broken YAML", "line 1"]),
        (BASE + "---\n" + BASE, ["a second document", "one task per entry"]),
        ("title: t\0", ["U+0000", "line 1"]),
        ("title: t\ud800", ["U+D800"]),
        ('title: "a\\0b"', ["U+0000", "escape"]),
        ('title: "\\ud800"', ["U+D800"]),
        ("title: !!python/object/apply:os.system [ls]", ["tag", "remove it"]),
        ("[" * 100_000, ["nested deeper"]),
        ("- " * 50_000, ["nested deeper"]),
        ("a: &a [*a]", ["contains itself"]),
        (f"priority: {'1' * 5000}", ["too long"]),
        ("a: *nothing", ["broken YAML"]),
        ("? [a]\n: b", ["keys are plain words"]),
        ("#" * (MAX_BYTES + 1), ["bytes long", "shorten"]),
    ],
)
def test_a_refusal_names_the_field_the_value_and_the_mend(text, parts):
    if not parts:
        assert read_task(text).requirements == ("x",)
        return
    message = refusal(text)
    assert [part for part in parts if part not in message] == [], message
    assert len(message) < 700


def test_billion_laughs_are_refused_at_once():
    levels = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 12)]
    started = time.perf_counter()
    assert "aliases" in refusal("l0: &l0 [lol]\n" + "\n".join(levels))
    assert time.perf_counter() - started < 1


def test_a_few_aliases_are_fine():
    task = read_task(BASE + "tracking: {params: &same {lr: lr}, metrics: *same}")
    assert task.tracking.metrics == task.tracking.params == {"lr": "lr"}


def test_the_hash_is_of_what_is_asked_not_of_how_it_is_written():
    one = read_task("Title: t\nFiles: a.py\nRequirements: Log loss\nid: A\ntracking: {params: {a: x, b: y}}")
    two = read_task("id: B\nfiles: [./a.py]\ntitle: 't'\ntracking: {params: {b: y, a: x}}\nrequirements:\n- Log loss\n")
    assert content_hash(one) == content_hash(two)
    assert content_hash(one) != content_hash(one.model_copy(update={"priority": 1}))


def test_the_hash_knows_that_interactions_have_an_order():
    one = read_task(BASE + "verify: {interactions: [a, b]}")
    two = read_task(BASE + "verify: {interactions: [b, a]}")
    assert content_hash(one) != content_hash(two)


def test_a_task_survives_its_own_dump():
    task = read_task(SEED + "tracking: {experiment: e, model: m, metrics: [a.b]}\nverify: {interactions: [go]}\n")
    assert Task.model_validate(json.loads(task.model_dump_json())) == task


def test_the_schema_shows_every_form_and_describes_every_field():
    schema = task_schema()
    assert schema["required"] == ["title", "files", "requirements"]
    assert schema["additionalProperties"] is False
    assert {"string", "array"} == {form["type"] for form in schema["properties"]["files"]["anyOf"]}
    parts = [schema, *(part for part in schema["$defs"].values() if "properties" in part)]
    undescribed = [name for part in parts for name, field in part["properties"].items() if "description" not in field]
    assert undescribed == []


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200) | st.text(alphabet="ab:-[]{}&*!|>'\"#%@`\n\t ,?0.", max_size=80))
def test_whatever_the_text_it_is_a_task_or_a_refusal(text):
    with contextlib.suppress(TaskInvalid):
        assert read_task(text).requirements
