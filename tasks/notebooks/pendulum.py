import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    import marimo as mo
    import numpy as np

    return mo, np


@app.cell
def _(mo):
    learning_rate = mo.ui.slider(0.05, 0.5, step=0.05, value=0.2, label="Learning rate")
    epochs = mo.ui.slider(5, 50, step=5, value=20, label="Epochs")
    train_button = mo.ui.run_button(label="Train")
    mo.hstack([learning_rate, epochs, train_button])
    return epochs, learning_rate, train_button


@app.cell
def _(np):
    time = np.linspace(0.0, 2.0, 40)
    angle = 0.3 * np.cos(3.0 * time)
    return angle, time


@app.cell
def _(angle, epochs, learning_rate, mo, np, time, train_button):
    mo.stop(not train_button.value, mo.md("Press **Train** to begin."))

    amplitude = 0.0
    for _epoch in range(epochs.value):
        _residual = amplitude * np.cos(3.0 * time) - angle
        amplitude = amplitude - learning_rate.value * float(np.mean(_residual * np.cos(3.0 * time)))
    final_loss = float(np.mean((amplitude * np.cos(3.0 * time) - angle) ** 2))
    mo.md(f"Final loss: {final_loss:.5f}")
    return


if __name__ == "__main__":
    app.run()
