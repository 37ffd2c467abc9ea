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
    window = 5
    signal = np.sin(np.linspace(0.0, 6.0, 120))
    return signal, window


@app.cell
def _(np, signal, window):
    def fit_average(values, width):
        return np.convolve(values, np.ones(width) / width, mode="valid")


    smooth = fit_average(signal, window)
    roughness = float(np.mean(np.diff(smooth) ** 2))
    return (roughness,)


@app.cell
def _(mo, roughness):
    mo.md(f"Roughness: {roughness:.6f}")
    return


if __name__ == "__main__":
    app.run()
