import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium")

with app.setup:
    import marimo as mo
    import numpy as np
    from sklearn.datasets import load_iris

    N_CLASSES = 3


@app.cell(hide_code=True)
def _():
    mo.md("""
    # Softmax regression, by hand
    The functions below are reusable: `from softmax import sgd_epoch`.
    """)
    return


@app.function
def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@app.function
def sgd_epoch(W, X, y, lr, batch, rng):
    """One pass over the data; gives back the weights and the mean loss."""
    total = 0.0
    order = rng.permutation(len(y))
    for lo in range(0, len(y), batch):
        idx = order[lo : lo + batch]
        p = softmax(X[idx] @ W)
        total += -np.log(p[np.arange(len(idx)), y[idx]]).sum()
        p[np.arange(len(idx)), y[idx]] -= 1
        W = W - lr * X[idx].T @ p / len(idx)
    return W, total / len(y)


@app.cell
def _():
    X_raw, y_raw = load_iris(return_X_y=True)
    X_raw = np.c_[(X_raw - X_raw.mean(0)) / X_raw.std(0), np.ones(len(y_raw))]
    mask = np.arange(len(y_raw)) % 5 == 0
    Xa, ya, Xb, yb = X_raw[~mask], y_raw[~mask], X_raw[mask], y_raw[mask]
    return Xa, Xb, ya, yb


@app.cell
def _():
    EPOCHS = 40
    BATCH = 16
    step_size = 0.3
    return BATCH, EPOCHS, step_size


@app.cell
def _(BATCH, EPOCHS, Xa, step_size, ya):
    weights = np.zeros((Xa.shape[1], N_CLASSES))
    _rng = np.random.default_rng(99)
    for _epoch in mo.status.progress_bar(range(EPOCHS), title="Training", remove_on_exit=True):
        weights, epoch_loss = sgd_epoch(weights, Xa, ya, step_size, BATCH, _rng)
    print("last loss", epoch_loss)
    return (weights,)


@app.cell
def _(Xb, weights, yb):
    error_rate = float((softmax(Xb @ weights).argmax(1) != yb).mean())
    mo.stat(value=f"{error_rate:.1%}", label="test error rate")
    return


@app.cell
def _(weights):
    mo.accordion({"weights": mo.plain_text(str(weights.round(2)))})
    return


if __name__ == "__main__":
    app.run()
