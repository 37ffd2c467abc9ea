"""What names and numbers mean by convention."""

import pytest

from worker.explore.conventions import spelled_out
from worker.findings import LiveValue, Symbol, SymbolKind


def named(name, number=None, *, origin="literal", kind=SymbolKind.PARAMETER, expression=""):
    live = LiveValue(type="float", number=number)
    return Symbol(
        expression=expression or name, kind=kind, cell=1, statement=0, words=(name,), origin=origin, live=live
    )


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (named("NX", 200), ("number of points in x", "resolution in x")),
        (named("n_y", 64), ("number of points in y", "resolution in y")),
        (named("dt", 0.01), ("time step",)),
        (named("dx", 0.5), ("step in x", "grid spacing in x")),
        (named("x_position", 3.5), ("horizontal position", "horizontal distance")),
        (named("posy", 3.5), ("vertical position", "height")),
        (named("max", 9.0, expression='path["y_pos"].max()'), ("vertical position", "height")),
        (named("GAMMA", 6.67e-11), ("gravitational constant",)),
        (named("g0", 9.80665), ("gravitational acceleration",)),
        (named("gas", 8.31), ("gas constant",)),
        (named("y_test", 3.0, kind=SymbolKind.DATA), ("true labels", "true values")),
        (named("y_pred", 3.0, kind=SymbolKind.DATA), ("predicted labels", "predicted values")),
    ],
)
def test_a_convention_is_spelled_out(one, said):
    [found] = spelled_out([one])
    assert found.words[1:] == said


@pytest.mark.parametrize(
    "one",
    [
        named("nz", 0.5),
        named("index_x", 3),
        named("y", 3.0),
        named("y_positive", 3.0),
        named("dtype", 3.0),
        named("dy", 3.0, kind=SymbolKind.SERIES),
        named("y_test", 3.0, kind=SymbolKind.SERIES),
        named("y_grid", 3.0, kind=SymbolKind.DATA),
        named("rate", 9.81, origin="displayed"),
        named("rate", 9.5),
        named("composition", 1.0),
    ],
)
def test_no_convention_is_seen_in_other_names(one):
    assert [*spelled_out([one])] == [one]


def test_with_a_third_axis_the_second_is_no_height():
    one, other = spelled_out([named("y_pos", 1.0), named("z_pos", 2.0)])
    assert one.words == ("y_pos",)
    assert other.words == ("z_pos", "vertical position", "height")
