"""Notebooks with everything that marimo's file format allows, and layouts that no formatter would leave."""

import random

from hypothesis import strategies as st
from patch_cases import figure, plan, value

from worker.notebook.source import CellKind
from worker.plan import Fix, Placement

BODIES = st.sampled_from(
    [
        "a_{n} = {n}",
        "a_{n} = [\n    {n},\n  2,\n]  # odd",
        "# only a comment\na_{n} = 3  # behind",
        'a_{n} = """x\n  y\n\tz"""',
        "ünï_{n} = a_{n} = 'ß'",
        "if True:\n  a_{n} = {n}",
        "a_{n} = []\nfor _i in range(3):\n\n    # in the loop\n    a_{n}.append(_i)",
        "a_{n} = 1; b_{n} = 2",
        "_private = {n}\na_{n} = _private",
        "def a_{n}():\n    return {n}",
        "a_{n} = f'{{1!r:>{{2}}}}'",
        "a_{n} = \\\n    {n}",
        "a_{n} = {n}\n'displayed'",
        "a_{n} = {n}\na_{n};",
        "a_{n} = {n}\n\n\n(a_{n}\n , 2)",
        "with open(__file__) as _f:\n\n    # inner\n    a_{n} = _f.name",
        "try:\n    a_{n} = 1\nfinally:\n    pass",
        'a_{n} = {n}\nmo.md(f"""\n  # {{a_{n}}}\n""")',
        "mo.stop(False)\na_{n} = {n}",
        "experiment_{n} = a_{n} = {n}",
        "import mlflow\na_{n} = 1\nmlflow.set_experiment('other')",
        "with mlflow.start_run() as run_{n}:\n    a_{n} = {n}",
        "",
    ]
)
OPTIONS = st.sampled_from(["", "", "(hide_code=True)", "(disabled=True)", "(column=1)", "(hide_code=True, column=2)"])
HEADS = st.sampled_from(["", "", "# a comment above\n", "async ", "# two\n\n# comments\n"])
OTHERS = [
    "@app.function\ndef function_{n}(x):\n    return x\n",
    "@app.function(hide_code=True)\ndef function_{n}():\n    # nothing\n    pass\n",
    "@app.class_definition\nclass Class_{n}:\n    x = 1\n",
    'app._unparsable_cell(\n    r"""\n    a b c\n    """,\n    name="_"\n)\n',
]
SETUP = "with app.setup:\n    import json\n    LIMIT = 3\n"


def _indented(body: str, indent: str) -> str:
    inside, rows = False, []
    for row in body.split("\n"):
        rows.append(row if inside or not row.strip() else indent + row)
        inside ^= row.count('"""') % 2 == 1
    return "\n".join(rows) + "\n"


@st.composite
def notebooks(draw):
    indent = draw(st.sampled_from(["    ", "    ", "\t", "  "]))
    cells = [f"@app.cell\ndef _():\n{indent}import marimo as mo\n{indent}return (mo,)\n"]
    if draw(st.booleans()):
        cells.insert(0, SETUP)
    for number in range(draw(st.integers(1, 5))):
        if draw(st.integers(0, 4)) == 0:
            cells.append(draw(st.sampled_from(OTHERS)).replace("{n}", str(number)))
            continue
        rows = _indented(draw(BODIES).format(n=number), indent)
        head = draw(HEADS)
        prefix, mode = (head, "") if head.startswith("#") else ("", head)
        name = draw(st.sampled_from(["_", "_", f"named_{number}"]))
        end = draw(st.sampled_from(["return", "return  # done", f"return (\n{indent})"]))
        cells.append(f"{prefix}@app.cell{draw(OPTIONS)}\n{mode}def {name}():\n{rows}{indent}{end}\n")
    gap = draw(st.sampled_from(["\n", "\n\n", "\n\n# between\n\n", "\n\f\n"]))
    tail = draw(st.sampled_from(["", "\n\nif __name__ == '__main__':\n    app.run()\n", "\n# end"]))
    text = "import marimo\n\napp = marimo.App()\n\n\n" + gap.join(cells) + tail
    text = text.replace("\n", draw(st.sampled_from(["\n", "\n", "\r\n", "\r"])))
    if draw(st.booleans()):
        text = text.rstrip("\r\n")
    return draw(st.sampled_from(["", "\ufeff"])) + text


def some_plan(found, draw: random.Random):
    """A plan that no interpreter would make: any cell trains, anything is a metric."""
    cell = draw.choice([cell for cell in found.cells if cell.kind is CellKind.CELL and cell.statements])
    first = draw.randrange(len(cell.statements))
    names = sorted(found.definer)
    chosen = draw.sample(names, min(4, len(names)))
    values = [value(f"k{at}", name, found.definer[name]) for at, name in enumerate(chosen)]
    shown = [one for one in found.cells if one.kind is CellKind.CELL and one.last_expression is not None]
    artifacts = []
    for one in shown[:1]:
        source = found.segment(one.last_expression)
        if "\n" not in source:
            artifacts.append(figure("f.png", source, one.index, len(one.statements) - 1, displayed=True))
    tracking = plan(
        cell.index,
        first,
        params=values[:1],
        metrics=values[1:3],
        series=values[3:],
        artifacts=artifacts,
        link=draw.random() < 0.5,
        placement=draw.choice([Placement.AROUND, Placement.AROUND, Placement.BESIDE]),
        fixes=[Fix(name=name) for name in ("helper", "server-down") if draw.random() < 0.1],
    )
    return tracking.model_copy(update={"site": tracking.site.model_copy(update={"displays": True})})
