"""Checks of what has to stay: exceptions that pass, a header that names MLflow, keys that were logged before."""

import ast
import itertools
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence

from worker.evidence import Check
from worker.notebook.syntax import parse_module
from worker.verify.fact import fact
from worker.verify.observed import Observed
from worker.verify.values import close

_HEADER = re.compile(r"^# /// script[ \t]*$(?P<body>(?:\n#(?: .*)?$)+?)\n# ///[ \t]*$", re.MULTILINE)
_SIMPLE = (ast.Expr, ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Assert, ast.Delete, ast.Import, ast.ImportFrom)


def text_checks(observed: Observed) -> Iterator[Check]:
    """`exceptions-pass` and, where the notebook lists its dependencies, `dependency-declared`."""
    if not observed.after:
        return
    swallowed = sorted(_newly_caught(observed.before, observed.after))
    yield fact(
        "exceptions-pass",
        trouble="exception-swallowed" if swallowed else "",
        expected="what the notebook raises, it still raises",
        observed="; ".join(swallowed) or "so it is",
        requirements=observed.plan.run_requirements,
    )
    listed = _dependencies(observed.after)
    if listed is not None:
        yield fact(
            "dependency-declared",
            trouble="" if any(re.match(r"mlflow(-skinny)?\b(?!-)", one) for one in listed) else "dependency-missing",
            expected="mlflow in the notebook's own dependency list",
            observed=", ".join(listed) or "an empty list",
        )


def ending_checks(observed: Observed) -> Iterator[Check]:
    """`runs-always-end`: also when the training raises, which it does not do in a proof."""
    if not observed.after:
        return
    bare = max(0, _bare_runs(observed.after) - _bare_runs(observed.before))
    yield fact(
        "runs-always-end",
        trouble="run-left-open" if bare else "",
        expected="every run that the patch begins ends with a `with` or a `finally`",
        observed=f"{bare} would stay open when their cell raises" if bare else "so it is",
        requirements=observed.plan.run_requirements,
    )


def tracking_checks(observed: Observed) -> Iterator[Check]:
    """`tracking-kept`: what the notebook logged before any patch, the proof's runs log too, with the same values."""
    before = observed.tracked
    if not (before.params or before.metrics or before.tags or before.artifacts):
        return
    tags = {key for run in observed.first.runs for key in run.tags}
    paths = {record.path for record in (*observed.artifacts, *observed.other_artifacts)}
    files = {path for path, size in before.artifacts.items() if size <= observed.artifact_limit}
    lost = changed_values(observed)
    lost += [f"tag {key}" for key in sorted(before.tags - tags)]
    lost += [f"artifact {path}" for path in sorted(files - paths)]
    yield fact(
        "tracking-kept",
        trouble="tracking-lost" if lost else "",
        expected="all that the notebook logged before the patch",
        observed=f"lost: {', '.join(lost)}" if lost else "so it is",
        requirements=tuple(index for fix in observed.plan.fixes for index in fix.requirements),
    )


def changed_values(observed: Observed) -> list[str]:
    """Parameters and metrics that are gone or have other values; those that vary without the patch may."""
    before, runs = observed.tracked, observed.first.runs
    again = observed.again.tracked if observed.again is not None else before
    found = []
    for key, texts in sorted(before.params.items()):
        now = tuple(sorted({run.params[key] for run in runs if key in run.params}))
        if not now or (now != texts and again.params.get(key) == texts):
            found.append(f"parameter {key} ({', '.join(texts)} became {', '.join(now) or 'nothing'})")
    for key, numbers in sorted(before.metrics.items()):
        values = sorted({run.metrics[key] for run in runs if key in run.metrics})
        same = len(values) == len(numbers) and all(close(*pair) for pair in zip(values, numbers, strict=True))
        if not values or (not same and numbers and again.metrics.get(key) == numbers):
            found.append(f"metric {key} ({_few(numbers)} became {_few(values)})")
    return found


def _few(numbers: Sequence[float]) -> str:
    return ", ".join(f"{number:.6g}" for number in numbers[:3]) or "nothing"


def _newly_caught(before: str, after: str) -> Iterator[str]:
    """Statements of the notebook that stand within more handlers than before; MLflow's own calls may."""
    old, new = _handlers(before), _handlers(after)
    return (
        statement.partition("\n")[0]
        for statement, depths in old.items()
        if len(new[statement]) == len(depths) and sum(new[statement]) > sum(depths) and "mlflow." not in statement
    )


def _handlers(text: str) -> dict[str, list[int]]:
    """Source of every statement that may raise → how many handlers end its exceptions, for each time it occurs."""
    found: dict[str, list[int]] = defaultdict(list)
    todo: list[tuple[ast.AST, int]] = [(parse_module(text.removeprefix("\ufeff")), 0)]
    while todo:
        node, depth = todo.pop()
        if isinstance(node, _SIMPLE):
            # a patch may give an expression a name; what it calls stays the same
            value = node.value if isinstance(node, (ast.Expr, ast.Assign)) else node
            found[ast.unparse(value)].append(depth)
            continue
        ends = isinstance(node, ast.Try) and any(not _raises(handler) for handler in node.handlers)
        inner = {id(one) for one in node.body} if isinstance(node, ast.Try) and ends else set()
        suppresses = isinstance(node, (ast.With, ast.AsyncWith)) and any("suppress(" in _text(i) for i in node.items)
        todo += [(child, depth + (id(child) in inner or suppresses)) for child in ast.iter_child_nodes(node)]
    return found


def _bare_runs(text: str) -> int:
    """How many calls of `start_run` begin a run that an exception would leave open."""
    begun, safe = 0, 0
    for node in ast.walk(parse_module(text.removeprefix("\ufeff"))):
        begun += _starts_run(node)
        if isinstance(node, ast.With | ast.AsyncWith):
            safe += sum(_starts_run(inner) for item in node.items for inner in ast.walk(item.context_expr))
        for block in (getattr(node, "body", []), getattr(node, "orelse", [])):
            pairs = itertools.pairwise(block) if isinstance(block, list) else ()
            safe += sum(
                isinstance(statement, _SIMPLE) and any(map(_starts_run, ast.walk(statement)))
                for statement, following in pairs
                if isinstance(following, ast.Try) and following.finalbody
            )
    return begun - safe


def _starts_run(node: ast.AST) -> bool:
    function = node.func if isinstance(node, ast.Call) else None
    return getattr(function, "attr", getattr(function, "id", "")) == "start_run"


def _raises(handler: ast.ExceptHandler) -> bool:
    return isinstance(handler.body[-1], ast.Raise)


def _text(item: ast.withitem) -> str:
    return ast.unparse(item.context_expr)


def _dependencies(text: str) -> list[str] | None:
    """The entries of a PEP 723 header's list; None where there is no list."""
    block = _HEADER.search(text.replace("\r\n", "\n"))
    if block is None:
        return None
    lines = (line.removeprefix("#").removeprefix(" ") for line in block["body"].strip("\n").split("\n"))
    try:
        listed = tomllib.loads("\n".join(lines)).get("dependencies")
    except tomllib.TOMLDecodeError:
        return None
    return [str(one) for one in listed] if isinstance(listed, list) else None
