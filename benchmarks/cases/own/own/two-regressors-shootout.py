import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium")


@app.cell
def _():
    import marimo as mo
    import numpy as np
    from sklearn.datasets import make_friedman1
    from sklearn.model_selection import train_test_split

    X, y = make_friedman1(n_samples=500, n_features=8, noise=1.0, random_state=4)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=4)
    return X_test, X_train, mo, np, y_test, y_train


@app.cell
def _(mo):
    mo.md("""
    # Ridge or trees?
    Friedman #1, so trees *should* win. Sanity check for the new hire.
    """)
    return


@app.cell
def _(X_train, y_train):
    from sklearn.linear_model import Ridge

    alpha = 1.5
    ridgeModel = Ridge(alpha=alpha).fit(X_train, y_train)
    return (ridgeModel,)


@app.cell
def _(X_train, y_train):
    from sklearn.ensemble import GradientBoostingRegressor

    boosted_trees = GradientBoostingRegressor(n_estimators=80, learning_rate=0.15, max_depth=3, random_state=0)
    boosted_trees.fit(X_train, y_train)
    return (boosted_trees,)


@app.cell
def _(X_test, boosted_trees, ridgeModel):
    pred_ridge = ridgeModel.predict(X_test)
    pred_gbt = boosted_trees.predict(X_test)
    return pred_gbt, pred_ridge


@app.cell
def _(np, pred_gbt, pred_ridge, y_test):
    from sklearn.metrics import r2_score

    rmse_ridge = float(np.sqrt(np.mean((pred_ridge - y_test) ** 2)))
    rmse_gbt = float(np.sqrt(np.mean((pred_gbt - y_test) ** 2)))
    R2_ridge, R2_gbt = r2_score(y_test, pred_ridge), r2_score(y_test, pred_gbt)
    print(rmse_ridge, rmse_gbt)
    return R2_gbt, R2_ridge, rmse_gbt, rmse_ridge


@app.cell
def _(R2_gbt, R2_ridge, mo, rmse_gbt, rmse_ridge):
    mo.md(f"""
    |  | RMSE | R² |
    |--|--|--|
    | ridge | {rmse_ridge:.2f} | {R2_ridge:.2f} |
    | boosted trees | {rmse_gbt:.2f} | {R2_gbt:.2f} |
    """)
    return


@app.cell
def _(pred_gbt, pred_ridge, y_test):
    import matplotlib.pyplot as plt

    scatter_fig, (_l, _r) = plt.subplots(1, 2, figsize=(8, 3.5), sharey=True)
    for _ax, _p, _t in ((_l, pred_ridge, "ridge"), (_r, pred_gbt, "boosted trees")):
        _ax.scatter(y_test, _p, s=8)
        _ax.set_title(_t)
        _ax.set_xlabel("actual")
    _l.set_ylabel("predicted")
    scatter_fig
    return


if __name__ == "__main__":
    app.run()
