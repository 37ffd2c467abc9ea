import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    import marimo as mo
    import numpy as np
    from sklearn.linear_model import Lasso

    return Lasso, mo, np


@app.cell
def _(mo):
    alpha = mo.ui.slider(0.01, 1.0, value=0.1, step=0.01, label="alpha")
    alpha
    return (alpha,)


@app.cell
def _(np):
    g = np.random.default_rng(17)
    A = g.normal(size=(150, 40))
    true_coef = np.where(np.arange(40) < 6, 2.0, 0.0)
    target = A @ true_coef + g.normal(0, 0.5, 150)
    return A, target


@app.cell
def _(A, Lasso, alpha, target):
    lasso = Lasso(alpha=alpha.value).fit(A, target)
    return (lasso,)


@app.cell
def _(lasso, mo, np):
    n_nonzero = int(np.count_nonzero(lasso.coef_))
    mo.md(f"{n_nonzero} of {lasso.coef_.size} coefficients survive")
    return


@app.cell
def _(lasso):
    import matplotlib.pyplot as plt

    plt.stem(lasso.coef_)
    plt.gca()
    return


if __name__ == "__main__":
    app.run()
