"""How lines and clauses are put together: their verbs, what joins their parts, and what says nothing."""

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
UNWANTED = re.compile(
    r"(?<!\bthat)(?<!\bwhich)(?<!\bwho)\s+(?:(?:do(?:es)?|did|is|are|was|were|should|must|need|needs|shall|can|may|will)\s*(?:not|n['’]t)\s+(?:need\s+(?:to\s+)?)?(?:be\s+)?"
    r"(?:matter|count|interest\w*|needed|wanted|required|relevant|important|necessary|logged|tracked|recorded|saved|stored|kept|uploaded|included|of interest|there|go|belong|end up)\b.*|"
    r"(?:stays?|remains?|is|are|be)\s+(?:left\s+|kept\s+)?out(?:\s+of\s+\w+)?|(?:can|may|should|must|shall|is to|are to)\s+be\s+(?:left out|skipped|ignored|omitted|dropped|excluded)|"
    r"(?:is|are)\s+(?:irrelevant|unimportant|unnecessary|not\s+\w+)\b.*)$",
    re.IGNORECASE,
)
"""a clause that ends with this says what to leave out"""
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
    r"^\s*(?:whether|if)\s+(?:or not\s+)?(?P<what>.+?)(?:\s+or not|\s+(?:is|are|was|were|has been|have been|gets?|got)\s+(?:(?:switched|turned)\s+)?(?:used|on|off|enabled|disabled|active|activated|applied|ticked|checked|set|selected|unticked|unchecked))*\s*$",
    re.IGNORECASE,
)
INTENSIFIER = re.compile(r"(?<=\w)\s+(?:itself|themselves|alone|proper)\b", re.IGNORECASE)
SPLIT = re.compile(
    r"(?<!\bbut)(?<!\bbut )(?<!\bbut please)(?<!\bbut please )\s*,?\s*\b(?=(?:but (?:please )?(?:not|leave out|without|no)|not the|except(?: for)?|excluding|apart from|other than|without the)\b)|"
    rf"(?<!\bwith)(?<!\bwith )(?:\s*[;]\s*|\s*[.]\s+|\s*,?\s*\b(?:and|then|but|plus)\s+(?:also\s+|then\s+|please\s+)?|\s*,\s*)(?:please\s+)?(?=(?:{COMMANDS}|leave|omit|exclude|skip|ignore|no need to|(?:we|i) (?:do not|don't) (?:need|want))\b\s+\S)|"
    r"\s*;\s*(?=[^,;]*\b(?:(?:do(?:es)?|is|are|should|must|need|shall|can)(?:\s+not|n['’]t)\b|(?:stays?|remains?|left|kept)\s+out\b|(?:be|are|is)\s+(?:skipped|ignored|omitted|irrelevant)))",
    re.IGNORECASE,
)
QUOTED = re.compile(r"[\"“”«»]([^\"“”«»]+)[\"“”«»]|`([^`]+)`|(?<![\w'])'([^']+)'(?!\w)")
BETWEEN = re.compile(
    r"(\bbetween\s+(?!(?:both|all|(?:(?:the|these|those)\s+)?two|them|consecutive|successive|adjacent|neighbou?ring)\s+[\w-]+s\s+and\b)"
    r"[\w' -]{1,40}?)\s+and\s+",
    re.IGNORECASE,
)
"""what stands between two things is one thing; `between both fits` says both already"""
ALL_THERE = re.compile(
    rf"^(?:please\s+|also\s+)*(?:{VERBS})\s+(?:everything|all|it all|all of (?:it|this|that)|the runs?|(?:all )?(?:the )?results)\s+"
    r"(?:there|here|in there|(?:in|to|under|into|with|inside)\s+(?:it|that|this one|that one))\s*$",
    re.IGNORECASE,
)
"""`create an experiment … and log everything there`"""
NEGATIVE = re.compile(
    r"(?:please\s+|and\s+|but\s+|also\s+)*(?:(?:(?:i|we|you|one|they|it)\s+)?(?:do(?:es)? not|do(?:es)?n['’]t|need not|needn['’]t|must not|mustn['’]t|should not|shouldn['’]t|won['’]t)\s+(?:(?:really|actually)\s+)?(?:need|want|care|bother|worry|wish|mind)"
    r"(?:\s+(?:with|about|to|for))?|there(?: is| are|['’]s) (?:no|nothing)(?: need (?:to|for))?|no need (?:to|for)|do not|don't|never|avoid|skip|ignore|without|no|leave out|omit|but (?:not|leave out|without|no)|not|exclude|excluding|except(?: for)?|apart from|other than|there is no need to)\b",
    re.IGNORECASE,
)
LEFT_OUT = re.compile(
    r"(?:please\s+|and\s+)*(?:leave|keep)\s+(?=[^,;]+\s+out(?:\s+of\s+(?:the\s+)?\w+)?$)", re.IGNORECASE
)
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
    r"\s*(?:,\s*(?:(?:and\s+)?then(?=\s+(?:the|its|an?)\b)|and|or|plus|as well as)\b|[,;]|/(?=\s)|\band\b|\bas well as\b|\bplus\b|\balong with\b|\btogether with\b|\balongside(?: of)?\b|\bin addition to\b|\bnext to(?=\s+(?:the|its|their)\s+(?:final|last|best|mean|average|total|other)\b)|&|\s\+\s|\balso\b|\bor\b|\bwith(?=\s+(?:its|their)\b))\s*",
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
RELATIVE = re.compile(
    r"(?<=\w)(?<!\bof)(?<!\bfor)(?<!\bin)(?<!\bon)(?<!\bby)(?<!\bfrom)(?<!\bwith)[\s,]+(?:that|which|who|whose|where|when|until|if|because|so that|in order to|to see|under (?:the )?(?:key|name|path)|"
    r"as (?:seen|shown|set|chosen|picked|given|computed|used|found|reported|printed|stated|determined|estimated|selected)|(?:at|in|for|on|by|over|from|with|under|to)\s+(?:which|whom)|"
    r"(?:chosen|set|picked|selected|given|taken|shown|computed|produced|obtained|drawn|seen|reached|estimated|caused|assumed|needed|required|measured|observed|reported|attained|achieved|recovered|imposed|averaged|"
    r"found|defined|used|stored|tried|belonging|coming|made)\s+(?:by|with|in|from|on|via|for|as|through|to|of|after|out|during|at|over|along|until|between|within|under|across)|turned out|came out|(?:we|you|i)\s+(?:asked for|wanted|started (?:with|from)|worked with|began with)|with (?:their|its|all|both))\b(?P<rest>.*)$",
    re.IGNORECASE,
)
PARTICIPLE = re.compile(
    r"(?<=\w)\s+(?:found|detected|generated|drawn|obtained|discovered|identified|produced|computed)\s*$", re.IGNORECASE
)
"""`clusters found`"""
TRAILING = re.compile(
    r"\s+(?:(?:must|should|shall|will|ought to|needs? to|ha(?:s|ve) to|may)\s+(?:also\s+)?(?:be|go|get|appear|land|end|show|belong|live|count|come)\b.*|"
    r"(?:is|are|was|were|gets?|be|being)\s+(?:to be\s+|also\s+|all\s+)?(?:logged|tracked|recorded|saved|stored|kept|written|wanted|needed|put|registered|shown|noted|reported|preserved|archived|attached|uploaded)\b.*|"
    r"(?:needs?|deserves?|merits?|(?:is|are)\s+worth)\s+(?:logging|tracking|recording|keeping|saving|storing|noting|remembering)\b.*|"
    r"(?:is|are|was|were|has been|have been)\s+(?:\w+ly\s+)?(?:selected|chosen|picked|used|set|applied|in use|tried|drawn|generated|active)|"
    r"(?:currently\s+)?in (?:use|force)|(?:as well|too|also|please|if possible|in (?:it|there)|(?:to|in|into|with|on|by|from) (?:the )?(?:mlflow|runs?|tracking server|tracking)\b.*|(?:would|might) be .*|(?:written|sent|passed|given|logged|saved|stored) to .*|belongs? to .*|while training|so far))\s*$",
    re.IGNORECASE,
)  # fmt: skip
APPOSITION = re.compile(
    r",\s*(?:the ones?|which(?!\s+(?:\w+[^\Ws]\s+){1,2}(?:it|they|is|was|has|does)\b)|that is|i\.e\.|as (?:shown|seen|set|given|computed))\b"
    r"(?:(?!\s+and\s+(?:whether|how|which)\b)[^,])*(?:,|$|(?=\s+and\s))",
    re.IGNORECASE,
)
"""`, which is drawn at random,`; but `, which worker it belongs to` asks for one"""
EXCEPTION = re.compile(
    r"(?:but (?:please )?(?:not|leave out|without|no)\b|except\b|excluding\b|apart from\b|other than\b|without\b|not\b)",
    re.IGNORECASE,
)
PARENTHESIS = re.compile(r"\s*\(([^()]*)\)")
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
TAIL_START = re.compile(
    r"^\s*(?:,|\band\b|\bas well as\b|\balong with\b|\btogether with\b|\bplus\b|\bwith\b|\+)\s*", re.IGNORECASE
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
DETERMINED = re.compile(
    r"^(?:the|a|an|its|their|our|all|each|every|both)\b|\b(?:best|worst|final|last|mean|average|std|standard|initial|number|score|accuracy|loss|error)\b",
    re.IGNORECASE,
)
POSSESSIVE = re.compile(r"^(?:the |each |our |its )?(?P<owner>[\w\- ]{2,40}?)['’]s\s+(?P<thing>.+)$", re.IGNORECASE)
CONTINUED = re.compile(r"^(?:of|for|from|by|on|with|to|in|at|according to)\s+(?:the\s+)?\w", re.IGNORECASE)
CONSTRAINT = re.compile(
    r"\b(?:(?:must|should|shall|can|has to|have to|needs? to|ought to) still|still (?:works?|runs?|be|displays?|shows?|starts?)|only (?:when|if|after)|unchanged|as before|keep(?:s)? working|works? as|stays? (?:the same|as)|untouched|(?:do not|don't|must not|should not|shouldn't|never) (?:be )?(?:changed?|touch(?:ed)?|break|broken|alter(?:ed)?|renamed?|moved?|slow(?:ed)?)\b|nothing else)\b",
    re.IGNORECASE,
)
OWNER = re.compile(
    r"\s+(?:(?:of|from|for|behind|in|by|at)\s+(?:the|its|our|this|that|these|those|each|every|all|both)|on(?:\s+the)?|(?:according|added) to(?:\s+the)?)\s+"
)
CHANGE = re.compile(
    r"^(?:please\s+|then\s+|also\s+)*(?:set\b.*\bto\s+[\d.]|change\b|rename\b|remove\b|delete\b|increase\b|decrease\b|lower\b|raise\b|refactor\b|rewrite\b|replace\b|improve\b|move\b)",
    re.IGNORECASE,
)
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
    rf"(?:what|all(?:\s+that)?)\s+(?:we|i)\s+(?:(?:really|actually)\s+)?(?:want|need|care\s+about)(?:\s+to\s+\w+)?\s+(?:here\s+)?(?:is|are)|what\s+(?:matters|counts|is\s+(?:needed|wanted|of\s+interest))(?:\s+(?:most|here))*\s+(?:is|are)|nothing\s+but|"
    rf"(?:it\s+)?(?:suffices|is\s+(?:enough|sufficient))\s+to|(?:please\s+)?(?:ensure|make\s+certain|take\s+care|see\s+to\s+it)\s+that|there\s+(?:should|must|shall)\s+(?:also\s+)?be|feel free to|the aim is to|the goal is to|go ahead and)\s*[,:]?\s+(?=\S)",
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
