"""Numbers that the notebook never computes: statistics, counts and shares of what it has."""

import pytest
from interpret_records import asked, findings, held, metric, model, param, planned, read, series

MOON = held("attraction", shape=(12, 12))
TIDES = held("tides", "tides", "tide level")


def of(*data, symbols=()):
    """What exploring found: these data, and an unrelated setting."""
    found = findings(param("seed", value=3), *symbols, data=data)
    return found.model_copy(update={"texts": {0: "Which orbits are stable, and which points are hit?"}})


@pytest.mark.parametrize(
    ("line", "data", "items"),
    [
        ("Log the largest attraction", [MOON], ["metric attraction.max()"]),
        ("smallest attraction as a metric", [MOON], ["metric attraction.min()"]),
        ("Average attraction", [MOON], ["metric attraction.mean()"]),
        ("The standard deviation of the tide level", [TIDES], ["metric tides.std()"]),
        ("the biggest tide level in absolute terms", [TIDES], ["metric abs(tides).max()"]),
        ("Largest absolute tide level", [TIDES], ["metric abs(tides).max()"]),
        ("Sum of the tide levels", [TIDES], ["metric tides.sum()"]),
        ("The initial tide level", [TIDES], ["metric tides[0]"]),
        ("mean tide level over the last 10 hours", [TIDES], ["metric tides[-10:].mean()"]),
        ("Lowest tide level", [held("tides", "tides", "tide level", kind="torch.Tensor")], ["metric tides.min().item()"]),
        ("Lowest tide level", [held("tides", "tides", "tide level", kind="list")], ["metric min(tides)"]),
        ("Mean tide level", [held("tides", "tides", "tide level", kind="list")], ["metric sum(tides) / len(tides)"]),
        ("Mean depth of the wells", [held('wells["depth"]', "depth", kind="column", origin="column", owner="wells")],
         ['metric wells["depth"].mean()']),
        ("Highest mean yield of any field", [held("mean_yield")], ["metric mean_yield.max()"]),
        ("The total share of rain", [held("rain_share")], ["metric rain_share.sum()"]),
    ],
)  # fmt: skip
def test_a_statistic_is_computed_of_what_the_phrase_names(line, data, items):
    outcome = read(line, found=of(*data))
    assert (planned(outcome), asked(outcome)) == (items, [])
    assert "which the notebook does not do itself" in str(outcome.notes) or "abs(" not in str(items)


@pytest.mark.parametrize(
    ("line", "data"),
    [
        ("Log the largest repulsion", [MOON]),
        ("Log the largest attraction", [held("pull", "pull", "attraction"), held("push", "push", "attraction")]),
        ("Log the largest attraction", [held("attraction", gaps=True)]),
        ("Log the largest attraction", [held("attraction", holds="")]),
        ("Highest mean attraction", [MOON]),
        ("Average attraction of each planet separately", [MOON]),
        ("Mean tide level over the last 100 hours", [TIDES]),
        ("The total tide level", [TIDES]),
        ("Median tide level", [held("tides", "tides", "tide level", kind="list")]),
    ],
)
def test_a_statistic_of_what_is_not_certain_is_asked_back(line, data):
    outcome = read(line, found=of(*data))
    assert planned(outcome) == []
    assert asked(outcome)


def test_what_the_notebook_computes_itself_comes_before_what_could_be_computed():
    found = of(MOON, symbols=[metric("max_attraction", value=0.3)])
    assert planned(read("Log the largest attraction", found=found)) == ["metric max_attraction"]


GRAPH = held("roads", kind="networkx.classes.graph.Graph", holds="", shape=(9,))
STABLE = held("stable_mask", holds="booleans")
ORBITS = held("orbits", kind="pandas.DataFrame", holds="", shape=(12, 3))
ORBITS = ORBITS.model_copy(update={"live": ORBITS.live.model_copy(update={"columns": ("a", "b", "c")})})
SPLIT = (
    held("X_train", shape=(30, 4)), held("y_train", shape=(30,)), held("X_test", shape=(10, 4)), held("y_test", shape=(10,)),
    held("X", shape=(40, 4)), held("y", shape=(40,)),
)  # fmt: skip
FRAMES = tuple(
    one.model_copy(update={"live": one.live.model_copy(update={"columns": ("a", "b")})})
    if "X" in one.expression
    else one
    for one in SPLIT[:4]
)


@pytest.mark.parametrize(
    ("line", "data", "items"),
    [
        ("How many stable orbits there are", [STABLE], ["metric stable_mask.sum()"]),
        ("The share of stable orbits", [STABLE], ["metric stable_mask.mean()"]),
        ("What fraction of the points is stable", [STABLE], ["metric stable_mask.mean()"]),
        ("Number of stable orbits", [held("stable", kind="list", holds="booleans")], ["metric sum(stable)"]),
        ("share of stable orbits", [held("stable", kind="torch.Tensor", holds="booleans")],
         ["metric stable.sum().item() / stable.numel()"]),
        ("number of nodes and number of edges", [GRAPH], ["metric len(roads.edges)", "metric len(roads.nodes)"]),
        ("Number of tested bandwidths", [held("bandwidths")], ["metric len(bandwidths)"]),
        ("Number of candidate bandwidths", [held('grid["bandwidth"]', "bandwidth", owner="grid", origin="entry")],
         ['metric len(grid["bandwidth"])']),
        ("how many weak learners were fitted", [held("boost.estimators_", "estimators_", "weak learners", kind="list", holds="")],
         ["metric len(boost.estimators_)"]),
        ("The length of the tide history", [held("tide_history", kind="list")], ["metric len(tide_history)"]),
        ("largest entry of the attraction table", [MOON], ["metric attraction.max()"]),
        ("number of rows of the orbit table", [ORBITS], ["metric len(orbits)"]),
        ("the number of columns of the table", [ORBITS], ["metric orbits.shape[1]"]),
        ("share of points that are stable orbits", [STABLE], ["metric stable_mask.mean()"]),
        ("Number of True values in `stable_mask`", [STABLE], ["metric stable_mask.sum()"]),
        ("proportion of True in `stable_mask`", [STABLE], ["metric stable_mask.mean()"]),
        ("Length of `tide_history`", [held("tide_history", kind="list")], ["metric len(tide_history)"]),
        ("Mean of `tide_history`", [held("tide_history")], ["metric tide_history.mean()"]),
        ("the herd size", [held("herd", kind="list")], ["metric len(herd)"]),
        ("size of the training set", SPLIT, ["metric len(X_train)"]),
        ("number of test samples as a parameter", SPLIT, ["param len(X_test)"]),
        ("sizes of the train and the test split", SPLIT, ["metric len(X_test)", "metric len(X_train)"]),
        ("the total number of samples", SPLIT, ["metric len(X)"]),
        ("number of training points", [held("X"), held("y")], ["metric len(X)"]),
        ("number of rows in the training set and in the test set", FRAMES, ["metric len(X_test)", "metric len(X_train)"]),
        ("number of test samples", [*SPLIT, held("_te", shape=(7,))], ["metric len(X_test)"]),
    ],
)  # fmt: skip
def test_what_is_counted_is_counted_in_what_the_notebook_has(line, data, items):
    outcome = read(line, found=of(*data))
    assert (planned(outcome), asked(outcome)) == (items, [])


@pytest.mark.parametrize(
    ("line", "data"),
    [
        ("How many orbits there are", [STABLE]),
        ("The share of unstable orbits", [STABLE]),
        ("The share of orbits whose stable flag is false", [STABLE]),
        ("Mean of `stable_mask`", [STABLE]),
        ("The share of stable rockets", [STABLE]),
        ("The share of stable orbits", [held("stable")]),
        ("number of nodes", [GRAPH, GRAPH.model_copy(update={"expression": "rails"})]),
        ("Number of towns", [held("bandwidths")]),
        ("number of validation samples", SPLIT),
        ("number of samples per class", SPLIT),
        ("the herd size", [held("herd_ages", kind="list")]),
        ("number of samples", [held("X_train"), held("y_train", shape=(39,))]),
    ],
)
def test_what_no_collection_is_called_is_not_counted(line, data):
    outcome = read(line, found=of(*data))
    assert planned(outcome) == []
    assert asked(outcome)


STRAYS = metric("n_strays", value=6.0)


@pytest.mark.parametrize(
    ("line", "symbols", "items"),
    [
        ("share of all points that are strays", [STRAYS], ["metric n_strays / len(X)"]),
        ("The fraction of stray points", [STRAYS], ["metric n_strays / len(X)"]),
        ("share of trials that went to strays", [STRAYS, param("n_trials", value=8)], ["metric n_strays / n_trials"]),
        ("share of trials that went to strays", [STRAYS, param("n_per_trial", value=8)], ["metric n_strays / len(X)"]),
        ("share of all points that are strays", [metric("n_strays", value=60.0)], []),
        ("share of all points that are lost", [STRAYS], []),
        ("share of trials that went to strays", [STRAYS, param("n_trials", value=4)], []),
    ],
)
def test_a_share_is_a_count_by_the_number_of_things_that_are_counted(line, symbols, items):
    outcome = read(line, found=of(held("X"), symbols=symbols))
    assert planned(outcome) == items
    assert bool(asked(outcome)) is not bool(items)


PAIR = metric("(y_test == found).mean()", "accuracy", origin="pair", value=0.8)


@pytest.mark.parametrize(
    "line",
    ["number of misclassified leaves", "How many wrong predictions there are", "Number of leaves labelled wrongly"],
)
def test_mistakes_are_counted_where_the_notebook_compares_one_pair(line):
    assert planned(read(line, found=of(symbols=[PAIR]))) == ["metric (y_test != found).sum()"]
    assert asked(read(line, found=of(symbols=[PAIR, PAIR.model_copy(update={"expression": "(y == z).mean()"})])))
    assert asked(read(f"{line} per class", found=of(symbols=[PAIR])))


def test_the_notebooks_own_name_of_a_length_comes_before_the_length():
    found = of(held("herd", kind="list"), symbols=[param("herd_n", value=40.0), param("herd_age", value=40.0)])
    assert planned(read("The size of the herd", found=found)) == ["param herd_n"]


def test_a_count_is_no_history_that_is_called_like_it():
    found = of(GRAPH, symbols=[series("node_sizes")])
    assert planned(read("The number of nodes", found=found)) == ["metric len(roads.nodes)"]


LANES = [
    series(f"attraction[:, {at}]", f"attraction {at}", "attraction", origin="lane", owner="attraction") for at in (0, 1)
]


def test_of_an_array_with_columns_the_whole_is_meant_where_no_column_is_named():
    found = of(MOON, symbols=LANES)
    assert planned(read("Log the mean attraction", found=found)) == ["metric attraction.mean()"]
    assert planned(read("Log the mean of attraction 1", found=found)) == [
        "metric sum(attraction[:, 1]) / len(attraction[:, 1])"
    ]


def test_absolute_values_are_no_values():
    found = of(TIDES, symbols=[series("tides", "tides", "tide level", cell=4)])
    assert planned(read("the largest absolute tide level", found=found)) == ["metric abs(tides).max()"]


def test_a_size_of_something_is_no_bound_of_it():
    hull = series("herd_hull.max_bound", "max_bound", owner="herd_hull", origin="attribute")
    assert asked(read("largest herd size", found=of(symbols=[hull]))) == ["largest herd size"]


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("Log the noise level", ["param 0.3"]),
        ("The standard deviation of the noise", ["param 0.3"]),
        ("The standard deviation", []),
    ],
)
def test_a_number_of_a_draw_is_meant_where_the_phrase_says_of_what(line, items):
    drawn = param("0.3", "noise level", "noise standard deviation", "rain noise", origin="factor", value=0.3)
    assert planned(read(line, found=findings(drawn))) == items


def test_a_history_is_reduced_as_its_type_wants_it():
    tensors = held("decay", kind="torch.Tensor").live
    found = findings(series("decay").model_copy(update={"live": tensors}), model())
    assert planned(read("Log the lowest decay", found=found)) == ["metric decay.min().item()"]


GRID = held("tide3", kind="numpy.ndarray", shape=(4,))
SINE = series("np.sin(tide3)", "sin tide3", "sin", origin="displayed", owner="tide3")


@pytest.mark.parametrize("line", ["Log the mean of tide3", "Log the mean of `tide3`"])
def test_a_statistic_of_a_name_is_of_what_is_called_so_to_the_letter(line):
    assert planned(read(line, found=of(GRID, symbols=[SINE]))) == ["metric tide3.mean()"]


def test_the_rows_of_a_name_are_those_of_the_array_itself():
    data = [held("tide2", shape=(2, 7)), held("tide2[0, :]", "tide2", shape=(7,), origin="attribute", owner="tide2")]
    assert planned(read("Log the number of rows of tide2", found=of(*data))) == ["metric len(tide2)"]


@pytest.mark.parametrize("name", ["tide2", "`tide2`"])
def test_the_columns_of_a_name_are_not_its_length(name):
    outcome = read(f"Log the number of columns of {name}", found=of(held("tide2", shape=(2, 7))))
    assert "metric len(tide2)" not in planned(outcome)
