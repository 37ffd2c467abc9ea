"""Which of several sites the run belongs to."""

from collections.abc import Sequence

from worker.findings import Findings, Scope, Site, Symbol, SymbolKind
from worker.plan import Artifact, Model, Value


def main_site(
    findings: Findings, *, params: Sequence[Value], results: Sequence[Value | Artifact | Model], nested: bool
) -> Site | None:
    """The site that makes most of the planned results from most of the planned parameters."""
    if not findings.sites:
        looped = [value for value in results if value.scope is Scope.LOOP]
        return next((loop for value in looped for loop in findings.loops if _around(loop, value)), None)

    def worth(site: Site) -> float:
        below = {cell for cell, above in findings.ancestors.items() if site.cell in above}
        above = set(findings.ancestors.get(site.cell, ()))
        made = sum(1.0 for value in results if value.cell == site.cell or value.cell in below)
        inside = sum(3.0 for value in results if value.scope in (Scope.LOOP, Scope.FUNCTION) and _inside(value, site))
        fed = sum(0.5 for value in params if value.cell == site.cell or value.cell in above)
        return made + inside + fed + site.score + (5.0 if nested and site.tunes else 0.0)

    return max(findings.sites, key=lambda site: (worth(site), -site.cell))


def _inside(value: Value | Artifact | Model, site: Site) -> bool:
    function = getattr(value, "function", "")
    return value.cell == site.cell if not function else function == site.function or value.cell == site.function_cell


def _around(loop: Site, value: Value | Artifact | Model) -> bool:
    return loop.cell == value.cell and loop.first <= value.statement <= loop.last


def near_site(symbols: Sequence[Symbol], site: Site | None, findings: Findings) -> list[Symbol]:
    """Those of some symbols that belong most closely to a site: in its cell, feeding it, coming out of it."""
    if site is None or not symbols:
        return list(symbols)
    above = set(findings.ancestors.get(site.cell, ()))

    def distance(symbol: Symbol) -> int:
        if symbol.cell == site.cell or (symbol.function and symbol.function == site.function):
            return 0
        feeds, follows = symbol.cell in above, site.cell in findings.ancestors.get(symbol.cell, ())
        expected, other = (feeds, follows) if symbol.kind is SymbolKind.PARAMETER else (follows, feeds)
        return 1 if expected else 2 if other else 3

    nearest = min(distance(symbol) for symbol in symbols)
    return [symbol for symbol in symbols if distance(symbol) == nearest]
