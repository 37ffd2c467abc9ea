"""How lines speak of experiments, runs and their children, tags and models."""

import re

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
MODEL_KEPT = re.compile(
    r"(?:please\s+|also\s+|then\s+)*(?:save|store|keep|upload|persist|export|archive|attach|register)s?\b(?:\s+both)?",
    re.IGNORECASE,
)
ONLY_MODEL = re.compile(
    r"(?:the|our|this|its|an?)\s+(?:[\w-]+\s+){0,2}?(?:model|classifier|regressor|estimator|pipeline|network)(?:\s+itself)?"
    r"(?:\s+(?:as|under|named|called)\s+.+|\s+(?:too|as well))?$",
    re.IGNORECASE,
)
MODEL = re.compile(
    r"\b(?:model|classifier|regressor|estimator|pipeline|network|net|weights|regression|forest|clusterer|predictor|learner|svm|perceptron)s?\b",
    re.IGNORECASE,
)
PARENT = re.compile(
    r"^(?:and\s+)?(?:on|in|for|with|at|to)\s+(?:the\s+)?parent(?:\s+run)?\s*[:,]?\s+(?=(?:please\s+|also\s+)*(?:log|track|record|save|keep|store|write|put|report)\b)|"
    r"^(?:the\s+)?parent(?:\s+run)?\s+(?:itself\s+)?(?:should\s+|must\s+|also\s+)*(?:keeps?|has|have|gets?|get|logs?|log|records?|record|holds?|stores?|carries|carry|shows?)\s+|"
    r"\s+(?:(?:goes?|belongs?|should go|go|is logged|are logged|stays?)\s+)?(?:on|to|in|into|at|with|under)\s+(?:the\s+)?parent(?:\s+run)?\b",
    re.IGNORECASE,
)
CHILDREN = re.compile(
    r"^(?:and\s+)?(?:in|for|on|within|inside|per|with)\s+(?:(?:each|every|all|any)(?:\s+(?:one\s+)?of\s+(?:them|these|those))?\s*|them\s*)?"
    r"(?:(?:nested|child|inner|sub-?|such)\s*)*(?:runs?|child(?:ren)?)?\s*[:,]?\s+",
    re.IGNORECASE,
)
CHILD_RUNS = re.compile(r"\b(?:(?:child|nested|inner)\s+runs?|(?:each|every)\s+child)\b", re.IGNORECASE)
CHILDREN_SAID = re.compile(r"\b(?:them|these|those|nested|child|children|inner|sub-?runs?)\b", re.IGNORECASE)
NESTED_REST = re.compile(
    r"(?:,\s*|\s+)(?:each\s+)?(?:with|having|containing|including|logging|recording|keeping|holding|carrying|(?:that|which)\s+(?:has|have|logs?|records?|keeps?|stores?|contains?|holds?|carr(?:y|ies)))\s+(?P<rest>.+)$",
    re.IGNORECASE,
)
EXPERIMENT_MENTION = re.compile(
    r"(?:\b(?:under|in|into|to|for|within|as|inside)\b\s*)?(?:\b(?:an?|the|its own)\b\s*)?(?:mlflow\s+)?experiment\b(?:\s+(?:named|called|name))?\s*(?:`[^`]*`)?",
    re.IGNORECASE,
)
