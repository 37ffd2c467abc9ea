"""What one place logs: the lines for it, in the order in which a reader expects them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import libcst as cst

from worker.notebook.edit import Line
from worker.patches import artifacts, metrics, model, params, series, tags
from worker.patches.draft import Draft, Inserted
from worker.plan import Artifact, Model, Value


@dataclass
class Batch:
    """Values that are logged in one place."""

    params: list[Value] = field(default_factory=list)
    metrics: list[Value] = field(default_factory=list)
    series: list[Value] = field(default_factory=list)
    tags: list[Value] = field(default_factory=list)
    loops: list[Value] = field(default_factory=list)
    artifacts: list[Artifact] = field(default_factory=list)
    models: list[Model] = field(default_factory=list)

    def add(self, kind: str, item: Value | Artifact | Model) -> None:
        """Take an item of the plan's field `kind`."""
        name = "loops" if kind == "series" and isinstance(item, Value) and item.form == "loop" else kind
        getattr(self, name).append(item)

    def merge(self, other: "Batch") -> None:
        """Take all items of another batch."""
        for name in ("params", "metrics", "series", "tags", "loops", "artifacts", "models"):
            getattr(self, name).extend(getattr(other, name))

    @property
    def items(self) -> list[Value | Artifact | Model]:
        """All of them."""
        return [*self.params, *self.metrics, *self.series, *self.tags, *self.loops, *self.artifacts, *self.models]

    def by_kind(self) -> "list[tuple[str, Value | Artifact | Model]]":
        """All of them, each with its field in the plan."""
        return [
            *(("params", value) for value in self.params),
            *(("metrics", value) for value in self.metrics),
            *(("series", value) for value in (*self.series, *self.loops)),
            *(("tags", value) for value in self.tags),
            *(("artifacts", artifact) for artifact in self.artifacts),
            *(("models", model) for model in self.models),
        ]

    @property
    def needs_run(self) -> bool:
        """Whether its lines use the run object."""
        return bool(self.series or self.loops)

    def lines(self, draft: Draft, *, run: str, collected: str = "") -> list[Line]:
        """The logging statements."""
        lines = [
            *params.lines(draft, self.params),
            *metrics.lines(draft, self.metrics),
            *tags.lines(draft, self.tags),
            *series.lines(draft, self.series, run=run, collected=collected),
            *(line for artifact in self.artifacts for line in artifacts.lines(draft, artifact)),
            *(line for one in self.models for line in model.lines(draft, one)),
        ]
        return _imported_once(lines)

    def record(self, draft: Draft, where: int | Inserted) -> None:
        """Note which patches this place used."""
        groups: dict[str, Sequence[Value | Artifact | Model]] = {
            "params": self.params,
            "metrics": self.metrics,
            "series": [*self.series, *self.loops],
            "tags": self.tags,
            "artifacts": self.artifacts,
            "model": self.models,
        }
        for patch, items in groups.items():
            if items:
                draft.record(patch, where, [number for item in items for number in item.requirements])


def _imported_once(lines: list[Line]) -> list[Line]:
    """The lines without imports that stand further up already."""
    kept: list[Line] = []
    for line in lines:
        imports = isinstance(line, cst.SimpleStatementLine) and isinstance(line.body[0], cst.Import)
        if not imports or not any(line.deep_equals(other) for other in kept):
            kept.append(line)
    return kept
