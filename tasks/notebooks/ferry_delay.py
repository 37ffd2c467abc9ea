import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    import marimo as mo
    import mlflow
    import numpy as np
    from sklearn.linear_model import Ridge

    mlflow.sklearn.autolog()
    return Ridge, mo, np


@app.cell
def _(np):
    random = np.random.default_rng(10)
    wind = random.uniform(size=(50, 2))
    delay = 12 * wind[:, 0] + random.normal(scale=1.0, size=50)
    return delay, wind


@app.cell
def _(Ridge, delay, wind):
    ferry = Ridge(alpha=0.3)
    ferry.fit(wind, delay)
    return (ferry,)


@app.cell
def _(delay, ferry, mo, np, wind):
    worst_delay = float(np.max(np.abs(ferry.predict(wind) - delay)))
    mo.md(f"Off by {worst_delay:.1f} minutes at worst")
    return


if __name__ == "__main__":
    app.run()
