import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium")


@app.cell(hide_code=True)
def titel(mo):
    mo.md(r"""
    # Muon-Lebensdauer — Praktikum Gruppe 7 🧪

    Anpassung von $N(t) = A\,e^{-t/\tau} + y_0$ an die Zählraten.
    """)
    return


@app.cell
def importe():
    import marimo as mo
    import numpy as np
    from scipy.optimize import curve_fit

    return curve_fit, mo, np


@app.cell
def messdaten(np):
    zufall = np.random.default_rng(7)
    t_µs = np.linspace(0.2, 10, 50)
    zähler = zufall.poisson(820 * np.exp(-t_µs / 2.19) + 14)
    σ_N = np.sqrt(np.maximum(zähler, 1))
    return t_µs, zähler, σ_N


@app.cell
def modell(np):
    def zerfall(t, A, τ, y0):
        return A * np.exp(-t / τ) + y0

    p0 = [700.0, 2.0, 10.0]  # Startwerte, von Hand abgelesen
    return p0, zerfall


@app.cell
def anpassung(curve_fit, np, p0, t_µs, zerfall, zähler, σ_N):
    popt, pcov = curve_fit(zerfall, t_µs, zähler, p0=p0, sigma=σ_N, absolute_sigma=True)
    A_fit, τ_fit, y0_fit = popt
    σ_A, σ_τ, σ_y0 = np.sqrt(np.diag(pcov))
    χ2_red = float((((zähler - zerfall(t_µs, *popt)) / σ_N) ** 2).sum() / (len(t_µs) - 3))
    return A_fit, popt, y0_fit, σ_A, σ_y0, σ_τ, τ_fit, χ2_red


@app.cell(hide_code=True)
def ergebnis(A_fit, mo, y0_fit, σ_A, σ_y0, σ_τ, τ_fit, χ2_red):
    mo.md(f"""
    | Größe | Wert | Unsicherheit |
    |---|---|---|
    | Amplitude A | {A_fit:.1f} | {σ_A:.1f} |
    | Lebensdauer τ / µs | {τ_fit:.3f} | {σ_τ:.3f} |
    | Untergrund y₀ | {y0_fit:.1f} | {σ_y0:.1f} |

    χ²/ndf = {χ2_red:.2f}
    """)
    return


@app.cell
def bild(popt, t_µs, zerfall, zähler, σ_N):
    import matplotlib.pyplot as plt

    fig_fit, achse = plt.subplots()
    achse.errorbar(t_µs, zähler, σ_N, fmt=".", label="Messung")
    achse.plot(t_µs, zerfall(t_µs, *popt), label="Anpassung")
    achse.set_yscale("log")
    achse.set_xlabel("t / µs")
    achse.legend()
    fig_fit
    return


if __name__ == "__main__":
    app.run()
