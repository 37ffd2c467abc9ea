"""Fixtures live in plugins, one per service."""

pytest_plugins = ["tests.fixtures_redis"]
