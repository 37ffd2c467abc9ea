"""Several numbers that a line speaks of at once: counts, tables' sizes, one for each kind, curves and their ends."""

import pytest
from interpret_records import asked, findings, held, metric, param, planned, read, series

from worker.findings import LiveValue, Scope, Symbol, SymbolKind
from worker.interpret.clauses import clauses
from worker.interpret.phrases import Want

ANY, METRIC, SERIES = Want.ANY, Want.METRIC, Want.SERIES


def named(line):
    """What a line names and as what, articles left out."""
    said = [phrase for clause in clauses(line) for phrase in clause.phrases]
    return [(" ".join(word for word in p.text.split() if word not in ("the", "The", "its")), p.want) for p in said]


def frame(name, *columns, rows, cell, kind="pandas.DataFrame"):
    live = LiveValue(type=kind, columns=columns, shape=(rows, len(columns)), length=rows)
    words = (name, *columns)
    return Symbol(
        expression=name, kind=SymbolKind.TABLE, cell=cell, statement=0, words=words, origin="assigned", live=live
    )


def column(owner, name, *, rows, cell):
    live = LiveValue(type="column", bases=("pandas",), length=rows)
    return series(f'{owner}["{name}"]', name, origin="column", cell=cell, owner=owner).model_copy(update={"live": live})


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        # one for each of several
        ("Log one metric per reef with its mean depth", [("mean depth", METRIC)]),
        ("A separate metric for each reef: its mean depth", [("mean depth", METRIC)]),
        ("Log the tidal shares of the bay as metrics, one for each reef", [("tidal shares", METRIC)]),
        ("The tidal shares should be logged as metrics, one per reef", [("tidal shares", METRIC)]),
        ("Log the depth on the old reef and on the young reef for each storm", [("depth", ANY), ("depth", ANY)]),
        # counts
        ("Log the number of reefs and buoys", [("number of reefs", ANY), ("number of buoys", ANY)]),
        ("Log the final number of crabs and eels", [("final number of crabs", ANY), ("final number of eels", ANY)]),
        ("Log the number of unique reefs and users", [("number of unique reefs", ANY), ("number of unique users", ANY)]),
        ("Log the number of live, sick and dead corals", [("number of live", ANY), ("number of sick", ANY), ("number of dead corals", ANY)]),
        ("Count the buoys that lie on the rim and log the count as a metric", [("number of buoys", METRIC)]),
        ("Count how many of the buoys were misplaced", [("number of misplaced buoys", ANY)]),
        ("Log how many old and how many new buoys there are", [("number of old buoys", ANY), ("number of new buoys", ANY)]),
        ("Log how many buoys drifted and how many sank", [("number of drifted buoys", ANY), ("number of buoys sank", ANY)]),
        ("Log how many buoys drifted and how many rusted", [("number of drifted buoys", ANY), ("number of rusted buoys", ANY)]),
        ("Log the shape of the problem (rows and columns of A)", [("number of rows of A", ANY), ("number of columns of A", ANY)]),
        ("Log the number of rows and columns of A", [("number of rows of A", ANY), ("number of columns of A", ANY)]),
        ("Log the dimensions of A (rows, columns)", [("number of rows of A", ANY), ("number of columns of A", ANY)]),
        ("Log the shape of the reef table (rows and columns)", [("number of rows of reef table", ANY), ("number of columns", ANY)]),
        ("Log the dimensions of the data: number of samples and number of features", [("number of samples", ANY), ("number of features", ANY)]),
        # curves
        ("Record the trajectory of x and y", [("x", SERIES), ("y", SERIES)]),
        ("Log the curves of the tide and the salinity", [("tide", SERIES), ("salinity", SERIES)]),
        ("Log the three curves of tide, wind and swell as series", [("tide", SERIES), ("wind", SERIES), ("swell", SERIES)]),
        ("Log the salinity for depth from 2 to 8", [("salinity", SERIES)]),
        ("Log the final tide and its curve", [("final tide", ANY), ("tide", SERIES)]),
        ("Log the salinity after every batch of samples", [("salinity", SERIES)]),
        ("Log the salinity and the swell at every time step", [("salinity", SERIES), ("swell", SERIES)]),
        ("Log the live, sick and dead corals over time", [("live", SERIES), ("sick", SERIES), ("dead", SERIES)]),
        # ends and their places
        ("Log the best epoch and its validation loss", [("best epoch", ANY), ("best validation loss", ANY)]),
        ("Log the hour with the lowest tide and that tide", [("hour with lowest tide", ANY), ("lowest tide", ANY)]),
        ("Log the highest tide and when it occurs", [("highest tide", ANY), ("time with highest tide", ANY)]),
        ("Log the lowest tide and the hour at which it was reached", [("lowest tide", ANY), ("hour with lowest tide", ANY)]),
        ("Log the 5th and 95th percentile of the tide", [("5th percentile", ANY), ("95th percentile", ANY)]),
        ("Log the 5th, the 50th and the 95th percentiles of the tide", [("5th percentile", ANY), ("50th percentile", ANY), ("95th percentile", ANY)]),
        ("Log the swell of each tide and the mean of the last 20", [("swell", ANY), ("mean swell over last 20 tides", ANY)]),
        ("Log the mean of the last 20", [("mean of last 20", ANY)]),
        ("Log the learning curve", [("loss", SERIES)]),
        ("Save the learning curve figure", [("learning curve figure", Want.FIGURE)]),
        ("Log how many buoys are drawn", [("number of buoys", ANY)]),
        ("Log the earliest and the latest tide", [("earliest tide", ANY), ("latest tide", ANY)]),
        # what is no such turn
        ("Log the number of buoys and weights", [("number of buoys", ANY), ("weights", ANY)]),
        ("Log the number of reefs and reef centers", [("number of reefs", ANY), ("reef centers", ANY)]),
        ("Log the number of buoys and max buoys", [("number of buoys", ANY), ("max buoys", ANY)]),
        ("Log the number of buoys and the reefs", [("number of buoys", ANY), ("reefs", ANY)]),
        ("Log the error for each step size", [("error", ANY)]),
        ("Log the best depth and the salinity at which it occurs", [("best depth", ANY), ("best salinity", ANY)]),
    ],
)  # fmt: skip
def test_turns_that_speak_of_several_numbers_are_plain_lists(line, wanted):
    assert named(line) == wanted


REEFS = frame("reefs", "island", "depth", rows=90, cell=1)
SHALLOW = frame("shallow", "island", "depth", rows=40, cell=4)


def data(one):
    return one.model_copy(update={"kind": SymbolKind.DATA})


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Log the number of rows and columns of the shallow table", ["len(shallow)", "shallow.shape[1]"]),
        ("Log the dimensions of the data (rows and columns)", ["len(reefs)", "reefs.shape[1]"]),
        ("Log the number of rows before and after filtering", ["len(reefs)", "len(shallow)"]),
    ],
)
def test_a_table_has_rows_and_columns(line, expected):
    outcome = read(line, found=findings(REEFS, SHALLOW, data=[data(REEFS), data(SHALLOW)]))
    assert (sorted(value.expression for value in outcome.plan.metrics), asked(outcome)) == (expected, [])


def test_rows_are_asked_about_where_no_table_is_the_source_of_the_others():
    other = frame("ships", "island", "crew", rows=12, cell=1)
    names = metric("N", "N", "crew", value=12)
    outcome = read("Log the number of rows", found=findings(REEFS, other, names, data=[data(REEFS), data(other)]))
    assert asked(outcome)


def test_the_notebooks_own_count_of_rows_is_taken():
    found = findings(metric("n_rows", value=7), data=[data(REEFS)])
    assert planned(read("Log the number of rows", found=found)) == ["metric n_rows"]


CATCH = findings(REEFS, column("reefs", "depth", rows=90, cell=1))


@pytest.mark.parametrize(
    ("line", "expression"),
    [
        ("Log the mean depth per island", 'reefs.groupby("island")["depth"].mean().add_prefix("mean_depth_").to_dict()'),
        ("Log the average depth by island", 'reefs.groupby("island")["depth"].mean().add_prefix("mean_depth_").to_dict()'),
        ("Log the number of records per island", 'reefs["island"].value_counts().add_prefix("number_island_").to_dict()'),
        ("Log the counts of each island", 'reefs["island"].value_counts().add_prefix("number_island_").to_dict()'),
        ("Log the share of each island", 'reefs["island"].value_counts(normalize=True).add_prefix("share_island_").to_dict()'),
    ],
)  # fmt: skip
def test_one_number_per_kind_is_a_mapping(line, expression):
    outcome = read(line, found=CATCH)
    assert (planned(outcome), asked(outcome)) == ([f"metric {expression}"], [])


def test_a_polars_frame_is_asked_in_its_own_words():
    polars = frame("reefs", "island", "depth", rows=90, cell=1, kind="polars.dataframe.frame.DataFrame")
    outcome = read("Log the mean depth per island", found=findings(polars, column("reefs", "depth", rows=90, cell=1)))
    expression = 'reefs.select("island", "depth").group_by("island").mean().iter_rows()'
    assert planned(outcome) == [f'metric {{"mean_depth_" + str(kind): value for kind, value in {expression}}}']


@pytest.mark.parametrize(
    "line",
    ["Log the number of ships per island", "Log the mean depth per harbour", "Log the depth per island"],
)
def test_what_the_rows_do_not_tell_is_no_mapping(line):
    assert not any("groupby" in item or "value_counts" in item for item in planned(read(line, found=CATCH)))


def test_the_notebooks_own_number_per_kind_is_taken():
    own = metric("mean_depth_per_island", value=3.0)
    found = findings(REEFS, column("reefs", "depth", rows=90, cell=1), own)
    assert planned(read("Log the mean depth per island", found=found)) == ["metric mean_depth_per_island"]


HOUR, TIDE, SWELL = (
    held(f'bay["{name}"]', name, kind="column", shape=(90,), origin="column", owner="bay")
    for name in ("hour", "tide", "swell")
)


def test_the_value_of_another_column_is_taken_at_the_same_place():
    line = "Log the hour with the highest tide and the swell at that hour"
    outcome = read(line, found=findings(data=[HOUR, TIDE, SWELL]))
    place = '.iloc[bay["tide"].argmax()]'
    assert (planned(outcome), asked(outcome)) == ([f'metric bay["hour"]{place}', f'metric bay["swell"]{place}'], [])


def test_a_value_at_a_place_that_is_not_there_is_asked_back():
    outcome = read("Log the hour with the highest tide and the salt at that hour", found=findings(data=[HOUR, TIDE]))
    assert len(asked(outcome)) == 1


def test_the_final_number_of_something_is_no_length():
    sick = held('reef["s"]', "s", "Sick", kind="column", shape=(90,), origin="column", owner="reef")
    outcome = read("Log the final number of sick", found=findings(data=[sick]))
    assert not any("len(" in item for item in planned(outcome))


EIGEN = held("eig", "eig", "eigenvalues", shape=(7,))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Log the first three eigenvalues", ["metric eig[0]", "metric eig[1]", "metric eig[2]"]),
        ("Log the last two eigenvalues", ["metric eig[-1]", "metric eig[-2]"]),
        ("Log each eigenvalue as its own metric", [f"metric eig[{at}]" for at in range(7)]),
        ("Log the eigenvalues as metrics, one for each reef", [f"metric eig[{at}]" for at in range(7)]),
    ],
)
def test_items_of_a_short_list_are_numbers_of_their_own(line, expected):
    outcome = read(line, found=findings(data=[EIGEN]))
    assert (planned(outcome), asked(outcome)) == (expected, [])


def test_more_items_than_there_are_are_asked_back():
    first = metric("eig[0]", "first eigenvalue")
    assert asked(read("Log the first nine eigenvalues", found=findings(first, data=[EIGEN])))


def test_a_history_is_kept_whole_however_many_each_says():
    found = findings(series("sag", "sag loss", length=20))
    assert planned(read("Log each sag loss as its own metric", found=found)) == ["series sag"]


TOTALS = frame("totals", "harbour", "weight", rows=6, cell=4)


def named_rows(table, *, names, numbers):
    live = table.live.model_copy(update={"rows": numbers})
    return table.model_copy(update={"kind": SymbolKind.DATA, "live": live, "words": (table.expression, *names)})


ROWS = named_rows(TOTALS, names=("harbour",), numbers=("weight",))
SALES = named_rows(
    frame("sales", "harbour", "buyer", "weight", rows=900, cell=1), names=("harbour", "buyer"), numbers=("weight",)
)


@pytest.mark.parametrize(
    "line",
    [
        "Log the weight of each harbour",
        "For each harbour, log its weight",
        "Log one metric per harbour with its weight",
    ],
)
def test_a_table_with_a_row_for_each_name_is_a_mapping(line):
    outcome = read(line, found=findings(data=[ROWS, SALES]))
    zipped = 'zip(totals["harbour"], totals["weight"])'
    assert planned(outcome) == [f'metric {{"weight_" + str(name): value for name, value in {zipped}}}']
    assert not asked(outcome)


def test_many_rows_share_a_group_and_no_table_of_them_has_a_row_for_each():
    shared = named_rows(frame("marks", "group", "mark", rows=20, cell=4), names=("group",), numbers=("mark",))
    assert not planned(read("Log the mark of each group", found=findings(data=[shared])))


def test_the_rows_of_a_table_that_has_one_for_each_name_are_not_counted():
    assert not planned(read("Log the number of records per harbour", found=findings(TOTALS, data=[ROWS])))


def test_a_long_table_has_no_row_for_each_name():
    assert not planned(read("Log the weight of each harbour", found=findings(data=[SALES])))


@pytest.mark.parametrize(
    ("line", "expression"),
    [
        ("Log the harbour with the highest weight", 'totals["harbour"].iloc[totals["weight"].argmax()]'),
        ("Which harbour has the lowest weight?", 'totals["harbour"].iloc[totals["weight"].argmin()]'),
        ("Log the buyer with the highest total weight", 'sales.groupby("buyer")["weight"].sum().idxmax()'),
        ("Log the buyer with the lowest average weight", 'sales.groupby("buyer")["weight"].mean().idxmin()'),
    ],
)
def test_the_name_at_an_end_is_taken_of_its_row(line, expression):
    outcome = read(line, found=findings(data=[ROWS, SALES]))
    assert (planned(outcome), asked(outcome)) == ([f"param {expression}"], [])


def test_a_list_of_names_beside_a_list_of_numbers_names_them():
    seen = LiveValue(type="list", length=3, shape=(3,), text="['ebb', 'flood', 'slack']")
    names = held("tides").model_copy(update={"live": seen})
    outcome = read(
        "Log the shares as metrics, one for each tide", found=findings(data=[names, held("shares", shape=(3,))])
    )
    assert planned(outcome) == ['metric {"shares_" + str(name): value for name, value in zip(tides, shares)}']


def test_the_size_of_each_is_not_how_many_there_are():
    found = findings(metric("n_clumps", value=4), metric("clump_noise", value=2))
    assert asked(read("Log the number of shells in each clump", found=found))


def test_a_spread_that_is_whole_is_no_count():
    found = findings(metric("clump_std", value=1.0).model_copy(update={"kind": SymbolKind.PARAMETER}))
    assert asked(read("Log the number of clumps", found=found))


TRAIN, TEST = (held(f"X_{name}", shape=(rows, 4), origin="assigned") for name, rows in (("train", 80), ("test", 20)))


def test_the_samples_of_a_split_are_counted_in_it():
    found = findings(metric("n_samples", value=100), data=[TRAIN, TEST])
    outcome = read("Log the number of training and test samples", found=found)
    assert (planned(outcome), asked(outcome)) == (["metric len(X_test)", "metric len(X_train)"], [])


def test_the_notebooks_own_number_of_samples_of_a_split_is_taken():
    found = findings(metric("n_train_samples", value=80), data=[TRAIN, TEST])
    assert planned(read("Log the number of training samples", found=found)) == ["metric n_train_samples"]


def test_an_accuracy_on_a_split_does_not_say_how_large_it_is():
    found = findings(metric("train_acc", value=0.9), metric("train_share", value=0.8), data=[TRAIN, TEST])
    assert planned(read("Log the number of training samples", found=found)) == ["metric len(X_train)"]


def test_a_shape_is_the_rows_and_the_columns():
    outcome = read("Log the shape of the training data as parameters", found=findings(data=[TRAIN, TEST]))
    assert (planned(outcome), asked(outcome)) == (["param X_train.shape[1]", "param len(X_train)"], [])


def test_a_setting_that_is_called_a_shape_is_not_the_shape_of_the_data():
    found = findings(metric("leaf_shape", value=3.0).model_copy(update={"kind": SymbolKind.PARAMETER}))
    assert asked(read("Log the shape of the data", found=found))


def test_a_difference_is_no_score_of_each():
    found = findings(metric("score_gap", "score difference"), metric("kelp_score", "kelp score"))
    assert "metric score_gap" not in planned(read("Log the score of each model", found=found))


def test_the_sides_of_a_named_array_are_its_own_and_no_other_count():
    grid = held("A", "A", shape=(100, 20), cell=2)
    found = findings(param("n", "n", value=20, scope=Scope.NOTEBOOK), data=[grid])
    outcome = read("Log the shape of the problem (rows and columns of A) as parameters", found=found)
    assert ([value.expression for value in outcome.plan.params], asked(outcome)) == (["len(A)", "A.shape[1]"], [])


@pytest.mark.parametrize(
    ("line", "asks"), [("Log both knots as parameters", False), ("Log the three knots as parameters", True)]
)
def test_a_short_array_of_as_many_settings_as_counted_is_taken_apart(line, asks):
    knots = series("knots", "knots", length=2, live=LiveValue(type="numpy.ndarray", shape=(2,), length=2, numbers=True))
    outcome = read(line, found=findings(knots))
    taken = [value.expression for value in outcome.plan.params]
    assert (taken, bool(asked(outcome))) == ([] if asks else ["knots[0]", "knots[1]"], asks)


TIDES = held("tides", "tides", shape=(90,))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Log the 5th and 95th percentile of the tides", ["np.percentile(tides, 5)", "np.percentile(tides, 95)"]),
        ("Log the 0.9 quantile of the tides", ["np.percentile(tides, 90)"]),
    ],
)
def test_a_percentile_is_computed_of_what_is_named(line, expected):
    found = findings(data=[TIDES]).model_copy(update={"names": {"np": 0, "tides": 4}})
    outcome = read(line, found=found)
    assert ([item.removeprefix("metric ") for item in planned(outcome)], asked(outcome)) == (expected, [])


def test_without_numpy_no_percentile_is_computed():
    assert asked(read("Log the 5th percentile of the tides", found=findings(data=[TIDES])))


@pytest.mark.parametrize(
    ("line", "expression"),
    [
        ("Log the number of missing values", "totals.isna().sum().sum()"),
        ("Log the number of missing values per column", 'totals.isna().sum().add_prefix("missing_").to_dict()'),
        ("Log the number of missing values in each column", 'totals.isna().sum().add_prefix("missing_").to_dict()'),
    ],
)
def test_what_a_table_lacks_is_counted(line, expression):
    outcome = read(line, found=findings(data=[ROWS]))
    assert (planned(outcome), asked(outcome)) == ([f"metric {expression}"], [])


def test_the_notebooks_own_number_of_missing_values_is_taken():
    found = findings(metric("n_missing", "missing values", value=3), data=[ROWS])
    assert planned(read("Log the number of missing values", found=found)) == ["metric n_missing"]


def test_the_keys_of_a_mapping_begin_with_what_mlflow_takes():
    odd = findings(
        frame("reefs", "island", "depth (m)", rows=90, cell=1), column("reefs", "depth (m)", rows=90, cell=1)
    )
    assert 'add_prefix("mean_depth_m_")' in planned(read("Log the mean depth per island", found=odd))[0]


def test_the_column_beside_the_one_of_what_each_is_asked_for_is_a_history():
    doses = [
        series(f'trial["{name}"]', name, origin="column", owner="trial", cell=4) for name in ("Dose (mg)", "Yield")
    ]
    other = series('plan["Yield"]', "Yield", origin="column", owner="plan", cell=4)
    found = findings(*doses, other, metric("yield_", "yield_", "Yield"))
    assert planned(read("Log the yield for every dose", found=found)) == ['series trial["Yield"]']
    assert planned(read("Log the yield for every farm", found=found)) != ['series trial["Yield"]']
