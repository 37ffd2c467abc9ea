"""Safety of all patches together: no text becomes code, every notebook survives, twice is once."""

import ast
import importlib.util
import io
import random
import re
import tokenize
from collections import Counter
from functools import partial
from pathlib import Path

import pytest
from generated_notebooks import notebooks, some_plan
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from marimo._ast.parse import parse_notebook
from marimo._lint.rule_engine import RuleEngine
from marimo._lint.rules import DEFAULT_RULE_CODES
from patch_cases import IMPORTS, SOLVER, Experiment, figure, notebook, patch_twice, plan, value

from worker.errors import PatchImpossible, WorkerError
from worker.notebook.source import CellKind, read_notebook
from worker.patches import CATALOGUE, apply
from worker.patches.header import add_dependency
from worker.patches.template import names_of_templates, template_text

TRAIN = "solver.step(0.1)\ndone = True"
SOURCE = notebook(IMPORTS, SOLVER, TRAIN)
HOSTILE = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="'\"\\{}()\n\r\t#;$ EXPRIMNT_A\ud800", max_size=30),
    st.sampled_from(
        ['"); import os; ("', "EXPERIMENT_NAME", "BODY", "{BODY}", "'''", '"""', "\\", "\\N{DASH}", "f'{x}'"]
    ),
)


def shape(source: str) -> list[str]:
    """The notebook's syntax with every text taken out."""
    return [type(node).__name__ for node in ast.walk(ast.parse(source)) if not isinstance(node, ast.JoinedStr)]


def tracking(text: str):
    return plan(
        2,
        experiment=Experiment(name=text, tags={"k" + text: text}),
        run_name="r" + text,
        run_tags={"t" + text: text},
        params=[value("p" + text, "solver.loss", 1)],
        metrics=[value("m" + text, "solver.loss", 2)],
        series=[value("s" + text, "solver.history", 2, form="sequence")],
        artifacts=[figure("a" + text, "solver", 2)],
    )


PLAIN = shape(apply(SOURCE, tracking("plain")).source)


@settings(max_examples=50, deadline=None)
@given(HOSTILE)
def test_no_text_of_a_task_becomes_code(text):
    assert shape(apply(SOURCE, tracking(text)).source) == PLAIN


PACKAGE = Path(importlib.util.find_spec("marimo").origin).parent
SHIPPED = [
    path
    for path in sorted(PACKAGE.rglob("*.py"))
    if "marimo.App(" in (text := path.read_text(encoding="utf-8", errors="replace")) and "@app.cell" in text
]


def breaking(text: str) -> set[str]:
    """The breaking rules of marimo's own check that a notebook hurts.

    Where a cell is unparsable, a rule may fail while it looks up the line of what it found: found it has all the same.
    """
    rules = [rule() for code, rule in DEFAULT_RULE_CODES.items() if code in ("MB001", "MB002", "MB003", "MB004")]
    failed = set()
    for rule in rules:
        rule.check = partial(_checked, rule.check, rule.code, failed)
    found = RuleEngine(rules).check_notebook_sync(parse_notebook(text.removeprefix("\ufeff")))
    return {one.code for one in found} | failed


async def _checked(check, code, failed, context):
    try:
        await check(context)
    except SyntaxError:
        failed.add(code)


def test_every_notebook_in_the_marimo_package_is_patched_safely_or_refused():
    """`apply` itself compares every byte outside the edited cells, signatures, names, circles and marimo's rules."""
    draw, patched = random.Random(7), 0  # a fixed seed: the same plans every time
    for path in SHIPPED:
        with path.open(encoding="utf-8", newline="") as file:
            text = file.read()
        try:
            found = read_notebook(text)
            result = patch_twice(text, some_plan(found, draw))
        except (WorkerError, IndexError):
            continue
        assert_harmless(text, result)
        patched += 1
    assert patched >= len(SHIPPED) // 2


GROWING = ("start_run", "log_params", "log_metrics", "log_model")
"""calls of the user that may gain arguments; those they had are looked at on their own"""


def expressions(text: str) -> Counter[str]:
    """Every expression of a notebook's cells, with how often it stands there."""
    return Counter(
        ast.dump(node)
        for cell in read_notebook(text).cells
        for stmt in cell.statements
        for node in ast.walk(stmt)
        if isinstance(node, (ast.Call, ast.Constant, ast.BinOp, ast.Compare, ast.JoinedStr))
        and getattr(getattr(node, "func", None), "attr", "") not in GROWING
    )


def comments(text: str) -> Counter[str]:
    """Every comment of a notebook, but the list of its dependencies."""
    tokens = tokenize.generate_tokens(io.StringIO(text.removeprefix("\ufeff"), newline=None).readline)
    return Counter(
        token.string for token in tokens if token.type == tokenize.COMMENT and "dependencies" not in token.string
    )


def head(text: str, cell) -> str:
    """A cell's decorator with its options, and its name."""
    return text[cell.start : cell.end].partition("(" if cell.kind is not CellKind.SETUP else ":")[0] + cell.name


def shown(cell) -> str:
    """What a cell displays (nothing, behind a semicolon); a name that the cell sets stands for its value."""
    last = None if cell.code.rstrip().endswith(";") else cell.last_expression
    for _ in range(3):  # a name for a name for a value
        if not isinstance(last, ast.Name):
            break
        values = [
            stmt.value
            for outer in cell.statements
            for stmt in ast.walk(outer)
            if isinstance(stmt, ast.Assign) and any(ast.unparse(one) == last.id for one in stmt.targets)
        ]
        if not values or ast.dump(values[-1]) == ast.dump(last):
            break
        last = values[-1]
    return ast.dump(last) if last is not None else ""


def assert_harmless(text: str, patched) -> None:
    """What `apply` promises, looked at from outside: none of this uses the product's own invariants."""
    before, after = read_notebook(text), read_notebook(patched.source)
    replaces = {"server-down"} & {one.patch for one in patched.applied}  # puts a callout where the experiment was shown
    for old, new in patched.cell_map.items():
        one, other = before.cells[old], after.cells[new]
        assert head(text, one) == head(patched.source, other)
        assert (one.kind, one.disabled, one.is_async) == (other.kind, other.disabled, other.is_async)
        if new not in patched.edited:
            assert text[one.start : one.end] == patched.source[other.start : other.end]
        elif not (patched.notes or replaces):
            assert shown(one) == shown(other)
    if not patched.notes:
        assert not expressions(text) - expressions(patched.source), "an expression of the user is gone"
    assert not comments(text) - comments(patched.source), "a comment is gone"
    assert breaking(patched.source) <= breaking(text)
    ends = set(re.findall(r"\r\n|\r|\n", text))
    assert set(re.findall(r"\r\n|\r|\n", patched.source)) == ends, "another line end came in"
    assert patched.source.startswith("\ufeff") == text.startswith("\ufeff")
    assert patched.source.endswith(("\n", "\r")) == text.endswith(("\n", "\r")) or patched.inserted


TWICE_AND_UNPARSABLE = (
    "import marimo\n\napp = marimo.App()\n\n\nwith app.setup:\n    import json\n\n"
    + "@app.cell\ndef _():\n    import mlflow\n    return\n\n" * 2
    + 'app._unparsable_cell(\n    r"""\n    a b c\n    """,\n    name="_"\n)\n'
)


@settings(max_examples=150, deadline=None)
@example(TWICE_AND_UNPARSABLE, 0)
@given(notebooks(), st.integers(0, 2**32))
def test_any_notebook_is_patched_harmlessly_or_refused(text, seed):
    found = read_notebook(text)
    assume(any(cell.kind is CellKind.CELL and cell.statements for cell in found.cells))
    try:
        patched = patch_twice(text, some_plan(found, random.Random(seed)))
    except PatchImpossible:
        return
    assert_harmless(text, patched)


HEADERS = {
    "rows": ('# /// script\n# dependencies = [\n#     "numpy",\n# ]\n# ///\n', '#     "numpy",\n#     "mlflow",\n# ]'),
    "rows without a last comma": (
        '# /// script\n# dependencies = [\n#     "numpy"\n# ]\n# ///\n',
        '#     "numpy",\n#     "mlflow"\n# ]',
    ),
    "one row": ('# /// script\n# dependencies = ["numpy"]\n# ///\n', '["numpy", "mlflow"]'),
    "an empty list": ("# /// script\n# dependencies = []\n# ///\n", '["mlflow"]'),
    "extras in brackets": (
        "# /// script\n# dependencies = [\"a[b]==1\", 'c']\n# ///\n",
        "[\"a[b]==1\", 'c', 'mlflow']",
    ),
    "carriage returns": (
        '# /// script\r\n# dependencies = [\r\n#   "numpy",\r\n# ]\r\n# ///\r\n',
        '#   "numpy",\r\n#   "mlflow",\r\n# ]',
    ),
    "requires-python first": (
        '# /// script\n# requires-python = ">=3.11"\n# dependencies = ["a"]\n# ///\n',
        '["a", "mlflow"]',
    ),
}


@pytest.mark.parametrize(("header", "expected"), HEADERS.values(), ids=HEADERS)
def test_a_dependency_list_gains_mlflow(header, expected):
    text = header + "import marimo\n"
    after = add_dependency(text)
    assert expected in after
    assert add_dependency(after) == after
    assert len(after) - len(text) == len(after.replace(expected, "")) - len(text) + len(expected)


KEPT_HEADERS = {
    "no header": "import marimo\n",
    "mlflow there": '# /// script\n# dependencies = ["mlflow>=2"]\n# ///\n',
    "mlflow-skinny there": '# /// script\n# dependencies = ["mlflow_skinny"]\n# ///\n',
    "no dependency list": '# /// script\n# requires-python = ">=3.11"\n# ///\n',
    "another block": '# /// pyproject\n# dependencies = ["numpy"]\n# ///\n',
    "a header that never ends": '# /// script\n# dependencies = ["numpy"]\n',
}


@pytest.mark.parametrize("text", KEPT_HEADERS.values(), ids=KEPT_HEADERS)
def test_other_headers_stay_as_they_are(text):
    assert add_dependency(text) == text


def test_a_patched_notebook_has_mlflow_in_its_header():
    source = '# /// script\n# dependencies = ["numpy"]\n# ///\n\n' + SOURCE
    patched = patch_twice(source, plan(2))
    assert 'dependencies = ["numpy", "mlflow"]' in patched.source
    assert "header" in [one.patch for one in patched.applied]


def test_a_house_template_replaces_the_built_in_one():
    house = {"params": "mlflow.log_params(dict(PARAMS))\n"}
    patched = patch_twice(SOURCE, plan(2, params=[value("a", "solver.loss", 1)]), house=house)
    assert 'mlflow.log_params(dict({"a": solver.loss}))' in patched.source


BROKEN_TEMPLATES = {
    "no Python": ({"params": "mlflow.log_params(PARAMS\n"}, "params.py`, line"),
    "a placeholder too many": ({"params": "x = 1\nmlflow.log_params(PARAMS, OTHER)\n"}, "params.py`, line 2"),
    "a placeholder lost": ({"params": "mlflow.log_params({})\n"}, "must be PARAMS"),
    "no such template": ({"parms": ""}, "no template of this name"),
}


@pytest.mark.parametrize(("house", "word"), BROKEN_TEMPLATES.values(), ids=BROKEN_TEMPLATES)
def test_a_broken_house_template_is_refused_with_file_and_line(house, word):
    with pytest.raises(PatchImpossible, match=word):
        apply(SOURCE, plan(2), house=house)


def test_every_template_is_python_and_belongs_to_a_patch():
    used = {name for info in CATALOGUE.values() for name in info.templates}
    assert used == set(names_of_templates())
    for name in used:
        ast.parse(template_text(name))


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_patch_has_a_manual(name):
    info = CATALOGUE[name]
    assert info.summary
    for heading in ("What it does:", "Why:", "Before", "After", "Proved by:"):
        assert heading in info.manual
    assert info.checks


def test_a_cell_that_uses_a_built_in_name_of_the_notebooks_own_keeps_it():
    source = notebook(IMPORTS, "sum = np.sum", SOLVER, "solver.step(0.1)\ntotal = sum(solver.history)")
    patched = patch_twice(source, plan(3, metrics=[value("total", "total", 3, 1)]))
    assert "def _(experiment, mlflow, solver, sum):" in patched.source


def test_a_name_that_the_notebook_took_from_python_is_not_called():
    source = notebook(IMPORTS, "range = np.arange(3)", SOLVER, "solver.step(0.1)\ntotal = range.sum()")
    with pytest.raises(PatchImpossible, match="needs Python's `range`"):
        apply(source, plan(3, series=[value("loss", "solver.history", 3, form="sequence")]))
    patched = patch_twice(source, plan(3, params=[value("range", "range.sum()", 3)]))
    assert '{"range": range.sum()}' in patched.source


def test_what_parses_and_does_not_compile_is_refused():
    house = {"params": "mlflow.log_params(params=PARAMS, params=PARAMS)\n"}
    with pytest.raises(PatchImpossible, match="no valid Python"):
        apply(SOURCE, plan(2, params=[value("a", "solver.loss", 1)]), house=house)
