"""What rows and columns of a small table call the values in them: markdown tables, pairs, parallel lists."""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_RULE = re.compile(r"[\s|:-]+")
"""`|---|:--|`: what stands between a table's head and its rows"""
_MARKS = re.compile(r"[*_`]")
_PAIR = 2


@dataclass
class _Cell:
    text: str = ""
    shown: list[ast.expr] = field(default_factory=list)


def markdown_tables(parts: Sequence[ast.expr]) -> Iterator[tuple[ast.expr, str]]:
    """`Median Control` for the value in the row of the median and the column of the control group.

    Where a row has one value, the text in front of it says all; where it begins with a value, only the columns speak.
    """
    head: list[_Cell] = []
    above: list[_Cell] = []
    for row in _rows(parts):
        plain = "|".join(cell.text for cell in row)
        if len(row) > 1 and "-" in plain and _RULE.fullmatch(plain) and not any(cell.shown for cell in row):
            head = above
        elif len(row) == len(head) > 1:
            yield from _named_by(row, head)
        elif len(row) <= 1:
            head = []
        above = row


def _named_by(row: Sequence[_Cell], head: Sequence[_Cell]) -> Iterator[tuple[ast.expr, str]]:
    own = _plain(row[0].text) if not row[0].shown else ""
    if own and len(row) == _PAIR:
        return
    for cell, column in zip(row, head, strict=True):
        label = f"{own} {_plain(column.text)}".strip()
        yield from ((node, label) for node in cell.shown[:1] if any(letter.isalpha() for letter in label))


def _rows(parts: Sequence[ast.expr]) -> Iterator[list[_Cell]]:
    """The lines of a composed text, each in the cells between its bars."""
    row = [_Cell()]
    for part in parts:
        if not isinstance(part, ast.Constant):
            row[-1].shown.append(part)
            continue
        for at, line in enumerate(str(part.value).split("\n")):
            if at:
                yield _within_bars(row)
                row = [_Cell()]
            first, *more = line.split("|")
            row[-1].text += first
            row.extend(_Cell(text) for text in more)
    yield _within_bars(row)


def _within_bars(row: list[_Cell]) -> list[_Cell]:
    """The cells without what stands outside the first and the last bar."""
    inner = row[1:] if row and not row[0].text.strip() and not row[0].shown else row
    return inner[:-1] if inner and not inner[-1].text.strip() and not inner[-1].shown and len(row) > _PAIR else inner


def _plain(text: str) -> str:
    return " ".join(_MARKS.sub("", text).split())


def pairs(node: ast.List | ast.Tuple) -> Iterator[tuple[ast.expr, str]]:
    """`[("Accuracy", acc), ["Recall", hits / n]]`: rows of a name and its value."""
    rows = [row.elts for row in node.elts if isinstance(row, (ast.List, ast.Tuple)) and len(row.elts) == _PAIR]
    named = [(value, _text(name)) for name, value in rows if _text(name) and not isinstance(value, ast.Constant)]
    if len(named) == len(node.elts) > 1:
        yield from named


def parallel(node: ast.Dict) -> Iterator[tuple[ast.expr, str]]:
    """`{"Measure": ["Recall", "Hits"], "Value": [recall, n]}`: a list of names beside lists of what they name."""
    lists = [(_text(key), value.elts) for key, value in zip(node.keys, node.values, strict=True)
             if key is not None and isinstance(value, ast.List)]  # fmt: skip
    names = [items for _, items in lists if len(items) > 1 and all(_text(item) for item in items)]
    others = [(key, items) for key, items in lists if not all(isinstance(item, ast.Constant) for item in items)]
    if len(names) != 1:
        return
    for key, items in others:
        if len(items) == len(names[0]):
            column = key if len(others) > 1 else ""
            for name, item in zip(names[0], items, strict=True):
                yield item, f"{_text(name)} {column}".strip()


def _text(node: ast.expr | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
