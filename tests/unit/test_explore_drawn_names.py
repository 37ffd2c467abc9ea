"""Values are called what the one panel, trace or channel that draws them is headed with."""

import pytest
from interpret_records import metric, param

from worker.explore.axes import named_by_title
from worker.explore.columns import spoken_columns
from worker.explore.displays import displays
from worker.explore.formatted import written_out
from worker.explore.given import given_by_hand
from worker.notebook.source import read_notebook

HEAD = "import marimo\n\napp = marimo.App()\n\n\n@app.cell\ndef _():\n"


def book(*lines):
    body = "".join(f"    {line}\n" for line in lines)
    return read_notebook(f"{HEAD}{body}    return\n")


def labels(*lines):
    notebook = book(*lines)
    return {(notebook.segment(one.node), one.label) for one in displays(notebook)}


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        (("top.plot(run.t, run.y[1])", 'top.set(xlabel="Time", title="Tilt speed (deg/s)")'), ("run.y[1]", "Tilt speed")),
        (("plt.plot(tide)", 'plt.title("Tide level over time")'), ("tide", "Tide level")),
        (("ax.plot_surface(x, y, z)", 'ax.set_zlabel("Depth")'), ("z", "Depth")),
        (("ax.contourf(x, y, z)",), ("z", "surface height")),
        (("fig.add_trace(go.Scatter(x=x, y=hum))", 'fig.update_layout(title="Interactive Humming Tone")'), ("hum", "Humming Tone")),
        (('fig.add_trace(go.Scatter(x=x, y=hum, name="Hum"))', 'fig.add_trace(go.Scatter(x=x, y=buzz, name="Buzz"))'), ("buzz", "Buzz")),
        (('fig.add_trace(go.Scatter(y=hum, name="Hum"))', 'fig.add_trace(go.Scatter(y=buzz, name="Buzz"))', 'fig.update_layout(yaxis_title="Pitch")'), ("hum", "Hum Pitch")),
        (('fig.add_trace(go.Scatter(y=hum, name="Hum"), row=1, col=1)', 'fig.add_trace(go.Scatter(y=buzz, name="Buzz"), row=2, col=1)', 'fig.update_yaxes(title_text="Pitch", row=2, col=1)'), ("buzz", "Buzz Pitch")),
    ],
)  # fmt: skip
def test_what_is_drawn_alone_is_called_what_is_written_above(lines, named):
    assert named in labels(*lines)


def test_two_curves_under_one_title_are_not_called_by_it():
    said = labels("ax.plot(a)", "ax.plot(b)", 'ax.set_title("Ripeness")')
    assert not {label for _, label in said} & {"Ripeness"}


def test_a_long_title_names_nothing():
    assert named_by_title("All that we have ever measured here") == ""


def test_a_channel_names_its_column():
    assert spoken_columns(book('y = alt.Y("dzdt:Q", title="Sink rate")')) == {"dzdt": ("Sink rate",)}


def test_a_number_in_a_text_is_called_what_is_written_beside_the_text():
    said = labels('text = f"{rise:.1f} s" if rise else "-"', 'mo.md(f"Rise time: {text}")')
    assert ("rise", "Rise time") in said


def test_a_number_in_a_card_is_called_what_the_card_says():
    assert ("total", "Total catch") in labels('mo.stat(value=f"{total:,}", label="Total catch")')


def test_only_a_text_of_one_number_writes_it_out():
    notebook = book('text = f"{low} to {high}"', 'one = f"{low:.2f}"')
    assert [name for _, name in written_out(notebook)] == ["one"]


def test_what_an_object_was_given_by_hand_is_a_setting():
    folds = metric("cv.n_splits", "n_splits", origin="attribute", value=5, cell=1)
    found = metric("cv.best_", "best_", origin="attribute", value=5, cell=1)
    given = param("5", "n_splits", origin="keyword", value=5)
    assert [one.kind.value for one in given_by_hand((folds, found, given))] == ["parameter", "metric", "parameter"]


def test_the_axis_of_one_panel_says_nothing_of_another():
    first = 'fig.add_trace(go.Scatter(y=hum, name="Hum"), row=1, col=1)'
    said = labels(
        first, "fig.add_trace(go.Scatter(y=buzz), row=2, col=1)", 'fig.update_yaxes(title_text="Pitch", row=2, col=1)'
    )
    assert not {label for name, label in said if name == "hum"} & {"Hum Pitch", "Pitch"}


def test_a_label_names_the_vector_that_is_drawn_as_one_point_and_not_its_height():
    lines = ('ax.plot(best[0], best[1], "r*", label="Optimum")', 'ax.set(xlabel="width", ylabel="depth")')
    assert ("best", "Optimum") in labels(*lines)
    assert ("best[1]", "Optimum") not in labels(*lines)


def test_each_side_of_a_labelled_point_is_called_what_its_axis_says():
    lines = (
        'ax.plot(best[0], best[1], "r*", label="Optimum")',
        'ax.plot(start[0], start[1], "k.", label="Start")',
        'ax.set(xlabel="width", ylabel="depth")',
    )
    assert {("best[0]", "Optimum width"), ("best[1]", "Optimum depth")} <= labels(*lines)


@pytest.mark.parametrize("values", ["tide", "tide[0]", "run[:, 1]", "run[last]"])
def test_a_label_names_the_values_of_a_curve(values):
    assert (values, "Spring tide") in labels(f'ax.plot(run[0], {values}, label="Spring tide")')
