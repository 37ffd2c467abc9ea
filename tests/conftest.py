"""Fixtures live in plugins, one per service."""

import os

# Before anything imports MLflow: its telemetry thread asks for addresses while tests change the environment, which
# glibc does not survive.
os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")

pytest_plugins = [
    "tests.fixtures_git",
    "tests.fixtures_llm",
    "tests.fixtures_mlflow",
    "tests.fixtures_redis",
    "tests.fixtures_service",
]
