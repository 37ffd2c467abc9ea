"""The two ends of a course: what a text says of the one names nothing that is called by the other."""

from worker.findings import Symbol
from worker.interpret.language import tokens

_ENDS = frozenset({"initial", "final"})


def other_end(text: str, symbol: Symbol) -> bool:
    """Whether a text speaks of the end and the symbol's names of the start, or the other way round."""
    said, own = ({n for part in texts for t in tokens(part) for n in t} & _ENDS for texts in ((text,), symbol.words))
    return len(said) == len(own) == 1 and said != own
