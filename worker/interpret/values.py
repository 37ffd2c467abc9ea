"""From symbols to the plan's values, artifacts and models."""

import ast
import re
from pathlib import PurePosixPath

from worker.findings import Findings, Scope, Symbol, SymbolKind
from worker.interpret.naming import figure_path, key_for, legal, own_name, slug, unique
from worker.interpret.phrases import Phrase
from worker.notebook.syntax import parse_expression
from worker.plan import Artifact, Model, Value

_SKOPS_TRUSTS = (
    "sklearn.linear_model",
    "sklearn.svm",
    "sklearn.naive_bayes",
    "sklearn.neighbors",
    "sklearn.cluster",
    "sklearn.discriminant",
)
_CALL = re.compile(r"([^\W\d]\w*)\(([^\W\d]\w*)\)")
"""`zeros(x)`: a call with nothing but a name"""
_LABELLED = re.compile(r"\.(?:describe|corr|cov|value_counts|pivot_table|groupby)\((?!.*reset_index)")
"""tables whose rows are told by labels"""
_LONGEST = 6_000
"""characters that MLflow keeps of a parameter; the rest it would cut silently"""
_KEPT = (SymbolKind.FIGURE, SymbolKind.TABLE, SymbolKind.FILE)
_TEXTS = {".json": "dict", ".yaml": "dict", ".yml": "dict", ".txt": "text", ".md": "text", ".csv": "text"}
_TABLE_FORMATS = (".json", ".parquet")
_FLAVORS = (("mlflow.pyfunc.", "pyfunc"), ("sklearn.", "sklearn"), ("xgboost.", "xgboost"), ("lightgbm.", "lightgbm"),
            ("catboost.", "catboost"), ("torch.", "pytorch"), ("keras.", "keras"),
            ("statsmodels.", "statsmodels"))  # fmt: skip
_EXEMPLIFIED = ("pytorch", "sklearn")
"""flavours whose models take what the notebook gives to them or fits them on"""


def value_of(symbol: Symbol, phrase: Phrase | None, requirement: int, taken: set[str]) -> Value:
    """The plan's value for a parameter, metric or series."""
    torch = symbol.live is not None and symbol.live.type.startswith("torch.")
    whole = symbol.origin == "sweep" and symbol.live is not None and bool(symbol.live.entries)
    form = "mapping" if symbol.origin == "mapping" or whole else "long" if _is_long(symbol) else "scalar"
    if symbol.kind is SymbolKind.SERIES:
        form = (
            "loop"
            if symbol.scope in (Scope.LOOP, Scope.FUNCTION)
            else "frame"
            if symbol.origin == "column"
            else "sequence"
        )
    key = key_for(symbol, phrase)
    if symbol.origin == "displayed" and (call := _CALL.fullmatch(symbol.expression)) and key == call.group(1):
        key = legal(f"{key}_{call.group(2).strip('_')}")  # a function is called for several things
    if symbol.origin in ("earlier", "latest") and symbol.owner and not (phrase is not None and phrase.key):
        key = legal(f"{own_name(symbol)}_{slug(symbol.owner)}")  # one name for the results of several fits
    if key in taken and symbol.kind is SymbolKind.METRIC and symbol.expression.endswith("[-1]"):
        key = f"final_{key}"
    return Value(
        key=unique(key, taken),
        expression=symbol.expression,
        cell=symbol.cell,
        statement=symbol.statement,
        scope=symbol.scope,
        function=symbol.function,
        path=symbol.path,
        requirements=(requirement,),
        form=form,
        wrap="item" if torch and symbol.live is not None and symbol.live.number is not None else "",
    )


def _is_long(symbol: Symbol) -> bool:
    """Whether a text or list is longer than a parameter may be; each item of a list takes three characters or more."""
    live = symbol.live
    if symbol.kind is not SymbolKind.PARAMETER or live is None or live.shape is not None:
        return False
    return (live.length or 0) > (_LONGEST if live.string is not None else _LONGEST // 3)


def artifact_of(symbol: Symbol, phrase: Phrase | None, requirement: int, taken: set[str]) -> Artifact:
    """The plan's artifact for a figure or a table."""
    if symbol.kind is SymbolKind.TABLE:
        return _table(symbol, requirement, phrase.key if phrase is not None else "", taken)
    if symbol.kind is SymbolKind.FILE and symbol.origin == "text":
        return _text(symbol, phrase, requirement, taken)
    if symbol.kind is SymbolKind.FILE:
        return _file(symbol, requirement, taken)
    expression = symbol.expression
    interactive = expression.endswith(".to_html()") or (
        symbol.live is not None and any(name.startswith("plotly.") for name in (symbol.live.type, *symbol.live.bases))
    )
    path = figure_path(symbol, phrase, html=interactive or expression == "{}")
    kind = "text" if expression.endswith(".to_html()") else "figure"
    kept = _artifact(symbol, kind, _unique_path(path, taken), expression, requirement)
    return kept.model_copy(update={"displayed": symbol.origin == "displayed"})


def stated_artifact(symbol: Symbol, path: str, requirements: tuple[int, ...]) -> Artifact:
    """The plan's artifact for an expression of the task's block; what is no figure is kept as its path says."""
    made = artifact_of(symbol, Phrase(text="", key=path), requirements[0], set())
    kind = _TEXTS.get(PurePosixPath(path).suffix.lower(), made.kind) if symbol.origin == "stated" else made.kind
    return made.model_copy(update={"kind": kind, "path": path, "requirements": requirements})


def _table(symbol: Symbol, requirement: int, stated: str, taken: set[str]) -> Artifact:
    """As CSV, which a cell that runs again overwrites; by `log_table`, which appends, where its formats are asked."""
    polars = symbol.live is not None and symbol.live.type.startswith("polars.")
    suffix = PurePosixPath(stated).suffix.lower()
    name = slug(own_name(symbol)) or "table"
    path = stated if suffix in (".csv", *_TABLE_FORMATS) else f"tables/{name}.csv"
    if symbol.owner and suffix == ".json" and symbol.origin in ("derived", "record", "document"):
        return _artifact(symbol, "dict", _unique_path(path, taken), symbol.owner, requirement)  # as they are
    if symbol.origin in ("derived", "record"):
        kind, method, path = "text", "", path if path.endswith(".csv") else f"tables/{name}.csv"
    elif suffix in _TABLE_FORMATS:
        kind, method = "table", ".to_dict(as_series=False)" if polars else ""
    else:
        labelled = symbol.origin == "labelled" or _LABELLED.search(symbol.expression)
        plain = ".to_csv()" if labelled else ".to_csv(index=False)"
        kind, method = "text", ".write_csv()" if polars else plain
    return _artifact(symbol, kind, _unique_path(path, taken), symbol.expression + method, requirement)


def _artifact(symbol: Symbol, kind: str, path: str, expression: str, requirement: int) -> Artifact:
    """What is kept of a symbol, from the place where the symbol stands."""
    return Artifact(
        kind=kind,
        path=path,
        expression=expression,
        cell=symbol.cell,
        statement=symbol.statement,
        scope=symbol.scope,
        requirements=(requirement,),
    )


def _text(symbol: Symbol, phrase: Phrase | None, requirement: int, taken: set[str]) -> Artifact:
    stated = phrase.key if phrase is not None else ""
    written = PurePosixPath(stated).suffix.lower() in (".txt", ".md", ".html", ".csv", ".json")
    path = stated if written else f"texts/{slug(symbol.words[0].strip('_')) or 'text'}.txt"
    return _artifact(symbol, "text", _unique_path(path, taken), symbol.expression, requirement)


def _file(symbol: Symbol, requirement: int, taken: set[str]) -> Artifact:
    name = symbol.words[-1]
    return _artifact(symbol, "file", _unique_path(name, taken), symbol.expression, requirement)


def _unique_path(path: str, taken: set[str]) -> str:
    stem, dot, suffix = path.rpartition(".")
    return unique(stem, taken) + dot + suffix


def model_of(symbol: Symbol, findings: Findings, requirement: int, registered_name: str) -> Model:
    """The plan's model, with its flavour and the data it was fitted on."""
    live = symbol.live
    names = (live.type, *live.bases) if live is not None else ()
    # the nearest class first: a boosted model is xgboost's own, and then an estimator of scikit-learn as well
    flavor = next((flavor for name in names for prefix, flavor in _FLAVORS if name.startswith(prefix)), "sklearn")
    kind = live.type if live is not None else ""
    trained = [site for site in findings.sites if site.target == symbol.expression]
    given = findings.examples.get(symbol.expression, "")
    return Model(
        expression=symbol.expression,
        flavor=flavor,
        cell=symbol.cell,
        statement=symbol.statement,
        scope=symbol.scope,
        name=_logged_as(symbol, findings),
        registered_name=registered_name,
        input_example=next((site.data for site in trained if site.data), given if flavor in _EXEMPLIFIED else ""),
        pickle=flavor == "sklearn" and not kind.startswith(_SKOPS_TRUSTS),
        requirements=(requirement,),
    )


def _logged_as(symbol: Symbol, findings: Findings) -> str:
    """The name under which the notebook logs this model already: itself, or in the function that trains it."""
    trainers = {site.function_cell for site in findings.sites if site.function_cell is not None}
    calls = [one for one in findings.tracking.calls if one.function.endswith(".log_model") and one.keys]
    names = [one.keys[0] for one in calls if symbol.expression in one.values]
    names = names or [one.keys[0] for one in calls if one.cell in trainers]
    return names[0] if len(names) == 1 else "model"


def stated_symbol(expression: str, kind: SymbolKind, findings: Findings) -> Symbol | str:
    """The symbol for an expression of the task's `tracking:` block; a string is what is wrong with it."""
    plain = "".join(expression.split()).replace("'", '"')
    kinds = (
        {kind}
        if kind in (SymbolKind.FIGURE, SymbolKind.TABLE, SymbolKind.MODEL)
        else {SymbolKind.PARAMETER, SymbolKind.METRIC, SymbolKind.SERIES}
    )
    same = [s for s in findings.symbols if "".join(s.expression.split()).replace("'", '"') == plain]
    kept = [s for s in same if s.kind in _KEPT]
    if kind is SymbolKind.FIGURE and kept:
        return kept[0]
    same.sort(key=lambda symbol: (symbol.kind is not kind, symbol.kind not in kinds))
    if same and (same[0].kind is kind or kind not in (SymbolKind.SERIES, SymbolKind.FIGURE)):
        return same[0].model_copy(update={"kind": kind if kind in kinds else same[0].kind})
    return _parsed_symbol(expression, kind, findings)


def _parsed_symbol(expression: str, kind: SymbolKind, findings: Findings) -> Symbol | str:
    try:
        tree = parse_expression(expression.strip())
    except SyntaxError as error:
        return f"`{expression[:80]}` is no Python expression ({error.msg})"
    roots = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name)]
    allowed = {"len", "max", "min", "sum", "abs", "float", "int", "str", "round", "list"}
    homes = {findings.names[root] for root in roots if root in findings.names}
    unknown = [root for root in roots if root not in findings.names and root not in allowed]
    if unknown:
        return f"`{unknown[0]}` is no name of the notebook that other cells can see"
    home = next(
        (cell for cell in homes if homes - {cell} <= set(findings.ancestors.get(cell, ()))), max(homes, default=0)
    )
    name = re.split(r"[.\[(]", expression.strip())[0]
    after = max((findings.settled.get(root, 0) for root in roots if findings.names.get(root) == home), default=0)
    return Symbol(expression=expression.strip(), kind=kind, cell=home, statement=after, words=(name,), origin="stated")
