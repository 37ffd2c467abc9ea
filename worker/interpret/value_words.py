"""How lines speak of values: their kinds, counts, units, statistics, and the data that they are of."""

import re

MADE = re.compile(
    r"^(?:please\s+|also\s+)*(?:make|turn|take|use|treat)\s+(?P<things>.+?)\s+(?:(?:into|as|to be|be|the|our|an?|run)\s+)*"
    r"(?P<kind>(?:hyper-?)?param(?:eter)?s?|metrics?|artifacts?|artefacts?)(?:\s+(?:of|in|for|on)\s+(?:the|each|every|our|my)\s+\w+)?\s*$",
    re.IGNORECASE,
)
"""`make depth and seed parameters of the run`"""
CHOSEN = re.compile(
    r"\b(?:is|are|was|were|has been|have been|i|we|you|they)\s+(?:\w+ly\s+)?(?:selected|chosen|picked|chose|picked|set|configured)\b(?!\s+by\s+(?:the\s+)?\w*(?:search|validation|cv))",
    re.IGNORECASE,
)
"""what somebody chose is a setting"""
EXTREME_ONE = re.compile(
    r"(?:of\s+)?(?:the\s+)?(?P<how>shortest|longest|smallest|largest|biggest|lowest|highest)\b(?=\s+\w)", re.IGNORECASE
)
_SPLIT_NAME = r"(?:train(?:ing)?|test(?:ing)?|validation|val|hold-?out|held-out|dev)"
SPLIT_NAMED = re.compile(
    rf"\s*(?:the\s+)?{_SPLIT_NAME}(?:\s+(?:set|data|split|sample|part|fold|subset|partition|images?|points?)s?)?"
    r"(?:\s+(?:separately|individually|respectively|each|too|as well))?\s*$",
    re.IGNORECASE,
)
"""a part that names nothing but a split of the data: `the test set`"""
ON_SPLIT = re.compile(rf"\s(?P<on>on|for|of|in|over|from)\s+(?:both\s+)?(?:the\s+)?{_SPLIT_NAME}\b.*$", re.IGNORECASE)
SLASHED = re.compile(rf"\b({_SPLIT_NAME})\s*/\s*({_SPLIT_NAME})\b(?!\s*[- ]split)", re.IGNORECASE)
BETWEEN_ALL = re.compile(r"\bbetween\s+(?:both|all|each|every)\b", re.IGNORECASE)
"""`the distance between both centres` is one distance"""
FOUND_BY_IT = re.compile(
    r"\s+(?:that\s+)?(?:it|they|we|the\s+(?:\w+\s+)?(?:model|fit|regression|solver|search|algorithm|optimi[sz]er|line|curve))\s+(?:has\s+|have\s+|had\s+)?"
    r"(?:found|learned|learnt|estimated|recovered|computed|obtained|(?<!we\s)(?:needs|keeps|kept|selects|selected)|arrived\s+at|came\s+up\s+with|ended\s+(?:up\s+)?with|converged\s+to|settled\s+on|got|returned|gave)\s*$",
    re.IGNORECASE,
)
"""`the slope it has found`: a result, and no setting of the same name"""
FOUND_BY = re.compile(
    r"\b(?:[A-Z]\w*|it|(?:the|its|our)\s+(?:\w+\s+)?\w+)\s+(?:has\s+|have\s+)?(?:found|detected|estimated|recovered|identified)$|"
    r"^(?:found|detected|estimated|recovered|identified)\s+by\b"
)
"""`the outliers that RANSAC found`: nobody has set how many these are"""
PARAMETER = re.compile(
    r"\b(?:hyper-?\s?param(?:eter)?s?|param(?:eter)?s|settings?|configuration|config|knobs?|options|choices?|inputs?|controls|control(?=\s+(?:values?|settings?|elements?|inputs?)\b)|widgets?|ui elements?|sliders?|fields)\b",
    re.IGNORECASE,
)
METRIC = re.compile(r"\b(?:metrics?|results?|measurements?|outcomes?|figures of merit)\b", re.IGNORECASE)
GROUP = re.compile(
    r"\b(?:all|each|every|both|separately|individual(?:ly)?|one by one|components?|own (?:metric|key|curve)|various|different|respective(?:ly)?)\b",
    re.IGNORECASE,
)
MODIFIERS = frozenset(
    [
        "train",
        "training",
        "test",
        "testing",
        "validation",
        "val",
        "final",
        "best",
        "mean",
        "average",
        "median",
        "min",
        "minimum",
        "max",
        "maximum",
        "first",
        "last",
        "total",
        "initial",
        "macro",
        "micro",
        "weighted",
        "raw",
        "scaled",
        "true",
        "false",
        "upper",
        "lower",
        "left",
        "right",
        "top",
        "bottom",
        "inner",
        "outer",
        "input",
        "output",
        "old",
        "new",
        "fitted",
        "lowest",
        "highest",
        "smallest",
        "largest",
        "shortest",
        "longest",
        "earliest",
        "latest",
        "youngest",
        "oldest",
        "fastest",
        "slowest",
        "worst",
        "expected",
        "observed",
        "actual",
        "predicted",
        "absolute",
        "relative",
        "theoretical",
        "empirical",
        "exact",
        "approximate",
        "prior",
        "posterior",
        "held-out",
        "in-sample",
        "out-of-sample",
        "positive",
        "negative",
        "horizontal",
        "vertical",
        "odd",
        "even",
    ]
)
AT_VALUE = re.compile(r"\b(?:for|at|with|when|where|under|in)\s+(?:the\s+)?[\w`]+\s*$", re.IGNORECASE)
"""what `= 0.05` is no mere remark behind: `the error at alpha = 0.05`"""
STATED_VALUE = re.compile(r"\s*=\s*[-+\u2212]?[\d.,]+(?:e[-+]?\d+)?\s*%?\s*$", re.IGNORECASE)
"""`α = 0.05`: the value that a parameter has"""
PARAMETER_KIND = r"(?:hyper-?\s?)?param(?:eter)?s?|settings?"
KINDS = r"(?:hyper-?)?param(?:eter)?s?|metrics?|values?|numbers?|artifacts?|artefacts?|figures?|plots?|runs?|curves?|series|models?"
KIND_SUFFIX = re.compile(
    r"\s+(?:(?:is|are|be|been|being|was|goes?|go|belongs?|belong|ought|has|have|must|should|shall|will|can|needs?|to|show(?:s|n)?|up|come|comes|counts|(?:(?<=\b\w\s)|(?<=[^s]s\s)|(?<=should\s)|(?<=must\s)|(?<=shall\s)|(?<=will\s)|(?<=both\s)|(?<=all\s)|(?<=also\s)|(?<=to\s))count|kept|in|available|"
    r"stored|recorded|logged|saved|tracked|written|reported|put|treated|taken|used|over|there|made|turned|end|ends|ended|also|all)\s+)*"
    rf"(?:as|are|is|be|into|among|to(?=\s+(?:the|our)\s)|becomes?|became)\s+(?:(?:the|an?|one|single|separate|own|its|their|my|our|mlflow|run|final|summary|scalar|extra|additional|individual|plain|two|three|four|five|six|main|key|primary|headline|central|second|third|further)\s+)*(?P<kind>{PARAMETER_KIND}|metrics?(?! (?:series|curves?))|(?:metric )?(?:series|curves?)|artifacts?|artefacts?|(?<=single )number|(?<=one )number|(?<=plain )number)\b[^()]*$",
    re.IGNORECASE,
)  # fmt: skip
KIND_PREFIX = re.compile(
    rf"^(?:the\s+)?(?P<kind>{PARAMETER_KIND}|metrics?|artifacts?|artefacts?)(?:\s+(?:wanted|needed|required|of interest|to \w+|that matter))?(?:\s+(?:are|is|(?:should|shall|must|will|to)\s+(?:be|include)|includes?)|\s*:)\s+"
    r"(?!(?:to\s+be\s+|all\s+)*(?:logged|tracked|recorded|saved|stored|kept|reported|written|there|visible)\b)",
    re.IGNORECASE,
)
NUMBER_OF_IT = re.compile(
    r"^\W*(?:the\s+)?(?:\w+\s+)?(?:(?:total\s+)?(?:number|count|length|size|sum|share|fraction|proportion)s?|"
    r"(?:largest|smallest|highest|lowest|biggest|maximum|minimum|mean|average|median)(?:\s+\w+)?)\s+(?:of|in)\b",
    re.IGNORECASE,
)
"""one number, whatever it is of"""
COUNT_OF = re.compile(
    r"\b(?:numbers?|counts?|total number) of\b|\b(?:amounts?|quantity) of\s+(?=(?:[\w-]+\s+){0,3}?[\w-]{2,}[^s\W]s\b)",
    re.IGNORECASE,
)
"""`the number of trees`, `the amount of trees`; an `amount of water` is measured"""
SHARE_OF_ALL = re.compile(
    r"\b(?P<what>(?:fraction|share|percentage|proportion|number|count|sum|total) of )(?:all|both|each|every)\s+",
    re.IGNORECASE,
)
"""one number made of all"""
OUTCOME = re.compile(
    r"\b(?:until|till|before|to(?: reach)?|for)\s+convergence\b|\b(?:(?:until|till|when|before|to)\s+(?:it\s+|the \w+\s+)?(?:has\s+)?)?converged?s?\b(?!\s+(?:\w|\?))|\b(?:it|this|that|we|they|training|the \w+)?\s*(?:actually |really |finally )?(?:took|needed|required|ran for|ended up|came out|turned out|was reached|were reached|reached|achieved|attained|stopped|arrived at)\b",
    re.IGNORECASE,
)
ONES = re.compile(
    r"^(?:the\s+one|(?:the\s+)?ones|(?P<front>(?:the\s+)?number of)\s+(?:those|the ones)|those|that)\b\s*(?P<which>.+)$",
    re.IGNORECASE,
)
OTHER_ONE = re.compile(
    r"^(?P<front>(?:the\s+)?(?:\w+est|first|last|final|best|worst|minimum|maximum|true|fitted|estimated|predicted)|the\s+[a-z][a-z-]+)"
    r"\s+ones?\b(?P<which>.*)$",
    re.IGNORECASE,
)
"""`the lowest one`: of what stands in front of it"""
UNITS = (
    r"(?:milliseconds|ms|seconds|minutes|hours|days|weeks|months|years|percent|per cent|degrees|radians|bits|bytes|pixels|"
    r"nanomet(?:er|re)s|millimet(?:er|re)s|centimet(?:er|re)s|met(?:er|re)s|kilomet(?:er|re)s|miles|feet|grams?|kilograms?|kg|km|mm|cm|nm|hertz|hz|khz|"
    r"volts?|amperes|amps|watts|joules|kelvin|celsius|dollars|euros|pounds|litres|liters|units)"
)
UNIT_ASIDE = re.compile(
    rf"\s*\((?:(?:measured|given|expressed|stated)\s+)?(?:in\s+(?:the\s+)?[^()\s]+(?:\s+(?:per|of)\s+\w+)?|{UNITS}(?:\s+(?:per|of)\s+\w+)?|"
    r"rad|deg|°[CF]?|%|‰|dB|[kMG]?Hz|[mk]V|[mk]W|k?eV|[km]?mol(?:/l)?|k?m/h|m/s(?:²|\^2)?|(?<=time \()s|(?<=duration \()s|(?<=delay \()s|(?<=period \()s|(?<=distance \()m|(?<=height \()m|(?<=altitude \()m|(?<=width \()m|(?<=depth \()m|(?<=radius \()m|(?<=diameter \()m)\)",
    re.IGNORECASE,
)
"""`censoring rate (in %)`: the unit is no part of the name"""
COMPONENTS = re.compile(r"\s*\bcomponents?\b", re.IGNORECASE)
BOUND = re.compile(
    r"(?:the\s+)?(?:lower|upper|left|right|low|high)(?:\s+(?:end|bound|limit|edge|side|point|value|one))?",
    re.IGNORECASE,
)
"""a part of every interval"""
NAMED_KEY = re.compile(
    r"\b(?:as|under|named|called|with)\s+(?:(?:the|an?|one|single|separate|name|key|its|own|metric|param|parameter|artifact|number|file)\s+)*`([^`]+)`",
    re.IGNORECASE,
)
STATISTIC = re.compile(
    r"^(?:the\s+)?(?:mean|average|median|min(?:imum)?|max(?:imum)?|std|standard deviation|variance|best|worst|first|last|final|beginning|start|(?:small|larg|low|high|short|long|great|bigg|earli|lat|young|old|fast|slow)est)$",
    re.IGNORECASE,
)
KIND_BREAK = re.compile(
    r"(?:(?<=param)|(?<=params)|(?<=parameter)|(?<=parameters)|(?<=metric)|(?<=metrics)|(?<=artifact)|(?<=artifacts)|(?<=series)|(?<=curve)|(?<=picture)|(?<=image))\s*(?:,\s*and|,|\band)\s+(?=.*\bas\b)",
    re.IGNORECASE,
)
"""behind a kind, in front of what is kept as another one"""
BEST = re.compile(r"^(?:the\s+)?(?:best|winning|optimal|selected)\s+(?=\S)", re.IGNORECASE)
AREA_UNDER = re.compile(r"(?:the\s+)?(?:total\s+)?area\s+(?:under|below)\s+(?:the\s+)?(?P<line>.+)$", re.IGNORECASE)
"""an area that is no score: `the area under the curve` where nothing is classified"""
AREA = re.compile(r"\barea under (?:the )?(?:\w+ )?curve\b", re.IGNORECASE)
MATRIX_TRACE = re.compile(
    r"\btrace(?=\s+of\s+(?:the\s+|its\s+)?(?:[\w-]+\s+)?(?:matrix|matrices|covariance|hessian|product)\b)",
    re.IGNORECASE,
)
"""a number, and no history"""
IN_UNIT = re.compile(
    rf"(?<=\w)\s+(?:\(\s*)?(?:measured\s+|given\s+|expressed\s+)?in\s+(?P<unit>{UNITS})\)?\s*$", re.IGNORECASE
)
"""`the carrier frequency in hertz`: the unit is no part of the name"""
COUNTS = {
    "both": 2, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12,
}  # fmt: skip
COUNTED = re.compile(r"\b(both|two|three|four|five|six|seven|eight|nine|ten|twelve)\b", re.IGNORECASE)
