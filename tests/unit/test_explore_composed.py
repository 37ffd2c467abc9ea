"""What exploring makes of composed texts, sweeps by index, names with several results, pairs and prose."""

import ast

import pytest
from explore_records import notebook, seen, symbol
from verify_records import live

from worker.explore import expressions
from worker.explore.displays import displays
from worker.findings import LiveValue, Scope, SymbolKind
from worker.notebook.source import read_notebook

LABELS = LiveValue(type="numpy.ndarray", length=40, shape=(40,), numbers=True)
FOREST = LiveValue(type="sklearn.ensemble.RandomForestClassifier", methods=("fit", "predict"), fitted=True)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('print("Gap of {:6f} with std. dev. of {:6f}.".format(gap.mean(), gap.std()))',
         {"gap.mean()": "Gap of", "gap.std()": "with std. dev. of"}),
        ('print("rain {mm} mm, wind {0:.1f} knots".format(wind, mm=rain))', {"rain": "rain", "wind": "wind"}),
        ('print("Bees counted: %d of %5.1f%% hives" % (bees, hives))', {"bees": "Bees counted", "hives": "of"}),
        ('print(f"Weighing {n} jars with {k} clover hives (seed={s})")',
         {"n": "Weighing", "k": "clover hives", "s": "seed"}),
        ('print("Hive: %d sealed & %d open cells" % (sealed, cells))', {"sealed": "Hive", "cells": "open cells"}),
        ('print("yield: %.3f" % harvest)', {"harvest": "yield"}),
        ('print("100 %% sure")', {}),
        ('print("{".format(x))', {}),
    ],
)  # fmt: skip
def test_a_composed_text_says_what_it_shows(text, found):
    shown = displays(read_notebook(notebook(text)))
    assert {ast.unparse(item.node): item.label for item in shown} == found


def test_plotted_columns_and_negated_means_are_asked_of_the_kernel():
    asked = expressions(
        notebook(
            "import matplotlib.pyplot as plt",
            "paths = walk()\nfolds = score()",
            'plt.plot(paths[:, 1], label="height")\nprint(f"error {-folds.mean():.2f}")',
        )
    )
    assert {"paths[:, 1]", "-folds.mean()"} <= set(asked[2])


SWEEP = """
widths = [2, 8, 32]
for at in range(len(widths)):
    net = Forest(max_leaves=widths[at])
    net.fit(X, y)
    folds = cross(net, X, y)
    print(f"error {-folds.mean():.3f}")
"""


def test_a_sweep_by_index_differs_by_the_item_and_not_by_the_index():
    found = seen(
        "X, y = load()",
        SWEEP,
        names={"widths": [2, 8, 32], "at": 2, "net": FOREST, "folds": LiveValue(type="numpy.ndarray", numbers=True)},
        evaluated={1: {"-folds.mean()": 0.4}},
    )
    (site,) = found.sites
    swept = [one for one in found.symbols if one.origin == "sweep"]
    assert [(one.expression, one.words[:2]) for one in swept] == [("widths[at]", ("max_leaves", "width"))]
    shown = next(one for one in found.symbols if one.expression == "-folds.mean()" and one.scope is Scope.LOOP)
    assert shown.path[1] == site.sweep
    assert "error" in shown.words


def test_a_sweep_over_settings_hands_each_of_them_over_whole():
    found = seen(
        "X, y = load()",
        "for setting in grid:\n    net = Forest(**setting)\n    net.fit(X, y)",
        names={"setting": {"leaves": 4, "shrink": 0.1}, "net": FOREST},
    )
    (swept,) = [one for one in found.symbols if one.origin == "sweep"]
    assert swept.expression == "setting"
    assert set(swept.live.entries) == {"leaves", "shrink"}


def test_what_a_loop_counts_with_is_no_setting_beside_what_it_walks():
    found = seen(
        "X, y = load()",
        "for at, leaves in enumerate([2, 4]):\n    net = Forest(leaves=leaves)\n    net.fit(X, y)",
        names={"at": 1, "leaves": 4, "net": FOREST},
    )
    assert [one.expression for one in found.symbols if one.origin == "sweep"] == ["leaves"]


TWICE = """
route, cost = greedy_search(towns)
print("Greedy tour", cost)
route, cost = tabu_search(towns)
print("Tabu tour", cost)
"""


def test_one_name_for_two_results_is_two_symbols_with_their_own_labels():
    found = seen("towns = load()", TWICE, names={"cost": 41.5, "route": "abc"})
    costs = [one for one in found.symbols if one.expression == "cost"]
    assert [(one.statement, one.scope, one.owner) for one in costs] == [
        (0, Scope.CELL, "greedy_search"),
        (2, Scope.NOTEBOOK, "tabu_search"),
    ]
    assert ["Greedy tour" in one.words for one in costs] == [True, False]
    assert ["Tabu tour" in one.words for one in costs] == [False, True]


def test_a_value_that_is_only_reworked_stays_one_symbol():
    found = seen("towns = load()", "cost = measure(towns)\ncost = round(cost, 2)", names={"cost": 41.5})
    assert len([one for one in found.symbols if one.expression == "cost"]) == 1


def test_pairs_of_step_and_value_are_histories():
    pairs = LiveValue(type="list", length=6, items=2)
    by_name = LiveValue(type="dict", length=2, entries={"shallow": pairs, "deep": pairs})
    found = seen("curve = grow()", "by_depth = compare(curve)", names={"curve": pairs, "by_depth": by_name})
    histories = [one.expression for one in found.symbols if one.kind is SymbolKind.SERIES]
    assert histories == [
        "[_row[1] for _row in curve]",
        '[_row[1] for _row in by_depth["shallow"]]',
        '[_row[1] for _row in by_depth["deep"]]',
    ]


def test_labels_that_the_notebook_compares_give_the_accuracy():
    cells = ("from sklearn.metrics import confusion_matrix", "truth, guess = judge()", "confusion_matrix(truth, guess)")
    found = seen(*cells, names={"truth": LABELS, "guess": LABELS})
    assert symbol(found, "(truth == guess).mean()").words[0] == "accuracy"
    longer = LABELS.model_copy(update={"shape": (41,), "length": 41})
    unequal = seen(*cells, names={"truth": LABELS, "guess": longer})
    assert not [one for one in unequal.symbols if one.origin == "pair"]


def test_the_texts_of_a_cell_are_its_comments_its_strings_and_the_heading_above():
    found = seen(
        "import marimo as mo",
        'mo.md("# Honey *yield*")',
        'flow = 3  # litres a day\nprint("per hive", flow)',
        names={"flow": live(3)},
    )
    assert 1 not in found.texts
    assert {"Honey", "yield", "litres", "hive"} <= set(found.texts[2].split())


def test_a_notebook_without_training_says_so():
    assert "no training was found" in seen("hives = 3", names={"hives": 3}).notes[0]


@pytest.mark.parametrize(
    "cells",
    [
        ("import marimo as mo", "@mo.cache\ndef train(X):\n    net = Net()\n    net.fit(X)\n    return net", "net = train(X)"),
        ("import marimo as mo", "with mo.persistent_cache('net'):\n    net.fit(X)"),
    ],
)  # fmt: skip
def test_a_cached_training_is_told_of(cells):
    cells = [f"pass\n{cell}" if cell.startswith("@") else cell for cell in cells]
    (note,) = seen(*cells, names={"net": FOREST}).notes
    assert "is cached" in note


def test_a_training_without_a_cache_needs_no_remark():
    assert seen("net.fit(X)", names={"net": FOREST}).notes == ()
