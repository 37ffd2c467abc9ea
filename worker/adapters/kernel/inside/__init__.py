"""What runs inside the notebook's interpreter: only the standard library and marimo are there.

The launcher loads this folder by path under another name, so its modules import each other relatively.
"""
