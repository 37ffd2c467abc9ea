"""mlflow-worker: adds MLflow tracking to marimo notebooks and proves it before it pushes."""

from importlib.metadata import version

__version__ = version("mlflow-worker")
