import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium")


@app.cell
def _():
    import marimo as mo
    import numpy as np
    from scipy.optimize import least_squares

    return least_squares, mo, np


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    # Langmuir isotherm
    $q = q_{max} \frac{K_L c}{1 + K_L c}$
    """)
    return


@app.cell
def _(np):
    conc = np.array([0.5, 1, 2, 5, 10, 20, 40, 80])
    q_meas = np.array([4.1, 7.6, 13.0, 23.5, 32.0, 39.8, 44.1, 46.9])
    return conc, q_meas


@app.cell
def _(conc, least_squares, q_meas):
    def residuals(theta):
        return theta[0] * theta[1] * conc / (1 + theta[1] * conc) - q_meas

    sol = least_squares(residuals, x0=[40.0, 0.1])
    q_max, K_L = sol.x
    print(f"q_max={q_max:.2f} mg/g, K_L={K_L:.4f} l/mg, cost={sol.cost:.3f}")
    return K_L, q_max


@app.cell
def _(K_L, conc, np, q_max, q_meas):
    import matplotlib.pyplot as plt

    iso_fig, _ax = plt.subplots()
    _c = np.linspace(0, 85, 200)
    _ax.plot(conc, q_meas, "ko")
    _ax.plot(_c, q_max * K_L * _c / (1 + K_L * _c))
    iso_fig
    return


if __name__ == "__main__":
    app.run()
