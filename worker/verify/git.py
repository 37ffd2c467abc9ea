"""Checks of the commit: the proven bytes, and nothing besides."""

import re
from collections.abc import Iterator, Sequence

from worker.evidence import Check
from worker.verify.fact import fact

_OCTAL = re.compile(r"\\([0-7]{3})")


def git_checks(*, proven_tree: str, committed_tree: str, diff: str, files: Sequence[str]) -> Iterator[Check]:
    """`proven-tree-committed` and `only-targets-changed`, for the one commit that the push will publish."""
    yield fact(
        "proven-tree-committed",
        trouble="" if proven_tree and proven_tree == committed_tree else "tree-changed",
        expected=f"tree {proven_tree}, the bytes that ran",
        observed=f"tree {committed_tree}",
    )
    changed = changed_files(diff)
    yield fact(
        "only-targets-changed",
        trouble="" if set(changed) == set(files) else "foreign-file-changed",
        expected=", ".join(sorted(files)),
        observed=", ".join(changed) or "no file",
    )


def changed_files(diff: str) -> tuple[str, ...]:
    """Paths in a git diff, in its order; git's quoting of unusual names is undone."""
    # a line of content never begins with this: it has a blank, `+`, `-` or `\` in front
    heads = (line.removeprefix("diff --git ") for line in diff.splitlines() if line.startswith("diff --git "))
    return tuple(_path(head) for head in heads)


def _path(head: str) -> str:
    """The path in `a/x b/x` or `"a/x" "b/x"`; both halves are the same file, because nothing is renamed."""
    half = head[: (len(head) - 1) // 2]
    if half.startswith('"'):
        return _unquoted(half.strip('"')).removeprefix("a/")
    return half.removeprefix("a/")


def _unquoted(text: str) -> str:
    raw = _OCTAL.sub(lambda match: chr(int(match[1], 8)), text.replace('\\"', '"').replace("\\\\", "\\"))
    return raw.encode("latin-1", "ignore").decode("utf-8", "replace")
