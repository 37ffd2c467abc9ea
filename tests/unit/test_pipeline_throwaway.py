"""What exploring runs: the notebook without its own tracking URI."""

import ast

import pytest

from worker.pipeline.throwaway import without_own_uri


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('mlflow.set_tracking_uri("http://x")\nx = 1', "mlflow.get_tracking_uri()\nx = 1"),
        ('é = 1; mlflow.set_tracking_uri(\n    "http://x"\n)\nx = 1', "é = 1; mlflow.get_tracking_uri(\n\n)\nx = 1"),
        ('a.set_tracking_uri(b.set_tracking_uri("x") or "y")\nx = 1', "a.get_tracking_uri()\nx = 1"),
        ("solver.tools.set_tracking_uri('x')", "solver.tools.set_tracking_uri('x')"),
        ('# mlflow.set_tracking_uri("x")\ny = "mlflow.set_tracking_uri()"', None),
        ("mlflow.get_tracking_uri()", None),
        ('\ufeffimport m\r\nm.set_tracking_uri("x")\r\n', "\ufeffimport m\r\nm.get_tracking_uri()\r\n"),
    ],
)
def test_a_uri_in_the_code_is_only_asked_for_on_the_same_lines(before, after):
    found = without_own_uri(before)
    assert found == (before if after is None else after)
    ast.parse(found.removeprefix("\ufeff"))
    assert found.count("\n") == before.count("\n")
