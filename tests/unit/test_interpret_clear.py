"""What is clearly better than everything else is taken without a question."""

import pytest
from interpret_records import asked, figure, findings, held, in_loop, metric, param, planned, read, series, slider

from worker.findings import Scope

CURRENT = {"origin": "current", "scope": Scope.CELL}


@pytest.mark.parametrize(
    ("line", "found", "items"),
    [
        # a label that is just the phrase is worth as much as a keyword's name
        ("Field size of the lower farm", [slider("field_slider.value", "field_slider", "Field size", value=32),
                                          param("32", "field_size", origin="keyword", owner="sow", value=32)],
         ["param field_slider.value"]),
        # digits at the end of a name say nothing of what it is
        ("the volume as a parameter", [slider("vol_ex4.value", "vol_ex4", "V [L]", value=1.0)], ["param vol_ex4.value"]),
        # one written word may be spelled in one
        ("pKb as a parameter", [slider("pkb_ex4.value", "pkb_ex4", value=9.2), param("kb", "kb", value=0.1)],
         ["param pkb_ex4.value"]),
        # how long something evolves is a setting
        ("evolution steps of the reef", [slider("steps.value", "steps", "Evolution steps", value=50), in_loop("step")],
         ["param steps.value"]),
        ("number of intervals that cover the truth",
         [metric("n_covers", "n_covers", "Hives whose CI covers the true yield", value=18.0), metric("n_hives", value=20.0)],
         ["metric n_covers"]),
    ],
)  # fmt: skip
def test_the_clearly_better_one_is_taken(line, found, items):
    outcome = read(line, found=findings(*found))
    assert (planned(outcome), asked(outcome)) == (items, [])


def test_a_difference_is_what_its_name_says_where_the_cell_says_of_what():
    found = findings(metric("difference", "difference", "Difference between plot 1 & plot 2 means", cell=4))
    found = found.model_copy(update={"texts": {4: "the mean yield of both groups, group by group"}})
    assert planned(read("Observed difference between the two group means", found=found)) == ["metric difference"]
    assert asked(read("Difference between the wages", found=found))


def test_what_is_written_on_a_picture_comes_before_the_text_around_it():
    found = findings(
        figure("{}", "draw", "Yield of the farm", origin="displayed", scope=Scope.CELL),
        figure("{}", "draw", "Clay vs sandy soil", origin="displayed", scope=Scope.CELL, cell=6),
    )
    found = found.model_copy(update={"texts": {5: "clay and sand are compared below"}})
    outcome = read("The plot of clay vs. sandy soil", found=found)
    assert [artifact.cell for artifact in outcome.plan.artifacts] == [6]


def test_the_plot_of_that_season_stands_below_what_the_lines_named():
    found = findings(
        series("ripe", cell=1),
        figure("plt.gcf()", "Season", "ripe", cell=4, **CURRENT),
        figure("plt.gcf()", "Season", "ripe", cell=5, **CURRENT),
        sites=(),
    )
    outcome = read("Ripe share over time", "Plot of that season", found=found)
    assert [artifact.cell for artifact in outcome.plan.artifacts] == [4]
    assert asked(read("Ripe share over time", "The plot", found=found)) == ["The plot"]


def test_one_number_is_no_history():
    found = findings(series("gains", "gains", "Gain"))
    assert "metric gains.max()" not in planned(read("The largest gain after every step", found=found))


def test_a_count_is_no_last_size():
    graph = held("G", kind="networkx.classes.graph.Graph", shape=(9,), holds="")
    found = findings(series("node_sizes", "node_sizes", "node size"), data=[graph])
    assert planned(read("Count of nodes of the final graph as a metric", found=found)) == ["metric len(G.nodes)"]


def test_one_point_of_a_curve_is_not_the_curve():
    found = findings(series("ripeness"))
    assert asked(read("Log the ripeness at the chosen point", found=found)) == ["the ripeness"]
    assert planned(read("Log the ripeness of the farm", found=found)) == ["series ripeness"]


def test_entries_of_one_name_are_called_by_whose_they_are():
    farms = ("north", "south")
    found = findings(
        *(metric(f'{farm}["yield"]', "yield", origin="entry", owner=farm, value=len(farm)) for farm in farms)
    )
    outcome = read("Yield of both farms as metrics", found=found)
    assert [value.key for value in outcome.plan.metrics] == [f"{farm}_yield" for farm in farms]


@pytest.mark.parametrize(
    ("line", "tagged"),
    [
        ("Tag the run with the apple that the mill picks", ["mill_answer"]),
        ("Tag the run with the weather that the mill picks", []),
    ],
)
def test_a_tag_says_what_the_notebook_arrives_at(line, tagged):
    found = findings(
        param("mill_answer", "mill_answer", "that's", value="russet", origin="assigned", cell=4),
        param("sort", "sort", value="cox", cell=2),
    )
    found = found.model_copy(update={"texts": {4: "the heaviest apple is the pick of the mill, here that's"}})
    outcome = read(line, found=found)
    assert [tag.expression for tag in outcome.plan.tags] == tagged
    assert bool(asked(outcome)) is not bool(tagged)


def test_the_first_item_of_a_point_may_be_what_a_fit_ends_with():
    found = findings(metric("theta[0]", "theta 0", "Estimated stiffness", origin="item", owner="theta", cell=4))
    assert planned(read("Final estimate of stiffness as a metric", found=found)) == ["metric theta[0]"]


def test_a_question_says_what_is_missing_in_the_requirements_own_word():
    found = findings(metric("n_nonzero", "n_nonzero", value=4.0))
    (question,) = read("Log the number of non-zero coefficients", found=found).questions
    assert "nothing there says “coefficients”" in question.text
