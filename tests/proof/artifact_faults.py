"""Faults of artifacts, of models and of what a cell shows."""

import ast

from tests.proof.syntax import Found, is_call, logged, run_kind


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
    if isinstance(node, ast.Call) and is_call(node.func, "set_registered_model_alias"):

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


OPERATORS = {
    name: operator
    for name, operator in globals().items()
    if callable(operator) and not name.startswith("_") and name not in ("Found", "is_call", "logged", "run_kind")
}
