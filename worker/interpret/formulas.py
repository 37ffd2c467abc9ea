r"""Values that are called by a formula: `P(A|B)` in a line, `$P(A \mid B)$` on a slider, `p_a_given_b` in the code."""

import re

from worker.interpret.wording import QUOTED

_FORMULA = re.compile(r"(?<![\w(])[A-Z][A-Za-z]{0,2}\([^()\n]{1,30}\)(?![\w(])")
_OWN = str.maketrans("()", "⟮⟯")
_WRITTEN = str.maketrans("⟮⟯", "()")
_GIVEN = re.compile(r"\\(?:mid|vert)\b|\|{1,2}", re.IGNORECASE)
_NOT = re.compile(r"\\(?:neg|lnot)\b|¬|~|\b(?:no|non)\b", re.IGNORECASE)
_AND = re.compile(r"\\(?:cap|land)\b|∩|&", re.IGNORECASE)
_OR = re.compile(r"\\(?:cup|lor)\b|\u222a", re.IGNORECASE)


def quoted_formulas(line: str) -> str:
    """The line with its formulas in backticks and with brackets of their own, so that each stays one name."""
    kept = re.compile(f"{QUOTED.pattern}|(?P<formula>{_FORMULA.pattern})")
    return kept.sub(lambda match: f"`{match['formula'].translate(_OWN)}`" if match["formula"] else match.group(), line)


def as_written(text: str) -> str:
    """A text with the formulas as the line has them."""
    return text.translate(_WRITTEN)


def is_formula(text: str) -> bool:
    """Whether a text is a formula and nothing else."""
    return _FORMULA.fullmatch(as_written(text).strip()) is not None


def spelled(name: str) -> str:
    r"""A name or formula in one spelling: `pagivenb` for `P(A|B)`, `P(A \mid B)` and `p_a_given_b`."""
    for pattern, word in ((_GIVEN, " given "), (_NOT, " not "), (_AND, " and "), (_OR, " or ")):
        name = pattern.sub(word, name)
    return re.sub(r"[\W_]+", "", re.sub(r"\\[a-zA-Z]+", " ", name)).lower()
