"""What the notebook says about its own values: texts beside them in prints, markdown, tables, comments."""

import ast
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from string import Formatter

from worker.explore.axes import axis_labels, whole_point
from worker.explore.dataflow import dotted
from worker.explore.formatted import written_out
from worker.explore.grids import markdown_tables, pairs, parallel
from worker.explore.traces import trace_labels
from worker.notebook.source import Notebook

_LINES = frozenset({"vlines", "hlines"})
"""what is drawn at a place, from one end to the other: the label is of the place"""
_TEXT_KEYWORDS = ("label", "title", "caption", "name", "text")
_MARKUP = re.compile(r"[*_`#>$]+|<[^>]*>|\\n(?![a-zA-Z])")
_BREAK = re.compile(r"[\n|;·•‧∙⋅]|\s[–—/]+\s|(?<=\w)[.!?](?=\s+[^a-z\s])|,(?=\s)|\(|\)")
_MATHS = re.compile(r"\$\$.*?\$\$|\$[^$\n]*\$|\\\(.*?\\\)|\\\[.*?\\\]", re.DOTALL)
_TEX = re.compile(r"\\[a-zA-Z]+|[{}\\^]")
_WORD = re.compile(r"[^\W\d_]{3,}")
_LETTER_BEFORE = re.compile(r"(?<![\w\\])[A-Za-z]\s*=\s*[*_`$]*$")
_COUNTED_BEHIND = re.compile(r"^\s*[*_`$]*\s+([a-z]{3,}s)\b")
"""`n = {size} trials`"""
_JOINING = re.compile(
    r"(?:\b(?:with|and|of|from|in|into|to|using|after|for|over|on|at|by|per|among|between|within|out of)|[&+])"
    r"\s*[*_`]*\s*$",
    re.IGNORECASE,
)
"""what joins a value to those in front of it and names neither: `{n} points with {k} clusters`"""
_NOUN_BEHIND = re.compile(
    r"^\s*[*_`]*\s+((?:(?!(?:and|of|with|in|for|to|from|at|per|are|is|has|was)\b)[a-z-]+ ){0,2}[a-z]{2,}s)\b"
)
"""`{k} true clusters`"""
_APPLIED = re.compile(r"(?<![\w\\)+*/·-])(?<!cdot )(?<!\) )[A-Za-z]\w{0,2}\([^()]{1,30}\)\s*$")
"""`P(A)` in front of an equals sign, and no product that ends with it"""
_PLACE = re.compile(r"\w\s+(?:at|for|when|where|with|if)\s+(\w+)$")
"""`density at x =`: what comes next is the `x`"""
_ENDED = re.compile(r"^\s+[^\W\d][^=:]*,\s+$")
"""words behind one value and a comma in front of the next"""
_AT_PLACE = re.compile(r"\w\s+(?:at|for|when|where|with|if|after|until)\s+(?:the\s+)?(?P<place>\w+)$")
_ASIDE = re.compile(r"(?<=\w)\s*\([^()\n]*\)$")
"""`Distance (km):`: the unit in front of a value is no name of it"""
_BEHIND = re.compile(r"\s*\((?P<label>[^\W\d][^()\n]*)\)")
"""`0.3 (error) = 0.1 (bias)`: what a value is stands in parentheses behind it"""
_ANY_ASIDE = re.compile(r"\([^()]*\)")
_WORD_IN = re.compile(r"[^\W\d_]")
_PERCENT = re.compile(r"%(?:\(\w+\))?[-+ #0]*[\d.*]*[diouxXeEfFgGcrs]")


@dataclass(frozen=True)
class Display:
    """One expression shown to the reader, with the words beside it."""

    cell: int
    statement: int
    node: ast.expr
    label: str
    function: str = ""
    """the function whose body shows it, if one does"""


def displays(notebook: Notebook) -> tuple[Display, ...]:
    """Every expression that a cell prints, formats or puts under a label."""
    found: list[Display] = []
    for cell in notebook.cells:
        for index, statement in enumerate(cell.statements):
            function = statement.name if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)) else ""
            found.extend(
                Display(cell=cell.index, statement=index, node=node, label=label, function=function)
                for node, label in _labelled(statement)
                if not isinstance(node, ast.Constant)
            )
        drawn = (*axis_labels(ast.Module(body=list(cell.statements), type_ignores=[])), *trace_labels(cell))
        found.extend(
            Display(cell=cell.index, statement=len(cell.statements) - 1, node=node, label=clean(label))
            for node, label in drawn
        )
    return (*found, *_written_out(notebook, found))


def _written_out(notebook: Notebook, found: Sequence[Display]) -> Iterator[Display]:
    """The number in a text is shown where the text is shown."""
    texts = written_out(notebook)
    for display in found:
        name = display.node.id if isinstance(display.node, ast.Name) else ""
        cell = display.cell if (display.cell, name) in texts else notebook.definer.get(name, display.cell)
        if (value := texts.get((cell, name))) is not None:
            yield replace(display, node=value, cell=cell)


def _labelled(statement: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    for node in ast.walk(statement):
        if isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.FormattedValue) else part for part in node.values]
            yield from _beside(parts)
            yield from ((part, clean(label)) for part, label in markdown_tables(parts))
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and (parts := _joined(node)):
            yield from _beside(parts)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and _constant(node.left):
            yield from _beside(_percent_parts(_constant(node.left), node.right))
        elif isinstance(node, ast.Call):
            yield from _called(node)
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield _first(value), clean(key.value)
            yield from _row(node)
            yield from ((item, clean(label)) for item, label in parallel(node))
        elif isinstance(node, (ast.List, ast.Tuple)):
            yield from ((item, clean(label)) for item, label in pairs(node))


def _beside(parts: Sequence[ast.expr]) -> Iterator[tuple[ast.expr, str]]:
    """Each expression of a composed text, with the words in front of it, else those behind it."""
    for index, part in enumerate(parts):
        if isinstance(part, ast.Constant):
            continue
        before = _constant(parts[index - 1]) if index else ""
        after = _constant(parts[index + 1]) if index + 1 < len(parts) else ""
        before = "" if index > 1 and _ENDED.search(before) else before  # `{hits} hits, {misses} misses`
        label = _ending(before)
        label = _moved_to(part, label, before) or label
        if not _tells(label) and _tells(plain := _ending(_MATHS.sub(" ", before))):
            label = plain
        if index > 1 and _JOINING.search(before) and (noun := _NOUN_BEHIND.match(after)):
            yield part, clean(noun.group(1))
            if len(label.split()) > 1:
                continue
        if (behind := _BEHIND.match(after)) and not _WORD_IN.search(_ANY_ASIDE.sub(" ", before)):
            yield part, clean(behind.group("label"))
            continue
        named = before.rstrip(" \n*_`$").endswith((":", "=")) and any(letter.isalpha() for letter in label)
        if not _tells(label) and not named:  # `N: {size} of {all}`: one letter before a colon names it, too
            label = clean(_BREAK.split(after.lstrip(" %*_`"))[0])
        yield part, label
        if equated := _equated(parts[:index]):
            yield part, equated
        if (counted := _COUNTED_BEHIND.match(after)) and _LETTER_BEFORE.search(before):
            yield part, f"number of {counted.group(1)}"
        if not isinstance(part, (ast.Name, ast.Attribute)) and (not _tells(label) or _TEX.search(label)):
            yield from ((part, line) for line in _lines_around(parts, index))


def _equated(before: Sequence[ast.expr]) -> str:
    """What an equation says that the value behind it is: `P(A)` for the value in `P(A) = a / b = {value}`."""
    text = "".join(_constant(part) or "…" for part in before).rstrip(" \n*_`$")
    if not text.endswith("="):
        return ""
    left = re.split(r"\$|\\[\[(]|\n", text.replace("\n    ", " "))[-1].split("=")[0]
    named = _APPLIED.search(left)
    return clean(named.group()) if named else ""


def _ending(text: str) -> str:
    whole = clean(_BREAK.split(_ASIDE.sub("", text.rstrip(" \n:=|*_`$")))[-1])
    place = _PLACE.search(whole) if text.rstrip(" *_`$").endswith("=") else None
    return place.group(1) if place else whole


def _moved_to(part: ast.expr, label: str, before: str) -> str:
    """What a text calls the setting right behind it: `frame` in `Lattice at frame {slider.value}`, not the lattice."""
    moved = isinstance(part, ast.Attribute) and part.attr == "value"
    place = _AT_PLACE.search(label) if moved and before.endswith(" ") else None
    return place.group("place") if place else ""


def _tells(label: str) -> bool:
    return len(re.sub(r"\W", "", label)) >= 2


def _lines_around(parts: Sequence[ast.expr], index: int) -> Iterator[str]:
    """The nearest lines of words before and behind a value that stands in a formula."""
    before = "".join(_constant(part) or " " for part in parts[:index]).split("\n")
    after = "".join(_constant(part) or " " for part in parts[index + 1 :]).split("\n")
    behind = itertools.takewhile(lambda line: not line.lstrip().startswith("#"), after)  # a heading is of what follows
    for lines in (reversed(before), behind):
        plain = (_TEX.sub(" ", _MATHS.sub(" ", line)) for line in lines)
        if line := next((line for line in plain if len(_WORD.findall(line)) >= 2), ""):
            yield clean(line)


def _joined(node: ast.expr) -> list[ast.expr]:
    """The parts of texts that are put together with `+`: constants and formatted values; empty for a sum."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _joined(node.left), _joined(node.right)
        return [*left, *right] if left and right else []
    if isinstance(node, ast.JoinedStr):
        return [part.value if isinstance(part, ast.FormattedValue) else part for part in node.values]
    return [node] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def _row(node: ast.Dict) -> Iterator[tuple[ast.expr, str]]:
    """A row of a table that says what its value is: `{"parameter": "annual return", "control": slider}`."""
    texts = [_constant(value) for value in node.values if _constant(value)]
    names = [value for value in node.values if isinstance(value, (ast.Name, ast.Attribute))]
    if len(texts) == 1 and len(names) == 1 and len(node.values) == 2:
        yield names[0], clean(texts[0])


def _percent_parts(text: str, values: ast.expr) -> list[ast.expr]:
    """Texts and expressions of `"score: %f" % score`, in order."""
    items = values.elts if isinstance(values, ast.Tuple) else [values]
    return _woven(_PERCENT.split(text.replace("%%", "")), items)


def _format_parts(text: str, call: ast.Call) -> list[ast.expr]:
    """Texts and expressions of `"mean {:.2f} of {n}".format(m, n=3)`, in order."""
    texts, items, count = [""], [], 0
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    try:
        fields = list(Formatter().parse(text))
    except ValueError:
        return []
    for literal, field, _, _ in fields:
        texts[-1] += literal
        if field is None:
            continue
        name = re.split(r"[.\[]", field)[0]
        position = int(name) if name.isdecimal() else count
        count += not name
        value = (
            named.get(name) if name and not name.isdecimal() else next(iter(call.args[position : position + 1]), None)
        )
        items.append(value if value is not None else ast.Constant(value=None))
        texts.append("")
    return _woven(texts, items)


def _woven(texts: Sequence[str], items: Sequence[ast.expr]) -> list[ast.expr]:
    woven: list[ast.expr] = []
    for index, text in enumerate(texts):
        woven.append(ast.Constant(value=text))
        woven.extend(items[index : index + 1] if index < len(texts) - 1 else ())
    return woven


def _called(node: ast.Call) -> Iterator[tuple[ast.expr, str]]:
    """`print("accuracy", acc)`, `mo.stat(acc, label="Accuracy")`, `"accuracy {}".format(acc)`."""
    if isinstance(node.func, ast.Attribute) and node.func.attr == "format" and _constant(node.func.value):
        yield from _beside(_format_parts(_constant(node.func.value), node))
        return
    texts = [text for k in node.keywords if k.arg in _TEXT_KEYWORDS and (text := _constant(k.value))]
    values = [*node.args, *(k.value for k in node.keywords if k.arg == "value")]
    if texts and len(values) == 1:
        yield values[0], clean(texts[0])
        shown = [part.value for part in getattr(values[0], "values", ()) if isinstance(part, ast.FormattedValue)]
        if isinstance(values[0], ast.JoinedStr) and len(shown) == 1:  # `mo.stat(value=f"{total:,}", label="Total")`
            yield shown[0], clean(texts[0])
    elif texts and node.args:  # `ax.plot(epochs, losses, label="training loss")`
        first = node.args[:1] if dotted(node.func).rpartition(".")[2] in _LINES else node.args[::-1]
        named = whole_point(node.args) or first
        yield next((arg for arg in named if not isinstance(arg, ast.Constant)), node.args[-1]), clean(texts[0])
    if dotted(node.func) == "print":
        for before, value in zip(node.args, node.args[1:], strict=False):
            if _constant(before) and not _constant(value):
                yield value, clean(_constant(before))


def _first(value: ast.expr) -> ast.expr:
    """The only item of a one-item list: `{"Accuracy": [acc]}` is a table of one row."""
    return value.elts[0] if isinstance(value, ast.List) and len(value.elts) == 1 else value


def _constant(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def clean(text: str) -> str:
    """Words without markup, at most 80 characters."""
    return " ".join(_MARKUP.sub(" ", text).split()).strip(" :=-–—,.")[-80:]


def comment_on(notebook: Notebook, line: int) -> str:
    """The comment at the end of a source line (1-based), without its `#`."""
    rows = notebook.text.split("\n")
    if not 0 < line <= len(rows):
        return ""
    match = re.search(r"\s#\s*([^'\"]+)$", rows[line - 1].rstrip("\r"))
    return clean(match.group(1)) if match else ""


def comment_above(notebook: Notebook, node: ast.stmt) -> str:
    """The comment lines right above a statement, when it is the only one that they stand above."""
    rows = notebook.text.split("\n")
    behind = rows[node.end_lineno or node.lineno] if (node.end_lineno or node.lineno) < len(rows) else ""
    if behind.strip() and not behind.strip().startswith("#"):
        return ""
    lines: list[str] = []
    at = node.lineno - 2
    while at >= 0 and rows[at].strip().startswith("#") and len(lines) < 2:
        lines.insert(0, rows[at].strip().lstrip("# "))
        at -= 1
    return clean(" ".join(lines))


def core(node: ast.expr) -> ast.expr:
    """What a shown expression is about: `acc` for `acc * 100`, `round(acc, 3)`, `float(acc)`."""
    if isinstance(node, ast.BinOp):
        sides = [side for side in (node.left, node.right) if not isinstance(side, ast.Constant)]
        return core(sides[0]) if len(sides) == 1 else node
    if (
        isinstance(node, ast.Call)
        and dotted(node.func) in ("round", "float", "int", "str", "abs", "format")
        and node.args
    ):
        return core(node.args[0])
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("item", "round"):
        return core(node.func.value)
    return node
