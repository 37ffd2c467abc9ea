"""Mathematical functions of what the notebook has, and all entries of a small array."""

import pytest
from interpret_records import asked, findings, held, metric, planned, read, series


def with_numpy(*symbols, data=()):
    """Findings of a notebook that has NumPy under its usual name."""
    found = findings(*symbols, data=data)
    return found.model_copy(update={"names": {**found.names, "np": 0}})


TURN = held("turn", "turn", "rotation", shape=(2, 2))
BUOY = held("buoy", "buoy", "buoy position", shape=(3,))


@pytest.mark.parametrize(
    ("line", "symbols", "items"),
    [
        ("the absolute value of the drift", [metric("drift")], ["metric abs(drift)"]),
        ("absolute value of the last tide as a metric", [series("tides", "tides", "tide")], ["metric abs(tides[-1])"]),
        ("square root of the drift", [metric("drift")], ["metric (drift) ** 0.5"]),
        ("the natural log of the drift", [metric("drift")], ["metric np.log(drift)"]),
        ("the absolute value of the drift", [metric("abs_drift"), metric("drift")], ["metric abs_drift"]),
        ("det(turn) as a metric", [TURN], ["metric np.linalg.det(turn)"]),
        ("the determinant of the rotation", [TURN], ["metric np.linalg.det(turn)"]),
        ("norm of the buoy position", [BUOY], ["metric np.linalg.norm(buoy)"]),
        ("the distance of the buoy from the origin", [BUOY], ["metric np.linalg.norm(buoy)"]),
        ("the mean absolute tide", [series("tides", "tides", "tide")], ["metric np.abs(tides).mean()"]),
        (
            "Each of the four entries of turn as a metric of its own",
            [TURN],
            ["metric turn[0, 0]", "metric turn[0, 1]", "metric turn[1, 0]", "metric turn[1, 1]"],
        ),
        ("all elements of the buoy position", [BUOY], ["metric buoy[0]", "metric buoy[1]", "metric buoy[2]"]),
    ],
)
def test_a_function_of_what_is_named_is_computed(line, symbols, items):
    data = [one for one in symbols if one.kind == "data"]
    outcome = read(line, found=with_numpy(*(one for one in symbols if one not in data), data=data))
    assert (planned(outcome), asked(outcome)) == (items, [])


@pytest.mark.parametrize(
    ("line", "symbols"),
    [
        ("the determinant of the buoy position", [BUOY]),
        ("Each of the nine entries of turn as a metric", [TURN]),
        ("square root of the salinity", [metric("drift")]),
        ("all entries of the sea map", [held("sea_map", shape=(40, 40))]),
    ],
)
def test_what_has_no_such_function_is_asked_back(line, symbols):
    data = [one for one in symbols if one.kind == "data"]
    outcome = read(line, found=with_numpy(*(one for one in symbols if one not in data), data=data))
    assert planned(outcome) == []
    assert len(asked(outcome)) == 1


def test_what_is_exact_is_no_estimate():
    found = with_numpy(metric("tide_level"), metric("tide_level_mc", value=0.4))
    assert planned(read("the exact tide level", found=found)) == ["metric tide_level"]
    assert asked(read("the exact tide level", found=with_numpy(metric("tide_level_mc")))) == ["the exact tide level"]


CLOUD = held("cloud", "cloud", shape=(200, 3), cell=1, from_site=False, origin="assigned")


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("how many points there are and in how many dimensions", ["param cloud.shape[1]", "param len(cloud)"]),
        ("number of samples and number of features", ["param cloud.shape[1]", "param len(cloud)"]),
        ("the number of points of the cloud as a metric", ["metric len(cloud)"]),
    ],
)
def test_points_and_dimensions_are_counted_in_the_only_array_of_points(line, items):
    outcome = read(line, found=findings(data=[CLOUD]))
    assert (planned(outcome), asked(outcome)) == (items, [])


def test_of_two_arrays_of_points_none_is_counted():
    other = held("stars", "stars", shape=(90, 3), cell=1, from_site=False, origin="assigned")
    assert asked(read("number of points", found=findings(data=[CLOUD, other])))
