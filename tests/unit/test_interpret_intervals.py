"""Intervals that a notebook keeps as two ends, numbers that it makes of two others itself, labels that say of what."""

import pytest
from interpret_records import asked, findings, held, metric, param, planned, read, series

MEANS = (metric("old_mean", "old_mean", value=2), metric("new_mean", "new_mean", value=3))


@pytest.mark.parametrize(
    "line",
    [
        "the 95% confidence interval of the mean",
        "the bounds of the confidence interval",
        "the lower and upper limit of the confidence interval",
    ],
)
@pytest.mark.parametrize("names", [("ci_low", "ci_high"), ("ci_lower", "ci_upper")])
def test_an_interval_is_its_two_ends(line, names):
    found = findings(*map(metric, names), metric("mean"))
    assert (planned(read(line, found=found)), asked(read(line, found=found))) == (
        sorted(f"metric {n}" for n in names),
        [],
    )


def test_an_interval_with_one_end_is_asked_back():
    assert asked(read("the 95% confidence interval", found=findings(metric("ci_low"), metric("mean"))))


def test_the_width_of_an_interval_is_neither_of_its_ends():
    found = findings(metric("ci_low"), metric("ci_high"))
    assert asked(read("the width of the confidence interval", found=found))


@pytest.mark.parametrize(
    "line", ["the old mean, the new mean and their difference", "the difference between the old mean and the new mean"]
)
def test_a_difference_that_the_notebook_has_is_not_computed_again(line):
    outcome = read(line, found=findings(*MEANS, metric("mean_difference", value=1)))
    assert "metric mean_difference" in planned(outcome)


def test_a_difference_that_it_does_not_have_is_computed():
    outcome = read("the old mean, the new mean and their difference", found=findings(*MEANS, metric("age_difference")))
    assert "metric old_mean - new_mean" in planned(outcome)


def test_a_standard_error_is_no_standard_deviation():
    found = findings(metric("sample_std"), metric("se"), metric("sample_mean"))
    assert planned(read("the sample mean and its standard error", found=found)) == ["metric sample_mean", "metric se"]


def test_the_significance_level_and_a_rejection_are_found_by_their_usual_names():
    found = findings(param("alpha", value=0.05), metric("reject", value=True))
    outcome = read("the significance level and whether the null hypothesis was rejected", found=found)
    assert planned(outcome) == ["metric reject", "param alpha"]


def test_what_a_label_says_of_one_thing_is_not_taken_for_another():
    found = findings(series("errors", "errors", "Approximation error of the area"), series("errors2", "errors2"))
    assert asked(read("the final approximation error of the price", found=found))
    assert not asked(read("the final approximation error of the area", found=found))


def test_a_standard_deviation_of_what_is_there_is_no_standard_error():
    found = findings(metric("gaps_se"), data=[held("gaps")])
    assert planned(read("the standard deviation of the gaps", found=found)) == ["metric gaps.std()"]


@pytest.mark.parametrize("names", [("q05", "q95"), ("p05", "p95"), ("wait_q05", "wait_q95")])
def test_percentiles_are_found_by_their_short_names(names):
    found = findings(*map(metric, names), metric("median"))
    assert planned(read("the 5th and 95th percentile", found=found)) == sorted(f"metric {name}" for name in names)


def test_another_percentile_is_asked_back():
    assert asked(read("the 99th percentile", found=findings(metric("q05"), metric("q95"))))


@pytest.mark.parametrize("line", ["the t statistic and its p-value", "the z statistic and its p-value"])
def test_its_value_is_that_of_the_same_letter(line):
    found = findings(*map(metric, ("t_stat", "t_pvalue", "z_stat", "z_pvalue")))
    letter = line[4]
    assert planned(read(line, found=found)) == [f"metric {letter}_pvalue", f"metric {letter}_stat"]


def test_their_errors_are_one_of_each():
    found = findings(*map(metric, ("slope", "offset", "slope_se", "offset_se")))
    wanted = ["metric offset", "metric offset_se", "metric slope", "metric slope_se"]
    assert planned(read("the slope and the offset along with their standard errors", found=found)) == wanted


def test_whether_the_solver_converged_is_its_success():
    found = findings(param('result["success"]', "success", value=True), metric('result["fun"]', "fun"))
    assert planned(read("whether the solver converged", found=found)) == ['param result["success"]']
