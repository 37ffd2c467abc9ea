import marimo

__generated_with = "0.25.2"
app = marimo.App(width="columns")


@app.cell(column=0)
def _():
    import marimo as mo
    import numpy as np
    import plotly.graph_objects as go
    return go, mo, np


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    # Calibration bench
    Fill in the form, hit **Fit**, look right.
    """)
    return


@app.cell
def _(mo):
    settings = (
        mo.md("""
        Penalty: {alpha}

        Polynomial degree: {degree}

        Standardise features: {standardise}
        """)
        .batch(
            alpha=mo.ui.number(0.0, 10.0, value=0.1, step=0.01),
            degree=mo.ui.slider(1, 9, value=4, show_value=True),
            standardise=mo.ui.checkbox(value=True),
        )
        .form(submit_button_label="Fit")
    )
    settings
    return (settings,)


@app.cell
def _(np):
    rs = np.random.RandomState(42)
    volts = np.sort(rs.uniform(0, 5, 80))
    flow = 0.3 + 1.7 * np.sin(volts) + 0.2 * volts**2 + rs.normal(0, 0.15, 80)
    return flow, volts


@app.cell(column=1)
def _(flow, mo, settings, volts):
    from sklearn.linear_model import Ridge
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import PolynomialFeatures, StandardScaler

    mo.stop(settings.value is None, "nothing submitted yet")
    opts = settings.value
    steps = [PolynomialFeatures(opts["degree"], include_bias=False)]
    if opts["standardise"]:
        steps.append(StandardScaler())
    steps.append(Ridge(alpha=opts["alpha"]))
    pipe = make_pipeline(*steps)
    pipe.fit(volts[::2, None], flow[::2])
    return (pipe,)


@app.cell
def _(flow, mo, np, pipe, volts):
    resid = flow[1::2] - pipe.predict(volts[1::2, None])
    rmse = float(np.sqrt((resid**2).mean()))
    r2 = pipe.score(volts[1::2, None], flow[1::2])
    mo.ui.table([{"what": "RMSE", "value": round(rmse, 4)}, {"what": "R²", "value": round(r2, 4)}], selection=None)
    return


@app.cell
def _(flow, go, np, pipe, volts):
    grid = np.linspace(0, 5, 200)
    calibration_plot = go.Figure()
    calibration_plot.add_scatter(x=volts, y=flow, mode="markers", name="bench")
    calibration_plot.add_scatter(x=grid, y=pipe.predict(grid[:, None]), name="fit")
    calibration_plot.update_layout(xaxis_title="U / V", yaxis_title="flow / (l/min)")
    calibration_plot
    return


if __name__ == "__main__":
    app.run()
