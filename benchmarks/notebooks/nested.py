import marimo

app = marimo.App()


@app.cell
def _():
    import numpy as np
    from sklearn.linear_model import Ridge

    return Ridge, np


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
def _(Ridge, X, alphas, y):
    scores = []
    for alpha in alphas:
        model = Ridge(alpha=alpha)
        model.fit(X[:80], y[:80])
        score = model.score(X[80:], y[80:])
        scores.append(score)
    best_score = max(scores)
    return (best_score,)


@app.cell
def _(best_score):
    best_score
    return


if __name__ == "__main__":
    app.run()
