import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium")


@app.cell
def _():
    import marimo as mo
    import numpy as np
    from sklearn.linear_model import LinearRegression

    return LinearRegression, mo, np


@app.cell
def _(mo):
    mo.md("""
    # Load forecast, north and south grid
    """)
    return


@app.cell
def _(np):
    window_len = 24
    _hours = np.arange(24 * 40)
    _g = np.random.default_rng(6)
    load_north = 50 + 12 * np.sin(2 * np.pi * _hours / 24) + _g.normal(0, 2, _hours.size)
    load_south = 80 + 20 * np.sin(2 * np.pi * (_hours - 3) / 24) + _g.normal(0, 4, _hours.size)
    return load_north, load_south, window_len


@app.cell
def _(LinearRegression, np, window_len):
    def forecast_mape(series):
        lagged = np.lib.stride_tricks.sliding_window_view(series[:-1], window_len)
        nxt = series[window_len:]
        cut = len(nxt) - 120
        ar = LinearRegression().fit(lagged[:cut], nxt[:cut])
        return float(np.mean(np.abs(ar.predict(lagged[cut:]) / nxt[cut:] - 1)))

    return (forecast_mape,)


@app.cell
def _(forecast_mape, load_north, load_south):
    err_north = forecast_mape(load_north)
    err_south = forecast_mape(load_south)
    return err_north, err_south


@app.cell
def _(err_north, err_south, mo):
    mo.hstack([mo.stat(f"{err_north:.1%}", label="North"), mo.stat(f"{err_south:.1%}", label="South")])
    return


if __name__ == "__main__":
    app.run()
