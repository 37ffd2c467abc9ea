"""One picture of two things: `the memory and rescoring figure`, where neither is a value by itself."""

import re
from collections.abc import Sequence
from dataclasses import replace

from worker.findings import Findings
from worker.interpret.phrases import Phrase, Want
from worker.interpret.resolve import resolve

_OWN_ARTICLE = re.compile(r"(?:the|an?|its|their|all|both|each)\b", re.IGNORECASE)


def joint_pictures(listed: Sequence[Phrase], findings: Findings) -> list[Phrase]:
    """The phrases of a clause, two of which are one where a noun in the singular names the picture of both."""
    joint: list[Phrase] = []
    for phrase in listed:
        before = joint[-1] if joint else None
        one = _of_both(before, phrase) if before is not None else None
        if one is None or before is None or not _names_nothing(before, findings) or resolve(one, findings).problem:
            joint.append(phrase)
        else:
            joint[-1] = one
    return joint


def _of_both(before: Phrase, picture: Phrase) -> Phrase | None:
    alone = before.want is Want.ANY and not (before.exact or before.generic or before.final or before.key)
    single = picture.want is Want.FIGURE and not (picture.plural or picture.generic or picture.exact)
    if not alone or not single or _OWN_ARTICLE.match(picture.text) or not _OWN_ARTICLE.match(before.text):
        return None
    return replace(picture, text=f"{before.text} and {picture.text}")


def _names_nothing(phrase: Phrase, findings: Findings) -> bool:
    return resolve(replace(phrase, context=""), findings).problem == "none"
