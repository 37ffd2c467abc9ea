"""As what a whole list is kept, why a line asks and who shall do it stand around what it names, and name nothing."""

import pytest

from worker.interpret.clauses import clauses
from worker.interpret.phrases import Want

ANY, PARAMETER, METRIC, SERIES, FIGURE = Want.ANY, Want.PARAMETER, Want.METRIC, Want.SERIES, Want.FIGURE


def named(line):
    """What a line names, articles left out."""
    said = [phrase for clause in clauses(line) for phrase in clause.phrases]
    return [(" ".join(w for w in p.text.split() if w.lower() not in ("the", "a", "an")), p.want) for p in said]


@pytest.mark.parametrize(
    "line",
    [
        "As params I'd like tide and depth",
        "As parameters we need the tide and the depth",
        "For params, use the tide and the depth",
        "As for the parameters, please log tide and depth",
        "On the parameter side: tide, depth",
        "Our parameters are tide and depth",
        "The run's params are the tide and the depth",
        "The params must contain the tide and the depth",
        "Parameters worth keeping: tide, depth",
        "The parameters we care about: tide and depth",
        "Params only: tide and depth",
        "params = tide, depth",
        "Log the following as params: tide, depth",
        "To be logged as parameters: tide and depth",
        "The tide and the depth should be in the params",
        "Put the tide and the depth under params",
        "Treat tide and depth as parameters",
    ],
)
def test_a_frame_says_of_the_whole_list_as_what_it_is_kept(line):
    assert named(line) == [("tide", PARAMETER), ("depth", PARAMETER)]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("Parameters are the tide and the depth, metrics are the drift and the heel", [("tide", PARAMETER), ("depth", PARAMETER), ("drift", METRIC), ("heel", METRIC)]),
        ("Params: tide; metric: drift; artifact: depth chart", [("tide", PARAMETER), ("drift", METRIC), ("depth chart", FIGURE)]),
        ("Put the tide in params and the drift in metrics", [("tide", PARAMETER), ("drift", METRIC)]),
        ("Make tide a param and the drift a metric", [("tide", PARAMETER), ("drift", METRIC)]),
        ("As a metric I want the drift; as an artifact the depth chart", [("drift", METRIC), ("depth chart", FIGURE)]),
        ("Log the buoy count as a parameter", [("buoy count", PARAMETER)]),
        ("The buoys count as a metric", [("buoys", METRIC)]),
        # What only looks like a frame.
        ("For the tide, log the final height", [("final height", ANY)]),
        ("Log the drift in the current metrics table", [("drift", Want.TABLE)]),
        ("The metrics should be logged", [("metrics", METRIC)]),
    ],
)  # fmt: skip
def test_each_list_of_a_line_has_its_own_frame(line, wanted):
    assert named(line) == wanted


@pytest.mark.parametrize(
    "line",
    [
        "Log the tide, because it changes everything",
        "Log the tide since we vary it",
        "Log the tide, as it decides the outcome",
        "Log the tide so that runs can be compared",
        "Log the tide so runs can be compared",
        "Log the tide to make runs comparable",
        "Log the tide in order to reproduce the run",
        "Log the tide for reproducibility reasons",
        "Log the tide for later comparison across runs",
        "Log the tide (important for reproducibility)",
        "Log the tide - this is what we sweep",
        "Log the tide, it matters",
        "Log the tide. This helps to compare runs.",
        "Log the tide. Otherwise the run cannot be reproduced.",
        "To compare runs, log the tide",
        "For reproducibility we need the tide",
        "Because we vary it, log the tide",
        "The tide decides everything, so log it",
        "We vary the tide a lot, so log it",
        "We want to compare runs by tide, so please log it",
        "Log the tide with every run",
        "The run should have the tide",
        "MLflow should log the tide",
        "We should track the tide",
        "I want MLflow to track the tide",
        "Just log the tide",
        "At the very least log the tide",
        "Ensure that the tide is logged",
        "All we need is the tide",
        "What matters is the tide",
        "The tide deserves logging",
    ],
)
def test_reasons_and_who_logs_it_name_nothing(line):
    assert named(line) == [("tide", ANY)]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("Log the days since the last storm", [("days since last storm", ANY)]),
        ("Log the probability to see a ship", [("probability", ANY)]),
        ("Log the p-value for the comparison of both harbours", [("p-value", ANY)]),
        ("Log the lowest tide so far", [("lowest tide", ANY)]),
        ("Log the tide, and record the drift for later analysis", [("tide", ANY), ("drift", ANY)]),
        ("Log the tide, then the drift", [("tide", ANY), ("drift", ANY)]),
        ("Log the loss as it falls over the epochs", [("loss", SERIES)]),
    ],
)
def test_what_only_sounds_like_a_reason_stays(line, wanted):
    assert named(line) == wanted


def kept_and_left_out(line):
    """What a line names to keep, and what it names to leave out."""
    found = [(clause.negative, phrase) for clause in clauses(line) for phrase in clause.phrases]
    text = [(no, " ".join(w for w in p.text.split() if w.lower() not in ("the", "a", "an"))) for no, p in found]
    return [name for no, name in text if not no], [name for no, name in text if no]


@pytest.mark.parametrize(
    ("line", "kept", "left"),
    [
        ("No need to log the waves themselves, just the number of buoys", ["number of buoys"], ["waves"]),
        ("Don't log the waves but the number of buoys", ["number of buoys"], ["waves"]),
        ("Do not log the raw waves, only their mean", ["mean of raw waves"], []),
        ("Do not log the drift of every hour, just the last", ["last drift"], []),
        ("Log the number of buoys rather than the waves", ["number of buoys"], ["waves"]),
        ("Log the number of buoys instead of logging all waves", ["number of buoys"], ["all waves"]),
        ("Log the drift only, not the waves", ["drift"], ["waves"]),
        ("Log the drift, no chart needed", ["drift"], ["chart"]),
        ("Log the drift (not the waves) and the tide", ["drift", "tide"], []),
        ("Log not only the drift but also the tide", ["drift", "tide"], []),
        ("Log the drift and that's it", ["drift"], []),
        ("Log the drift - nothing more", ["drift"], []),
        ("Keep the waves out of the run", [], ["waves"]),
        ("Exclude the waves from logging", [], ["waves"]),
        ("Ignore the waves", [], ["waves"]),
        ("Do not change the notebook, only add tracking", [], ["change notebook", "only add tracking"]),
    ],
)
def test_what_is_not_wanted_stands_apart_from_what_is(line, kept, left):
    assert kept_and_left_out(line) == (kept, left)
