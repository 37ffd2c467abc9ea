"""What operators look at: the tree, the calls that log, the blocks that are runs."""

import ast
from collections.abc import Callable, Iterator

LOGS = {
    "log_params": "params", "log_metrics": "metrics", "log_batch": "series", "log_figure": "artifacts",
    "log_text": "artifacts", "log_dict": "artifacts", "log_table": "artifacts", "log_artifact": "artifacts",
    "log_model": "model", "set_registered_model_alias": "model", "set_experiment_tags": "experiment", "set_tags": "tags",
}  # fmt: skip
MISSING = {
    "params": {"param-missing", "tracking-lost"}, "metrics": {"metric-missing", "tracking-lost"},
    "series": {"series-missing"}, "artifacts": {"artifact-missing", "tracking-lost"}, "tags": {"tag-missing"},
    "model": {"model-missing", "alias-missing"}, "experiment": {"tag-missing"},
}  # fmt: skip
WRONG = {
    "params": {"param-wrong", "param-stale"}, "metrics": {"metric-wrong"}, "tags": {"tag-wrong"},
    "experiment": {"tag-wrong"}, "series": {"series-wrong"},
}  # fmt: skip


class Tree:
    """A syntax tree that is being changed."""

    def __init__(self, module):
        self.module = module
        self.parents = {child: node for node in ast.walk(module) for child in ast.iter_child_nodes(node)}

    def replace(self, old, *new):
        """Put statements in the place of one; none of them leaves a `pass`."""
        for _, block in ast.iter_fields(self.parents[old]):
            if isinstance(block, list) and any(one is old for one in block):
                at = next(at for at, one in enumerate(block) if one is old)
                block[at : at + 1] = new or [ast.Pass()]

    def cell(self, node):
        """The function of the cell that a node stands in."""
        while not isinstance(self.parents[node], ast.Module):
            node = self.parents[node]
        return node


Change = Callable[[ast.AST, Tree], None]
Found = Iterator[tuple[str, str, set[str], Change]]
"""patch, what is changed, right categories, the change"""


def logged(node):
    """The patch of a call that logs, or nothing."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return LOGS.get(node.func.attr, "")
    return ""


def is_call(function, name):
    return isinstance(function, ast.Attribute) and function.attr == name


def run_kind(node):
    """`run`, `nested` or `resume` for a `with mlflow.start_run(…)`."""
    if not isinstance(node, ast.With) or not isinstance(node.items[0].context_expr, ast.Call):
        return ""
    call = node.items[0].context_expr
    if not is_call(call.func, "start_run"):
        return ""
    names = {keyword.arg for keyword in call.keywords}
    return "nested" if "nested" in names else "resume" if "run_id" in names else "run"
