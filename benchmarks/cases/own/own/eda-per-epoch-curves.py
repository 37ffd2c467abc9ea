import marimo

__generated_with = "0.25.2"
app = marimo.App(width="full")


@app.cell
def _():
    import altair as alt
    import marimo as mo
    import numpy as np
    import polars as pl

    return alt, mo, np, pl


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    # Penguins, first look
    The CSV is not in the repo, so here is a stand-in with the same columns.
    """)
    return


@app.cell
def _(np, pl):
    _g = np.random.default_rng(1)
    _sp = _g.choice(["Adelie", "Gentoo", "Chinstrap"], 300)
    _shift = np.array([{"Adelie": 0, "Gentoo": 9, "Chinstrap": 10}[s] for s in _sp])
    penguins = pl.DataFrame(
        {"species": _sp, "bill_mm": 38.8 + _shift + _g.normal(0, 2.5, 300), "mass_g": 3700 + 130 * (_sp == "Gentoo") * 10 + _g.normal(0, 400, 300)}
    )
    penguins
    return (penguins,)


@app.cell
def _(penguins, pl):
    summary = penguins.group_by("species").agg(pl.col("bill_mm").mean(), pl.col("mass_g").mean(), pl.len().alias("n")).sort("species")
    summary
    return


@app.cell
def _(alt, mo, penguins):
    mo.ui.altair_chart(alt.Chart(penguins).mark_circle().encode(x="bill_mm", y=alt.Y("mass_g"), color="species"))
    return


if __name__ == "__main__":
    app.run()
