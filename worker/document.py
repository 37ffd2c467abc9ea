"""YAML text from strangers → plain data, within limits. Every refusal names the place and the mend.

Scalars follow the core schema of YAML 1.2 (`1e-3` is a number, `yes` and `2024-01-01` are text). Tags, recursive
aliases, several documents and duplicate keys are refused, because a task has no use for them and a bomb has.
"""

import re
from typing import Any, Final, TypeAlias

import yaml

from worker.errors import TaskInvalid

Plain: TypeAlias = "bool | int | float | str | list[Plain] | dict[str, Plain] | None"

MAX_BYTES: Final = 256 * 1024
MAX_DEPTH: Final = 20
MAX_ALIASES: Final = 10

_NULL: Final = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS: Final = {word: word.lower() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")}
_INTEGER: Final = re.compile(r"[-+]?[0-9]+")
_PREFIXED: Final = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT: Final = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_SPECIAL: Final = {
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def read_document(text: str) -> Plain:
    """Plain data of the one YAML document in `text`; TaskInvalid with line, column and mend."""
    _check_text(text)
    try:
        _check_events(text)
        node = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        raise TaskInvalid(_broken(error)) from error
    except yaml.YAMLError as error:
        raise TaskInvalid(f"the task is no readable YAML: {error}; write it as plain UTF-8 text") from error
    return None if node is None else _plain(node)


def _check_text(text: str) -> None:
    if found := _FORBIDDEN.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise TaskInvalid(
            f"the task holds the character U+{ord(found.group()):04X} in line {line}; remove it, and send UTF-8 text"
        )
    if (size := len(text.encode())) > MAX_BYTES:
        raise TaskInvalid(f"the task is {size} bytes long, more than {MAX_BYTES}; shorten it, or make several tasks")


def _check_events(text: str) -> None:
    """Refuse on the event stream, before anything is built that could be deep or large."""
    documents = aliases = 0
    open_anchors: list[str | None] = []
    for event in yaml.parse(text, Loader=yaml.BaseLoader):
        match event:
            case yaml.DocumentStartEvent():
                documents += 1
                _refuse(documents > 1, event, "a second document begins", mend="send one task per entry")
            case yaml.AliasEvent(anchor=anchor):
                aliases += 1
                _refuse(anchor in open_anchors, event, f"the alias `*{anchor}` contains itself", mend="write it out")
                _refuse(aliases > MAX_ALIASES, event, f"more than {MAX_ALIASES} aliases", mend="write the values out")
            case yaml.CollectionStartEvent(anchor=anchor, tag=tag):
                open_anchors.append(anchor)
                _refuse(
                    len(open_anchors) > MAX_DEPTH, event, f"nested deeper than {MAX_DEPTH} levels", mend="flatten it"
                )
                _refuse(tag is not None, event, f"the tag `{tag}` is not taken", mend="remove it")
            case yaml.CollectionEndEvent():
                open_anchors.pop()
            case yaml.ScalarEvent(tag=tag):
                _refuse(tag is not None, event, f"the tag `{tag}` is not taken", mend="remove it")


def _refuse(wrong: bool, event: yaml.Event, what: str, *, mend: str) -> None:
    if wrong:
        raise TaskInvalid(f"{what} ({_place(event.start_mark)}); {mend}")


def _place(mark: Any) -> str:
    return f"line {mark.line + 1}, column {mark.column + 1}" if mark else "unknown place"


def _broken(error: yaml.MarkedYAMLError) -> str:
    what = " ".join(part for part in (error.context, error.problem) if part)
    mend = "indent with spaces, not tabs" if "\\t" in what else "put a line with special characters in quotes"
    return f"the task is broken YAML at {_place(error.problem_mark or error.context_mark)}: {what}; {mend}"


def _plain(node: yaml.Node) -> Plain:
    if isinstance(node, yaml.MappingNode):
        return _mapping(node)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    return _scalar(node) if isinstance(node, yaml.ScalarNode) else None


def _mapping(node: yaml.MappingNode) -> dict[str, Plain]:
    built: dict[str, Plain] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise TaskInvalid(f"a key at {_place(key.start_mark)} is a collection; keys are plain words")
        _scalar(key)
        if key.value in built:
            raise TaskInvalid(f"the key `{key.value}` is there twice ({_place(key.start_mark)}); keep one of them")
        built[key.value] = _plain(value)
    return built


def _scalar(node: yaml.ScalarNode) -> Plain:
    text: str = node.value
    if found := _FORBIDDEN.search(text):
        raise TaskInvalid(f"an escape at {_place(node.start_mark)} gives U+{ord(found.group()):04X}; remove it")
    if node.style is not None:
        return text
    if text in _NULL:
        return None
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    if text in _SPECIAL:
        return _SPECIAL[text]
    return _number(text, node)


def _number(text: str, node: yaml.Node) -> Plain:
    try:
        if _PREFIXED.fullmatch(text):
            return int(text, 0)
        if _INTEGER.fullmatch(text):
            return int(text)
    except ValueError as error:  # Python refuses integers of more than 4,300 digits
        raise TaskInvalid(f"the number at {_place(node.start_mark)} is too long; put it in quotes") from error
    return float(text) if _FLOAT.fullmatch(text) else text
