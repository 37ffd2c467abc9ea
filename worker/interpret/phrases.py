"""The phrases of a clause: what each names, how many, and as what it shall be kept."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from worker.interpret import picture_words, time_words, value_words, wording
from worker.interpret.asides import without_remarks
from worker.interpret.crossed import crossed, is_statistic
from worker.interpret.ellipsis import filled, measures, side_of
from worker.interpret.language import lemma, tokens, words
from worker.interpret.lexicon import UI_NOUNS
from worker.interpret.listing import distributed, groups, split_list
from worker.interpret.selections import plain_selections
from worker.interpret.wants import (
    Want,
    drawn,
    is_plural,
    kept_as_data,
    kept_in,
    only_a_kind,
    want_called,
    want_of,
    wanted_as,
    whose,
)

__all__ = ["Phrase", "Want", "phrases"]


@dataclass(frozen=True)
class Phrase:
    """Words that name one thing, or a group of things, to keep."""

    text: str
    want: Want = Want.ANY
    group: bool = False
    """all that fit, not only the one that fits best"""
    plural: bool = False
    generic: bool = False
    """names a kind, no thing: `the hyperparameters`"""
    final: bool = False
    exact: str = ""
    """an identifier in backticks or quotes"""
    key: str = ""
    """the MLflow key that the phrase states: `as `test_error``"""
    context: str = ""
    """words behind `of the …` or before a generic noun: whose it is"""
    owner: str = ""
    """whose it is by a possessive further in front: `the forest's depth and seed`"""
    each: str = ""
    """what it is asked for each of, said in front: `for each depth log the score`"""
    overall: bool = False
    """one number made of a whole history: `the average reward over all episodes`"""
    other: str = ""
    """another name for the same thing: `gamma (the discount factor)`"""
    whole: str = ""
    """the words as they stand, where some of them are taken for a mark of time: `sample size per trial`"""
    loop: str = ""
    """`epoch`, `batch`, …: what the series counts"""


def phrases(clause: str, *, owner: str = "") -> Iterator[Phrase]:
    """The phrases of one clause, verbs and fillers taken off; `owner` is whose values they are, said in front."""
    aside = without_remarks(plain_selections(clause))
    text = wording.EACH_LISTED.sub(r"\g<each>", value_words.UNIT_ASIDE.sub("", aside.text))
    for asked, noun in wording.ASKED_AS:
        text = asked.sub(noun, text)
    text = text.strip(" .,;:")
    if evolving := time_words.EVOLVES.match(text):
        text = f"{evolving.group('thing')} over time{text[evolving.end() :]}"
    each_of = ""
    if each := wording.FOR_EACH.match(text):
        each_of, text = each.group("owner"), text[each.end() :]
    made = value_words.MADE.match(text)
    text = f"{made.group('things')} as {made.group('kind')}" if made else text
    text = wording.SUBJECT.sub("", wording.LEAD.sub("", text))
    text = wording.APPOSITION.sub(", ", text).strip(" .,;:")
    text, written = kept_as_data(text)
    plain, want = (text, Want.TABLE) if written else wanted_as(text)
    if want is Want.ANY and aside.kind:
        want = want_called(aside.kind)
    attached = want is Want.ANY and picture_words.ATTACHED.match(clause) is not None
    if attached and time_words.SERIES_NOUNS.search(plain) and not picture_words.TABLE.search(plain):
        want = Want.FIGURE
    found = [phrase for part, whose in distributed(plain) for phrase in _with_context(_listed(part, want), whose)]
    for phrase in found:
        context = " ".join(part for part in (phrase.context, each_of, owner, aside.whose) if part)
        every = phrase.group or bool(each_of) or aside.each
        named = [word for word in words(phrase.text) if word not in ("the", "a", "an", "all")]
        key = phrase.key or (f"tables/{'_'.join(named[-3:])}.{written}" if written else "")
        yield replace(phrase, group=every, context=context, each=each_of, key=key)


def _with_context(found: Iterator[Phrase], whose: str) -> Iterator[Phrase]:
    return (replace(phrase, context=f"{phrase.context} {whose}".strip()) for phrase in found)


def _listed(text: str, want: Want) -> Iterator[Phrase]:
    """The items of an enumeration in parentheses or behind a colon, else the coordinated parts."""
    listed = wording.ENUMERATION.match(text)
    if listed and listed.group("inner") and (ahead := wording.AHEAD.match(listed.group("head"))):
        # `rate and threshold, plus both rewards (inner, outer)`: only the last one is taken apart.
        rest = text[ahead.end() :]
        if _lists(rest):
            yield from _listed(ahead.group("front"), want)
            yield from _listed(rest, want)
            return
        listed = None
    if (
        listed
        and (
            items := split_list(
                crossed(listed.group("inner") or wording.PARENTHESIS.sub(_remark, listed.group("after")))
            )
        )
        and _is_list(listed, items)
    ):
        tail = listed.group("tail") or ""
        more = wording.TAIL_START.match(tail)
        whole = listed.group("head")
        head = _phrase(whole if more else f"{whole} {tail}", want)
        timed = time_words.SERIES.search(whole) is not None
        bounds = all(value_words.BOUND.fullmatch(item.strip()) for item in items)
        if more and time_words.SERIES.search(tail) and not tokens(time_words.SERIES.sub(" ", tail)):
            timed, more = True, None  # `how far it moved (delta), sweep by sweep`
        for item in _marked(items, head.want if head.want is not Want.ANY else want):
            qualified = head.text if not head.generic else f"{head.context} {head.text}"
            if timed and item.want is Want.ANY and not item.final:
                item = replace(item, want=Want.SERIES)  # noqa: PLW2901 - the mark before the colon counts for all
            whole_of = bounds and value_words.BOUND.fullmatch(item.text) and not head.generic
            named = f"{item.text} {head.text}" if whole_of else item.text
            yield replace(item, text=named, context=f"{item.context} {qualified}".strip())
        if more:
            yield from _listed(tail[more.end() :], want)
        return
    # What stands in parentheses is another name when it is short, else a remark.
    plain = crossed(filled(wording.PARENTHESIS.sub(_other_name, text)))
    for group in groups(plain):
        yield from _marked(split_list(group), want)


def _lists(text: str) -> bool:
    listed = wording.ENUMERATION.match(text)
    return bool(listed and listed.group("inner") and _is_list(listed, split_list(listed.group("inner"))))


def _other_name(aside: re.Match[str]) -> str:
    """What stands in parentheses, marked, as another name (`penalty (alpha)`); a remark (`(the slider)`) is dropped."""
    inside = aside.group(1).split()
    if inside and re.fullmatch(value_words.KINDS, inside[-1], re.IGNORECASE):
        return ""  # `(three metrics)` names nothing
    if re.fullmatch(r"[\s\d.,%e+\u2212-]+", aside.group(1)):
        return ""  # `(30)` is the value that it has, no name
    if inside and inside[0].lower() in ("the", "a", "an"):
        remark = len(inside) > 4 or set(words(aside.group(1))) & UI_NOUNS
        listed = wording.COORDINATION.search(f" {aside.group(1)} ")
        return "" if remark or listed else f" ⦅{' '.join(inside[1:])}⦆"
    named = 0 < len(inside) <= 3 and inside[0].lower() not in ("see", "as")
    return f" {' '.join(inside)}" if named else ""


def _remark(aside: re.Match[str]) -> str:
    """What stands in parentheses within a list that a colon begins; a list of its own stays."""
    return aside.group() if wording.COORDINATION.search(aside.group(1)) else _other_name(aside)


def _is_list(listed: re.Match[str], items: Sequence[str]) -> bool:
    """Whether it lists, as `hyperparameters (epochs, lr)` does; `learning rate (the slider)` only explains."""
    head = wording.RELATIVE.sub("", listed.group("head")).strip()
    plural = bool(head) and any(word != lemma(word) and word.endswith("s") for word in words(head)[-3:])
    grouped = len(items) > 1 and value_words.GROUP.search(head)  # `the loss at each value of alpha (log scale)`
    kind = bool(value_words.PARAMETER.search(head) or value_words.METRIC.search(head) or grouped)
    if all(re.fullmatch(r"[\d.,\s]+|[\d.]+ \w+|from [\d.]+ to [\d.]+", item.strip()) for item in items):
        return False  # `the three fits (2, 5 and 7 components)`
    if listed.group("inner") and re.search(rf"{picture_words.ONE_PICTURE}\s*$", head, re.IGNORECASE):
        return False  # `the results figure (fit on the left, loss on the right)`
    if listed.group("inner") and len(items) == 1 and re.match(r"(?:the|an?)\s", items[0].strip(), re.IGNORECASE):
        return False  # `the rounds it took (the length of the history)`
    if listed.group("inner") and len(items) > 1 and all(value_words.BOUND.fullmatch(item.strip()) for item in items):
        return True
    sentence = any(re.search(r"\b(?:is|are|was|were|has|have|it|not)\b", item) for item in items)
    if listed.group("after"):
        return not sentence and (len(items) > 1 or kind)
    return not sentence and (kind or plural)


def _marked(parts: Sequence[str], want: Want) -> Iterator[Phrase]:
    """Phrases with their time marks; a part without a mark shares that of the part after it."""
    found: list[Phrase] = []
    mark: tuple[Want, bool, str] | None = None
    context = ""
    for part in reversed(parts):
        possessive = wording.POSSESSIVE.match(part)
        phrase = _phrase(possessive.group("thing") if possessive else part, want)
        if possessive:
            phrase = replace(phrase, context=f"{phrase.context} {possessive.group('owner')}".strip())
        own = _mark(part)
        if own is not None or time_words.FIRST.match(part) or time_words.AT_START.match(part):
            mark = own
        if mark is not None and phrase.want in (Want.ANY, Want.METRIC, Want.SERIES):
            series, final, loop = mark
            if series is Want.SERIES and not (own is None and _at_the_end(phrase)):
                phrase = replace(phrase, want=Want.SERIES, loop=loop)
            elif final and phrase.want is not Want.SERIES:
                phrase = replace(phrase, final=True)
        shown = phrase.want in (Want.FIGURE, Want.TABLE) and phrase.context.startswith("with ")
        if phrase.context and not context and not possessive and not shown:
            context = phrase.context
        elif context and not phrase.context and not phrase.generic and not _told_by_it(phrase, found[-1]):
            phrase = replace(
                phrase, context=context, group=phrase.group or value_words.COUNTED.match(context) is not None
            )
        found.append(phrase)
    _hand_split_on(parts, found)
    _hand_on(parts, found)
    _hand_side_on(parts, found)
    _share_noun(parts, found)
    _share_front(found)
    if any(re.search(r"\b(?:separately|respectively|individually)\b", part, re.IGNORECASE) for part in parts):
        found = [replace(phrase, group=True) for phrase in found]
    for index in range(1, len(found)):
        # `the validation curve and the coefficient plots`: the noun at the end counts for all.
        if (
            found[index - 1].want is Want.FIGURE
            and found[index].want is Want.SERIES
            and _mark(parts[-1 - index]) is None
        ):
            found[index] = replace(found[index], want=Want.FIGURE, text=f"{found[index].text} curve")
    letters = any(_LETTER.search(phrase.text) for phrase in found)
    found = [_by_letter(phrase, beside=letters) for phrase in _all_drawn(parts, found)]
    named = (phrase for phrase in reversed(found) if not wording.PRONOUN_ALONE.match(phrase.text))
    yield from (phrase for phrase in named if phrase.exact or phrase.generic or tokens(phrase.text))


def _told_by_it(phrase: Phrase, behind: Phrase) -> bool:
    """Whether nothing but its context tells what stands behind from this: `the tosses, and those on the rim`."""
    return bool(behind.context) and tokens(phrase.text) == tokens(behind.text)


def _all_drawn(parts: Sequence[str], found: Sequence[Phrase]) -> Sequence[Phrase]:
    """`the residual and the fitted curve plots`: the plural of a picture at the end counts for all."""
    last = found[0] if found else None
    plural = _PICTURES.search(parts[-1]) if len(found) > 1 and last is not None else None
    if plural is None or last is None or last.want is not Want.FIGURE or last.generic or last.group:
        return found
    if any(one.want is not Want.ANY or one.exact or one.generic or one.final for one in found[1:]):
        return found
    noun = plural.group("noun")
    return [last, *(replace(one, want=Want.FIGURE, text=f"{one.text} {noun}") for one in found[1:])]


_PICTURES = re.compile(r"\w\s+(?P<noun>plot|chart|figure|graph|picture|image|histogram|diagram)s\s*$", re.IGNORECASE)


def _by_letter(phrase: Phrase, *, beside: bool) -> Phrase:
    """What a list names by one letter is that name, though the letter is a word elsewhere: `S, K and T`.

    So is an `a` with another letter `beside` it: `a and b`.
    """
    letter = _LETTER.search(phrase.text) or (re.search(r"(?<!\S)a$", phrase.text) if beside else None)
    front = tokens(phrase.text[: letter.start()]) if letter is not None and letter.group() == "a" else ()
    empty = not tokens(phrase.text) or (bool(front) and all(token.light for token in front))  # `fitted a`
    bare = letter is not None and not phrase.exact and not phrase.generic and empty
    return replace(phrase, exact=letter.group()) if letter and bare else phrase


_LETTER = re.compile(r"(?<!\S)[A-Zb-z]$")


def _at_the_end(phrase: Phrase) -> bool:
    """Whether a phrase speaks of an end; a `total` may be of every step."""
    return phrase.final and not re.match(r"(?:the\s+)?total\b", phrase.text, re.IGNORECASE)


def _hand_on(parts: Sequence[str], found: list[Phrase]) -> None:
    """What a part says of all that follow: `the forest's depth and seed`, `the best C and gamma`."""
    last = len(parts) - 1  # `found` runs backwards
    for at in range(1, len(parts)):
        before, own = found[last - at + 1], found[last - at]
        owner = wording.POSSESSIVE.match(parts[at - 1])
        if (owner or before.owner) and not own.context and not own.generic and not wording.POSSESSIVE.match(parts[at]):
            whose = owner.group("owner") if owner else before.owner
            found[last - at] = own = replace(own, context=whose, owner=whose)
        ended = re.match(r"(?:the\s+)?(?:final|last)\s", before.text, re.IGNORECASE) is not None and before.final
        if ended and own.want is Want.METRIC and not (own.generic or own.exact or wording.DETERMINED.match(own.text)):
            found[last - at] = own = replace(own, final=True)  # `the final depth and salinity`
        best = value_words.BEST.match(before.text)
        if best and not own.generic and not wording.DETERMINED.match(own.text):
            found[last - at] = replace(own, text=f"{best.group().strip()} {own.text}", final=before.final)


def _hand_split_on(parts: Sequence[str], found: list[Phrase]) -> None:
    """`the model's bias and recall on the test set`: whose it is, and on which data, are said apart."""
    split = found[0].context if found else ""
    for at, own in enumerate(found[1:], start=1) if value_words.SPLIT_NAMED.fullmatch(split) else ():
        if wording.POSSESSIVE.match(parts[-1 - at]) and split not in own.context:
            found[at] = replace(own, context=f"{own.context} {split}")


def _hand_side_on(parts: Sequence[str], found: list[Phrase]) -> None:
    """`the theoretical mean and variance`, `the test loss and recall`: which mean it is tells which variance."""
    said, last = "", len(parts) - 1  # `found` runs backwards
    for at, part in enumerate(parts):
        own = found[last - at]
        side = side_of(part)
        if side or _OWN_ARTICLE.match(part) or own.generic or own.exact:
            said = side
        elif said and said not in own.context and (measures(part) or not value_words.SPLIT_NAMED.fullmatch(said)):
            found[last - at] = replace(own, context=f"{own.context} {said}".strip())


_OWN_ARTICLE = re.compile(r"\s*(?:the|an?|its|their|our|all|each|every|both|how|whether|number)\b", re.IGNORECASE)


def _share_noun(parts: Sequence[str], found: list[Phrase]) -> None:
    """`call and put price`: the noun behind a single word in front may be its own, too."""
    last = len(parts) - 1
    noun, shared = "", ""
    for at in reversed(range(last)):
        own, behind = found[last - at], _ARTICLE.sub("", found[last - at - 1].text)
        following = words(behind)
        bare = _ARTICLE.sub("", own.text)
        alone = len(words(bare)) == 1 == len(words(parts[at])) - (bare != own.text) and bare.isalpha() and len(bare) > 2
        two = len(following) == len(behind.split()) == 2 and len(following[-1]) > 2
        two = two and following[0] not in ("its", "their", "our") and not side_of(behind)
        noun = following[-1] if two else noun if noun.endswith("s") and lemma(noun) != noun else ""
        if not alone or own.exact or own.context or own.generic or is_statistic(own.text):
            noun = ""
        elif noun:
            found[last - at] = replace(own, context=noun)
            shared = noun if at < last - 1 else shared
    _noun_apart(found, shared)


def _noun_apart(found: list[Phrase], noun: str) -> None:
    """`young, adult and old cells` are all cells: the noun says no more of the last than of those in front."""
    last = found[0].text.split() if found and not found[0].context else []
    if len(last) == 2 and last[1] == noun:
        found[0] = replace(found[0], text=last[0], context=last[1])


_ARTICLE = re.compile(r"^(?:the|an?)\s+", re.IGNORECASE)


def _share_front(found: list[Phrase]) -> None:
    """`the Northern lamb price and beef price`: what stands in front of the first counts for those like it."""
    first = _ARTICLE.sub("", found[-1].text).split() if found else []
    for at, own in enumerate(found[:-1] if first else ()):
        alike = len(own.text.split()) == 2 and len(first) > 2
        if alike and own.text.split()[-1] == first[-1] and not own.context and not own.exact:
            found[at] = replace(own, context=" ".join(first[:-2]))


def _mark(part: str) -> tuple[Want, bool, str] | None:
    series = time_words.SERIES.search(part)
    if series and not time_words.OF_ALL.search(part):
        loop = next((word for word in words(series.group()) if lemma(word) in _LOOPS), "")
        return Want.SERIES, False, _LOOPS.get(lemma(loop), "")
    if series or time_words.FINAL.search(part) or re.search(r"\bfinal\b|\bbest\b|\blast\b", part, re.IGNORECASE):
        return Want.ANY, True, ""
    return None


_LOOPS = {
    "epoch": "epoch", "pass": "epoch", "round": "epoch", "generation": "epoch", "episode": "epoch", "step": "step",
    "iteration": "step", "update": "step", "batch": "batch", "sweep": "epoch", "cycle": "epoch",
}  # fmt: skip


def _phrase(part: str, want: Want) -> Phrase:
    whether = wording.WHETHER.match(part) is not None
    other = next(iter(re.findall(r"⦅(.*?)⦆", part)), "")
    part = re.sub(r"\s*⦅.*?⦆", "", part)
    part = time_words.AT_START.sub(r"initial \g<what>", part)
    part = _without_value(wording.INTENSIFIER.sub(" ", wording.WHETHER.sub(r"\g<what>", part)))
    relative = wording.RELATIVE.search(part)
    aside = re.sub(r"`[^`]*`", " ", relative.group("rest")) if relative else ""
    text = wording.TRAILING.sub("", " " + (part[: relative.start()] if relative else part)).strip()
    text = wording.PARTICIPLE.sub("", text)
    text, key = _without_key(text)
    want = kept_in(key, text) if want is Want.ANY and key else want
    exact = next(iter(re.findall(r"`([^`]+)`", text if not relative else part)), "")
    pictured = want is Want.FIGURE or (want is Want.ANY and drawn(text))
    overall = time_words.OF_ALL.search(part)
    text = text if overall is None else time_words.ALL_OF_IT.sub("", text)
    bare = time_words.FINAL.sub(
        " ", text.replace("`", " ") if pictured else time_words.SERIES.sub(" ", text.replace("`", " "))
    )
    divided = next(iter(picture_words.PANELS.findall(bare)), "") if pictured else ""
    bare = picture_words.PANELS.sub(" ", bare) if pictured else bare
    kind, final = want_of(bare, want), bool(time_words.FINAL_WORDS.search(bare))
    if kind is Want.SERIES:
        bare = re.sub(r"^\s*(?:the\s+)?(?:of|for)\s+", "", time_words.SERIES_NOUNS.sub(" ", bare), flags=re.IGNORECASE)
    if kind is Want.ANY and value_words.CHOSEN.search(part):
        kind = Want.PARAMETER
    if kind is Want.ANY and not whether and value_words.OUTCOME.search(f"{bare} {aside}"):
        kind = Want.METRIC  # what something took is no setting
        bare = value_words.OUTCOME.sub(" ", bare)
    shown = picture_words.SHOWING.search(bare) if kind in (Want.FIGURE, Want.TABLE) else None
    head, _, owner = (bare[: shown.start("with")], "", bare[shown.start("with") :]) if shown else whose(bare)
    one = value_words.BETWEEN_ALL.sub("between", value_words.SHARE_OF_ALL.sub(r"\g<what> ", bare))
    one_of_many = shown is not None and not is_plural(head)  # of the plot of both curves there is one
    group, bare_head = _several(head if one_of_many else one, head)
    generic, context = only_a_kind(bare_head, kind)
    if unit := value_words.IN_UNIT.search(bare_head):
        bare_head, context = bare_head[: unit.start()], f"{context} {unit.group('unit')}"
    return Phrase(
        text=" ".join((bare_head if not generic else head).split()).strip(" .,;:()"),
        want=kind,
        group=group,
        plural=is_plural(bare_head) or (kind is Want.FIGURE and _PICTURES.search(bare_head) is not None),
        generic=generic and not exact,
        final=final,
        exact=exact,
        key=key,
        context=" ".join(f"{context} {owner} {aside} {divided}".split()),
        other=other,
        overall=overall is not None,
        whole=" ".join(text.split()) if not pictured and time_words.SERIES.search(text) else "",
    )


def _without_value(part: str) -> str:
    """`alpha` for `alpha = 0.05`; the error `at alpha = 0.05` is not the one at another."""
    stated = value_words.STATED_VALUE.search(part)
    if stated is None or (value_words.AT_VALUE.search(part[: stated.start()]) and len(part.split()) > 2):
        return part
    return part[: stated.start()] + part[stated.end() :]


def _without_key(text: str) -> tuple[str, str]:
    """Take off the file or the key under which a thing shall be kept."""
    as_file = picture_words.KEPT_AS_FILE.search(text)
    if as_file:
        text = text[: as_file.start()] + text[as_file.end() :]
    key = next(iter(value_words.NAMED_KEY.findall(text)), "")
    plain = value_words.NAMED_KEY.sub(" ", text)
    named = bool(key) and bool(tokens(plain))
    plain = picture_words.GOES.sub("", plain) if named else plain
    return plain if named else text, as_file.group(1) if as_file else key if named else ""


def _several(text: str, head: str) -> tuple[bool, str]:
    """Whether all that fit are meant, and the head without the word `components` that says so."""
    counted = value_words.COUNT_OF.search(head)
    group = bool(value_words.GROUP.search(value_words.COMPONENTS.sub(" ", text) if counted else text))
    bare_head = (value_words.COMPONENTS.sub("", head).strip() or head) if group and not counted else head
    return group and bool(
        bare_head != head or value_words.GROUP.search(value_words.COMPONENTS.sub(" ", text))
    ), bare_head
