"""Nouns for arrays of which a notebook also has single columns."""

from interpret_records import asked, findings, held, planned, read, series

BERRIES = findings(
    held("berries", "berries", shape=(40, 2)),
    series("berries[:, 0]", "x_berries", origin="lane", owner="berries", length=40),
    series("x_berries", "x_berries", length=40),
    series("y_berries", "y_berries", length=40),
    series("paths[:, 0]", "x of the paths", origin="lane", owner="paths", length=9),
    series("paths[:, 1]", "y of the paths", origin="lane", owner="paths", length=9),
)


def test_a_noun_for_an_array_and_for_more_names_no_histories():
    assert asked(read("Save the berries", found=BERRIES)) == ["the berries"]
    assert planned(read("Log the paths", found=BERRIES)) == ["series paths[:, 0]", "series paths[:, 1]"]
