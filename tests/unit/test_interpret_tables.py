"""Tables of what the notebook only has as arrays."""

import csv
import io

import numpy as np
import pytest
from interpret_records import asked, figure, findings, held, metric, planned, read, table

from worker.findings import Scope, SymbolKind

FARM = findings(
    data=(
        held("harvest", "harvest"),
        held("rainfall", "rainfall", kind="list"),
        held("plan", "plan", shape=(4, 7)),
        held("short", "short", shape=(3,)),
        held("_wheat", "_wheat", scope=Scope.CELL, cell=6),
        held("_barley", "_barley", scope=Scope.CELL, cell=7),
    )
)
VALUES = {"harvest": np.array([1.5, 2.5]), "rainfall": [3, 4], "plan": np.eye(2, dtype=int)}


@pytest.mark.parametrize(
    ("line", "path", "rows"),
    [
        (
            "Save harvest and rainfall as a table",
            "tables/harvest_and_rainfall.csv",
            [["harvest", "rainfall"], ["1.5", "3"], ["2.5", "4"]],
        ),
        ("Put the rainfall in a table", "tables/rainfall.csv", [["rainfall"], ["3"], ["4"]]),
        ("Keep the plan as a CSV", "tables/plan.csv", [["1", "0"], ["0", "1"]]),
    ],
)
def test_arrays_of_one_length_are_columns_of_one_table(line, path, rows):
    outcome = read(line, found=FARM)
    assert asked(outcome) == []
    (kept,) = outcome.plan.artifacts
    assert (kept.kind, kept.path) == ("text", path)
    assert list(csv.reader(io.StringIO(eval(kept.expression, dict(VALUES))))) == rows


@pytest.mark.parametrize(
    "line",
    ["Save harvest and short as a table", "Save the wheat and the barley as a table", "Save the yield as a table"],
)
def test_what_makes_no_one_table_is_asked_back(line):
    assert asked(read(line, found=FARM)) != []


def test_pandas_writes_the_table_where_the_notebook_has_it():
    names = {**FARM.names, "pd": 0}
    farm = FARM.model_copy(update={"frameworks": ("numpy", "pandas"), "names": names})
    kept = [
        read(line, found=farm).plan.artifacts[0].expression
        for line in ("Keep the plan as a CSV", "Put the rainfall in a table")
    ]
    assert kept == [
        "pd.DataFrame(plan).to_csv(index=False)",
        'pd.DataFrame({"rainfall": rainfall}).to_csv(index=False)',
    ]


def test_a_table_that_is_there_is_kept_as_it_is():
    found = findings(table("harvest_df", "harvest"), data=(held("harvest", "harvest"),))
    assert planned(read("Save the harvest as a table", found=found)) == ["artifact harvest_df.to_csv(index=False)"]


@pytest.mark.parametrize(
    ("line", "expression"),
    [
        ("Save the buoy weights as an artifact", '"\\n".join(["buoy_weights", *[str(item) for item in buoy_weights.tolist()]])'),
        ("Save the final grid as a file", '"\\n".join([",".join([str(item) for item in row]) for row in grid.tolist()])'),
        ("Save the wave heights as a file", '"\\n".join(["wave_heights", *[str(item) for item in wave_heights.tolist()]])'),
        ("Save the wave chart as an artifact", "fig_wave"),
    ],
)  # fmt: skip
def test_an_array_is_the_file_that_a_line_asks_for_where_no_one_picture_is(line, expression):
    pictures = [figure("fig_wave", "fig_wave", "Wave heights"), figure("fig_low", "fig_low", "Low wave heights")]
    arrays = [held("buoy_weights"), held("wave_heights"), held("grid", shape=(5, 4)), held("paths", shape=(9, 4))]
    plan = read(line, found=findings(*pictures, data=arrays)).plan
    assert [artifact.expression for artifact in plan.artifacts] == [expression]


def test_the_last_of_a_history_is_not_the_history_as_a_file():
    arrays = [held("paths", shape=(9, 4)), held("grid_history", shape=(9, 4))]
    for line in ("Save the final path as a file", "Save the final grid as a file"):
        assert asked(read(line, found=findings(data=arrays)))


def test_an_array_is_meant_before_a_picture_that_is_drawn_from_it():
    drawn = figure("plt.gcf()", "draw_circle", "smallest circle", "center")
    found = findings(drawn, data=[held("center", shape=(2,))])
    assert [one.path for one in read("Save the centre as a file", found=found).plan.artifacts] == ["tables/center.csv"]
    assert planned(read("Save the smallest circle as a file", found=found)) == ["artifact plt.gcf()"]


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("Save the simulated depths as a file", "tables/depths.csv"),
        ("Save the cluster of each buoy as a table", None),
        ("Save the cluster centers of each buoy as a table", "tables/cluster_centers.csv"),
        ("Save the drift vector as a file", None),
    ],
)
def test_what_an_array_is_not_called_is_asked_about(line, path):
    arrays = [held("depths"), held("cluster_centers", shape=(2, 2))]
    outcome = read(line, found=findings(figure("fig", "fig", "Harbour"), data=arrays))
    assert [one.path for one in outcome.plan.artifacts] == ([path] if path else [])
    assert bool(asked(outcome)) == (path is None)


def test_a_report_that_speaks_of_an_array_is_no_table_of_it():
    report = metric("report(y_test, y_pred)", "report").model_copy(
        update={"kind": SymbolKind.FILE, "origin": "text", "live": None}
    )
    found = findings(report, data=[held("y_pred", "y_pred", "predictions")])
    assert [one.path for one in read("Save the predictions as CSV", found=found).plan.artifacts] == [
        "tables/y_pred.csv"
    ]
