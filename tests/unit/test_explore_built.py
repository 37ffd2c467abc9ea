"""Settings that stand in a constructor or in a call that sets a seed."""

import pytest
from explore_records import from_syntax, seen, symbol

from worker.findings import LiveValue

OVEN = """
class Oven:
    def __init__(self, heat=200, *, fan=0.5):
        self.heat = heat
        self.fan = fan
        self.loaves = 0
        self.crust = heat / 2

    def bake(self):
        self.fan = self.fan * 2
        self.loaves += 4
"""


def test_what_an_object_was_built_with_is_a_setting_and_what_it_counts_a_result():
    numbers = {"heat": 200.0, "fan": 1.0, "loaves": 4.0, "crust": 100.0}
    attributes = {name: LiveValue(type="float", number=number) for name, number in numbers.items()}
    found = seen(
        OVEN, "oven = Oven()\noven.bake()", names={"oven": LiveValue(type="__main__.Oven", attributes=attributes)}
    )
    kinds = {name: symbol(found, f"oven.{name}").kind.value for name in numbers}
    assert kinds == {"heat": "parameter", "fan": "metric", "loaves": "metric", "crust": "metric"}


@pytest.mark.parametrize(
    "call", ["np.random.seed(42)", "rng = np.random.default_rng(42)", "torch.manual_seed(42)", "random.seed(42)"]
)
def test_a_bare_seed_is_a_parameter(call):
    found = from_syntax("import numpy as np\nimport torch\nimport random", call)
    assert symbol(found, "42").words[:1] == ("seed",)


def test_a_seed_with_a_name_is_offered_by_its_name():
    found = from_syntax("import numpy as np", "seed = 7\nnp.random.seed(seed)")
    assert [one.expression for one in found.symbols if "seed" in one.words] == ["seed"]
