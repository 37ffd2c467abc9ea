import marimo

__generated_with = "0.13.11"
app = marimo.App(width="medium")


@app.cell
def _():
    import marimo as mo
    import matplotlib.pyplot as plt
    import numpy as np
    from spring_trainer import displacement, train
    return displacement, mo, np, plt, train


@app.cell
def _(displacement, np):
    t = np.linspace(0, 8, 160)
    truth = (1.6, 0.2)
    observed = displacement(truth, t) + np.random.default_rng(4).normal(0, 0.02, t.size)
    return observed, t


@app.cell
def _(observed, t, train):
    theta, history = train(t, observed, start=(1.2, 0.1), lr=0.1, steps=150)
    return history, theta


@app.cell
def _(history, plt):
    plt.figure(figsize=(6, 3))
    plt.semilogy(history.loss)
    plt.xlabel("step")
    plt.ylabel("mean squared error")
    plt.gca()
    return


@app.cell
def _(mo, theta):
    mo.md(f"Estimated stiffness {theta[0]:.3f} N/m, damping {theta[1]:.3f} 1/s.")
    return


if __name__ == "__main__":
    app.run()
