"""What a network is given, files that a path writes, and models that are logged: from syntax and literal records."""

import pytest
from explore_records import from_syntax, seen

from worker.findings import LiveValue, SymbolKind

TENSOR = LiveValue(type="torch.Tensor", shape=(8, 2))
LOADER = LiveValue(type="torch.utils.data.dataloader.DataLoader")
GIVEN = {
    "called": ("net(X)", "X"),
    "called, of a class that gives one thing": (
        "class One:\n    def forward(self, x):\n        return x\nnet = One()\nnet(X)",
        "X",
    ),
    "fitted by a trainer": ("trainer.fit(net, X)", "X"),
    "fitted on a loader": ("loader = DataLoader(data)\ndata = TensorDataset(X, y)\ntrainer.fit(net, loader)", "X"),
    "fitted on a loader by keyword": (
        "loader = torch.utils.data.DataLoader(TensorDataset(X, y))\ntrainer.fit(net, train_dataloaders=loader)",
        "X",
    ),
    "called in a loop over a loader": (
        "loader = DataLoader(TensorDataset(X, y))\nfor _a, _b in loader:\n    net(_a)",
        "X",
    ),
}
NOT_GIVEN = {
    "an expression": "net(X * 2)",
    "a name without rows": "net(n)",
    "nothing": "net()",
    "within a function": "def f(X):\n    return net(X)",
    "several results, unpacked": "mean, spread = net(X)",
    "several results by its class": "class Both:\n    def forward(self, x):\n        return x, x\nnet = Both()\nnet(X)",
    "a circle of loaders": "loader = DataLoader(loader)\nnet(loader)",
}
NAMES = {"X": TENSOR, "n": LiveValue(type="int", number=3.0), "loader": LOADER}


def examples(cell):
    return seen("X = make()\ny = make()\nn = 3\nnet = make()", cell, names=NAMES).examples


@pytest.mark.parametrize(("cell", "array"), GIVEN.values(), ids=GIVEN)
def test_what_a_network_is_given_is_an_example_of_its_input(cell, array):
    assert examples(cell)["net"] == array


@pytest.mark.parametrize("cell", NOT_GIVEN.values(), ids=NOT_GIVEN)
def test_what_has_no_rows_or_no_name_is_no_example(cell):
    assert "net" not in examples(cell)


WRITTEN = [
    'Path("r.txt").write_text(text)',
    'pathlib.Path("r.txt").write_bytes(data)',
    'open("r.txt", "w").write(text)',
]


@pytest.mark.parametrize("cell", WRITTEN)
def test_a_file_that_a_path_writes_is_found(cell):
    files = [one.expression for one in from_syntax("import pathlib", cell).symbols if one.kind is SymbolKind.FILE]
    assert files == ["'r.txt'"]


@pytest.mark.parametrize(
    "cell", ["path.write_text(text)", 'Path("r.txt").read_text()', 'Path(folder, "r").write_text(t)']
)
def test_a_path_that_is_not_written_down_or_not_written_is_no_file(cell):
    assert not [one for one in from_syntax("import pathlib", cell).symbols if one.kind is SymbolKind.FILE]


LOGGED = {
    'mlflow.sklearn.log_model(model, name="fit")': (("fit",), ("model",)),
    'mlflow.sklearn.log_model(model, "fit")': (("fit",), ("model",)),
    'mlflow.pyfunc.log_model(python_model=rule, artifact_path="fit")': (("fit",), ("rule",)),
    "mlflow.sklearn.log_model(model, name=chosen)": ((), ("model",)),
}


@pytest.mark.parametrize(("call", "expected"), LOGGED.items(), ids=LOGGED)
def test_a_logged_model_is_known_with_its_name(call, expected):
    [found] = from_syntax("import mlflow", call).tracking.calls
    assert (found.keys, found.values) == expected
