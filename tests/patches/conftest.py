"""What every test of the patches leaves behind: nothing."""

import os
import sys

import pytest


@pytest.fixture(autouse=True)
def no_experiment_stays_set():
    """A notebook that runs in this process sets MLflow's experiment for the whole process, later tests included."""
    yield
    if fluent := sys.modules.get("mlflow.tracking.fluent"):
        fluent._active_experiment_id = None
        os.environ.pop("MLFLOW_EXPERIMENT_ID", None)
