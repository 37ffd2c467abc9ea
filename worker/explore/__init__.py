"""Exploring: what a notebook holds, from its syntax and from its live values. Pure."""

import ast
import hashlib
from collections.abc import Iterable, Iterator, Mapping

from pydantic import JsonValue

from worker.explore.calls import Calls
from worker.explore.conventions import spelled_out
from worker.explore.dataflow import Dataflow, Unit, flow, qualified
from worker.explore.drawn import drawn_by_calls
from worker.explore.draws import draws
from worker.explore.elements import elements, gate_of, gates, interactions
from worker.explore.evaluated import evaluated_symbols
from worker.explore.examples import example_inputs
from worker.explore.exponents import powers_named
from worker.explore.expressions import expressions as _expressions
from worker.explore.figures import figures
from worker.explore.files import files
from worker.explore.fits import fits
from worker.explore.foreign import in_english
from worker.explore.formatted import numbers_first
from worker.explore.functions import Function, functions
from worker.explore.given import given_by_hand
from worker.explore.glossary import explained, glossary
from worker.explore.holdings import holdings
from worker.explore.labels import labelled, merged
from worker.explore.layers import layers
from worker.explore.letters import lettered
from worker.explore.loops import Loops
from worker.explore.makers import told_by_makers
from worker.explore.names import Reach, names
from worker.explore.pairs import pairs
from worker.explore.prose import prose
from worker.explore.records import records
from worker.explore.remarks import remarks
from worker.explore.roles import in_formulas
from worker.explore.seeds import seeds
from worker.explore.sites import SiteFinder
from worker.explore.sweeps import sweep_variables
from worker.explore.tracking import existing_tracking
from worker.explore.untrained import computed, computing_loops
from worker.explore.values import Values
from worker.explore.writings import writings
from worker.findings import CellFailure, Findings, LiveValue, Site, Symbol
from worker.notebook.source import Notebook, read_notebook
from worker.ports import CellOutcome, CellStatus, Execution, Snapshot

Evaluated = Mapping[int, Mapping[str, LiveValue | str]]


def expressions(source: str) -> dict[int, tuple[str, ...]]:
    """Per cell, the expressions whose live values exploring wants beside the snapshot."""
    return _expressions(read_notebook(source))


def press(source: str, execution: Execution, snapshot: Snapshot | None) -> dict[str, JsonValue]:
    """UI elements to use so that cells that wait for a person run; empty when nothing waits."""
    return interactions(read_notebook(source), execution, snapshot)


def explore(
    *,
    notebook: str,
    source: str,
    execution: Execution | None = None,
    snapshot: Snapshot | None = None,
    evaluated: Evaluated | None = None,
) -> Findings:
    """Find sites, symbols, gates and existing tracking; `notebook` is the path in the repository.

    Without an execution and a snapshot only the syntax speaks.
    """
    book = read_notebook(source, name=notebook)
    values = Values(snapshot=snapshot, evaluated={cell: dict(found) for cell, found in (evaluated or {}).items()})
    own = functions(book)
    found_gates = gates(book, snapshot)
    outcomes = {cell.cell: cell for cell in execution.cells} if execution else {}
    sites = tuple(
        site.model_copy(
            update={"gate": gate_of(book, site.cell, found_gates), "displays": _displays(outcomes.get(site.cell))}
        )
        for site in SiteFinder(notebook=book, functions=own, values=values).sites()
    )
    stream = flow(book)
    reach = _reach(stream, sites, values)
    outermost = () if sites else computing_loops(book, values)
    symbols = _symbols(book, values, own, stream, reach, sites or outermost, outcomes)
    meanings, texts = glossary(book), prose(book)
    data = told_by_makers(book, labelled(book, holdings(book, stream, values, reach)))
    return Findings(
        notebook=notebook,
        content_hash=hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest(),
        sites=sites,
        loops=outermost,
        symbols=_called(lettered(in_formulas(_joined(book, symbols), book), texts), meanings),
        data=_called(merged(data), meanings),
        gates=found_gates,
        tracking=existing_tracking(book),
        names=book.definer,
        settled=_settled(book, stream),
        examples=example_inputs(book, values),
        texts=texts,
        ancestors={cell.index: tuple(sorted(book.ancestors[cell.index])) for cell in book.cells},
        frameworks=tuple(sorted({target.split(".")[0] for target in book.imports.values()})),
        failures=_failures(execution),
        executed=execution is not None,
        seconds=execution.seconds if execution else 0.0,
        notes=tuple(remarks(book, own, sites)),
    )


def _symbols(  # noqa: PLR0917 - all that has been found so far
    book: Notebook,
    values: Values,
    own: Mapping[str, Function],
    stream: Dataflow,
    reach: Reach,
    sites: tuple[Site, ...],
    outcomes: dict[int, CellOutcome],
) -> Iterator[Symbol]:
    """All symbols; `sites` are the loops that compute where nothing trains."""
    trained = tuple(site for site in sites if site.score)
    calls = Calls(notebook=book, flow=stream, values=values, functions=own, sites=trained, into=reach.into)
    yield from (_flowing(symbol, reach) for symbol in elements(book, values))
    yield from names(book, stream, values, reach)
    yield from evaluated_symbols(book, values, reach)
    yield from calls.symbols()
    yield from draws(book, stream, reach.into)
    yield from seeds(book, stream, reach.into)
    yield from layers(book)
    yield from Loops(notebook=book, values=values, functions=own, sites=sites).symbols()
    yield from sweep_variables(book, values, sites)
    yield from figures(book, outcomes, values, tuple(drawn_by_calls(book, values, own, trained)))
    yield from files(book)
    yield from records(book, values)
    yield from writings(book, values)
    yield from pairs(book, values, reach)
    yield from fits(book, values)


def _joined(book: Notebook, symbols: Iterable[Symbol]) -> Iterator[Symbol]:
    """Symbols with the words beside them, each once, settings and numbers told from what repeats them."""
    return given_by_hand(numbers_first(book, merged(powers_named(book, told_by_makers(book, labelled(book, symbols))))))


def _called(symbols: Iterable[Symbol], meanings: Mapping[str, tuple[str, ...]]) -> tuple[Symbol, ...]:
    """Symbols with all that they are called: by the notebook's texts, by convention, in English."""
    return tuple(in_english(spelled_out(explained(symbols, meanings))))


def _displays(outcome: CellOutcome | None) -> bool:
    """Whether a cell may display something; False only where it ran and was seen to display nothing."""
    empty = outcome is not None and (not outcome.output_type or outcome.output_type == "text/plain")
    return outcome is None or outcome.status is not CellStatus.RAN or not empty or bool(outcome.output.strip())


def _settled(book: Notebook, stream: Dataflow) -> dict[str, int]:
    return {
        name: max((unit.statement for unit in stream.by_name.get(name, ()) if unit.cell == cell), default=0)
        for name, cell in book.definer.items()
    }


def _failures(execution: Execution | None) -> tuple[CellFailure, ...]:
    return tuple(
        CellFailure(cell=cell.cell, exception=cell.exception, message=cell.message, traceback=cell.traceback)
        for cell in (execution.failures if execution else ())
    )


def _reach(stream: Dataflow, sites: tuple[Site, ...], values: Values) -> Reach:
    if not sites:
        return Reach(into=frozenset(), out=computed(stream, values))
    units = [
        unit
        for unit in stream.units
        if any(site.cell == unit.cell and site.first <= unit.statement <= site.last for site in sites)
    ]
    trained = {name for unit in units for name in (*unit.writes, *_trained(unit, values), *_filled(unit, stream))}
    return Reach(into=stream.backward(units), out=stream.forward(trained))


_TRAINABLE = frozenset({"parameters", "state_dict", "predict", "fit", "train", "forward"})


def _trained(unit: Unit, values: Values) -> Iterator[str]:
    """Objects that a training statement changes: method receivers, and arguments that are models."""
    yield from unit.mutates
    for name in unit.reads:
        plain = name.rpartition(":")[2]
        live = values.name(plain, unit.cell)
        if live is not None and not live.numbers and not live.columns and _TRAINABLE & set(live.methods):
            yield name


def _filled(unit: Unit, stream: Dataflow) -> Iterator[str]:
    """Empty containers that a training statement is handed: `evals_result={}`."""
    for name in unit.reads:
        makers = [maker.node for maker in stream.by_name.get(name, ()) if name in maker.writes]
        if makers and all(_empty(node) for node in makers):
            yield name


def _empty(node: ast.stmt) -> bool:
    value = node.value if isinstance(node, (ast.Assign, ast.AnnAssign)) else None
    return (isinstance(value, ast.List) and not value.elts) or (isinstance(value, ast.Dict) and not value.keys)


def _flowing(symbol: Symbol, reach: Reach) -> Symbol:
    return symbol.model_copy(update={"reaches_site": qualified(symbol.owner, symbol.cell) in reach.into})
