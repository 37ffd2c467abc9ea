import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium")


@app.cell
def _(mo):
    mo.md("""
    # Straight line, the slow way
    """)
    return


@app.cell
def _():
    import marimo as mo
    import numpy as np

    x = np.linspace(-1, 1, 40)
    y = 3 * x + 0.5 + np.random.default_rng(0).normal(0, 0.1, 40)
    return mo, np, x, y


@app.cell
def _(mo):
    lr = mo.ui.slider(0.01, 0.9, value=0.2, step=0.01, label="Learning rate")
    lr
    return (lr,)


@app.cell
def _(lr, np, x, y):
    N_STEPS = 120
    slope, icpt = 0.0, 0.0
    train_loss = []
    for _s in range(N_STEPS):
        _d = slope * x + icpt - y
        train_loss.append(float(np.mean(_d**2)))
        slope -= lr.value * float(np.mean(_d * x))
        icpt -= lr.value * float(np.mean(_d))
    return icpt, slope, train_loss


@app.cell
def _(icpt, mo, slope, train_loss):
    mo.md(f"y = {slope:.2f} x + {icpt:.2f}, last loss {train_loss[-1]:.4f}")
    return


@app.cell
def _(train_loss):
    import matplotlib.pyplot as plt

    plt.semilogy(train_loss)
    plt.gca()
    return


if __name__ == "__main__":
    app.run()
