import marimo

__generated_with = "0.11.20"
app = marimo.App()


@app.cell
def _():
    from dataclasses import dataclass

    import numpy as np
    from sklearn.datasets import load_digits
    from sklearn.linear_model import SGDClassifier
    from sklearn.metrics import log_loss
    from sklearn.model_selection import train_test_split
    from sklearn.preprocessing import StandardScaler
    return (
        SGDClassifier,
        StandardScaler,
        dataclass,
        load_digits,
        log_loss,
        np,
        train_test_split,
    )


@app.cell
def _(dataclass):
    @dataclass(frozen=True)
    class TrainConfig:
        passes: int = 15
        batch: int = 128
        eta0: float = 0.005
        alpha: float = 1e-4
        penalty: str = "l2"
        seed: int = 17

    cfg = TrainConfig(passes=12, eta0=0.01)
    return (cfg,)


@app.cell
def _(StandardScaler, cfg, load_digits, train_test_split):
    _X, _y = load_digits(return_X_y=True)
    _X = StandardScaler().fit_transform(_X)
    X_fit, X_check, y_fit, y_check = train_test_split(_X, _y, test_size=0.25, random_state=cfg.seed)
    return X_check, X_fit, y_check, y_fit


@app.cell
def _(SGDClassifier, X_check, X_fit, cfg, log_loss, np, y_check, y_fit):
    clf = SGDClassifier(
        loss="log_loss",
        penalty=cfg.penalty,
        alpha=cfg.alpha,
        learning_rate="constant",
        eta0=cfg.eta0,
        random_state=cfg.seed,
    )
    _rng = np.random.default_rng(cfg.seed)
    digits_seen = np.arange(10)
    for sweep in range(cfg.passes):
        _order = _rng.permutation(len(X_fit))
        for _start in range(0, len(_order), cfg.batch):
            _rows = _order[_start : _start + cfg.batch]
            clf.partial_fit(X_fit[_rows], y_fit[_rows], classes=digits_seen)
        check_loss = log_loss(y_check, clf.predict_proba(X_check), labels=digits_seen)
        check_acc = clf.score(X_check, y_check)
        print(f"pass {sweep + 1:2d}  log loss {check_loss:.4f}  accuracy {check_acc:.4f}")
    return (clf,)


@app.cell
def _(X_check, clf, y_check):
    from sklearn.metrics import confusion_matrix
    import pandas as pd

    confusion = pd.DataFrame(confusion_matrix(y_check, clf.predict(X_check)))
    confusion
    return (confusion,)


if __name__ == "__main__":
    app.run()
