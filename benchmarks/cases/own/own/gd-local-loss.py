import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium")


@app.cell
def _():
    import marimo as mo
    import numpy as np

    return mo, np


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    # Logistic regression from scratch

    $$\mathcal L(w) = -\frac1n\sum_i y_i\log\sigma(x_i^\top w) + (1-y_i)\log(1-\sigma(x_i^\top w)) + \lambda \lVert w\rVert^2$$
    """)
    return


@app.cell
def _():
    cfg = {"lr": 0.8, "n_iter": 250, "l2": 0.001, "seed": 11}
    return (cfg,)


@app.cell
def _(cfg, np):
    def sigmoid(z):
        return 1.0 / (1.0 + np.exp(-z))

    gen = np.random.default_rng(cfg["seed"])
    X = np.vstack([gen.normal(-1, 1.1, (200, 2)), gen.normal(1, 1.1, (200, 2))])
    y = np.r_[np.zeros(200), np.ones(200)]
    return X, sigmoid, y


@app.cell
def _(X, y):
    import matplotlib.pyplot as plt

    plt.figure(figsize=(4, 4))
    plt.scatter(X[:, 0], X[:, 1], c=y, cmap="coolwarm", s=9)
    plt.title("two blobs")
    plt.gca()
    return


@app.cell
def _(np, sigmoid):
    def fit_logistic(X, y, lr=0.1, n_iter=100, l2=0.0):
        """Plain batch gradient descent. Nothing clever."""
        w = np.zeros(X.shape[1])
        b = 0.0
        for it in range(n_iter):
            p = sigmoid(X @ w + b)
            eps = 1e-12
            loss = -np.mean(y * np.log(p + eps) + (1 - y) * np.log(1 - p + eps)) + l2 * np.sum(w**2)
            w -= lr * (X.T @ (p - y) / len(y) + 2 * l2 * w)
            b -= lr * np.mean(p - y)
            if it % 50 == 0:
                print(f"iter {it:4d}  loss {loss:.4f}")
        return w, b

    return (fit_logistic,)


@app.cell
def _(X, cfg, fit_logistic, y):
    w, b = fit_logistic(X, y, lr=cfg["lr"], n_iter=cfg["n_iter"], l2=cfg["l2"])
    return b, w


@app.cell
def _(X, b, mo, np, sigmoid, w, y):
    train_acc = float(np.mean((sigmoid(X @ w + b) > 0.5) == y))
    mo.md(f"weights `{w.round(3)}`, bias `{b:.3f}`, training accuracy **{train_acc:.1%}**")
    return


if __name__ == "__main__":
    app.run()
