"""What a result is called after the function that gave the object it is read from."""

import ast
import re
from collections.abc import Iterable, Iterator

from worker.explore.dataflow import dotted, own_nodes, root_name
from worker.findings import Symbol, SymbolKind
from worker.notebook.source import Cell, Notebook

_GENERAL = ("numpy", "pandas", "polars", "marimo", "matplotlib")
"""libraries whose functions say how something is made, not what it is"""
_RESULTS = (SymbolKind.METRIC, SymbolKind.SERIES, SymbolKind.TABLE, SymbolKind.DATA)
_STATISTICS = {
    "mean": "mean", "average": "mean", "nanmean": "mean", "fmean": "mean", "median": "median", "var": "variance",
    "std": "standard deviation", "stdev": "standard deviation", "norm": "norm",
    "max": "maximum", "amax": "maximum", "nanmax": "maximum", "min": "minimum", "amin": "minimum", "nanmin": "minimum",
    "abs": "absolute", "absolute": "absolute", "fabs": "absolute",
}  # fmt: skip
_METHODS = {
    "decision_function": "decision score", "predict_proba": "predicted probability", "score_samples": "log density",
    "predict": "prediction",
}  # fmt: skip
"""methods of models, and what they give"""
_SPLITS = re.compile(r"(?:(?<=_)|^)(?:train|test|val)(?=_|$)")
_WRAPPERS = ("float", "int", "round", "item", "tolist")
"""functions and methods that leave a number what it is"""


def told_by_makers(book: Notebook, symbols: Iterable[Symbol]) -> Iterator[Symbol]:
    """`permutation_importance` for `result.importances_mean`, and for the name that it is given to."""
    made = dict(_made(book))
    read = {name: made[root] for name, root in _read_from(book) if root in made}
    given = dict(_given_by_models(book))
    measured = {**dict(_measured_on(book)), **dict(_collected_scores(book))}
    loss, statistics = _only_loss(book), _statistics(book)
    symbols = tuple(symbols)
    parts = _parts_of_tables(book, symbols)
    for symbol in symbols:
        if loss and symbol.kind in _RESULTS and re.match("loss", symbol.words[0] if symbol.words else ""):
            yield symbol.model_copy(update={"words": (*symbol.words, loss)})
            continue
        within = symbol.owner in made and symbol.expression.startswith((f"{symbol.owner}.", f"{symbol.owner}["))
        maker = made[symbol.owner] if within else read.get(symbol.expression, "")
        place = (symbol.cell, symbol.expression)
        told = (
            maker,
            given.get(symbol.expression, ""),
            measured.get(place, ""),
            statistics.get(place, ""),
            parts.get(place, ""),
        )
        new = tuple(word for word in told if word and symbol.kind in _RESULTS and word not in symbol.words)
        yield symbol.model_copy(update={"words": (*symbol.words, *new)}) if new else symbol


def _parts_of_tables(book: Notebook, symbols: Iterable[Symbol]) -> dict[tuple[int, str], str]:
    """Cell and name of a table → what it is of another one: `filtered sales` for `filtered = sales[…]`."""
    tables = {one.expression for one in symbols if one.live is not None and one.live.columns}
    found: dict[tuple[int, str], str] = {}
    for cell in book.cells:
        for node in _assignments(cell):
            target = node.targets[0]
            if not isinstance(target, ast.Name) or target.id not in tables or not _DONE_TO_IT.fullmatch(target.id):
                continue
            read = {one.id for one in ast.walk(node.value) if isinstance(one, ast.Name)}
            sources = (read & tables) - {target.id}
            if len(sources) == 1:
                found[cell.index, target.id] = f"{target.id.strip('_')} {sources.pop()}"
    return found


_DONE_TO_IT = re.compile(r"_?[a-z]{3,}ed")
"""`filtered`, `cleaned`, `sorted`: a name that says only what was done to something"""


def _statistics(book: Notebook) -> dict[tuple[int, str], str]:
    """Cell and name → the statistic that it is by what computes it: `maximum absolute` for `np.abs(a - b).max()`."""
    found: dict[tuple[int, str], list[str]] = {}
    for cell in book.cells:
        for node in _assignments(cell):
            if isinstance(target := node.targets[0], ast.Name):
                found.setdefault((cell.index, target.id), []).append(" ".join(_reduced(node.value)))
        for name in _kept_absolute(cell):
            found[cell.index, name] = ["absolute"]
    return {place: texts[0] for place, texts in found.items() if len(set(texts)) == 1}


def _kept_absolute(cell: Cell) -> Iterator[str]:
    """Names of lists to which a cell adds nothing but absolute values: `errors.append(abs(a - b))`."""
    added: dict[str, list[bool]] = {}
    for node in (node for statement in cell.statements for node in own_nodes(statement)):
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Attribute) and called.attr == "append" and isinstance(called.value, ast.Name):
            says = [list(_reduced(item)) for item in node.args] if isinstance(node, ast.Call) else []
            added.setdefault(called.value.id, []).append(says == [["absolute"]])
    yield from (name for name, absolute in added.items() if all(absolute))


def _reduced(value: ast.expr) -> Iterator[str]:
    """What the outermost calls make of a value, from the outside in."""
    if not isinstance(value, ast.Call):
        return
    called = value.func.attr if isinstance(value.func, ast.Attribute) else getattr(value.func, "id", "")
    if called not in _STATISTICS and called not in _WRAPPERS:
        return
    if called in _STATISTICS:
        yield _STATISTICS[called]
    receiver = value.func.value if isinstance(value.func, ast.Attribute) else None
    of_a_module = isinstance(receiver, ast.Attribute | ast.Name) and bool(value.args)
    inner = value.args[0] if value.args and (receiver is None or of_a_module) else receiver
    if inner is not None:
        yield from _reduced(inner)


def _only_loss(book: Notebook) -> str:
    """The class of the notebook's loss where it has one: `GaussianNLLLoss` says which loss the `losses` are."""
    nodes = (node for cell in book.cells for statement in cell.statements for node in ast.walk(statement))
    names = {node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "") for node in nodes}
    found = {name for name in names if name.endswith("Loss") and name != "Loss"}
    return found.pop() if len(found) == 1 else ""


def _made(book: Notebook) -> Iterator[tuple[str, str]]:
    """Name → the function whose result it is."""
    for node in (node for cell in book.cells for node in _assignments(cell)):
        target, value = node.targets[0], node.value
        if not isinstance(target, ast.Name) or not isinstance(value, ast.Call):
            continue
        called = dotted(value.func)
        origin = book.imports.get(called.partition(".")[0], "")
        plain = called.rpartition(".")[2]
        made = plain.startswith(("create", "make", "load", "get", "build", "read", "fetch", "init", "new"))
        if (
            plain
            and plain.islower()
            and not made
            and not origin.startswith(_GENERAL)
            and (origin or called in book.definer)
        ):
            yield target.id, plain


def _measured_on(book: Notebook) -> Iterator[tuple[tuple[int, str], str]]:
    """Cell and name → the split that it is measured on, as its arguments say: `test r2` for `r2_score(y_test, f)`."""
    for cell in book.cells:
        for node in _assignments(cell):
            target, value = node.targets[0], node.value
            if isinstance(target, ast.Name) and isinstance(value, ast.Call) and not _SPLITS.search(target.id):
                names = (n.id for part in value.args for n in ast.walk(part) if isinstance(n, ast.Name))
                splits = {found.group() for name in names for found in _SPLITS.finditer(name)}
                if len(splits) == 1:
                    yield (cell.index, target.id), f"{splits.pop().strip('_')} {target.id}"


def _collected_scores(book: Notebook) -> Iterator[tuple[tuple[int, str], str]]:
    """Cell and name of a list → whose scores it collects: `test score` for `x.append(model.score(X_test, y_test))`."""
    for cell in book.cells:
        for node in (node for statement in cell.statements for node in own_nodes(statement)):
            if not (isinstance(node, ast.Call) and dotted(node.func).endswith(".append") and len(node.args) == 1):
                continue
            scored, into = node.args[0], root_name(node.func)
            if isinstance(scored, ast.Call) and dotted(scored.func).endswith(".score") and into:
                names = (one.id for part in scored.args for one in ast.walk(part) if isinstance(one, ast.Name))
                splits = {found.group().strip("_") for name in names for found in _SPLITS.finditer(name)}
                yield (cell.index, into), " ".join((*(splits if len(splits) == 1 else ()), "score"))


def _given_by_models(book: Notebook) -> Iterator[tuple[str, str]]:
    """Name → what a model's method gives, where that is all the name is: `decision score`."""
    for node in (node for cell in book.cells for node in _assignments(cell)):
        target, value = node.targets[0], node.value
        called = value.func.attr if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) else ""
        if isinstance(target, ast.Name) and called in _METHODS:
            yield target.id, _METHODS[called]


def _read_from(book: Notebook) -> Iterator[tuple[str, str]]:
    """Name → the object whose attribute or entry it is computed from, where there is one."""
    for node in (node for cell in book.cells for node in _assignments(cell)):
        if isinstance(target := node.targets[0], ast.Name):
            parts = (n for n in ast.walk(node.value) if isinstance(n, (ast.Attribute, ast.Subscript)))
            roots = {root for part in parts if (root := root_name(part)) and root not in book.imports}
            if len(roots) == 1:
                yield target.id, roots.pop()


def _assignments(cell: Cell) -> Iterator[ast.Assign]:
    for statement in cell.statements:
        yield from (node for node in own_nodes(statement) if isinstance(node, ast.Assign))
