"""The parts of one run context while it is put together."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import libcst as cst

from worker.notebook.edit import CellEdit, Line
from worker.patches import params, series
from worker.patches.batch import Batch
from worker.patches.block import Block
from worker.patches.draft import Draft


@dataclass(frozen=True)
class Experiment:
    """How the run names its experiment."""

    variable: str
    """name that holds the experiment; empty: it is active already when the run starts"""
    active: bool = False
    """whether it is active whenever the run starts, so that a run of the user's own need not name it"""
    lines: Sequence[Line] = ()
    """statements that set it in the cell of the run"""


@dataclass(frozen=True)
class RunId:
    """How later cells find the run."""

    name: str
    """public name that holds its id; empty: no other cell logs into it"""
    run: str = ""
    """name of the run object, known only within the run's own cell"""
    guarded: bool = False
    """the name may be None, because a gate inside the cell can leave the run out"""

    @property
    def expression(self) -> cst.BaseExpression:
        """The id, for a cell or statement behind the run."""
        if self.name or not self.run:
            return cst.Name(self.name)
        return cst.Attribute(cst.Attribute(cst.Name(self.run), cst.Name("info")), cst.Name("run_id"))


@dataclass
class Parts:
    """What is logged where around one block of training statements."""

    block: Block
    end: int
    """index of the block's last statement inside the run"""
    shown: int
    """index of the statement that the cell displays, if it is one of the block's"""
    top: Batch = field(default_factory=Batch)
    behind: dict[int, Batch] = field(default_factory=dict)
    """parameters by the statement of the block that defines them"""
    finish: Batch = field(default_factory=Batch)
    late: dict[int, Batch] = field(default_factory=dict)
    """values of the site's cell that exist only behind the run, by top-level statement"""

    display: Line | None = None
    """the line that displays the cell's value again, where the value was given a name"""
    resumed: bool = False
    """whether other cells log into the run later"""

    @property
    def needs_run(self) -> bool:
        """Whether the lines use the run object."""
        batches = (self.finish, *self.behind.values())
        return self.resumed or bool(self.late) or any(batch.needs_run for batch in batches)

    @property
    def shows(self) -> bool:
        """Whether the displayed statement is inside the run."""
        return self.end >= self.shown

    def logging(self, draft: Draft, edit: CellEdit, *, run: str) -> tuple[list[Line], list[Line]]:
        """The lines for the run's top and end; those between are tied to their statements."""
        loops = self.finish.loops
        collected = draft.names.fresh("_history") if loops else ""
        made = series.collect(draft, edit, loops, name=collected) if loops else []
        for at, batch in self.behind.items():
            edit.after(self.block.lines[at], batch.lines(draft, run=run))
        return (
            [*params.lines(draft, self.top.params), *made],
            self.finish.lines(draft, run=run, collected=collected),
        )
