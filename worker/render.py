"""Results, plans and diffs for people: plain text in a pipe, colours in a terminal."""

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from worker.plan import TrackingPlan
from worker.result import RequirementAnswer, Result, State

if TYPE_CHECKING:
    from worker.pipeline import Draft

STATE_COLOURS = {
    State.COMPLETED: "green",
    State.FAILED: "red",
    State.REJECTED: "red",
    State.CANCELED: "yellow",
    State.INPUT_REQUIRED: "yellow",
}
STATUS_COLOURS = {"satisfied": "green", "already-satisfied": "green", "asked-back": "yellow", "failed": "red"}
PIPE_WIDTH = 120
"""columns when there is no terminal to ask"""


class Printer:
    """Prints to stdout; a pipe gets the same words without colours."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(
            width=None if sys.stdout.isatty() else PIPE_WIDTH, highlight=False, soft_wrap=False
        )

    def result(self, result: Result) -> None:
        """All that matters in a result, the diff left out (it is in git)."""
        self.headline(result)
        if result.question:
            self.question(result.question.text, result.question.candidates, result.question.tracking)
        if result.requirements:
            self.requirements(result.requirements)
        self.failed_checks(result)
        self.whereabouts(result)

    def headline(self, result: Result) -> None:
        """State, category and message."""
        colour = STATE_COLOURS.get(result.state, "white")
        category = f" ({result.category})" if result.category else ""
        self.console.print(f"[bold {colour}]{result.state}[/]{escape(category)} {escape(result.task_id)}")
        if result.message:
            self.console.print(Text(result.message))

    def requirements(self, answers: Iterable[RequirementAnswer]) -> None:
        """The table requirement → patch → check → evidence."""
        table = Table(show_lines=True, expand=True)
        for column, ratio in (("requirement", 3), ("patch", 2), ("check", 3), ("evidence", 4)):
            table.add_column(column, ratio=ratio, overflow="fold")
        for answer in answers:
            requirement = Text(f"{answer.text}\n").append(answer.status, STATUS_COLOURS.get(answer.status, "white"))
            table.add_row(requirement, Text(answer.patch), Text(answer.check), Text(answer.evidence))
        self.console.print(table)

    def question(self, text: str, candidates: Iterable[str], tracking: str) -> None:
        """What is asked back, with the block that would answer it."""
        self.console.print(f"[bold yellow]asked back:[/] {escape(text)}")
        for candidate in candidates:
            self.console.print(Text(f"  · {candidate}"))
        if tracking:
            self.console.print("An answer to put into the task:")
            self.console.print(Syntax(tracking, "yaml", background_color="default"))

    def failed_checks(self, result: Result) -> None:
        """The checks that did not pass."""
        for check in result.checks:
            if not check.passed:
                self.console.print(
                    f"[red]✗[/] {escape(check.name)}: expected {escape(check.expected)}, "
                    f"observed {escape(check.observed)}"
                )

    def whereabouts(self, result: Result) -> None:
        """Where to look: experiment, runs, commit."""
        if result.experiment and result.experiment.url:
            self.console.print(f"experiment  {escape(result.experiment.name)}  {result.experiment.url}", soft_wrap=True)
        for run in result.runs:
            self.console.print(f"run         {run.run_id} {run.status}  {run.url}", soft_wrap=True)
        if result.commit:
            self.console.print(f"commit      {result.commit} on {escape(result.branch)}", soft_wrap=True)
        for note in result.notes:
            self.console.print(Text(f"note        {note}"))

    def diff(self, diff: str) -> None:
        """A unified diff."""
        if self.console.is_terminal:
            self.console.print(Syntax(diff, "diff", background_color="default", word_wrap=True))
        else:
            self.console.print(Text(diff.rstrip("\n")), soft_wrap=True)

    def draft(self, draft: "Draft") -> None:
        """A dry run: what would be tracked, what is asked, what would change."""
        for file in draft.files:
            self.console.print(f"[bold]{escape(file.notebook)}[/]")
            if file.plan:
                self.plan(file.plan)
        for question in draft.questions:
            self.question(question.text, question.candidates, question.tracking)
        if draft.category == "already-satisfied":
            self.console.print("Everything is there already: nothing would change.")
        for note in draft.notes:
            self.console.print(Text(f"note        {note}"))
        if draft.diff:
            self.diff(draft.diff)

    def plan(self, plan: TrackingPlan) -> None:
        """What a plan would track, one line a thing."""
        self._line("experiment", plan.experiment.name)
        if plan.site:
            self._line("training", f"cell {plan.site.cell}: {plan.site.call} ({plan.placement})")
        values_of = {"parameter": plan.params, "metric": plan.metrics, "series": plan.series, "tag": plan.tags}
        for kind, values in values_of.items():
            for value in values:
                self._line(kind, f"{value.key} = {value.expression}  (cell {value.cell})")
        for artifact in plan.artifacts:
            self._line(artifact.kind, f"{artifact.path} = {artifact.expression}  (cell {artifact.cell})")
        if plan.model:
            self._line("model", f"{plan.model.name} = {plan.model.expression}  ({plan.model.flavor})")
        if plan.nested:
            self._line("child runs", f"one per {plan.nested.name}, cell {plan.nested.cell}")
        for fix in plan.fixes:
            self._line("repair", fix.name)

    def _line(self, name: str, text: str) -> None:
        self.console.print(Text(f"  {name:<10}  {text}"))
