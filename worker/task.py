"""The task: what the planner writes, one YAML document (DESIGN §3)."""

from pydantic import BaseModel, ConfigDict, JsonValue


class Part(BaseModel):
    """Base of a task's parts: immutable, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class TrackingExperiment(Part):
    """`tracking.experiment`."""

    name: str
    tags: dict[str, str] = {}


class TrackingRun(Part):
    """`tracking.run`."""

    name: str = ""
    tags: dict[str, str] = {}


class TrackingModel(Part):
    """`tracking.model`."""

    expression: str
    name: str = "model"
    registered_name: str = ""
    alias: str = ""


class Tracking(Part):
    """The structured plan; what it states wins over what English suggests.

    Mappings go from MLflow key (or artifact path) to an expression in the notebook's own names.
    """

    experiment: TrackingExperiment | None = None
    run: TrackingRun | None = None
    params: dict[str, str] = {}
    metrics: dict[str, str] = {}
    series: dict[str, str] = {}
    artifacts: dict[str, str] = {}
    model: TrackingModel | None = None
    nested: bool | None = None
    link: bool | None = None
    fixes: tuple[str, ...] = ()


class Verify(Part):
    """How to prove the result."""

    timeout: float = 600.0
    """seconds for one execution of the notebook"""
    overrides: dict[str, JsonValue] = {}
    """names of the notebook and the values that shrink a long training for the proof"""
    interactions: dict[str, JsonValue] = {}
    """UI elements to use after the first run, in order: `train_button: true`"""


class Task(Part):
    """What the planner asks for."""

    title: str
    files: tuple[str, ...]
    requirements: tuple[str, ...]
    id: str = ""
    tracking: Tracking = Tracking()
    verify: Verify = Verify()
    priority: int = 0
    branch: str = ""
    requested_by: str = ""
