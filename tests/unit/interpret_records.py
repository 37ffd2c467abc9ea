"""Compact symbols, findings and tasks; shared by the tests of interpreting."""

import pytest
from verify_records import live

from worker.findings import Findings, LiveValue, Scope, Site, Symbol, SymbolKind, Tracking, TrackingCall
from worker.interpret import interpret
from worker.task import Task

SITE = Site(cell=3, first=0, last=0, kind="fit", call="model.fit(X, y)", target="model", data="X", score=0.9)
SWEEP = SITE.model_copy(update={"sweep": 40, "sweep_first": 41, "sweep_names": ("depth",)})


def _symbol(kind, expression, *names, **fields):
    words = names or (expression.removesuffix(".value"),)
    return Symbol(**{"expression": expression, "kind": kind, "words": words, "statement": 0, **fields})


def param(expression, *names, value=0.1, **fields):
    """A setting above the site that flows into it."""
    known = {"cell": 1, "origin": "literal", "reaches_site": True, "live": live(value)}
    return _symbol(SymbolKind.PARAMETER, expression, *names, **{**known, **fields})


def slider(expression, *names, value=0.1, **fields):
    """The value of a UI element."""
    return param(expression, *names, value=value, **{"origin": "ui", "owner": expression.split(".")[0], **fields})


def metric(expression, *names, value=0.9, **fields):
    """A number that comes out of the site."""
    known = {"cell": 4, "from_site": True, "live": live(value)}
    return _symbol(SymbolKind.METRIC, expression, *names, **{**known, **fields})


def series(expression, *names, length=30, **fields):
    """A history that comes out of the site."""
    history = LiveValue(type="list", length=length, numbers=True)
    return _symbol(SymbolKind.SERIES, expression, *names, **{"cell": 3, "from_site": True, "live": history, **fields})


def in_loop(expression, *names, loop="epoch", **fields):
    """A number that a training loop sets in each iteration."""
    known = {"scope": Scope.LOOP, "origin": "loop", "owner": loop, "path": (12, 10), "live": live(0.2)}
    return series(expression, *names, **{**known, **fields})


def figure(expression, *names, **fields):
    """A figure drawn below the site."""
    known = {"cell": 5, "origin": "shown", "live": LiveValue(type="matplotlib.figure.Figure")}
    return _symbol(SymbolKind.FIGURE, expression, *names, **{**known, **fields})


def table(expression, *names, **fields):
    """A data frame that comes out of the site."""
    frame = LiveValue(type="pandas.core.frame.DataFrame", columns=("a", "b"), shape=(4, 2))
    return _symbol(SymbolKind.TABLE, expression, *names, **{"cell": 5, "from_site": True, "live": frame, **fields})


def held(expression, *names, kind="numpy.ndarray", shape=(40,), holds="numbers", gaps=False, **fields):
    """An array, column or collection that comes out of the site, of which something can be computed."""
    flat = holds == "numbers" and len(shape) == 1
    seen = LiveValue(type=kind, length=shape[0], shape=shape, holds=holds, gaps=gaps, numbers=flat)
    return _symbol(SymbolKind.DATA, expression, *names, **{"cell": 4, "from_site": True, "live": seen, **fields})


def model(expression="model", kind="linear_model.Ridge", **fields):
    """A fitted estimator."""
    live_model = LiveValue(type=f"sklearn.{kind}", methods=("fit", "predict"), fitted=True)
    names = fields.pop("words", ())
    return _symbol(SymbolKind.MODEL, expression, *names, **{"cell": 3, "from_site": True, "live": live_model, **fields})


def findings(*symbols, data=(), sites=(SITE,), tracked=False, experiments=()):
    """Findings of a notebook whose setup, settings, site, results and figures stand in cells 0, 1, 3, 4 and 5."""
    calls = (TrackingCall(cell=3, statement=0, function="start_run", source="mlflow.start_run()"),) if tracked else ()
    return Findings(
        notebook="notebooks/07_study.py",
        content_hash="0" * 64,
        sites=sites,
        symbols=symbols,
        data=data,
        names={one.expression: one.cell for one in (*symbols, *data) if one.expression.isidentifier()},
        ancestors={0: (), 1: (0,), 2: (0,), 3: (0, 1, 2), 4: (0, 1, 2, 3), 5: (0, 1, 2, 3, 4)},
        frameworks=("numpy", "sklearn"),
        tracking=Tracking(imports_mlflow=tracked, calls=calls, experiments=experiments),
        executed=True,
    )


def task(*lines, tracking=None):
    """A task with these requirement lines."""
    stated = {"tracking": tracking} if tracking else {}
    known = {"title": "Track the study", "files": "notebooks/07_study.py", "requirements": list(lines)}
    return Task.model_validate({**known, **stated})


def read(*lines, found, tracking=None):
    """What interpreting makes of the lines."""
    return interpret(task(*lines, tracking=tracking), found)


def planned(outcome):
    """The plan's items: `param lr`, `metric test_acc`, …, by expression, sorted."""
    plan = outcome.plan
    items = [f"{kind} {value.expression}" for kind in ("param", "metric") for value in getattr(plan, f"{kind}s")]
    items += [f"series {value.expression}" for value in plan.series]
    items += [f"artifact {artifact.expression}" for artifact in plan.artifacts]
    items += [f"model {plan.model.expression}"] if plan.model else []
    return sorted(items)


def asked(outcome):
    """The phrases that are asked back."""
    return [question.phrase for question in outcome.questions]


def gap(*row, why):
    """A row of a table that does not hold yet; it must fail until it does."""
    return pytest.param(*row, marks=pytest.mark.xfail(strict=True, reason=why))


STUDY = findings(
    slider("lr.value", "lr", "Learning rate"),
    slider("n_epochs.value", "n_epochs", "Epochs", value=20),
    slider("hidden.value", "hidden", "Hidden units", value=16),
    param("seed", value=3),
    param("rate_of_return", value=0.04),
    param("model.alpha", "alpha", "reg", origin="keyword", owner="Ridge", value=0.5),
    param("activation", value="relu"),
    metric("train_acc", "train_acc", "Training accuracy", value=0.95),
    metric("test_acc", "test_acc", "Test accuracy"),
    metric("rmse", value=0.2),
    metric("solver.pde_loss", "pde_loss", owner="solver", origin="attribute", value=0.01),
    metric("solver.boundary_loss", "boundary_loss", owner="solver", origin="attribute", value=0.02),
    series("losses", "losses", "Loss"),
    in_loop("val_loss"),
    figure("fig_cm", "fig_cm", "Confusion matrix"),
    figure("fig_roc", "fig_roc", "ROC curve"),
    figure("solution", "solution", "u(x)"),
    table("frame", "frame", "Results per class"),
    model(),
)
"""A study with sliders, settings, two splits, a solver's two losses, a history and three figures."""

FOREST_AND_TREE = findings(
    metric("forest_acc", "forest_acc", "Accuracy", cell=4),
    metric("tree_acc", "tree_acc", "Accuracy", cell=4, value=0.8),
    model("forest", "ensemble.RandomForestClassifier", cell=2),
    model("tree", "tree.DecisionTreeClassifier"),
    sites=(SITE.model_copy(update={"cell": 2, "target": "forest"}), SITE.model_copy(update={"target": "tree"})),
)
"""Two models with an accuracy each, trained in two cells."""

DEPTHS = findings(
    param("depth", "depth", "max_depth", origin="sweep", cell=3, scope=Scope.LOOP, path=(41, 40), value=8),
    in_loop("score", loop="depth", path=(42, 40)),
    metric("best_score", "best_score", "Best score"),
    sites=(SWEEP,),
)
"""A sweep over depths with a score in each iteration."""

TRACKED = findings(metric("acc"), tracked=True, experiments=("old",))
"""A notebook that tracks already."""
