"""Small notebooks and what a kernel saw in them, as literal records or from a real kernel; shared by the tests of exploring."""

from textwrap import dedent

from verify_records import live

from worker.explore import explore
from worker.findings import LiveElement, LiveValue
from worker.pipeline.exploring import Explorer, open_target
from worker.ports import CellOutcome, CellStatus, Execution, Snapshot
from worker.task import read_task


def notebook(*cells):
    """A marimo notebook; a cell that starts with a decorator or `with` stands as it is."""
    parts = ["import marimo\n\napp = marimo.App()\n"]
    for cell in cells:
        code = dedent(cell).strip()
        if code.startswith(("@", "with app")):
            parts.append(code)
        else:
            body = "\n".join("    " + line if line else "" for line in code.splitlines())
            parts.append(f"@app.cell\ndef _():\n{body}\n    return")
    return "\n\n".join(parts) + '\n\nif __name__ == "__main__":\n    app.run()\n'


def from_syntax(*cells):
    """Findings without a kernel."""
    return explore(notebook="study.py", source=notebook(*cells))


def seen(*cells, names=None, private=None, functions=None, evaluated=None, shown=None, stopped=()):
    """Findings with literal live values; what is no LiveValue yet is described as the kernel does.

    `shown`: cell → (MIME type, output); `stopped`: cells that `mo.stop` held back.
    """
    outcomes = tuple(
        CellOutcome(
            cell=index,
            status=CellStatus.STOPPED if index in stopped else CellStatus.RAN,
            output_type=(shown or {}).get(index, ("", ""))[0],
            output=(shown or {}).get(index, ("", ""))[1],
        )
        for index in range(len(cells))
    )
    return explore(
        notebook="study.py",
        source=notebook(*cells),
        execution=Execution(cells=outcomes, seconds=0.1),
        snapshot=snapshot(names, private, functions),
        evaluated={cell: _described(found) for cell, found in (evaluated or {}).items()},
    )


def snapshot(names=None, private=None, functions=None):
    return Snapshot(
        names=_described(names or {}),
        private={cell: _described(found) for cell, found in (private or {}).items()},
        functions={name: tuple(map(_described, calls)) for name, calls in (functions or {}).items()},
    )


def _described(values):
    return {name: value if isinstance(value, LiveValue) else live(value) for name, value in values.items()}


def element(kind, value, *, label="", elements=None):
    """A UI element as the kernel sees it."""
    ui = LiveElement(kind=kind, label=label, value=live(value), elements=elements or {})
    return LiveValue(type=f"marimo._plugins.ui._impl.input.{kind}", ui=ui)


def inner(kind, value, *, label=""):
    """An element within a form, batch or dictionary."""
    return LiveElement(kind=kind, label=label, value=live(value))


def estimator(kind, *, methods=("fit", "predict"), fitted=True, parameters=None, attributes=None):
    """A scikit-learn estimator as the kernel sees it."""
    return LiveValue(
        type=f"sklearn.{kind}",
        bases=("sklearn.base.BaseEstimator",),
        methods=methods,
        fitted=fitted,
        estimator=_described(parameters or {}),
        attributes=_described({**(parameters or {}), **(attributes or {})}),
    )


def explored(kernel, folder, *cells):
    """What the pipeline's own exploring finds with a real kernel, gates opened."""
    path = folder / "study.py"
    path.write_text(notebook(*cells), encoding="utf-8")
    task = read_task("title: t\nfiles: study.py\nrequirements: [r]")
    root = folder.resolve()
    return Explorer(kernel=kernel, timeout_s=120).explore(open_target(root / "study.py", root=root), task)


def symbol(findings, expression, **wanted):
    """The one symbol with an expression (and other fields)."""
    found = [
        one
        for one in findings.symbols
        if one.expression == expression and all(getattr(one, name) == value for name, value in wanted.items())
    ]
    assert len(found) == 1, f"{expression} {wanted}: {len(found)} of {[one.expression for one in findings.symbols]}"
    return found[0]


def expressions(findings, kind):
    """All expressions of a kind."""
    return {one.expression for one in findings.symbols if one.kind == kind}
