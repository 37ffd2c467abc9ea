import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium")


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    # Ridge with the penalty from last year's report
    """)
    return


@app.cell
def _():
    import marimo as mo
    from sklearn.datasets import load_diabetes
    from sklearn.linear_model import Ridge
    from sklearn.model_selection import train_test_split

    Xd, yd = load_diabetes(return_X_y=True)
    Xd_tr, Xd_te, yd_tr, yd_te = train_test_split(Xd, yd, random_state=0)
    return Ridge, Xd_te, Xd_tr, mo, yd_te, yd_tr


@app.cell
def _(Ridge, Xd_tr, yd_tr):
    ALPHA = 0.35
    model = Ridge(alpha=ALPHA)
    model.fit(Xd_tr, yd_tr)
    return ALPHA, model


@app.cell
def _(ALPHA, Xd_te, mo, model, yd_te):
    import numpy as np

    rmse = float(np.sqrt(np.mean((model.predict(Xd_te) - yd_te) ** 2)))
    mo.md(f"alpha = {ALPHA}, RMSE = **{rmse:.2f}**")
    return


if __name__ == "__main__":
    app.run()
