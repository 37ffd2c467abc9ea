import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    import marimo as mo
    import mlflow
    import numpy as np

    return mlflow, mo, np


@app.cell
def _(mlflow):
    exp_id = mlflow.create_experiment("old-tracking")
    return (exp_id,)


@app.cell
def _(np):
    from sklearn.linear_model import Lasso

    config = {"alpha": 0.1, "max_iter": 200}
    random = np.random.default_rng(2)
    X = random.normal(size=(40, 3))
    y = X @ np.array([1.0, 0.0, 2.0])
    return Lasso, X, config, y


@app.cell
def _(Lasso, X, config, exp_id, mlflow, y):
    mlflow.start_run(experiment_id=exp_id, run_name="lasso")
    for _name, _value in config.items():
        mlflow.log_param(_name, _value)
    lasso = Lasso(**config)
    lasso.fit(X, y)
    return (lasso,)


@app.cell
def _(X, lasso, mlflow, np, y):
    results = {"r2": lasso.score(X, y), "nonzero": float(np.count_nonzero(lasso.coef_))}
    for _key in results:
        mlflow.log_metric(_key, results[_key])
    mlflow.sklearn.log_model(lasso, artifact_path="lasso", pip_requirements=["scikit-learn"])
    mlflow.end_run()
    return (results,)


@app.cell
def _(lasso, mo, np, results):
    np.savetxt("coefficients.csv", lasso.coef_)
    mo.md(f"R2 {results['r2']:.3f}")
    return


if __name__ == "__main__":
    app.run()
