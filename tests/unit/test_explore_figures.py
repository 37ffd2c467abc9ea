"""Figures: bound to names, shown by a call, or left on pyplot's canvas."""

import pytest
from explore_records import from_syntax, seen, symbol

from worker.findings import LiveValue, Scope

PLT = "import matplotlib.pyplot as plt"
PNG = ("image/png", "data:image/png;base64,iVBOR")
FIGURE = LiveValue(type="matplotlib.figure.Figure")
AXES = LiveValue(type="matplotlib.axes._axes.Axes", bases=("matplotlib.axes._base._AxesBase",))
CHART = LiveValue(type="altair.vegalite.v6.api.Chart", bases=("altair.vegalite.v6.schema.core.TopLevel",))
PLOTLY = LiveValue(type="plotly.graph_objs._figure.Figure", bases=("plotly.basedatatypes.BaseFigure",))


def figures(found):
    return [(one.expression, one.cell, one.statement, one.scope) for one in found.symbols if one.kind == "figure"]


def test_a_named_figure_exists_after_the_last_statement_that_draws_on_it():
    cell = "fig, ax = plt.subplots()\nax.plot(x, y)\nax.set_title('Learning curve')\nother = 1\nfig"
    found = seen(PLT, cell, names={"fig": FIGURE, "ax": AXES, "other": 1})
    assert figures(found) == [("fig", 1, 2, Scope.NOTEBOOK)]
    assert "Learning curve" in symbol(found, "fig").words


def test_a_figure_that_a_cell_shows_is_told_from_one_that_none_shows():
    made = "shown = make()\nhidden = make()"
    found = seen(PLT, made, "shown", names={"shown": FIGURE, "hidden": FIGURE})
    assert symbol(found, "shown").origin == "shown"
    assert symbol(found, "hidden").origin == "assigned"


def test_a_private_figure_can_be_seen_in_its_own_cell_only():
    found = seen(PLT, "_fig, _ax = plt.subplots()\n_ax.plot(x)\n_fig", private={1: {"_fig": FIGURE, "_ax": AXES}})
    assert figures(found) == [("_fig", 1, 1, Scope.CELL)]


def test_axes_without_their_figure_lead_to_it():
    found = seen(PLT, "ax = frame.plot()\nax.set_xlabel('age')", names={"ax": AXES})
    assert figures(found) == [("ax.figure", 1, 1, Scope.NOTEBOOK)]
    assert "age" in symbol(found, "ax.figure").words


def test_several_figures_of_one_cell_are_several_symbols():
    found = seen(PLT, "left = draw(1)\nright = draw(2)", names={"left": FIGURE, "right": FIGURE})
    assert [expression for expression, *_ in figures(found)] == ["left", "right"]


@pytest.mark.parametrize(
    ("live", "expression"),
    [
        (PLOTLY, "chart"),
        (CHART, "chart.to_html()"),
        (LiveValue(type="seaborn.axisgrid.FacetGrid"), "chart.figure"),
    ],
)
def test_a_figure_of_another_library_is_reached_in_its_own_way(live, expression):
    assert [first for first, *_ in figures(seen("chart = draw()\nchart", names={"chart": live}))] == [expression]


@pytest.mark.parametrize(
    "live",
    [
        LiveValue(type="matplotlib.axis.XAxis"),
        LiveValue(type="matplotlib.colors.ListedColormap"),
        LiveValue(type="list", length=2),
        LiveValue(type="str", string="figure"),
    ],
)
def test_what_is_no_figure_is_not_taken_for_one(live):
    assert figures(seen("fig = draw()\nfig", names={"fig": live})) == []


def test_what_is_drawn_before_plt_show_is_the_current_figure():
    found = seen(PLT, "plt.plot(x, y)\nplt.title('Decay')\nplt.show()", shown={1: PNG})
    assert figures(found) == [("plt.gcf()", 1, 1, Scope.CELL)]
    assert "Decay" in symbol(found, "plt.gcf()").words


def test_what_is_drawn_and_never_shown_is_there_nevertheless():
    found = seen("import matplotlib.pyplot as mpl", "mpl.scatter(x, y)\nmpl.xlabel('age')")
    assert figures(found) == [("mpl.gcf()", 1, 1, Scope.CELL)]


def test_a_drawing_of_seaborn_is_pyplots_current_figure():
    found = seen(f"{PLT}\nimport seaborn as sns", "sns.heatmap(matrix)\nplt.title('Correlation')")
    assert figures(found) == [("plt.gcf()", 1, 1, Scope.CELL)]


def test_a_call_that_shows_a_figure_is_the_figure():
    found = seen(
        PLT,
        "def plot_solution(s):\n    return draw(s)",
        "plot_solution(solver)",
        shown={2: ("text/html", "<div>plotly</div>")},
    )
    displayed = [one for one in found.symbols if one.kind == "figure"]
    assert [(one.expression, one.cell, one.origin) for one in displayed] == [("{}", 2, "displayed")]
    assert displayed[0].words[0] == "plot_solution"


def test_a_figure_that_the_last_call_draws_is_not_there_before_it():
    drawing = "def rings():\n    fig, ax = plt.subplots()\n    ax.plot(ages)\n    return fig\n\nrings()"
    found = seen(PLT, drawing, shown={1: PNG})
    assert figures(found) == [("{}.figure", 1, 1, Scope.CELL)]
    assert symbol(found, "{}.figure").origin == "displayed"


def test_a_call_that_shows_a_layout_with_a_picture_in_it_gives_no_figure():
    stack = (
        "<div style='display: flex;flex: 1'><marimo-mime-renderer data-mime='image/png'></marimo-mime-renderer></div>"
    )
    found = seen(
        PLT,
        "def draw_all():\n    plt.plot(ages)\n    return stack(plt.gca())",
        "draw_all()",
        shown={2: ("text/html", stack)},
    )
    assert figures(found) == []


def test_a_displayed_altair_chart_is_kept_as_html():
    found = seen("alt.Chart(frame).mark_line()", shown={0: ("application/vnd.vega.v5+json", "{}")})
    assert [first for first, *_ in figures(found)] == ["{}.to_html()"]


@pytest.mark.parametrize(
    "cell",
    [
        "plt.style.use('ggplot')",
        "plt.rcParams['figure.figsize'] = (3, 3)",
        "colors = plt.get_cmap('viridis')",
        "def draw():\n    plt.plot(x)",
        "plt.close('all')",
    ],
)
def test_pyplot_without_a_drawing_is_no_figure(cell):
    assert figures(from_syntax(PLT, cell)) == []


def test_closing_old_figures_first_does_not_hide_the_new_one():
    found = seen(PLT, "plt.close('all')\nplt.plot(x, y)\nplt.gca()", shown={1: PNG})
    assert figures(found) == [("plt.gcf()", 1, 1, Scope.CELL)]


def test_a_picture_that_the_notebook_only_shows_is_no_figure_without_pyplot():
    found = seen("import marimo as mo", "mo.md('text')", shown={1: ("text/markdown", "<span>text</span>")})
    assert figures(found) == []


def test_a_figure_is_called_by_its_titles_axes_and_what_it_draws():
    cell = "fig, ax = plt.subplots()\nax.plot(residuals, label='error')\nax.set(title='Fit quality', ylabel='residual')"
    words = symbol(seen(PLT, "residuals = [1]", cell, names={"fig": FIGURE, "ax": AXES}), "fig").words
    assert words[0] == "fig"
    assert {"error", "Fit quality", "residual", "residuals"} <= set(words)
    assert "plt" not in words


DEEP_AXES = LiveValue(type="mpl_toolkits.mplot3d.axes3d.Axes3D", bases=("matplotlib.axes._axes.Axes",))


@pytest.mark.parametrize(
    ("cell", "names", "expressions"),
    [
        (
            "low = plt.subplot(3, 1, 1)\nlow.plot(x)\nhigh = plt.subplot(3, 1, 2)\nhigh.plot(y)",
            {"low": AXES, "high": AXES},
            ["low.figure"],
        ),
        ("fig = plt.figure()\ndome = fig.add_subplot(projection='3d')", {"fig": FIGURE, "dome": DEEP_AXES}, ["fig"]),
        (
            "_, low = plt.subplots()\n_, high = plt.subplots()",
            {"low": AXES, "high": AXES},
            ["high.figure", "low.figure"],
        ),
    ],
)
def test_axes_of_one_figure_are_one_picture(cell, names, expressions):
    assert [expression for expression, *_ in figures(seen(PLT, cell, names=names))] == expressions


def test_a_figure_whose_axes_the_cell_shows_is_shown():
    found = seen(PLT, "fig, ax = plt.subplots()\nax.plot(x)\nax", names={"fig": FIGURE, "ax": AXES})
    assert [one.origin for one in found.symbols if one.kind == "figure"] == ["shown"]


def test_a_trace_is_no_figure():
    trace = LiveValue(type="plotly.graph_objs._scatter.Scatter", bases=("plotly.basedatatypes.BaseTraceType",))
    assert figures(seen("trace = make()\ntrace", names={"trace": trace})) == []


@pytest.mark.parametrize(
    ("drawing", "word"),
    [
        ("fig, axes = plt.subplots(2, 2)", "2x2"),
        ("fig, axes = plt.subplots(2, 2)", "four-panel"),
        ("fig, axes = plt.subplots(nrows=3)", "three-panel"),
        ("fig = plt.figure()\nplt.subplot(1, 2, 1)\nplt.subplot(1, 2, 2)", "two-panel"),
        ("fig = plt.figure()\nax = fig.add_subplot(projection='3d')", "3d"),
    ],
)
def test_a_figure_says_how_it_is_divided(drawing, word):
    assert word in symbol(seen(PLT, f"{drawing}\nfig", names={"fig": FIGURE}), "fig").words


@pytest.mark.parametrize("drawing", ["fig, ax = plt.subplots()", "fig, axes = plt.subplots(n)"])
def test_one_panel_or_an_unknown_number_says_nothing(drawing):
    words = symbol(seen(PLT, f"{drawing}\nfig", names={"fig": FIGURE}), "fig").words
    assert not any("panel" in word for word in words)


@pytest.mark.parametrize(
    ("code", "kept"),
    [
        ("view = RipenessDisplay.from_estimator(press, X, y)\nview.ax_.set(title='Ripeness')", True),
        ("view = RipenessDisplay(curve)\nview.plot()", True),
        ("view = RipenessDisplay(curve)", False),
    ],
)
def test_an_object_that_has_drawn_keeps_its_figure(code, kept):
    view = LiveValue(type="sklearn.model_selection._plot.RipenessDisplay", methods=())
    found = seen("from garden import RipenessDisplay", code, names={"view": view})
    assert ("view.figure_" in [one.expression for one in found.symbols if one.kind == "figure"]) is kept


def test_a_figure_is_called_by_what_its_own_cell_computes_and_draws():
    found = seen("import matplotlib.pyplot as plt", "tide_table = gather()\nfig_size = 3\nplt.imshow(tide_table)")
    words = symbol(found, "plt.gcf()").words
    assert "tide_table" in words
    assert "fig_size" not in words
