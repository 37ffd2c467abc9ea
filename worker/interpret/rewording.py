"""Other ways to say the same: questions, ellipses and inversions of a requirement line, in the words of a plain list.

`the loss must be logged, as must the accuracy` → `the loss must be logged; the accuracy`, `how big is the gap` → `the gap`.
"""

import re
from collections.abc import Iterator

from worker.interpret import several_said, time_words, value_words, wording
from worker.interpret.language import lemma

_DETERMINED = r"(?=(?:the|an?|its|their|our|each|every|both|all|how|what)\b|⟨)"
_BE = r"(?:is|are|was|were|gets?|becomes?|turned out|came out)"
_AUXILIARY = r"(?:must|should|shall|will|can|may|do|does|did|has|have|had|is|are|was|were)"
_SHARE = r"(?:fraction|share|percentage|proportion|part|number|amount)"
_SIZE = r"(?:big|large|small|high|low|great|strong|weak|good|bad|wide|long|short|close|steep|fast)"
_KEPT = (
    r"(?:logged|tracked|recorded|saved|stored|kept|reported|archived|attached|uploaded|included|registered|preserved)"
)
_DONE = r"(?:approximated|computed|calculated|estimated|defined|measured|expressed|evaluated|obtained)"
_EXTREME = r"(?:shortest|longest|largest|smallest|biggest|highest|lowest|deepest|widest|heaviest|lightest)"
_SEARCH = r"(?:search|tuning|cross-?validation|optimi[sz]er|optimi[sz]ation|model selection|tuner|study)"
_REPEATS = r"(?:the |all |its )?(?:folds?|splits?|runs?|seeds?|repeats?|restarts?|trials?|samples?|repetitions?|draws?)(?: to (?:fold|run|split|seed))?"
_MOST = r"(?:highest|lowest|largest|smallest|greatest|biggest|maximum|maximal|minimum|minimal|best|worst|most|fewest|longest|shortest)"
_PLACE = r"(?:[a-z][\w-]* )?[a-zA-Z][\w-]*"
_SIDE = (
    r"(?:first|second|third|fourth|last|left|right|upper|lower|inner|outer|top|bottom|front|rear|train(?:ing)?|test(?:ing)?|validation|old|new|"
    r"(?!an)(?!(?:objective|derivative|interval|signal|total|proposal|residual|potential|material|capital|trial|animal|decimal|"
    r"statistic|metric|traffic|library|summary|salary|boundary|scalar|dollar|variable|table)\b)"
    r"[a-z]+(?:al|ar|ic|ive|ous|ary|less|ful|able|ible|mal))"
)
_WOULD_DO = (
    r"\b(?:(?:is|are|would be|will be)\s+(?:good\s+|quite\s+|just\s+|also\s+|perfectly\s+)?(?:enough|sufficient|fine|ok|okay|plenty|all right|acceptable)|"
    r"suffices?|(?:will|would|shall)\s+(?:do|suffice))"
)
"""what says of a part of something that no more is needed"""
_STOPS = (
    r"(?:of|in|and|or|for|on|as|is|are|was|were|must|should|shall|will|has|have|after|before|per|over|at|with|by|to|from|during|every|each|than|that|which|"
    r"while|when|where|under|between|plus)"
)
_NO_ANTECEDENT = r"(?:if|when|once|while|until|as|how|what|that|which|who|because|where|so|and|or|but|than|whether|after|before|since|though|although|long|often|much|many)"
_SIMPLER: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), plain)
    for pattern, plain in (
        (r"\b(?P<pronoun>that|it|what|there|here|who|which)['’]s\b", r"\g<pronoun> is"),
        (rf"\b(?P<noun>(?:the|an?|all|every|each|of)\s+(?:[\w-]+\s+){{0,3}}?(?!{_NO_ANTECEDENT}\b)[a-z][\w-]*)\s+(?=(?:it|they)\s+(?:is|are|was|were|has|have|had|gets?|got|takes?|took|needs?|needed|finds?|found|uses?|used|makes?|made|reach\w*|ends?)\b)", r"\g<noun> that "),
        (r"\s+[-–—]\s+(?=(?:and|plus|as well as|but)\b)", ", "),
        (rf"^(?P<verb>(?:please\s+|also\s+)*(?:{wording.VERBS}))\s+(?:in|into|to|with|on)\s+(?:mlflow|the (?:mlflow )?run|the tracking server)\s*:?,?\s+(?=\w)", r"\g<verb> "),
        (r"\binterested in (?P<what>[^.;]+?)\band in\b", r"interested in \g<what>and"),
        (r"^(?:besides|in addition to|on top of|alongside|next to)\s+(?P<first>(?:the|its|our|all|both)\s+[^,;:]+),\s*(?:(?:please\s+)?(?:also\s+)?(?:log|track|record)\s+)?", r"log \g<first>, "),
        (rf"^(?:the following|these|those)(?:\s+\w+)?\s+(?:should|must|shall|are to|need to|have to|ought to)\s+be\s+{_KEPT}\s+as\s+(?P<kind>param(?:eter)?s|metrics)\s*:\s*", r"\g<kind>: "),
        (r"\s*,?\s*(?:\b(?:plus|and)\s+)?(?:\b(?:the|these|two|three|four|five|six)\s+)+(?P<kind>param(?:eter)?s|metrics)\s*,?\s*\b(?:namely|viz\.)\s*:?\s+", r"; \g<kind>: "),
        (r"\bneither (?P<one>[^,;.]+?) nor (?P<other>[^,;.]+?) (?:is|are) (?P<wanted>needed|wanted|required|necessary|of interest)\b\s*,?\s*(?:just\s+|but\s+|only\s+)*", r"\g<one> and \g<other> are not \g<wanted>; "),
        (r"^(?P<from>from|for|of)\s+(?P<one>\w+(?: \w+){0,2}?)\s+(?:only\s+|just\s+)?(?P<first>(?:the|its)\s+[^,;]+),\s*(?:and\s+)?(?P=from)\s+(?P<other>\w+(?: \w+){0,2}?)\s+(?:only\s+|just\s+)?(?P<second>(?:the|its)\s+[^,;]+)$", r"For \g<one>: \g<first>. For \g<other>: \g<second>"),
        (r"(?<=\w)\s*,?\s*\b(?:and|plus|as well as)\s*,?\s+(?P<each>(?:for|of|from) (?:each|every|both|all)(?: of)?(?: the)?(?: \w+){1,3}),\s+(?=\w)", r"; \g<each> log "),
        # a second thing that is kept as the first one is
        (rf"\s*[,;]?\s*(?:\band\s+)?\bas\s+{_AUXILIARY}\s+{_DETERMINED}", "; "),
        (rf"\s*[,;]\s*(?:and\s+)?so\s+{_AUXILIARY}\s+{_DETERMINED}", "; "),
        (rf"[.!?]\s+so\s+{_AUXILIARY}\s+(?=\w)", "; "),
        (r"\s*,?\s*\band\s+(?:likewise|similarly|equally|also|the same)\s+(?=(?:of|for|from|on|in|with)\b)", " and "),
        (r"(?:^|(?<=[.;])\s*)(?:besides|moreover|furthermore|what is more|on top of (?:that|this)|beyond (?:that|this))\s*,\s*(?=\S)", " "),
        (r"\s*,?\s*\b(?:vs\.?|versus|against|(?:as )?compared (?:with|to)|and|plus|as well as|along with|together with)\s+(?:that|those)\s+(?=(?:of|for|on|from|in)\b)", " and "),
        (rf"\b(?P<of>of|by|for|in|on|from)\s+the\s+(?P<one>{_SIDE})\s+and\s+(?:(?P=of)\s+)?(?:the\s+)?(?P<other>{_SIDE})\s+(?P<noun>[a-z][\w-]*(?:\s+(?!{_STOPS}\b)[a-z][\w-]*)?)", r"\g<of> the \g<one> \g<noun> and \g<of> the \g<other> \g<noun>"),
        (rf"\b(?P<what>length|duration|size|height|width|depth|amount|cost|distance|weight) of the (?P<most>{_EXTREME}) (?P<noun>[a-z]+)(?=\s*(?:[,;.]|\band\b|$))", r"\g<most> \g<noun> \g<what>"),
        (rf"\b(?:which|what|the) (?P<noun>{_PLACE}) (?:(?:that|which) )?(?:has|had|gives|gave|shows|showed|reaches|reached|achieves|achieved|yields|yielded|produces|produced|got|gets) (?=(?:the )?{_MOST}\b)", r"the \g<noun> with "),
        (rf"\b(?:at|for|with|in|on) (?:which|what) (?P<noun>{_PLACE}) (?:is|was|are|were) (?:the )?(?P<what>[\w' -]+?) (?:the |at its )?(?P<most>{_MOST})\b", r"the \g<noun> with the \g<most> \g<what>"),
        (rf"\b(?:which|what|the) (?P<noun>{_PLACE}) (?:(?:at|for|with|in|on) which|where|when) (?:the )?(?P<what>(?!it\b|this\b|that\b)[\w' -]+?) {_BE} (?:the |at its )?(?P<most>{_MOST})\b", r"the \g<noun> with the \g<most> \g<what>"),
        (rf"\b(?:which|what|the) (?P<noun>{_PLACE}) (?:(?:at|for|with|in|on) which|where|when) (?:the )?(?P<what>(?!it\b|this\b|that\b)[\w' -]+?) (?:peaks?|peaked|reach(?:es|ed) its (?:peak|maximum))\b", r"the \g<noun> with the highest \g<what>"),
        (r"\bthe (?P<noun>[a-z]+) (?:at|for|with|in) which (?:it|this|that|the \w+(?: \w+)?) (?:occurs?|happens?|(?:is|was) (?:reached|attained|achieved|found|seen|observed|highest|lowest|best))\b", r"the best \g<noun>"),
        (r"^(?:(?:log|track|record|store|save|keep)\s+)?(?:(?:the|all|these|those|following)\s+)*(?:settings|values|inputs|numbers|things|results|items)\s+(?:go in\s+|are\s+)?as (?P<kind>param(?:eter)?s|metrics)\s*:\s*", r"\g<kind>: "),
        (r"\s*,?\s*\bas well as\s+(?=(?:of|for|from|on|in)\b)", " and "),
        (r"\bwhat (?:it|they) (?:was|were|is|are|ended at|ended up at|came to)(?: at the (?:very )?end| in the end| finally)\b", "its final value"),
        (r"\s*,\s*(?:(?:and|both|all)\s+)*(?P<on>(?:on|to|in|at|with)\s+the\s+parent(?:\s+run)?)\s*\.?\s*$", r" \g<on>"),
        # a second thing beside the first one, what would do, and how many steps a metric has
        (rf"(?P<gap>\s*(?:[,;]|\band\b|\bplus\b)\s*(?:and\s+)?(?:also\s+)?)(?:next to|beside|besides|along with|alongside|together with|with|in addition to)\s+(?:it|them|that|these|those)\s*,?\s+{_DETERMINED}", r"\g<gap>"),
        (rf"\s*\((?:and\s+|but\s+)?(?![^;,.()]*\b(?:final|last|best|first|end)\b)[^;,.()]*?{_WOULD_DO}\s*\)", ""),
        (rf"\s*[;,–—]\s*(?:and\s+|but\s+)?(?![^;,.()]*\b(?:final|last|best|first|end)\b)[^;,.()]*?{_WOULD_DO}(?=\s*(?:[;,.)]|$))", ""),
        (r"\s+as\s+(?:an?\s+)?(?:step\s+)?metric,?\s+(?=with\s+(?:one|an?)\s+(?:step|point|value|entry)\s+(?:per|for|at)\b)", " "),
        (r"\s*,\s*(?:with )?(?:one|an?) (?:value|number|point) (?P<each>(?:per|for each|for every) (?:degrees?|folds?|trials?|epochs?|steps?|iterations?|rounds?|k))\s*$", r" \g<each>"),
        (r"\b(?P<link>for|at|with|when|where) (?P<name>[^\W\d]\w*) ?= ?(?P<one>-?[\d.]+)(?P<sep>,? and|,) (?P=name) ?= ?(?=-?\d)", r"\g<link> \g<name>=\g<one>\g<sep> \g<link> \g<name>="),
        (r"\bwhere (?P<what>(?:the|its) [\w' -]+?) (?:lies?|sits?|is|ends? up)(?=\s*(?:[,;.]|\b(?:and|as)\b|$))", r"\g<what>"),
        # what belongs to the best model of a search was found with it
        (r"\b(?P<best>the best (?:\w+ )?(?:model|estimator|classifier|regressor)\b[^.;]*?(?:\band|\bwith|,) )(?:its|the model's) (?P<what>(?:hyper-?)?(?:parameters|params))\b", r"\g<best>the best \g<what>"),
        # one of a kind for each of two things
        (r"\bone\s+(?P<kind>curve|metric|param(?:eter)?|picture|plot|chart|figure|table|tag)\s+for\s+(?P<one>(?:the|its)\s[^,;.]+?)\s*,?\s+and\s+(?:one|another(?:\s+one)?)\s+for\s+(?P<other>(?:the|its)\s[^,;.]+)", r"\g<one> as a \g<kind> and \g<other> as a \g<kind>"),
        (r"\bas\s+an?\s+(?P<kind>curve|metric|param(?:eter)?|picture|plot|chart|figure|table|tag|file)\b(?P<more>[^;.]*?)\s+as\s+another(?:\s+one)?\b", r"as a \g<kind>\g<more> as a \g<kind>"),
        # how things stand on a page says nothing of what they are
        (r"\s*,?\s*\b(?:next to|beside|below|above|on top of) (?:each|one) (?:other|another)\b|\s*,?\s*\bside by side\b", ""),
        (rf"\b(?:which|what) (?P<what>[^,;.?]+?) (?:did )?(?:the|our) (?:[\w-]+ )?{_SEARCH} (?:chooses?|chose|pick(?:ed|s)?|select(?:ed|s)?|settle[ds]? on|f(?:ou|i)nds?|prefer(?:red|s)?|end(?:ed)? up with|return(?:ed|s)?)\b", r"the best \g<what>"),
        (rf"\bhow (?:much|strongly|widely) (?P<what>(?:the|its|their|our) [\w' -]+?) (?:varies|vary|varied|scatters?|scattered|fluctuates?|fluctuated|differs?|differed) (?P<where>(?:between|across|over|among|from) {_REPEATS})", r"the standard deviation of \g<what>"),
        # coordination that says no more than a list does
        (rf"(?P<verb>\b(?:{wording.VERBS})\s+)either\s+(?=(?:the|its)\b)", r"\g<verb>"),
        (r"\s*,\s*respectively\b\s*,?", " "),
        (rf"\s*,\s*(?:both\s+|all\s+|each\s+)?(?:measured\s+|given\s+|expressed\s+)?in\s+(?P<unit>{value_words.UNITS})\s*(?=,|[.;]|$)", r" in \g<unit>"),
        (r"\s+(?:right\s+)?(?:next to|beside|alongside)\s+(?:it|them|these|those)(?=\s*(?:[,;.]|\band\b|$))", ""),
        (r"\bhow (?:much|far|strongly|widely) (?P<one>(?:the|its) [\w' -]+?) and (?P<other>(?:the|its) [\w' -]+?) (?:differ|deviate|diverge|are apart|lie apart)\b(?:\s+from (?:each other|one another))?", r"the difference between \g<one> and \g<other>"),
        (r"\b(?:by )?how (?:much|far|strongly) (?:the two(?: \w+)?|they|both|these(?: two)?|those(?: two)?) (?:differ|deviate|diverge|are apart)\b(?:\s+from (?:each other|one another))?", "their difference"),
        (r"\bhow (?:far|much) (?:(?:it|this|that) (?:is|was|lies) )?off (?:it (?:is|was) )?(?:from|of) (?P<from>the (?:true|exact|real|actual|known) \w+)", r"its error"),
        (r"\bwhether (?:or not )?(?:the|its|our) (?:[\w-]+ )?(?:optimi[sz](?:er|ation)|solver|algorithm|minimi[sz](?:er|ation)|iteration|procedure|method|search) (?:has |had )?(?:converged|succeeded)\b", "whether it converged"),
        (r"\s*,\s*both\s+(?=(?:on|of|for|in)\s+the\s+[\w-]+(?:\s+[\w-]+)?\s*(?:[.;]|$))", " "),
        (r"\s+(?:right\s+)?(?:next to|beside|alongside)\s+(?=(?:the|its|their)\s+(?:true|theoretical|exact|expected|actual|observed|analytical|predicted|known|estimated|empirical|fitted)\s)", " and "),
        (r"(?P<and>,\s*and|\band|\bplus|,)\s+(?:with|by|from|on|in|at|for|under|over) (?:which|what) (?P<noun>[a-z][\w-]*(?: (?!(?:it|they|we|is|was|are|were)\b)[a-z][\w-]*)?)(?=\s*(?:[,;.]|$))", r"\g<and> the \g<noun>"),
        # questions, and what is to be found out
        (rf"\b(?:say|tell(?: us| me)?|state|mention|find out|see|know|show|indicate|learn)\s+(?=(?:how (?:many|much|long|often|{_SIZE}))\b|what\b|which\b)", "log "),
        (rf"\bhow much (?:higher|larger|bigger|greater|longer|more)(?: {_BE})? (?P<one>[^,;.?]+?)(?: {_BE})? than (?P<other>[^,;.?]+)", r"the difference between \g<one> and \g<other>"),
        (rf"\bhow much (?:lower|smaller|less|shorter|fewer)(?: {_BE})? (?P<one>[^,;.?]+?)(?: {_BE})? than (?P<other>[^,;.?]+)", r"the difference between \g<other> and \g<one>"),
        (rf"\bhow much better(?: {_BE})? (?P<one>[^,;.?]+?)(?: {_BE})? than (?P<other>[^,;.?]+)", r"the improvement from \g<other> to \g<one>"),
        (r"\b(?:by )?how much (?:(?:does|do|did) )?(?P<one>[^,;.?]+?) (?:exceed|beat|outperform|surpass)(?:s|ed|es)? (?P<other>[^,;.?]+)", r"the improvement from \g<other> to \g<one>"),
        (rf"\bhow {_SIZE} {_BE} (?=the\b|our\b|its\b|their\b|an?\b)", ""),
        (rf"\bhow {_SIZE} (?P<what>(?:the|our|its|their|an?) [^,;.?]+?) {_BE}(?=\s*(?:[,;.?]|\band\b|$))", r"\g<what>"),
        (r"\bwhat (?:is|are|was|were) (?=the\b|our\b|its\b|their\b)", ""),
        (rf"\bwhat (?P<what>(?:the|our|its|their) (?:(?!\b(?:of|that|which)\b)[^,;.?])+?) {_BE}(?=\s*(?:[,;.?]|\b(?:and|in|at|on|after)\b|$))", r"\g<what>"),
        (rf"\b(?:what|which) (?={_SHARE} of\b)", ""),
        (r"(?P<share>\b(?:fraction|share|percentage|proportion) of (?:(?!\bthat\b)[^,;.?])+?) (?:does|do|did) (?=(?:the|our|its|their|an?|this)\b)", r"\g<share> that "),
        (rf"\b(?:an?|the) (?:curve|series|history) (?:of|that shows|showing) how (?P<what>[^,;.]+?) {time_words.CHANGES}[^,;.]*", r"\g<what> as a curve"),
        (r"\b(?:what|which) (?P<what>[a-z][\w-]*(?: [a-z][\w-]*)?) (?:does|do|did) (?P<whose>(?:the|our|its|their) [\w -]+?) (?:reach|have|get|achieve|attain|give|show|obtain|use|need|make)\b", r"\g<what> of \g<whose>"),
        (r"^(?:log |track |record |report )?(?:what|which) (?P<what>[^,;.?]+?) (?:won|wins|win|(?:was|were|is|are) (?:the )?best|(?:came out|performed|worked|did) best)\b", r"the best \g<what>"),
        (r"\b(?!(?P<same>[a-z]+) by (?P=same)\b)(?P<what>\w+) by (?P<loop>epoch|step|iteration|episode|round|batch|sweep|generation)\b", r"\g<what> per \g<loop>"),
        # what the line says of itself
        (r"\s*,?\s+(?:is|are)\s+what\s+(?:i|we)(?:\s*['’](?:m|re)|\s+am|\s+are)?\s+(?:after|want|need|interested in|looking for|care about)\b", ""),
        (r"\s*,?\s*\bso (?:that )?(?:we|i|you|one|there)\b[^,;.]*", ""),
        (r"\s*,\s*so (?:that )?[^,;.]*?\b(?:can|could|may|might) be\b[^,;.]*", ""),
        (r"\s*,\s*(?:just )?(?:for|as a|by way of) comparison\s*(?:,|(?=[.;]|$))", ""),
        (r"(?<=\d),(?=\d{3}\b)", ""),
        (r"\s*,\s*as (?:it|they) (?:is|are|stands?|appears?|comes?)\b[^,;.]*(?:,|(?=[.;]|$))", ""),
        (r"\s*,?\s*\bwith (?:the |an? )?(?P<loop>epoch|step|iteration|round|episode)s? (?:number |index )?as (?:the |its |an? )?(?:mlflow )?(?:step|x(?:[ -]axis)?)\b", r" per \g<loop>"),
        (r"\s*[,;]?\s*\b(?:with|using|use|taking|take) (?:the |an? |its )?(?:[\w-]+ ){1,4}?as (?:the |its |an? )?(?:mlflow )?(?:step|x(?:[ -]axis)?)\b", ""),
        (rf"^compare (?P<one>[^:;]+?) (?:to|with|and|against) (?P<other>[^:;]+?)\s*[:;,–—-]+\s*(?:and\s+)?(?:please\s+)?(?:{wording.VERBS})\s+(?:the|their)\s+(?P<what>(?:absolute\s+|relative\s+)?(?:difference|gap|ratio|distance))$", r"log the \g<what> between \g<one> and \g<other>"),
        (r"(?P<best>\b(?:best|worst|highest|lowest|largest|smallest|maximum|minimum|longest|shortest)\b [^,;]*?) (?:of|in|over|across|among) any(?: of the)? \w+", r"\g<best>"),
        (r"^(?:also\s+)?(?:put|list|collect|gather|write|arrange|tabulate) (?P<what>(?:(?!\b(?:in|into)\b)[^;])+?) (?:in|into|as) (?:an?|one|the same) (?:csv |results? )?table\b", r"save \g<what> as a table"),
        (r"(?<=\w) (?:for|at) (?:every|each)(?: (?:tried|single|possible))?(?: value of)?(?: the)? [a-z]+(?:_[a-z]+)+\b", " per step"),
        (r"\s*\((?:(?:with |one )?(?:step|x[ -]axis|x)\s*(?::|=|is)\s*)[^()]*\)", ""),
        (r"\s*\((?P<each>(?:with )?(?:one|an?) (?:point|value|entry|step) (?:per|for each|for every|at each) [^()]*)\)", r" \g<each>"),
        (r"(?<=\w)\(\)", ""),
        (r"\b(?:(?:the|our|an?)\s+)?(?:(?:start(?:ing)?|initial|end|final|chosen|current|query|test)\s+)?(?:point|position|pair|coordinates?|location)\s*\(\s*(?P<one>[A-Za-z]\w{0,3})\s*,\s*(?P<other>[A-Za-z]\w{0,3})\s*\)", r"\g<one> and \g<other>"),
        (rf"\s*,\s*(?={_DONE}\s+(?:as|by|with|from|over|via|using|at|in|on)\b)", " that is "),
        (rf"^(?P<wish>(?:i|we)(?:\s*['’]d|\s+would)?\s+(?:also\s+)?(?:want|need|like|love)\s[^.;]*?[\w⟩])\s+{_KEPT}(?=\s*(?:[,;.]|\b(?:and|plus)\b|$))", r"\g<wish>"),
        (r"(?P<kind>\s*,?\s*\bas\s+(?:(?:separate|single|own|plain|run)\s+)*(?:param(?:eter)?s?|metrics?))\s*,\s+(?P<whose>(?:for|of|from|on|in)\s+(?!(?:each|every|example|instance)\b)[^,;.()]+?)(?=\s*[.;]?$)", r" \g<whose>\g<kind>"),
        (r"^(?:[^,;:.]*?\s)?as\s+(?P<kind>param(?:eter)?s|metrics)\s*,\s*(?:i\.e\.|that is|namely|viz\.|specifically)\s*[:,]?\s+", r"\g<kind>: "),
        (r"\s*,\s*(?:with\s+|including\s+)?(?:all|every|each)\s+(?:of\s+)?(?:its\s+|the\s+)?(?:rows?|columns?|lines?|records|points|pages|cells|panels)(?:\s+of\s+(?:it|them))?(?=\s*[,;.]|\s*$)", ""),
        (r"\s*\(\s*(?P<name>(?:run name|experiment|tags?)\b[^()]*)\)", r", \g<name>"),
        (r"\s*[,;]?\s*\b(?:and|while|but)\s+(?P<where>(?:on|in|for|at|with|to) the parent(?: run)?)\s*,?\s+(?=(?:log|track|record|save|keep|store|write|put|report)\b)", r"; \g<where> "),
        (r"(?P<comma>,|\band\b)\s*(?:and\s+)?(?:in|with|of|at|over|from|on)\s+(?=how many\b)", r"\g<comma> "),
        # of each of several
        (r"\s*,\s*(?=(?:per|for (?:each|every)|(?:in|for|of|on) (?:each|every|either|both))\s+(?:of the\s+)?[\w-]+(?:\s+[\w-]+)?\s*(?:[;.]|$))", " "),
        (r"\b(?P<where>in|for|of|on|at|with) either\b", r"\g<where> each"),
        (r"\s+(?:separately|individually)\s+(?P<where>for|of|in|on)\s+(?P<first>(?:the\s+)?\w+(?:\s+\w+)?)\s+and\s+(?:(?P=where)\s+)?(?P<second>(?:the\s+)?\w+(?:\s+\w+)?)(?=\s*(?:[,;.]|$))", r" \g<where> \g<first> and \g<where> \g<second>"),
        (rf"\s+(?:should|must|shall|has to|have to|needs? to|is to|are to|ought to)\s+be\s+{_KEPT}(?:\s+(?:separately|individually))?(?=\s+(?:for|of|per)\s+(?!later|reference|the record))", ""),
    )
)  # fmt: skip
_RANGE = re.compile(
    r"\b(?P<name>[A-Za-z]{1,3}_?)(?P<first>\d)\s*(?:[–—-]|\.{2,3}|…|\bto\b|\bthrough\b)\s*(?P=name)(?P<last>\d{1,2})\b"
)
_FEW = 12
"""more names than this a line would not list"""
_THAT_IS = re.compile(
    r"\s*,?\s*\b(?:i\.e\.|that is(?: to say)?,|in other words,)\s*,?\s+(?P<what>[^,;.?()]+?)(?=\s*(?:[;.?]|,\s*(?:plus|and|as|is|are|must|should|shall|goes|has)\b|\bplus\b|$))",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\bbetween\b.*?\band\b", re.IGNORECASE)
_HOW_MANY = re.compile(
    r"\bhow many\s+(?P<of>of\s+(?:the|our|its|their|these|those|all)\s+(?:all\s+)?)?(?P<rest>(?:(?!\band how many\b)[^,;.?()])*)",
    re.IGNORECASE,
)
_NO_NOUNS = frozenset({"is", "was", "has", "does", "this", "less", "its", "across", "versus", "always"})
_NOUNS = frozenset({
    "people", "data", "vertices", "indices", "matrices", "children", "data points", "spectra", "criteria", "phenomena", "maxima", "minima",
    "extrema", "hypotheses", "radii", "nuclei", "loci", "bacteria", "quanta", "formulae", "mice", "men", "women", "axes", "bases",
})  # fmt: skip
_LINK = re.compile(
    r"(?:of|per|in|on|for|at|from|by|with|and|or|as|to|than|within|inside|under|over|each)\b", re.IGNORECASE
)
_PREDICATE = re.compile(
    r"(?P<whose>(?:of|in|per|on)\s+(?:(?!\band\b).)+?\s+)??(?:are|is|were|was|be|get|gets|got|stay|remain|turn out|end up)\s+(?:actually\s+|really\s+|finally\s+)?"
    r"(?P<what>(?:(?:correctly|wrongly|incorrectly|truly|falsely|fully|not)\s+)?[\w-]+)(?P<where>\s+(?:at|in|on|for|per|after|within|over)\s.*)?$",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"(?P<what>[a-z]{3,}ed)(?P<where>\s+(?:at|in|on|after|during|within|over)\s+(?:the|each|every|all)\s.*)?$",
    re.IGNORECASE,
)
"""`how many seeds sprouted`: they did it themselves"""
_SPOKEN_OF = re.compile(
    r"(?:(?:the|an?|our|its|their|it|we|they|you|i|this|that|each|every|there|[A-Z]\w*|⟨\d+⟩)(?:\s|(?<=⟩)).*?)?"
    r"\b(?:were|was|are|is|have|has|had|did|do|does|got|gets?|gives?|gave|contains?|takes?|took|needs?|needed|uses?|used|ends?|ended|runs?|ran|makes?|made|comes?|consists?|"
    r"trains?|fits?|returns?|requires?|required|holds?|counts?)\b"
)
"""who has them, or that they are there: this restricts nothing"""
_HAVING = re.compile(
    r"^(?:have|carry|keep|hold|bear|contain|show|possess)\s+(?:(?:their|its|an?)\s+)?(?:own\s+)?(?=\w)", re.IGNORECASE
)
_THERE = re.compile(
    r"^(?:(?:are|were)(?=\s+(?:in|on|at|within|inside)\s)|lie|lies|sit|fall|falls|land|lands|end up|ends up|remain|stay|appear|occur|belong|come|go|get|live|stand)\s+(?=\w)",
    re.IGNORECASE,
)
"""verbs that only say that they are where they are"""
_INTO = re.compile(r"^into\s+", re.IGNORECASE)
_EMPTY = frozenset({
    "there", "used", "fitted", "fit", "trained", "grown", "run", "made", "tried", "evaluated", "compared", "tested", "built", "drawn", "computed",
    "taken", "needed", "required", "performed", "done", "executed", "simulated", "generated", "sampled", "created", "given", "set", "found", "boosted",
    "plotted", "shown", "present", "involved", "processed", "considered", "available", "anchored",
})  # fmt: skip
"""what says of things only that they are there"""
_POINTS_BACK = re.compile(
    rf"^(?:please\s+|also\s+)*(?:(?:{wording.VERBS})\s+(?=\w+(?:\s+of\s+\w+)?(?:\s+(?:too|as|please)\b|\s*[,;.!]|\s+and\b|\s*$)))?"
    r"(?:it|this|that|them|these|those|both|all(?: of (?:it|them))?)(?:\s+(?:too|as well|please))?(?P<mark>\s+as\s+(?:an?\s+|the\s+)?\w+)?"
    r"\s*(?:[.!]?\s*$|(?:[,;]|\s(?=and\b))\s*(?:and\s+|plus\s+|also\s+)*(?P<rest>\S.*)$)",
    re.IGNORECASE,
)


_LISTED = re.compile(
    r"^(?P<verb>(?:please\s+)?(?:(?:log|track|record|report|keep|save|store)\s+)?)(?:all\s+)?(?:the\s+)?(?P<count>two|three|four|five|six)\s+"
    r"(?:[\w-]+\s+){0,2}?(?:cells|terms|parts|components|values|numbers|quantities|scores|counts|entries|measures|statistics|inputs|results|things|rates)\b"
    r"[^(),;:]*\((?P<items>[^()]+)\)(?P<kind>\s+as\s+[\w ]+)?\s*[.]?$",
    re.IGNORECASE,
)
"""so many of something, and which they are"""


def reworded(line: str) -> str:
    """A line in the words of a plain list, where it asks or leaves out."""
    line = several_said.plainly(_LISTED.sub(_items, line))
    for pattern, plain in _SIMPLER:
        line = pattern.sub(plain, line)
    return _counts(_RANGE.sub(_each_of, _THAT_IS.sub(_other_name, line)))


def _items(found: re.Match[str]) -> str:
    """`the four cells (TP, FP, FN, TN)` are these four."""
    items = [item for item in re.split(r"\s*(?:,\s*and\b|,|\band\b|/)\s*", found.group("items")) if item]
    if len(items) != value_words.COUNTS[found.group("count").lower()]:
        return found.group()
    return f"{found.group('verb')}{', '.join(items)}{found.group('kind') or ''}"


def _each_of(found: re.Match[str]) -> str:
    """`a0–a3` is `a0, a1, a2 and a3`."""
    first, last = int(found.group("first")), int(found.group("last"))
    if not 0 < last - first < _FEW:
        return found.group()
    names = [f"{found.group('name')}{number}" for number in range(first, last + 1)]
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _other_name(found: re.Match[str]) -> str:
    """`the cost at the end, i.e. the objective` has two names for one thing; `the size, i.e. rows and columns` lists."""
    said = found.group("what").strip()
    named = re.match(r"(?:the|its)\s+|(?=⟨)", said)
    return f" ⦅{said[named.end() :]}⦆" if named and not re.search(r"\band\b", _BETWEEN.sub("", said)) else found.group()


def joined(sentences: list[str]) -> Iterator[str]:
    """The sentences of a line; one that points back, `Log it as a metric`, leaves its mark on the one before."""
    before = ""
    for sentence in sentences:
        behind = _POINTS_BACK.match(sentence) if before else None
        if behind is None:
            yield from [before] if before else []
            before = sentence
            continue
        yield f"{before.rstrip(' .?!')}{behind.group('mark') or ''}"
        before = behind.group("rest") or ""
    yield from [before] if before else []


def _counts(line: str) -> str:
    """`how many points lie on the rim` is the `number of points that lie on the rim`, `how many on the hub` as well."""
    counted = noun = ""

    def asked(found: re.Match[str]) -> str:
        nonlocal counted, noun
        rest, of = found.group("rest"), found.group("of") or ""
        words = rest.split()
        at = next((at for at, word in enumerate(words[:6]) if _plural(word)), None)
        if counted and at is None and (past := _PAST.fullmatch(rest.strip())):
            return f"number of {past.group('what')} {counted}{past.group('where') or ''}"
        if noun and at is None and (own := _PREDICATE.fullmatch(rest.strip())) and own.group("what") not in _EMPTY:
            return f"number of {own.group('what')} {noun}{own.group('where') or ''}"
        if at is None or (not of and _LINK.match(rest)):
            return f"number of {counted} {of}{rest}"
        counted = noun = " ".join(words[: at + 1])
        behind = " ".join(words[at + 1 :]).removeprefix("that ")
        gap = rest[len(rest.rstrip()) :]
        predicate = _PREDICATE.match(behind)
        if predicate and predicate.group("what").lower() not in _EMPTY:
            counted = f"{predicate.group('what')} {counted}"
            whose, where = predicate.group("whose") or "", predicate.group("where") or ""
            return f"number of {counted} {whose.strip()}{where}{gap}"
        if (predicate and not predicate.group("where")) or re.fullmatch(r"there (?:are|were)", behind):
            whose = (predicate.group("whose") or "").strip() if predicate else ""
            return f"number of {counted} {whose}".rstrip() + gap
        if (past := _PAST.match(behind)) and past.group("what").lower() not in _EMPTY:
            return f"number of {past.group('what')} {counted}{past.group('where') or ''}{gap}"
        plain = _INTO.sub("in ", _THERE.sub("", _HAVING.sub("with ", behind)))
        behind = f"that {behind}" if plain == behind and _SPOKEN_OF.match(behind) else plain
        return f"number of {' '.join(words[: at + 1])} {behind}{gap}"

    return _HOW_MANY.sub(asked, line)


def _plural(word: str) -> bool:
    plain = word.lower()
    return plain in _NOUNS or (plain.endswith("s") and plain not in _NO_NOUNS and lemma(plain) != plain)
