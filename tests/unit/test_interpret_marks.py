"""As what things are kept, where a line says it of one of them, of some, or of all at its end."""

import pytest

from worker.interpret.clauses import clauses
from worker.interpret.intents import Intent, intent_of
from worker.interpret.phrases import Want

ANY, PARAMETER, METRIC, SERIES = Want.ANY, Want.PARAMETER, Want.METRIC, Want.SERIES
FIGURE, TABLE = Want.FIGURE, Want.TABLE
_ARTICLES = ("the", "a", "an", "its")


def named(line):
    """What a line names and as what, articles left out; a model by its intent."""
    found = []
    for clause in clauses(line):
        model = intent_of(clause, has_tracking=False) is Intent.MODEL
        for phrase in clause.phrases:
            words = [word for word in phrase.text.split() if word.lower() not in _ARTICLES]
            found.append((" ".join(words), "model" if model else phrase.want))
    return found


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        # arrows
        ("depth + salinity -> params; mean tide -> metric", [("depth", PARAMETER), ("salinity", PARAMETER), ("mean tide", METRIC)]),
        ("depth, salinity => parameters", [("depth", PARAMETER), ("salinity", PARAMETER)]),
        ("tide → a curve", [("tide", SERIES)]),
        # a mark in parentheses speaks of what it stands behind
        ("Tide range (metric) and the harbour depth (param)", [("Tide range", METRIC), ("harbour depth", PARAMETER)]),
        ("buoys (param); tide range (as a metric); harbour figure", [("buoys", PARAMETER), ("tide range", METRIC), ("harbour figure", FIGURE)]),
        ("depth, salinity (params), tide range, mean tide (metrics)", [("depth", PARAMETER), ("salinity", PARAMETER), ("tide range", METRIC), ("mean tide", METRIC)]),
        ("depth, salinity, and the tide range (metric)", [("depth", ANY), ("salinity", ANY), ("tide range", METRIC)]),
        # of all, at the end
        ("depth, salinity, tide range (all params)", [("depth", PARAMETER), ("salinity", PARAMETER), ("tide range", PARAMETER)]),
        ("depth and salinity — log these as params.", [("depth", PARAMETER), ("salinity", PARAMETER)]),
        ("Depth and salinity of the harbour: all params", [("Depth", PARAMETER), ("salinity", PARAMETER)]),
        ("depth; salinity; tide range; all of them as metrics", [("depth", METRIC), ("salinity", METRIC), ("tide range", METRIC)]),
        ("mean tide and tide range, both metrics", [("mean tide", METRIC), ("tide range", METRIC)]),
        # a comma in front of the only `and`, or of one of several, ends what stands in front of it
        ("mean tide, and the depth and the salinity as parameters", [("mean tide", ANY), ("depth", PARAMETER), ("salinity", PARAMETER)]),
        ("depth and salinity, and the mean tide as a metric", [("depth", ANY), ("salinity", ANY), ("mean tide", METRIC)]),
        ("mean tide, tide range, and depth as parameters", [("mean tide", PARAMETER), ("tide range", PARAMETER), ("depth", PARAMETER)]),
        ("mean tide and the depth and the salinity as parameters", [("mean tide", PARAMETER), ("depth", PARAMETER), ("salinity", PARAMETER)]),
        ("how many buoys drifted and the soundings as a file", [("number of buoys drifted", ANY), ("soundings", Want.ARTIFACT)]),
        ("the drift as a history and the harbour plot as a picture", [("drift", SERIES), ("harbour plot", FIGURE)]),
        ("the soundings together with the tides as a table", [("soundings", TABLE), ("tides", TABLE)]),
        ("the tide together with the harbour as a picture", [("tide", ANY), ("harbour", FIGURE)]),
        ("One curve for the ebb and one for the flood", [("ebb", SERIES), ("flood", SERIES)]),
        ("The soundings as a table and the tides as another", [("soundings", TABLE), ("tides", TABLE)]),
        ("the final depth and salinity as metrics", [("final depth", METRIC), ("salinity", METRIC)]),
        # in front
        ("Log the mean tide and, as a parameter, the depth", [("mean tide", ANY), ("depth", PARAMETER)]),
        ("Log as a metric the mean tide", [("mean tide", METRIC)]),
        ("As parameters: depth, salinity", [("depth", PARAMETER), ("salinity", PARAMETER)]),
        ("Keep the harbour chart and, as a curve, the tide", [("harbour chart", FIGURE), ("tide", SERIES)]),
        ("params: depth; salinity; metrics: mean tide; tide range", [("depth", PARAMETER), ("salinity", PARAMETER), ("mean tide", METRIC), ("tide range", METRIC)]),
        # one kind each
        ("tide as a curve + harbour plot + soundings as table", [("tide", SERIES), ("harbour plot", FIGURE), ("soundings", TABLE)]),
        ("The share of ebb hours, the soundings as a table, and the harbour figure are to be kept", [("share of ebb hours", ANY), ("soundings", TABLE), ("harbour figure", FIGURE)]),
        ("the harbour plot, depth and salinity as parameters", [("harbour plot", FIGURE), ("depth", PARAMETER), ("salinity", PARAMETER)]),
        ("fitted harbour regressor as model, harbour chart as image", [("fitted harbour regressor as model", "model"), ("harbour chart", FIGURE)]),
        ("the tide report as a text file, the harbour forest as a model", [("tide report", TABLE), ("harbour forest as model", "model")]),
        ("depth, salinity -> params. tide -> curve. mean tide -> metric.", [("depth", PARAMETER), ("salinity", PARAMETER), ("tide", SERIES), ("mean tide", METRIC)]),
        ("Depth and salinity (params, in percent). Mean tide -> metric.", [("Depth", PARAMETER), ("salinity", PARAMETER), ("Mean tide", METRIC)]),
        ("depth, salinity: params. Tide per epoch: curve. Harbour figure: artifact.", [("depth", PARAMETER), ("salinity", PARAMETER), ("Tide", SERIES), ("Harbour figure", FIGURE)]),
        ("the best depth must end up among the metrics, the salinity among the params", [("best depth", METRIC), ("salinity", PARAMETER)]),
        ("Mean and best tide (two metrics) and a plot of the learning curve", [("Mean tide", METRIC), ("best tide", METRIC), ("plot", FIGURE)]),
        ("Add the depth (m) and the salinity to the metrics", [("depth", METRIC), ("salinity", METRIC)]),
        ('Log the depth as a parameter "d", and the mean tide', [("depth", PARAMETER), ("mean tide", ANY)]),
        # what one mark says of several
        ("depth and salinity as a metric", [("depth", METRIC), ("salinity", METRIC)]),
        ("depth, salinity and mean tide as metrics", [("depth", METRIC), ("salinity", METRIC), ("mean tide", METRIC)]),
        ("Tides and soundings as curves", [("Tides", SERIES), ("soundings", SERIES)]),
        ("Mean tide of each harbour, as a curve", [("Mean tide", SERIES)]),
        # no marks
        ("Log the depth (sounded)", [("depth sounded", ANY)]),
        ("Keep: figure, table", [("figure", FIGURE), ("table", TABLE)]),
        ("Params: depth, salinity", [("depth", PARAMETER), ("salinity", PARAMETER)]),
        ("Log the ebb -> flow ratio", [("ebb -> flow ratio", ANY)]),
        ("Save the soundings as a table (csv or json)", [("soundings", TABLE)]),
        ("Log the accuracy of the forest as the number of trees grows", [("accuracy", SERIES)]),
    ],
)  # fmt: skip
def test_each_thing_is_kept_as_what_the_line_says_of_it(line, wanted):
    assert named(line) == wanted


@pytest.mark.parametrize(
    ("line", "intents"),
    [
        ("tag harbour = north; params: depth, salinity", ["tags", "values"]),
        ("Tags: harbour=north; coast=west", ["tags"]),
        ("One nested run per buoy; the harbour figure goes into the parent run", ["nested", "values"]),
        ("The tide loss as a model parameter", ["values"]),
        ("Accuracy as a model metric", ["values"]),
    ],
)
def test_a_semicolon_ends_what_is_asked_for(line, intents):
    assert [intent_of(clause, has_tracking=False).value for clause in clauses(line)] == intents
