"""A model as MLflow saved it beside the live one: what the kernel's side of `model-signature` and `model-predicts` tells."""

import mlflow
import pytest
from sklearn.datasets import make_classification
from sklearn.linear_model import LogisticRegression

from worker.adapters.kernel.inside.models import read_back

pd = pytest.importorskip("pandas")


@pytest.mark.parametrize("framed", [True, False], ids=["frame", "array"])
def test_the_signature_that_mlflow_infers_is_the_one_wanted(tmp_path, framed):
    rows, labels = make_classification(n_samples=40, n_features=4, random_state=0)
    data = pd.DataFrame(rows, columns=["a", "b", "c", "d"]) if framed else rows
    model = LogisticRegression().fit(data, labels)
    mlflow.sklearn.save_model(model, tmp_path / "model", input_example=data[:5])
    found = read_back(str(tmp_path / "model"), model, data)
    assert found["signature"] == found["wanted"] != ""
    assert found["same"]


def test_a_model_that_was_fitted_on_something_else_is_told_apart(tmp_path):
    rows, labels = make_classification(n_samples=40, n_features=4, random_state=0)
    saved = LogisticRegression().fit(rows, labels)
    mlflow.sklearn.save_model(saved, tmp_path / "model", input_example=rows[:5])
    found = read_back(str(tmp_path / "model"), LogisticRegression().fit(rows, 1 - labels), rows)
    assert found["predictions"] != found["live"]
    assert not found["same"]
