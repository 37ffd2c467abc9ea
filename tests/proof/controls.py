"""Good notebooks with their plans: together they use every patch of the catalogue."""

from tests.patches.patch_cases import figure, line_of, loop_value, notebook, plan, value
from tests.proof.bench import Control
from worker.plan import Experiment, Fix, Model, Nested, Placement

MO = "import marimo as mo"
DESCENT = """
class Descent:
    def __init__(self, rate):
        self.rate, self.loss, self.gap, self.history = rate, 1.0, 3.0, []

    def step(self):
        self.loss *= 1 - self.rate
        self.gap *= 1 - self.rate / 2
        self.history.append(self.loss)

    def train(self, epochs):
        for _ in range(epochs):
            self.step()
"""


def experiment(name, **tags):
    return Experiment(name=f"control-{name}", tags=tags)


def plain():
    """A slider feeds a training; scalars of every type, histories, text, dict and table; tags, name, link."""
    source = notebook(
        MO,
        DESCENT,
        'epochs = mo.ui.slider(1, 9, value=4)\nrate = 0.05\nmethod = "plain"\nshuffle = True\nwidth = 3.0',
        "model = Descent(rate)\nmodel.train(epochs.value)\nfinal = model.loss\nmo.md(f'done {final:.3f}')",
        "curves = {'loss': model.history, 'twice': [2 * x for x in model.history]}",
        "mo.md('## Notes')",
    )
    tracking = plan(
        3, 1, experiment=experiment("plain", team="pde", stage="draft"),
        params=[
            value("epochs", "epochs.value", 2), value("rate", "rate", 2, 1), value("method", "method", 2, 2),
            value("shuffle", "shuffle", 2, 3), value("width", "width", 2, 4),
        ],
        metrics=[value("final_loss", "final", 3, 2), value("gap", "model.gap", 3, 1)],
        series=[value("loss", "model.history", 3, 1, form="sequence"), value("curves", "curves", 4, form="mapping")],
        artifacts=[
            figure("notes/summary.txt", "str(model.loss)", 3, 1, kind="text"),
            figure("notes/config.json", "{'rate': rate}", 3, 1, kind="dict"),
            figure("tables/losses.json", "{'loss': model.history}", 3, 1, kind="table"),
        ],
        run_tags={"optimizer": "descent", "data": "none"}, run_name="plain descent", link=True,
    )  # fmt: skip
    return Control(
        name="plain", source='# /// script\n# dependencies = [\n#     "marimo",\n# ]\n# ///\n\n' + source, plan=tracking
    )


def gated():
    """A run button; the figure and a score come from later cells."""
    source = notebook(
        MO + "\nimport matplotlib.pyplot as plt",
        DESCENT,
        "epochs = mo.ui.slider(1, 9, value=4)\nbutton = mo.ui.run_button()",
        "mo.stop(not button.value, 'press')\nmodel = Descent(0.1)\nmodel.train(epochs.value)\nmo.md('trained')",
        "_fig, _ax = plt.subplots()\n_ax.plot(model.history)\n_fig",
        "score = 1 - model.loss\nscore",
    )
    tracking = plan(
        3, 2, experiment=experiment("gated"), params=[value("epochs", "epochs.value", 2)],
        metrics=[value("loss", "model.loss", 3, 2), value("score", "score", 5)],
        artifacts=[figure("plots/history.png", "_fig", 4, 1, scope="cell")],
    )  # fmt: skip
    return Control(name="gated", source=source, plan=tracking)


def branched():
    """The button is asked by `if`: the cell runs either way."""
    source = notebook(
        MO,
        DESCENT,
        "button = mo.ui.run_button()\nepochs = 3",
        "loss = None\nif button.value:\n    model = Descent(0.2)\n    model.train(epochs)\n    loss = model.loss\nmo.md(f'{loss}')",
    )
    tracking = plan(
        3, 1, call="model.train(epochs)", experiment=experiment("branched"), params=[value("epochs", "epochs", 2, 1)],
        metrics=[value("loss", "model.loss", 3, 1)],
    )  # fmt: skip
    return Control(name="branched", source=source, plan=tracking, interactions={"button": True})


def nested():
    """A sweep: one child per rate."""
    source = notebook(
        MO,
        DESCENT,
        "rates = [0.1, 0.2, 0.3]",
        "scores = []\nfor rate in rates:\n    trial = Descent(rate)\n    trial.train(3)\n    score = trial.loss\n    gap = trial.gap\n    scores.append(score)\nbest = min(scores)",
    )
    loop = line_of(source, "for rate in rates")
    tracking = plan(
        3, 1, experiment=experiment("nested"), metrics=[value("best", "best", 3, 2)],
        nested=Nested(
            cell=3, statement=1, path=(line_of(source, "score = trial"), loop), name="trial",
            params=(value("rate", "rate", 3, 1, scope="loop"), value("old_gap", "trial.rate", 3, 1, scope="loop")),
            metrics=(value("score", "score", 3, 1, scope="loop"), value("gap", "gap", 3, 1, scope="loop")),
        ),
    )  # fmt: skip
    return Control(name="nested", source=source, plan=tracking)


def loops():
    """Values that only live in the loop."""
    source = notebook(
        MO,
        "epochs = 5",
        "weight = 4.0\nfor epoch in range(epochs):\n    weight = weight * 0.5\n    loss = weight ** 2\n    gain = 1 / (epoch + 1)\ndone = weight",
    )
    where = {"loop": "for epoch in", "statement": 1}
    tracking = plan(
        2, 1, experiment=experiment("loops"), params=[value("epochs", "epochs", 1)],
        metrics=[value("weight", "done", 2, 2)],
        series=[
            loop_value(source, "loss", 2, sets="loss = weight", **where),
            loop_value(source, "gain", 2, sets="gain = 1", **where),
        ],
    )  # fmt: skip
    return Control(name="loops", source=source, plan=tracking)


def function():
    """A training function logs its own steps."""
    source = notebook(
        MO,
        "def train(epochs):\n    weight = 1.0\n    for _step in range(epochs):\n        weight = weight * 0.5\n        loss = weight ** 2\n    return loss",
        "epochs = 4",
        "result = train(epochs)\nresult",
    )
    series = loop_value(source, "loss", 1, sets="loss = weight", loop="for _step", scope="function", function="train")
    tracking = plan(
        3, call="train(epochs)", experiment=experiment("function"), params=[value("epochs", "epochs", 2)],
        metrics=[value("result", "result", 3)], series=[series],
    )  # fmt: skip
    return Control(name="function", source=source, plan=tracking)


def beside():
    """Nothing of the user is edited: an inserted cell logs."""
    source = notebook(MO, DESCENT, "epochs = 3", "model = Descent(0.1)\nmodel.train(epochs)", "loss = model.loss\nloss")
    tracking = plan(
        3, 1, placement=Placement.BESIDE, experiment=experiment("beside"), params=[value("epochs", "epochs", 2)],
        metrics=[value("loss", "loss", 4)], series=[value("history", "model.history", 3, 1, form="sequence")],
    )  # fmt: skip
    return Control(name="beside", source=source, plan=tracking)


def registered():
    """A fitted Python model, registered, with an alias."""
    source = notebook(
        MO + "\nimport mlflow\nimport numpy as np",
        "class Mean(mlflow.pyfunc.PythonModel):\n    def fit(self, x, scale):\n        self.mean = float(x.mean()) * scale\n\n"
        "    def predict(self, model_input):\n        return model_input[:, 0] * self.mean",
        "X = np.arange(12.0).reshape(-1, 2)\nscale = 2",
        "model = Mean()\nmodel.fit(X, scale)\nmean = model.mean",
    )
    tracking = plan(
        3, 1, experiment=experiment("registered"), params=[value("scale", "scale", 2, 1)],
        metrics=[value("mean", "mean", 3, 2)],
        model=Model(
            expression="model", flavor="pyfunc", cell=3, statement=1, name="mean", input_example="X",
            registered_name="control-mean", alias="champion",
        ),
    )  # fmt: skip
    return Control(name="registered", source=source, plan=tracking)


def files():
    """A file under the limit and one over it; the option for a server that is down."""
    source = notebook(
        MO + "\nimport pathlib",
        DESCENT,
        "model = Descent(0.1)\nmodel.train(3)\nreport = pathlib.Path('report.csv')\nreport.write_text('step,loss\\n0,1\\n')\n"
        "dump = pathlib.Path('dump.txt')\ndump.write_text('word ' * 3000)\nloss = model.loss",
    )
    tracking = plan(
        2, 1, experiment=experiment("files"), metrics=[value("loss", "loss", 2, 6)],
        artifacts=[
            figure("report.csv", "report", 2, 3, kind="file"), figure("dump.txt", "dump", 2, 5, kind="file"),
        ],
        fixes=[Fix(name="server-down")],
    )  # fmt: skip
    return Control(name="files", source=source, plan=tracking, limit=10_000)


def repaired():
    """Tracking of the notebook's own, with every fault that a repair mends; and the team's helper function."""
    source = notebook(
        MO + "\nimport mlflow",
        DESCENT,
        'if not mlflow.get_experiment_by_name("control-repaired"):\n    mlflow.create_experiment("control-repaired")\n'
        'mlflow.set_experiment("control-repaired")',
        "rate = 0.2\nmodel = Descent(rate)\nmlflow.start_run()\nmlflow.log_param('rate', rate)\nmlflow.log_param('steps', 3)\n"
        "model.train(3)\nmlflow.log_metric('loss', model.loss)\nmlflow.log_metric('gap', model.gap)\n"
        "mlflow.log_dict({'a': 1}, 'config.json')\nmlflow.end_run()\ndone = True",
    )
    tracking = plan(
        experiment=experiment("repaired"),
        fixes=[Fix(name=name) for name in ("close-runs", "batch-logging", "experiment-guard", "helper")],
    )
    return Control(name="repaired", source=source, plan=tracking)


def orphans():
    """Child runs of the notebook's own that have no parent."""
    source = notebook(
        MO + "\nimport mlflow",
        DESCENT,
        'mlflow.set_experiment("control-orphans")\nrates = [0.1, 0.2]',
        "for rate in rates:\n    trial = Descent(rate)\n    trial.train(2)\n    with mlflow.start_run(nested=True):\n"
        "        mlflow.log_params({'rate': rate})\n        mlflow.log_metrics({'loss': trial.loss})\ndone = True",
    )
    tracking = plan(experiment=experiment("orphans"), fixes=[Fix(name="nested-parent")])
    return Control(name="orphans", source=source, plan=tracking)


CONTROLS = {
    control.name: control
    for control in (
        make()
        for make in (plain, gated, branched, nested, loops, function, beside, registered, files, repaired, orphans)
    )
}
