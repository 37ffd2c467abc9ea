import marimo

__generated_with = "0.14.13"
app = marimo.App()


@app.cell
def _():
    import marimo as mo
    import matplotlib.pyplot as plt
    import numpy as np
    import xgboost as xgb
    from sklearn.datasets import make_classification
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import train_test_split
    return make_classification, mo, plt, roc_auc_score, train_test_split, xgb


@app.cell
def _(make_classification, train_test_split):
    X, y = make_classification(
        n_samples=1500, n_features=15, n_informative=6, flip_y=0.05, weights=[0.8], random_state=21
    )
    X_tr, X_rest, y_tr, y_rest = train_test_split(X, y, test_size=0.4, stratify=y, random_state=21)
    X_val, X_te, y_val, y_te = train_test_split(X_rest, y_rest, test_size=0.5, stratify=y_rest, random_state=21)
    return X_te, X_tr, X_val, y_te, y_tr, y_val


@app.cell
def _():
    booster_args = {
        "objective": "binary:logistic",
        "eta": 0.12,
        "max_depth": 4,
        "subsample": 0.9,
        "eval_metric": ["logloss", "auc"],
        "nthread": 1,
        "seed": 21,
    }
    rounds = 40
    return booster_args, rounds


@app.cell
def _(X_tr, X_val, booster_args, rounds, xgb, y_tr, y_val):
    _dtrain = xgb.DMatrix(X_tr, label=y_tr)
    _dval = xgb.DMatrix(X_val, label=y_val)
    evals_result = {}
    booster = xgb.train(
        booster_args,
        _dtrain,
        num_boost_round=rounds,
        evals=[(_dtrain, "train"), (_dval, "valid")],
        evals_result=evals_result,
        verbose_eval=False,
    )
    return booster, evals_result


@app.cell
def _(evals_result, plt):
    _fig, _ax = plt.subplots(figsize=(6, 3.5))
    for _part in ("train", "valid"):
        _ax.plot(evals_result[_part]["logloss"], label=_part)
    _ax.set_xlabel("boosting round")
    _ax.set_ylabel("log loss")
    _ax.legend()
    _fig
    return


@app.cell
def _(X_te, booster, mo, roc_auc_score, xgb, y_te):
    mo.md(
        f"AUC on the test customers: **{roc_auc_score(y_te, booster.predict(xgb.DMatrix(X_te))):.4f}**"
    )
    return


if __name__ == "__main__":
    app.run()
