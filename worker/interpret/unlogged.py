"""Parameters that flow into the training and that the notebook's own tracking leaves out."""

import ast
from collections.abc import Iterator

from worker.findings import Findings, Site, Symbol
from worker.interpret.naming import key_for
from worker.interpret.phrases import Phrase, Want
from worker.interpret.resolve import resolve
from worker.interpret.sameness import same_thing
from worker.notebook.syntax import parse_expression

COMPLETE_PARAMS = "complete-params"


def unlogged(findings: Findings, site: Site | None) -> list[Symbol]:
    """The settings that reach the site, without those that are logged under whatever name."""
    every = Phrase(text="parameters", want=Want.PARAMETER, generic=True, plural=True)
    calls = [call for call in findings.tracking.calls if call.function in ("log_param", "log_params")]
    keys = {key for call in calls for key in call.keys}
    sources = {source for call in calls for source in call.values}
    whole = {name for source in sources for name in _taken_whole(source)}
    known = [symbol for symbol in findings.symbols if _plain(symbol.expression) in sources]
    near = None if site is None else {site.cell, *findings.ancestors.get(site.cell, ())}
    return [
        symbol
        for symbol in resolve(every, findings).hits
        if key_for(symbol) not in keys
        and _plain(symbol.expression) not in sources
        and symbol.owner not in whole
        and not any(same_thing(symbol, other) for other in known)
        and not _estimators_own(symbol, findings, whole)
        and (near is None or symbol.cell in near)
    ]


def _taken_whole(source: str) -> Iterator[str]:
    """Names of the mapping or object that is logged entry by entry: `config`, `model.get_params()`, `vars(args)`."""
    node = parse_expression(source)
    if isinstance(node, (ast.Name, ast.Call, ast.DictComp)):
        yield from (item.id for item in ast.walk(node) if isinstance(item, ast.Name))


def _estimators_own(symbol: Symbol, findings: Findings, whole: set[str]) -> bool:
    """Whether it is a keyword of an estimator whose `get_params()` is logged."""
    live = (other.live for other in findings.symbols if other.expression in whole)
    return any(
        found is not None
        and found.type.endswith(f".{symbol.owner.rpartition('.')[2]}")
        and symbol.words[0] in found.estimator
        for found in live
        if symbol.owner and symbol.words
    )


def _plain(expression: str) -> str:
    """The expression in the form in which two equal ones are spelled alike."""
    try:
        return ast.unparse(parse_expression(expression.strip()))
    except SyntaxError:
        return expression
