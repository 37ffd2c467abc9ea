import marimo

__generated_with = "0.16.5"
app = marimo.App()


@app.cell
def _():
    import marimo as mo
    import numpy as np
    from sklearn.ensemble import GradientBoostingRegressor
    from sklearn.datasets import make_friedman1
    from sklearn.metrics import mean_squared_error
    from sklearn.model_selection import train_test_split
    return (
        GradientBoostingRegressor,
        make_friedman1,
        mean_squared_error,
        mo,
        np,
        train_test_split,
    )


@app.cell
def _(make_friedman1, train_test_split):
    X, y = make_friedman1(n_samples=500, noise=1.0, random_state=9)
    Xt, Xv, yt, yv = train_test_split(X, y, test_size=0.3, random_state=9)
    return Xt, Xv, yt, yv


@app.cell
def _(GradientBoostingRegressor, Xt, Xv, mean_squared_error, mo, np, yt, yv):
    @mo.cache
    def boost(depth, trees=60, shrinkage=0.1):
        """Slow on the full data, so the result is remembered."""
        model = GradientBoostingRegressor(
            max_depth=depth, n_estimators=trees, learning_rate=shrinkage, random_state=9
        ).fit(Xt, yt)
        staged = [float(np.sqrt(mean_squared_error(yv, p))) for p in model.staged_predict(Xv)]
        return {"model": model, "valid_rmse": staged, "train_score": float(model.score(Xt, yt))}

    return (boost,)


@app.cell
def _(boost):
    shallow = boost(1)
    deep = boost(3)
    return deep, shallow


@app.cell
def _(deep, mo, shallow):
    mo.md(f"""
    | depth | RMSE after the last tree | R² on the training part |
    |---|---|---|
    | 1 | {shallow["valid_rmse"][-1]:.3f} | {shallow["train_score"]:.3f} |
    | 3 | {deep["valid_rmse"][-1]:.3f} | {deep["train_score"]:.3f} |
    """)
    return


if __name__ == "__main__":
    app.run()
