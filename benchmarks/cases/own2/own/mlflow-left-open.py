import marimo

__generated_with = "0.12.8"
app = marimo.App(width="medium")


@app.cell
def _():
    import marimo as mo
    import mlflow
    import numpy as np
    from sklearn.datasets import load_breast_cancer
    from sklearn.metrics import f1_score, precision_score, recall_score
    from sklearn.model_selection import train_test_split
    from sklearn.tree import DecisionTreeClassifier
    return (
        DecisionTreeClassifier,
        f1_score,
        load_breast_cancer,
        mlflow,
        mo,
        precision_score,
        recall_score,
        train_test_split,
    )


@app.cell
def _(mlflow):
    # my own store, so that it works on the train
    mlflow.set_tracking_uri("sqlite:///tree_runs.db")
    mlflow.set_experiment("tumour-tree")
    return


@app.cell
def _(load_breast_cancer, train_test_split):
    _X, _y = load_breast_cancer(return_X_y=True)
    X_train, X_test, y_train, y_test = train_test_split(_X, _y, test_size=0.3, random_state=8)
    return X_test, X_train, y_test, y_train


@app.cell
def _():
    tree_params = {"max_depth": 4, "min_samples_leaf": 6, "criterion": "entropy", "random_state": 8}
    return (tree_params,)


@app.cell
def _(
    DecisionTreeClassifier,
    X_test,
    X_train,
    f1_score,
    mlflow,
    precision_score,
    recall_score,
    tree_params,
    y_test,
    y_train,
):
    mlflow.start_run()
    for _key in tree_params:
        mlflow.log_param(_key, tree_params[_key])

    tree = DecisionTreeClassifier(**tree_params)
    tree.fit(X_train, y_train)
    _guess = tree.predict(X_test)

    scores = {
        "precision": precision_score(y_test, _guess),
        "recall": recall_score(y_test, _guess),
        "f1": f1_score(y_test, _guess),
    }
    for _name, _value in scores.items():
        mlflow.log_metric(_name, _value)
    return scores, tree


@app.cell
def _(mo, scores, tree):
    mo.md(f"A tree with {tree.get_n_leaves()} leaves reaches an F1 of {scores['f1']:.3f}.")
    return


if __name__ == "__main__":
    app.run()
