"""Names that a line states without quotes: `register it as blob-kmeans`, `goes in as final_loss`."""

import re

from worker.interpret.formulas import quoted_formulas

_JOINED = r"[A-Za-z]\w*(?:[-.]\w+)+|[A-Za-z]+(?:_\w+)+"
_END = r"(?=\s*(?:[,;:)]|[.?!](?:\s|$)|$|\band\b))"
_EXPERIMENT = re.compile(r"\bexp(?:\.|\b)(?=\s*(?:name\b|:|=))", re.IGNORECASE)
_CALLED = re.compile(
    r"\s*[(,]\s*(?:please )?(?:call|name|key)(?:ed)?\s+(?:it|this|that|them)?\s*[:=]?\s*"
    r"(?P<name>[A-Za-z]\w*(?:[-.]\w+)*)\s*(?:\)|(?=[.;]|$))",
    re.IGNORECASE,
)
_REGISTERED = re.compile(
    rf"(\bregist(?:er|ers|ered|ering)\b[^,;\"'`]*?\s(?:as|under)\s+(?:the name\s+)?)(?P<name>{_JOINED}){_END}",
    re.IGNORECASE,
)
_KEPT_AS = re.compile(rf"(\s(?:as|under(?: the (?:name|key))?)\s+)(?P<name>[A-Za-z]+(?:_\w+)+){_END}", re.IGNORECASE)


def quoted_names(line: str) -> str:
    """The line with such names in quotes, where it has none of its own, and its formulas; `exp.` is an experiment."""
    return quoted_formulas(_with_names_quoted(_EXPERIMENT.sub("experiment", line)))


def _with_names_quoted(line: str) -> str:
    if any(mark in line for mark in '"`'):
        return line
    line = _CALLED.sub(lambda match: f' as "{match["name"]}"', line)
    line = _REGISTERED.sub(lambda match: f'{match[1]}"{match["name"]}"', line)
    return line if '"' in line else _KEPT_AS.sub(lambda match: f'{match[1]}"{match["name"]}"', line)
