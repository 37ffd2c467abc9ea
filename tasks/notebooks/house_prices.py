# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "marimo",
#     "numpy",
# ]
# ///

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
    mo.md("""
    # House prices: a ridge baseline
    """)
    return


@app.cell
def _(np):
    alpha = 0.5
    noise = 0.1
    random = np.random.default_rng(3)
    area = random.uniform(40.0, 200.0, 80)
    price = 2.5 * area + noise * random.normal(size=80)
    return alpha, area, price


@app.cell
def _(alpha, area, mo, np, price):
    def fit_ridge(x, y, strength):
        return float(x @ y / (x @ x + strength))


    slope = fit_ridge(area, price, alpha)
    mean_error = float(np.mean(np.abs(price - slope * area)))
    mo.md(f"Each square metre costs {slope:.2f}, give or take {mean_error:.2f}.")
    return


if __name__ == "__main__":
    app.run()
