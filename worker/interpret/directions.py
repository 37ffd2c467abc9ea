"""Which measures are better the smaller they are, and which the larger."""

from collections.abc import Iterable

from worker.interpret.language import tokens

FALLING = frozenset({
    "loss", "error", "mse", "rmse", "mae", "mape", "log-loss", "energy", "distance", "aic", "bic", "cost", "deviance",
    "inertia", "perplexity", "regret", "residual",
})  # fmt: skip
RISING = frozenset(
    {"accuracy", "precision", "recall", "f1", "auc", "r2", "score", "reward", "silhouette", "likelihood"}
)


def is_falling(names: Iterable[str]) -> bool:
    """Whether names speak of a measure that is better the smaller it is, and of none of the other sort."""
    said = {name for text in names for token in tokens(text) for name in token}
    return bool(said & FALLING) and not said & (RISING - {"score"})


def is_rising(names: Iterable[str]) -> bool:
    """Whether names speak of a measure that is better the larger it is, and of none of the other sort."""
    said = {name for text in names for token in tokens(text) for name in token}
    return bool(said & RISING) and not said & FALLING
