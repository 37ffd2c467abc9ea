"""The table that is printed: medians with their spread, beside the peer, against the aim."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median


@dataclass
class Table:
    """Rows as they come."""

    rows: list[str] = field(default_factory=list)

    def add(
        self,
        name: str,
        values: Sequence[float],
        *,
        unit: str,
        peer: Sequence[float] = (),
        against: str = "",
        aim: float | None = None,
    ) -> None:
        """One row; `aim`: the largest ratio to the peer that will do."""
        row = f"{name:<46} {median(values):>9.3f} {unit:<3} [{min(values):.3f} – {max(values):.3f}]"
        if peer:
            ratio = median(values) / median(peer)
            row += f"   ÷ {against} {median(peer):.3f} = {ratio:.2f}"
            row += "" if aim is None else f" (aim ≤ {aim}: {'met' if ratio <= aim else 'MISSED'})"
        self.rows.append(row)
        print(row, flush=True)

    def note(self, text: str) -> None:
        """A row of words."""
        self.rows.append(text)
        print(text, flush=True)
