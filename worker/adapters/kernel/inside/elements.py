# ruff: noqa: SLF001 - the value that a front end sends is marimo's own business
"""marimo UI elements: describe them, find them by the notebook's names, and say a value as their front end would."""

from __future__ import annotations

import ast
import datetime as dt
import html
import math
import re
from typing import Any

from .describe import Describer, as_number, finite

COMPOSITE = frozenset({"array", "dictionary", "batch", "_batch_base"})
PRESSED = object()
"""expected value of a button: it takes whatever its callback says"""


class RefusedError(ValueError):
    """A person could not do that with this element."""


def is_element(value: Any) -> bool:
    """Whether a value is a marimo UI element."""
    return any(base.__name__ == "UIElement" and base.__module__.startswith("marimo.") for base in type(value).__mro__)


def kind_of(element: Any) -> str:
    """`slider`, `run_button`, …: marimo's own class, also for a subclass of it."""
    for base in type(element).__mro__:
        if base.__module__.startswith("marimo."):
            return base.__name__
    return type(element).__name__


def plain_label(label: str | None) -> str:
    """A label without its Markdown and HTML."""
    text = re.sub(r"<[^>]+>", " ", label or "")
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return " ".join(html.unescape(re.sub(r"[*`#$]+|(?<!\w)_+|_+(?!\w)", "", text)).split())


def children_of(element: Any) -> dict[str, Any]:
    """The elements within: of a composite by key, of a form those of its own element."""
    kind = kind_of(element)
    if kind == "form":
        within = children_of(element.element)
        return within or {"element": element.element}
    if kind == "array":
        return {str(index): child for index, child in enumerate(element.elements)}
    if kind in COMPOSITE:
        return dict(element.elements)
    return {}


def options_of(element: Any) -> list[str]:
    """What can be chosen: option keys, slider steps, tab names."""
    options = getattr(element, "options", None)
    if isinstance(options, dict):
        return [str(key) for key in options][:200]
    if kind_of(element) == "tabs":
        return [str(key) for key in element._tab_keys][:200]
    steps = getattr(element, "steps", None)
    return [str(step) for step in steps][:200] if isinstance(steps, (list, tuple)) else []


def describe_element(element: Any, describer: Describer, depth: int = 3) -> dict[str, Any]:
    """Fields of the worker's `LiveElement`."""
    result: dict[str, Any] = {
        "kind": kind_of(element),
        "label": plain_label(getattr(element._args, "label", "")),
        "value": describer.describe(element._value),
        "options": options_of(element),
    }
    for name in ("start", "stop", "step"):
        number = finite(as_number(getattr(element, name, None)))
        if number is not None:
            result[name] = number
    if depth > 0:
        result["elements"] = {
            key: describe_element(child, describer, depth - 1) for key, child in list(children_of(element).items())[:50]
        }
    return result


def resolve(name: str, namespace: dict[str, Any]) -> Any:
    """The element that a name or a simple expression (`params["lr"]`, `form.element`) means in the notebook."""
    known = sorted(key for key, value in namespace.items() if is_element(value) and not key.startswith("_"))
    try:
        value = _walk(ast.parse(name, mode="eval").body, namespace)
    except (SyntaxError, KeyError, AttributeError, IndexError, TypeError, ValueError) as error:
        raise RefusedError(f"the notebook has no UI element `{name}`; it has: {', '.join(known) or 'none'}") from error
    if not is_element(value):
        raise RefusedError(f"`{name}` is no UI element; the notebook has: {', '.join(known) or 'none'}")
    return value


def _walk(node: ast.expr, namespace: dict[str, Any]) -> Any:
    if isinstance(node, ast.Name):
        return namespace[node.id]
    if isinstance(node, ast.Attribute):
        return getattr(_walk(node.value, namespace), node.attr)
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return _walk(node.value, namespace)[node.slice.value]
    raise ValueError(f"not a name: {ast.dump(node)}")


def encode(element: Any, value: Any) -> tuple[Any, Any]:
    """(what the front end would send, the value the element must have then); RefusedError if a person could not."""
    kind = kind_of(element)
    encoder = ENCODERS.get(kind)
    if encoder is None:
        raise RefusedError(f"a {kind} cannot be used from here; usable are: {', '.join(sorted(ENCODERS))}")
    front, expected = encoder(element, value)
    return front, expected


def took(element: Any, front: Any, expected: Any) -> bool:
    """Whether the element has the value now (a refused one leaves the old value behind)."""
    if expected is PRESSED:
        return bool(element._value_frontend == front)
    try:
        return bool(element._value == expected)
    except Exception:  # noqa: BLE001 - arrays and frames have no single truth
        return element._value is expected


def _number(element: Any, value: Any) -> tuple[Any, Any]:
    if value is None and kind_of(element) == "number":
        return None, None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise RefusedError(f"{value!r} is no number")
    low, high = getattr(element, "start", None), getattr(element, "stop", None)
    if (low is not None and value < low) or (high is not None and value > high):
        raise RefusedError(f"{value!r} lies outside {low} to {high}")
    return value, value


def _step(element: Any, value: Any) -> tuple[Any, Any]:
    """A slider's or range slider's one handle: with `steps` the front end knows only their indices."""
    mapping = getattr(element, "_mapping", None)
    if mapping is None:
        front, _ = _number(element, value)
        expected = element._dtype(front)
        if expected != front:
            raise RefusedError(f"{value!r} is no {element._dtype.__name__}")
        return front, expected
    for index, step in mapping.items():
        if not isinstance(value, (bool, str)) and math.isclose(step, value, rel_tol=1e-9):
            return index, element._dtype(step)
    raise RefusedError(f"{value!r} is none of its steps: {', '.join(options_of(element))}")


def _range(element: Any, value: Any) -> tuple[Any, Any]:
    if not isinstance(value, (list, tuple)) or len(value) != 2 or value[0] > value[1]:
        raise RefusedError(f"{value!r} is no pair of numbers, low then high")
    pairs = [_step(element, item) for item in value]
    return [front for front, _ in pairs], [expected for _, expected in pairs]


def _truth(_element: Any, value: Any) -> tuple[Any, Any]:
    if not isinstance(value, bool):
        raise RefusedError(f"{value!r} is neither true nor false")
    return value, value


def _text(_element: Any, value: Any) -> tuple[Any, Any]:
    if not isinstance(value, str):
        raise RefusedError(f"{value!r} is no text")
    return value, value


def _key(element: Any, value: Any) -> str:
    """The option's key; a value of the options is understood as well."""
    if isinstance(value, str) and value in element.options:
        return value
    for key, option in element.options.items():
        if type(option) is type(value) and option == value:
            return str(key)
    raise RefusedError(f"{value!r} is none of its options: {', '.join(options_of(element))}")


def _radio(element: Any, value: Any) -> tuple[Any, Any]:
    if value is None:
        return None, None
    key = _key(element, value)
    return key, element.options[key]


def _dropdown(element: Any, value: Any) -> tuple[Any, Any]:
    key, expected = _radio(element, value)
    return ([] if key is None else [key]), expected


def _multiselect(element: Any, value: Any) -> tuple[Any, Any]:
    if not isinstance(value, list):
        raise RefusedError(f"{value!r} is no list of options")
    keys = [_key(element, item) for item in value]
    return keys, [element.options[key] for key in keys]


def _press(element: Any, value: Any) -> tuple[Any, Any]:
    if value is not True:
        raise RefusedError("a button can only be pressed: its value is true")
    return int(element._value_frontend or 0) + 1, PRESSED


def _tabs(element: Any, value: Any) -> tuple[Any, Any]:
    if value not in element._tab_keys:
        raise RefusedError(f"{value!r} is none of its tabs: {', '.join(options_of(element))}")
    return str(element._tab_keys.index(value)), value


def _date(element: Any, value: Any) -> tuple[Any, Any]:
    kind = dt.datetime if kind_of(element) == "datetime" else dt.date
    try:
        moment = kind.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise RefusedError(f"{value!r} is no {kind.__name__} in ISO form") from error
    if not element._start <= moment <= element._stop:
        raise RefusedError(f"{value!r} lies outside {element._start} to {element._stop}")
    return (moment.strftime("%Y-%m-%dT%H:%M:%S") if kind is dt.datetime else moment.isoformat()), moment


def _dates(element: Any, value: Any) -> tuple[Any, Any]:
    if not isinstance(value, list) or len(value) != 2:
        raise RefusedError(f"{value!r} is no pair of dates")
    (first, low), (last, high) = (_date(element, item) for item in value)
    return [first, last], (low, high)


def _composite(element: Any, value: Any) -> tuple[Any, Any]:
    within = children_of(element)
    wanted = {str(index): item for index, item in enumerate(value)} if isinstance(value, list) else value
    if not isinstance(wanted, dict):
        raise RefusedError(f"{value!r} gives no values by key; its elements are: {', '.join(within)}")
    unknown = sorted(set(map(str, wanted)) - set(within))
    if unknown:
        raise RefusedError(f"it has no element {', '.join(unknown)}; its elements are: {', '.join(within)}")
    pairs = {str(key): encode(within[str(key)], item) for key, item in wanted.items()}
    expected = {key: pairs[key][1] if key in pairs else child._value for key, child in within.items()}
    return (
        {key: front for key, (front, _) in pairs.items()},
        list(expected.values()) if kind_of(element) == "array" else expected,
    )


def _form(element: Any, value: Any) -> tuple[Any, Any]:
    if value is True and kind_of(element.element) not in {"checkbox", "switch"}:
        front, expected = element.element._value_frontend, element.element._value
    else:
        front, expected = encode(element.element, value)
        if isinstance(front, dict) and isinstance(element.element._value_frontend, dict):
            front = {**element.element._value_frontend, **front}
    complaint = element.validate(front) if getattr(element, "validate", None) else None
    if complaint:
        raise RefusedError(f"its own validation says: {complaint}")
    if front is None:
        raise RefusedError("it has no value to submit")
    return front, expected


ENCODERS = {
    "slider": _step,
    "range_slider": _range,
    "number": _number,
    "checkbox": _truth,
    "switch": _truth,
    "text": _text,
    "text_area": _text,
    "code_editor": _text,
    "radio": _radio,
    "dropdown": _dropdown,
    "multiselect": _multiselect,
    "run_button": _press,
    "button": _press,
    "tabs": _tabs,
    "date": _date,
    "datetime": _date,
    "date_range": _dates,
    "array": _composite,
    "dictionary": _composite,
    "batch": _composite,
    "form": _form,
}
