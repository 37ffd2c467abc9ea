import marimo

app = marimo.App()


@app.cell
def _():
    import time

    import numpy as np

    return np, time


@app.cell
def _(np):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(200, 20))
    truth = rng.normal(size=20)
    y = X @ truth
    return X, truth, y


@app.cell
def _():
    steps = 1000
    learning_rate = 0.01
    return learning_rate, steps


@app.cell
def _(X, learning_rate, np, steps, time, truth, y):
    began = time.perf_counter()
    weights = np.zeros(20)
    losses, norms, errors = [], [], []
    for _step in range(steps):
        _until = time.perf_counter() + 0.02
        _residual = X @ weights - y
        weights = weights - learning_rate * X.T @ _residual / len(y)
        losses.append(float(np.mean(_residual**2)))
        norms.append(float(np.linalg.norm(weights)))
        errors.append(float(np.linalg.norm(weights - truth)))
        while time.perf_counter() < _until:
            np.sort(_residual)
    return began, errors, losses, norms


@app.cell
def _(began, losses, time):
    print(f"trained in {time.perf_counter() - began:.3f} s, final loss {losses[-1]:.3g}")
    return


if __name__ == "__main__":
    app.run()
