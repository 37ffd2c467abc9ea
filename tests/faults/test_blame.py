"""Who is to blame: a notebook that fails on its own is told so, and what only the patch does is the patch's doing."""

from tests.patches.patch_cases import notebook, plan, value
from tests.proof.bench import Control
from tests.proof.controls import DESCENT, MO, experiment

TRAIN = "model = Descent(0.1)\nmodel.train(2)\nloss = model.loss"


def control(name, *, train=TRAIN, before=(), later=(), more="", **parts):
    """A control whose training is cell 2, with cells before and behind it."""
    source = notebook(MO + more, DESCENT, *before, train, *later)
    site = 2 + len(before)
    tracking = plan(site, 1, experiment=experiment(name), metrics=[value("loss", "loss", site, 2)], **parts)
    return Control(name=name, source=source, plan=tracking)


def test_a_notebook_that_fails_now_and_then_is_to_blame_itself(bench):
    count = "times = pathlib.Path('times')\ntimes.write_text(times.read_text() + 'x' if times.exists() else 'x')"
    flaky = control(
        "flaky", more="\nimport pathlib", later=(f"{count}\nif len(times.read_text()) > 1:\n    raise OSError('busy')",)
    )
    assert [cell.status.value for cell in bench.work(flaky).explored.execution.cells][-1] == "ran"
    [failure] = bench.failures(flaky)
    assert (failure.name, failure.category) == ("notebook-steady", "notebook-failed")
    assert "OSError: busy" in failure.observed


def test_a_notebook_that_cannot_run_twice_is_to_blame_itself(bench):
    once = control(
        "once", before=("rates = [0.1]",), train="model = Descent(rates.pop())\nmodel.train(2)\nloss = model.loss"
    )
    first, *_ = bench.failures(once)
    assert (first.name, first.category) == ("notebook-steady", "notebook-failed")
    assert "IndexError: pop from empty list" in first.observed


def test_what_varies_between_two_executions_is_nobodys_fault(bench):
    varying = control(
        "varying", more="\nimport random, time", later=("print(time.time_ns())\nmo.md(f'{random.random()}')",)
    )
    seen = bench.observe(varying)
    assert seen.again is not None, "the unpatched notebook was executed once more"
    assert bench.failures(varying) == []


def test_a_patch_that_changes_what_another_cell_shows_is_to_blame(bench):
    seeded = control(
        "seeded",
        more="\nimport random",
        before=("random.seed(1)\nready = True",),
        later=("mo.md(f'{random.random()} {loss}')",),
    )
    good = bench.work(seeded).patched.source
    spoilt = good.replace("    loss = model.loss\n", "    loss = model.loss\n", 1).replace(
        "with mlflow.start_run(", "__import__('random').random()\n    with mlflow.start_run(", 1
    )
    assert bench.failures(seeded) == []
    [failure] = bench.failures(seeded, spoilt)
    assert (failure.name, failure.category) == ("outputs-kept", "output-changed")


def test_a_cell_that_fails_on_its_own_from_the_start_is_left_out(bench):
    assert bench.failures(control("broken", later=("1 / 0",))) == []
