"""Whether cells behave as they did before the patch: their errors, what they display, what they print."""

import re
from collections.abc import Mapping

from worker.ports import CellOutcome, CellStatus, Execution

_VARYING = (
    (re.compile(r"data:[\w/+.-]+;base64,[A-Za-z0-9+/=]*"), "data:"),  # pictures: drawing them once more moves pixels
    # elements within a table's or a form's data are escaped once or twice
    (re.compile(r"""(?:object-id|random-id)=(?:&#?\w+;|["'\\])*[\w.-]*"""), ""),
    (re.compile(r"(?<!\w)(?:c\d{3,}|setup)-\d+\b"), ""),  # an element's id: its cell's, and its number in there
    (re.compile(r"@file/[^\"'\s<>]*"), "@file/"),
    (re.compile(r"0x[0-9a-fA-F]+"), "0x"),
    (re.compile(r"\bcell[ _-](?:c\d{3,}|setup|\d+)"), "cell"),
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), ""),
    (re.compile(r"\bview_\d+"), "view"),
)
"""what changes with the place of a cell in the notebook, or with every execution"""


def differences(
    before: Execution, after: Execution, *, cells: Mapping[int, int], edited: frozenset[int], lenient: frozenset[int]
) -> dict[int, str]:
    """Cell of the unpatched notebook → how it behaves differently, for people.

    `cells` maps cells before to cells after; of `edited` ones (numbers after) only what they display is compared, of
    `lenient` ones (numbers before) only the kind of it.
    """
    now = {cell.cell: cell for cell in after.cells}
    found = {}
    for cell in before.cells:
        number = cells.get(cell.cell, cell.cell)
        if number in now:
            told = _difference(cell, now[number], edited=number in edited, lenient=cell.cell in lenient)
            if told:
                found[cell.cell] = f"cell {number}: {told}"
    return found


def _difference(before: CellOutcome, after: CellOutcome, *, edited: bool, lenient: bool) -> str:
    if before.status is after.status is CellStatus.FAILED and not lenient:
        was, now = (f"{cell.exception}: {steady(cell.message)}" for cell in (before, after))
        return "" if was == now else f"{was} became {now}"
    if not before.status is after.status is CellStatus.RAN:
        return ""
    if edited and (lenient or not before.output):
        return ""
    if before.output_type != after.output_type:
        return f"{before.output_type or 'nothing'} became {after.output_type or 'nothing'}"
    if lenient:
        return ""
    if steady(before.output) != steady(after.output):
        return f"another {before.output_type or 'output'}"
    if not edited and steady(before.stdout) != steady(after.stdout):
        return "it prints something else"
    return ""


def steady(text: str) -> str:
    """A text without what varies anyway."""
    for pattern, stand_in in _VARYING:
        text = pattern.sub(stand_in, text)
    return text.strip()
