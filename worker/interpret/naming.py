"""Names for MLflow: metric and parameter keys, artifact paths, experiment names."""

import re
import unicodedata
from pathlib import PurePosixPath

from worker.findings import Symbol, SymbolKind
from worker.interpret.account import only_statistics
from worker.interpret.language import coverage, lemma, tokens, words
from worker.interpret.lexicon import CONTROLS
from worker.interpret.phrases import Phrase

_SUFFIXES = (
    "slider", "input", "dropdown", "picker", "select", "selector", "number", "checkbox", "switch", "widget", "ui",
    "control", "choice", "box", "field", "radio", "text",
)  # fmt: skip
_LETTERS = 2
"""a longer word is no mere letter"""
_FEW = 3
"""words of a phrase that still make a key"""
_PROSE = 4
"""gaps between the words of a label from which on it is a sentence and no name"""
FILLERS = frozenset({
    "the", "a", "an", "of", "its", "each", "every", "all", "both", "our", "for", "on", "in", "at", "and", "was",
    "were", "used", "made", "is", "are", "that", "as", "number", "value", "values",
})  # fmt: skip


def key_for(symbol: Symbol, phrase: Phrase | None = None) -> str:
    """The MLflow key: the notebook's own name where it says enough, else the requirement's words."""
    if phrase is not None and phrase.key:
        return legal(phrase.key)
    if (
        phrase is not None
        and phrase.exact
        and symbol.origin not in ("score", "derived")
        and re.fullmatch(r"[\w.\- /]+", phrase.exact)
    ):
        return legal(phrase.exact.removesuffix(".value"))
    if symbol.origin in ("lane", "item") and phrase is not None and (spoken := _spoken(phrase)):
        return legal(spoken)  # `height` for the third column of an array
    own = own_name(symbol)
    prose = bool(symbol.words) and own.count("_") >= _PROSE and not re.fullmatch(r"\w+", symbol.words[0])
    if prose and phrase is not None and not phrase.group and (spoken := _spoken(phrase)):
        return legal(spoken)
    if symbol.kind is SymbolKind.SERIES and own and not own.isupper():
        # A curve is named after one of its points: `loss`, not `losses`.
        *front, last = own.split("_")
        own = "_".join(
            [
                *front,
                lemma(last)
                if last.islower() and lemma(last) in ("loss", "accuracy", "error", "score", "cost")
                else last,
            ]
        )
    if _is_statistic(own):
        return legal(_statistic(symbol, own, phrase))
    if own and (phrase is None or phrase.generic or phrase.group or (_speaks(own) and not _unsaid(own, phrase))):
        return legal(own)
    no_part = FILLERS | CONTROLS | {"chosen", "selected", "picked"} if symbol.origin == "ui" else FILLERS
    spoken = "_".join(word for word in words(phrase.text if phrase else "") if word not in no_part)
    spoken = re.sub(r"(?<=[a-z])_(?=\d)", "", spoken)
    if own.lower() in (spoken.lower(), "".join(phrase.text.split()).lower() if phrase else ""):
        return legal(own)  # `C` stays `C`, and `a1` has no article
    spoken = _with_owner(spoken, symbol)
    if symbol.expression.endswith(".value") or not own:
        label = next((text for text in symbol.words[1:] if 2 < len(text) <= 40), "")
        spoken = spoken or "_".join(words(label))
    return legal(spoken or own or "value")


def _spoken(phrase: Phrase) -> str:
    """A phrase as a key, where it has few words, and not only letters."""
    said = [word for word in words(phrase.text) if word not in FILLERS]
    plain = 0 < len(said) <= _FEW + 1 and not phrase.generic
    return "_".join(said) if plain and any(len(word) > _LETTERS for word in said) else ""


def _is_statistic(text: str) -> bool:
    """Whether every word of a text names a statistic: `mean`, not `max_it` or `best_value`."""
    said = [word for word in words(text) if word != "sum"]
    return bool(words(text)) and all(tokens(word) and only_statistics(word) for word in said)


def _statistic(symbol: Symbol, own: str, phrase: Phrase | None) -> str:
    """`mean_accuracy`: a statistic with what it is of, as the requirement says it, or else the notebook."""
    no_part = FILLERS | CONTROLS | {"chosen", "selected", "picked"} if symbol.origin == "ui" else FILLERS
    spoken = "_".join(word for word in words(phrase.text if phrase else "") if word not in no_part)
    if spoken and not only_statistics(spoken):
        return spoken
    of = [name for name in re.findall(r"[^\W\d]\w*(?!\w*\s*=)", symbol.expression) if not _is_statistic(name)]
    return f"{of[-1].strip('_')}_{own}" if of else own


def own_name(symbol: Symbol) -> str:
    """What the notebook itself calls the value, UI suffixes taken off: `rate` for `rate_slider.value`."""
    if not symbol.words:
        return re.split(r"[.\[(]", symbol.expression)[0].strip("_")
    name = symbol.words[0] if re.fullmatch(r"\w+", symbol.words[0]) else "_".join(words(symbol.words[0]))
    parts = name.strip("_").split("_")
    said = {word for label in symbol.words[1:] for word in words(label)}
    while len(parts) > 1 and parts[-1].lower() in _SUFFIXES and symbol.origin == "ui":
        if parts[-1].lower() in said:
            break  # the rate of the control group is no control
        parts.pop()
    return "_".join(parts)


def _speaks(name: str) -> bool:
    """Whether a name can stand for itself: it has a part of three letters or more."""
    return any(len(part) >= 3 for part in words(name))


def _with_owner(spoken: str, symbol: Symbol) -> str:
    """`poisson_ratio` for the `ratio` that a label calls `Poisson's ratio`."""
    if "_" in spoken:
        return spoken
    for label in symbol.words[1:]:
        said = [word.removesuffix("'s") for word in words(label.replace("’", "'")) if word not in (*FILLERS, "s")]
        if 1 < len(said) <= _FEW and said[-1] == spoken and all(word.isascii() for word in said):
            return "_".join(said)
    return spoken


def _unsaid(own: str, phrase: Phrase) -> bool:
    """Whether the requirement calls what the notebook gives one word otherwise, in few words: `estimate` for `diff`."""
    if len(words(own)) > 1:
        return False
    said = [word for word in words(phrase.text) if word not in FILLERS]
    return 0 < len(said) <= _FEW and not coverage(tokens(" ".join(said)), tokens(own))


def legal(key: str) -> str:
    """A key of MLflow's alphabet (letters, digits, `_ - . : /` and space), at most 250 characters."""
    plain = unicodedata.normalize("NFKC", key).strip()
    # MLflow refuses keys that look like paths upwards or that end in a slash.
    cleaned = re.sub(r"[^\w\-. :/]+", "_", plain).strip("/. _") or "value"
    return re.sub(r"(^|/)\.+(/|$)", r"\1_\2", cleaned)[:250]


def unique(key: str, taken: set[str]) -> str:
    """The key, numbered when it is taken; the result is taken from then on."""
    candidate, number = key, 2
    while candidate in taken:
        candidate, number = f"{key}_{number}", number + 1
    taken.add(candidate)
    return candidate


def slug(text: str, *, separator: str = "_") -> str:
    """Words of a text, lower-case, joined."""
    return separator.join(word for word in re.findall(r"\w+", text.lower()) if word)[:60].strip(separator)


def notebook_stem(notebook: str) -> str:
    """`03_pina_walrus_solver` for `examples/03_pina_walrus_solver.py`."""
    return PurePosixPath(notebook).stem


def default_experiment(notebook: str) -> str:
    """The naming convention `{notebook-name}-{feature}` where the task names no experiment."""
    stem = re.sub(r"^[\d_\-]+", "", notebook_stem(notebook)) or notebook_stem(notebook)
    return f"{slug(stem, separator='-').replace('_', '-')}-tracking"


_FIGURES = frozenset({"fig", "figs", "figure", "f", "ax", "axs", "axes", "plot", "p", "plt", "chart", "g"})
"""names that say no more than that it is a figure"""


def figure_path(symbol: Symbol, phrase: Phrase | None, *, html: bool) -> str:
    """`plots/loss_curve.png`."""
    if phrase is not None and phrase.key:
        named = legal(phrase.key)
        return named if "." in named else f"plots/{named}.{'html' if html else 'png'}"
    spoken = [
        word
        for word in words(phrase.text if phrase else "")
        if word not in FILLERS | {"figure", "plot", "picture", "image", "chart"}
    ]
    own = own_name(symbol)
    name = "_".join(spoken) or ("figure" if own.lower() in _FIGURES else own)
    return f"plots/{slug(name) or 'figure'}.{'html' if html else 'png'}"
