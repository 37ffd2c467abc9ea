"""Templates: real Python files whose names in CAPITALS are placeholders.

A value enters only as a syntax node (a literal, a checked expression, the user's own statements), never as text, so
nothing that a task says can become code. A keyword argument whose placeholder is left out goes with it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import libcst as cst

from worker.errors import PatchImpossible
from worker.notebook.edit import Line

_FOLDER = Path(__file__).parent / "templates"
_PLACEHOLDER = re.compile(r"[A-Z][A-Z_]+")

Filling = cst.BaseExpression | Sequence[Line] | None
"""What replaces a placeholder: an expression, statements, or None to leave its argument out."""


@dataclass(frozen=True)
class Templates:
    """The house's templates, and the team's own that stand in for some of them."""

    house: Mapping[str, str]
    names: Mapping[str, str]
    """how the notebook calls the modules that templates name `mlflow` and `mo`"""

    def render(self, name: str, **fillings: Filling) -> list[Line]:
        """The template's statements with every placeholder filled."""
        module = _parse(name, self.house.get(name))
        missing = _placeholders(module) - set(fillings)
        if missing:
            raise PatchImpossible(f"template `{name}` needs {', '.join(sorted(missing))}")
        filled = module.visit(_Fill(fillings, self.names))
        assert isinstance(filled, cst.Module)  # noqa: S101 - narrows for mypy
        lines = [line for line in filled.body if isinstance(line, Line)]
        return _statements_in(lines, fillings)


def names_of_templates() -> tuple[str, ...]:
    """Every template that can be overridden."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.py")))


def template_text(name: str) -> str:
    """The text of one of the house's own templates."""
    return (_FOLDER / f"{name}.py").read_text(encoding="utf-8")


def check_overrides(house: Mapping[str, str]) -> None:
    """Refuse an override that is no template, does not parse, or has other placeholders than the one it replaces."""
    for name in house:
        if name not in names_of_templates():
            raise PatchImpossible(
                f"house template `{name}.py`: there is no template of this name; "
                f"the names are {', '.join(names_of_templates())}"
            )
        _parse(name, house[name])


@lru_cache
def _own(name: str) -> cst.Module:
    return cst.parse_module(template_text(name))


def _parse(name: str, override: str | None) -> cst.Module:
    own = _own(name)
    if override is None:
        return own
    try:
        module = cst.parse_module(override)
    except cst.ParserSyntaxError as error:
        raise PatchImpossible(
            f"house template `{name}.py`, line {error.raw_line}: {error.message}; mend it or remove the file"
        ) from error
    wanted, found = _placeholders(own), _placeholders(module)
    if wanted != found:
        odd = sorted(found - wanted)
        line = _line_of(override, odd[0]) if odd else 1
        raise PatchImpossible(
            f"house template `{name}.py`, line {line}: placeholders are {', '.join(sorted(found)) or 'none'}, "
            f"but must be {', '.join(sorted(wanted))}"
        )
    return module


def _line_of(text: str, word: str) -> int:
    return next((at for at, line in enumerate(text.splitlines(), 1) if word in line), 1)


def _placeholders(module: cst.Module) -> set[str]:
    return {name for name in _names_in(module) if _PLACEHOLDER.fullmatch(name)}


def _names_in(node: cst.CSTNode) -> set[str]:
    found = _Names()
    node.visit(found)
    return found.names


class _Names(cst.CSTVisitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def visit_Name(self, node: cst.Name) -> None:  # noqa: N802 - LibCST's naming
        self.names.add(node.value)


def _statements_in(lines: Sequence[cst.CSTNode], fillings: Mapping[str, Filling]) -> list[Line]:
    """Put statements where a placeholder stands alone on a line, in blocks too."""
    result: list[Line] = []
    for line in lines:
        filling = fillings.get(_lone_name(line), ())
        if isinstance(filling, Sequence) and filling:
            result += filling
        elif isinstance(line, (cst.With, cst.If, cst.For, cst.Try)) and isinstance(line.body, cst.IndentedBlock):
            body = line.body.with_changes(body=_statements_in(line.body.body, fillings))
            result.append(line.with_changes(body=body))
        elif isinstance(line, Line):
            result.append(line)
    return result


def _lone_name(line: cst.CSTNode) -> str:
    if isinstance(line, cst.SimpleStatementLine) and len(line.body) == 1:
        only = line.body[0]
        if isinstance(only, cst.Expr) and isinstance(only.value, cst.Name):
            return only.value.value
    return ""


class _Fill(cst.CSTTransformer):
    def __init__(self, fillings: Mapping[str, Filling], names: Mapping[str, str]) -> None:
        super().__init__()
        self._fillings = fillings
        self._names = names

    def leave_Attribute(self, original_node: cst.Attribute, updated_node: cst.Attribute) -> cst.Attribute:  # noqa: N802
        """An attribute called like a module of the template (`x.mlflow`) keeps its name; a placeholder is filled."""
        filled = isinstance(updated_node.attr, cst.Name) and original_node.attr.value in self._fillings
        return updated_node if filled else updated_node.with_changes(attr=original_node.attr)

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.BaseExpression:  # noqa: ARG002, N802
        name = updated_node.value
        filling = self._fillings.get(name)
        if isinstance(filling, cst.BaseExpression):
            return filling
        return updated_node.with_changes(value=self._names.get(name, name))

    def leave_Arg(self, original_node: cst.Arg, updated_node: cst.Arg) -> cst.Arg | cst.RemovalSentinel:  # noqa: N802
        if self._left_out(original_node.value):
            return cst.RemoveFromParent()
        return updated_node.with_changes(keyword=original_node.keyword)

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.Call:  # noqa: N802
        """When the last argument went, the one before it closes the call in its place."""
        if not updated_node.args or len(updated_node.args) == len(original_node.args):
            return updated_node
        closing = original_node.args[-1].comma
        last = updated_node.args[-1].with_changes(comma=closing)
        return updated_node.with_changes(args=[*updated_node.args[:-1], last])

    def leave_WithItem(self, original_node: cst.WithItem, updated_node: cst.WithItem) -> cst.WithItem:  # noqa: N802
        if original_node.asname and self._left_out(original_node.asname.name):
            return updated_node.with_changes(asname=None)
        return updated_node

    def _left_out(self, node: cst.CSTNode) -> bool:
        """Whether a placeholder within the node stands for nothing."""
        return any(_PLACEHOLDER.fullmatch(name) and self._fillings.get(name, ()) is None for name in _names_in(node))
