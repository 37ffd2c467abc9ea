"""Arguments and returns of edited cells, by marimo's rules, changed only where the set of names changed."""

import ast
from collections.abc import Iterable
from unicodedata import normalize

import libcst as cst

from worker.notebook.edit import Splice, is_return, newline_of, splice
from worker.notebook.source import Cell, CellKind, Notebook, reread
from worker.notebook.syntax import parse_module

_WIDTH = 80
"""marimo's own limit for a signature or return on one line"""


def required_arguments(notebook: Notebook, cell: Cell) -> frozenset[str]:
    """The names that marimo gives the cell's function as arguments."""
    known = frozenset(
        name
        for other in notebook.cells
        if other.kind in (CellKind.SETUP, CellKind.FUNCTION, CellKind.CLASS)
        for name in other.defs
    )
    return frozenset(name for name in cell.refs - known if name.isidentifier())


def required_returns(notebook: Notebook, cell: Cell) -> frozenset[str]:
    """The cell's names that another cell uses."""
    return cell.defs & notebook.used_names


def written_signature(notebook: Notebook, cell: Cell) -> tuple[frozenset[str], frozenset[str]]:
    """Arguments and returned names as they stand in the file."""
    tree = parse_module(notebook.text[cell.start : cell.end])
    function = tree.body[0]
    if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return frozenset(), frozenset()
    arguments = frozenset(argument.arg for argument in function.args.args)
    last = function.body[-1]
    value = last.value if isinstance(last, ast.Return) else None
    names = value.elts if isinstance(value, ast.Tuple) else [value]
    return arguments, frozenset(name.id for name in names if isinstance(name, ast.Name))


def sign(before: Notebook, text: str, *, touched: dict[int, int | None]) -> str:
    """Bring signature and return of the touched cells up to date.

    `touched` maps the index of each edited or inserted cell in `text` to its index in `before` (None: inserted).
    """
    if not touched:
        return text
    notebook = reread(before, text, touched=touched)
    splices = []
    for index, origin in sorted(touched.items()):
        cell = notebook.cells[index]
        if cell.kind is CellKind.CELL:
            block = text[cell.start : cell.end]
            old = before.cells[origin] if origin is not None else None
            splices.append(Splice(cell.start, cell.end, _signed(notebook, cell, block, before, old)))
    return splice(text, splices)


def _signed(notebook: Notebook, cell: Cell, block: str, before: Notebook, old: Cell | None) -> str:
    module = cst.parse_module(block)
    function = module.body[0]
    if not isinstance(function, cst.FunctionDef) or not isinstance(function.body, cst.IndentedBlock):
        return block
    newline = newline_of(notebook.text)
    # Python reads identifiers in their NFKC form: `µ` (micro) and `μ` (mu) are one name.
    arguments = {normalize("NFKC", parameter.name.value): parameter for parameter in function.params.params}
    wanted = _names(
        arguments, required_arguments(notebook, cell), required_arguments(before, old) if old else frozenset()
    )
    if wanted != set(arguments):
        texts = [
            module.code_for_node(arguments[name].with_changes(comma=cst.MaybeSentinel.DEFAULT)).strip()
            if name in arguments
            else name
            for name in sorted(wanted)
        ]
        function = _with_arguments(function, texts, newline)
    spelled = {normalize("NFKC", name): name for name in _returned(function)}
    returned = tuple(spelled)
    wanted = _names(returned, required_returns(notebook, cell), required_returns(before, old) if old else frozenset())
    if wanted != set(returned):
        names = [spelled.get(name, name) for name in sorted(wanted)]
        function = _with_return(function, names, newline, module.default_indent)
    return module.with_changes(body=[function, *module.body[1:]]).code


def _names(written: Iterable[str], required: frozenset[str], required_before: frozenset[str]) -> set[str]:
    """What the author wrote, less what the edit made needless, and what it made needful.

    A signature that was wrong before (which runs all the same) is mended only where the edit must touch it anyway.
    """
    kept = set(written)
    if not (required - required_before - kept or kept & (required_before - required)):
        return kept
    return (kept - (required_before - required)) | required


def _with_arguments(function: cst.FunctionDef, arguments: list[str], newline: str) -> cst.FunctionDef:
    head = ("async " if function.asynchronous else "") + f"def {function.name.value}"
    one_line = f"{head}({', '.join(arguments)}):"
    if arguments and len(one_line) >= _WIDTH:
        one_line = f"{head}({newline}    {f',{newline}    '.join(arguments)},{newline}):"
    parsed = cst.parse_statement(
        f"{one_line}{newline}    pass{newline}", cst.PartialParserConfig(default_newline=newline)
    )
    if not isinstance(parsed, cst.FunctionDef):
        raise TypeError(one_line)
    return function.with_changes(params=parsed.params, whitespace_before_params=parsed.whitespace_before_params)


def _returned(function: cst.FunctionDef) -> tuple[str, ...]:
    last = function.body.body[-1]
    if not is_return(last) or not isinstance(last, cst.SimpleStatementLine):
        return ()
    value = last.body[0].value if isinstance(last.body[0], cst.Return) else None
    if isinstance(value, cst.Name):
        return (value.value,)
    if isinstance(value, cst.Tuple):
        return tuple(item.value.value for item in value.elements if isinstance(item.value, cst.Name))
    return ()


def _with_return(function: cst.FunctionDef, names: list[str], newline: str, indent: str) -> cst.FunctionDef:
    text = ", ".join(names)
    statement = f"return ({text},)" if len(names) == 1 else f"return {text}".rstrip()
    if len(indent + statement) >= _WIDTH:
        statement = f"return ({newline}    {f',{newline}    '.join(names)},{newline})"
    parsed = cst.parse_statement(statement + newline, cst.PartialParserConfig(default_newline=newline))
    body = list(function.body.body)
    if is_return(body[-1]):
        body[-1] = body[-1].with_changes(body=parsed.body)
    elif names:
        body.append(parsed)
    return function.with_changes(body=function.body.with_changes(body=body))
