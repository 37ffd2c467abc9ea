"""The notebook as text: cells, edits, invariants. Pure."""
