"""The bench of the proof, one per session."""

import pytest

from tests.proof.bench import Bench


@pytest.fixture(scope="session")
def bench(mlflow_uri, tmp_path_factory):
    """The real proof on a real server; each control is explored once."""
    return Bench(folder=tmp_path_factory.mktemp("bench"), uri=mlflow_uri)
