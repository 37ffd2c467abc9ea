"""When a logged value equals a live one."""

import math
import re

from worker.findings import LiveValue

LONGEST_PARAMETER = 6000
"""characters; MLflow cuts what is longer without a word"""
_CUT_TEXT = 200
_HUGE = 1.79e308
_PLAIN = frozenset({"list", "tuple", "dict", "set", "frozenset", "NoneType"})
_RELATIVE = 1e-9
_INTEGER = re.compile(r"[+-]?\d+")


def finite(number: float) -> bool:
    """Whether it is a number and neither infinite nor what MLflow stores for infinity (±1.797e308)."""
    return math.isfinite(number) and abs(number) < _HUGE


def close(one: float, other: float) -> bool:
    """Equal up to a relative error of 1e-9; NaN equals NaN."""
    if math.isnan(one) or math.isnan(other):
        return math.isnan(one) and math.isnan(other)
    return math.isclose(one, other, rel_tol=_RELATIVE, abs_tol=1e-12)


def same_parameter(logged: str, live: LiveValue, *, typed: bool = True) -> bool:
    """Whether a parameter's text is what `str(value)` of the live value gives; unknown objects pass.

    `typed`: 5 is not 5.0, and True is not 1.
    """
    if live.ui is not None:
        return same_parameter(logged, live.ui.value, typed=typed)
    if live.string is not None:
        return _same_text(logged, live.string)
    if live.boolean is not None:
        return logged == str(live.boolean)
    if live.number is not None:
        # the text first: `str` of a 32-bit float is shorter than its value
        same_type = not typed or _whole(live.type) in (None, _INTEGER.fullmatch(logged) is not None)
        return logged == live.text or (_same_number(logged, live.number) and same_type)
    return live.type.removeprefix("builtins.") not in _PLAIN or _same_text(logged, live.text)


def _whole(kind: str) -> bool | None:
    """Whether a type holds whole numbers only; None when it is not a plain number's type."""
    if kind == "int" or kind.startswith(("numpy.int", "numpy.uint")):
        return True
    return False if kind == "float" or kind.startswith("numpy.float") else None


def _same_text(logged: str, text: str) -> bool:
    if len(text) >= _CUT_TEXT:
        return logged.startswith(text[: _CUT_TEXT - 1].rstrip("…."))
    return logged == text


def _same_number(logged: str, number: float) -> bool:
    try:
        return close(float(logged), number)
    except ValueError:
        return False


def described(live: LiveValue | None) -> str:
    """A live value for people."""
    if live is None:
        return "a value"
    if live.ui is not None:
        return described(live.ui.value)
    if live.string is not None:
        return live.string
    if live.number is not None:
        return live.text if len(live.text) < _CUT_TEXT and live.text else repr(live.number)
    return live.text or live.type
