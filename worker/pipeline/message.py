"""The commit's message: a conventional subject, a body that lists what is tracked, and trailers."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from worker.plan import TrackingPlan

_LONGEST = 72
_PREFIXED = re.compile(r"^(?:feat|fix|chore|docs|refactor|perf|test|build|ci)(?:\([^)]*\))?!?: ")
_TRACKING = re.compile(
    r"^(?:integrate|add|implement|set up|setup|introduce|enable|create|wire up|put)\s+"
    r"(?:mlflow\s+)?(?:experiment\s+)?tracking\s+(?:for|to|in|into|of|on)\s+(?:the\s+)?(?P<what>.+)$",
    re.IGNORECASE,
)
_TRAILER = re.compile(r"^(?P<key>[A-Za-z][A-Za-z-]*): (?P<value>.+)$")


def subject(title: str, plans: Sequence[TrackingPlan]) -> str:
    """One line of 72 characters at most, made from the task's title; `fix:` when the plans repair something."""
    text = one_line(title).rstrip(".")
    if _PREFIXED.match(text):
        return _shortened(text)
    kind = "fix" if any(plan.fixes for plan in plans) else "feat"
    tracking = _TRACKING.match(text)
    text = f"add MLflow tracking to {tracking['what']}" if tracking else _lowered(text)
    return _shortened(f"{kind}: {text or 'add MLflow tracking'}")


def commit_message(title: str, plans: Sequence[TrackingPlan], *, task_id: str, run_ids: Sequence[str] = ()) -> str:
    """Build the whole message; the trailers name the task, and once there is a proof the experiments and its runs."""
    trailers = [f"Task-Id: {one_line(task_id)}"]
    if run_ids:
        names = dict.fromkeys(one_line(plan.experiment.name) for plan in plans)
        trailers += [f"MLflow-Experiment: {name}" for name in names]
        trailers += [f"MLflow-Run: {run_id}" for run_id in run_ids]
    body = "\n\n".join("\n".join(_tracked(plan)) for plan in plans)
    return f"{subject(title, plans)}\n\n{body}\n\n" + "\n".join(trailers) + "\n"


def trailers(message: str) -> dict[str, tuple[str, ...]]:
    """Trailers in the last paragraph of a commit message, by key."""
    found: dict[str, tuple[str, ...]] = {}
    for line in message.strip().split("\n\n")[-1].splitlines():
        if match := _TRAILER.match(line):
            found[match["key"]] = (*found.get(match["key"], ()), match["value"].strip())
    return found


def one_line(text: str) -> str:
    """A planner's text as one line: control and format characters become blanks, blanks are folded."""
    visible = (" " if unicodedata.category(char).startswith(("C", "Z")) else char for char in text)
    return " ".join("".join(visible).split())


def _tracked(plan: TrackingPlan) -> Iterator[str]:
    yield f'{one_line(plan.notebook)}, experiment "{one_line(plan.experiment.name)}":'
    model = [plan.model.registered_name or plan.model.name] if plan.model else []
    nested = [plan.nested.name] if plan.nested else []
    families = {
        "parameters": [value.key for value in plan.params],
        "metrics": [value.key for value in plan.metrics],
        "series": [value.key for value in plan.series],
        "artifacts": [artifact.path for artifact in plan.artifacts],
        "model": model,
        "child runs": nested,
        "run tags": [*plan.run_tags, *(value.key for value in plan.tags)],
        "repairs": [fix.name for fix in plan.fixes],
    }
    for family, names in families.items():
        if names:
            yield f"- {family}: {', '.join(one_line(name) for name in names)}"


def _lowered(text: str) -> str:
    """First letter small, unless the first word is an acronym or a name like `MLflow`."""
    word = text.split(" ", 1)[0]
    return text if word[1:].lower() != word[1:] else text[:1].lower() + text[1:]


def _shortened(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    cut = text[: _LONGEST - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[20:] else cut).rstrip(" ,;:-") + "…"
