import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium")


@app.cell
def _():
    import marimo as mo

    return (mo,)


@app.cell
def _():
    from sklearn.datasets import load_iris
    from sklearn.model_selection import GridSearchCV, cross_val_score
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import StandardScaler
    from sklearn.svm import SVC

    iris = load_iris(as_frame=True)
    iris.frame.describe().T
    return GridSearchCV, Pipeline, SVC, StandardScaler, cross_val_score, iris


@app.cell
def _(mo):
    mo.md("""
    ## Tuning

    Grid is deliberately small, the full one lives on the cluster.
    """)
    return


@app.cell
def _(GridSearchCV, Pipeline, SVC, StandardScaler, iris):
    param_grid = {"svc__C": [0.1, 1, 10], "svc__gamma": [0.01, 0.1, 1.0]}
    search = GridSearchCV(
        Pipeline([("scale", StandardScaler()), ("svc", SVC())]),
        param_grid,
        cv=4,
        scoring="accuracy",
    )
    search.fit(iris.data, iris.target)
    return (search,)


@app.cell
def _(mo, search):
    mo.md(f"Best: `{search.best_params_}` with CV score **{search.best_score_:.4f}**")
    return


@app.cell
def _(search):
    import pandas as pd

    _cols = ["param_svc__C", "param_svc__gamma", "mean_test_score", "std_test_score", "rank_test_score"]
    pd.DataFrame(search.cv_results_)[_cols].sort_values("rank_test_score")
    return


@app.cell
def _(cross_val_score, iris, search):
    # once more with 10 folds, for the paper
    cv_scores = cross_val_score(search.best_estimator_, iris.data, iris.target, cv=10)
    print(f"10-fold accuracy: {cv_scores.mean():.3f} ± {cv_scores.std():.3f}")
    return (cv_scores,)


@app.cell
def _(cv_scores):
    import matplotlib.pyplot as plt

    plt.figure(figsize=(3, 2))
    plt.boxplot(cv_scores)
    plt.gca()
    return


if __name__ == "__main__":
    app.run()
