"""How a check is written down."""

from worker.evidence import Check

_LONGEST = 300


def fact(name: str, *, trouble: str, expected: str, observed: str, requirements: tuple[int, ...] = ()) -> Check:
    """Make a check; `trouble` is the category of its failure, empty when it passed. Texts are cut to 300 characters."""
    return Check(
        name=name,
        passed=not trouble,
        expected=cut(expected),
        observed=cut(observed),
        category=trouble,
        requirements=requirements,
    )


def cut(text: str) -> str:
    """Shorten a text for people."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
