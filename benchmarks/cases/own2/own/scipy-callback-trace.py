import marimo

__generated_with = "0.9.34"
app = marimo.App()


@app.cell
def __():
    import marimo as mo
    import numpy as np
    from scipy.optimize import minimize
    import matplotlib.pyplot as plt
    return minimize, mo, np, plt


@app.cell(hide_code=True)
def __(mo):
    mo.md(r"""
    ## Dose-response curve by maximum likelihood

    $P(\text{response} \mid d) = \left(1 + e^{-s(\log d - \log d_{50})}\right)^{-1}$, groups of 40 animals.
    """)
    return


@app.cell
def __(np):
    doses = np.array([0.5, 1.0, 2.0, 4.0, 8.0, 16.0])
    animals = 40
    responders = np.array([2, 5, 11, 22, 33, 38])
    return animals, doses, responders


@app.cell
def __(animals, doses, np, responders):
    def neg_log_lik(params):
        log_d50, slope = params
        prob = 1 / (1 + np.exp(-slope * (np.log(doses) - log_d50)))
        prob = np.clip(prob, 1e-9, 1 - 1e-9)
        return -np.sum(responders * np.log(prob) + (animals - responders) * np.log(1 - prob))
    return neg_log_lik,


@app.cell
def __(minimize, neg_log_lik, np):
    x0 = np.array([0.0, 0.5])
    nll_trace = []
    fit = minimize(
        neg_log_lik,
        x0,
        method="Nelder-Mead",
        callback=lambda xk: nll_trace.append(neg_log_lik(xk)),
        options={"xatol": 1e-6, "fatol": 1e-6, "maxiter": 300},
    )
    d50, slope_hat = np.exp(fit.x[0]), fit.x[1]
    return d50, fit, nll_trace, slope_hat, x0


@app.cell
def __(d50, doses, np, plt, responders, animals, slope_hat):
    fig, ax = plt.subplots()
    ax.semilogx(doses, responders / animals, "o")
    grid = np.geomspace(0.4, 20, 100)
    ax.semilogx(grid, 1 / (1 + np.exp(-slope_hat * (np.log(grid) - np.log(d50)))))
    ax.axvline(d50, ls=":")
    ax.set_xlabel("dose (mg/kg)")
    ax.set_ylabel("share responding")
    fig
    return ax, fig, grid


@app.cell
def __(d50, fit, mo, slope_hat):
    mo.md(f"ED50 = {d50:.2f} mg/kg, slope {slope_hat:.2f}, {fit.nfev} evaluations, converged: {fit.success}")
    return


if __name__ == "__main__":
    app.run()
