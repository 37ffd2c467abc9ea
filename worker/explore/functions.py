"""The functions that a notebook defines, wherever a cell puts them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from worker.notebook.source import Notebook

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Function:
    """One function at the top level of a cell."""

    name: str
    cell: int
    statement: int
    node: FunctionNode

    method: bool = False
    """whether the first parameter is the object itself"""

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names that positional arguments bind to, in order."""
        names = tuple(argument.arg for argument in (*self.node.args.posonlyargs, *self.node.args.args))
        return names[1:] if self.method else names

    @property
    def defaults(self) -> dict[str, ast.expr]:
        """Parameter → default expression."""
        arguments = self.node.args
        positional = (*arguments.posonlyargs, *arguments.args)
        pairs = list(zip(reversed(positional), reversed(arguments.defaults), strict=False))
        keyword = [(a, d) for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if d is not None]
        return {argument.arg: default for argument, default in (*reversed(pairs), *keyword)}

    def bind(self, call: ast.Call) -> dict[str, ast.expr]:
        """Parameter → argument expression of one call (starred arguments left out)."""
        bound: dict[str, ast.expr] = {}
        for name, argument in zip(self.parameters, call.args, strict=False):
            if isinstance(argument, ast.Starred):
                break
            bound[name] = argument
        bound.update({keyword.arg: keyword.value for keyword in call.keywords if keyword.arg})
        return bound


def functions(notebook: Notebook) -> dict[str, Function]:
    """Name → function, for all functions at the top level of cells."""
    return {
        statement.name: Function(name=statement.name, cell=cell.index, statement=index, node=statement)
        for cell in notebook.cells
        for index, statement in enumerate(cell.statements)
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef))
    }


def constructors(notebook: Notebook) -> dict[str, Function]:
    """Class → its `__init__`, for all classes at the top level of cells that have one."""
    return {
        statement.name: Function(name=statement.name, cell=cell.index, statement=index, node=item, method=True)
        for cell in notebook.cells
        for index, statement in enumerate(cell.statements)
        if isinstance(statement, ast.ClassDef)
        for item in statement.body
        if isinstance(item, ast.FunctionDef) and item.name == "__init__"
    }


def calls(node: ast.AST) -> Iterator[ast.Call]:
    """Every call within a node, nested functions included."""
    return (item for item in ast.walk(node) if isinstance(item, ast.Call))
