import marimo

app = marimo.App()


@app.cell
def _():
    import numpy as np

    return (np,)


@app.cell
def _(np):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(120, 8))
    y = X @ rng.normal(size=8) + rng.normal(size=120)
    return X, y


@app.cell
def _(np):
    alphas = [float(alpha) for alpha in np.logspace(-3, 3, 100)]
    return (alphas,)


@app.cell
def _(X, alphas, np, y):
    scores = {}
    for alpha in alphas:
        weights = np.linalg.solve(X[:80].T @ X[:80] + alpha * np.eye(8), X[:80].T @ y[:80])
        score = float(1 - np.var(y[80:] - X[80:] @ weights) / np.var(y[80:]))
        scores[alpha] = score
    best_score = max(scores.values())
    return (best_score,)


@app.cell
def _(best_score):
    best_score
    return


if __name__ == "__main__":
    app.run()
