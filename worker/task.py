"""The task: what the planner writes, one YAML document (DESIGN §3)."""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, ValidationError, model_validator
from pydantic_core import ErrorDetails
from rapidfuzz import process

from worker import task_forms as forms
from worker.document import read_document
from worker.errors import TaskInvalid

_Expressions = Annotated[
    dict[str, str],
    BeforeValidator(
        lambda value: forms.keyed_expressions(forms.or_default(value)),
        json_schema_input_type=dict[str, str] | list[str],
    ),
]
_Tags = Annotated[dict[str, str], BeforeValidator(lambda value: forms.tags(forms.or_default(value)))]
_Line = Annotated[str, BeforeValidator(forms.one_line), Field(min_length=1)]
_OptionalLine = Annotated[str, BeforeValidator(forms.optional_line)]


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
        BeforeValidator(forms.short_form("name"), json_schema_input_type=str | TrackingExperiment | None),
        Field(description="the experiment: its name, or name and tags", examples=["pina-walrus-solver"]),
    ] = None
    run: Annotated[
        TrackingRun | None,
        BeforeValidator(forms.short_form("name"), json_schema_input_type=str | TrackingRun | None),
        Field(description="the run: its name, or name and tags", examples=["baseline"]),
    ] = None
    params: _Expressions = Field({}, description="parameters: key → expression", examples=[{"lr": "lr.value"}])
    metrics: _Expressions = Field({}, description="metrics: key → expression", examples=[{"loss": "solver.loss"}])
    series: _Expressions = Field({}, description="histories: key → expression", examples=[{"loss": "losses"}])
    artifacts: Annotated[
        dict[str, str],
        BeforeValidator(
            lambda value: forms.artifact_expressions(forms.or_default(value)),
            json_schema_input_type=dict[str, str] | list[str],
        ),
    ] = Field({}, description="artifacts: path → expression", examples=[{"plots/solution.png": "figure"}])
    model: Annotated[
        TrackingModel | None,
        BeforeValidator(forms.short_form("expression"), json_schema_input_type=str | TrackingModel | None),
        Field(description="the model to log: its expression, or more", examples=["model"]),
    ] = None
    nested: bool | None = Field(None, description="one child run per iteration of a tuning loop", examples=[True])
    link: bool | None = Field(None, description="show a link to the MLflow UI in the notebook", examples=[True])
    fixes: Annotated[
        tuple[str, ...],
        BeforeValidator(lambda value: forms.many(value or ()), json_schema_input_type=str | list[str]),
    ] = Field((), description="repairs of tracking that is already there, by name", examples=[["close-runs"]])


class Verify(Part):
    """How to prove the result."""

    timeout: float = Field(
        600.0, gt=0, allow_inf_nan=False, description="seconds for one execution of the notebook", examples=[600]
    )
    overrides: Annotated[dict[str, JsonValue], BeforeValidator(forms.or_default)] = Field(
        {}, description="the notebook's names and the values that shrink a long training", examples=[{"epochs": 2}]
    )
    interactions: Annotated[
        dict[str, JsonValue],
        BeforeValidator(
            lambda value: forms.interactions(forms.or_default(value)),
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
        BeforeValidator(forms.paths, json_schema_input_type=str | list[str]),
        Field(min_length=1, description="notebook(s), relative to the repository", examples=["notebooks/train.py"]),
    ]
    requirements: Annotated[
        tuple[str, ...],
        BeforeValidator(forms.requirement_lines, json_schema_input_type=str | list[str]),
        Field(min_length=1, description="what to track, in English, one line each", examples=[["Log the final loss"]]),
    ]
    id: Annotated[str, BeforeValidator(forms.task_id)] = Field(
        "",
        max_length=200,
        description="the planner's idempotency key; without one the stream entry's id serves",
        examples=["T-42"],
    )
    tracking: Annotated[Tracking, BeforeValidator(forms.or_default)] = Field(
        Tracking(), description="the structured plan", examples=[{"experiment": "pina-walrus-solver"}]
    )
    verify: Annotated[Verify, BeforeValidator(forms.or_default)] = Field(
        Verify(), description="how to prove the result", examples=[{"timeout": 600}]
    )
    priority: int = Field(
        0, description="kept with the task; tasks are taken in the order in which they came", examples=[5]
    )
    branch: Annotated[str, BeforeValidator(forms.branch_name)] = Field(
        "", description="branch to push to; empty: the worker's setting", examples=["main"]
    )
    requested_by: _OptionalLine = Field("", description="who asks", examples=["planner"])


# ---------------------------------------------------------------- reading


def read_task(text: str) -> Task:
    """Read one task; TaskInvalid names the field, the value and the mend."""
    data = read_document(text)
    if not isinstance(data, dict):
        raise TaskInvalid(f"a task is a mapping with `title`, `files` and `requirements`, not {forms.shown(data)}")
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
    return f"{where}{forms.shown(error['input'])} should be {said}" + (f"; write it as in {example}" if example else "")


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
    return f"unknown key `{forms.cut(key)}`: {mend}"
