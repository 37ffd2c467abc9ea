"""Faults of runs, of the experiment, of its link and server."""

import ast
import copy

from tests.proof.syntax import Found, is_call, logged, run_kind

PATCH = {"run": "run-context", "nested": "nested", "resume": "run-context"}


def _runs(kinds, expected, rewrite, *, within=ast.AST):
    def operator(node, parents) -> Found:
        if run_kind(node) in kinds and isinstance(parents[node], within):
            yield PATCH[run_kind(node)], run_kind(node), expected, rewrite

    return operator


def _opened(block):
    item = block.items[0]
    if item.optional_vars is None:
        return ast.Expr(item.context_expr)
    return ast.Assign([item.optional_vars], item.context_expr)


def _without(block, tree):
    tree.replace(block, *block.body)


def _open(block, tree):
    tree.replace(block, _opened(block), *block.body)


def _open_and_end(block, tree):
    tree.replace(block, _opened(block), *block.body, *ast.parse("mlflow.end_run('KILLED')").body)


def _twice(block, tree):
    tree.replace(block, block, copy.deepcopy(block))


def _guarded(handler):
    def change(block, _tree):
        guarded = ast.parse(handler).body
        guarded[0].body = block.body
        block.body = guarded

    return change


def _hoisted(block, tree):
    """The whole cell inside the run, the gate too."""
    cell = tree.cell(block)
    guard = next(one for one in ast.walk(cell) if isinstance(one, ast.If) and "active_run" in ast.unparse(one.test))
    tree.replace(guard)
    tree.replace(block, *block.body)
    # what the cell shows stays behind the run
    end = sum(isinstance(one, (ast.Return, ast.Expr)) for one in cell.body[-2:])
    block.body = cell.body[: len(cell.body) - end]
    cell.body[:] = [guard, block, *cell.body[len(cell.body) - end :]]


def _out_of_loop(block, tree):
    loop = tree.parents[block]
    tree.replace(block, *block.body)
    block.body = [loop]
    tree.replace(loop, block)


def _only_later(block, tree):
    """The first trial gets no child."""
    name = ast.unparse(tree.parents[block].target)
    first = ast.parse(f"if globals().setdefault('_first_trial', {name}) is {name}:\n    pass").body[0]
    first.body, first.orelse = copy.deepcopy(block.body), [block]
    for statement in ast.walk(first):
        if isinstance(statement, ast.If):
            statement.body = [one for one in statement.body if not (isinstance(one, ast.Expr) and logged(one.value))]
    tree.replace(block, first)


def drop_run(node, _parents) -> Found:
    """The run is forgotten: MLflow opens one by itself at the first call, or the name of the run is missing."""
    expected = {
        "nested": {"missing-children", "patch-broke-notebook"},
        "run": {"run-left-open", "patch-broke-notebook", "child-without-parent"},
    }
    if run_kind(node) in expected:
        yield PATCH[run_kind(node)], run_kind(node), expected[run_kind(node)], _without


leave_open = _runs(("run", "nested"), {"run-left-open"}, _open)
# a later cell that resumes the run hides how it ended: then it is seen that an exception would leave it open
end_as_killed = _runs(("run", "nested"), {"run-failed", "run-left-open"}, _open_and_end)
# what trains twice may show other results, too
double_run = _runs(("run",), {"double-logging", "output-changed"}, _twice)
swallow = _runs(("run", "nested"), {"exception-swallowed"}, _guarded("try:\n    pass\nexcept Exception:\n    pass"))
suppress = _runs(
    ("run",), {"exception-swallowed"}, _guarded("with __import__('contextlib').suppress(Exception):\n    pass")
)
out_of_loop = _runs(("nested",), {"missing-children", "patch-broke-notebook"}, _out_of_loop, within=ast.For)
skip_first_child = _runs(("nested",), {"missing-children"}, _only_later, within=ast.For)


def hoist_run(node, parents) -> Found:
    """The run begins in front of the gate."""
    top = node
    while not isinstance(parents[top], ast.Module):
        top = parents[top]
    gate = any(isinstance(found, ast.If) and "button" in ast.unparse(found.test) for found in ast.walk(top))
    if run_kind(node) == "run" and (gate or "mo.stop" in ast.unparse(top)):
        yield "run-context", "run", {"run-behind-closed-gate", "run-incomplete"}, _hoisted


def _keyword(name, kinds, change, expected):
    def operator(node, _parents) -> Found:
        if run_kind(node) in kinds and any(key.arg == name for key in node.items[0].context_expr.keywords):

            def rewrite(block, _tree):
                keywords = block.items[0].context_expr.keywords
                at = next(at for at, key in enumerate(keywords) if key.arg == name)
                if change is None:
                    del keywords[at]
                else:
                    keywords[at].value = ast.parse(change, mode="eval").body

            yield PATCH[run_kind(node)], name, expected, rewrite

    return operator


# MLflow refuses to resume a run of another experiment than the active one
in_another_experiment = _keyword("experiment_id", ("run",), "'0'", {"wrong-experiment", "patch-broke-notebook"})
unnest = _keyword("nested", ("nested",), None, {"patch-broke-notebook"})
wrong_run_name = _keyword("run_name", ("run",), "'another'", {"run-name-wrong"})
in_a_new_run = _keyword(
    "run_id", ("resume",), None, {"artifact-missing", "metric-missing", "series-missing", "run-incomplete"}
)


# ---------------------------------------------------------------- experiment, link, server


def rename_experiment(node, parents) -> Found:
    """The experiment's name is misspelt."""
    call = parents.get(node)
    if isinstance(node, ast.Constant) and isinstance(call, ast.Call) and is_call(call.func, "set_experiment"):

        def change(constant, _tree):
            constant.value += "-"

        yield "experiment", node.value, {"wrong-experiment", "experiment-missing"}, change


def to_another_server(node, _parents) -> Found:
    """Everything is logged, but not where it was asked for."""
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and is_call(node.value.func, "set_experiment"):

        def change(statement, tree):
            elsewhere = "mlflow.set_tracking_uri('sqlite:///' + __import__('tempfile').mkdtemp() + '/elsewhere.db')"
            tree.replace(statement, *ast.parse(elsewhere).body, statement)

        if all(not key.arg for key in node.value.keywords):
            yield "experiment", "set_experiment", {"missing-run"}, change


def link_elsewhere(node, _parents) -> Found:
    """The link leads to the wrong experiment."""
    if isinstance(node, ast.JoinedStr) and "/#/experiments/" in ast.unparse(node):

        def change(text, _tree):
            text.values[-1] = ast.Constant("999999999")

        yield "link", "experiment_id", {"link-missing"}, change


def drop_link(node, _parents) -> Found:
    """The link is not shown."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.IfExp) and "View in" in ast.unparse(node):

        def change(statement, tree):
            tree.replace(statement)

        yield "link", "mo.md", {"link-missing"}, change


OPERATORS = {
    name: operator
    for name, operator in globals().items()
    if callable(operator) and not name.startswith("_") and name not in ("Found", "is_call", "logged", "run_kind")
}
