"""What proving ahead is made of: loops that end early, and work aside."""

import threading

import pytest

from tests.unit.pipeline_records import notebook
from worker.notebook.source import read_notebook
from worker.pipeline import glimpse
from worker.pipeline.aside import aside


@pytest.fixture
def short(monkeypatch):
    """What a cell's body sets when its loops are cut short after no time at all."""
    monkeypatch.setattr(glimpse, "LOOP_S", 0.0)

    def run(body):
        text = glimpse.cut_short(notebook(body))
        cell = read_notebook(text).cells[0]
        names = {}
        exec(cell.code, names)
        return names, text

    return run


@pytest.mark.parametrize(
    "loop",
    [
        "for x in range(10**9): seen.append(x)",
        "for a, b in zip(range(10**9), range(10**9)):\n    seen.append(a)",
        "for x in 1, 2, 3:\n    seen.append(x)",
        "for x in (\n    range(10**9)\n):\n    for y in 'äöü': seen.append(y)",
        "def train():\n    for x in iter(int, 1):\n        seen.append(x)\ntrain()",
    ],
)
def test_a_loop_takes_no_further_item_when_its_time_is_over(short, loop):
    names, _ = short(f"seen = []\n{loop}\nbehind = True")
    assert names["behind"]
    assert names["seen"] == []


@pytest.mark.parametrize("body", ["seen = [x for x in range(5)]", "n = 3\nwhile n:\n    n -= 1", "x = 'for y in z:'"])
def test_what_is_no_for_loop_is_left_alone(short, body):
    assert short(body)[1] == notebook(body).text


def test_lines_keep_their_numbers():
    text = notebook("for x in [\n    1,\n    2,\n]:\n    pass", head="\ufeff").text.replace("\n", "\r\n")
    cut = glimpse.cut_short(read_notebook(text))
    assert cut != text
    assert [line[:8] for line in cut.split("\r\n")][-4:] == [line[:8] for line in text.split("\r\n")][-4:]
    assert cut.count("\r\n") == text.count("\r\n")


def test_a_loop_that_has_time_sees_all_items():
    cell = read_notebook(glimpse.cut_short(notebook("seen = []\nfor x in range(3):\n    seen.append(x)"))).cells[0]
    names = {}
    exec(cell.code, names)
    assert names["seen"] == [0, 1, 2]


def test_work_aside_gives_its_result_and_is_over_at_the_end():
    held, seen = threading.Event(), []
    with aside(lambda: held.wait(60) and seen.append("done")) as work:
        assert not work.over(within_s=0.01)
        held.set()
    assert seen == ["done"]


def test_a_fault_aside_is_raised_where_the_result_is_asked_for():
    with aside(lambda: 1 // 0) as work, pytest.raises(ZeroDivisionError):
        work.result()
