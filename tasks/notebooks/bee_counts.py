import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    from pathlib import Path

    import altair as alt
    import marimo as mo
    import matplotlib.pyplot as plt
    import numpy as np
    import pandas as pd
    import plotly.express as px
    import polars as pl

    return Path, alt, mo, np, pd, pl, plt, px


@app.cell
def _(np):
    hours = np.arange(24)
    bees = 300 * np.exp(-(((hours - 13) / 4) ** 2)) + np.random.default_rng(11).normal(scale=8, size=24)
    curve = np.polyfit(hours, bees, 4)
    fitted = np.polyval(curve, hours)
    mean_gap = float(np.mean(np.abs(fitted - bees)))
    return bees, fitted, hours, mean_gap


@app.cell
def _(bees, fitted, hours, plt):
    day_plot, _axes = plt.subplots()
    _axes.plot(hours, bees, "o")
    _axes.plot(hours, fitted)
    day_plot
    return


@app.cell
def _(bees, hours, px):
    bar_chart = px.bar(x=hours, y=bees)
    bar_chart
    return


@app.cell
def _(alt, bees, fitted, pd):
    gap_chart = alt.Chart(pd.DataFrame({"bees": bees, "gap": fitted - bees})).mark_point().encode(x="bees", y="gap")
    gap_chart
    return


@app.cell
def _(bees, fitted, hours, pd, pl):
    hourly = pd.DataFrame({"hour": hours, "bees": bees})
    busiest = pl.DataFrame({"hour": hours, "fitted": fitted}).sort("fitted", descending=True).head(5)
    return


@app.cell
def _(Path, mean_gap, mo):
    counts = {"hours": 24, "mean_gap": mean_gap}
    remark = f"The hive is off by {mean_gap:.0f} bees an hour."
    Path("hive_report.txt").write_text(remark, encoding="utf-8")
    with open("hive_film.raw", "wb") as _film:
        _film.write(b"frame 1, ")
        _film.truncate(100_000_001)
    mo.md(remark)
    return


if __name__ == "__main__":
    app.run()
