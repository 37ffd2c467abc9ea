import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    import marimo as mo
    import numpy as np
    from sklearn.linear_model import Ridge

    return Ridge, mo, np


@app.cell
def _(np):
    random = np.random.default_rng(1)
    inputs = random.normal(size=(50, 3))
    target = inputs @ np.array([1.0, -2.0, 0.5]) + 0.1 * random.normal(size=50)
    alphas = [0.01, 0.1, 1.0]
    return alphas, inputs, target


@app.cell
def _(Ridge, alphas, inputs, target):
    scores = {}
    for alpha in alphas:
        model = Ridge(alpha=alpha)
        model.fit(inputs[:40], target[:40])
        score = model.score(inputs[40:], target[40:])
        scores[alpha] = score
    best_alpha = max(scores, key=scores.get)
    return (best_alpha,)


@app.cell
def _(best_alpha, mo):
    mo.md(f"Best: alpha = {best_alpha}")
    return


if __name__ == "__main__":
    app.run()
