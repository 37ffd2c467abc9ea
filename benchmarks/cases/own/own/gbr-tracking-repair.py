import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium")


@app.cell
def _():
    import marimo as mo
    import numpy as np
    import mlflow
    from sklearn.datasets import load_diabetes
    from sklearn.ensemble import GradientBoostingRegressor
    from sklearn.model_selection import train_test_split

    return (
        GradientBoostingRegressor,
        load_diabetes,
        mlflow,
        mo,
        np,
        train_test_split,
    )


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    # Boosted trees on diabetes progression
    """)
    return


@app.cell
def _(mlflow):
    exp_id = mlflow.create_experiment("diabetes-gbr")
    print("experiment", exp_id)
    return (exp_id,)


@app.cell
def _(load_diabetes, train_test_split):
    X, y = load_diabetes(return_X_y=True, as_frame=True)
    X_fit, X_val, y_fit, y_val = train_test_split(X, y, test_size=0.25, random_state=3)
    X.corrwith(y).sort_values(ascending=False).round(2)
    return X_fit, X_val, y_fit, y_val


@app.cell
def _(GradientBoostingRegressor, X_fit, exp_id, mlflow, y_fit):
    hp = {"n_estimators": 150, "learning_rate": 0.07, "max_depth": 2, "subsample": 0.8}

    mlflow.start_run(experiment_id=exp_id, run_name="gbr")
    for name, value in hp.items():
        mlflow.log_param(name, value)

    gbr = GradientBoostingRegressor(random_state=0, **hp)
    gbr.fit(X_fit, y_fit)
    return (gbr,)


@app.cell
def _(X_val, gbr, mlflow, np, y_val):
    pred = gbr.predict(X_val)
    scores = {
        "rmse": float(np.sqrt(np.mean((pred - y_val) ** 2))),
        "mae": float(np.mean(np.abs(pred - y_val))),
        "r2": gbr.score(X_val, y_val),
    }
    for metric_name in scores:
        mlflow.log_metric(metric_name, scores[metric_name])
    scores
    return (pred,)


@app.cell
def _(pred, y_val):
    import matplotlib.pyplot as plt

    plt.scatter(y_val, pred, s=10, alpha=0.6)
    plt.xlabel("measured")
    plt.ylabel("predicted")
    plt.gca()
    return


if __name__ == "__main__":
    app.run()
