"""UI elements: the hyperparameters a person can move, and the buttons that open gates."""

import ast
from collections.abc import Iterator

from pydantic import JsonValue

from worker.explore.dataflow import dotted
from worker.explore.displays import clean
from worker.explore.values import Values
from worker.findings import Gate, LiveElement, LiveValue, Symbol, SymbolKind
from worker.notebook.source import Cell, Notebook
from worker.ports import Execution, Snapshot

BUTTONS = frozenset({"run_button", "button"})
_NO_PARAMETER = BUTTONS | {
    "table", "data_explorer", "dataframe", "file", "chat", "refresh", "tabs", "microphone", "altair_chart", "plotly",
    "anywidget", "nav_menu", "code_editor", "file_browser",
}  # fmt: skip


def elements(notebook: Notebook, values: Values) -> Iterator[Symbol]:
    """A parameter for every UI element (and every element within a form, batch, dictionary or array)."""
    contained = _contained(notebook)
    for cell in notebook.cells:
        for index, statement in enumerate(cell.statements):
            for name, call in _made(statement):
                if name in contained:
                    continue
                live = values.name(name, cell.index)
                ui = live.ui if live is not None else None
                if ui is None:
                    ui = _from_syntax(notebook, call)
                if ui is not None:
                    yield from _symbols(name, ui, cell, index)


def _contained(notebook: Notebook) -> frozenset[str]:
    """Elements put into a form, batch, array or dictionary: marimo copies them, so their own values never move."""
    mo = notebook.module_name("marimo") or "mo"
    containers = (f"{mo}.ui.array", f"{mo}.ui.dictionary", f"{mo}.ui.batch", f"{mo}.ui.form")
    found: set[str] = set()
    for cell in notebook.cells:
        for statement in cell.statements:
            for node in ast.walk(statement):
                if not isinstance(node, ast.Call):
                    continue
                method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
                if method == "batch" or dotted(node.func) in containers:
                    inner = [*node.args, *(keyword.value for keyword in node.keywords)]
                    found.update(name for part in inner for name in _put_in(part))
                elif (
                    method == "form" and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name)
                ):
                    found.add(node.func.value.id)
    return frozenset(found - {mo})


def _put_in(node: ast.AST) -> Iterator[str]:
    """Names that stand for themselves in an expression: `slider`, not the one whose value is read."""
    if isinstance(node, ast.Name):
        yield node.id
    elif not isinstance(node, ast.Attribute):
        for child in ast.iter_child_nodes(node):
            yield from _put_in(child)


def _made(statement: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(statement, (ast.Assign, ast.AnnAssign)) and statement.value is not None:
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        for target in targets:
            if isinstance(target, ast.Name):
                yield target.id, statement.value
            elif isinstance(target, ast.Tuple) and isinstance(statement.value, ast.Tuple):
                pairs = zip(target.elts, statement.value.elts, strict=False)
                yield from ((item.id, value) for item, value in pairs if isinstance(item, ast.Name))
    elif isinstance(statement, (ast.If, ast.With, ast.Try, ast.For)):
        for inner in ast.iter_child_nodes(statement):
            if isinstance(inner, ast.stmt):
                yield from _made(inner)


def _from_syntax(notebook: Notebook, call: ast.expr) -> LiveElement | None:
    """What the source says of an element that was not seen alive."""
    mo = notebook.module_name("marimo") or "mo"
    if not isinstance(call, ast.Call) or not dotted(call.func).startswith(f"{mo}.ui."):
        return None
    label = next((k.value.value for k in call.keywords if k.arg == "label" and isinstance(k.value, ast.Constant)), "")
    return LiveElement(kind=dotted(call.func).rpartition(".")[2], label=clean(str(label)), value=LiveValue(type=""))


def _symbols(name: str, ui: LiveElement, cell: Cell, statement: int) -> Iterator[Symbol]:
    def symbol(expression: str, element: LiveElement, words: tuple[str, ...]) -> Symbol:
        return Symbol(
            expression=expression,
            kind=SymbolKind.PARAMETER,
            cell=cell.index,
            statement=statement,
            words=tuple(word for word in words if word),
            origin="ui",
            owner=name,
            live=element.value.model_copy(update={"ui": element}),
        )

    if ui.elements and (ui.kind != "array" or _told_apart(ui)):
        for key, element in ui.elements.items():
            item = f'["{key}"]' if not key.isdecimal() else f"[{key}]"
            called = (clean(element.label), name) if ui.kind == "array" else (key, clean(element.label))
            if element.kind not in _NO_PARAMETER:
                yield symbol(f"{name}.value{item}", element, called)
    elif _named_options(ui):
        picked = symbol(f"{name}.selected_key", ui, (name, clean(ui.label)))
        yield picked.model_copy(update={"live": LiveValue(type="str", string="", ui=ui)})
    elif ui.kind not in _NO_PARAMETER:
        yield symbol(f"{name}.value", ui, (name, clean(ui.label)))


def _named_options(ui: LiveElement) -> bool:
    """Whether a person picks names for what is no plain value: functions, tuples, models."""
    value = ui.value
    plain = value.string is not None or value.number is not None or value.boolean is not None
    return ui.kind == "dropdown" and bool(ui.options) and not plain and value.type not in ("", "NoneType")


def _told_apart(array: LiveElement) -> bool:
    """Whether each element of an array has a label of its own: then they are as many settings."""
    labels = [clean(element.label) for element in array.elements.values()]
    return all(labels) and len(set(labels)) == len(labels)


def gates(notebook: Notebook, snapshot: Snapshot | None) -> tuple[Gate, ...]:
    """Cells that stop until a button is pressed or a form is submitted."""
    found: list[Gate] = []
    mo = notebook.module_name("marimo") or "mo"
    for cell in notebook.cells:
        for statement in cell.statements:
            tests = [node.args[0] for node in ast.walk(statement) if isinstance(node, ast.Call) and _is_stop(node, mo)]
            if isinstance(statement, ast.If):
                tests.append(statement.test)
            for test in tests:
                for name in _elements_in(test):
                    kind = _kind(notebook, snapshot, name)
                    if kind in BUTTONS or kind == "form" or (kind and _is_stop(statement, mo)):
                        found.append(Gate(element=name, kind=kind, cell=cell.index))
    return tuple(dict.fromkeys(found))


def _is_stop(node: ast.AST, mo: str) -> bool:
    if isinstance(node, ast.Expr):
        node = node.value
    return isinstance(node, ast.Call) and dotted(node.func) == f"{mo}.stop" and bool(node.args)


def _elements_in(test: ast.expr) -> Iterator[str]:
    for node in ast.walk(test):
        if isinstance(node, ast.Attribute) and node.attr == "value" and isinstance(node.value, ast.Name):
            yield node.value.id


def _kind(notebook: Notebook, snapshot: Snapshot | None, name: str) -> str:
    live = snapshot.names.get(name) if snapshot is not None else None
    if live is not None and live.ui is not None:
        return live.ui.kind
    cell = notebook.definer.get(name)
    if cell is None:
        return ""
    made = (pair for statement in notebook.cells[cell].statements for pair in _made(statement))
    for made_name, call in made:
        element = _from_syntax(notebook, call) if made_name == name else None
        if element is not None:
            return "form" if isinstance(call, ast.Call) and dotted(call.func).endswith(".form") else element.kind
        if (
            made_name == name
            and isinstance(call, ast.Call)
            and isinstance(call.func, ast.Attribute)
            and call.func.attr == "form"
        ):
            return "form"
    return ""


def interactions(notebook: Notebook, execution: Execution, snapshot: Snapshot | None) -> dict[str, JsonValue]:
    """What to press or submit so that the cells that wait for it run; empty when nothing waits.

    A gated cell either stopped, or ran through an `if button.value:` without entering it.
    """
    wanted: dict[str, JsonValue] = {}
    waiting = execution.stopped
    for gate in gates(notebook, snapshot):
        pressed = gate.kind in BUTTONS | {"form"}
        waits = gate.cell in waiting or bool(waiting & notebook.descendants[gate.cell])
        # A button's `if button.value:` runs without entering it: nothing tells whether it waits, so it is pressed.
        if pressed or (waits and gate.kind in ("checkbox", "switch")):
            wanted[gate.element] = True
    return wanted


def gate_of(notebook: Notebook, cell: int, found: tuple[Gate, ...]) -> str:
    """The UI element that must be used before a cell runs: its own gate, else the nearest ancestor's."""
    own = next((gate.element for gate in found if gate.cell == cell), "")
    if own:
        return own
    return next((gate.element for gate in found if gate.cell in notebook.ancestors[cell]), "")
