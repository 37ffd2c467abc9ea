"""What names mean by convention: `NX` points along x, `dt` a step, `y_position` a height, 8.314 the gas constant."""

import re
from collections.abc import Iterable, Iterator

from worker.findings import Symbol, SymbolKind

_AXES = {"x": "horizontal", "y": "vertical", "z": "vertical"}
_ALONG = re.compile(r"(?:n|num)_?(?P<axis>[xyz])", re.IGNORECASE)
"""`NX`, `n_y`: points along an axis"""
_STEP = re.compile(r"d_?(?P<axis>[xyzt])", re.IGNORECASE)
_PLACE = r"(?P<what>pos|position|coord|coordinate|vel|velocity|speed|acceleration)s?"
_POSITION = re.compile(
    rf"(?<![A-Za-z])(?:(?P<first>[xyz])[_ ]{_PLACE}|{_PLACE.replace('what', 'other')}_?(?P<last>[xyz]))(?![A-Za-z])",
    re.IGNORECASE,
)
_MOTIONS = {"vel": "velocity", "velocity": "velocity", "speed": "velocity", "acceleration": "acceleration"}
_CONSTANTS: tuple[tuple[float, str], ...] = (
    (6.674e-11, "gravitational constant"),
    (9.81, "gravitational acceleration"),
    (8.314, "gas constant"),
    (1.380649e-23, "Boltzmann constant"),
    (6.62607e-34, "Planck constant"),
    (299_792_458.0, "speed of light"),
    (1.602177e-19, "elementary charge"),
    (96_485.0, "Faraday constant"),
    (6.02214e23, "Avogadro constant"),
    (5.670374e-8, "Stefan-Boltzmann constant"),
)
"""numbers that stand for one thing wherever they stand"""
_NAMES = 4
"""words of a symbol that may say along which axis it is"""
_NEAR = 0.012
"""how far a notebook may round them"""


def spelled_out(symbols: Iterable[Symbol]) -> Iterator[Symbol]:
    """Symbols with what their names or values mean by convention among their words."""
    known = tuple(symbols)
    axes = {axis for symbol in known for axis, _ in _positions(symbol)}
    for symbol in known:
        said = [*_grid(symbol), *_place(symbol, axes), *_folds(symbol), *_constant(symbol), *_targets(symbol)]
        fresh = tuple(word for word in said if word not in symbol.words)
        yield symbol.model_copy(update={"words": (*symbol.words, *fresh)}) if fresh else symbol


def _grid(symbol: Symbol) -> Iterator[str]:
    name = symbol.words[0] if symbol.words else ""
    number = symbol.live.number if symbol.live is not None else None
    if number is None or symbol.kind is SymbolKind.SERIES:
        return
    if name in ("d", "D") and number.is_integer():
        yield "dimension"
    elif (along := _ALONG.fullmatch(name)) and number.is_integer():
        axis = along.group("axis").lower()
        yield from (f"number of points in {axis}", f"resolution in {axis}")
    elif step := _STEP.fullmatch(name):
        axis = step.group("axis").lower()
        yield from ("time step",) if axis == "t" else (f"step in {axis}", f"grid spacing in {axis}")


def _positions(symbol: Symbol) -> Iterator[tuple[str, str]]:
    """Along which axis something is or moves, and what it does."""
    own = (symbol.expression, *symbol.words[:1])
    labels = (match for text in symbol.words[1:_NAMES] if (match := _POSITION.fullmatch(text)))
    for found in (*(match for text in own for match in _POSITION.finditer(text)), *labels):
        what = (found.group("what") or found.group("other")).lower()
        yield (found.group("first") or found.group("last")).lower(), _MOTIONS.get(what, "position")


def _place(symbol: Symbol, axes: set[str]) -> Iterator[str]:
    """`y_position` is how high something is, where nothing is placed along a third axis."""
    for axis, what in dict.fromkeys(_positions(symbol)):
        high = axis == ("z" if "z" in axes else "y")
        if axis == "x" or high:
            yield f"{_AXES[axis]} {what}"
        if what == "position" and (axis == "x" or high):
            yield "height" if high else "horizontal distance"


def _targets(symbol: Symbol) -> Iterator[str]:
    """`y_test` holds true labels, `y_pred` predicted ones."""
    found = _TARGET.fullmatch(symbol.words[0]) if symbol.kind is SymbolKind.DATA and symbol.words else None
    if found is not None:
        side = "predicted" if found.group("made") else "true"
        yield from (f"{side} labels", f"{side} values")


_TARGET = re.compile(r"y_?(?:(?P<made>pred|hat)(?:_(?:test|train|val))?|true|test|train|val|valid)", re.IGNORECASE)


def _constant(symbol: Symbol) -> Iterator[str]:
    number = symbol.live.number if symbol.live is not None else None
    if number is not None and symbol.origin in ("literal", "default", "keyword", "config"):
        yield from (name for value, name in _CONSTANTS if abs(number - value) <= _NEAR * value)


def _folds(symbol: Symbol) -> Iterator[str]:
    """`cv=10`: scikit-learn's word for a number of folds."""
    number = symbol.live.number if symbol.live is not None else None
    if number is not None and number.is_integer() and symbol.words[:1] == ("cv",):
        yield "number of folds"
