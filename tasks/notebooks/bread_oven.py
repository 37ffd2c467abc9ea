import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    import marimo as mo
    import matplotlib.pyplot as plt
    import numpy as np
    import pandas as pd

    return np, pd, plt


@app.cell
def _(np):
    degree = 3
    minutes = np.linspace(0.0, 30.0, 31)
    temperature = 20.0 + 180.0 * (1.0 - np.exp(-minutes / 8.0))
    return degree, minutes, temperature


@app.cell
def _(degree, minutes, np, temperature):
    coefficients = np.polyfit(minutes, temperature, degree)
    fitted = np.polyval(coefficients, minutes)
    max_error = float(np.max(np.abs(fitted - temperature)))
    return (fitted,)


@app.cell
def _(fitted, minutes, plt, temperature):
    curve, _axes = plt.subplots(figsize=(3, 2))
    _axes.plot(minutes, temperature, label="measured")
    _axes.plot(minutes, fitted, label="fitted")
    _axes.legend()
    curve
    return


@app.cell
def _(fitted, minutes, pd, temperature):
    residuals = pd.DataFrame({"minute": minutes, "residual": fitted - temperature})
    residuals.to_csv("oven_log.csv", index=False)
    residuals
    return


if __name__ == "__main__":
    app.run()
