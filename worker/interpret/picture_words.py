"""How lines speak of pictures, tables and files."""

import re

TABLE_AS = re.compile(
    r"\s*\b(?:as|in(?=\s+(?:an?|one)\s)|into(?=\s+(?:an?|one)\s)) (?:an? |one |the )?(?:\w+ )?(?:table|csv|data ?frame|spreadsheet|csv file|array)s?(?:\s+(?:too|as well|please|artifact|artefact|file))*(?:\s*\([^()]*\))?\s*$",
    re.IGNORECASE,
)
PANELS = re.compile(
    r"\b(?:(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|\d+)[- ]?(?:panel|frame|part|plot|subplot|row|column|pane)(?:ed)?|"
    r"\d+\s*(?:\u00d7|x|by)\s*\d+|multi-?(?:panel|part|plot))(?=[\s-])",
    re.IGNORECASE,
)
"""how a picture is divided: `the four-panel figure`, `a 2x2 grid`"""
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
DATA = re.compile(r"\bdata(?:\s?sets?)?\b", re.IGNORECASE)
ORIGINAL = re.compile(r"\b(?:raw|original|sample|synthetic|simulated|artificial|random|toy|example)\b", re.IGNORECASE)
"""what says of the data that nothing was done to them"""
ARTIFACT = re.compile(r"\b(?:artifact|artefact)s?\b", re.IGNORECASE)
CHART_AS = re.compile(
    r"\bas (?:an? )?(?:(?!(?:in|of|on|by|the)\b)[\w.]+ ){0,2}(?:figure|plot|picture|image|artifact|artefact|png|svg|chart|graph|file|text|html|markdown)s?\b"
    r"(?:\s+(?:file|artifact|artefact|image)s?\b)?(?![/\w])",
    re.IGNORECASE,
)
DATA_AS = re.compile(
    r"\s*\bas (?:an? |one )?(?P<format>json|parquet)(?:\s+(?:file|artifact|artefact|document|object|dictionary|table))?s?\s*$",
    re.IGNORECASE,
)
"""as which kind of file data shall be kept: `as a JSON file`"""
TEXT_AS = re.compile(r"\b(?:texts?|markdown|txt|md)\b", re.IGNORECASE)
"""within `as a text file`, `as a markdown artifact`"""
DRAWN_AS = re.compile(
    r"\b(?:figure|plot|picture|image|png|svg|chart|graph|html|pdf|jpe?g|interactive)s?\b", re.IGNORECASE
)
"""within `as an HTML file`: what only a picture is kept as"""
BINARY = re.compile(r"\b(?:np[yz]|numpy|pickle|pkl|joblib|h5|wav|mp[34]|gif|pt|pth|zip)\b", re.IGNORECASE)
"""formats that only the notebook itself can write"""
BARE_FILE = re.compile(r"as (?:an? )?(?:(?:single|separate|own|attached|plain) )?files?", re.IGNORECASE)
GOES = re.compile(
    r"(?:\s+(?:goes?|comes?|is|are|should|shall|must|will|be|to|in|into|kept|stored|saved|logged|recorded|written|put|there))+\s*$",
    re.IGNORECASE,
)
"""what stands in front of `as a table`"""
ATTACHED = re.compile(r"^(?:please\s+|also\s+|and\s+)*(?:attach|upload|archive)\b", re.IGNORECASE)
"""what is attached is a file: `attach the curve` means its picture"""
ONE_PICTURE = r"\b(?:figure|plot|chart|picture|image|graph|diagram|map|table|panel)"
SHOWING = re.compile(
    r"\b(?:figure|plot|chart|picture|image|graph|table|panel|map|diagram|data ?frame|spreadsheet)s?\b(?P<with>\s+(?:with|of|showing|for|comparing|from|on|about|that (?:shows?|compares?|has)|which (?:shows?|compares?|has))\s+.*)$",
    re.IGNORECASE,
)
KEPT_AS_FILE = re.compile(
    r"\s+(?:as|under|to|in)\s+`?([\w./-]+\.(?:png|svg|html|csv|json|pdf|jpe?g|txt|md))`?(?=\W|$)", re.IGNORECASE
)
