"""How lines speak of what goes on over time, and of its end."""

import re

_NO_RATIO = "".join(
    f"(?<!{noun} )"
    for noun in (
        "size",
        "steps",
        "epochs",
        "iterations",
        "samples",
        "points",
        "batches",
        "patients",
        "participants",
        "observations",
        "updates",
        "games",
        "draws",
    )
)
"""`steps per epoch` and `sample size per trial` are settings, and no histories"""
SERIES = re.compile(
    r"\b(?:(?:for|at|with) (?:each|every) (?:number|size|count|amount) of (?!the\b)\w+|(?:at|for|in)\s+(?:each|every)\s+(?:\w+\s+)?points?(?=\s+(?:of|in|on|along)\b)|(?:after|at|for|in|on|with|of|by)\s+(?:each|every|all|any)\s+(?:\w+\s+)?(?:folds?|trials?|restarts?|epochs?|steps?|iterations?|rounds?|updates?|pass(?:es)?|"
    r"generations?|batch(?:es)?|sweeps?|episodes?|ticks?|cycles?|time ?steps?|days?|weeks?|months?|years?|time ?points?|grid ?points?|points? in time|moments?|instants?|levels?|segments?)(?! (?:sizes?|lengths?|widths?|budgets?)\b)|"
    r"at (?:each|every) (?!of\b|one\b)[a-z]\w*(?=\s*(?:[,;.]|$))|after (?:each|every) (?!of\b|one\b)(?:\w+ )?[a-z]\w*(?=\s*(?:[,;.]|$))|"
    r"(?:each|every)\s+(?:\w+\s+)?(?:epoch|step|iteration|round|update|pass|generation|batch|"
    rf"sweep|episode|cycle|time ?step)(?! (?:sizes?|lengths?|widths?|budgets?)\b)|{_NO_RATIO}per[ -](?:epoch|step|iteration|round|update|pass|generation|batch|sweep|episode|fold|time ?step)|"
    r"from (?P<turn>[a-z]+) to (?P=turn)|(?P<next>[a-z]+) after (?P=next)|over (?:all |the |all the )?(?:time ?steps|days|weeks|months|years|generations|episodes|rounds|folds|sweeps)|(?:step|epoch|iteration) by (?:step|epoch|iteration)|"
    r"(?P<unit>(?!side|one|two|bit|little)[a-z]+) by (?P=unit)|(?:with )?(?:one|an?|its own) (?:\w+ )?(?:point|value|entry|reading|step) (?:per|for each|for every|at each|at every|after each|after every) (?:of (?:the|its|their) )?(?:\d+ )?(?:\w+ ){0,2}\w+|"
    rf"as (?:the |more |a )?(?:\w+ ){{1,5}}?(?:grows?|increases?|rises?|falls?|drops?|decreases?|shrinks?|declines?|varies|vary|evolves?|proceeds?|progresses|goes up|go up|(?:is|are) (?:added|increased|raised|varied)|gets? larger)|with (?:increasing|growing|rising|decreasing) (?:\w+ )?\w+|(?:against|versus|vs\.?) (?:the )?(?:numbers?|size|amount|count|value) of (?:\w+ ?){{1,2}}\b|as a function of (?:the )?(?:\w+ ){{0,2}}?\w+|(?:{_NO_RATIO}per|over|against|versus|vs\.?|across|along|for each|for every|as a function of) (?:the )?(?:(?!(?:per|over|at|in|for|across|each|every)\b)\w+ ){{0,3}}(?:iterations?|epochs?|steps?|trees?|trials?|rounds?|k|degrees?|order)\b(?! (?:sizes?|lengths?|widths?|budgets?)\b)|in order\b|over (?:time|the (?:epochs|iterations|steps|course|training|run)|epochs|iterations|steps|training)|epoch[- ]?wise|"
    r"while (?:it )?(?:training|fitting|learning|optimi[sz]ing)|throughout(?: the)? (?:training|run)|as (?:it|the|training) (?:\w+ )?(?:goes|falls|proceeds|runs|trains|changes|drops|decreases|develops|"
    r"evolves|progresses|unfolds|improves)|during (?:the )?(?:training|optimi[sz]ation|fit(?:ting)?|descent|run)|while (?:it|the \w+) (?:is )?(?:trains?|training|learns?|runs?|fits?)|"
    r"along the way|across (?:the )?(?:epochs|iterations|steps|training)|(?:with|as) (?:its|the|a) (?:\w+ )?(?:history|steps?|curve|series)|as (?:a )?(?:curve|series|history|time series|step metric)s?|in full|(?:whole|full|entire|complete) (?:\w+ )?(?:history|curve|trajectory|course|trace))\b",
    re.IGNORECASE,
)  # fmt: skip
FINAL = re.compile(
    r"\b(?:at the (?:very )?end(?: of (?:(?:the|that|this|each|every|its|our) )?\w+)?|in the end|after (?:the )?(?:training|fit(?:ting)?|optimi[sz]ation|search|run)|finally|"
    r"once (?:it is |the \w+ is |training is )?(?:done|finished|fitted|trained|over)|when (?:it is |training is |the \w+ is )?(?:done|finished|over)|"
    r"it ends (?:with|at|on)|ended up with|we end up with|that (?:came|comes) out)\b",
    re.IGNORECASE,
)  # fmt: skip
FIRST = re.compile(r"^\s*(?:the\s+|its\s+|their\s+)?(?:initial|first|starting)\b", re.IGNORECASE)
"""of what stands in front of an end, this is the other end: `the initial and final energy`"""
AT_START = re.compile(
    r"^\s*(?:the\s+)?(?P<what>(?:(?!\b(?:relative|compared|versus|between|minus|from|with)\b).)+?)\s+(?:at|in)\s+the\s+(?:very\s+)?(?:start|beginning|outset)(?:\s+of\s+(?:the\s+)?[\w-]+)?\s*$",
    re.IGNORECASE,
)
"""`the energy at the start of the flight` is the initial energy"""
SERIES_NOUNS = re.compile(
    r"\b(?:history|curve|curves|trajectory|trace|learning curve|histories|evolution|progress|course)\b"
    r"(?!\s+(?:steps?|lengths?|times?|sizes?|limits?|windows?|durations?|rates?|settings?|parameters?)\b)",
    re.IGNORECASE,
)
"""the evolution of something; `evolution steps` are a setting"""
FINAL_WORDS = re.compile(
    r"\b(?:final|standard deviation|std|variance|spread|best|last|lowest|highest|smallest|largest|overall|total|resulting|eventual|learned|learnt|converged|mean(?!\s+(?:squared?|absolute|percentage)\b)|average|ending|end)\b",
    re.IGNORECASE,
)
ALL_OF_IT = re.compile(
    r"\s+(?:over|across|of|for|in|from)\s+(?:all|the\s+(?:whole|entire|last|first|complete|full))\s+(?:of\s+the\s+|the\s+)?(?!\d)\w+\s*$",
    re.IGNORECASE,
)
LAST_PASS = re.compile(
    r"\b(?:final|last)\s+(?:epoch|iteration|step|round|pass|update|generation|episode|sweep)(?:'s)?\b", re.IGNORECASE
)
TIME_STEP = re.compile(r"\btime[ -]?step\b(?!s)", re.IGNORECASE)
OF_ALL = re.compile(
    r"^\W*(?:the\s+)?(?:mean|average|median|maximum|minimum|highest|lowest|best|worst|total|sum|standard deviation|std)\b.*"
    r"\b(?:over|across|of|for|in|from)\s+(?:all|the\s+(?:whole|entire|last|first|complete|full))\b|"
    r"^\W*(?:the\s+)?(?:overall\s+)?(?:max(?:imum)?|min(?:imum)?|highest|lowest|best|worst|largest|smallest|biggest|peak|greatest)\b.*"
    r"\b(?:during|throughout|over time|along the way|in the course of)\b",
    re.IGNORECASE,
)
"""`the average reward over all episodes`: one number, made of a history"""
CHANGES = r"(?:develops?|evolves?|changes?|behaves?|converges?|falls?|drops?|decreases?|grows?|rises?|improves?|shrinks?|moves?|progress(?:es)?|varies|vary)\b"
EVOLVES = re.compile(
    rf"^(?:(?:please|and|also|i want|we want|to see|see|show|log|track|record|follow|watch|monitor)\s+)*how\s+(?P<thing>.+?)\s+{CHANGES}[^,;]*",
    re.IGNORECASE,
)
