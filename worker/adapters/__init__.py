"""Adapters to Redis, git, MLflow and marimo kernels. Built by `wiring` alone."""
