"""One number per kind of rows in a table."""

import pytest
from interpret_records import asked, findings, metric, planned, read, series

from worker.findings import LiveValue, Symbol, SymbolKind


def frame(name, *columns, rows, cell):
    live = LiveValue(type="pandas.DataFrame", columns=columns, shape=(rows, len(columns)))
    words = (name, *columns)
    return Symbol(
        expression=name, kind=SymbolKind.TABLE, cell=cell, statement=0, words=words, origin="assigned", live=live
    )


def column(owner, name, *, rows, cell):
    live = LiveValue(type="column", bases=("pandas",), length=rows)
    return series(f'{owner}["{name}"]', name, origin="column", cell=cell, owner=owner).model_copy(update={"live": live})


CATCH = findings(
    frame("landings", "day", "harbour", "weight", rows=90, cell=1),
    column("landings", "weight", rows=90, cell=1),
    frame("chosen", "day", "harbour", "weight", rows=60, cell=4),
    column("chosen", "weight", rows=60, cell=4),
    frame("weekly", "week", "harbour", "weight", rows=12, cell=5),
    column("weekly", "weight", rows=12, cell=5),
    metric("_total", "_total", "Total weight"),
)


@pytest.mark.parametrize(
    ("line", "computed"),
    [
        ("Log the average weight of each harbour", ["mean"]),
        ("For every selected harbour, log the lowest and the highest weight", ["max", "min"]),
        ("Log the total weight of every harbour", ["sum"]),
        ("Log the median weight for each harbour", ["median"]),
    ],
)
def test_a_statistic_of_each_kind_is_a_mapping(line, computed):
    outcome = read(line, found=CATCH)
    expected = [
        f'metric chosen.groupby("harbour")["weight"].{name}().add_prefix("{name}_weight_").to_dict()'
        for name in computed
    ]
    assert (planned(outcome), asked(outcome)) == (expected, [])
    assert {value.form for value in outcome.plan.metrics} == {"mapping"}


@pytest.mark.parametrize(
    "line",
    ["Log the average weight of each ship", "Log the average length of each harbour", "Log the weight of each harbour"],
)
def test_what_the_table_does_not_have_is_asked_back(line):
    assert asked(read(line, found=CATCH))
