"""Why a line asks, and who shall do it: neither names a thing, `log the seed, because it decides the outcome`."""

import re

from worker.interpret import wording

_END = r"(?=\s*(?:[,;.!?)]|$))"
_ASKS = r"(?:log|track|record|sav|stor|keep|kept|report|archiv|attach|tag|nam|creat|includ|add)\w*"
_PURPOSE = (
    r"(?:make|reproduce|compare|be\s+able|allow|enable|help|ease|simplify|facilitate|see\s+(?:whether|if|how|what)|check\s+(?:whether|if|how)|find\s+out|"
    r"understand|spot|distinguish|filter|tell\s+(?:\w+\s+)?apart|judge|verify|debug|document|avoid|ensure|sort|group|look\s+(?:it|them)\s+up)\b"
)
_RUNS = r"(?:(?:the|all|our|different|other|later|future|earlier|several|many|multiple)\s+)*(?:runs?|experiments?|executions?|sessions?|settings?|attempts?|trials?)"
_USE = (
    r"(?:comparisons?|analys[ie]s|reproducibility|traceability|debugging|inspection|documentation|transparency|review|filtering|sorting|bookkeeping|"
    r"monitoring|evaluation|comparability|replication|auditing|reporting|reference|context|provenance|quick\s+checks?)"
)
_BEHIND = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\s*[,;–—-]*\s*\bbecause\b[^,;.]*",
        r"\s*(?:,|\s[–—-])\s*(?:and\s+)?since\s+(?:we|it|this|that|they|i|you|the\s+\w+)\b[^,;.]*",
        r"\s+since\s+(?:we|i|you)\s+(?:vary|change|need|want|tune|keep|often|will|may|might|like|plan|play)\b[^,;.]*",
        (
            r"\s*,\s*as\s+(?:it|this|that|they|we|i)\s+(?!(?:is|are|was|were|stands?|appears?|comes?|goes|evolves?|develops?|grows?|changes?|moves?|falls?|improves?)"
            r"(?:\s+(?:over|during|with|from|per|along|in|at|by)\b|\s*(?:[,;.]|$)))\w+[^,;.]*"
        ),
        rf"\s+(?:,\s*)?(?:in\s+order\s+)?to\s+(?:(?:better|easily|later|quickly)\s+)?{_PURPOSE}[^,;.]*$",
        r"\s+in\s+order\s+to\b[^,;.]*$",
        r"\s*,?\s+so\s+(?!far\b|called\b|many\b|much\b|long\b|that\s+(?:we|i|you|one|there)\b)(?:that\s+)?[^,;.]*?\s(?:can|could|may|might|will|are|is)\b[^,;.]*",
        (
            rf"\s*,?\s*(?:but\s+only\s+|just\s+|only\s+)?\bfor\s+(?:(?:later|future|easier|better|easy|quick|easier|further|subsequent|full|our|run|post-hoc|the\s+sake\s+of)\s+)*{_USE}"
            rf"(?:\s+(?:reasons?|purposes?|sake))?(?:\s+(?:across|between|of|over|with|among|against)\s+{_RUNS})?{_END}"
        ),
        rf"\s*,?\s*\bfor\s+(?:later\s+)?(?:comparing|reproducing|filtering|analy[sz]ing|sorting|debugging)\s+{_RUNS}?(?:\s+later)?{_END}",
        r"\s*,?\s+(?:with|on|at)\s+(?:each|every)\s+(?:mlflow\s+)?run(?=\s*(?:[,;.]|$))",
        r"\s*(?:,|\s[–—-])\s*(?:(?:it|this|that)\s+is\s+(?:what|the\s+\w+)\b|which\s+(?:we|i)\b|(?:it|this|that|they)\s+(?:really\s+)?(?:matters?|counts?|helps?|decides?|drives?)\b)[^,;.]*",
        (
            rf"\s*\((?!\s*{_ASKS})(?:so\s+that|so\s+we|because|since\s+we|to\s+{_PURPOSE}|for\s+(?:\w+\s+)?{_USE}|(?:very\s+)?(?:important|useful|needed|necessary|crucial)\b|(?:we|i)\s+\w+|"
            r"(?:it|this|that)\s+(?:is\s+what|matters?|helps?|drives?|decides?))[^()]*\)"
        ),
    )
)
"""reasons and purposes behind a request"""
_IN_FRONT = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^(?:to|in\s+order\s+to)\s+(?:(?:better|easily|later)\s+)?{_PURPOSE}[^,;:]*,\s*(?=\S)",
        rf"^(?:in\s+order\s+)?to\s+{_PURPOSE}[^,;:]*?\s+(?=(?:we|i)\s+(?:need|want|should|must)\b)",
        rf"^for\s+(?:(?:later|future|easier|better|full|the\s+sake\s+of)\s+)*{_USE}(?:\s+(?:reasons?|purposes?))?(?:\s+(?:across|between|of)\s+{_RUNS})?\s*,?\s+(?=(?:{wording.VERBS}|we|i|the)\b)",
        rf"^for\s+(?:comparing|reproducing|filtering|analy[sz]ing)\s+{_RUNS}(?:\s+later)?\s*,\s*(?=\S)",
        r"^(?:so\s+that|because|so)\s[^,;:]*,\s*(?=\S)",
        rf"^(?:since|as)\s+(?:we|it|this|i|you)\s[^,;:]*,\s*(?=(?:{wording.VERBS})\b)",
    )
)
"""the same in front of it"""
_SENTENCE = re.compile(
    rf"(?<=[.!?;])\s+(?![^.!?;]*\b{_ASKS}\b)(?:(?:this|that|it|they|these|those)\s+(?:helps?|allows?|lets?|enables?|makes?\s+it|matters?|(?:is|are|will\s+be)\s+"
    r"(?:important|needed|useful|necessary|helpful|crucial|handy|interesting|what))\b|otherwise\b|"
    r"(?:we|i)(?:['’]d|\s+would)?\s+(?:want|like|need|plan|intend|hope)\s+to\s+(?:be\s+able\s+to\s+)?(?:compare|reproduce|analy[sz]e|filter|re-?run|sort|see\s+how)\b)"
    r"[^.!?;]*(?:[.!?](?=\s|$)|$)",
    re.IGNORECASE,
)
"""a sentence behind the request that asks for nothing: `This helps to compare runs.`"""
_SO_LOG_IT = re.compile(
    r"^(?:we|i)\s+(?:(?:also|often|always|\w+ly|want\s+to|will|'d\s+like\s+to|would\s+like\s+to|need\s+to|be\s+able\s+to|keep|may|might)\s+)*"
    r"(?:vary(?:ing)?|chang(?:e|ing)|tun(?:e|ing)|adjust(?:ing)?|play(?:ing)?\s+with|sweep(?:ing)?|mov(?:e|ing)|car(?:e|ing)\s+about|choos(?:e|ing)|pick(?:ing)?|"
    rf"(?:compare|filter|sort|group|distinguish)\s+(?:(?:the|our|all|different)\s+)*(?:runs|experiments)\s+by)\s+(?P<what>[^,;]+?)(?:\s+(?:a\s+lot|often|by\s+hand|later|between\s+runs|from\s+run\s+to\s+run))*"
    rf"\s*[,;]\s*(?:and\s+)?(?:so|hence|therefore|thus)\s+(?:please\s+)?(?:{wording.VERBS})\s+(?:it|them|both|these|those)\b(?P<mark>[^,;.]*)",
    re.IGNORECASE,
)
"""`we vary alpha a lot, so log it as a parameter`"""
_DECIDES = re.compile(
    r"^(?:(?:since|because|as)\s+)?(?P<what>(?:the|our)\s+(?:[\w-]+\s+){1,4}?)(?:(?:really|largely|mostly|strongly)\s+)?"
    r"(?:decides?|drives?|determines?|matters?|controls?|governs?|influences?|affects?|defines?|(?:is|are)\s+(?:important|crucial|decisive|essential))\b[^,;]*"
    rf"[,;]\s*(?:and\s+)?(?:(?:so|hence|therefore|thus)\s+)?(?:please\s+)?(?:{wording.VERBS})\s+(?:it|them)\b(?P<mark>[^,;.]*)",
    re.IGNORECASE,
)
"""`the seed decides everything, so log it`"""


def without_reasons(line: str) -> str:
    """A line without why it asks; a line that is all reason stays as it is."""
    if asked := _SO_LOG_IT.match(line) or _DECIDES.match(line):
        line = f"log {asked.group('what')}{asked.group('mark')}{line[asked.end() :]}"
    plain = _SENTENCE.sub("", line)
    for reason in _IN_FRONT:
        plain = reason.sub("", plain, count=1)
    for reason in _BEHIND:
        plain = reason.sub("", plain)
    return plain.strip() if re.search(r"\w", plain) else line
