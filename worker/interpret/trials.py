"""Which child runs a plan has: per iteration of a sweep, per candidate of a search, per trial of a study."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from worker.findings import Findings, Scope, Site, Symbol, SymbolKind
from worker.interpret.gathered import Gathered
from worker.interpret.language import coverage, tokens
from worker.interpret.match import ACCEPT
from worker.interpret.phrases import Phrase, Want
from worker.interpret.ranking import rank
from worker.interpret.values import value_of
from worker.plan import Nested, Value


def nested(gathered: Gathered, site: Site | None, findings: Findings) -> Nested | None:
    """The child runs of a site; None where it does not train once per trial."""
    if site is None or not site.tunes:
        return None
    if site.sweep:
        return _iterations(gathered, site, findings)
    common = {"cell": site.cell, "statement": site.last, "scope": Scope.NOTEBOOK, "expression": site.target}
    asked = tuple(dict.fromkeys(gathered.nested))
    if site.kind == "search":
        return Nested(
            **common,
            form="candidates",
            count=Value(key="candidates", expression=f"len({site.target}.cv_results_['params'])", **_place(site)),
            metrics=tuple(_scores(site, findings, asked)),
            requirements=asked,
        )
    value = Value(key=gathered.trial_key or "value", expression=site.target, requirements=asked, **_place(site))
    return Nested(**common, form="trials", metrics=(value,), requirements=asked)


def inner_symbols(site: Site, findings: Findings) -> list[Symbol]:
    """What differs from iteration to iteration of a sweep, and what loops within an iteration set."""
    return [
        symbol
        for symbol in findings.symbols
        if symbol.scope is Scope.LOOP
        and symbol.cell == site.cell
        and len(symbol.path) == 2
        and (symbol.path[1] == site.sweep or site.sweep < symbol.path[1] <= site.sweep_end)
    ]


def trial_site(findings: Findings, *, trial: str, kept: Sequence[Phrase]) -> Site | None:
    """What makes the child runs that a task asks for: the sweep, search or study whose trials it speaks of.

    `trial` is what one child is made for, `kept` what each of them shall keep. A loop that trains nothing is taken
    only where it goes over what the children are made for, or computes what they shall keep.
    """
    said = tokens(trial)

    def worth(site: Site) -> float:
        own = inner_symbols(site, findings)
        there = [
            rank(replace(phrase, want=Want.ANY), findings, within=own)[:1] for phrase in kept if not phrase.generic
        ]
        computed = sum(hits[0].score >= ACCEPT for hits in there if hits)
        gone_over = coverage(said, [token for name in site.sweep_names for token in tokens(name)])
        spoken = coverage(said, tokens(f"{site.call} {findings.texts.get(site.cell, '')}"))
        return computed + gone_over + spoken / 2

    tuned = [site for site in findings.sites if site.tunes]
    return max(tuned or [loop for loop in findings.loops if loop.sweep and worth(loop) >= 1], key=worth, default=None)


def _place(site: Site) -> dict[str, int]:
    return {"cell": site.cell, "statement": site.last}


def _scores(site: Site, findings: Findings, asked: tuple[int, ...]) -> Iterator[Value]:
    """The mean test scores that the fitted search was seen to have."""
    results = next((s for s in findings.symbols if s.expression == f"{site.target}.cv_results_"), None)
    for key in results.live.entries if results is not None and results.live is not None else ():
        if key.startswith("mean_test_"):
            yield Value(key=key, expression=site.target, requirements=asked, **_place(site))


def _iterations(gathered: Gathered, site: Site, findings: Findings) -> Nested:
    """The loop's variables are the parameters of its child runs."""
    path = (site.sweep_first, site.sweep)
    asked = {symbol.expression for symbol, _, _ in gathered.inner_params}
    first = next(iter(gathered.nested), 0)
    unasked = [s for s in findings.symbols if s.origin == "sweep" and s.path == path and s.expression not in asked]
    params = [*gathered.inner_params, *((symbol, None, first) for symbol in unasked)]
    param_keys: set[str] = set()
    metric_keys: set[str] = set()
    return Nested(
        cell=site.cell,
        statement=site.first,
        path=path,
        name=site.sweep_names[0] if site.sweep_names else "trial",
        params=tuple(value_of(symbol, phrase, number, param_keys) for symbol, phrase, number in params),
        metrics=tuple(
            value_of(symbol.model_copy(update={"kind": SymbolKind.METRIC}), phrase, number, metric_keys)
            for symbol, phrase, number in gathered.inner_metrics
        ),
        series=tuple(value_of(symbol, phrase, number, metric_keys) for symbol, phrase, number in gathered.inner_series),
        requirements=tuple(dict.fromkeys(gathered.nested)),
    )
