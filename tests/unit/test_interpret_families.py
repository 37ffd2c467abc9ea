"""Values that belong together, and those of one of several numbered things."""

import pytest
from interpret_records import (
    SITE,
    asked,
    findings,
    in_loop,
    metric,
    param,
    planned,
    read,
    series,
    slider,
)

from worker.interpret.clauses import clauses

HIVES = [
    entry
    for at in (1, 2, 3)
    for entry in (
        metric(f'hive{at}["honey_total"]', "honey_total", origin="entry", owner=f"hive{at}", value=40.0 + at),
        metric(f'hive{at}["honey"]', "honey", origin="entry", owner=f"hive{at}", value=10.0 + at),
    )
]
RATES = [
    slider("rate_control.value", "rate_control", "Control decay rate", value=0.05),
    slider("rate_treated.value", "rate_treated", "Treated decay rate", value=0.03),
    metric("true_rate", value=0.6, cell=2),
]
ARMS = [
    metric("control_median", "control_median", "Median ripening time Control", value=9.4),
    metric("treated_median", "treated_median", "Median ripening time Treated", value=7.1),
    metric("last_time", "last_time", "ripening time", value=3.0, cell=7),
]


@pytest.mark.parametrize(
    ("line", "found", "items"),
    [
        ("Total honey of all three hives as metrics", HIVES, [f'metric hive{at}["honey_total"]' for at in (1, 2, 3)]),
        ("Both decay rates are parameters", RATES, ["param rate_control.value", "param rate_treated.value"]),
        ("For each arm log the median ripening time", ARMS, ["metric control_median", "metric treated_median"]),
    ],
)
def test_what_belongs_together_is_taken_together(line, found, items):
    outcome = read(line, found=findings(*found))
    assert (planned(outcome), asked(outcome)) == (items, [])


def test_what_the_line_itself_tells_apart_is_no_sibling():
    found = findings(metric("control_median", value=9.4), metric("control_mean", value=9.9), metric("treated_median"))
    outcome = read("For each arm log the median", found=found)
    assert "metric control_mean" not in planned(outcome)


@pytest.mark.parametrize(
    ("line", "taken"),
    [
        ("the growth rate of zone 3", "z3_growth.value"),
        ("the growth rate of zone 1 as a parameter", "z1_growth.value"),
    ],
)
def test_a_number_says_which_of_several_things_is_meant(line, taken):
    found = findings(
        slider("z1_growth.value", "z1_growth", "Growth rate (%)", value=4.2),
        slider("z3_growth.value", "z3_growth", "Growth rate, changed (%)", value=3.8),
    )
    outcome = read(line, found=found)
    assert (planned(outcome), asked(outcome)) == ([f"param {taken}"], [])


def test_the_values_of_one_pass_are_those_of_one_thing_only():
    loop = SITE.model_copy(update={"sweep": 10, "sweep_first": 11, "sweep_end": 20, "sweep_names": ("name", "sort")})
    found = findings(
        metric("np.mean(gap)", "mean gap", "gap", cell=3, origin="displayed"),
        in_loop("np.mean(gap)", "mean gap", "gap", loop="name"),
        param("name", "name", origin="sweep", scope="loop", path=(11, 10), cell=3),
        sites=(loop,),
    )
    outcome = read("Gap of the old press and of the new press", found=found)
    assert [value.expression for value in outcome.plan.nested.metrics] == ["np.mean(gap)"]
    assert not outcome.plan.metrics


@pytest.mark.parametrize(
    ("line", "things"),
    [
        ("Log the seed and, for each arm, the yield and the weight", [("the seed", ""), ("the yield", "arm"), ("the weight", "arm")]),
        ("The seed, plus for both presses, the yield", [("The seed", ""), ("the yield", "presses")]),
    ],
)  # fmt: skip
def test_each_in_the_middle_speaks_of_what_follows(line, things):
    found = [(phrase.text, phrase.each) for clause in clauses(line) for phrase in clause.phrases]
    assert found == things


def test_a_word_that_a_label_says_too_is_no_kind_of_element():
    outcome = read("the decay rate of the control group", found=findings(*RATES[:1]))
    assert [value.key for value in outcome.plan.params] == ["rate_control"]


@pytest.mark.parametrize(
    ("line", "texts"),
    [
        ("For each of the three presses (old, new, repaired) log the yield", [("the yield", "three presses")]),
        ("For each of the two kinds of soil (clay, sand) log the acidity", [("the acidity", "two kinds of soil")]),
    ],
)  # fmt: skip
def test_which_ones_they_are_is_no_list_of_what_is_asked(line, texts):
    assert [(phrase.text, phrase.each) for clause in clauses(line) for phrase in clause.phrases] == texts


def test_abbreviated_plurals_are_plurals():
    lists = [series(name, name, "Yield", length=3) for name in ("means", "stds")]
    outcome = read("For each of the three presses (a, b and c) log mean and std of the yield", found=findings(*lists))
    assert planned(outcome) == [f"metric {name}[{at}]" for name in ("means", "stds") for at in range(3)]


@pytest.mark.parametrize(
    ("line", "found", "items"),
    [
        ("amount of sugar as a parameter", [slider("sugar.value", "sugar", "Sugar (kg)", value=0.25)], ["param sugar.value"]),
        ("pH at every point of the sugar sweep, as one metric series",
         [series('by_ph["sugar"]', "sugar", origin="column", owner="by_ph"), series('weeks["pH"]', "pH", origin="column", owner="weeks")],
         ['series weeks["pH"]']),
    ],
)  # fmt: skip
def test_the_thing_itself_is_taken(line, found, items):
    outcome = read(line, found=findings(*found))
    assert (planned(outcome), asked(outcome)) == (items, [])


def test_a_constant_that_a_remark_describes_is_no_result():
    found = findings(param("gamma", "gamma", "sugar consumption coefficient"))
    assert asked(read("Sugar consumption of the best batch as a metric", found=found))
    assert planned(read("Sugar consumption coefficient as a parameter", found=found)) == ["param gamma"]


def test_what_a_loop_leaves_behind_is_not_taken_before_the_result_itself():
    found = findings(
        metric('one["gap"]', "gap", origin="entry", owner="one", value=0.1, reaches_site=False),
        metric('each["gap"]', "gap", origin="entry", owner="each", value=0.2, cell=3),
        in_loop('each["gap"]', "gap"),
    )
    assert planned(read("the gap as a metric", found=found)) == ['metric one["gap"]']


def test_a_column_of_an_array_is_called_as_the_line_calls_it():
    found = findings(series("way[:, 2]", "way 2", "way", "z Position", "height", origin="lane", owner="way"))
    outcome = read("Height at each step", found=found)
    assert [value.key for value in outcome.plan.series] == ["height"]


def test_a_function_of_a_value_is_not_the_value():
    found = findings(slider("k.value", "K", "decay"))
    assert asked(read("log10 of K as a parameter", found=found))
