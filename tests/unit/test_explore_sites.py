"""Where training happens, and where it does not."""

import pytest
from explore_records import estimator, from_syntax, seen

SKLEARN = "from sklearn.linear_model import LogisticRegression\nfrom sklearn.preprocessing import StandardScaler"
TORCH_LOOP = """
for epoch in range(epochs):
    optimizer.zero_grad()
    loss = criterion(model(X), y)
    loss.backward()
    optimizer.step()
"""
TRAIN = """
def train(rate, epochs=50):
    w = 0.0
    for epoch in range(epochs):
        w -= rate * (w - 3.0)
    return w
"""


def one_site(*cells, **live):
    found = seen(*cells, **live) if live else from_syntax(*cells)
    assert len(found.sites) == 1, found.sites
    return found.sites[0]


def test_a_fit_call_is_a_site_with_its_target_and_data():
    site = one_site(SKLEARN, "X, y = load()", "model = LogisticRegression(C=0.1)\nmodel.fit(X, y)")
    assert (site.cell, site.first, site.last, site.kind) == (2, 1, 1, "fit")
    assert (site.target, site.data) == ("model", "X")
    assert site.call == "model.fit(X, y)"


@pytest.mark.parametrize(
    ("cells", "cell", "kind"),
    [
        (("model = LogisticRegression().fit(X, y)",), 0, "fit"),
        (("clf.partial_fit(X, y)",), 0, "fit"),
        (("trainer.train()",), 0, "fit"),
        (("solver.optimize(steps=10)",), 0, "fit"),
        (("labels = KMeans(3).fit_predict(X)",), 0, "fit"),
        ((TORCH_LOOP,), 0, "loop"),
        (("for step in range(9):\n    w = w - rate * gradient(w)",), 0, "loop"),
        (("for step in range(9):\n    w -= rate * gradient(w)",), 0, "loop"),
        (("while error > 1e-6:\n    theta, error = update(theta)",), 0, "loop"),
        (("from scipy.optimize import curve_fit", "popt, pcov = curve_fit(f, x, y)"), 1, "call"),
        (("import scipy.optimize as so", "found = so.minimize(f, x0)"), 1, "call"),
        (("import numpy as np", "slope, offset = np.polyfit(x, y, 1)"), 1, "call"),
        (("from sklearn.model_selection import cross_val_score", "scores = cross_val_score(m, X, y)"), 1, "call"),
        (("import xgboost as xgb", "booster = xgb.train(params, matrix)"), 1, "call"),
        (("from study import train_network", "net = train_network(X)"), 1, "call"),
    ],
)
def test_what_trains_is_a_site(cells, cell, kind):
    site = one_site(*cells)
    assert (site.cell, site.kind) == (cell, kind)


@pytest.mark.parametrize(
    "cell",
    [
        "import marimo as mo",
        "total = 0\nfor x in data:\n    total += x",
        "for name in names:\n    print(name)",
        "n = 0\nwhile n < 10:\n    n += 1",
        "X = [line.split() for line in text.splitlines()]",
        "with open('data.csv') as file:\n    rows = file.readlines()",
        "def fit(x):\n    return x",
        "samples = rng.sample(10)",
        "class Model:\n    def fit(self, X):\n        self.solver.fit(X)",
        "result = model.predict(X)",
        "mo.ui.slider(1, 10, label='train steps')",
        "plt.plot(x, y, label='fit')",
        "best_fit = 3",
    ],
)
def test_what_does_not_train_is_no_site(cell):
    assert from_syntax(cell).sites == ()


def test_a_notebook_without_training_has_no_site():
    assert from_syntax("import marimo as mo", "mo.md('# Hello')", "x = 1", "y = x + 1").sites == ()


def test_a_function_of_one_cell_that_trains_makes_its_call_in_another_the_site():
    site = one_site(TRAIN, "w = train(0.1)")
    assert (site.cell, site.kind, site.function, site.function_cell) == (1, "call", "train", 0)


def test_a_decorated_function_is_known_as_a_training_function_too():
    function = "@app.function\n" + TRAIN.strip()
    site = one_site(function, "w = train(0.1)")
    assert (site.cell, site.function, site.function_cell) == (1, "train", 0)


def test_a_function_that_calls_the_training_function_trains():
    site = one_site(TRAIN, "def study(rate):\n    return train(rate) * 2", "w = study(0.1)")
    assert (site.cell, site.function) == (2, "study")


def test_defining_a_training_function_is_no_training():
    assert from_syntax(TRAIN).sites == ()


def test_functions_that_call_each_other_do_not_hang_exploring():
    assert from_syntax("def a():\n    b()\n\ndef b():\n    a()", "a()").sites == ()


SCALED = "scaler = StandardScaler()\nXs = scaler.fit_transform(X)"


@pytest.mark.parametrize(
    "cell",
    [
        SCALED,
        "scaler = StandardScaler().fit(X)",
        "encoder = OneHotEncoder().fit(X)",
        "words = CountVectorizer().fit_transform(texts)",
    ],
)
def test_a_transformer_is_no_site(cell):
    assert from_syntax(SKLEARN, cell).sites == ()


def test_a_live_value_tells_a_transformer_from_a_predictor():
    cells = ("mystery.fit(X)",)
    transformer = estimator("x.Mystery", methods=("fit", "transform"))
    predictor = estimator("x.Mystery", methods=("fit", "transform", "predict"))
    assert seen(*cells, names={"mystery": transformer}).sites == ()
    assert len(seen(*cells, names={"mystery": predictor}).sites) == 1


def test_scaling_beside_a_fit_does_not_widen_the_site():
    site = one_site(SKLEARN, f"{SCALED}\nmodel = LogisticRegression()\nmodel.fit(Xs, y)\nprint('done')")
    assert (site.first, site.last) == (3, 3)


def test_a_site_spans_from_the_first_to_the_last_training_statement_of_its_cell():
    site = one_site("a.fit(X, y)\nmiddle = 1\nb.fit(X, y)\nend = 2")
    assert (site.first, site.last) == (0, 2)


def test_every_training_cell_is_a_site_in_file_order():
    found = from_syntax("X = 1", "a.fit(X, y)", "b = 2", "c.fit(X, y)", TORCH_LOOP)
    assert [site.cell for site in found.sites] == [1, 3, 4]


SWEEP = """
scores = {}
for depth in (2, 4, 8):
    tree = DecisionTreeClassifier(max_depth=depth)
    tree.fit(X, y)
    scores[depth] = tree.score(X, y)
"""


def test_a_loop_that_trains_once_per_iteration_is_a_sweep_with_its_variables():
    site = one_site("import marimo as mo", SWEEP)
    assert site.sweep_names == ("depth",)
    assert site.sweep_first == site.sweep + 1


def test_a_sweep_over_pairs_has_both_variables():
    site = one_site(TRAIN, "for rate, epochs in grid:\n    results.append(train(rate, epochs))")
    assert site.sweep_names == ("rate", "epochs")


def test_a_single_training_is_no_sweep():
    assert one_site(TORCH_LOOP).sweep == 0
    assert one_site("for x in data:\n    print(x)\nmodel.fit(X, y)").sweep == 0


def test_a_search_is_told_from_a_fit_by_its_live_type():
    search = estimator("model_selection._search.GridSearchCV", methods=("fit", "predict", "score"))
    assert one_site("search.fit(X, y)", names={"search": search}).kind == "search"


@pytest.mark.parametrize("data", ["X.iloc[mask]", "frame[cols]", "X"])
def test_the_data_of_a_fit_is_a_plain_expression(data):
    assert one_site(f"model.fit({data}, y)").data == data


def test_computed_data_is_left_open():
    assert one_site("model.fit(load(), y)").data == ""


@pytest.mark.parametrize(
    ("shown", "stopped", "displays"),
    [({}, (), False), ({2: ("text/html", "<pre>7</pre>")}, (), True), ({}, (2,), True)],
)
def test_a_site_tells_whether_its_cell_was_seen_to_display_something(shown, stopped, displays):
    found = seen(
        SKLEARN, "X, y = load()", "model = LogisticRegression()\nmodel.fit(X, y)", shown=shown, stopped=stopped
    )
    assert [site.displays for site in found.sites] == [displays]


def test_a_site_that_never_ran_may_display_something():
    assert one_site(SKLEARN, "X, y = load()", "LogisticRegression().fit(X, y)").displays
