"""Figures that a notebook draws, with the words it uses for them."""

import ast
import re
from collections.abc import Iterable, Iterator, Sequence

from worker.explore.dataflow import dotted, own_nodes, root_name
from worker.explore.displays import clean
from worker.explore.panels import panels
from worker.explore.sketches import keeps_figure
from worker.explore.values import Values
from worker.findings import LiveValue, Scope, Symbol, SymbolKind
from worker.notebook.source import Cell, CellKind, Notebook
from worker.ports import CellOutcome, CellStatus

_TITLE_CALLS = ("set_title", "title", "suptitle", "set_xlabel", "set_ylabel", "xlabel", "ylabel", "update_layout",
                "properties", "set", "Chart", "legend", "label", "line", "scatter")  # fmt: skip
_LINE_STYLE = re.compile(r"[bgrcmykw]?[.,ov^<>*+xXDd|_s]?(-|--|-\.|:)?[bgrcmykw]?")
"""what matplotlib's `plot` takes for colour, marker and line: `r--`, `b.`"""
_TITLE_KEYWORDS = ("title", "title_text", "label", "xlabel", "ylabel", "xaxis_title", "yaxis_title", "x", "y", "text")
_TEXTS = 9
"""labels of a picture that are kept, so that its heading and what it draws find room, too"""
_KEPT = 15
_IMAGE = re.compile(r"image/(png|svg|jpeg)|<img")
_CHART = re.compile(r"vega|plotly|bokeh")
_LAYOUT = "<div style='display: flex"
"""how marimo's stacks begin"""


def figure_expression(live: LiveValue) -> str:
    """How to get a loggable figure from a value of this type: a format with `{}`; empty when it is no figure."""
    names = (live.type, *live.bases)
    for prefix, form in (
        ("matplotlib.figure.Figure", "{}"),
        ("matplotlib.axes", "{}.figure"),
        ("plotly.graph_objs", "{}"),
        ("plotly.basedatatypes", "{}"),
        ("seaborn.axisgrid", "{}.figure"),
        ("altair.vegalite", "{}.to_html()"),
    ):
        if any(name.startswith(prefix) for name in names) and not any("matplotlib.axis" in name for name in names):
            known = {"altair.vegalite": "TopLevel", "plotly.graph_objs": "igure"}.get(prefix, "")
            chart = any(known in name for name in names)  # a trace of plotly is no figure
            return form if chart else ""
    return ""


def figures(
    notebook: Notebook, outcomes: dict[int, CellOutcome], values: Values, drawn: Sequence[Symbol] = ()
) -> Iterator[Symbol]:
    """Every figure: those bound to names, those that calls give (`drawn`), and in other cells what the cell shows."""
    named = tuple(named_figures(notebook, values))
    cells = {symbol.cell for symbol in (*named, *drawn)}
    yield from (*named, *drawn)
    yield from (symbol for symbol in displayed_figures(notebook, outcomes, values) if symbol.cell not in cells)


def named_figures(notebook: Notebook, values: Values) -> Iterator[Symbol]:
    """Figures bound to names, public or private; a figure is preferred to its axes."""
    for cell in notebook.cells:
        if cell.kind is not CellKind.CELL:
            continue
        found = [
            (name, live)
            for name in sorted((cell.defs | cell.private) - {"_"})
            if (live := values.name(name, cell.index))
        ]
        figures = [(name, live) for name, live in found if figure_expression(live)]
        figures = figures or [(name, live) for name, live in found if keeps_figure(cell, name, live)]
        whole = [item for item in figures if not _is_axes(item[1])]
        whole = whole or _shared(cell, figures)
        parts = _parts(cell, {name for name, _ in whole or figures})
        for name, live in whole or figures:
            drawn = _drawn_names(cell, name, found)
            about = words_about(notebook, cell, None if len(whole or figures) == 1 else drawn - {"plt"})
            shown = any(_shows_name(other, name) for other in notebook.cells)
            shown = shown or any(_shows_name(cell, other) for other in drawn - {"plt"})
            yield Symbol(
                expression=(figure_expression(live) or "{}.figure_").format(name),
                kind=SymbolKind.FIGURE,
                cell=cell.index,
                statement=last_change(cell, drawn),
                scope=Scope.CELL if name.startswith("_") else Scope.NOTEBOOK,
                words=(name, *about),
                origin="shown" if shown else "part" if name in parts else "assigned",
                live=live,
            )


def _is_axes(live: LiveValue) -> bool:
    return any(name.startswith(("matplotlib.axes", "mpl_toolkits.")) for name in (live.type, *live.bases))


def _shared(cell: Cell, axes: list[tuple[str, LiveValue]]) -> list[tuple[str, LiveValue]]:
    """The last of several axes of one figure that has no name: `ax1 = plt.subplot(3, 1, 1)`."""
    made = (node.func for node in ast.walk(ast.Module([*cell.statements], [])) if isinstance(node, ast.Call))
    named = [func.attr for func in made if isinstance(func, ast.Attribute)]
    figures = sum(named.count(name) for name in ("figure", "subplots", "subplot_mosaic"))
    together = len(axes) > 1 and figures <= 1 and all(_is_axes(live) for _, live in axes)
    return axes[-1:] if together else []


def _parts(cell: Cell, figures: set[str]) -> set[str]:
    """Figures that other figures of the cell are built from: layers and panels."""
    found: set[str] = set()
    for statement in cell.statements:
        written = _stored(own_nodes(statement))
        read = {n.id for n in own_nodes(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
        if written & figures:
            found |= (read & figures) - written
    return found


def _shows_name(cell: Cell, name: str) -> bool:
    """Whether a cell displays a name, alone or in a layout."""
    last = cell.last_expression
    if isinstance(last, ast.Name):
        return last.id == name
    return isinstance(last, (ast.Call, ast.List, ast.Tuple)) and any(
        isinstance(n, ast.Name) and n.id == name for n in ast.walk(last)
    )


def _drawn_names(cell: Cell, name: str, found: list[tuple[str, LiveValue]]) -> frozenset[str]:
    """The name itself, the axes made with it, and `plt`-like modules that draw on the current figure."""
    axes = {other for other, live in found if live.type.startswith(("matplotlib.axes", "numpy.ndarray"))}
    stored = (_stored(ast.walk(statement)) for statement in cell.statements)
    together = {other for names in stored if name in names for other in names}
    return frozenset({name} | (axes & together) | together | {"plt"})


def last_change(cell: Cell, names: frozenset[str]) -> int:
    """Index of the last statement that draws on any of the names (a statement that only shows one does not)."""
    last = 0
    for index, statement in enumerate(cell.statements):
        if statement is cell.statements[-1] and _only_shows(statement):
            continue
        touched = {item.id for item in own_nodes(statement) if isinstance(item, ast.Name)}
        if touched & names and not _shows(statement):
            last = index
    return last


def _only_shows(statement: ast.stmt) -> bool:
    if not isinstance(statement, ast.Expr):
        return False
    if isinstance(statement.value, ast.Call) and isinstance(statement.value.func, ast.Attribute):
        return root_name(statement.value.func) in ("mo", "marimo") or _shows(statement)
    return True


def _shows(statement: ast.stmt) -> bool:
    """`plt.show()`, `fig.show()`, `plt.close()`: after it the current figure is gone."""
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Call)
        and isinstance(statement.value.func, ast.Attribute)
        and statement.value.func.attr in ("show", "close", "savefig")
    )


def displayed_figures(notebook: Notebook, outcomes: dict[int, CellOutcome], values: Values) -> Iterator[Symbol]:
    """Figures that a cell shows without binding them to a name it could be logged by."""
    pyplot = notebook.module_name("matplotlib.pyplot")
    for cell in notebook.cells:
        outcome = outcomes.get(cell.index)
        if cell.kind is not CellKind.CELL or not cell.statements:
            continue
        last = len(cell.statements) - 1
        drawn = _before_show(cell, pyplot) or _last_drawing(notebook, cell, pyplot) if pyplot else None
        if pyplot and drawn is not None and (_before_show(cell, pyplot) is not None or not _wrapped(notebook, cell)):
            yield _current(notebook, cell, pyplot, statement=drawn)
        elif _sklearn_display(cell.last_expression) and outcome is not None and outcome.status is CellStatus.RAN:
            shown = _displayed(notebook, cell, outcome, None, last)
            yield shown.model_copy(update={"expression": "{}.figure_"})
        elif outcome is not None and cell.last_expression is not None and _draws(cell, outcome):
            if isinstance(cell.last_expression, ast.Name) and values.name(cell.last_expression.id, cell.index):
                continue  # `named_figures` has it
            yield _displayed(notebook, cell, outcome, pyplot, last)


def _sklearn_display(node: ast.expr | None) -> bool:
    """`ConfusionMatrixDisplay.from_predictions(…)`: an object that has drawn a figure and does not show it."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("from_predictions", "from_estimator")
        and (root_name(node.func) or "").endswith("Display")
    )


_DRAWING = frozenset({
    "plot", "scatter", "imshow", "hist", "hist2d", "bar", "barh", "errorbar", "fill_between", "contour", "contourf",
    "boxplot", "violinplot", "pcolormesh", "stackplot", "stem", "step", "semilogy", "semilogx", "loglog", "matshow",
    "pie", "hexbin", "from_predictions", "from_estimator", "heatmap", "lineplot", "scatterplot", "histplot",
    "barplot", "kdeplot", "regplot", "subplot",
})  # fmt: skip


_TRACES = frozenset({
    "Scatter", "Scatter3d", "Surface", "Mesh3d", "Heatmap", "Bar", "Histogram", "Histogram2d", "Box", "Violin", "Pie",
    "Contour", "Scatterpolar", "Sankey", "Candlestick", "Treemap", "Sunburst",
})  # fmt: skip
"""plotly's own classes for what a figure shows"""
_DEEP = frozenset(
    {"plot_surface", "plot_wireframe", "plot_trisurf", "Surface", "Scatter3d", "Mesh3d", "scatter_3d", "line_3d"}
)
"""calls that draw in three dimensions"""


def _before_show(cell: Cell, pyplot: str) -> int | None:
    """Index of the statement before `plt.show()`, after which the drawing is gone."""
    for index, statement in enumerate(cell.statements):
        shows = isinstance(statement, ast.Expr) and dotted_call(statement.value) == f"{pyplot}.show"
        if shows and index:
            return index - 1
    return None


def dotted_call(node: ast.expr) -> str:
    """`plt.show` for `plt.show()`."""
    return dotted(node.func) if isinstance(node, ast.Call) else ""


def _last_drawing(notebook: Notebook, cell: Cell, pyplot: str) -> int | None:
    """Index of the last statement that draws on pyplot's current figure, when the cell draws on it at all."""
    home = notebook.definer.get(pyplot)
    if pyplot not in cell.refs | cell.defs and (home is None or notebook.ancestors[home]):
        return None  # naming pyplot there would make this cell wait for one that does more than import it
    seaborn = notebook.module_name("seaborn")
    draws = False
    last = None
    for index, statement in enumerate(cell.statements):
        for node in own_nodes(statement):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                root = root_name(node.func)
                if _shows(statement):
                    continue
                if (root and root in (pyplot, seaborn)) or node.func.attr in ("from_predictions", "from_estimator"):
                    last = index
                    draws = draws or node.func.attr in _DRAWING
    return last if draws else None


def _wrapped(notebook: Notebook, cell: Cell) -> bool:
    """Whether the cell shows its drawing through marimo or as a value of its own (`displayed_figures` has it)."""
    last = cell.last_expression
    return last is not None and not _only_draws(notebook, last)


def _only_draws(notebook: Notebook, node: ast.expr) -> bool:
    pyplot = notebook.module_name("matplotlib.pyplot")
    quiet = (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr not in ("gca", "gcf", "figure")
    )
    return quiet and root_name(node) == pyplot


def _is_call_by_name(node: ast.expr | None) -> bool:
    """`draw_results()`, and no `plt.plot(x)`."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name)


def _draws(cell: Cell, outcome: CellOutcome) -> bool:
    shown = f"{outcome.output_type} {outcome.output[:4000]}"
    ui = cell.last_expression is not None and root_name(cell.last_expression) == "mo"
    if (
        _is_call_by_name(cell.last_expression)
        and outcome.output_type == "text/html"
        and outcome.output.startswith(_LAYOUT)
    ):
        return False  # a function gives a layout in which a picture stands: there is no figure to be had from it
    return bool(_IMAGE.search(shown) or _CHART.search(shown)) and not (ui and not _IMAGE.search(shown))


def _displayed(notebook: Notebook, cell: Cell, outcome: CellOutcome, pyplot: str | None, last: int) -> Symbol:
    expression = cell.last_expression
    wrapped = expression is not None and root_name(expression) in (notebook.module_name("marimo"), "mo")
    if (
        pyplot
        # Nothing is drawn before `draw_results()` has been called: the figure is what it gives.
        and not _is_call_by_name(expression)
        and (wrapped or pyplot in cell.refs | cell.defs)
        and _IMAGE.search(f"{outcome.output_type} {outcome.output[:4000]}")
    ):
        return _current(notebook, cell, pyplot, statement=last - 1, extra=_call_words(cell.last_expression))
    chart = "vega" in f"{outcome.output_type} {outcome.output[:4000]}"
    plotly = "plotly" in f"{outcome.output_type} {outcome.output[:4000]}"
    form = "{}.to_html()" if chart else "{}" if plotly else "{}.figure"
    return Symbol(
        expression=form,
        kind=SymbolKind.FIGURE,
        cell=cell.index,
        statement=last,
        scope=Scope.CELL,
        words=(*_call_words(expression), *words_about(notebook, cell)),
        origin="displayed",
    )


def _current(notebook: Notebook, cell: Cell, pyplot: str, *, statement: int, extra: tuple[str, ...] = ()) -> Symbol:
    return Symbol(
        expression=f"{pyplot}.gcf()",
        kind=SymbolKind.FIGURE,
        cell=cell.index,
        statement=statement,
        scope=Scope.CELL,
        words=(*extra, *words_about(notebook, cell)),
        origin="current",
    )


def _call_words(node: ast.expr | None) -> tuple[str, ...]:
    """`plot_solution` for `plot_solution(solver)`."""
    if isinstance(node, ast.Call):
        name = dotted(node.func)
        last = name.rpartition(".")[2]
        return (last,) if last not in ("", "gca", "gcf", "vstack", "hstack", "md", "center") else ()
    return ()


def words_about(notebook: Notebook, cell: Cell, names: frozenset[str] | None = None) -> tuple[str, ...]:
    """Titles, axis labels, kinds of drawing and names in a drawing cell, and the heading above it.

    `names`: those of one of several figures, to which only the statements that use one of them belong.
    """
    titles: list[str] = []
    texts: list[str] = []
    refs = set(cell.refs)
    statements = [one for one in cell.statements if names is None or names & _names_in(one)]
    if names is not None:
        refs = (refs | cell.defs) & set().union(*(_names_in(one) for one in statements)) - names
    for statement in statements:
        for node in ast.walk(statement):
            if isinstance(node, ast.For):
                # `for ax, title in zip(axes, ["Solution", "Error"])`: the titles stand in what is looped over.
                texts.extend(clean(text) for text in _constants(node.iter))
            if isinstance(node, ast.Call):
                whole = dotted(node.func).rpartition(".")[2] in ("title", "suptitle", "set_title")
                (titles if whole else texts).extend(words_of_call(node))
    set_here = cell.defs.union(*(_stored(ast.walk(one)) for one in cell.statements))
    own = dict.fromkeys(name for one in statements for name in _drawn_by_name(one) if name in set_here)
    drawn = [name for name in (*own, *sorted(refs)) if len(name) > 2 and name not in notebook.imports]
    said = [*titles, *texts[:_TEXTS], _heading_above(notebook, cell), *panels(statements), *drawn]
    return tuple(dict.fromkeys(text for text in said if text))[:_KEPT]


def _drawn_by_name(statement: ast.AST) -> Iterator[str]:
    """Names that drawing calls are given: `corr` of `sns.heatmap(corr)`."""
    for node in ast.walk(statement):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _DRAWING:
            yield from (arg.id for arg in node.args if isinstance(arg, ast.Name))


def _stored(nodes: Iterable[ast.AST]) -> set[str]:
    """Names that are set."""
    return {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


def _names_in(node: ast.AST) -> set[str]:
    return {item.id for item in ast.walk(node) if isinstance(item, ast.Name)}


def words_of_call(node: ast.Call) -> Iterator[str]:
    """Titles and labels that a drawing call is given, and the kind of drawing it makes."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in _TITLE_CALLS or "plot" in name or "draw" in name or name.startswith("from_"):
        yield from _strings((*node.args, *_titles(node)))
    else:
        yield from _strings(_titles(node))
    if name in ("from_predictions", "from_estimator"):
        yield root_name(node.func) or ""
    drawing = name in _DRAWING or name.startswith("mark_") or "plot" in name or name in ("histogram", "density_heatmap")
    if drawing and name not in ("plot", "subplots", "subplot", "add_subplot", "pairplot"):
        yield name.removeprefix("mark_")
    if name in _DEEP or any(k.arg == "projection" and "3d" in _constants(k.value) for k in node.keywords):
        yield "3d"
    if name in _TRACES:
        yield re.sub(r"(?<=[a-z])(?=[A-Z\d])", " ", name).lower()
    if name == "md":
        yield from (text for text in _strings(node.args) if len(text) <= 60)


def _titles(node: ast.Call) -> list[ast.expr]:
    return [keyword.value for keyword in node.keywords if keyword.arg in _TITLE_KEYWORDS]


def _heading_above(notebook: Notebook, cell: Cell) -> str:
    """The heading of the markdown cell right above: `## Confusion matrix`."""
    above = notebook.cells[cell.index - 1] if cell.index else None
    last = above.last_expression if above is not None else None
    if not isinstance(last, ast.Call) or dotted(last.func).rpartition(".")[2] != "md":
        return ""
    text = "\n".join(_constants(last))
    heading = re.search(r"^\s*#+\s+(.+)$", text, re.MULTILINE)
    return clean(heading.group(1)) if heading else ""


def _constants(node: ast.expr) -> Iterator[str]:
    yield from (n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str))


def _strings(values: Iterable[ast.expr]) -> Iterator[str]:
    """Texts among the arguments of a call, f-strings without what they fill in."""
    for value in values:
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            if not _LINE_STYLE.fullmatch(value.value):
                yield clean(value.value)
        elif isinstance(value, ast.JoinedStr):
            yield clean(" ".join(str(part.value) for part in value.values if isinstance(part, ast.Constant)))
