"""What a notebook keeps without a library for it: tables of records, and texts."""

import csv
import io

import pytest
from explore_records import seen

from worker.findings import LiveValue, SymbolKind

RECORDS = [{"crop": "rye, winter", "yield": 3}, {"crop": "oats", "yield": 4}]
LISTED = LiveValue(type="list", length=2)


def of_kind(kind, *cells, **known):
    return [symbol for symbol in seen(*cells, **known).symbols if symbol.kind is kind]


def tables(*cells, **known):
    return of_kind(SymbolKind.TABLE, *cells, **known)


@pytest.mark.parametrize(
    "cell",
    [
        'import marimo as mo\nrows = [{"crop": "rye", "yield": 3}]\nmo.md("## Harvest")\nmo.ui.table(rows, label="All fields")',
        'import marimo as mo\nrows = []\nfor crop in fields:\n    rows.append({"crop": crop, "yield": 3})\nmo.ui.table(rows, label="All fields")',
        'import marimo as mo\nrows = [{"crop": crop, "yield": 3} for crop in fields]\nmo.ui.table(rows, label="All fields")',
    ],
)
def test_a_list_of_records_is_a_table_called_as_it_is_shown(cell):
    (found,) = tables(cell, names={"rows": LISTED})
    assert found.words[:4] == ("rows", "All fields", "crop", "yield")
    assert list(csv.reader(io.StringIO(eval(found.expression, {"rows": RECORDS})))) == [
        ["crop", "yield"], ["rye, winter", "3"], ["oats", "4"],
    ]  # fmt: skip


def test_records_are_written_by_the_library_that_the_notebook_has():
    (found,) = tables('import pandas as pd\nrows = [{"crop": "rye"}]', names={"rows": LISTED})
    assert found.expression == "pd.DataFrame(rows).to_csv(index=False)"


@pytest.mark.parametrize(
    "cell",
    [
        "rows = [1, 2]",
        'import pandas as pd\nrows = [{"crop": "rye"}]\nframe = pd.DataFrame(rows)',
        "def f():\n    rows = [{'crop': 'rye'}]\n    return rows",
    ],
)
def test_numbers_and_what_a_data_frame_is_made_of_are_no_records(cell):
    assert tables(cell, names={"rows": LISTED}) == []


@pytest.mark.parametrize(
    ("cell", "expression", "word"),
    [
        ('note = "# Findings\\n" + body()', "note", "Findings"),
        ("import marimo as mo\nmo.md(barn.describe())", "str(barn.describe())", "description"),
        ("print(classification_report(y, z))", "classification_report(y, z)", "classification_report"),
        ('print(f"Report: {classification_report(y, z)}")', "classification_report(y, z)", "classification_report"),
    ],
)
def test_texts_are_found_by_name_and_by_the_call_that_is_shown(cell, expression, word):
    names = {"note": "# Findings\nall is well", "barn": LiveValue(type="__main__.Barn"), "y": [1.0], "z": [1.0]}
    known = "barn = make()\ny = load()\nz = load()\nclassification_report = given()"
    (found,) = [one for one in of_kind(SymbolKind.FILE, known, cell, names=names) if one.origin == "text"]
    assert (found.expression, word in found.words) == (expression, True)


@pytest.mark.parametrize("cell", ["print(total(y))", 'import marimo as mo\nmo.md("fine")', 'kind = "rye"'])
def test_what_is_no_text_of_its_own_is_not_kept_as_one(cell):
    assert of_kind(SymbolKind.FILE, "y = load()\ntotal = given()", cell, names={"kind": "rye", "y": [1.0]}) == []


def test_the_item_that_a_pass_of_a_sweep_fills_is_its_own():
    cell = "import numpy as np\nscores = np.zeros(3)\nfor k in range(3):\n    model.fit(X, y)\n    scores[k] = model.score(X, y)\n    scores[0] = 1"
    scores = LiveValue(type="numpy.ndarray", numbers=True, length=3, shape=(3,))
    found = seen("model = make()\nX = load()\ny = load()", cell, names={"scores": scores})
    assert [one.words for one in found.symbols if one.expression == "scores[k]"] == [("scores",)]
    assert not [one for one in found.symbols if one.expression == "scores[0]" and one.scope == "loop"]


def test_a_dictionary_of_columns_is_a_table_and_one_of_other_things_is_none():
    column = LiveValue(type="list", length=2, numbers=True)
    whole = LiveValue(type="dict", entries={"yield": column, "rain": column})
    mixed = LiveValue(type="dict", entries={"yield": column, "rain": LiveValue(type="float", number=1.0)})
    (found,) = tables("whole = make()\nmixed = make()", names={"whole": whole, "mixed": mixed})
    assert found.words == ("whole", "yield", "rain")
    assert eval(found.expression, {"whole": {"yield": [1, 2], "rain": [3, 4]}}) == '"yield","rain"\n"1","3"\n"2","4"'


def test_what_a_search_has_seen_of_its_candidates_is_a_table():
    column = LiveValue(type="numpy.ndarray", length=2, numbers=True)
    results = LiveValue(type="dict", entries={"mean_test_score": column, "rank_test_score": column})
    search = LiveValue(type="sklearn.model_selection.GridSearchCV", attributes={"cv_results_": results})
    (found,) = tables("import pandas as pd\nsearch = make()", names={"search": search})
    assert found.expression == "pd.DataFrame(search.cv_results_).to_csv(index=False)"


def test_a_library_that_is_imported_behind_the_records_does_not_write_them():
    behind = "import pandas as pd\nlater = rows[0]"
    (found,) = tables('rows = [{"crop": "rye"}]', behind, names={"rows": LISTED})
    assert "pd." not in found.expression


@pytest.mark.parametrize(
    ("made", "origin"),
    [
        ('frame.groupby("crop")["yield"].agg(["mean"])', "labelled"),
        ("frame.describe().round(2)", "labelled"),
        ('frame.groupby("crop").size().reset_index(name="n")', "assigned"),
        ('frame.groupby("crop", as_index=False).mean()', "assigned"),
        ('frame.loc[frame.groupby("crop")["yield"].idxmax()]', "assigned"),
        ("frame.copy()", "assigned"),
    ],
)
def test_a_table_whose_rows_have_labels_is_told_from_others(made, origin):
    frame = LiveValue(type="pandas.DataFrame", columns=("yield",), shape=(3, 1))
    found = seen("frame = load()", f"summary = {made}", names={"frame": frame, "summary": frame})
    assert [one.origin for one in found.symbols if one.expression == "summary"] == [origin]
