"""The demo: everything embedded, in a temporary folder."""
