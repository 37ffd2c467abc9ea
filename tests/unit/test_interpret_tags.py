"""Tags with a stated key and a value of the notebook, and controls that a line names by what they are."""

import pytest
from interpret_records import asked, findings, held, metric, model, param, planned, read, slider

from worker.findings import LiveElement, LiveValue


def moved(name, *labels, kind, live):
    """A control of a kind, with the value that it has."""
    element = LiveElement(kind=kind, label=next(iter(labels), ""), value=live)
    return slider(f"{name}.value", name, *labels).model_copy(
        update={"live": live.model_copy(update={"ui": element}), "owner": name}
    )


HARBOUR = moved("harbour_pick", "Harbour", kind="dropdown", live=LiveValue(type="str", string="north"))
TIDES = moved("tides", "With tides", kind="checkbox", live=LiveValue(type="bool", boolean=True))
WIND = moved("wind", "With wind", kind="switch", live=LiveValue(type="bool", boolean=False))
SPEED = moved("speed", "Speed", kind="slider", live=LiveValue(type="int", number=3))
TOPICS = moved("topics", "Topics", kind="multiselect", live=LiveValue(type="list", length=2))
SEEN = held("strays").model_copy(update={"live": LiveValue(type="list", length=2)})
CAPSIZED = param("has_capsized", value=False).model_copy(
    update={"live": LiveValue(type="bool", boolean=False), "origin": "assigned"}
)
CREWS = param("n_crews", value=4)
FOUND = findings(HARBOUR, TIDES, WIND, SPEED, TOPICS, CAPSIZED, CREWS, metric("drift", "drift", "Drift"), data=[SEEN])


def tags(outcome):
    """Live and literal tags of the plan, by key."""
    return {**{tag.key: tag.expression for tag in outcome.plan.tags}, **outcome.plan.run_tags}


@pytest.mark.parametrize(
    ("line", "made"),
    [
        ("tag harbour with whatever is picked in the dropdown", {"harbour": "harbour_pick.value"}),
        ("A tag named `port` with the chosen harbour", {"port": "harbour_pick.value"}),
        (
            "put the selected topics into a tag called topics",
            {"topics": '", ".join([str(item) for item in topics.value])'},
        ),
        (
            "Write the selected topics in a tag named subjects, comma-separated",
            {"subjects": '", ".join([str(item) for item in topics.value])'},
        ),
        ("A tag strays with the stray buoys", {"strays": '", ".join([str(item) for item in strays])'}),
        ("Tag capsized that says whether the boat has capsized", {"capsized": "has_capsized"}),
        ("tag the run's tides with whether the tides are on", {"tides": "tides.value"}),
        ("The drift goes into the tag drift_m", {"drift_m": "drift"}),
        ("the speed as the knots tag", {"knots": "speed.value"}),
        ("tag crew with north-team", {"crew": "north-team"}),
        ("Tag the run with team=crew", {"team": "crew"}),
        ("Tag the run with the number of crews", {"n_crews": "n_crews"}),
        ("Tag the run with a stage of draft", {"stage": "draft"}),
        ("The chosen harbour is a tag", {"harbour_pick": "harbour_pick.value"}),
    ],
)
def test_a_stated_key_gets_the_value_that_the_words_behind_it_name(line, made):
    outcome = read(line, found=FOUND)
    assert (tags(outcome), asked(outcome)) == (made, [])


@pytest.mark.parametrize(
    "line",
    [
        "tag mood with whatever the crew says",
        "A tag named ballast with the chosen ballast",
        "Tag sunk that says whether the pier has sunk",
    ],
)
def test_a_value_that_the_notebook_does_not_have_is_asked_back(line):
    outcome = read(line, found=FOUND)
    assert tags(outcome) == {}
    assert len(asked(outcome)) == 1


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("Log both checkboxes as parameters", ["param tides.value", "param wind.value"]),
        ("the value of the dropdown", ["param harbour_pick.value"]),
        ("Track all switches", ["param tides.value", "param wind.value"]),
        ("Log the slider", ["param speed.value"]),
        ("the states of both checkboxes", ["param tides.value", "param wind.value"]),
        ("the chosen harbour and the selected topics", ["param harbour_pick.value", "param topics.value"]),
    ],
)
def test_controls_are_named_by_what_they_are(line, items):
    outcome = read(line, found=FOUND)
    assert (planned(outcome), asked(outcome)) == (items, [])


def test_seven_sliders_are_counted_as_well():
    moving = [moved(f"knob{at}", kind="slider", live=LiveValue(type="int", number=3)) for at in range(7)]
    assert len(planned(read("Parameters: all seven sliders", found=findings(*moving)))) == 7
    assert asked(read("Parameters: all eight sliders", found=findings(*moving)))


def test_as_many_controls_as_a_line_counts_must_be_there():
    assert asked(read("Log all three checkboxes as parameters", found=FOUND)) == ["all three checkboxes"]


def test_an_alternative_states_no_value():
    assert asked(read("Tag the run as Stable or Unstable", found=findings())) != []


@pytest.mark.parametrize(
    ("line", "made"),
    [
        ("Set the `season` tag to `winter`", {"season": "winter"}),
        ('The tag "season" should be "winter"', {"season": "winter"}),
        ("The tag season must have the value winter", {"season": "winter"}),
        ('Add a season tag with the value "winter"', {"season": "winter"}),
        ("Use tags: season=winter and crew=north", {"season": "winter", "crew": "north"}),
        ('Tag the run with ship type = "yawl" and season = "winter"', {"ship_type": "yawl", "season": "winter"}),
        ("Tag the run with ship = old yawl, season = winter", {"ship": "old yawl", "season": "winter"}),
        ('Tag the run with the ship type "yawl"', {"ship_type": "yawl"}),
        ('Tag the run with the ship ("yawl")', {"ship": "yawl"}),
        ("Set tag season=winter on the run", {"season": "winter"}),
        ("Tag the run with the chosen harbour and the speed", {"harbour_pick": "harbour_pick.value", "speed": "speed.value"}),
        ("The run should be tagged with the chosen harbour", {"harbour_pick": "harbour_pick.value"}),
        ("A tag should say which harbour was picked", {"harbour_pick": "harbour_pick.value"}),
        ("The chosen harbour should be a tag called port", {"port": "harbour_pick.value"}),
        ("Log the chosen harbour and the speed as tags", {"harbour_pick": "harbour_pick.value", "speed": "speed.value"}),
    ],
)  # fmt: skip
def test_tags_in_other_ordinary_forms(line, made):
    outcome = read(line, found=FOUND)
    assert (tags(outcome), asked(outcome)) == (made, [])


def test_a_tag_stands_beside_values_that_are_kept_as_something_else():
    outcome = read("Log the speed as a parameter, the chosen harbour as a tag and the drift as a metric", found=FOUND)
    assert tags(outcome) == {"harbour_pick": "harbour_pick.value"}
    assert (planned(outcome), asked(outcome)) == (["metric drift", "param speed.value"], [])


@pytest.mark.parametrize("line", ['Tag the run with "winter"', "Tag the run", "Put the crew's mood in a tag"])
def test_a_tag_without_a_key_or_a_value_is_asked_about(line):
    assert tags(read(line, found=FOUND)) == {}


def test_what_is_selected_is_no_optimum_of_a_search():
    best = metric("optimum", "optimum")
    solver = param("solver_name", "solver_name").model_copy(update={"live": LiveValue(type="str", string="cbc")})
    assert planned(read("Log the selected solver", found=findings(best, solver))) == ["param solver_name"]
    assert planned(read("Log the selected solver", found=findings(best))) == []


@pytest.mark.parametrize(
    ("line", "made"),
    [
        ("Tag the run as north or south", {"harbour_pick": "harbour_pick.value"}),
        ("Also tag each run as South, East or North", {"harbour_pick": "harbour_pick.value"}),
        ("Tag the run as calm or stormy", {}),
    ],
)
def test_a_run_is_tagged_as_the_one_of_some_words_that_the_notebook_has(line, made):
    outcome = read(line, found=FOUND)
    assert (tags(outcome), bool(outcome.questions)) == (made, not made)


def test_a_value_that_is_stated_is_no_value_of_the_notebook():
    found = findings(metric("drift", "drift", "Spring tide estimate", value=3.1))
    assert tags(read("Set a tag method with the value spring-tide", found=found)) == {"method": "spring-tide"}


@pytest.mark.parametrize(
    ("line", "made"),
    [
        ("Tag the run with the kind of the model", {"model_type": "'Ridge'"}),
        ("Tag the run with the model type", {"model_type": "'Ridge'"}),
        ("Tag the run with the name of the regressor", {"regressor_type": "'Ridge'"}),
        ("Tag the run with which model was used", {"model_type": "'Ridge'"}),
        ("Tag the run with the name of the classifier", {}),
    ],
)
def test_the_kind_of_model_is_its_class(line, made):
    ridge = model("ridge", "linear_model.Ridge")
    mixin = ("sklearn.base.RegressorMixin",)
    ridge = ridge.model_copy(update={"live": ridge.live.model_copy(update={"bases": mixin})})
    assert tags(read(line, found=findings(ridge))) == made


def test_of_models_of_two_kinds_none_is_the_kind():
    found = findings(model("ridge", "linear_model.Ridge"), model("tree", "tree.DecisionTreeRegressor"))
    assert asked(read("Tag the run with the model type", found=found))
