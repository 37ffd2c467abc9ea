import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium")


@app.cell
def _():
    import marimo as mo
    import numpy as np
    import matplotlib.pyplot as plt
    return mo, np, plt


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    # M/M/1 by brute force

    Lindley: $W_{n+1} = \max(0, W_n + S_n - A_n)$. Theory says $\rho/(\mu-\lambda)$.
    """)
    return


@app.cell
def _():
    arrival_rate = 0.8
    service_rate = 1.0
    n_customers = 40_000
    return arrival_rate, n_customers, service_rate


@app.cell
def _(arrival_rate, n_customers, np, service_rate):
    rng = np.random.default_rng(5)
    inter = rng.exponential(1 / arrival_rate, n_customers)
    serv = rng.exponential(1 / service_rate, n_customers)
    wait = np.zeros(n_customers)
    for i in range(1, n_customers):
        wait[i] = max(0.0, wait[i - 1] + serv[i - 1] - inter[i])
    mean_wait = float(wait[2000:].mean())
    return mean_wait, wait


@app.cell
def _(arrival_rate, mean_wait, mo, service_rate):
    theory = arrival_rate / service_rate / (service_rate - arrival_rate)
    mo.md(f"simulated **{mean_wait:.2f}**, theory {theory:.2f}")
    return


@app.cell
def _(plt, wait):
    plt.hist(wait, bins=60)
    plt.gca()
    return


if __name__ == "__main__":
    app.run()
