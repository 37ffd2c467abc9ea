"""Editing keeps every byte that nobody asked to change."""

import ast
import importlib.util
from pathlib import Path

import libcst as cst
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.errors import PatchImpossible, WorkerError
from worker.notebook.check import invariants
from worker.notebook.edit import CellEdit, Splice, newline_of, splice
from worker.notebook.signature import sign
from worker.notebook.source import CellKind, read_notebook

STATEMENTS = st.sampled_from(
    [
        "x = 1",
        "y = [\n    1,\n  2,\n]",
        "# only a comment\nz = 3  # behind",
        'text = """a\n  b\n\tc"""',
        "ünï = 'ß'",
        "if True:\n  odd = 1",
        "for _i in range(3):\n    pass",
        "a = 1; b = 2",
        "_private = lambda: 0",
        "def f():\n    return 1",
        "mo = 'not marimo'",
        "q = (1 +\n     2)",
        "s = f'{1!r:>{2}}'",
        "x = \\\n    1",
        "'displayed'",
        "",
        "\n\nw = 1\n\n",
        "with open(__file__):\n\n    # inner\n    pass",
        "try:\n    pass\nfinally:\n    pass",
        "v = '\x0c'",
    ]
)
DECORATORS = st.sampled_from(["", "(hide_code=True)", "(disabled=True)", "(column=1)"])


@st.composite
def notebooks(draw):
    """A notebook with odd layout: any line end, tabs, a byte order mark, no final newline, comments between cells."""
    indent = draw(st.sampled_from(["    ", "\t", "  "]))
    cells = []
    for bodies in draw(st.lists(st.lists(STATEMENTS, min_size=1, max_size=4), min_size=1, max_size=5)):
        rows = ast_lines("\n".join(bodies), indent)
        head = draw(st.sampled_from(["", "# a comment above\n", "async ", "# two\n\n# comments\n"]))
        prefix, mode = (head, "") if head.startswith("#") else ("", head)
        end = draw(st.sampled_from(["return", "return  # done", "pass", "return (\n" + indent + ")"]))
        cells.append(f"{prefix}@app.cell{draw(DECORATORS)}\n{mode}def _():\n{rows}{indent}{end}\n")
    gap = draw(st.sampled_from(["\n", "\n\n", "\n\n# between\n\n"]))
    text = (
        "import marimo\n\napp = marimo.App()\n\n\n"
        + gap.join(cells)
        + draw(st.sampled_from(["", "\n\nif __name__ == '__main__':\n    app.run()\n", "\n# end"]))
    )
    text = text.replace("\n", draw(st.sampled_from(["\n", "\r\n", "\r"])))
    if draw(st.booleans()):
        text = text.rstrip("\r\n")
    return draw(st.sampled_from(["", "\ufeff"])) + text


def ast_lines(body: str, indent: str) -> str:
    """The body indented as code is: rows within a triple-quoted text stay where they are."""
    inside = False
    rows = []
    for row in body.split("\n"):
        rows.append(row if inside or not row.strip() else indent + row)
        inside ^= row.count('"""') % 2 == 1
    return "\n".join(rows) + "\n"


@settings(max_examples=300, deadline=None)
@given(notebooks())
def test_parsing_and_splicing_without_edits_is_the_identity(text):
    notebook = read_notebook(text)
    edits = [CellEdit(notebook, cell) for cell in notebook.cells]
    assert not any(edit.touched for edit in edits)
    whole = [Splice(edit.cell.start, edit.cell.end, edit.render()) for edit in edits]
    assert splice(text, whole) == text


@settings(max_examples=150, deadline=None)
@given(notebooks(), st.data())
def test_wrapping_a_statement_changes_nothing_outside_its_cell(text, data):
    notebook = read_notebook(text)
    cells = [cell for cell in notebook.cells if cell.statements]
    if not cells:
        return
    cell = data.draw(st.sampled_from(cells))
    edit = CellEdit(notebook, cell)
    line = edit.line(data.draw(st.integers(0, len(cell.statements) - 1)))
    edit.wrap(
        line, line, lambda lines: [cst.With(items=[cst.WithItem(cst.Name("here"))], body=cst.IndentedBlock(lines))]
    )
    after = splice(text, [Splice(cell.start, cell.end, edit.render())])
    result = read_notebook(after)
    assert strings(result.tree) == strings(notebook.tree), "texts over several lines keep their content"
    assert after[: cell.start] == text[: cell.start]
    assert after.endswith(text[cell.end :])
    assert newline_of(after) == newline_of(text)
    assert comments(after) == comments(text)


def strings(tree) -> list[str]:
    return sorted(
        node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def comments(text: str) -> list[str]:
    return sorted(row[row.index("#") :] for row in text.splitlines() if "#" in row)


PACKAGE = Path(importlib.util.find_spec("marimo").origin).parent
SHIPPED = sorted(
    path
    for path in PACKAGE.rglob("*.py")
    if "marimo.App(" in (text := path.read_text(encoding="utf-8", errors="replace")) and "@app.cell" in text
)


def test_every_notebook_in_the_marimo_package_survives():
    read = 0
    for path in SHIPPED:
        with path.open(encoding="utf-8", newline="") as file:
            text = file.read()
        try:
            notebook = read_notebook(text)
        except WorkerError:
            continue
        read += 1
        edits = [CellEdit(notebook, cell) for cell in notebook.cells if cell.kind is not CellKind.UNPARSABLE]
        assert splice(text, [Splice(edit.cell.start, edit.cell.end, edit.render()) for edit in edits]) == text, path
    assert read >= 10


def test_overlapping_splices_are_refused():
    with pytest.raises(PatchImpossible, match="overlap"):
        splice("abcdef", [Splice(0, 3, "x"), Splice(2, 4, "y")])


def test_insertions_at_one_place_keep_their_order():
    assert splice("ab", [Splice(1, 1, "1"), Splice(1, 1, "2")]) == "a12b"


TWO = "import marimo\n\napp = marimo.App()\n\n\n@app.cell\ndef _():\n    x = 1\n    return (x,)\n\n\n@app.cell\ndef _(x):\n    y = x\n    return\n"
BROKEN = {
    "a changed cell that nobody edited": (TWO.replace("x = 1", "x = 2"), (), (), "outside"),
    "a lost comment between cells": (
        TWO.replace("\n\n\n@app.cell\ndef _(x)", "\n\n@app.cell\ndef _(x)"),
        (),
        (),
        "outside",
    ),
    "a name defined twice": (TWO.replace("y = x", "x = 3").replace("_(x)", "_()"), (1,), (), "several cells"),
    "a circle": (
        TWO.replace("    x = 1", "    x = y")
        .replace("def _():", "def _(y):")
        .replace("y = x\n    return", "y = x\n    return (y,)"),
        (0, 1),
        (),
        "circle",
    ),
    "a missing argument": (TWO.replace("_(x)", "_()"), (1,), (), "lacks arguments"),
    "a missing return": (TWO.replace("return (x,)", "return"), (0,), (), "does not return"),
    "no notebook any more": ("print(1)", (), (), "no notebook"),
    "a syntax error": (TWO + "(", (), (), "no notebook"),
    "a cell too many": (TWO + "\n\n@app.cell\ndef _():\n    return\n", (), (), "number of cells"),
}


@pytest.mark.parametrize(("after", "edited", "inserted", "word"), BROKEN.values(), ids=BROKEN)
def test_a_broken_promise_is_noticed(after, edited, inserted, word):
    problems = invariants(read_notebook(TWO), after, cell_map={0: 0, 1: 1}, edited=edited, inserted=inserted)
    assert any(word in problem for problem in problems), problems


def test_an_honest_edit_has_no_problems():
    after = TWO.replace("y = x", "y = x + 1") + "\n\n\n@app.cell\ndef _():\n    z = 1\n    return"
    assert (
        invariants(
            read_notebook(TWO),
            after.replace("return\n\n\n\n\n", "return\n\n\n\n"),
            cell_map={0: 0, 1: 1},
            edited=(1,),
            inserted=(2,),
        )
        == ()
    )


def test_a_setup_cell_that_comes_to_depend_on_others_is_noticed():
    before = TWO.replace("app = marimo.App()\n", "app = marimo.App()\n\nwith app.setup:\n    import json\n")
    after = before.replace("    import json", "    import json\n    w = x")
    problems = invariants(read_notebook(before), after, cell_map={0: 0, 1: 1, 2: 2}, edited=(0,), inserted=())
    assert problems == ("the setup cell depends on another cell",)


def test_a_signature_that_was_wrong_before_is_left_as_it_was():
    wrong = TWO.replace("_(x)", "_()").replace("y = x", "y = x\n    z = 1")
    after = wrong.replace("z = 1", "z = 2")
    notebook = read_notebook(wrong)
    assert sign(notebook, after, touched={1: 1}) == after
    assert invariants(notebook, after, cell_map={0: 0, 1: 1}, edited=(1,), inserted=()) == ()
