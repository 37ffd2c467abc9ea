"""Show a link to the experiment in the notebook.

What it does: where the task asks for it, a cell displays `View in MLflow`, from the tracking URI and the experiment's
id; nothing when the tracking URI is no web address.

Why: a hard-coded `http://localhost:5000/#/experiments/1` is wrong on every other machine.

Before: nothing.

After::

    _link = f"{mlflow.get_tracking_uri()}/#/experiments/{experiment.experiment_id}"
    mo.md(f"[View in MLflow]({_link})") if _link.startswith("http") else None

Proved by: `link-shown`: the cell's output holds the address.
"""

from worker.notebook.edit import Line
from worker.patches.draft import Draft
from worker.patches.modules import import_lines

TEMPLATES = ("link",)


def wanted(draft: Draft) -> bool:
    """Whether the plan asks for a link that the notebook does not show."""
    return draft.plan.link and not draft.existing.has_link


def in_own_cell(draft: Draft, experiment: str, *, cell: int) -> None:
    """Display the link in a cell of its own, behind the one that sets the experiment."""
    with draft.behind_site():
        shown = lines(draft, experiment)
    if shown:
        new = draft.insert(shown, cell=cell)
        draft.record("link", new, draft.plan.link_requirements)


def lines(draft: Draft, experiment: str, *, imported: bool = False) -> list[Line]:
    """The statements that display it; none when nobody asks, or when it is there.

    `imported`: the cell imports marimo already where it must.
    """
    if not wanted(draft):
        return []
    mo = draft.modules.mo
    own = [] if imported or mo in draft.notebook.definer else import_lines("marimo", mo)
    return [*own, *draft.render("link", EXPERIMENT=experiment, LINK=draft.names.fresh("_link"))]
