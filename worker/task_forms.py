"""What a planner may write for what: each function turns the accepted forms of one field into the model's form.

All are for pydantic's before-validation: what they do not know passes through for the model to refuse, and
ValueError carries the message, with the value and the mend.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any, Final

_ILLEGAL_KEY: Final = re.compile(r"[^\w\-.: /]")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_SHOWN: Final = 80
_MAX_KEY: Final = 250
"""MLflow's limit for the names of parameters and metrics"""


def _text(value: Any) -> Any:
    """Numbers and booleans where text is expected are taken as written."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else value


def one_line(value: Any) -> Any:
    """One line: runs of white space become one space."""
    text = _text(value)
    return " ".join(text.split()) if isinstance(text, str) else text


def optional_line(value: Any) -> Any:
    """One line, or nothing."""
    return "" if value is None else one_line(value)


def tags(value: Any) -> Any:
    """Tag values are text for MLflow."""
    return {key: _text(item) for key, item in value.items()} if isinstance(value, Mapping) else value


def many(value: Any) -> Any:
    """One string stands for a list of one."""
    return [value] if isinstance(value, str) else value


def _path(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{shown(value)} is no path")
    text = value.strip()
    if _CONTROL.search(text):
        raise ValueError(f"the path {shown(text)} holds a control character; write it in one line of plain text")
    if text.startswith("/") or PureWindowsPath(text).drive or PureWindowsPath(text).root:
        raise ValueError(f"the path `{cut(text)}` is absolute; write it relative to the repository's root")
    if ".." in PureWindowsPath(text).parts:
        raise ValueError(f"the path `{cut(text)}` leaves the repository; write it without `..`")
    if text in (".", "./"):
        raise ValueError("the path `.` is a folder; name a file")
    return PurePosixPath(text).as_posix()


def paths(value: Any) -> Any:
    """One path or a list; relative, inside the repository, without repetitions."""
    items = many(value)
    return list(dict.fromkeys(map(_path, items))) if isinstance(items, list | tuple) else items


def _requirement(value: Any) -> str:
    """One line of English; one without any text is refused."""
    line = _flat(value)
    if not line:
        raise ValueError("a requirement is empty; write what to track, or remove the line")
    return line


def _flat(value: Any) -> str:
    """The text as the planner wrote it: `- Log loss: final` reaches us as a mapping, for that is what YAML says."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_flat(item)}" if item is not None else str(key) for key, item in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(_flat, value))
    return str(optional_line(value))


def requirement_lines(value: Any) -> Any:
    """A list of lines, one line, or a block of lines."""
    if isinstance(value, str):
        value = [line.strip().removeprefix("- ") for line in value.splitlines() if line.strip()]
    return list(map(_requirement, value)) if isinstance(value, list | tuple) else value


def task_id(value: Any) -> Any:
    """Empty, or 1 to 200 printable characters without white space."""
    text = "" if value is None else _text(value)
    if isinstance(text, str) and (len(text) > 200 or not text.isprintable() or any(map(str.isspace, text))):
        raise ValueError(f"the id {shown(text)} is not 1 to 200 printable characters without white space")
    return text


def branch_name(value: Any) -> Any:
    """A name that git takes, and takes for nothing but a branch."""
    text = "" if value is None else _text(value)
    if isinstance(text, str) and text and not re.fullmatch(r"(?!.*(\.\.|//|@\{|\.lock$|[./]$))\w[\w./+@-]*", text):
        raise ValueError(f"{shown(text)} is no branch name")
    return text


def _derived_key(expression: str) -> str:
    """`solver.pde_loss` → `pde_loss`, `lr.value` → `lr`, `history["loss"]` → `loss`, `float(losses[-1])` → `losses`."""
    names = re.findall(r"(?<=\[[\"'])[^\"']+|[^\W\d]\w*", expression)
    named = [name for name in names if name not in ("value", "item")] or names
    return _ILLEGAL_KEY.sub("_", named[-1] if named else expression)


def _expressions(value: Any, *, path: Callable[[str], str] = str) -> Any:
    """A mapping MLflow key → expression; a list of expressions gets its keys from them."""
    if isinstance(value, str):
        value = [value]
    if isinstance(value, list | tuple):
        value = _keyed(
            (path(_derived_key(str(item))), item) if not isinstance(item, Mapping) else item for item in value
        )
    if not isinstance(value, Mapping):
        return value
    return {key: _expression(key, one_line(item)) for key, item in value.items()}


def _keyed(items: "Iterable[tuple[str, Any] | Mapping[str, Any]]") -> dict[str, Any]:
    keyed: dict[str, Any] = {}
    for item in items:
        for key, value in item.items() if isinstance(item, Mapping) else (item,):
            if key in keyed:
                raise ValueError(f"two entries have the name `{cut(key)}`; write a mapping with names of your own")
            keyed[key] = value
    return keyed


def _expression(key: str, value: Any) -> Any:
    if value in (None, ""):
        raise ValueError(f"`{cut(key)}` has no expression; write one in the notebook's own names, as in `{key}: loss`")
    return value


def keyed_expressions(value: Any) -> Any:
    """As `_expressions`, with keys that MLflow takes."""
    named = _expressions(value)
    for key in named if isinstance(named, Mapping) else ():
        if not key or len(key) > _MAX_KEY or _ILLEGAL_KEY.search(key):
            better = _ILLEGAL_KEY.sub("_", key)[:_MAX_KEY] or "loss"
            raise ValueError(f"MLflow does not take the name {shown(key)}; write `{cut(better)}`")
    return named


def artifact_expressions(value: Any) -> Any:
    """As `_expressions`, with artifact paths for keys; a list becomes `plots/<name>.png`."""
    named = _expressions(value, path="plots/{}.png".format)
    return {_path(key): item for key, item in named.items()} if isinstance(named, Mapping) else named


def interactions(value: Any) -> Any:
    """A list of names presses each of them, in order."""
    items = many(value)
    if isinstance(items, list | tuple):
        return _keyed(item if isinstance(item, Mapping) else (str(item), True) for item in items)
    return items


def short_form(field: str) -> Callable[[Any], Any]:
    """A plain string stands for the mapping with just this `field`."""
    return lambda value: {field: value} if isinstance(value, str | int | float) else value


def or_default(value: Any) -> Any:
    """`tracking:` with nothing behind it is the same as no `tracking`."""
    return {} if value is None else value


def shown(value: Any) -> str:
    """A value for a message: cut, in backticks."""
    return f"`{cut(str(value) if isinstance(value, str) else json.dumps(value, default=str))}`"


def cut(text: str) -> str:
    """Text for a message: cut."""
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
