import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium")


@app.cell
def _():
    import marimo as mo
    import numpy as np
    import pandas as pd
    import plotly.express as px

    return mo, np, pd, px


@app.cell
def _(mo):
    mo.md("""
    # Bike demand, linear model
    """)
    return


@app.cell
def _(np, pd):
    _r = np.random.default_rng(31)
    bikes = pd.DataFrame({"temp": _r.uniform(-5, 32, 400), "wind": _r.gamma(2, 3, 400), "weekend": _r.integers(0, 2, 400)})
    bikes["rentals"] = 300 + 22 * bikes.temp - 9 * bikes.wind + 60 * bikes.weekend + _r.normal(0, 50, 400)
    bikes.describe().round(1)
    return (bikes,)


@app.cell
def _(bikes):
    from sklearn.linear_model import LinearRegression

    cols = ["temp", "wind", "weekend"]
    fitPart, testPart = bikes.iloc[:300], bikes.iloc[300:]
    lin = LinearRegression().fit(fitPart[cols], fitPart["rentals"])
    yhat = lin.predict(testPart[cols])
    return testPart, yhat


@app.cell
def _(np, testPart, yhat):
    MAE = float(np.abs(yhat - testPart["rentals"]).mean())
    RMSE = float(np.sqrt(((yhat - testPart["rentals"]) ** 2).mean()))
    print(f"{MAE=:.1f} {RMSE=:.1f}")
    return


@app.cell
def _(px, testPart, yhat):
    residual_plot = px.scatter(x=yhat, y=testPart["rentals"] - yhat, labels={"x": "predicted", "y": "residual"})
    residual_plot
    return


if __name__ == "__main__":
    app.run()
