"""How results are called after what made them, how wide layers are, which optimiser is used, how many things there are."""

import pytest
from explore_records import from_syntax, seen, symbol

from worker.findings import LiveElement, LiveValue

ROW = LiveValue(type="numpy.ndarray", length=9, numbers=True)
TORCH = "import torch\nfrom torch import nn"


@pytest.mark.parametrize(
    ("net", "width"),
    [
        ("net = nn.Sequential(nn.Linear(1, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 2))", "64"),
        ("net = nn.Sequential(nn.Linear(1, 64), nn.ReLU(), nn.Linear(64, 32), nn.Linear(32, 2))", "[64, 32]"),
        ("net = nn.Sequential(nn.Linear(in_features=4, out_features=7), nn.Linear(7, 1))", "7"),
    ],
)
def test_the_width_of_hidden_layers_is_a_parameter(net, width):
    found = from_syntax(TORCH, net)
    assert [(one.expression, one.words[0]) for one in found.symbols if one.owner == "Linear"] == [
        (width, "hidden_units")
    ]


@pytest.mark.parametrize(
    "net", ["net = nn.Linear(3, 1)", "net = nn.Sequential(nn.Linear(1, width), nn.Linear(width, 2))"]
)
def test_one_layer_has_no_hidden_one_and_a_named_width_is_offered_by_its_name(net):
    assert not any(one.owner == "Linear" for one in from_syntax(TORCH, net).symbols)


def test_the_optimiser_is_called_by_its_class():
    adam = LiveValue(type="torch.optim.adam.Adam", attributes={"defaults": LiveValue(type="dict", length=1)})
    found = seen(TORCH, "opt = torch.optim.Adam(net.parameters())", names={"opt": adam})
    assert symbol(found, "'Adam'").words == ("optimizer", "opt")


@pytest.mark.parametrize(
    ("live", "offered"),
    [
        (LiveValue(type="list", length=5), True),
        (LiveValue(type="dict", length=5), True),
        (LiveValue(type="pandas.DataFrame", length=5, columns=("a", "b")), True),
        (LiveValue(type="list", length=5, numbers=True), False),
        (LiveValue(type="str", length=5, string="Paris"), False),
        (LiveValue(type="list", length=0), False),
    ],
)
def test_a_collection_can_be_counted(live, offered):
    found = seen("towns = gather()", names={"towns": live})
    sizes = [one.words for one in found.symbols if one.expression == "len(towns)"]
    assert sizes == ([("number of towns",)] if offered else [])


def test_what_a_result_holds_is_called_after_the_function_that_gave_it():
    answer = LiveValue(type="sklearn.utils.Bunch", length=1, entries={"mean": ROW})
    found = seen(
        "import pandas as pd\nfrom sklearn.inspection import permutation_importance",
        "model = Model(1)\nmodel.fit(X, y)",
        "answer = permutation_importance(model, X, y)\nbars = pd.Series(answer.mean)",
        names={"answer": answer, "bars": ROW},
    )
    assert "permutation_importance" in symbol(found, 'answer["mean"]').words
    assert "permutation_importance" in symbol(found, "bars").words


def test_what_makes_data_says_nothing_of_a_result():
    answer = LiveValue(type="Study", attributes={"number": LiveValue(type="float", number=1.5)})
    found = seen("from lab import create_study", "answer = create_study(3)", names={"answer": answer})
    assert symbol(found, "answer.number").words == ("number",)


def test_the_losses_are_called_after_the_only_loss_there_is():
    found = seen(TORCH, "criterion = nn.GaussianNLLLoss()", "losses = train(criterion)", names={"losses": ROW})
    assert symbol(found, "losses").words == ("losses", "GaussianNLLLoss")


def test_of_two_losses_none_is_said():
    found = seen(TORCH, "a, b = nn.MSELoss(), nn.L1Loss()", "losses = train(a, b)", names={"losses": ROW})
    assert symbol(found, "losses").words == ("losses",)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("np.abs(a - b).max()", "maximum absolute"),
        ("float(np.mean(losses))", "mean"),
        ("round(losses.std(), 2)", "standard deviation"),
        ("np.linalg.norm(a - b)", "norm"),
        ("max(losses)", "maximum"),
        # what is made of the statistic afterwards is no statistic
        ("np.mean(losses) / 2", ""),
        ("scale(np.mean(losses))", ""),
        ("losses[-1]", ""),
    ],
)
def test_a_number_is_called_after_the_statistic_that_computes_it(value, said):
    number = LiveValue(type="float", number=0.5)
    found = seen("import numpy as np", f"gap = {value}", names={"gap": number})
    assert symbol(found, "gap").words[1:] == ((said,) if said else ())


def test_a_number_that_is_computed_in_two_ways_is_called_after_neither():
    found = seen(
        "import numpy as np",
        "gap = np.max(a)\nif late:\n    gap = np.mean(a)",
        names={"gap": LiveValue(type="float", number=0.5)},
    )
    assert symbol(found, "gap").words == ("gap",)


def test_a_list_of_nothing_but_absolute_values_is_called_so():
    cell = "gaps, tides = [], []\nfor a in depths:\n    gaps.append(abs(a - 1))\n    tides.append(a)"
    known = {name: LiveValue(type="list", length=3, numbers=True) for name in ("gaps", "tides")}
    found = seen(cell, names=known)
    assert "absolute" in symbol(found, "gaps").words
    assert "absolute" not in symbol(found, "tides").words


def test_the_letters_of_an_option_price_are_known_where_they_stand_together():
    letters = dict.fromkeys(("S0", "K", "T", "r", "sigma"), LiveValue(type="float", number=0.5))
    found = seen("\n".join(f"{letter} = make()" for letter in letters), names=letters)
    assert "spot price" in symbol(found, "S0").words
    alone = seen("sigma = make()", names={"sigma": letters["sigma"]})
    assert "volatility" not in symbol(alone, "sigma").words


def test_letters_that_the_text_explains_in_pairs_lend_their_meaning_to_longer_names():
    text = 'mo.md("""where $a$ and $b$ are the slope and intercept of the tide line, respectively""")'
    numbers = {"true_a": LiveValue(type="float", number=1.5), "true_b": LiveValue(type="float", number=2.5)}
    found = seen("import marimo as mo", text, "true_a = make()\ntrue_b = make()", names=numbers)
    assert "true slope" in symbol(found, "true_a").words
    assert "true intercept" in symbol(found, "true_b").words


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Harbour at frame {shot.value}", "frame"),
        ("Harbour after the tide {shot.value}", "tide"),
        ("Harbour frame {shot.value}", "Harbour frame"),
        ("Depth at low tide: {shot.value}", "Depth at low tide"),
    ],
)
def test_a_setting_is_called_what_stands_right_in_front_of_it(text, label):
    found = from_syntax("import marimo as mo", "shot = mo.ui.slider(0, 9)", f'mo.md(f"{text}")')
    assert symbol(found, "shot.value").words[1:2] == (label,)


@pytest.mark.parametrize(
    ("value", "expression"),
    [
        (LiveValue(type="tuple", length=2), "law.selected_key"),
        (LiveValue(type="function"), "law.selected_key"),
        (LiveValue(type="str", string="linear"), "law.value"),
        (LiveValue(type="float", number=0.5), "law.value"),
        (LiveValue(type="NoneType"), "law.value"),
    ],
)
def test_of_what_is_no_plain_value_the_picked_name_is_a_setting(value, expression):
    ui = LiveElement(kind="dropdown", label="Law", value=value, options=("Linear", "Square"))
    picked = LiveValue(type="marimo._plugins.ui._impl.input.dropdown", ui=ui)
    found = seen(
        "import marimo as mo", 'law = mo.ui.dropdown(laws, value="Linear", label="Law")', names={"law": picked}
    )
    assert [one.expression for one in found.symbols if one.origin == "ui"] == [expression]


def test_words_in_front_of_a_comma_belong_to_the_value_before_them():
    found = seen(
        "import marimo as mo",
        "hits, misses = 3, 4",
        'mo.md(f"{hits} hits, {misses} misses")',
        'mo.md(f"Hits: {hits}, misses {misses}")',
        names={"hits": 3, "misses": 4},
    )
    assert "hits" not in symbol(found, "misses").words
    assert symbol(found, "hits").words[0] == "hits"


def test_a_heading_behind_a_value_is_none_of_its_names():
    found = seen(
        "import marimo as mo",
        "hits, misses = 3, 4",
        'mo.md(f"""\\n| {hits + misses} |\\n\\n## Later things\\n""")',
        names={"hits": 3, "misses": 4},
        evaluated={2: {"hits + misses": 7}},
    )
    assert not any("Later things" in one.words for one in found.symbols)


def test_a_list_of_scores_is_called_after_the_data_that_they_are_on():
    fits = (
        "good = []\nfor depth in range(3):\n    tree.fit(X_train, y_train)\n    good.append(tree.score(X_test, y_test))"
    )
    found = seen(fits, names={"good": ROW})
    assert "test score" in symbol(found, "good").words


def test_a_part_of_a_table_is_called_after_the_table():
    frame = LiveValue(type="pandas.DataFrame", length=5, columns=("a", "b"), shape=(5, 2))
    found = seen(
        "catches = load()",
        "filtered = catches[catches.a > 1]\nwide = catches.T\nmixed = join(catches, wide)",
        names={"catches": frame, "filtered": frame, "wide": frame, "mixed": frame},
    )
    assert "filtered catches" in symbol(found, "filtered").words
    assert not any("wide catches" in one.words or "mixed catches" in one.words for one in found.symbols)
