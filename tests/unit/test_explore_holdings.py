"""What a number can be made of: arrays, masks, collections, columns; and bare numbers in random draws."""

import pytest
from explore_records import seen

from worker.findings import LiveValue, SymbolKind

FIELD = LiveValue(type="numpy.ndarray", length=4, shape=(4, 4, 4), holds="numbers")
MASK = LiveValue(type="numpy.ndarray", length=9, shape=(9,), holds="booleans")
FRAME = LiveValue(type="polars.DataFrame", columns=("t", "ok", "who"), rows=("t",), flags=("ok",), shape=(6, 3))
BOOST = LiveValue(
    type="sklearn.ensemble.Boost",
    methods=("fit", "predict"),
    attributes={"estimators_": LiveValue(type="list", length=7)},
)


def held(found):
    return {(one.expression, one.live.holds, one.live.length) for one in found.data}


def test_what_holds_many_values_is_found_wherever_it_is_kept():
    found = seen(
        "field = solve()\nmask = field > 0\n_hidden = field.T",
        "runs = collect()\nboost = Boost()\nboost.fit(X, y)\nkept = {'field': field}",
        names={"field": FIELD, "mask": MASK, "runs": FRAME, "boost": BOOST,
               "kept": LiveValue(type="dict", length=1, entries={"field": FIELD})},
        private={0: {"_hidden": FIELD}},
    )  # fmt: skip
    assert held(found) == {
        ("field", "numbers", 4),
        ("mask", "booleans", 9),
        ("_hidden", "numbers", 4),
        ("runs", "", None),
        ('runs["t"]', "numbers", 6),
        ('runs["ok"]', "booleans", 6),
        ("boost.estimators_", "", 7),
        ("kept", "", 1),
        ('kept["field"]', "numbers", 4),
    }


def test_nothing_that_only_can_be_counted_is_offered_as_a_value():
    found = seen("field = solve()\nmask = field > 0", names={"field": FIELD, "mask": MASK})
    assert {one.expression for one in found.symbols} == set()
    assert all(one.kind is SymbolKind.DATA for one in found.data)


def test_numbers_and_texts_hold_nothing():
    assert held(seen("rate = 0.1\nname = 'a'", names={"rate": 0.1, "name": "a"})) == set()


@pytest.mark.parametrize(
    ("code", "number", "word"),
    [
        ("y = signal + 0.05 * rng.standard_normal(9)", "0.05", "noise level"),
        ("y = signal + rng.normal(0, 0.3, size=9)", "0.3", "noise standard deviation"),
        ("y = signal\ny += 0.2 * np.random.randn(9)", "0.2", "noise level"),
        ("noise = rng.normal(scale=0.7, size=9)", "0.7", "noise scale"),
        ("weights = rng.normal(60, 5, 200)", "5", "weights standard deviation"),
        ("weights = rng.normal(60, 5, 200)", "60", "weights mean"),
    ],
)
def test_the_numbers_of_a_random_draw_are_settings(code, number, word):
    found = seen("import numpy as np\nrng = np.random.default_rng(1)", code)
    drawn = [one for one in found.symbols if one.origin == "factor" and one.expression == number]
    assert [word in one.words for one in drawn] == [True]


@pytest.mark.parametrize(
    "code",
    [
        "y = 0.5 * signal",
        "y = 2.0 * rng.uniform(0, 1, 9)",
        "y = spread * rng.standard_normal(9)",
        "y = table.normal(0.1, 0.2)",
        "y = rng.normal(low, high)",
    ],
)
def test_other_factors_are_none(code):
    found = seen("import numpy as np\nimport drinks as table\nrng = np.random.default_rng(1)", code)
    assert [one.expression for one in found.symbols if one.origin == "factor"] == []


RIDGE = LiveValue(type="sklearn.Ridge", bases=("sklearn.base.RegressorMixin",), methods=("score",), fitted=True)


def test_a_model_could_be_scored_on_the_data_of_its_last_fit():
    code = "line = Ridge()\nline.fit(X, y)\nline.fit(X, noisy)\nbare = Ridge()\nbare.fit(X * 2, y)"
    found = seen("X, y, noisy = load()", code, names={"line": RIDGE, "bare": RIDGE})
    scores = [one for one in found.symbols if one.origin == "score"]
    assert [(one.expression, one.words[0], one.statement) for one in scores] == [("line.score(X, noisy)", "r2", 2)]


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("r2 = r2_score(y_test, forecast)", "test r2"),
        ("r2 = r2_score(y_train, model.predict(X_train))", "train r2"),
        ("r2 = r2_score(y_test, y_train)", ""),
        ("r2 = r2_score(y, forecast)", ""),
    ],
)
def test_a_measure_is_that_of_the_split_that_it_is_given(code, word):
    found = seen("y, y_test, y_train, X_train, forecast, model = load()", code, names={"r2": 0.8})
    (r2,) = [one for one in found.symbols if one.expression == "r2"]
    assert [text for text in r2.words if text.endswith(" r2")] == ([word] if word else [])
