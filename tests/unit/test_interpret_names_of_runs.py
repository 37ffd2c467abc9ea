"""Experiments, the names of runs and that there is one run, in ordinary sentences."""

import pytest
from interpret_records import asked, findings, metric, param, planned, read

FOUND = findings(param("tide", "tide", value=3), param("depth", "depth", value=9), metric("drift", "drift"))


@pytest.mark.parametrize(
    "line",
    [
        'Use experiment "bay", one run per execution of the notebook',
        'In experiment "bay", one run per press of the button',
        'The experiment should be named "bay"; one run per execution',
        'As the experiment name, use "bay"',
        'As experiment please use "bay"',
    ],
)
def test_an_experiment_is_named_beside_what_every_plan_has(line):
    outcome = read(line, found=FOUND)
    assert (outcome.plan.experiment.name, planned(outcome), asked(outcome)) == ("bay", [], [])


def test_what_stands_behind_the_experiment_is_logged_too():
    outcome = read('Within experiment "bay" log the tide', found=FOUND)
    assert (outcome.plan.experiment.name, planned(outcome)) == ("bay", ["param tide"])


@pytest.mark.parametrize(
    "line",
    [
        "One run per execution",
        "Only one run",
        "Each execution of the notebook should be its own run",
        "A single run is enough",
        "Start one MLflow run per notebook execution",
    ],
)
def test_one_run_per_execution_is_what_every_plan_has(line):
    outcome = read(line, found=FOUND)
    assert (planned(outcome), asked(outcome), outcome.plan.run_requirements) == ([], [], (0,))


@pytest.mark.parametrize(
    "line",
    [
        "The run name should contain the tide",
        "The run's name should say which tide was used",
        "Put the tide in the run's name",
        "Name runs by tide",
        "Name the run after the tide",
    ],
)
def test_what_a_run_is_named_after_is_logged(line):
    outcome = read(line, found=FOUND)
    assert (planned(outcome), asked(outcome)) == (["param tide"], [])


def test_a_run_is_not_silently_named_after_something_else():
    assert asked(read("Name the run after the rudder", found=FOUND)) != []
    assert read('Use "first try" as the run name', found=FOUND).plan.run_name == "first try"


def test_what_each_run_is_to_have_is_no_part_of_there_being_one():
    outcome = read("One run per press of the button, with tide and depth as params", found=FOUND)
    assert sorted(planned(outcome)) == ["param depth", "param tide"]
