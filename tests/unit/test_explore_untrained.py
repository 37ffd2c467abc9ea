"""Notebooks that train nothing: whatever they compute, show, draw or set is offered all the same."""

import pytest
from explore_records import element, estimator, explored, expressions, from_syntax, notebook, seen, symbol

from worker.adapters.kernel import MarimoKernel
from worker.explore import expressions as asked
from worker.findings import LiveValue, Scope

PLT = "import matplotlib.pyplot as plt"
FIGURE = LiveValue(type="matplotlib.figure.Figure")
CHART = LiveValue(type="altair.vegalite.v6.api.Chart", bases=("altair.vegalite.v6.schema.core.TopLevelMixin",))
FRAME = LiveValue(type="pandas.DataFrame", columns=("day", "wet", "note"), rows=("day", "wet"), shape=(30, 3))
POINT = LiveValue(type="numpy.ndarray", numbers=True, length=2, shape=(2,), values=(1.5, -2.0))


def test_what_is_computed_is_a_result_and_what_is_written_down_is_a_setting():
    found = seen(
        "capacity = 40",
        "load = weigh(boxes)\nshare = load / capacity",
        names={"capacity": 40, "load": 31.0, "share": 0.775},
    )
    assert expressions(found, "parameter") == {"capacity"}
    assert symbol(found, "share").kind == "metric"
    assert symbol(found, "share").from_site
    assert not symbol(found, "capacity").from_site


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("rate = dial.value", "parameter"),
        ("rate = 10 ** float(dial.value)", "parameter"),
        ("rate = dial.value / other.value", "metric"),
        ("rate = adjust(dial.value)", "metric"),
    ],
)
def test_a_name_for_what_one_element_is_set_to_is_a_setting(code, kind):
    elements = {"dial": element("slider", 2.0), "other": element("slider", 4.0)}
    found = seen("dial = mo.ui.slider(0, 9)\nother = mo.ui.slider(0, 9)", code, names={**elements, "rate": 0.5})
    assert symbol(found, "rate").kind == kind


def test_a_value_attribute_of_something_else_than_an_element_is_a_result():
    found = seen(
        "cost = problem.value", names={"problem": LiveValue(type="cvxpy.problems.problem.Problem"), "cost": 3.5}
    )
    assert symbol(found, "cost").kind == "metric"


def test_columns_that_hold_numbers_are_histories_called_as_the_notebook_calls_them():
    found = seen("rain = simulate()", 'legend = {"wet": "Soaked ground", "day": "Day"}', names={"rain": FRAME})
    assert expressions(found, "series") == {'rain["day"]', 'rain["wet"]'}
    assert "Soaked ground" in symbol(found, 'rain["wet"]').words


def test_records_that_a_frame_is_made_of_are_offered_once():
    records = LiveValue(type="list", length=30, rows=("day", "wet"))
    found = seen("rows = collect()\nrain = pd.DataFrame(rows)", names={"rows": records, "rain": FRAME})
    assert expressions(found, "series") == {'rain["day"]', 'rain["wet"]'}


def test_the_coordinates_of_a_computed_point_are_numbers_of_their_own():
    found = seen("meeting_point = nearest(paths)", names={"meeting_point": POINT})
    assert expressions(found, "metric") == {"meeting_point[0]", "meeting_point[1]"}
    assert symbol(found, "meeting_point[1]").live.number == -2.0


def test_an_array_of_one_number_is_that_number():
    line = estimator("LinearRegression", attributes={"coef_": LiveValue(type="numpy.ndarray", shape=(1, 1))})
    found = seen("line = LinearRegression()\nline.fit(X, y)", names={"line": line})
    assert "slope" in symbol(found, "line.coef_.item()").words


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ('mo.md("**Mean waiting time**: $w$" + f" $= {sum(waits) / n:.2f}$")', "Mean waiting time"),
        ('mo.md(f"""The **odds of rain** are\n\n$$ o = \\\\frac{{a}}{{b}} = {a / b:.2f} $$\n\nas long as nothing changes.""")', "The odds of rain are"),
    ],
)  # fmt: skip
def test_a_formula_in_a_text_is_called_what_the_text_says(code, label):
    text = "sum(waits) / n" if "waits" in code else "a / b"
    cells = ("waits = draw()\nn = count(waits)\na = odd()\nb = odd()", code)
    assert text in asked(notebook(*cells))[1]
    found = seen(*cells, names={"n": 3, "a": 1.0, "b": 2.0}, evaluated={1: {text: 0.5}})
    assert label in symbol(found, text).words


def test_a_call_within_a_shown_expression_is_offered_beside_it():
    cells = (
        "def zeros(x):\n    return (x == 0).sum()",
        "x = solve()\nn = size(x)",
        'mo.md(f"empty: {zeros(x) / n * 100:.1f} %")',
    )
    assert {"zeros(x) / n", "zeros(x)"} <= set(asked(notebook(*cells))[2])


def test_random_draws_are_not_asked_for_again():
    assert asked(notebook("import numpy as np", 'print("noise", np.random.normal(0, 1))')) == {}


def test_an_element_shown_within_a_text_or_a_table_is_called_what_stands_there():
    names = {"width": element("slider", 3.0), "gain": element("slider", 2.0)}
    table = 'mo.ui.table([{"setting": "amplifier gain", "control": gain}])'
    found = seen(
        "width = mo.ui.slider(0, 9)\ngain = mo.ui.slider(0, 9)", 'mo.md(f"Beam width: {width}")', table, names=names
    )
    assert "Beam width" in symbol(found, "width.value").words
    assert "amplifier gain" in symbol(found, "gain.value").words


def test_one_letter_in_front_of_a_colon_is_a_label_and_what_follows_is_not():
    found = seen(
        "size = pick()\nbest = top()", 'mo.md(f"N: {size}\\nBest value: {best}")', names={"size": 3, "best": 9.0}
    )
    assert "Best value" not in symbol(found, "size").words


def test_a_figure_that_a_call_gives_within_a_layout_is_offered_as_that_call():
    function = "def draw_tides(height):\n    fig, ax = plt.subplots()\n    ax.set_title('High water')\n    return fig"
    found = seen(
        PLT, function, "height = gauge()", "mo.vstack([mo.md('Tides'), draw_tides(height)])",
        names={"height": 2.0}, functions={"draw_tides": [{"return": FIGURE}]},
    )  # fmt: skip
    drawn = symbol(found, "draw_tides(height)")
    assert (drawn.kind, drawn.scope, drawn.cell) == ("figure", Scope.NOTEBOOK, 3)
    assert {"draw_tides", "High water"} <= set(drawn.words)


@pytest.mark.parametrize("inner", ["chart_of(frame)", "alt.Chart(frame).mark_line().encode(x='day')"])
def test_a_chart_that_only_marimo_holds_is_offered_as_a_page(inner):
    found = seen(
        "import altair as alt", "def chart_of(data):\n    return alt.Chart(data).mark_line()", "frame = load()",
        f"mo.ui.altair_chart({inner})", names={"frame": FRAME}, functions={"chart_of": [{"return": CHART}]},
    )  # fmt: skip
    assert f"{inner}.to_html()" in expressions(found, "figure")


def test_a_call_with_a_loop_variable_or_a_lambda_cannot_be_made_again():
    function = "def draw(x):\n    return plt.figure()"
    code = "panels = [mo.vstack([draw(day)]) for day in days]\nmo.vstack([draw(lambda: 1)])"
    found = seen(PLT, function, "days = load()", code, names={}, functions={"draw": [{"return": FIGURE}]})
    assert expressions(found, "figure") == set()


def test_each_of_several_figures_is_described_by_its_own_statements():
    code = "left = px.bar(sales, title='Sales by shop')\nright = px.pie(costs, title='Costs by month')\nmo.hstack([left, right])"
    plotly = LiveValue(type="plotly.graph_objs._figure.Figure", bases=("plotly.basedatatypes.BaseFigure",))
    found = seen(code, names={"left": plotly, "right": plotly})
    assert "Sales by shop" in symbol(found, "left").words
    assert "Costs by month" not in symbol(found, "left").words


def test_a_scale_of_a_chart_is_no_figure():
    scale = LiveValue(type="altair.vegalite.v6.schema.core.Scale", bases=("altair.vegalite.v6.schema.core.SchemaBase",))
    assert expressions(seen("scale = alt.Scale()", names={"scale": scale}), "figure") == set()


def test_a_computing_loop_is_told_although_it_is_no_site():
    code = "queue = []\nfor hour in range(limit):\n    waiting = arrivals(hour)\n    queue.append(waiting)"
    live = LiveValue(type="list", numbers=True, length=5)
    found = seen("limit = 5", code, names={"limit": 5, "queue": live, "waiting": 0.4})
    assert found.sites == ()
    assert [(loop.cell, loop.first) for loop in found.loops] == [(1, 1)]
    assert symbol(found, "waiting", scope=Scope.LOOP).kind == "series"


def test_the_scores_of_a_searchs_best_candidate_by_several_measures_are_offered():
    results = {"mean_test_recall": LiveValue(type="numpy.ndarray", numbers=True, length=4)}
    kept = {"cv_results_": LiveValue(type="dict", entries=results), "best_index_": 2}
    found = seen(
        "search.fit(X, y)\nsearch = GridSearchCV(SVC(), grid)",
        names={"search": estimator("GridSearchCV", attributes=kept)},
    )
    assert "best recall" in symbol(found, 'search.cv_results_["mean_test_recall"][search.best_index_]').words


def test_a_comment_right_above_one_assignment_says_what_it_is():
    found = seen("# Patients in the ward\nN = 12\n\n# Settings\nx = 1\ny = 2", names={"N": 12, "x": 1, "y": 2})
    assert "Patients in the ward" in symbol(found, "N").words
    assert "Settings" not in symbol(found, "x").words


def test_without_a_kernel_nothing_of_this_fails():
    assert from_syntax("a = 1", "for i in range(a):\n    b = i * a", "mo.vstack([draw(a)])").loops == ()


@pytest.fixture(scope="module")
def clinic(tmp_path_factory):
    return explored(
        MarimoKernel(),
        tmp_path_factory.mktemp("clinic"),
        "import marimo as mo\nimport numpy as np\nimport pandas as pd\nimport matplotlib.pyplot as plt",
        "doses = mo.ui.slider(1, 9, value=4)\nmo.md(f'Doses per week: {doses}')",
        "_half_life = 6.0\nhours = np.arange(48)\nlevel = doses.value * np.exp(-hours / _half_life)\n_peak = level.max()",
        "calls = []\ndef draw():\n    calls.append(1)\n    fig, ax = plt.subplots()\n    ax.plot(hours, level)\n    return fig",
        "mo.vstack([mo.md('The **area under the curve** is' + f' {np.trapezoid(level):.2f}'), draw()])",
        "course = pd.DataFrame({'hour': hours, 'level': level, 'note': 'x'})\ncourse.describe()",
        "def forever():\n    while True:\n        pass\nready = mo.md(f'never: {forever() if False else 1}')\nif False:\n    print('never', forever())",
    ).findings


@pytest.mark.parametrize(
    ("expression", "kind"),
    [
        ("doses.value", "parameter"),
        ("_half_life", "parameter"),
        ("_peak", "metric"),
        ("np.trapezoid(level)", "metric"),
        ("level", "series"),
        ('course["level"]', "series"),
        ("course", "table"),
        ("course.describe()", "table"),
        ("draw()", "figure"),
    ],
)
def test_a_live_notebook_without_training_offers_it(clinic, expression, kind):
    assert expression in expressions(clinic, kind)


def test_a_described_table_is_called_summary_statistics(clinic):
    named = [one for one in clinic.symbols if "summary statistics" in one.words]
    assert [one.expression for one in named] == ["course.describe()"]


def test_a_live_notebook_is_described_as_it_was_before_anything_was_asked(clinic):
    assert symbol(clinic, "calls").live.length == 1


def test_an_expression_that_never_ends_is_given_up(clinic):
    assert "forever()" not in {one.expression for one in clinic.symbols}


def test_a_text_that_shows_a_library_call_names_it_before_the_call_does():
    cells = ("import numpy as np", "gaps = measure()", 'print(f"Typical gap: {np.median(gaps)}")')
    found = seen(*cells, evaluated={2: {"np.median(gaps)": 0.5}})
    assert symbol(found, "np.median(gaps)").words[0] == "Typical gap"
