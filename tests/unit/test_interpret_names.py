"""Names of runs and experiments that stand in one line, without quotes or with them."""

import pytest
from interpret_records import STUDY, asked, planned, read


def named(outcome):
    """What the plan calls the experiment and the run, and the run's tags."""
    return outcome.plan.experiment.name, outcome.plan.run_name, outcome.plan.run_tags


@pytest.mark.parametrize(
    ("line", "experiment", "run"),
    [
        ("Experiment harbour-tides, run name spring-1", "harbour-tides", "spring-1"),
        ("run name -> s1.0-t2, experiment -> harbour-tides", "harbour-tides", "s1.0-t2"),
        ("run name = spring_run; experiment = harbour", "harbour", "spring_run"),
        ('Experiment "harbour tides", run name spring-1', "harbour tides", "spring-1"),
        ('experiment "A" with run name "B"', "A", "B"),
        ("Use experiment harbour-tides and name the run spring", "harbour-tides", "spring"),
        ("Put everything in experiment harbour-tides under the run name spring-1", "harbour-tides", "spring-1"),
        ("run name spring-1 in experiment harbour-tides", "harbour-tides", "spring-1"),
        ("Set the run name to spring-1 and the experiment to harbour-tides", "harbour-tides", "spring-1"),
        ('Use "harbour" as the experiment, "spring" as run name', "harbour", "spring"),
        ("The run is called spring-2 and the experiment is harbour-tides", "harbour-tides", "spring-2"),
        ("Name the experiment harbour-tides and the run spring-2", "harbour-tides", "spring-2"),
        ("Log to experiment harbour-tides (run name: spring)", "harbour-tides", "spring"),
        ("Experiment: harbour-tides. Run name: first try", "harbour-tides", "first try"),
        ("Experiment harbour-tides; run spring-1", "harbour-tides", "spring-1"),
    ],
)
def test_both_names_are_taken(line, experiment, run):
    outcome = read(line, found=STUDY)
    assert (named(outcome)[:2], asked(outcome)) == ((experiment, run), [])


@pytest.mark.parametrize(
    ("line", "tags"),
    [
        ("experiment harbour-tides, tags: team=north, stage=dev", {"team": "north", "stage": "dev"}),
        ("tag team=north, experiment harbour-tides", {"team": "north"}),
        ("Experiment harbour-tides; run name spring; tag team = north", {"team": "north"}),
    ],
)
def test_tags_beside_an_experiment_are_the_runs(line, tags):
    outcome = read(line, found=STUDY)
    assert (outcome.plan.experiment.name, outcome.plan.run_tags, asked(outcome)) == ("harbour-tides", tags, [])


def test_a_name_made_of_settings_logs_them():
    outcome = read("experiment harbour-tides, run name from the learning rate", found=STUDY)
    assert (named(outcome)[:2], planned(outcome)) == (("harbour-tides", ""), ["param lr.value"])
