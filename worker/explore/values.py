"""Live values by the name a cell uses for them."""

from dataclasses import dataclass

from worker.findings import LiveValue
from worker.ports import Snapshot


@dataclass(frozen=True)
class Values:
    """What the kernel saw, addressed as the notebook's cells would."""

    snapshot: Snapshot | None
    evaluated: dict[int, dict[str, LiveValue | str]]
    """expressions evaluated beside the snapshot, per cell; a string is the error it gave"""

    def of(self, expression: str, cell: int) -> LiveValue | None:
        """The live value of a name, `name.attribute` or `name["entry"]`, as seen from a cell."""
        found = self.evaluated.get(cell, {}).get(expression)
        if isinstance(found, LiveValue):
            return found
        root, *rest = expression.split(".")
        value = self.name(root, cell)
        for part in rest:
            value = value.attributes.get(part) if value is not None else None
        return value

    def name(self, name: str, cell: int) -> LiveValue | None:
        """The live value of a plain name."""
        if self.snapshot is None:
            return None
        if name.startswith("_"):
            return self.snapshot.private.get(cell, {}).get(name)
        return self.snapshot.names.get(name)

    def local(self, function: str, name: str) -> LiveValue | None:
        """The live value of a function's local at the end of its last observed call."""
        if self.snapshot is None:
            return None
        calls = self.snapshot.functions.get(function, ())
        return next((call[name] for call in reversed(calls) if name in call), None)
