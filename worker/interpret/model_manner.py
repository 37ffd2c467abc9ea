"""How a model shall be kept, which names nothing in the notebook: `with a signature and an input example`."""

import re

from worker.interpret import run_words

_EXAMPLE = r"(?:input[- ]examples?|example inputs?|sample inputs?)"
_THING = (
    r"(?:(?:an?|the|its|their|our|one|inferred|automatic|automatically|model|matching|small|short|valid|proper|"
    rf"corresponding|suitable|representative)\s+)*(?:signatures?|{_EXAMPLE})"
)
_ORIGIN = (
    r"(?:\s+(?:(?:inferred|taken|drawn|derived|built|made|that is|which is|consisting)\s+)*"
    r"(?:from|of|by|using|based on)\s+(?:(?!\b(?:and|plus|with|as)\b)[^,;.()])+)?"
)
_GIVEN = r"(?:include|includes|infer|infers|attach|add|provide|give it|gets?|has|have|needs?)"
_LINK = (
    r"(?:with|including|incl\.|together with|along with|plus|and|as well as|also|please|it|which|that|should|must|"
    rf"{_GIVEN})"
)
_MANNER = re.compile(
    rf"(?:\s*[,;(]|\s*\.(?=\s))?\s*(?:\b{_LINK}\s+)*"
    rf"(?<![\w-]){_THING}{_ORIGIN}(?:(?:\s*,\s*(?:and\s+|plus\s+)?|\s+and\s+|\s+plus\s+|\s*&\s*|\s*/\s*){_THING}{_ORIGIN})*(?:\s*\))?",
    re.IGNORECASE,
)
_NAMED = re.compile(_EXAMPLE, re.IGNORECASE)
_JOINED = re.compile(
    rf"(?:[,;(.]|\b(?:with|including|incl\.|together|along|plus|and|as well as|also|{_GIVEN})\b)", re.IGNORECASE
)
_OF_MODEL = re.compile(r"^\s*(?:to|for|with|of|in|when logging)\s+(?=(?:the|our|this|every|each)\b)", re.IGNORECASE)


def without_manner(line: str) -> str:
    """A line that keeps a model without what belongs to every kept model: its signature, an input example.

    A line that asks for nothing else (`Attach a signature to the model`) asks to keep that model.
    """
    for found in reversed([*_MANNER.finditer(line)]):
        front, behind = line[: found.start()], line[found.end() :]
        spoken = run_words.MODEL.search(f"{front} {behind}") or _NAMED.search(found.group())
        kept = "" if run_words.MODEL.search(f"{front} {behind}") else " as a model"  # only a model has a signature
        if spoken and _JOINED.match(found.group().strip()):
            line = f"{front}{kept}{behind}" if front.strip() else f"log {_OF_MODEL.sub('', behind) or 'the model'}"
    return line
