"""Exploring on real kernels: what is used, and what is said when a notebook cannot run."""

import pytest

from tests.integration.test_kernel import notebook
from worker.adapters.kernel import MarimoKernel
from worker.pipeline.exploring import Explorer, open_target
from worker.ports import CellStatus
from worker.task import read_task

TASK = read_task("title: t\nfiles: notebook.py\nrequirements: log the loss\n")
GATED = (
    "button = mo.ui.run_button()",
    "mo.stop(not button.value)\nloss = 0.5",
)


@pytest.fixture
def explore(tmp_path):
    def run(*cells):
        path = tmp_path / "notebook.py"
        path.write_text(notebook(*cells))
        return Explorer(kernel=MarimoKernel(), timeout_s=120).explore(open_target(path, root=tmp_path), TASK)

    return run


def test_a_button_that_holds_cells_back_is_pressed(explore):
    seen = explore("import marimo as mo", *GATED)
    assert seen.presses == {"button": True}
    assert [cell.status for cell in seen.execution.cells] == [CellStatus.RAN] * 3


def test_a_failed_import_is_told_and_not_that_the_button_behind_it_is_missing(explore):
    seen = explore("import marimo as mo\nimport no_such_package", *GATED)
    assert seen.presses == {}
    [failure] = seen.execution.failures
    assert (failure.cell, failure.exception) == (0, "ModuleNotFoundError")
    assert "no_such_package" in failure.message
