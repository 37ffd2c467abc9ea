# ruff: noqa: PLC0415 - the notebook's own libraries, in its own interpreter, and only when they are asked for
"""Load a logged model back, and let it and the live one predict the same few rows."""

from __future__ import annotations

import contextlib
import inspect
import sys
from typing import Any

ROWS = 5
SHOWN = 120


def read_back(uri: str, model: Any, data: Any) -> dict[str, Any]:
    """Fields of the worker's `ModelReading` that differ from their defaults; `data` is None when nobody knows any."""
    import mlflow

    try:
        loaded = mlflow.pyfunc.load_model(uri)
        signature = loaded.metadata.signature
        found: dict[str, Any] = {"signature": str(signature) if signature is not None else ""}
        if data is None:
            return found
        rows = first_rows(data)
        predictions = loaded.predict(as_array(rows))
        found["predictions"] = short(predictions)
    except Exception as error:  # noqa: BLE001 - whatever loading and predicting raise is the answer
        return {"trouble": f"{type(error).__name__}: {error}"[:500]}
    with contextlib.suppress(Exception):  # a live model that cannot predict these rows is none to compare with
        live = predict(model, rows)
        found |= {"live": short(live), "same": alike(predictions, live)}
        found["wanted"] = str(mlflow.models.infer_signature(as_array(rows), as_column(as_array(live), rows)))
    return found


def first_rows(data: Any) -> Any:
    """The first rows of an array, a tensor or a frame; other data whole."""
    if hasattr(data, "head") and hasattr(data, "columns"):
        return data.head(ROWS)
    return data[:ROWS] if hasattr(data, "__getitem__") and not isinstance(data, (dict, str)) else data


def as_array(value: Any) -> Any:
    """A tensor as an array; anything else as it is."""
    return value.detach().cpu().numpy() if hasattr(value, "detach") else value


def as_column(predictions: Any, rows: Any) -> Any:
    """One prediction per row of a frame is a column, as MLflow infers it; other predictions as they are."""
    if not hasattr(rows, "columns") or type(predictions).__name__ != "ndarray" or predictions.ndim != 1:
        return predictions
    return type(rows.iloc[:, 0])(predictions) if hasattr(rows, "iloc") else predictions


def predict(model: Any, rows: Any) -> Any:
    """What the live model says; a torch module is asked in evaluation mode, as MLflow does."""
    if not hasattr(model, "predict"):
        torch = sys.modules["torch"]
        was = model.training
        model.eval()
        try:
            with torch.no_grad():
                return model(rows)
        finally:
            model.train(was)
    takes = inspect.signature(model.predict).parameters
    return model.predict(None, rows) if "context" in takes else model.predict(rows)


def alike(one: Any, other: Any) -> bool:
    """Equal up to rounding where both are numbers, else equal as text."""
    import numpy as np

    first, second = np.asarray(as_array(one)), np.asarray(as_array(other))
    if first.shape != second.shape and first.size == second.size:
        first, second = first.ravel(), second.ravel()
    if first.dtype.kind in "biufc" and second.dtype.kind in "biufc":
        return first.shape == second.shape and bool(np.allclose(first, second, rtol=1e-5, atol=1e-8, equal_nan=True))
    return [str(item) for item in first.ravel()] == [str(item) for item in second.ravel()]


def short(value: Any) -> str:
    """A few predictions, for people."""
    import numpy as np

    items = np.asarray(as_array(value)).ravel()[:ROWS].tolist()
    return ", ".join(f"{item:.6g}" if isinstance(item, float) else str(item) for item in items)[:SHOWN]
