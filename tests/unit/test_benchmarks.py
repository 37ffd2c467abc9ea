"""The notebooks that the benchmarks measure are whole: a fresh clone has them."""

import subprocess
import sys
from pathlib import Path

import pytest

from worker.notebook.source import read_notebook

FOLDER = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(scope="module")
def tasks():
    sys.path.insert(0, str(FOLDER))
    try:
        import tasks  # noqa: PLC0415 - found only with the folder on the path
    finally:
        sys.path.remove(str(FOLDER))
    return tasks


def test_every_measured_task_has_its_notebook(tasks):
    texts = {kind: tasks.TRIVIAL for kind in tasks.LINES if kind == "trivial"}
    texts |= {kind: tasks.notebook(kind) for kind in tasks.LINES if kind != "trivial"}
    for kind, text in texts.items():
        assert len(read_notebook(text, name=kind).cells) >= 3


def test_training_times_can_be_set(tasks):
    assert "epochs = 20\n" in tasks.long_notebook(12)
    assert "perf_counter() + 0.005\n" in tasks.loop_notebook(0.005)


def test_git_keeps_the_measured_notebooks():
    ignored = subprocess.run(
        ["git", "check-ignore", "benchmarks/notebooks/small.py"], cwd=FOLDER.parent, capture_output=True, check=False
    )
    assert ignored.returncode != 0
