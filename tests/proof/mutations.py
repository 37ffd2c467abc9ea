"""Plausible faults of a patch: general operators on the syntax tree of the lines that a patch has added.

Each operator looks at one added node, and yields changes of it together with the categories that are right for them.
"""

import ast
import copy
import difflib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

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


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """A patched notebook with one fault, and the categories that name it rightly."""

    operator: str
    patch: str
    place: str
    source: str
    expected: frozenset[str]


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


def mutants(before: str, after: str, *, patch: str = "") -> list[Mutant]:
    """Every mutant of every operator; `patch` is whose work they are, where that cannot be seen from the text."""
    found = _mutants(before, after)
    if not patch:
        return found
    # a repaired notebook is judged by what it logged before
    return [
        one if one.patch == "helper" else replace(one, patch=patch, expected=one.expected | {"tracking-lost"})
        for one in found
    ]


def _mutants(before: str, after: str) -> list[Mutant]:
    module, added = ast.parse(after), added_lines(before, after)
    parents = Tree(module).parents
    found = list(_header(after))
    for operator in OPERATORS:
        for index, node in enumerate(ast.walk(module)):
            if getattr(node, "lineno", 0) not in added:
                continue
            for patch, place, expected, change in operator(node, parents):
                mutated = copy.deepcopy(module)
                change(_nth(mutated, index), Tree(mutated))
                name = operator.__name__.replace("_", "-").strip("-")
                owner = _within(node, parents) or patch
                source = _comments(after) + ast.unparse(ast.fix_missing_locations(mutated)) + "\n"
                found.append(
                    Mutant(operator=name, patch=owner, place=place, source=source, expected=frozenset(expected))
                )
    return found


def _within(node, parents):
    """The patch whose template surrounds a node, where that says more than the call itself."""
    inner = ""
    while node in parents:
        if run_kind(node) == "nested":
            inner = "nested"
        if isinstance(node, ast.FunctionDef) and node.name == "log_experiment_metrics":
            return "helper"
        if isinstance(node, ast.If) and "st_size" in ast.unparse(node.test):
            return "large-artifacts"
        if isinstance(node, ast.Try) and "set_experiment" in ast.unparse(node):
            return "server-down"
        node = parents[node]
    return inner


def added_lines(before: str, after: str) -> frozenset[int]:
    """Numbers of the lines that are only in the second text; lines that moved deeper are the user's."""
    rows = difflib.SequenceMatcher(
        None,
        [line.strip() for line in before.splitlines()],
        [line.strip() for line in after.splitlines()],
        autojunk=False,
    )
    return frozenset(
        number + 1 for tag, _, _, first, end in rows.get_opcodes() if tag != "equal" for number in range(first, end)
    )


def _nth(module, index):
    return next(node for at, node in enumerate(ast.walk(module)) if at == index)


def _comments(text):
    return "".join(line + "\n" for line in text.splitlines() if line.startswith("#"))


def _header(after):
    if '#     "mlflow",\n' in after:
        source = after.replace('#     "mlflow",\n', "")
        yield Mutant(
            operator="drop-dependency", patch="header", place="mlflow", source=source,
            expected=frozenset({"dependency-missing"}),
        )  # fmt: skip


# ---------------------------------------------------------------- what is logged


def logged(node):
    """The patch of a call that logs, or nothing."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return LOGS.get(node.func.attr, "")
    return ""


def _entries(node, parents):
    """The patch that a dict display belongs to, when its entries are keys on the server."""
    parent = parents.get(node)
    if not isinstance(node, ast.Dict) or not node.keys:
        return ""
    if isinstance(parent, ast.keyword) and parent.arg == "tags":
        return "tags"
    patch = logged(parent)
    return patch if patch in ("params", "metrics", "tags", "experiment") else ""


def drop_entry(node, parents) -> Found:
    """One key is forgotten."""
    for at, key in enumerate(getattr(node, "keys", ()) if _entries(node, parents) else ()):

        def change(dictionary, _tree, at=at):
            del dictionary.keys[at], dictionary.values[at]

        patch = _entries(node, parents)
        yield patch, ast.unparse(key), MISSING[patch], change


def rename_key(node, parents) -> Found:
    """One key is misspelt."""
    for at, key in enumerate(getattr(node, "keys", ()) if _entries(node, parents) else ()):

        def change(dictionary, _tree, at=at):
            dictionary.keys[at] = ast.Constant(dictionary.keys[at].value + "_")

        patch = _entries(node, parents)
        yield patch, ast.unparse(key), MISSING[patch], change


def swap_values(node, parents) -> Found:
    """Two values change places."""
    patch = _entries(node, parents)
    if patch and len(node.values) > 1:

        def change(dictionary, _tree):
            dictionary.values[0], dictionary.values[1] = dictionary.values[1], dictionary.values[0]

        yield patch, ast.unparse(node.keys[0]), WRONG[patch], change


def _valued(template, patches, expected):
    """An operator that writes `template` around one value."""

    def operator(node, parents) -> Found:
        patch = _entries(node, parents)
        for at, key in enumerate(node.keys if patch in patches else ()):

            def change(dictionary, _tree, at=at):
                text = template.format(ast.unparse(dictionary.values[at]))
                dictionary.values[at] = ast.parse(text, mode="eval").body

            yield patch, ast.unparse(key), expected or WRONG[patch], change

    return operator


constant_value = _valued("0", ("params", "metrics"), set())
not_a_number = _valued("float('nan')", ("metrics",), {"metric-not-finite", "metric-missing"})
infinite = _valued("float('inf')", ("metrics",), {"metric-not-finite", "metric-missing"})
int_for_float = _valued("int(float({0})) if not isinstance({0}, str) else 0", ("metrics",), set())
another_type = _valued(
    "float({0}) if type({0}) is int else int({0}) if type({0}) in (float, bool) else 1", ("params",), set()
)
rounded = _valued("round({0}, 1) if isinstance({0}, float) else 0", ("metrics",), set())
too_long = _valued("str({0}) * 7000", ("params",), {"param-cut"})
wrong_text = _valued("{0} + '!'", ("tags", "experiment"), set())


def frozen_value(node, parents) -> Found:
    """The value that an element had when the patch was written stands in the place of the element."""
    if isinstance(node, ast.Attribute) and node.attr == "value" and _entries(parents.get(node), parents) == "params":

        def change(attribute, tree):
            start = next(
                found.value for found in ast.walk(tree.module)
                if isinstance(found, ast.keyword) and found.arg == "value" and isinstance(found.value, ast.Constant)
            )  # fmt: skip
            dictionary = tree.parents[attribute]
            dictionary.values[dictionary.values.index(attribute)] = ast.Constant(start.value)

        yield "params", ast.unparse(node), {"param-stale"}, change


def drop_call(node, _parents) -> Found:
    """A call is forgotten."""
    if isinstance(node, (ast.Expr, ast.Assign)) and logged(node.value):
        patch = logged(node.value)

        def change(statement, tree):
            tree.replace(statement)

        broken = {"patch-broke-notebook"} if isinstance(node, ast.Assign) else set()
        yield patch, ast.unparse(node.value.func), MISSING[patch] | broken, change


def double_call(node, _parents) -> Found:
    """A call is made twice, where that leaves something."""
    doubles = isinstance(node, (ast.Expr, ast.Assign)) and logged(node.value) in ("metrics", "series", "model")
    if doubles and node.value.func.attr != "set_registered_model_alias":

        def change(statement, tree):
            tree.replace(statement, statement, copy.deepcopy(statement))

        yield logged(node.value), ast.unparse(node.value.func), {"double-logging"}, change


def misspell_call(node, _parents) -> Found:
    """MLflow has no such function."""
    if logged(node):

        def change(call, _tree):
            call.func.attr += "z"

        yield logged(node), node.func.attr, {"patch-broke-notebook"}, change


# ---------------------------------------------------------------- series


def _points(node):
    return isinstance(node, ast.ListComp) and isinstance(node.elt, ast.Call) and _is(node.elt.func, "Metric")


def _is(function, name):
    return isinstance(function, ast.Attribute) and function.attr == name


def _series(template, expected, *, argument=None):
    """An operator on the innermost `enumerate(values)` of a batch of points, or on an argument of its points."""

    def operator(node, _parents) -> Found:
        if _points(node):

            def change(points, _tree):
                if argument is not None:
                    text = template.format(ast.unparse(points.elt.args[argument]))
                    points.elt.args[argument] = ast.parse(text, mode="eval").body
                else:
                    counted = points.generators[-1].iter
                    points.generators[-1].iter = ast.parse(
                        template.format(ast.unparse(counted.args[0])), mode="eval"
                    ).body

            yield "series", ast.unparse(node.generators[-1].iter), expected, change

    return operator


steps_from_one = _series("enumerate({0}, 1)", {"series-steps-wrong"})
steps_apart = _series("{0} * 10", {"series-steps-wrong"}, argument=3)
steps_all_zero = _series("0", {"double-logging"}, argument=3)
backwards = _series("enumerate(reversed({0}))", {"series-wrong"})
without_the_last = _series("enumerate({0}[:-1])", {"series-too-short"})
only_the_last = _series("enumerate({0}[-1:])", {"series-too-short"})
points_not_a_number = _series("float('nan')", {"metric-not-finite"}, argument=1)
points_constant = _series("0.0", {"series-wrong"}, argument=1)
points_misnamed = _series("{0} + '_'", {"series-missing"}, argument=0)


# ---------------------------------------------------------------- runs


def run_kind(node):
    """`run`, `nested` or `resume` for a `with mlflow.start_run(…)`."""
    if not isinstance(node, ast.With) or not isinstance(node.items[0].context_expr, ast.Call):
        return ""
    call = node.items[0].context_expr
    if not _is(call.func, "start_run"):
        return ""
    names = {keyword.arg for keyword in call.keywords}
    return "nested" if "nested" in names else "resume" if "run_id" in names else "run"


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
end_as_killed = _runs(("run", "nested"), {"run-failed"}, _open_and_end)
double_run = _runs(("run",), {"double-logging"}, _twice)
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


in_another_experiment = _keyword("experiment_id", ("run",), "'0'", {"wrong-experiment"})
unnest = _keyword("nested", ("nested",), None, {"patch-broke-notebook"})
wrong_run_name = _keyword("run_name", ("run",), "'another'", {"run-name-wrong"})
in_a_new_run = _keyword("run_id", ("resume",), None, {"artifact-missing", "metric-missing", "series-missing"})


# ---------------------------------------------------------------- experiment, link, server


def rename_experiment(node, parents) -> Found:
    """The experiment's name is misspelt."""
    call = parents.get(node)
    if isinstance(node, ast.Constant) and isinstance(call, ast.Call) and _is(call.func, "set_experiment"):

        def change(constant, _tree):
            constant.value += "-"

        yield "experiment", node.value, {"wrong-experiment", "experiment-missing"}, change


def to_another_server(node, _parents) -> Found:
    """Everything is logged, but not where it was asked for."""
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and _is(node.value.func, "set_experiment"):

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


# ---------------------------------------------------------------- artifacts and models


def _artifact(text, expected, *functions):
    """An operator that logs another content under the same path."""

    def operator(node, _parents) -> Found:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in functions:

            def change(call, _tree):
                new = ast.parse(text, mode="eval").body
                call.func.attr, call.args[0] = new.func.attr, new.args[0]

            yield "artifacts", ast.unparse(node.args[-1]), expected, change

    return operator


empty_artifact = _artifact("mlflow.log_text('')", {"artifact-empty"}, "log_figure", "log_text", "log_dict", "log_table")
corrupt_artifact = _artifact("mlflow.log_text('{oops')", {"artifact-unreadable"}, "log_figure", "log_dict", "log_table")
blank_figure = _artifact("mlflow.log_figure(plt.figure())", {"artifact-unreadable"}, "log_figure")
table_without_rows = _artifact("mlflow.log_table({'loss': []})", {"artifact-unreadable"}, "log_table")


def misplace_artifact(node, _parents) -> Found:
    """The path is misspelt."""
    if logged(node) == "artifacts" and len(node.args) > 1 and isinstance(node.args[1], ast.Constant):

        def change(call, _tree):
            call.args[1] = ast.Constant("other/" + call.args[1].value)

        yield "artifacts", node.args[1].value, {"artifact-missing", "tracking-lost"}, change


def turn_limit(node, _parents) -> Found:
    """The size limit is turned round."""
    if isinstance(node, ast.If) and "st_size" in ast.unparse(node.test):

        def change(branch, _tree):
            branch.body, branch.orelse = branch.orelse, branch.body

        yield "artifacts", "limit", {"artifact-missing", "artifact-too-large"}, change


def _model(keyword, text, expected):
    def operator(node, _parents) -> Found:
        names = [key.arg for key in node.keywords] if logged(node) == "model" else []
        if keyword in names:

            def change(call, _tree):
                at = names.index(keyword)
                if text is None:
                    del call.keywords[at]
                else:
                    call.keywords[at].value = ast.parse(
                        text.format(ast.unparse(call.keywords[at].value)), mode="eval"
                    ).body

            yield "model", keyword, expected, change

    return operator


untrained_model = _model("python_model", "(lambda m: (setattr(m, 'mean', 0.5), m)[1])(type({0})())", {"model-wrong"})
misname_model = _model("name", "'other'", {"model-missing"})
unregistered_model = _model("registered_model_name", None, {"model-not-registered", "patch-broke-notebook"})
misname_registered = _model("registered_model_name", "{0} + '-2'", {"model-not-registered", "patch-broke-notebook"})
unsigned_model = _model("input_example", None, {"signature-missing"})
signed_otherwise = _model("input_example", "{0}[:, :1]", {"signature-wrong", "model-unloadable"})


def wrong_alias(node, _parents) -> Found:
    """The alias is misspelt."""
    if isinstance(node, ast.Call) and _is(node.func, "set_registered_model_alias"):

        def change(call, _tree):
            call.args[1] = ast.Constant("other")

        yield "model", "alias", {"alias-missing"}, change


def drop_display(node, parents) -> Found:
    """A cell with a run shows nothing any more."""
    if run_kind(node) and isinstance(parents[node], ast.FunctionDef):
        shown = [one for one in parents[node].body if isinstance(one, ast.Expr)]
        if shown and parents[node].body.index(shown[-1]) > parents[node].body.index(node):

            def change(block, tree):
                last = [one for one in tree.parents[block].body if isinstance(one, ast.Expr)][-1]
                tree.replace(last)

            yield "run-context", "display", {"output-changed"}, change


OPERATORS = [
    drop_entry, rename_key, swap_values, constant_value, not_a_number, infinite, int_for_float, another_type, rounded,
    too_long, wrong_text, frozen_value, drop_call, double_call, misspell_call,
    steps_from_one, steps_apart, steps_all_zero, backwards, without_the_last, only_the_last, points_not_a_number,
    points_constant, points_misnamed,
    drop_run, leave_open, end_as_killed, double_run, swallow, suppress, out_of_loop, skip_first_child, hoist_run,
    in_another_experiment, unnest, wrong_run_name, in_a_new_run,
    rename_experiment, to_another_server, link_elsewhere, drop_link,
    empty_artifact, corrupt_artifact, blank_figure, table_without_rows, misplace_artifact, turn_limit,
    untrained_model, misname_model, unregistered_model, misname_registered, unsigned_model, signed_otherwise,
    wrong_alias, drop_display,
]  # fmt: skip
for _name, _operator in list(globals().items()):
    if _operator in OPERATORS:
        _operator.__name__ = _name
