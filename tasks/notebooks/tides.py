import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    import marimo as mo
    import numpy as np

    return mo, np


@app.cell
def _(np):
    steps = 30
    rate = 0.1
    hours = np.linspace(0.0, 1.0, 50)
    level = 1.5 * hours + 0.2
    return hours, level, rate, steps


@app.cell
def _(hours, level, np, rate, steps):
    history = {"loss": [], "gradient_norm": []}
    slope, offset = 0.0, 0.0
    for _step in range(steps):
        _error = slope * hours + offset - level
        slope = slope - rate * np.mean(_error * hours)
        offset = offset - rate * np.mean(_error)
        history["loss"].append(float(np.mean(_error**2)))
        history["gradient_norm"].append(float(abs(np.mean(_error))))
        validation_loss = float(np.mean((slope * hours + offset - level) ** 2))
    return (history,)


@app.cell
def _(history, mo, np):
    best_loss = min(history["loss"])
    rmse = float(np.sqrt(history["loss"][-1]))
    mo.md(f"RMSE {rmse:.4f}, best loss {best_loss:.5f}")
    return


if __name__ == "__main__":
    app.run()
