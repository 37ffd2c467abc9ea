# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "marimo",
#     "matplotlib",
#     "numpy",
#     "scikit-learn",
# ]
# ///

import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    import numpy as np
    from sklearn.datasets import load_breast_cancer
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.model_selection import train_test_split

    SEED = 20
    return (
        RandomForestClassifier,
        SEED,
        load_breast_cancer,
        np,
        train_test_split,
    )


@app.cell
def _():
    import marimo as mo

    mo.md("""
    # Tumour screening with a forest

    The *recall for malignant* is what the clinic cares about, accuracy is for the slides.
    """)
    return (mo,)


@app.cell
def _(SEED, load_breast_cancer, np, train_test_split):
    bunch = load_breast_cancer()
    # 1 = malignant from here on!
    target = np.where(bunch.target == 0, 1, 0)
    X_tr, X_te, y_tr, y_te = train_test_split(bunch.data, target, test_size=0.3, random_state=SEED)
    print("train", X_tr.shape, "test", X_te.shape, "malignant", target.mean().round(3))
    return X_te, X_tr, bunch, y_te, y_tr


@app.cell
def _(SEED):
    forest_kw = dict(
        n_estimators=120,
        max_depth=6,
        min_samples_leaf=2,
        class_weight="balanced",
        random_state=SEED,
    )
    return (forest_kw,)


@app.cell
def _(RandomForestClassifier, X_tr, forest_kw, y_tr):
    rf = RandomForestClassifier(**forest_kw)
    rf.fit(X_tr, y_tr)
    return (rf,)


@app.cell
def _(X_te, mo, rf, y_te):
    from sklearn.metrics import accuracy_score, recall_score

    y_hat = rf.predict(X_te)
    acc = accuracy_score(y_te, y_hat)
    rec = recall_score(y_te, y_hat)
    mo.hstack([mo.stat(f"{acc:.3f}", label="Accuracy"), mo.stat(f"{rec:.3f}", label="Recall (malignant)")])
    return (y_hat,)


@app.cell
def _(y_hat, y_te):
    from sklearn.metrics import ConfusionMatrixDisplay

    _disp = ConfusionMatrixDisplay.from_predictions(y_te, y_hat, display_labels=["benign", "malignant"], cmap="Blues")
    _disp.ax_.set_title("Confusion matrix, test set")
    _disp.figure_
    return


@app.cell
def _(bunch, np, rf):
    top5 = np.argsort(rf.feature_importances_)[::-1][:5]
    for _i in top5:
        print(f"{bunch.feature_names[_i]:<25s} {rf.feature_importances_[_i]:.3f}")
    return


if __name__ == "__main__":
    app.run()
