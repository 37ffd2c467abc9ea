"""Taking coordinated things apart: `the train and test accuracy`, `the forest's depth and seed`."""

import re
from collections.abc import Iterator, Sequence

from worker.interpret import picture_words, run_words, time_words, value_words, wording
from worker.interpret.borrowed import averaged_alike, borrowed, only_modifiers, only_statistic
from worker.interpret.counted import also_counted
from worker.interpret.language import lemma, tokens, words
from worker.interpret.letters import of_each_letter
from worker.interpret.lexicon import CONCEPTS
from worker.interpret.referring import (
    UNIT_BY_UNIT,
    before_whose,
    compared_with,
    of_them,
    with_counterparts,
    with_nouns_for_ones,
)


def split_list(text: str) -> list[str]:
    """Coordinated parts; a part that is only a modifier borrows the noun of the next one."""
    text = wording.BETWEEN.sub(r"\1 versus ", value_words.SLASHED.sub(r"\1 and \2", text))
    text = _HOLDS_ALL.sub(r"\g<whole>", text)
    parts = [part for part in wording.COORDINATION.split(text) if part and part.strip(" .,;")]
    if len(parts) == 2 and (both := re.match(r"\s*both\s+(?:the\s+)?(?=\w)", parts[0], re.IGNORECASE)):
        last = (words(_RESTRICTED.split(parts[0], maxsplit=1)[0]) or [""])[-1]
        parts[0] = (
            parts[0] if last != lemma(last) else parts[0][both.end() :]
        )  # `both errors` are two, `both a and b` one each
    parts = of_them(_counted_apart(_named_apart_by_letters(of_each_letter(parts))))
    parts = with_nouns_for_ones(_with_their_pictures(_with_their_objects(_with_what_is_theirs(parts))))
    parts = also_counted(parts)
    joined: list[str] = []
    for index, part in enumerate(parts):
        following = _lender(parts, index)
        whose = re.search(r"\bof\s+.+$", following)
        if joined and (beside := _BESIDE.match(part)) and not _WITH.search(joined[-1]):
            joined.append(part[beside.end() :])
        elif wording.CONTINUED.match(part) and joined:
            # `accuracy of the tree and of the forest`: the second part has the first one's noun.
            unit = UNIT_BY_UNIT.search(joined[-1])
            before_it = before_whose(joined[-1], linked=part.split()[0])
            joined.append(" ".join(f"{before_it} {part} {unit.group() if unit else ''}".split()))
        elif joined and value_words.SPLIT_NAMED.match(part) and (before := value_words.ON_SPLIT.search(joined[-1])):
            joined.append(f"{joined[-1][: before.start()]} {before.group('on')} {part}")
        elif whose and value_words.STATISTIC.match(part.strip()) and only_statistic(following[: whose.start()]):
            joined.append(f"{part} {whose.group()}")
        else:
            joined.append(f"{part} {borrowed(part, following, text)}".rstrip())
    return compared_with(with_counterparts(averaged_alike(parts, joined)))


_RESTRICTED = re.compile(r"\s(?:that|which|of|for|with|in|on|from|showing|comparing)\s", re.IGNORECASE)


def _lender(parts: list[str], index: int) -> str:
    """The part that a part may borrow its noun from: of `the left, right and top limit`, the last."""
    behind = parts[index + 1 :]
    if value_words.STATISTIC.match(parts[index].strip()):
        behind = [part for part in behind if not value_words.STATISTIC.match(part.strip())] or behind
    elif only_modifiers(parts[index]):
        behind = [part for part in behind if not only_modifiers(part)]
    return behind[0] if behind else ""


def groups(text: str) -> Iterator[str]:
    """The runs of a list within which the last says something of those in front of it.

    `rate, size per trial, seed`: what is said of the size, in the middle of commas, is not said of the rate.
    """
    if (apart := _TWO_GROUPS.match(text)) and time_words.SERIES.search(apart.group("behind")):
        yield from groups(apart.group("front"))
        yield apart.group("behind")
        return
    pieces = _COMMA.split(text)
    run = pieces[:1]
    for at, piece in enumerate(pieces[1:], start=1):
        first, *more = re.split(r"\band\b", piece, maxsplit=1, flags=re.IGNORECASE)
        inside = bool(more) or at < len(pieces) - 1
        qualified = time_words.SERIES.search(first) or (wording.OWNER.search(first) and not more)
        borrows = (
            value_words.STATISTIC.match(run[-1].strip()) or only_modifiers(run[-1]) or len(run[-1].split()) < _NAMED
        )
        if inside and qualified and not borrows and not re.match(r"for\b", piece, re.IGNORECASE):
            yield ", ".join(run)
            run = [piece]
        else:
            run.append(piece)
    yield ", ".join(run)


_TWO_GROUPS = re.compile(
    r"^(?P<front>[^,]*\S\s+and\s+\S[^,]*),\s*and\s+(?P<behind>(?:the|its|how|both|all)\s[^,]+)$", re.IGNORECASE
)
"""`rate and depth, and the loss of every step`: what is said of the last is said of nothing in front of the comma"""
_BESIDE = re.compile(
    r"\s*with\s+(?=(?:the|its|their)\s+(?!(?:train|test|valid|held|full|whole|same|true|default|other|new|best)))",
    re.IGNORECASE,
)
"""`count and noise, with the penalty`: one more thing, as long as nothing in front of it is with something else"""
_WITH = re.compile(
    rf"\bwith(?:out)?\b|{picture_words.FIGURE.pattern}|{picture_words.TABLE.pattern}|{run_words.MODEL.pattern}",
    re.IGNORECASE,
)
_COMMA = re.compile(r"\s*,\s*(?!(?:and|or|plus|as well as)\b)", re.IGNORECASE)
_NAMED = 2
"""with fewer words a part may borrow its noun from the next one"""


def distributed(text: str) -> list[tuple[str, str]]:
    """`price, once from A and once from B` is the price from A, then the price from B: each text with its origin.

    So are `price and cost of A and of B`: both of A, then both of B.
    """
    found = wording.OF_EACH.match(text)
    if found is not None:
        what = found.group("what").strip(" ,")
        front = _OWNED.match(what) or _OXFORD.match(what)
        own = front and (front.re is _OWNED or _RELATIVE.search(what))
        if front and (own or wording.COORDINATION.search(what[front.end() :])):
            return [(front.group("front"), ""), *distributed(text[found.start("what") + front.end() :])]
        if any(value_words.STATISTIC.match(part.strip()) for part in wording.COORDINATION.split(what) if part):
            return [(f"{what} {found.group('by')} {found.group(which)}", "") for which in ("first", "second")]
        return [(what, found.group(which)) for which in ("first", "second")]
    found = wording.ONCE_EACH.search(text)
    if found is None or not text[: found.start()].strip():
        return [(text, "")]
    what = text[: found.start()].strip(" ,")
    origins = (found.group("first"), found.group("second"))
    return [(what, _FUNCTION.sub("", origin).strip(" ,")) for origin in origins]


def one_thing(text: str, kept_as: str) -> str:
    """`summary by product and region`, kept `as a table`, is one thing: its `and` joins what stands behind `by`."""
    single = re.search(r"\bas\s+(?:an?|one|single)\b", kept_as, re.IGNORECASE)
    if single is None:
        return text.strip()
    text = _COLUMNS.sub("", text)
    if re.search(r"\bas\s+(?:one|a\s+single)\b", kept_as, re.IGNORECASE):
        text = _HOW_MANY.sub("", text.strip())
    shared = _SHARED.match(text.strip())
    if shared and lemma(shared.group("noun").lower()) == shared.group("noun").lower():
        return f"{shared.group('one')} {shared.group('other')} {shared.group('noun')}"
    return wording.JOINT.sub(r"\1 \2", text.strip())


_COLUMNS = re.compile(r"(?<=\w)\s+with\s+(?:its|their)\s+[\w-]+(?:\s+and\s+[\w-]+)?$", re.IGNORECASE)
"""`the boats with their owners`, as a table: what they have are its columns"""
_HOW_MANY = re.compile(r"^(?:the\s+)?(?:two|three|four|five|six|both(?:\s+the)?|all(?:\s+the)?)\s+", re.IGNORECASE)
_SHARED = re.compile(
    r"^(?P<one>(?:the\s+)?[\w-]+)\s+and\s+(?P<other>(?!the\b|its\b|all\b)[\w-]+)\s+(?P<noun>[\w-]+)$", re.IGNORECASE
)
"""`the product and region summary`: one noun for both"""


_OXFORD = re.compile(r"(?P<front>.+\S)\s*,\s*(?:and|plus|as well as)\s+(?=\S)", re.IGNORECASE)
"""`price, rate, and cost plus duration of A and of B`: only what stands behind is of both"""
_OWNED = re.compile(
    r"(?P<front>.+\s(?:of|from|for)\s+(?:the|its|our|this)\s+[^,;]+?)\s*(?:,\s*and\b|,|\band\b|\bplus\b)\s*(?=\S)",
    re.IGNORECASE,
)
"""`seed of the split, price and cost of A and of B`: what has an owner of its own is of neither"""
_RELATIVE = re.compile(r"\b(?:that|which)\s+(?:is|are|was|were)$", re.IGNORECASE)
"""`the seed, and the rows that are in A and in B`: only the last thing is in both"""
_FUNCTION = re.compile(r"^(?:from|for|with|by|on|in|at|of|under|using|via|as)\s+(?:the\s+)?", re.IGNORECASE)
_DANGLING = re.compile(r"\s+(?P<when>before|after|with|without|for|from|of|on|in|by|under)$", re.IGNORECASE)


def _with_what_is_theirs(parts: list[str]) -> list[str]:
    """`fit time of OLS, Lasso and RANSAC`: proper names behind another one have what it has."""
    whole: list[str] = []
    what = ""
    for part in parts:
        owned = _OF_NAME.match(part)
        known = any(len(token) != 1 or token[0] in CONCEPTS for token in tokens(part)[:1])
        if what and not owned and not known and _PROPER.match(part.strip()):
            whole.append(f"{what} of {part.strip()}")
        else:
            what = owned.group("what") if owned else ""
            whole.append(part)
    return whole


_OF_NAME = re.compile(r"^(?P<what>.+?)\s+(?:of|for)\s+[A-Z][\w-]*\s*$")
_PROPER = re.compile(r"^[A-Z][\w-]*(?:\s+[A-Z][\w-]*)*(?:\s+(?:in|on|at|for)\s+.+)?$")


def _with_their_objects(parts: list[str]) -> list[str]:
    """`loss before and after pruning`: a part that ends with a preposition has the object of the next one."""
    whole = list(parts)
    for at in range(len(parts) - 1):
        cut = _DANGLING.search(parts[at])
        following = wording.BEGUN.match(parts[at + 1])
        if cut and following:
            whole[at] = f"{parts[at]} {following.group('object')}"
            whole[at + 1] = f"{parts[at][: cut.start()]} {parts[at + 1]}"
    return whole


def _named_apart_by_letters(parts: list[str]) -> list[str]:
    """`the fitted parameters a and b`: bare names behind a plural are what is asked for."""
    first = _PLURAL_NAMED.match(parts[0]) if len(parts) > 1 else None
    if first is None or not all(_BARE_NAME.fullmatch(part.strip()) for part in parts[1:]):
        return parts
    return [first.group("name"), *parts[1:]]


_IDENTIFIER = re.compile(r"`[^`]+`|[A-Za-z]|[A-Za-z]+\d+|[A-Za-z]\w*_\w+")
"""what can only be a name: `a`, `k1`, `h_top`"""
_BARE_NAME = re.compile(rf"(?:{_IDENTIFIER.pattern})(?:\s+(?:of|for|in|from)\s.+)?")
_PLURAL_NAMED = re.compile(
    rf"(?:the\s+)?(?:(?!of\b|for\b|from\b|in\b)[\w-]+\s+){{0,3}}?\w{{3,}}s\s+(?P<name>{_IDENTIFIER.pattern})\s*$",
    re.IGNORECASE,
)


def _counted_apart(parts: list[str]) -> list[str]:
    """`its two parts, the height and the slope`: just as many things behind it are what is counted."""
    for at, part in enumerate(parts):
        counted = value_words.COUNTED.search(part)
        behind = parts[at + 1 :]
        first = _NAMED_FIRST.search(part)
        single = all(_ONE_NAME.fullmatch(thing.strip()) for thing in behind)
        if counted and first and single and len(behind) + 1 == value_words.COUNTS[counted.group().lower()]:
            return [*parts[:at], first.group("first"), *behind]
        if counted is None or len(behind) != value_words.COUNTS[counted.group().lower()] or not _PLURAL.search(part):
            continue
        noun = lemma(words(part)[-1])
        if picture_words.FIGURE.fullmatch(noun) and _named_apart(behind):
            drawn = part[counted.end() :].strip().rstrip("s")
            return [*parts[:at], *(f"{thing} {drawn}" for thing in behind)]
        if noun in _PARTS or all(noun in map(lemma, words(thing)) for thing in behind):
            return [*parts[:at], *behind]
    return parts


def _named_apart(things: Sequence[str]) -> bool:
    """Whether all of several things are named in a few words that say nothing of a picture themselves."""
    return all(len(thing.split()) <= _FEW_WORDS and not picture_words.FIGURE.search(thing) for thing in things)


_FEW_WORDS = 3
_PLURAL = re.compile(r"\w{2,}s\s*$")
_ONE_NAME = re.compile(r"\w+|`[^`]+`")
_NAMED_FIRST = re.compile(rf"\w{{2,}}s:?\s+(?P<first>{_ONE_NAME.pattern})\s*$")
"""`the three angles a`, in front of `b and c`"""
_PARTS = frozenset(
    {
        "component",
        "part",
        "term",
        "piece",
        "half",
        "contribution",
        "ingredient",
        "coordinate",
        "bound",
        "end",
        "side",
        "direction",
    }
)


def _with_their_pictures(parts: list[str]) -> list[str]:
    """`the figure with the curve and the boundary` is one figure: what it shows is no part of its own."""
    merged: list[str] = []
    for part in parts:
        if (
            merged
            and picture_words.FIGURE.search(merged[-1])
            and _THEIRS.match(part)
            and not picture_words.FIGURE.search(part)
        ):
            continue  # `both plots with their error bars`: what belongs to them is drawn in them
        if (
            merged
            and (shown := picture_words.SHOWING.search(merged[-1]))
            and not (picture_words.FIGURE.search(part) or picture_words.TABLE.search(part))
            and not (_EXTREME.match(part) and _OF_ONE_THING.match(shown.group("with")))
        ):
            merged[-1] = f"{merged[-1]} plus {part}"
        else:
            merged.append(part)
    return merged


_EXTREME = re.compile(
    r"\s*the\s+(?:largest|smallest|highest|lowest|biggest|greatest|longest|shortest|maximum|minimum|maximal|minimal|final)\s+(?:\w+\s+)?\w+",
    re.IGNORECASE,
)
_OF_ONE_THING = re.compile(
    r"\s+of\s+(?:the|an?|our|its)\s+(?!(?:mean|average|median|first|initial)\b|\w+(?:est|imum|imal)\b)", re.IGNORECASE
)
"""`the picture of the rope and the largest force`: a number is no part of a picture of something else"""
_HOLDS_ALL = re.compile(
    rf"(?P<whole>{picture_words.TABLE.pattern}|{picture_words.DATA.pattern})\s+with\s+(?:its|their)\s+"
    r"(?!(?:\w+\s+)?(?:size|shape|number|count|length|mean|total|sum|scores?|values?)\b)[\w-]+(?:\s+(?!and\b)[\w-]+){0,2}",
    re.IGNORECASE,
)
"""`the data with its labels` are one table"""
_THEIRS = re.compile(r"\s*(?:their|its)\s+(?!(?:data|values?|scores?|numbers?)\b)", re.IGNORECASE)
