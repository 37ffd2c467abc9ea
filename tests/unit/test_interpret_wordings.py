"""Ordinary wordings: wishes, moments, owners, remarks, refusals, places; only what names something is left."""

import pytest

from worker.interpret.clauses import clauses
from worker.interpret.intents import experiment_name, intent_of, run_name
from worker.interpret.phrases import Want
from worker.interpret.tag_words import tag_pairs

ANY, PARAMETER, METRIC, SERIES, FIGURE, TABLE = (
    Want.ANY, Want.PARAMETER, Want.METRIC, Want.SERIES, Want.FIGURE, Want.TABLE,
)  # fmt: skip


def read(line):
    """Every clause of a line: its intent and what it names, articles left out."""
    return [
        (intent_of(clause, has_tracking=False).value, [(bare(phrase.text), phrase.want) for phrase in clause.phrases])
        for clause in clauses(line)
    ]


def bare(text):
    return " ".join(word for word in text.split() if word.lower() not in ("the", "a", "an"))


def values(*named, want=ANY):
    return [("values", [(name, want) for name in named])]


@pytest.mark.parametrize(
    "line",
    [
        "I'd love to have the Gini coefficient",
        "We also need the Gini coefficient",
        "We really want to see the Gini coefficient",
        "I would like to see the Gini coefficient",
        "Would be good to have the Gini coefficient",
        "It'd be great to see the Gini coefficient",
        "It would be nice if the Gini coefficient was logged",
        "It would be useful if we could log the Gini coefficient",
        "Would it be possible to log the Gini coefficient?",
        "Could we also track the Gini coefficient?",
        "Can you please log the Gini coefficient?",
        "Please make sure that the Gini coefficient is logged",
        "Don't forget the Gini coefficient",
        "Remember to log the Gini coefficient",
        "Let's log the Gini coefficient",
        "Also log the Gini coefficient, please",
        "Log the Gini coefficient, nothing else",
        "For reference, also log the Gini coefficient",
        'As soon as "Go!" has been pressed, record the Gini coefficient',
        "Once the network has converged, note the Gini coefficient",
        "Whenever the slider moves, log the Gini coefficient",
        "When the form is submitted, log the Gini coefficient",
        "Log the Gini coefficient (0.3)",
        "Log the Gini coefficient = 0.3",
        "Log the Gini coefficient itself",
    ],
)  # fmt: skip
def test_the_words_around_a_request_are_no_part_of_what_it_names(line):
    assert read(line) == values("Gini coefficient")


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("The seed should become a param", values("seed", want=PARAMETER)),
        ("Please make sure that the seed ends up as a param", values("seed", want=PARAMETER)),
        ("The row of four panels as an image", values("row of four panels", want=FIGURE)),
        ("The timetable should be stored as a table", values("timetable", want=TABLE)),
        ("Also keep the delays by line and station as a table", values("delays by line station", want=TABLE)),
        ("Humidity month by month", values("Humidity", want=SERIES)),
        ("Entropy as temperature falls", values("Entropy", want=SERIES)),
        ("Energy as the number of spins grows, one value per lattice", values("Energy", want=SERIES)),
        ("Heat and pressure, valve by valve", values("Heat", "pressure", want=SERIES)),
        ("After each generation log the fitness", values("fitness", want=SERIES)),
        ("While the simulation runs, log the pressure at each step", values("pressure", want=SERIES)),
        ("At every step, log the pressure", values("pressure", want=SERIES)),
        ("Keep accuracy by group", values("accuracy by group")),
        ("Log coupling (J) and field strength (h = 0.5)", values("coupling J", "field strength h")),
        ("Record depth and whether early stopping was used", values("depth", "early stopping")),
        ("Accuracy before and after pruning", values("Accuracy before pruning", "Accuracy after pruning")),
        ("Queue length with and without priority", values("Queue length with priority", "Queue length without priority")),
        ("Lowest and highest score", values("Lowest score", "highest score")),
        ("Both the train and the test error", values("train error", "test error")),
        ("Log call and put price", values("call", "put price")),
        ("Close price and open price", values("Close price", "open price")),
        ("What fraction of votes was blank", values("fraction of votes was blank")),
        ("How long the search took", values("time", want=METRIC)),
    ],
)  # fmt: skip
def test_grammar_says_as_what_and_how_often_a_thing_is_kept(line, named):
    assert read(line) == named


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("For the left pendulum: record length and damping", [("length", "the left pendulum"), ("damping", "the left pendulum")]),
        ("In the second panel, track the phase", [("phase", "the second panel")]),
        ("For each pendulum, log the phase", [("phase", "pendulum")]),
        ("Delay, once for the night train and once for the ferry", [("Delay", "night train"), ("Delay", "ferry")]),
        ("Log call and put price", [("call", "price"), ("put price", "")]),
        ("Log the slope estimated by Huber and by RANSAC", [("slope", "Huber"), ("slope", "RANSAC")]),
        ("Log the slope of the tree and of the stump", [("slope", "tree"), ("slope", "stump")]),
    ],
)  # fmt: skip
def test_whose_a_value_is_may_stand_in_front_or_behind(line, named):
    assert [(bare(phrase.text), phrase.context) for clause in clauses(line) for phrase in clause.phrases] == named


@pytest.mark.parametrize(
    ("line", "refused"),
    [
        ("Please do not upload the frames", "frames"),
        ("Don't bother with the frames", "frames"),
        ("No need to keep the frames", "frames"),
        ("There is no need to log the frames", "frames"),
        ("There are no frames to save here", "frames to save here"),
        ("We don't need the frames", "frames"),
        ("The frames can be skipped", "frames"),
        ("The frames do not matter", "frames"),
        ("The frames stay out of it", "frames"),
        ("The frames are not needed", "frames"),
        ("Leave the frames out", "frames"),
    ],
)
def test_a_refusal_is_heard_wherever_its_no_stands(line, refused):
    ((intent, named),) = read(line)
    assert (intent, [name for name, _ in named]) == ("exclude", [refused])


@pytest.mark.parametrize(
    "line",
    ["Whenever the loss is below 0.1, log the weights", "If the accuracy exceeds the baseline, log the weights"],
)
def test_a_condition_is_not_dropped_like_a_moment(line):
    assert len(list(clauses(line))) == 2


@pytest.mark.parametrize(
    ("line", "intents"),
    [
        ("Keep the drawing, but please not the frames", ["values", "exclude"]),
        ("Keep the drawing; the frames do not matter", ["values", "exclude"]),
        ("Log the loss, leave out the seed", ["values", "exclude"]),
        ('Keep the drawing. Experiment "lattice"', ["values", "experiment"]),
        ('No figures needed. Experiment "lattice"', ["exclude", "experiment"]),
        ('Tag: city = "Oslo". Experiment "snow"', ["tags", "experiment"]),
        ('Set experiment to "snow", run name "january"', ["experiment", "run-name"]),
        ("Log the loss vs. the depth", ["values"]),
        ("Log accuracy, e.g. Cohen's kappa", ["values"]),
    ],
)
def test_each_sentence_and_each_name_is_a_clause_of_its_own(line, intents):
    assert [intent for intent, _ in read(line)] == intents


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ('Track everything in "lattice-1"', "lattice-1"),
        ('Runs go to "lattice-1"', "lattice-1"),
        ('Store everything under "lattice-1"', "lattice-1"),
        ('Everything shall be filed under "lattice-1"', "lattice-1"),
        ("All runs belong in lattice-1", "lattice-1"),
        ("Everything goes under lattice_1", "lattice_1"),
        ('Put the results into "lattice-1"', "lattice-1"),
        ("Log the drag in the experiment lattice-1", "lattice-1"),
        ('Log `drag` to the experiment "lattice-1"', "lattice-1"),
        ('Use "lattice-1" as the experiment', "lattice-1"),
    ],
)
def test_a_place_for_all_that_is_logged_is_the_experiment(line, name):
    (clause,) = clauses(line)
    assert (intent_of(clause, has_tracking=False).value, experiment_name(clause)) == ("experiment", name)


@pytest.mark.parametrize(
    "line", ['Log the drag under "drag_1"', 'Save the mesh in "mesh.csv"', "Log the drag in wind-tunnel"]
)
def test_a_place_for_one_value_is_no_experiment(line):
    (clause,) = clauses(line)
    assert intent_of(clause, has_tracking=False).value != "experiment"


def test_two_names_in_one_line_go_to_what_they_stand_behind():
    experiment, run = clauses('Set the experiment to "snow" and the run name to "january"')
    assert (experiment_name(experiment), run_name(run)) == ("snow", "january")


@pytest.mark.parametrize("line", ["Tags: city = Oslo, season = winter", 'Tag: city = "Oslo"; season = "winter"'])
def test_tags_may_stand_behind_a_colon(line):
    (clause,) = clauses(line)
    assert dict(tag_pairs(clause)) == {"city": "Oslo", "season": "winter"}
