"""How many metrics or parameters a line says that it asks for: `…, so eight metrics in total`, `(six metrics)`."""

import re
from collections.abc import Sequence

from worker.interpret.gathered import Gathered
from worker.interpret.value_words import COUNTS

_STATED = re.compile(
    rf"[,;:(=–—-]\s*(?:so\s+|that is\s+|i\.e\.\s+|makes?\s+)?(?P<many>{'|'.join(COUNTS)}|\d{{1,2}})\s+"
    r"(?P<kind>metrics|param(?:eter)?s)\b(?:\s+(?:in\s+total|altogether|in\s+all))?\s*\)?\s*$",
    re.IGNORECASE,
)


def check_counts(requirements: Sequence[str], gathered: Gathered) -> None:
    """Ask about every requirement that states another number of values than are planned for it."""
    asked = {question.requirement for question in gathered.questions}
    for number, text in enumerate(requirements):
        stated = _STATED.search(text.strip(" ."))
        if stated is None or number in asked or number in gathered.nested:
            continue
        many = stated.group("many").lower()
        wanted = COUNTS.get(many) or int(many)
        metrics = stated.group("kind").lower() == "metrics"
        values = [*gathered.metrics, *gathered.series] if metrics else gathered.params
        planned = [value for value in values if number in value.requirements]
        if planned and len(planned) < wanted and all(value.form != "mapping" for value in planned):
            names = ", ".join(f"`{value.expression}`" for value in planned)
            gathered.ask(
                number, f"it speaks of {many} {stated.group('kind')}, but only {names} fits. What else is meant?"
            )
