"""The task: what the planner writes, one YAML document (DESIGN §3)."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePosixPath, PureWindowsPath
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, ValidationError, model_validator
from pydantic_core import ErrorDetails
from rapidfuzz import process

from worker.document import read_document
from worker.errors import TaskInvalid

_ILLEGAL_KEY: Final = re.compile(r"[^\w\-.: /]")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_SHOWN: Final = 80
_MAX_KEY: Final = 250
"""MLflow's limit for the names of parameters and metrics"""


# ---------------------------------------------------------------- what may be written for what


def _text(value: Any) -> Any:
    """Numbers and booleans where text is expected are taken as written."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else value


def _line(value: Any) -> Any:
    """One line: runs of white space become one space."""
    text = _text(value)
    return " ".join(text.split()) if isinstance(text, str) else text


def _optional_line(value: Any) -> Any:
    return "" if value is None else _line(value)


def _tags(value: Any) -> Any:
    return {key: _text(item) for key, item in value.items()} if isinstance(value, Mapping) else value


def _many(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _path(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{_shown(value)} is no path")
    text = value.strip()
    if _CONTROL.search(text):
        raise ValueError(f"the path {_shown(text)} holds a control character; write it in one line of plain text")
    if text.startswith("/") or PureWindowsPath(text).drive or PureWindowsPath(text).root:
        raise ValueError(f"the path `{_cut(text)}` is absolute; write it relative to the repository's root")
    if ".." in PureWindowsPath(text).parts:
        raise ValueError(f"the path `{_cut(text)}` leaves the repository; write it without `..`")
    if text in (".", "./"):
        raise ValueError("the path `.` is a folder; name a file")
    return PurePosixPath(text).as_posix()


def _paths(value: Any) -> Any:
    items = _many(value)
    return list(dict.fromkeys(map(_path, items))) if isinstance(items, list | tuple) else items


def _requirement(value: Any) -> str:
    """One line of English. `- Log loss: final` reaches us as a mapping, because that is what YAML makes of it."""
    if isinstance(value, Mapping):
        parts = (f"{key}: {_requirement(item)}" if item is not None else str(key) for key, item in value.items())
        return ", ".join(parts)
    if isinstance(value, list | tuple):
        return ", ".join(map(_requirement, value))
    line = _line(value)
    if not isinstance(line, str) or not line:
        raise ValueError("a requirement is empty; write what to track, or remove the line")
    return line


def _requirements(value: Any) -> Any:
    if isinstance(value, str):
        value = [line.strip().removeprefix("- ") for line in value.splitlines() if line.strip()]
    return list(map(_requirement, value)) if isinstance(value, list | tuple) else value


def _id(value: Any) -> Any:
    text = "" if value is None else _text(value)
    if isinstance(text, str) and (len(text) > 200 or not text.isprintable() or any(map(str.isspace, text))):
        raise ValueError(f"the id {_shown(text)} is not 1 to 200 printable characters without white space")
    return text


def _branch(value: Any) -> Any:
    text = "" if value is None else _text(value)
    if isinstance(text, str) and text and not re.fullmatch(r"(?!.*(\.\.|//|@\{|\.lock$|[./]$))\w[\w./+@-]*", text):
        raise ValueError(f"{_shown(text)} is no branch name")
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
    return {key: _expression(key, _line(item)) for key, item in value.items()}


def _keyed(items: "Iterable[tuple[str, Any] | Mapping[str, Any]]") -> dict[str, Any]:
    keyed: dict[str, Any] = {}
    for item in items:
        for key, value in item.items() if isinstance(item, Mapping) else (item,):
            if key in keyed:
                raise ValueError(f"two entries have the name `{_cut(key)}`; write a mapping with names of your own")
            keyed[key] = value
    return keyed


def _expression(key: str, value: Any) -> Any:
    if value in (None, ""):
        raise ValueError(f"`{_cut(key)}` has no expression; write one in the notebook's own names, as in `{key}: loss`")
    return value


def _keys(value: Any) -> Any:
    named = _expressions(value)
    for key in named if isinstance(named, Mapping) else ():
        if not key or len(key) > _MAX_KEY or _ILLEGAL_KEY.search(key):
            better = _ILLEGAL_KEY.sub("_", key)[:_MAX_KEY] or "loss"
            raise ValueError(f"MLflow does not take the name {_shown(key)}; write `{_cut(better)}`")
    return named


def _artifacts(value: Any) -> Any:
    named = _expressions(value, path="plots/{}.png".format)
    return {_path(key): item for key, item in named.items()} if isinstance(named, Mapping) else named


def _interactions(value: Any) -> Any:
    """A list of names presses each of them, in order."""
    items = _many(value)
    if isinstance(items, list | tuple):
        return _keyed(item if isinstance(item, Mapping) else (str(item), True) for item in items)
    return items


def _named(field: str) -> Callable[[Any], Any]:
    return lambda value: {field: value} if isinstance(value, str | int | float) else value


def _or_default(value: Any) -> Any:
    return {} if value is None else value


_Expressions = Annotated[
    dict[str, str],
    BeforeValidator(lambda value: _keys(_or_default(value)), json_schema_input_type=dict[str, str] | list[str]),
]
_Tags = Annotated[dict[str, str], BeforeValidator(lambda value: _tags(_or_default(value)))]
_Line = Annotated[str, BeforeValidator(_line), Field(min_length=1)]
_OptionalLine = Annotated[str, BeforeValidator(_optional_line)]


# ---------------------------------------------------------------- the model


class Part(BaseModel):
    """Base of a task's parts: immutable, keys in any case, unknown keys refused with the nearest known one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _known_keys(cls, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        known: dict[str, Any] = {}
        for key, value in data.items():
            name = re.sub(r"[\s-]+", "_", str(key).strip()).lower()
            if name not in cls.model_fields:
                raise ValueError(_unknown(str(key), known=tuple(cls.model_fields)))
            if name in known:
                raise ValueError(f"the key `{name}` is there twice; keep one of them")
            known[name] = value
        return known


class TrackingExperiment(Part):
    """The experiment; a plain string is its name."""

    name: Annotated[_Line, Field(max_length=500, description="the experiment's name", examples=["pina-walrus-solver"])]
    tags: _Tags = Field({}, description="tags of the experiment")


class TrackingRun(Part):
    """The run; a plain string is its name."""

    name: _OptionalLine = Field("", description="name of the run; empty: made from its parameters")
    tags: _Tags = Field({}, description="tags of the run")


class TrackingModel(Part):
    """The model to log; a plain string is its expression."""

    expression: Annotated[_Line, Field(description="the fitted model, in the notebook's own names", examples=["model"])]
    name: Annotated[_Line, Field(description="name of the logged model")] = "model"
    registered_name: _OptionalLine = Field("", description="name in the model registry; empty: not registered")
    alias: _OptionalLine = Field("", description="alias of the new version in the registry")


class Tracking(Part):
    """The structured plan; what it states wins over what English suggests.

    Mappings go from MLflow key (or artifact path) to an expression in the notebook's own names.
    """

    experiment: Annotated[
        TrackingExperiment | None,
        BeforeValidator(_named("name"), json_schema_input_type=str | TrackingExperiment | None),
        Field(description="the experiment: its name, or name and tags", examples=["pina-walrus-solver"]),
    ] = None
    run: Annotated[
        TrackingRun | None,
        BeforeValidator(_named("name"), json_schema_input_type=str | TrackingRun | None),
        Field(description="the run: its name, or name and tags", examples=["baseline"]),
    ] = None
    params: _Expressions = Field({}, description="parameters: key → expression", examples=[{"lr": "lr.value"}])
    metrics: _Expressions = Field({}, description="metrics: key → expression", examples=[{"loss": "solver.loss"}])
    series: _Expressions = Field({}, description="histories: key → expression", examples=[{"loss": "losses"}])
    artifacts: Annotated[
        dict[str, str],
        BeforeValidator(
            lambda value: _artifacts(_or_default(value)), json_schema_input_type=dict[str, str] | list[str]
        ),
    ] = Field({}, description="artifacts: path → expression", examples=[{"plots/solution.png": "figure"}])
    model: Annotated[
        TrackingModel | None,
        BeforeValidator(_named("expression"), json_schema_input_type=str | TrackingModel | None),
        Field(description="the model to log: its expression, or more", examples=["model"]),
    ] = None
    nested: bool | None = Field(None, description="one child run per iteration of a tuning loop", examples=[True])
    link: bool | None = Field(None, description="show a link to the MLflow UI in the notebook", examples=[True])
    fixes: Annotated[
        tuple[str, ...],
        BeforeValidator(lambda value: _many(value or ()), json_schema_input_type=str | list[str]),
    ] = Field((), description="repairs of tracking that is already there, by name", examples=[["close-runs"]])


class Verify(Part):
    """How to prove the result."""

    timeout: float = Field(
        600.0, gt=0, allow_inf_nan=False, description="seconds for one execution of the notebook", examples=[600]
    )
    overrides: Annotated[dict[str, JsonValue], BeforeValidator(_or_default)] = Field(
        {}, description="the notebook's names and the values that shrink a long training", examples=[{"epochs": 2}]
    )
    interactions: Annotated[
        dict[str, JsonValue],
        BeforeValidator(
            lambda value: _interactions(_or_default(value)),
            json_schema_input_type=dict[str, JsonValue] | list[str] | str,
        ),
    ] = Field({}, description="UI elements to use after the first run, in order", examples=[{"train_button": True}])


class Task(Part):
    """What the planner asks for. Keys may be written in any case (`Title`, `FILES`)."""

    title: Annotated[
        _Line, Field(max_length=500, description="what the task is about, one line", examples=["Track it"])
    ]
    files: Annotated[
        tuple[str, ...],
        BeforeValidator(_paths, json_schema_input_type=str | list[str]),
        Field(min_length=1, description="notebook(s), relative to the repository", examples=["notebooks/train.py"]),
    ]
    requirements: Annotated[
        tuple[str, ...],
        BeforeValidator(_requirements, json_schema_input_type=str | list[str]),
        Field(min_length=1, description="what to track, in English, one line each", examples=[["Log the final loss"]]),
    ]
    id: Annotated[str, BeforeValidator(_id)] = Field(
        "",
        max_length=200,
        description="the planner's idempotency key; without one the stream entry's id serves",
        examples=["T-42"],
    )
    tracking: Annotated[Tracking, BeforeValidator(_or_default)] = Field(
        Tracking(), description="the structured plan", examples=[{"experiment": "pina-walrus-solver"}]
    )
    verify: Annotated[Verify, BeforeValidator(_or_default)] = Field(
        Verify(), description="how to prove the result", examples=[{"timeout": 600}]
    )
    priority: int = Field(0, description="higher comes first", examples=[5])
    branch: Annotated[str, BeforeValidator(_branch)] = Field(
        "", description="branch to push to; empty: the worker's setting", examples=["main"]
    )
    requested_by: _OptionalLine = Field("", description="who asks", examples=["planner"])


# ---------------------------------------------------------------- reading


def read_task(text: str) -> Task:
    """Read one task; TaskInvalid names the field, the value and the mend."""
    data = read_document(text)
    if not isinstance(data, dict):
        raise TaskInvalid(f"a task is a mapping with `title`, `files` and `requirements`, not {_shown(data)}")
    try:
        return Task.model_validate(data)
    except ValidationError as error:
        raise TaskInvalid("; ".join(map(_explained, error.errors()[:5]))) from error


def content_hash(task: Task) -> str:
    """Identity of what is asked for: equal however the YAML was laid out, and whatever its id (hex, SHA-256)."""
    data = task.model_dump(mode="json", exclude={"id"})
    data["verify"]["interactions"] = list(task.verify.interactions.items())  # their order matters
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()


def task_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a task; it shows the keys in lower case, any case is taken."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Task.model_json_schema()}


def _explained(error: ErrorDetails) -> str:
    place, example = _field(error["loc"])
    if error["type"] == "missing":
        return f"`{place}` is missing; add it, as in {example}"
    where = f"`{place}`: " if place else ""
    if error["type"] == "value_error":  # ours: it shows the value, and mostly the mend
        said = str(error["ctx"]["error"])
        return (
            f"{where}{said}"
            if not example or ";" in said or "?" in said
            else f"{where}{said}; write it as in {example}"
        )
    said = _SAID.get(error["type"], error["msg"].removeprefix("Input should be "))
    return f"{where}{_shown(error['input'])} should be {said}" + (f"; write it as in {example}" if example else "")


_SAID: Final = {
    "too_short": "not empty",
    "tuple_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "string_type": "text",
    "string_too_short": "not empty",
    "int_parsing": "a whole number",
    "bool_parsing": "true or false",
}


def _field(location: tuple[int | str, ...]) -> tuple[str, str]:
    """Dotted place of an error, and an example of the field it lies in."""
    model: type[Part] | None = Task
    example = ""
    for part in location:
        if model and part in model.model_fields:
            field = model.model_fields[str(part)]
            example = f"`{part}: {json.dumps(field.examples[0])}`" if field.examples else ""
            model = _PARTS.get(str(part))
    return ".".join(map(str, location)), example


_PARTS: Final[dict[str, type[Part]]] = {
    "tracking": Tracking,
    "verify": Verify,
    "experiment": TrackingExperiment,
    "run": TrackingRun,
    "model": TrackingModel,
}


def _unknown(key: str, *, known: tuple[str, ...]) -> str:
    nearest = process.extractOne(key.lower(), known, score_cutoff=60)
    mend = f"did you mean `{nearest[0]}`?" if nearest else f"known are {', '.join(known)}"
    return f"unknown key `{_cut(key)}`: {mend}"


def _shown(value: Any) -> str:
    return f"`{_cut(str(value) if isinstance(value, str) else json.dumps(value, default=str))}`"


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
