"""Add `mlflow` to the notebook's own dependency list, where it has one.

What it does: a PEP 723 header (`# /// script`) with a `dependencies` list gains the entry `mlflow`, in the list's own
layout; no other byte of the header changes. Without a header, or with `mlflow` in it, nothing happens.

Why: `marimo edit --sandbox` and `uv run` build the environment from this list; without the entry the notebook would
not start any more.

Before::

    # dependencies = [
    #     "numpy",
    # ]

After::

    # dependencies = [
    #     "numpy",
    #     "mlflow",
    # ]

Proved by: `cells-still-run`, `runs-finished`: with the notebook's interpreter, not with one made from the header.
"""

import re

from worker.notebook.edit import newline_of

TEMPLATES = ()

_BLOCK = re.compile(r"^# /// script[ \t]*\r?$(?P<body>(?:\n#(?: .*)?\r?$)+?)\n# ///[ \t]*\r?$", re.MULTILINE)
_LIST = re.compile(r"""^#[ \t]*dependencies[ \t]*=[ \t]*\[(?P<items>(?:[^\]"']|"[^"]*"|'[^']*')*)\]""", re.MULTILINE)
_ENTRY = re.compile(r"""(["'])(?P<name>[A-Za-z0-9._-]+)[^"']*\1""")
_MLFLOW = frozenset({"mlflow", "mlflow-skinny"})


def add_dependency(text: str) -> str:
    """The notebook with `mlflow` in its dependency list."""
    block = _BLOCK.search(text)
    found = _LIST.search(text, block.start("body"), block.end("body")) if block else None
    if found is None:
        return text
    entries = list(_ENTRY.finditer(text, found.start("items"), found.end("items")))
    if any(re.sub(r"[-_.]+", "-", entry["name"]).lower() in _MLFLOW for entry in entries):
        return text
    newline = newline_of(text)
    rows = "\n" in found["items"]
    if not entries:
        new = f'{newline}#     "mlflow",{newline}# ' if rows else '"mlflow"'
        return text[: found.start("items")] + new + text[found.end("items") :]
    last = entries[-1]
    quote = last[1]
    rest = text[last.end() : found.end("items")]
    comma = re.match(r"[ \t]*,", rest)
    at = last.end() + (comma.end() if comma else 0)
    lead = text[text.rindex("\n", 0, last.start()) + 1 : last.start()] if rows else ""
    if rows and lead.strip(" \t#") == "":
        new = ("" if comma else ",") + f"{newline}{lead}{quote}mlflow{quote}" + ("," if comma else "")
    else:
        new = ("" if comma else ",") + f" {quote}mlflow{quote}" + ("," if comma else "")
    return text[:at] + new + text[at:]
