"""What containers hold: those filled while the notebook runs, records of an object, columns of an array, options."""

from explore_records import from_syntax, seen, symbol

from worker.findings import LiveValue

FIT = "model = Model(0.1)\nmodel.fit(X, y)"
NUMBERS = LiveValue(type="list", length=5, numbers=True)


def test_an_empty_list_that_is_filled_is_a_history_and_no_setting():
    found = seen("trace = []\nmodel = Model(1)\nmodel.fit(X, callback=trace.append)", names={"trace": NUMBERS})
    assert symbol(found, "trace").kind == "series"


def test_what_an_empty_dictionary_is_filled_with_are_results():
    inner = LiveValue(type="dict", length=1, entries={"logloss": NUMBERS})
    whole = LiveValue(type="dict", length=1, entries={"valid": inner})
    found = seen("scores = {}\nmodel = Model(1)\nmodel.fit(X, history=scores)", names={"scores": whole})
    history = symbol(found, 'scores["valid"]["logloss"]')
    assert history.kind == "series"
    assert history.words[0] == "valid logloss"


def test_records_that_an_object_keeps_are_histories():
    pages = LiveValue(type="list", length=4, rows=("loss", "acc"))
    diary = LiveValue(type="__main__.Diary", attributes={"pages": pages})
    found = seen("diary = Diary()\nmodel = Model(diary)\nmodel.fit(X, y)", names={"diary": diary})
    assert symbol(found, '[_row["loss"] for _row in diary.pages]').kind == "series"
    assert symbol(found, '[_row["acc"] for _row in diary.pages]').words == ("acc",)


def test_the_columns_of_a_narrow_result_are_histories():
    path = LiveValue(type="numpy.ndarray", length=16, shape=(16, 3))
    found = seen(FIT, "path = model.path()", names={"path": path})
    assert [symbol(found, f"path[:, {at}]").live.length for at in range(3)] == [16, 16, 16]


def test_the_columns_of_what_goes_into_the_training_are_no_histories():
    data = LiveValue(type="numpy.ndarray", length=16, shape=(16, 3))
    found = seen("X = load()", FIT, names={"X": data})
    assert not any(one.origin == "lane" for one in found.symbols)


def test_options_in_a_keywords_dictionary_are_parameters():
    found = from_syntax(
        'from scipy.optimize import minimize\nfit = minimize(f, x, options={"maxiter": 300, "disp": False})'
    )
    assert symbol(found, "300").words == ("maxiter",)


def test_a_class_that_is_made_has_the_defaults_of_its_constructor():
    found = from_syntax(
        "class Net:\n    def __init__(self, hidden=16, decay=1e-4):\n        self.hidden = hidden",
        "net = Net(32)\nnet.fit(X, y)",
    )
    assert symbol(found, "32").words == ("hidden",)
    assert symbol(found, "0.0001").words == ("decay",)


def test_splitting_and_drawing_are_no_training():
    found = from_syntax(
        "from sklearn.model_selection import train_test_split\na, b = train_test_split(X)",
        "def plot_all(rows):\n    total = 0\n    for row in rows:\n        total += scale(row)\n    return total",
        "plot_all(rows)",
    )
    assert found.sites == ()
