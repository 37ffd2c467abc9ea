"""Fixtures live in plugins, one per service."""

pytest_plugins = ["tests.fixtures_git", "tests.fixtures_mlflow", "tests.fixtures_redis"]
