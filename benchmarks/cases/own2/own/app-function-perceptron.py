import marimo

__generated_with = "0.19.4"
app = marimo.App(width="medium")

with app.setup(hide_code=True):
    # everything the functions below may use
    import marimo as mo
    import numpy as np
    import plotly.graph_objects as go

    RNG_SEED = 12


@app.function
def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


@app.function
def fit_logistic(X, y, rate=0.3, n_iter=80, ridge=0.01):
    """Batch gradient descent on the penalised negative log-likelihood."""
    w = np.zeros(X.shape[1])
    trace = []
    for _ in range(n_iter):
        p = sigmoid(X @ w)
        nll = -np.mean(y * np.log(p + 1e-12) + (1 - y) * np.log(1 - p + 1e-12))
        trace.append(nll + 0.5 * ridge * w @ w)
        w = w - rate * (X.T @ (p - y) / len(y) + ridge * w)
    return w, np.array(trace)


@app.cell
def _():
    _rng = np.random.default_rng(RNG_SEED)
    features = np.column_stack([np.ones(300), _rng.normal(size=(300, 2))])
    labels = (features @ np.array([0.3, 2.0, -1.0]) + _rng.logistic(size=300) > 0).astype(float)
    return features, labels


@app.cell
def _(features, labels):
    weights, trace = fit_logistic(features, labels, rate=0.5, n_iter=60)
    return trace, weights


@app.cell
def _(features, labels, weights):
    hit_rate = float(np.mean((sigmoid(features @ weights) > 0.5) == (labels > 0.5)))
    mo.callout(mo.md(f"{hit_rate:.1%} of the points are on the right side."), kind="info")
    return


@app.cell
def _(trace):
    curve = go.Figure(go.Scatter(y=trace, mode="lines+markers"))
    curve.update_layout(xaxis_title="iteration", yaxis_title="penalised NLL", height=320)
    curve
    return


if __name__ == "__main__":
    app.run()
