"""Faults of what is logged: keys, values, calls, series."""

import ast
import copy

from tests.proof.syntax import MISSING, WRONG, Found, is_call, logged


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
    return isinstance(node, ast.ListComp) and isinstance(node.elt, ast.Call) and is_call(node.elt.func, "Metric")


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


OPERATORS = {
    name: operator
    for name, operator in globals().items()
    if callable(operator) and not name.startswith("_") and name not in ("Found", "is_call", "logged")
}
