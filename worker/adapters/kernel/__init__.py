"""Marimo kernels over IPC."""
