"""Questions, ellipses and inversions of a line, and the plain list that they mean."""

import pytest
from interpret_records import asked, findings, held, metric, model, planned, read, series

from worker.interpret.clauses import clauses
from worker.interpret.phrases import Want
from worker.interpret.rewording import reworded
from worker.interpret.tag_words import tag_pairs

ANY, PARAMETER, METRIC, SERIES = Want.ANY, Want.PARAMETER, Want.METRIC, Want.SERIES
FIGURE, TABLE = Want.FIGURE, Want.TABLE
_ARTICLES = ("the", "a", "an", "its")


def named(line):
    """What a line names and as what, articles left out."""
    said = [phrase for clause in clauses(line) for phrase in clause.phrases]
    return [
        (" ".join(word for word in p.text.split() if word not in _ARTICLES and word != "The"), p.want) for p in said
    ]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        # a second thing, kept as the first one is
        ("The tide range must be logged as a metric, as must the ebb", [("tide range", METRIC), ("ebb", ANY)]),
        ("The tide range is a metric, and so is the ebb", [("tide range", METRIC), ("ebb", ANY)]),
        ("The tide range should be tracked. So should the depth", [("tide range", ANY), ("depth", ANY)]),
        ("Besides, log the depth", [("depth", ANY)]),
        ("Log the three parts of the tide table (ebb, flood and slack)", [("ebb", ANY), ("flood", ANY), ("slack", ANY)]),
        # questions
        ("How big is the tide range?", [("tide range", ANY)]),
        ("Say how large the tide range is", [("tide range", ANY)]),
        ("Log what the tide range was", [("tide range", ANY)]),
        ("What share of all buoys does the harbour lose? Log it as a metric.", [("share of all buoys", METRIC)]),
        ("How big is the tide range? Track that, and the depth as well.", [("tide range", ANY), ("depth", ANY)]),
        ("Which salinity and depth won? Log both, and the tide range too.", [("best salinity", ANY), ("best depth", ANY), ("tide range", ANY)]),
        ("What accuracy does the forest reach? Log that as a metric, and the depth.", [("accuracy", METRIC), ("depth", ANY)]),
        ("For every buoy, the tide over time should be stored as a curve", [("tide", SERIES)]),
        ("Compare both harbours: log the depth", [("depth", ANY)]),
        ("tide by epoch", [("tide", SERIES)]),
        ("tide sweep by sweep", [("tide", SERIES)]),
        ("Posterior mean and 95% interval (lower and upper end)", [("Posterior mean", ANY), ("lower end 95% interval", ANY), ("upper end 95% interval", ANY)]),
        # how many
        ("How many of the buoys are rusty, and the depth", [("number of rusty buoys", ANY), ("depth", ANY)]),
        ("How many buoys are correctly placed", [("number of correctly placed buoys", ANY)]),
        ("How many buoys of the harbour are rusty", [("number of rusty buoys", ANY)]),
        ("How many buoys were used", [("number of buoys", ANY)]),
        ("How many buoys carry a lamp", [("number of buoys with lamp", ANY)]),
        ("How many buoys lie in deep water and how many on the shoal", [("number of buoys in deep water", ANY), ("number of buoys", ANY)]),
        ("Say how many buoys the harbour has", [("number of buoys", ANY)]),
        ("Log how many buoys are red and how many are green", [("number of red buoys", ANY), ("number of green buoys", ANY)]),
        ("How many buoys are in the harbour", [("number of buoys", ANY)]),
        # what stands behind the comma is said of nothing in front of it
        ("Log the depth and the salinity, and the tide of every step", [("depth", ANY), ("salinity", ANY), ("tide", SERIES)]),
        ("Log the depth and the tide of every step", [("depth", SERIES), ("tide", SERIES)]),
        ("Log the tide after each added buoy", [("tide", SERIES)]),
        # a question within a list, and a remark
        ("Log the tide, which harbour it belongs to and whether the boat sank", [("tide", ANY), ("which harbour it belongs to", ANY), ("boat sank", ANY)]),
        ("Log the tide, which is read at noon, and the depth", [("tide", ANY), ("depth", ANY)]),
        # where something is is that
        ("Log where the harbour lies", [("harbour", ANY)]),
        # what belongs to the best model was found with it
        ("Log the best model and its parameters", [("best model", ANY), ("best parameters", PARAMETER)]),
        # what things have are the columns of their table
        ("The boats with their owners as a table", [("boats", TABLE)]),
        ("How many buoys drift away", [("number of buoys drift away", ANY)]),
        ("How many buoys Ada placed", [("number of buoys Ada placed", ANY)]),
        ("How many buoys per harbour", [("number of buoys per harbour", ANY)]),
        # of each of several
        ("Depth and salinity of the harbour, and likewise of the channel", [("Depth", ANY), ("salinity", ANY), ("Depth", ANY), ("salinity", ANY)]),
        ("Log the mean depth separately for basin X and basin Y", [("mean depth for basin X", ANY), ("mean depth for basin Y", ANY)]),
        ("Depth of the inner and of the outer basin", [("Depth", ANY), ("Depth", ANY)]),
        ("Mean depth of the rusty buoys vs. that of the new buoys", [("Mean depth", ANY), ("Mean depth", ANY)]),
        ("depths of the train and the test split", [("depths", ANY), ("depths", ANY)]),
        ("share of depth explained by the first and by the second tide", [("share of depth explained", ANY), ("share of depth explained", ANY)]),
        ("number of tides tried, the smallest and the largest of them", [("number of tides tried", ANY), ("smallest of tides tried", ANY), ("largest of tides tried", ANY)]),
        ("the buoy forces (f0–f2) as params", [("f0", PARAMETER), ("f1", PARAMETER), ("f2", PARAMETER)]),
        ("its two components, the ebb and the flood", [("ebb", ANY), ("flood", ANY)]),
        ("both depths, the depth at ebb and the depth at flood", [("depth at ebb", ANY), ("depth at flood", ANY)]),
        ("both depths, the ebb and the flood", [("both depths", ANY), ("ebb", ANY), ("flood", ANY)]),
        ("Log how the tide falls with the hours, and what it was at the end", [("tide", SERIES), ("final value", ANY)]),
        ("depth of the harbour plus that of the channel", [("depth", ANY), ("depth", ANY)]),
        ("depth and salinity of basin 1 as well as of basin 2", [("depth", ANY), ("salinity", ANY), ("depth", ANY), ("salinity", ANY)]),
        ("mean and median of A as well as of B", [("mean of A", ANY), ("median of A", ANY), ("mean of B", ANY), ("median of B", ANY)]),
        ("price, and depth plus salinity of basin 1 and of basin 2", [("price", ANY), ("depth", ANY), ("salinity", ANY), ("depth", ANY), ("salinity", ANY)]),
        ("Settings as parameters: depth, salinity", [("depth", PARAMETER), ("salinity", PARAMETER)]),
        ("buoys per basin, sample size per trial and salinity", [("buoys per basin", ANY), ("sample size per trial", ANY), ("salinity", ANY)]),
        ("The tides of the harbour as a curve and the largest of them as a metric", [("tides", SERIES), ("largest tides", METRIC)]),
        ("depth, salinity - and the figure with the old and the new harbour", [("depth", ANY), ("salinity", ANY), ("figure", FIGURE)]),
        ("Store in MLflow the depth, the salinity", [("depth", ANY), ("salinity", ANY)]),
        ("From basin 1 the depth and the tide, from basin 2 only the depth", [("depth", ANY), ("tide", ANY), ("depth", ANY)]),
        ("Every setting (S, K, tide) becomes a parameter", [("S", PARAMETER), ("K", PARAMETER), ("tide", PARAMETER)]),
        ("Log the values of A, B and C", [("values of A", ANY), ("values of B", ANY), ("C", ANY)]),
        ("Log TP and FP, plus two params, namely depth and salinity", [("TP", ANY), ("FP", ANY), ("depth", PARAMETER), ("salinity", PARAMETER)]),
        ("Besides the depth, the salinity too", [("depth", ANY), ("salinity", ANY)]),
        ("The following should be logged as parameters: depth, salinity", [("depth", PARAMETER), ("salinity", PARAMETER)]),
        ("I'm interested in the depth and in the salinity", [("depth", ANY), ("salinity", ANY)]),
        # what is said in the middle of commas
        ("tide range, buoys per trial, mean salinity", [("tide range", ANY), ("buoys", SERIES), ("mean salinity", ANY)]),
        ("tide range, salinity per epoch", [("tide range", SERIES), ("salinity", SERIES)]),
        ("harbour: depth, tide (all of them unless set); channel: width, salinity", [("depth", ANY), ("tide", ANY), ("width", ANY), ("salinity", ANY)]),
        # what it is, and what is said of it
        ("length of the longest tide", [("longest tide length", ANY)]),
        ("the best depth and the salinity at which it occurs", [("best depth", ANY), ("best salinity", ANY)]),
        ("the number of tides it is averaged over", [("number of tides", ANY)]),
        ("the value of the drag that's used", [("value of drag", ANY)]),
        ("The lowest tide seen during the storm", [("lowest tide", ANY)]),
        ("Tide at each hour during training", [("Tide", SERIES)]),
        ("The depth and the salinity is what I'm after", [("depth", ANY), ("salinity", ANY)]),
        ("I'd like the depth tracked, and the salinity", [("depth", ANY), ("salinity", ANY)]),
        ("Log the tide with the step as step", [("tide", SERIES)]),
        ("a curve of how the tide falls with the hours, and the harbour plot", [("tide", SERIES), ("harbour plot", FIGURE)]),
        ("Depth (in metres), tide range (%), flood time (s)", [("Depth", ANY), ("tide range", ANY), ("flood time", ANY)]),
        ("Parameters: buoys per harbour, depth, salinity (in %)", [("buoys per harbour", PARAMETER), ("depth", PARAMETER), ("salinity", PARAMETER)]),
        ("the image count, the number of pixels per image", [("image count", ANY), ("number of pixels per image", ANY)]),
        ("number of points on the tide curve", [("number of points on tide curve", ANY)]),
        ("For the y=x² harbour, the tide should be logged at every step", [("tide", SERIES)]),
    ],
)  # fmt: skip
def test_a_line_is_read_in_the_words_of_a_plain_list(line, wanted):
    assert named(line) == wanted


@pytest.mark.parametrize(
    ("line", "context"),
    [
        ("Depth of the inner and of the outer basin", ["inner basin", "outer basin"]),
        ("Tide loss of the training and of the validation part after every step", ["training part", "validation part"]),
        ("Mean depth of the rusty buoys vs. that of the new buoys", ["rusty buoys", "new buoys"]),
    ],
)  # fmt: skip
def test_each_side_is_told_from_the_other(line, context):
    assert [phrase.context for clause in clauses(line) for phrase in clause.phrases] == context


@pytest.mark.parametrize(
    "line",
    [
        "Log the cost of the flood, i.e. the objective value",
        "How big is the cost, i.e. the objective value? Log that.",
    ],
)
def test_two_names_of_one_thing_are_one_thing(line):
    (phrase,) = (phrase for clause in clauses(line) for phrase in clause.phrases)
    assert (phrase.text, phrase.other) == ("the cost", "objective value")


def test_neither_of_two_things_is_wanted():
    said = list(clauses("Neither the tide nor the labels are needed, just the depth"))
    assert [(clause.negative, len(clause.phrases)) for clause in said] == [(True, 2), (False, 1)]


def test_a_tag_may_be_said_in_a_sentence():
    (clause,) = clauses("Set a tag saying the algorithm is policy iteration")
    assert tag_pairs(clause) == (("algorithm", "policy iteration"),)


@pytest.mark.parametrize(
    "line",
    [
        "Number of buoys is a parameter",
        "Log how far off it was",
        "Log how the tide falls at every step",
        "Log the accuracy of the tree and the depth",
        "Keep the picture with the old and the new harbour",
        "The harbour's depth and the channel's depth",
        "Log a1 to b3",
        "Log x-2 and x-3",
        "As long as the tide is low, log the depth",
        "Log the settings, i.e. depth, salinity and tide",
        "Log the tide that the harbour has",
    ],
)
def test_what_is_plain_stays_as_it_is(line):
    assert reworded(line) == line


HARBOUR = findings(
    metric("salinity", "salinity"),
    metric("classes.mean()", "classes", "mean classes", owner="classes"),
    metric("inner_share", "inner_share", value=0.4),
    series("salinity_by_buoy", "salinity by buoy"),
    series("table['tide']", "tide", owner="table", origin="column"),
    held("y", "y"),
    model("forest", kind="ensemble.RandomForestRegressor"),
    model("ridge"),
)  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        "Log the salinity and its tide entropy",
        "Log the average tide score for class B",
        "Log the RMSE between the mean tide and y",
        "Log the share of the tides that reached the pier",
    ],
)
def test_what_only_names_whose_it_is_is_no_answer(line):
    outcome = read(line, found=HARBOUR)
    assert asked(outcome)


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("Log the inner share", ["metric inner_share"]),
        ("Log the salinity by buoy as a curve", ["series salinity_by_buoy"]),
    ],
)
def test_what_names_the_thing_is_one(line, items):
    assert planned(read(line, found=HARBOUR)) == items
