"""Exploring: what a notebook holds, from its syntax and from its live values."""
