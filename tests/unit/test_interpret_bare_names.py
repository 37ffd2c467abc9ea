"""Names without quotes."""

import pytest
from interpret_records import asked, findings, read, slider

from worker.interpret.bare_names import quoted_names


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("Log the fitted kiln and register it as pot-kiln", 'Log the fitted kiln and register it as "pot-kiln"'),
        (
            "The kiln should be registered under the name pot_kiln.",
            'The kiln should be registered under the name "pot_kiln".',
        ),
        ("The last heat goes in as final_heat", 'The last heat goes in as "final_heat"'),
        ("Share of whole pots (call it yield)", 'Share of whole pots as "yield"'),
        ("exp. name pots-2", "experiment name pots-2"),
        ("exp: pots-2", "experiment: pots-2"),
    ],
)
def test_a_name_is_put_in_quotes(line, wanted):
    assert quoted_names(line) == wanted


@pytest.mark.parametrize(
    "line",
    [
        "Log the heat as a metric",
        "Keep the glaze as table",
        "Log `heat` as final_heat",
        "The heat is logged as max-pooled mean",
        "Log the exp decay",
        "Log n_pots, as well as the heat",
    ],
)
def test_other_words_stay_as_they_are(line):
    assert quoted_names(line) == line


@pytest.mark.parametrize(
    "line",
    [
        "Log the three offsets a1, a2 and a3 as parameters",
        "The three offsets: a1, a2, a3",
        "Record all three offsets (a1, a2, a3)",
    ],
)
def test_counted_things_are_those_that_the_line_names(line):
    found = findings(
        *(slider(f"offsets.value[{at}]", f"a{at + 1}", "offsets") for at in range(3)), slider("rate.value")
    )
    outcome = read(line, found=found)
    assert asked(outcome) == []
    assert [value.key for value in outcome.plan.params] == ["a1", "a2", "a3"]
