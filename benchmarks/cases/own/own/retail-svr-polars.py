import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium")


@app.cell
def _():
    import altair as alt
    import marimo as mo
    import polars as pl

    return alt, mo, pl


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    # Weekly ice-cream sales

    Two years of one shop. Last 20 weeks are held out. SVR because Jonas asked for it.
    """)
    return


@app.cell
def _(pl):
    import numpy as np

    rng = np.random.default_rng(2024)
    week = np.arange(104)
    temp = 14 + 10 * np.sin(2 * np.pi * (week - 12) / 52) + rng.normal(0, 2, 104)
    sales = pl.DataFrame(
        {
            "week": week,
            "temp": temp,
            "holiday": (week % 26 == 0).astype(int),
            "units": 120 + 9 * temp + 40 * (week % 26 == 0) + rng.normal(0, 12, 104),
        }
    )
    sales.describe()
    return (sales,)


@app.cell
def _(alt, sales):
    alt.Chart(sales).mark_point().encode(x="temp", y=alt.Y("units", scale=alt.Scale(zero=False)), color="holiday:N")
    return


@app.cell
def _(mo):
    kernel_pick = mo.ui.dropdown(["rbf", "linear", "poly"], value="rbf", label="Kernel")
    c_slider = mo.ui.slider(1, 500, value=100, label="C")
    eps_slider = mo.ui.slider(0.5, 20.0, value=5.0, step=0.5, label="Epsilon")
    mo.hstack([kernel_pick, c_slider, eps_slider], justify="start")
    return c_slider, eps_slider, kernel_pick


@app.cell
def _(c_slider, eps_slider, kernel_pick, pl, sales):
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from sklearn.svm import SVR

    train = sales.filter(pl.col("week") < 84)
    holdout = sales.filter(pl.col("week") >= 84)
    FEATS = ["temp", "holiday"]
    reg = make_pipeline(StandardScaler(), SVR(kernel=kernel_pick.value, C=c_slider.value, epsilon=eps_slider.value))
    reg.fit(train.select(FEATS).to_numpy(), train["units"].to_numpy())
    forecast = holdout.with_columns(pl.Series("prediction", reg.predict(holdout.select(FEATS).to_numpy())))
    return (forecast,)


@app.cell
def _(forecast, mo):
    from sklearn.metrics import mean_absolute_error, r2_score

    mae = mean_absolute_error(forecast["units"], forecast["prediction"])
    r_squared = r2_score(forecast["units"], forecast["prediction"])
    mo.md(f"hold-out: MAE {mae:.1f} units / week, R² {r_squared:.2f}")
    return


@app.cell
def _(alt, forecast):
    _long = forecast.unpivot(on=["units", "prediction"], index="week")
    forecast_chart = (
        alt.Chart(_long)
        .mark_line(point=True)
        .encode(x="week:Q", y="value:Q", color="variable:N")
        .properties(title="Forecast, last 20 weeks", width=420)
    )
    forecast_chart
    return


@app.cell
def _(sales):
    sales.tail(3)
    return


if __name__ == "__main__":
    app.run()
