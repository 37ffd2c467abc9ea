"""Describe a live value: never its repr unless that is surely cheap, never a property, never user code.

A description is a dict with the fields of the worker's `LiveValue` that differ from their defaults.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
import pathlib
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any

METHODS = (
    *("fit", "predict", "score", "transform", "predict_proba", "parameters", "state_dict", "forward", "train"),
    *("savefig", "to_html", "write_image", "to_dict", "save"),
)
LIMIT = 50
ITEMS = 10_000
DENSE = 10_000_000
NUMERIC = ("int", "uint", "float", "decimal")
PLAIN = (type(None), bool, int, float, complex, str, bytes, list, tuple, dict, set, frozenset, range)
SAFE_TEXT = (type(None), bool, int, float, complex, str, dt.date, dt.timedelta, pathlib.PurePath)
ARRAYS = frozenset({"numpy", "torch", "jax", "jaxlib", "cupy", "tensorflow"})
PLOTS = frozenset({"matplotlib", "plotly", "altair", "bokeh"})
LIGHTNING = frozenset({"lightning", "pytorch_lightning"})
# Properties of the lightning trainer that only hand out what it has already logged.
SWITCHES = frozenset({"training", "prepare_data_per_node", "allow_zero_length_dataloader_with_multiple_devices"})
KNOWN = {
    "cvxpy.problems.problem": ("value", "status"),
    "cvxpy.expressions.variable": ("value",),
    "statsmodels": ("params", "pvalues", "bse", "rsquared", "rsquared_adj", "aic", "bic", "llf", "fvalue", "f_pvalue",
                    "nobs", "mse_resid"),
    "optuna.study": ("best_value", "best_params"),
}  # fmt: skip
# Properties of other libraries' results that only hand out what has been computed.
FEW = 8
LOGGED = ("callback_metrics", "logged_metrics", "current_epoch", "global_step")


def qualified(kind: type) -> str:
    """`numpy.float64`; builtins without their module: `int`."""
    module = getattr(kind, "__module__", "") or ""
    name = getattr(kind, "__qualname__", kind.__name__)
    return name if module == "builtins" else f"{module}.{name}"


def roots(kind: type) -> set[str]:
    """The top-level packages that a type and its bases come from."""
    return {str(getattr(base, "__module__", "")).split(".")[0] for base in kind.__mro__}


class Describer:
    """Describes values until its time is over; after that only their types."""

    def __init__(self, seconds: float) -> None:
        self._deadline = time.monotonic() + seconds

    def describe(self, value: Any, depth: int = 2) -> dict[str, Any]:
        """`depth`: how many levels of dict entries to open; attributes are read at 2 only, so that nothing recurses."""
        kind = type(value)
        result: dict[str, Any] = {"type": qualified(kind)}
        bases = [qualified(base) for base in kind.__mro__[1:] if base is not object]
        if bases:
            result["bases"] = bases
        if time.monotonic() > self._deadline:
            return result
        for step in (self._scalar, self._sequence, self._mapping, self._frame, self._object):
            try:
                found = step(value, depth)
            except Exception:  # noqa: BLE001, S112 - a foreign object's quirk must not hide the other values
                continue
            if found is not None:
                result.update(found)
                return result
        return result

    def _scalar(self, value: Any, _depth: int) -> dict[str, Any] | None:
        if value is None:
            return {"text": "None"}
        if isinstance(value, str):
            return {"string": value[:1000], "text": repr(value[:200])[:200], "length": len(value)}
        truth = as_boolean(value)
        if truth is not None:
            return {"boolean": truth, "text": str(truth)}
        number = as_number(value)
        if number is not None:
            return {"number": number, "text": str(value)[:200]}
        return {"text": repr(value)[:200]} if isinstance(value, SAFE_TEXT) else None

    def _sequence(self, value: Any, _depth: int) -> dict[str, Any] | None:
        shape = shape_of(value)
        if shape is None and not isinstance(value, (list, tuple, range, set, frozenset, bytes)):
            return None
        if hasattr(value, "columns"):
            return None
        if hasattr(type(value), "_fields"):
            names = [(name, getattr(value, name)) for name in type(value)._fields]
            return {"length": len(value), "attributes": self._plain(names)}
        result: dict[str, Any] = {"length": shape[0] if shape else len(value), "text": short_text(value)}
        if shape is not None:
            result["shape"] = shape
        items = numbers_of(value, limit=ITEMS)
        if items:
            result["numbers"] = True
            if len(items) <= FEW and result["length"] == len(items):
                result["values"] = items
            result["ascending"] = len(items) > 1 and all(b - a == 1 for a, b in itertools.pairwise(items))
            result["gaps"] = not all(map(math.isfinite, items))
        if (held := held_by(value)) or items:
            result["holds"] = held or "numbers"
            result["gaps"] = result.get("gaps", False) or has_gaps(value)
        elif isinstance(value, (list, tuple)):
            result["rows"] = numbered_keys(value)
            result["items"] = numbered_items(value)
        return result

    def _mapping(self, value: Any, depth: int) -> dict[str, Any] | None:
        if not isinstance(value, Mapping):
            return None
        result: dict[str, Any] = {"length": len(value)}
        if depth > 0 and value and all(isinstance(key, str) for key in value):
            entries = list(value.items())[:LIMIT]
            result["entries"] = {key: self.describe(item, depth - 1) for key, item in entries}
        return result

    def _frame(self, value: Any, _depth: int) -> dict[str, Any] | None:
        if not roots(type(value)) & {"pandas", "polars"} or not hasattr(value, "columns"):
            return None
        names = [str(name) for name in list(value.columns)[:200]]
        result: dict[str, Any] = {"columns": names, "methods": methods_of(value)}
        result |= {"rows": columns_of(value, NUMERIC), "flags": columns_of(value, ("bool",))}
        if hasattr(value, "shape"):
            result["shape"] = [int(size) for size in value.shape]
            result["length"] = int(value.shape[0])
        return result

    def _object(self, value: Any, depth: int) -> dict[str, Any]:
        origins = roots(type(value))
        result: dict[str, Any] = {"methods": methods_of(value)}
        if isinstance(value, type) or hasattr(value, "__code__"):
            return {}
        if depth < 2 or origins & PLOTS:
            return result
        attributes = attributes_of(value)
        for module, names in KNOWN.items():
            if any(base.__module__.startswith(module) for base in type(value).__mro__):
                attributes += known_results(value, names)
        if origins & LIGHTNING:
            attributes += [(name, getattr(value, name, None)) for name in LOGGED if hasattr(type(value), name)]
        if origins & (LIGHTNING | {"torch"}):
            attributes = [(name, item) for name, item in attributes if name not in SWITCHES]
        result["attributes"] = self._plain(attributes)
        if "sklearn" in origins and callable(getattr(type(value), "get_params", None)):
            result["estimator"] = {
                name: self.describe(item, 0) for name, item in list(value.get_params(deep=False).items())[:LIMIT]
            }
            result["fitted"] = is_fitted(value)
        return result

    def _plain(self, attributes: list[tuple[str, Any]]) -> dict[str, Any]:
        """Descriptions of the attributes that are numbers, booleans, strings, sequences, arrays, dicts or records."""
        found: dict[str, Any] = {}
        for name, item in attributes:
            seen = self.describe(item, 1)
            simple = any(key in seen for key in ("number", "boolean", "string", "numbers", "entries"))
            if simple or (("rows" in seen or "shape" in seen or "holds" in seen) and "length" in seen):
                found[name] = seen
            if len(found) >= LIMIT:
                break
        return found


def known_results(value: Any, names: Sequence[str]) -> list[tuple[str, Any]]:
    """Those of some results that an object has; a result that cannot be had is left out."""
    found: list[tuple[str, Any]] = []
    for name in names:
        try:
            item = getattr(value, name)
        except Exception:  # noqa: BLE001, S112 - `study.best_value` raises before the first trial
            continue
        found.append((name, item))
    return found


def columns_of(frame: Any, kinds: tuple[str, ...]) -> list[str]:
    """Names of the columns that hold values of some kinds, of those named by a text."""
    if not hasattr(frame, "shape"):
        return []
    dtypes = list(getattr(frame, "dtypes", ()))
    names = list(frame.columns)
    if len(dtypes) != len(names):
        return []
    named = {name: str(dtype).lower() for name, dtype in zip(names, dtypes, strict=True) if isinstance(name, str)}
    return [name for name, kind in named.items() if kind.startswith(kinds)][:LIMIT]


def held_by(value: Any) -> str:
    """What all items of an array, a tensor, a column or a short list are: `numbers` or `booleans`."""
    if isinstance(value, (list, tuple)):
        return "booleans" if 0 < len(value) <= ITEMS and all(as_boolean(item) is not None for item in value) else ""
    kind = str(getattr(value, "dtype", "")).lower().removeprefix("torch.")
    return "numbers" if kind.startswith(NUMERIC) else "booleans" if kind.startswith("bool") else ""


def has_gaps(value: Any) -> bool:
    """Whether an array of NumPy or a tensor holds what is no finite number."""
    numpy = sys.modules.get("numpy")
    kind = str(getattr(value, "dtype", "")).removeprefix("torch.")
    if numpy is None or not kind.startswith("float") or math.prod(shape_of(value) or [0]) > DENSE:
        return False
    if hasattr(value, "detach"):
        return not bool(value.detach().isfinite().all())
    return type(value).__module__ == "numpy" and not bool(numpy.isfinite(value).all())


def numbered_keys(rows: Sequence[Any]) -> list[str]:
    """Keys under which every item of a sequence of mappings has a number."""
    if len(rows) < 2 or not all(isinstance(row, Mapping) for row in rows):
        return []
    keys = [key for key in rows[0] if isinstance(key, str)]
    return [key for key in keys if all(as_number(row.get(key)) is not None for row in rows)][:LIMIT]


def numbered_items(rows: Sequence[Any]) -> int:
    """How many numbers each item has, for a sequence of equally long tuples of numbers."""
    if len(rows) < 2 or not all(isinstance(row, (tuple, list)) and len(row) == len(rows[0]) for row in rows):
        return 0
    plain = 1 < len(rows[0]) <= 8 and all(as_number(item) is not None for row in rows[:ITEMS] for item in row)
    return len(rows[0]) if plain else 0


def as_boolean(value: Any) -> bool | None:
    """A Python or NumPy bool."""
    if isinstance(value, bool) or qualified(type(value)) in {"numpy.bool", "numpy.bool_"}:
        return bool(value)
    return None


def as_number(value: Any) -> float | None:
    """One number: int, float, NumPy scalar, 0-d array or tensor; never a bool."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        try:
            return float(value)
        except OverflowError:
            return None
    if not roots(type(value)) & ARRAYS or getattr(value, "shape", None) != () or "bool" in str(value.dtype):
        return None
    item = value.item() if hasattr(value, "item") else None
    return float(item) if isinstance(item, (int, float)) and not isinstance(item, bool) else None


def shape_of(value: Any) -> list[int] | None:
    """The shape of an array, a tensor or a column."""
    if not roots(type(value)) & (ARRAYS | {"pandas", "polars"}):
        return None
    shape = getattr(value, "shape", None)
    return None if shape is None else [int(size) for size in shape]


def numbers_of(value: Any, limit: int | None = None) -> list[float] | None:
    """The numbers of a one-dimensional sequence (the first `limit`), or None if it is none of numbers only."""
    if isinstance(value, (list, tuple, range)):
        items = list(value[:limit] if limit else value)
    else:
        shape = shape_of(value)
        if shape is None or len(shape) != 1:
            return None
        part = value[:limit] if limit else value
        if hasattr(part, "detach"):
            part = part.detach().cpu()
        convert = getattr(part, "to_list", None) or getattr(part, "tolist", None)
        items = list(convert()) if convert else []
    numbers = [as_number(item) for item in items]
    if not numbers or any(number is None for number in numbers):
        return None
    return [number for number in numbers if number is not None]


def short_text(value: Any) -> str:
    """`repr` where it is surely cheap: few items, all of plain types, or an array of numbers."""
    if isinstance(value, (list, tuple)) and all(isinstance(item, SAFE_TEXT) for item in value[:20]):
        text = repr(value[:20])
        return (text if len(value) <= 20 else text[:-1] + ", …" + text[-1])[:200]
    if isinstance(value, range):
        return repr(value)
    if type(value).__module__ == "numpy" and getattr(getattr(value, "dtype", None), "kind", "O") in "biufc":
        return repr(value)[:200]
    return ""


def attributes_of(value: Any) -> list[tuple[str, Any]]:
    """Public instance attributes, read without running any property."""
    found = dict(getattr(value, "__dict__", None) or {})
    for base in type(value).__mro__:
        slots = base.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            member = base.__dict__.get(name)
            if type(member).__name__ == "member_descriptor" and hasattr(value, name):
                found.setdefault(name, getattr(value, name))
    return [(name, item) for name, item in found.items() if isinstance(name, str) and not name.startswith("_")]


def methods_of(value: Any) -> list[str]:
    """Those of `METHODS` that the value's class has."""
    if isinstance(value, PLAIN):
        return []
    known = {name for base in type(value).__mro__ for name in base.__dict__}
    return [name for name in METHODS if name in known]


def is_fitted(value: Any) -> bool:
    """Whether an estimator has been fitted, by scikit-learn's own rule when it is loaded."""
    validation = sys.modules.get("sklearn.utils.validation")
    if validation is not None:
        try:
            validation.check_is_fitted(value)
        except Exception:  # noqa: BLE001 - NotFittedError, or an estimator that cannot tell
            return False
        return True
    return any(name.endswith("_") for name, _ in attributes_of(value))


def finite(number: float | None) -> float | None:
    """A number that JSON and people can use, else None."""
    return number if number is not None and math.isfinite(number) else None
