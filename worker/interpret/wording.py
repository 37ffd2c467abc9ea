"""How requirement lines are worded: the patterns that split and classify them."""

import re

VERBS = (
    "log|logs|track|tracks|record|records|save|saves|store|stores|keep|keeps|register|registers|create|creates|use|uses|make|add|adds|tag|tags|name|names|call|put|write|capture|captures|report|reports|monitor|note|show|attach|upload|persist|remember|collect|"
    "include|follow|watch|wrap|close|set|fix|repair|stop|archive|publish|preserve|snapshot|give|do|don't|never|avoid|skip|without|ensure|i want|we want|i'd like|we need|it should|there should|export|dump|retain|write down|compute"
)
_DETERMINER = r"(?:the|an?|all|each|every|its?|them|this|that|these|those|our|my|your|their|both|everything|down|any|some|no|up|into|in|on|to|as|one|runs?|which|what|how|whether)\b|⟨|`|\d"
_ALSO_NOUNS = frozenset({"call", "put", "close", "stop", "fix", "name", "names", "set", "note"})
"""verbs that are as often nouns or adjectives: `call and put price`; they command only what has a determiner"""
COMMANDS = "|".join(rf"{verb}(?=\s+(?:{_DETERMINER}))" if verb in _ALSO_NOUNS else verb for verb in VERBS.split("|"))
SENTENCE = re.compile(
    r"(?<=[\w⟩⟫⦆)%])(?<!\bvs)(?<!\be\.g)(?<!\bi\.e)(?<!\bno)(?<!\bapprox)(?<!\betc)(?<!\bresp)(?<!\bmax)(?<!\bmin)(?<!\bavg)[.!?]\s+"
    r"(?=[A-Z⟨\"]|[a-z]\w*[._]\w)|;\s+(?=[^;]*\b[Ee]xperiment\b)"
)
"""between two sentences"""
NAMED_PARTS = re.compile(
    r"\s*(?:,|;|\band\b)\s*(?:and\s+)?(?=(?:the\s+)?(?:experiment|(?:mlflow\s+)?run(?:['’]s)?\s+name|run|name of the (?:run|experiment)|tags?)\b[^,;]*⟨\d+⟩)",
    re.IGNORECASE,
)
"""in front of a second name in one clause: `experiment ⟨0⟩, run name ⟨1⟩`"""
NAMED_PART = re.compile(
    r"(?<=\S)\s*[,;]\s*(?:and\s+)?(?=(?:in\s+|use\s+)?(?:the\s+)?experiment\b[^,;]*⟨\d+⟩)", re.IGNORECASE
)
"""the same for one name behind a comma"""
TAGS_PART = re.compile(
    r"(?<=\S)\s*[,;]\s*(?:and\s+)?(?=(?:run\s+)?tags?\s*(?:[:=]\s*)?[A-Za-z][\w.-]*\s*[:=]|(?:the\s+)?run\s+name\b|"
    r"(?:(?:in|use)\s+)?(?:the\s+)?(?:mlflow\s+)?experiment(?:\s+name)?(?:\s*[:=]\s*|\s+(?:is\s+|called\s+|named\s+)?)[A-Za-z0-9][\w./-]*\s*$)",
    re.IGNORECASE,
)
"""in front of tags, a run's name or an experiment's behind something else: `experiment toy, tags: team=a`"""
PLACED_PART = re.compile(r"(?<=\S)\s*,\s*(?:and\s+)?(?=(?:all\s+)?(?:in|into|inside)\s+⟨\d+⟩\s*$)", re.IGNORECASE)
"""`one run per submission, in ⟨0⟩`"""
UNWANTED = re.compile(
    r"(?<!\bthat)(?<!\bwhich)(?<!\bwho)\s+(?:(?:do(?:es)?|did|is|are|was|were|should|must|need|needs|shall|can|may|will)\s*(?:not|n['’]t)\s+(?:need\s+(?:to\s+)?)?(?:be\s+)?"
    r"(?:matter|count|interest\w*|needed|wanted|required|relevant|important|necessary|logged|tracked|recorded|saved|stored|kept|uploaded|included|of interest|there|go|belong|end up)\b.*|"
    r"(?:stays?|remains?|is|are|be)\s+(?:left\s+|kept\s+)?out(?:\s+of\s+\w+)?|(?:can|may|should|must|shall|is to|are to)\s+be\s+(?:left out|skipped|ignored|omitted|dropped|excluded)|"
    r"(?:is|are)\s+(?:irrelevant|unimportant|unnecessary|not\s+\w+)\b.*)$",
    re.IGNORECASE,
)
"""a clause that ends with this says what to leave out"""
TABLE_AS = re.compile(
    r"\s*\b(?:as|in(?=\s+(?:an?|one)\s)|into(?=\s+(?:an?|one)\s)) (?:an? |one |the )?(?:\w+ )?(?:table|csv|data ?frame|spreadsheet|csv file)s?(?:\s+(?:too|as well|please|artifact|artefact|file))*(?:\s*\([^()]*\))?\s*$",
    re.IGNORECASE,
)
OF_EACH = re.compile(
    r"^(?P<what>.+?(?:,|\band\b|&|\bplus\b|\bas well as\b).+?)\s+(?P<by>of|for|from|in|on)\s+"
    r"(?P<first>(?:(?!\s(?P=by)\s)[^,;])+?)\s+and\s+(?P=by)\s+(?P<second>(?:(?!\s(?P=by)\s|\band\b)[^,;])+)$",
    re.IGNORECASE,
)
"""`precision and recall of the forest and of the tree`"""
ONCE_EACH = re.compile(
    r",?\s*\b(?:once|one|first|both)\s+(?P<first>(?:from|for|with|by|on|in|at|of|under|using|via|as)\s[^,;]+?)(?:\s*,)?\s+(?:and\s+)?(?:then\s+)?(?:once|one|second|then)\s+"
    r"(?P<second>(?:from|for|with|by|on|in|at|of|under|using|via|as)\s[^,;]+)$",
    re.IGNORECASE,
)
PRONOUN_ALONE = re.compile(
    r"^(?:it|them|this|these|those)(?:\s+(?:\w+ly|again|anyway|then|there|too))*$", re.IGNORECASE
)
WHETHER = re.compile(
    r"^\s*(?:whether|if)\s+(?:or not\s+)?(?P<what>.+?)(?:\s+or not|\s+(?:is|are|was|were|has been|have been|gets?|got)\s+(?:(?:switched|turned)\s+)?(?:used|on|off|enabled|disabled|active|activated|applied))*\s*$",
    re.IGNORECASE,
)
INTENSIFIER = re.compile(r"(?<=\w)\s+(?:itself|themselves|alone|proper)\b", re.IGNORECASE)
SPLIT = re.compile(
    r"(?<!\bbut)(?<!\bbut )(?<!\bbut please)(?<!\bbut please )\s*,?\s*\b(?=(?:but (?:please )?(?:not|leave out|without|no)|not the|except(?: for)?|excluding|apart from|other than|without the)\b)|"
    rf"(?<!\bwith)(?<!\bwith )(?:\s*[;]\s*|\s*[.]\s+|\s*,?\s*\b(?:and|then|but|plus)\s+(?:also\s+|then\s+|please\s+)?|\s*,\s*)(?:please\s+)?(?=(?:{COMMANDS}|leave|omit|exclude|skip|no need to|(?:we|i) (?:do not|don't) (?:need|want))\b\s+\S)|"
    r"\s*;\s*(?=[^,;]*\b(?:(?:do(?:es)?|is|are|should|must|need|shall|can)(?:\s+not|n['’]t)\b|(?:stays?|remains?|left|kept)\s+out\b|(?:be|are|is)\s+(?:skipped|ignored|omitted|irrelevant)))",
    re.IGNORECASE,
)
QUOTED = re.compile(r"[\"“”«»]([^\"“”«»]+)[\"“”«»]|`([^`]+)`|(?<![\w'])'([^']+)'(?!\w)")
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
    r"generations?|batch(?:es)?|sweeps?|episodes?|ticks?|cycles?|time ?steps?|days?|weeks?|months?|years?|time ?points?|grid ?points?|points? in time|moments?|instants?|levels?|segments?)|"
    r"at (?:each|every) (?!of\b|one\b)[a-z]\w*(?=\s*(?:[,;.]|$))|"
    r"(?:each|every)\s+(?:\w+\s+)?(?:epoch|step|iteration|round|update|pass|generation|batch|"
    rf"sweep|episode|cycle|time ?step)|{_NO_RATIO}per[ -](?:epoch|step|iteration|round|update|pass|generation|batch|sweep|episode|fold|time ?step)|"
    r"from (?P<turn>[a-z]+) to (?P=turn)|(?P<next>[a-z]+) after (?P=next)|over (?:all |the |all the )?(?:time ?steps|days|weeks|months|years|generations|episodes|rounds|folds|sweeps)|(?:step|epoch|iteration) by (?:step|epoch|iteration)|"
    r"(?P<unit>(?!side|one|two|bit|little)[a-z]+) by (?P=unit)|(?:with )?(?:one|an?|its own) (?:\w+ )?(?:point|value|entry|reading|step) (?:per|for each|for every|at each|at every|after each|after every) (?:of (?:the|its|their) )?(?:\d+ )?(?:\w+ ){0,2}\w+|"
    rf"as (?:the |more |a )?(?:\w+ ){{1,5}}?(?:grows?|increases?|rises?|falls?|drops?|decreases?|shrinks?|declines?|varies|vary|evolves?|proceeds?|progresses|goes up|go up|(?:is|are) (?:added|increased|raised|varied)|gets? larger)|with (?:increasing|growing|rising|decreasing) (?:\w+ )?\w+|(?:against|versus|vs\.?) (?:the )?(?:numbers?|size|amount|count|value) of (?:\w+ ?){{1,2}}\b|as a function of (?:the )?(?:\w+ ){{0,2}}?\w+|(?:{_NO_RATIO}per|over|against|versus|vs\.?|across|along|for each|for every|as a function of) (?:the )?(?:(?!(?:per|over|at|in|for|across|each|every)\b)\w+ ){{0,3}}(?:iterations?|epochs?|steps?|trees?|trials?|rounds?|k|degrees?|order)\b|in order\b|over (?:time|the (?:epochs|iterations|steps|course|training|run)|epochs|iterations|steps|training)|epoch[- ]?wise|"
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
MADE = re.compile(
    r"^(?:please\s+|also\s+)*(?:make|turn|take|use|treat)\s+(?P<things>.+?)\s+(?:(?:into|as|to be|be|the|our|run)\s+)*"
    r"(?P<kind>(?:hyper-?)?param(?:eter)?s?|metrics?|artifacts?|artefacts?)(?:\s+(?:of|in|for|on)\s+(?:the|each|every|our|my)\s+\w+)?\s*$",
    re.IGNORECASE,
)
"""`make depth and seed parameters of the run`"""
CHOSEN = re.compile(
    r"\b(?:is|are|was|were|has been|have been|i|we|you|they)\s+(?:\w+ly\s+)?(?:selected|chosen|picked|chose|picked|set|configured)\b(?!\s+by\s+(?:the\s+)?\w*(?:search|validation|cv))",
    re.IGNORECASE,
)
"""what somebody chose is a setting"""
ALL_OF_IT = re.compile(
    r"\s+(?:over|across|of|for|in|from)\s+(?:all|the\s+(?:whole|entire|last|first|complete|full))\s+(?:of\s+the\s+|the\s+)?\w+\s*$",
    re.IGNORECASE,
)
LAST_PASS = re.compile(
    r"\b(?:final|last)\s+(?:epoch|iteration|step|round|pass|update|generation|episode|sweep)(?:'s)?\b", re.IGNORECASE
)
TIME_STEP = re.compile(r"\btime[ -]?step\b(?!s)", re.IGNORECASE)
PANELS = re.compile(
    r"\b(?:(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|\d+)[- ]?(?:panel|frame|part|plot|subplot|row|column|pane)(?:ed)?|"
    r"\d+\s*(?:\u00d7|x|by)\s*\d+|multi-?(?:panel|part|plot))(?=[\s-])",
    re.IGNORECASE,
)
"""how a picture is divided: `the four-panel figure`, `a 2x2 grid`"""
EXTREME_ONE = re.compile(
    r"(?:of\s+)?(?:the\s+)?(?P<how>shortest|longest|smallest|largest|biggest|lowest|highest)\b(?=\s+\w)", re.IGNORECASE
)
MODEL_KEPT = re.compile(
    r"(?:please\s+|also\s+|then\s+)*(?:save|store|keep|upload|persist|export|archive|attach|register)s?\b(?:\s+both)?",
    re.IGNORECASE,
)
ONLY_MODEL = re.compile(
    r"(?:the|our|this|its|an?)\s+(?:[\w-]+\s+){0,2}?(?:model|classifier|regressor|estimator|pipeline|network)(?:\s+itself)?"
    r"(?:\s+(?:as|under|named|called)\s+.+|\s+(?:too|as well))?$",
    re.IGNORECASE,
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
BETWEEN = re.compile(r"(\bbetween\s+[\w' -]{1,40}?)\s+and\s+", re.IGNORECASE)
"""what stands between two things is one thing"""
ALL_THERE = re.compile(
    rf"^(?:please\s+|also\s+)*(?:{VERBS})\s+(?:everything|all|it all|all of (?:it|this|that)|the runs?|(?:all )?(?:the )?results)\s+"
    r"(?:there|here|in there|(?:in|to|under|into|with|inside)\s+(?:it|that|this one|that one))\s*$",
    re.IGNORECASE,
)
"""`create an experiment … and log everything there`"""
FOUND_BY_IT = re.compile(
    r"\s+(?:that\s+)?(?:it|they|we|the\s+(?:\w+\s+)?(?:model|fit|regression|solver|search|algorithm|optimi[sz]er|line|curve))\s+(?:has\s+|have\s+|had\s+)?"
    r"(?:found|learned|learnt|estimated|recovered|computed|obtained|arrived\s+at|came\s+up\s+with|ended\s+(?:up\s+)?with|converged\s+to|settled\s+on|got|returned|gave)\s*$",
    re.IGNORECASE,
)
"""`the slope it has found`: a result, and no setting of the same name"""
OF_ALL = re.compile(
    r"^\W*(?:the\s+)?(?:mean|average|median|maximum|minimum|highest|lowest|best|worst|total|sum|standard deviation|std)\b.*"
    r"\b(?:over|across|of|for|in|from)\s+(?:all|the\s+(?:whole|entire|last|first|complete|full))\b|"
    r"^\W*(?:the\s+)?(?:overall\s+)?(?:max(?:imum)?|min(?:imum)?|highest|lowest|best|worst|largest|smallest|biggest|peak|greatest)\b.*"
    r"\b(?:during|throughout|over time|along the way|in the course of)\b",
    re.IGNORECASE,
)
"""`the average reward over all episodes`: one number, made of a history"""
NOT_DRAWN = re.compile(
    r"\b(?:number|count|amount|share|fraction|size|width|height) of\b|\b(?:image|picture|figure|plot|map|panel|graph)s?\s+(?:count|size|width|height|number|resolution|shape|index|dimensions?)\b|"
    r"\bper\s+(?:image|picture|figure|plot|map|panel|graph)\b",
    re.IGNORECASE,
)
"""what counts or measures pictures is none"""
FIGURE = re.compile(
    r"\b(?:figure|fig|plot|chart|picture|image|graph|diagram|drawing|heatmap|heat map|histogram|scatter(?: ?plot)?|visuali[sz]ation|png|svg|"
    r"surface plot|contour(?: plot)?|map|screenshot|sketch|illustration|rendering|drawn|plotted|panel|subplot|boxplot|bar chart)s?\b",
    re.IGNORECASE,
)  # fmt: skip
TABLE = re.compile(r"\b(?:table|dataframe|data frame|csv|spreadsheet|leaderboard)s?\b", re.IGNORECASE)
ARTIFACT = re.compile(r"\b(?:artifact|artefact)s?\b", re.IGNORECASE)
PARAMETER = re.compile(
    r"\b(?:hyper-?\s?param(?:eter)?s?|param(?:eter)?s|settings?|configuration|config|knobs?|options?|choices?|inputs?|controls?|sliders?|fields)\b",
    re.IGNORECASE,
)
METRIC = re.compile(r"\b(?:metrics?|results?|measurements?|outcomes?|figures of merit)\b", re.IGNORECASE)
MODEL = re.compile(
    r"\b(?:model|classifier|regressor|estimator|pipeline|network|net|weights|regression|forest|clusterer|predictor|learner|svm|perceptron)s?\b",
    re.IGNORECASE,
)
GROUP = re.compile(
    r"\b(?:all|each|every|both|separately|individual(?:ly)?|one by one|components?|own (?:metric|key|curve)|various|different|respective(?:ly)?)\b",
    re.IGNORECASE,
)
CHART_AS = re.compile(
    r"\bas (?:an? )?(?:\w+ )?(?:figure|plot|picture|image|artifact|artefact|png|svg|chart|graph|file|text|html)s?\b(?![/\w])",
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
NEGATIVE = re.compile(
    r"(?:please\s+|and\s+|but\s+|also\s+)*(?:(?:(?:i|we|you|one|they|it)\s+)?(?:do(?:es)? not|do(?:es)?n['’]t|need not|needn['’]t|must not|mustn['’]t|should not|shouldn['’]t|won['’]t)\s+(?:(?:really|actually)\s+)?(?:need|want|care|bother|worry|wish|mind)"
    r"(?:\s+(?:with|about|to|for))?|there(?: is| are|['’]s) (?:no|nothing)(?: need (?:to|for))?|no need (?:to|for)|do not|don't|never|avoid|skip|without|no|leave out|omit|but (?:not|leave out|without|no)|not|exclude|excluding|except(?: for)?|apart from|other than|there is no need to)\b",
    re.IGNORECASE,
)
LEFT_OUT = re.compile(r"(?:please\s+|and\s+)*(?:leave|keep)\s+(?=[^,;]+\s+out(?:\s+of\s+\w+)?$)", re.IGNORECASE)
"""`leave the frames out`"""
LEAD = re.compile(
    rf"^(?:(?:please|also|then|and|finally|additionally|in addition)\b[,\s]*)*"
    r"(?:(?:i|we|you|one|they)?(?:'d| would| should| must| could)?\s*(?:want|need|like|wish|love|have)\s+(?:to\s+(?:see|know|have|keep|log|track|record|follow|watch|compare)\b\s*)?(?:how\b)?\s*)?"
    rf"(?:(?:{COMMANDS})\b(?:\s+(?:down|track of|a record of|hold of|note of|sure (?:that )?we (?:log|track|record|keep|save)))?\s+)*",
    re.IGNORECASE,
)
ENUMERATION = re.compile(
    r"^(?P<head>[^()]*?)\s*(?:\((?P<inner>[^()]+)\)|(?::|—|–| - |,? (?:namely|such as|like|i\.e\.|e\.g\.|for example)(?![\w-]))\s*(?P<after>.+))(?P<tail>[^()]*)$"
)
COORDINATION = re.compile(
    r"\s*(?:,\s*(?:and|or|plus|as well as)\b|[,;]|/(?=\s)|\band\b|\bas well as\b|\bplus\b|\balong with\b|\btogether with\b|\balongside(?: of)?\b|\bin addition to\b|\bnext to(?=\s+(?:the|its|their)\s+(?:final|last|best|mean|average|total|other)\b)|&|\s\+\s|\balso\b|\bor\b|\bwith(?=\s+(?:its|their)\b))\s*",
    re.IGNORECASE,
)
ASKED_AS = (
    (
        re.compile(
            r"\b(?:fraction|share|proportion|percentage) of (?:the |all )?(?:data|samples?|rows?|points|observations|dataset) "
            r"(?:that (?:is|are) )?(?:held out|held back|used|reserved|set aside|kept|left) (?:for|in) (?:the )?test(?:ing| set| data)?\b",
            re.IGNORECASE,
        ),
        "test fraction",
    ),
    (re.compile(r"\b(each|every) ((?:\w+ ){0,2})param(?:eter)?\b", re.IGNORECASE), r"\1 \2parameters"),
    (re.compile(r"\bhow many\b", re.IGNORECASE), "number of"),
    (
        re.compile(
            r"\b(?:what|which) (?=(?:fraction|share|percentage|proportion|part|number|amount) of\b)", re.IGNORECASE
        ),
        "",
    ),
    (re.compile(r"\bhow long (?=.*\b(?:took|takes|lasted|lasts|needed)\b)", re.IGNORECASE), "time "),
)
"""questions, and the noun phrases that mean the same"""
AT_VALUE = re.compile(r"\b(?:for|at|with|when|where|under|in)\s+(?:the\s+)?[\w`]+\s*$", re.IGNORECASE)
"""what `= 0.05` is no mere remark behind: `the error at alpha = 0.05`"""
STATED_VALUE = re.compile(r"\s*=\s*[-+\u2212]?[\d.,]+(?:e[-+]?\d+)?\s*%?\s*$", re.IGNORECASE)
"""`α = 0.05`: the value that a parameter has"""
RELATIVE = re.compile(
    r"(?<=\w)(?<!\bof)(?<!\bfor)(?<!\bin)(?<!\bon)(?<!\bby)(?<!\bfrom)(?<!\bwith)[\s,]+(?:that|which|who|whose|where|when|until|if|because|so that|in order to|to see|under (?:the )?(?:key|name|path)|"
    r"as (?:seen|shown|set|chosen|picked|given|computed|used|found|reported|printed|stated|determined|estimated|selected)|(?:at|in|for|on|by|over|from|with|under|to)\s+(?:which|whom)|"
    r"(?:chosen|set|picked|selected|given|taken|shown|computed|produced|obtained|drawn|seen|reached|estimated|caused|assumed|needed|required|measured|observed|reported|attained|achieved|recovered|imposed|averaged|"
    r"found|defined|used|stored|tried|belonging|coming|made)\s+(?:by|with|in|from|on|via|for|as|through|to|of|after|out|during|at|over|along|until|between|within|under|across)|turned out|came out|with (?:their|its|all|both))\b(?P<rest>.*)$",
    re.IGNORECASE,
)
PARAMETER_KIND = r"(?:hyper-?\s?)?param(?:eter)?s?|settings?"
KINDS = r"(?:hyper-?)?param(?:eter)?s?|metrics?|values?|numbers?|artifacts?|artefacts?|figures?|plots?|runs?|curves?|series|models?"
CHANGES = r"(?:develops?|evolves?|changes?|behaves?|converges?|falls?|drops?|decreases?|grows?|rises?|improves?|shrinks?|moves?|progress(?:es)?|varies|vary)\b"
EVOLVES = re.compile(
    rf"^(?:(?:please|and|also|i want|we want|to see|see|show|log|track|record|follow|watch|monitor)\s+)*how\s+(?P<thing>.+?)\s+{CHANGES}[^,;]*",
    re.IGNORECASE,
)
KIND_SUFFIX = re.compile(
    r"\s+(?:(?:is|are|be|been|being|was|goes?|go|belongs?|belong|ought|has|have|must|should|shall|will|can|needs?|to|show(?:s|n)?|up|come|comes|count|counts|kept|in|available|"
    r"stored|recorded|logged|saved|tracked|written|reported|put|treated|taken|used|over|there|made|turned|end|ends|ended|also|all)\s+)*"
    rf"(?:as|are|is|be|into|among|to(?=\s+(?:the|our)\s)|becomes?|became)\s+(?:(?:the|an?|one|single|separate|own|its|their|my|our|mlflow|run|final|summary|scalar|extra|additional|individual|plain|two|three|four|five|six|main|key|primary|headline|central|second|third|further)\s+)*(?P<kind>{PARAMETER_KIND}|metrics?(?! (?:series|curves?))|(?:metric )?(?:series|curves?)|artifacts?|artefacts?|(?<=single )number|(?<=one )number|(?<=plain )number)\b[^()]*$",
    re.IGNORECASE,
)  # fmt: skip
KIND_PREFIX = re.compile(
    rf"^(?:the\s+)?(?P<kind>{PARAMETER_KIND}|metrics?|artifacts?|artefacts?)(?:\s+(?:wanted|needed|required|of interest|to \w+|that matter))?(?:\s+(?:are|is|(?:should|shall|must|will|to)\s+(?:be|include)|includes?)|\s*:)\s+",
    re.IGNORECASE,
)
PARTICIPLE = re.compile(
    r"(?<=\w)\s+(?:found|detected|generated|drawn|obtained|discovered|identified|produced|computed)\s*$", re.IGNORECASE
)
"""`clusters found`"""
TRAILING = re.compile(
    r"\s+(?:(?:must|should|shall|will|ought to|needs? to|ha(?:s|ve) to|may)\s+(?:also\s+)?(?:be|go|get|appear|land|end|show|belong|live|count|come)\b.*|"
    r"(?:is|are|was|were|gets?|be|being)\s+(?:to be\s+|also\s+|all\s+)?(?:logged|tracked|recorded|saved|stored|kept|written|wanted|needed|put|registered|shown|noted|reported|preserved|archived|attached|uploaded)\b.*|"
    r"(?:is|are|was|were|has been|have been)\s+(?:\w+ly\s+)?(?:selected|chosen|picked|used|set|applied|in use|tried|drawn|generated|active)|"
    r"(?:as well|too|also|please|if possible|in (?:it|there)|(?:to|in|into|with|on|by|from) (?:the )?(?:mlflow|runs?|tracking server|tracking)\b.*|(?:would|might) be .*|(?:written|sent|passed|given|logged|saved|stored) to .*|belongs? to .*|while training|so far))\s*$",
    re.IGNORECASE,
)  # fmt: skip
APPOSITION = re.compile(
    r",\s*(?:the ones?|which|that is|i\.e\.|as (?:shown|seen|set|given|computed))\b[^,]*(?:,|$)", re.IGNORECASE
)
EXCEPTION = re.compile(
    r"(?:but (?:please )?(?:not|leave out|without|no)\b|except\b|excluding\b|apart from\b|other than\b|without\b|not\b)",
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
ONES = re.compile(r"^(?:the\s+one|(?:the\s+)?ones|those|that)\b\s*(?P<which>.+)$", re.IGNORECASE)
OTHER_ONE = re.compile(
    r"^(?P<front>(?:the\s+)?(?:\w+est|first|last|final|best|worst|minimum|maximum|true|fitted|estimated|predicted))"
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
PARENTHESIS = re.compile(r"\s*\(([^()]*)\)")
GOES = re.compile(
    r"(?:\s+(?:goes?|comes?|is|are|should|shall|must|will|be|to|in|into|kept|stored|saved|logged|recorded|written|put|there))+\s*$",
    re.IGNORECASE,
)
"""what stands in front of `as a table`"""
COMPONENTS = re.compile(r"\s*\bcomponents?\b", re.IGNORECASE)
ATTACHED = re.compile(r"^(?:please\s+|also\s+|and\s+)*(?:attach|upload|archive)\b", re.IGNORECASE)
"""what is attached is a file: `attach the curve` means its picture"""
ONE_PICTURE = r"\b(?:figure|plot|chart|picture|image|graph|diagram|map|table|panel)"
BOUND = re.compile(
    r"(?:the\s+)?(?:lower|upper|left|right|low|high)(?:\s+(?:end|bound|limit|edge|side|point|value|one))?",
    re.IGNORECASE,
)
"""a part of every interval"""
AHEAD = re.compile(
    r"^(?P<front>.*\S)\s*(?:,\s*(?:and|plus|as well as|together with|along with)?\b|\b(?:plus|as well as|together with|along with)\b|"
    r"\band\b(?=\s+(?:the|both|all|each|its|their|\d+)\b))\s*(?=\S)",
    re.IGNORECASE,
)
"""what a line names in front of the thing that it lists the parts of"""
FOR_EACH = re.compile(
    rf"^(?:for|of|from|in|on)\s+(?:both|each|every|all|all of)(?:\s+(?:of\s+)?the)?\s+(?P<owner>(?:[\w-]+\s+){{0,5}}?[\w-]+?),?\s+(?=(?:{VERBS})\b)",
    re.IGNORECASE,
)
EACH_LISTED = re.compile(
    rf"^(?P<each>(?:for|of|from|in|on)\s+(?:both|each|every|all|all of)\b[^(),;:]*?)\s*\((?P<listed>[^()]*)\),?(?=\s+(?:{VERBS})\b)",
    re.IGNORECASE,
)
"""`for each of the three presses (old, new, repaired) log …`: which ones they are"""
SUBJECT = re.compile(
    r"^(?:each|every|all|any)\s+(?:of the\s+)?(?:[\w-]+\s+){1,4}?(?:has|have|gets?|needs?|carr(?:y|ies)|logs?|records?|keeps?|stores?|holds?|reports?|tracks?)\s+(?:its|a|an|the|their|own)?\s*(?:own\s+)?(?=\S)",
    re.IGNORECASE,
)
NAMED_KEY = re.compile(
    r"\b(?:as|under|named|called|with)\s+(?:(?:the|an?|one|single|separate|name|key|its|own|metric|param|parameter|artifact|number|file)\s+)*`([^`]+)`",
    re.IGNORECASE,
)
TAIL_START = re.compile(
    r"^\s*(?:,|\band\b|\bas well as\b|\balong with\b|\btogether with\b|\bplus\b|\bwith\b|\+)\s*", re.IGNORECASE
)
STATISTIC = re.compile(
    r"^(?:the\s+)?(?:mean|average|median|min(?:imum)?|max(?:imum)?|std|standard deviation|variance|best|worst|first|last|final|beginning|start|(?:small|larg|low|high|short|long|great|bigg)est)$",
    re.IGNORECASE,
)
PRONOUN = re.compile(
    r"^(?:each\s+)?(?:with\s+)?(?:its|their|the corresponding|the respective)\s+(?:own\s+|respective\s+)?(?P<noun>.+)$",
    re.IGNORECASE,
)
LOGGING = re.compile(
    r"^(?:please\s+)?(?:log|track|record|save|store|keep|capture|report|write|note|register)s?\b", re.IGNORECASE
)
ANNOUNCED = re.compile(
    r"^(?:please\s+|also\s+)*(?:log|track|record|save|store|keep|capture|report|write|note|register)s?\s+"
    r"(?!(?:it|them|this|that|these|those|all|everything|both|each)\b)\w+\s+\w+",
    re.IGNORECASE,
)
"""a clause that asks for something of its own, whatever stands beside it"""
KIND_BREAK = re.compile(
    r"(?:(?<=param)|(?<=params)|(?<=parameter)|(?<=parameters)|(?<=metric)|(?<=metrics)|(?<=artifact)|(?<=artifacts)|(?<=series)|(?<=curve)|(?<=picture)|(?<=image))\s*(?:,\s*and|,|\band)\s+(?=.*\bas\b)",
    re.IGNORECASE,
)
"""behind a kind, in front of what is kept as another one"""
PARENT = re.compile(
    r"^(?:the\s+)?parent(?:\s+run)?\s+(?:itself\s+)?(?:should\s+|must\s+|also\s+)*(?:keeps?|has|have|gets?|get|logs?|log|records?|record|holds?|stores?|carries|carry|shows?)\s+|"
    r"\s+(?:(?:goes?|belongs?|should go|go|is logged|are logged|stays?)\s+)?(?:on|to|in|into|at|with|under)\s+(?:the\s+)?parent(?:\s+run)?\b",
    re.IGNORECASE,
)
CHILDREN = re.compile(
    r"^(?:and\s+)?(?:in|for|on|within|inside|per|with)\s+(?:(?:each|every|all|any)(?:\s+(?:one\s+)?of\s+(?:them|these|those))?\s*|them\s*)?"
    r"(?:(?:nested|child|inner|sub-?|such)\s*)*(?:runs?|child(?:ren)?)?\s*[:,]?\s+",
    re.IGNORECASE,
)
CHILDREN_SAID = re.compile(r"\b(?:them|these|those|nested|child|children|inner|sub-?runs?)\b", re.IGNORECASE)
NESTED_REST = re.compile(
    r"(?:,\s*|\s+)(?:each\s+)?(?:with|having|containing|including|logging|recording|keeping|holding|carrying|(?:that|which)\s+(?:has|have|logs?|records?|keeps?|stores?|contains?|holds?|carr(?:y|ies)))\s+(?P<rest>.+)$",
    re.IGNORECASE,
)
BEST = re.compile(r"^(?:the\s+)?(?:best|winning|optimal|selected)\s+(?=\S)", re.IGNORECASE)
DETERMINED = re.compile(
    r"^(?:the|a|an|its|their|our|all|each|every|both)\b|\b(?:best|worst|final|last|mean|average|std|standard|initial|number|score|accuracy|loss|error)\b",
    re.IGNORECASE,
)
POSSESSIVE = re.compile(r"^(?:the |each |our |its )?(?P<owner>[\w\- ]{2,40}?)['’]s\s+(?P<thing>.+)$", re.IGNORECASE)
CONTINUED = re.compile(r"^(?:of|for|from|by|on|with|to|in|according to)\s+(?:the\s+)?\w", re.IGNORECASE)
CONSTRAINT = re.compile(
    r"\b(?:(?:must|should|shall|can|has to|have to|needs? to|ought to) still|still (?:works?|runs?|be|displays?|shows?|starts?)|only (?:when|if|after)|unchanged|as before|keep(?:s)? working|works? as|stays? (?:the same|as)|untouched|(?:do not|don't|must not|should not|shouldn't|never) (?:be )?(?:changed?|touch(?:ed)?|break|broken|alter(?:ed)?|renamed?|moved?|slow(?:ed)?)\b|nothing else)\b",
    re.IGNORECASE,
)
SHOWING = re.compile(
    r"\b(?:figure|plot|chart|picture|image|graph|table|panel|map|diagram|data ?frame|spreadsheet)s?\b(?P<with>\s+(?:with|of|showing|for|comparing|from|on|about|that (?:shows?|compares?|has)|which (?:shows?|compares?|has))\s+.*)$",
    re.IGNORECASE,
)
EXPERIMENT_MENTION = re.compile(
    r"(?:\b(?:under|in|into|to|for|within|as|inside)\b\s*)?(?:\b(?:an?|the|its own)\b\s*)?(?:mlflow\s+)?experiment\b(?:\s+(?:named|called|name))?\s*(?:`[^`]*`)?",
    re.IGNORECASE,
)
OWNER = re.compile(
    r"\s+(?:(?:of|from|for|behind|in|by|at)\s+(?:the|its|our|this|that|these|those|each|every|all|both)|on(?:\s+the)?|(?:according|added) to(?:\s+the)?)\s+"
)
AREA_UNDER = re.compile(r"(?:the\s+)?(?:total\s+)?area\s+(?:under|below)\s+(?:the\s+)?(?P<line>.+)$", re.IGNORECASE)
"""an area that is no score: `the area under the curve` where nothing is classified"""
AREA = re.compile(r"\barea under (?:the )?(?:\w+ )?curve\b", re.IGNORECASE)
KEPT_AS_FILE = re.compile(
    r"\s+(?:as|under|to|in)\s+`?([\w./-]+\.(?:png|svg|html|csv|json|pdf|jpe?g))`?(?=\W|$)", re.IGNORECASE
)
CHANGE = re.compile(
    r"^(?:please\s+|then\s+|also\s+)*(?:set\b.*\bto\s+[\d.]|change\b|rename\b|remove\b|delete\b|increase\b|decrease\b|lower\b|raise\b|refactor\b|rewrite\b|replace\b|improve\b|move\b)",
    re.IGNORECASE,
)
UNITS = (
    r"(?:milliseconds|ms|seconds|minutes|hours|days|weeks|months|years|percent|per cent|degrees|radians|bits|bytes|pixels|"
    r"nanomet(?:er|re)s|millimet(?:er|re)s|centimet(?:er|re)s|met(?:er|re)s|kilomet(?:er|re)s|miles|feet|grams?|kilograms?|kg|km|mm|cm|nm|hertz|hz|khz|"
    r"volts?|amperes|amps|watts|joules|kelvin|celsius|dollars|euros|pounds|litres|liters|units)"
)
IN_UNIT = re.compile(
    rf"(?<=\w)\s+(?:\(\s*)?(?:measured\s+|given\s+|expressed\s+)?in\s+(?P<unit>{UNITS})\)?\s*$", re.IGNORECASE
)
"""`the carrier frequency in hertz`: the unit is no part of the name"""
COUNTS = {
    "both": 2, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12,
}  # fmt: skip
COUNTED = re.compile(r"\b(both|two|three|four|five|six|seven|eight|nine|ten|twelve)\b", re.IGNORECASE)
_VALUED = (
    r"(?:good|nice|great|useful|helpful|handy|interesting|ideal|important|lovely|best|fine|cool|perfect|sensible|"
    r"wonderful|excellent|neat|valuable|worthwhile|enough|sufficient|necessary|appreciated|desirable)"
)
_TO_HAVE = (
    r"(?:to\s+(?:also\s+)?(?:see|know|have|get|keep|log|track|record|store|save|follow|watch|monitor|compare|include|"
    r"capture|report|look at|find)\b)"
)
WISH = re.compile(
    rf"^(?:(?:and|also|then|please|kindly|finally|additionally|moreover|furthermore|besides|maybe|perhaps|ideally|in addition|lastly|first|second|next|oh|ok|okay|hi|hello)\b[,:]?\s+)*"
    rf"(?:(?:it\s*(?:'d|\s+would|\s+will|\s+should|\s+might|\s+is|'s)?\s*|would\s+|might\s+|will\s+)(?:also\s+)?(?:be\s+)?(?:\w+\s+)?{_VALUED}\s+(?:{_TO_HAVE}|if\b(?:\s+(?:we|you|i|one)\s+(?:also\s+)?(?:(?:could|can|would)\s+)?(?:also\s+)?(?:have|had|see|saw|get|got|log|logged|track|tracked|record|recorded|keep|kept|save|saved)\b)?)|"
    rf"(?:nice|good|great|useful|helpful|interesting|important)\s+{_TO_HAVE}|"
    rf"(?:can|could|would|will)\s+(?:you|we|i)(?:\s+(?:please|kindly|also|maybe|perhaps))*(?:\s+(?:have|get|see|mind\s+\w+ing)\b)?|"
    rf"(?:i|we|one|they|you)\s*(?:'d|'ll|\s+would|\s+should|\s+must|\s+could|\s+will|\s+have)?\s*(?:(?:also|really|just|only|still|definitely|certainly|probably|first|rather)\s+)*(?:want|need|like|love|wish|wants|require|expect|prefer|care about)(?:\s+for)?(?:\s+(?:also|only))?(?:\s+{_TO_HAVE})?|"
    rf"(?:i|we)\s*(?:am|are|'m|'re)\s+(?:also\s+)?(?:interested in|curious about|after)|(?:also\s+)?(?:of interest|interesting|important|needed|wanted|required)(?:\s+(?:is|are)|\s*:)|"
    rf"(?:please\s+)?(?:make|be)\s+sure(?:\s+(?:that|to))?(?:\s+(?:we|you)(?:\s+also)?)?(?:\s+have\b)?|(?:would|is)\s+it\s+(?:be\s+)?possible\s+to(?:\s+(?:have|get|see)\b)?|(?:please\s+)?(?:do not|don't|never)\s+forget\s*(?:to\b|about\b)?|(?:please\s+)?remember\s+to|let(?:'s|\s+us)(?:\s+also)?|"
    rf"what\s+(?:we|i)\s+(?:want|need)(?:\s+to\s+\w+)?\s+(?:is|are)|there\s+(?:should|must|shall)\s+(?:also\s+)?be|feel free to|the aim is to|the goal is to|go ahead and)\s*[,:]?\s+(?=\S)",
    re.IGNORECASE,
)  # fmt: skip
COURTESY = re.compile(
    r"(?:^|(?<=\s)|,\s*)(?:please|kindly|thanks(?: a lot| in advance)?|thank you|just in case|if (?:possible|you can|you like|you want|you may)|"
    r"while you(?:'re| are) at it|by the way|for (?:the record|reference|future reference|completeness|good measure|later(?: use| reference| comparison)?)|"
    r"(?:just\s+)?(?:to\s+be\s+(?:sure|safe|certain|on\s+the\s+safe\s+side|precise|exact)|as\s+an?\s+(?:quick\s+)?(?:sanity\s+|cross-?|double\s+)?check|for\s+(?:fun|sanity|safety))|"
    r"of course|as usual|(?:and\s+)?nothing (?:else|more))(?=\s*(?:[,;.?!:]|$))[.?!]*",
    re.IGNORECASE,
)
MOMENT = re.compile(
    r"^(?:as soon as|once|when(?:ever)?|after|before|while|as long as|if|each time|every time|any ?time|upon|on|at|during|throughout|in|by|per|until|since)\b(?P<when>[^,:;]*?)[,:]\s*(?=\S)",
    re.IGNORECASE,
)
OWNER_LEAD = re.compile(
    r"^(?:for|of|from|in|on|about|regarding|concerning|as for|with|at|out of)\s+(?P<owner>(?:(?:the|this|that|our|its|a|an)\s+)?(?:[^\s,;:()⟨⟩]+\s+){0,5}?[^\s,;:()⟨⟩]+)\s*(?P<end>[,:])\s*(?=\S)",
    re.IGNORECASE,
)
ASKED_OF = re.compile(
    r"^(?!and\b|or\b)[^,;:]*?\b(?:should|must|shall|ought to|has to|have to|needs? to|is to|are to)\s+(?:also\s+)?be\s+"
    r"(?:logged|tracked|recorded|saved|stored|kept|reported|written|put|noted|archived|attached|uploaded)\b",
    re.IGNORECASE,
)
"""`the loss should be logged`: a request that its object begins"""
HAPPENS = re.compile(
    r"^(?:as soon as|once|when(?:ever)?|while|as long as|if|each time|every time|any ?time|until|since|upon)\b|"
    r"\b(?:is|are|was|were|has|have|had|been|gets?|does|do|did|moves?|changes?|finishes|finished|ends?|ended|runs?|press(?:es|ed)?|click(?:s|ed)?|\w+ing)\b",
    re.IGNORECASE,
)
REQUEST = re.compile(rf"^(?:please\s+|also\s+)*(?:{VERBS})\b\s+\S", re.IGNORECASE)
JOINT = re.compile(
    r"(\b(?:by|between|over|per|against|across)\s+(?:the\s+)?[\w-]+)\s+and\s+(?!(?:the|a|an|its|also)\b)([\w-]+)(?=\s*$)",
    re.IGNORECASE,
)
"""`by product and region` at the end"""
BEGUN = re.compile(r"(?:before|after|with|without|for|from|of|on|in|by|under)\s+(?P<object>.+)$", re.IGNORECASE)
"""a part that begins with a preposition"""
CONDITION = re.compile(
    r"^if\b(?! there (?:is|are)\b)|[<>≤≥=]|(?<!⟨)\b\d|\b(?:exceeds?|above|below|under|over|more than|less than|at least|at most|greater|larger|smaller|better|worse|higher|lower|reaches|equals?|fails?)\b",
    re.IGNORECASE,
)
"""a moment that may never come: it decides whether something is logged at all"""
