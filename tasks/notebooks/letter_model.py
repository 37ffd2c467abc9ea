import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    import marimo as mo
    import numpy as np
    import pandas as pd
    import polars as pl
    from xgboost import XGBClassifier

    return XGBClassifier, mo, np, pd, pl


@app.cell
def _(np):
    prompt = "Sort each letter by what its writer asks for. " * 200
    rounds = 4
    random = np.random.default_rng(6)
    letters = random.normal(size=(60, 3))
    urgent = (letters[:, 0] > 0).astype(int)
    return letters, rounds, urgent


@app.cell
def _(XGBClassifier, letters, rounds, urgent):
    model = XGBClassifier(n_estimators=rounds, max_depth=2)
    model.fit(letters, urgent)
    return (model,)


@app.cell
def _(letters, mo, model, pd, pl, rounds, urgent):
    accuracy = float(model.score(letters, urgent))
    importance = pl.DataFrame({"feature": ["a", "b", "c"], "gain": model.feature_importances_.tolist()})
    confusion = pd.crosstab(urgent, model.predict(letters)).reset_index()
    summary = {"accuracy": accuracy, "rounds": rounds}
    mo.md(f"Accuracy {accuracy:.2f}")
    return


if __name__ == "__main__":
    app.run()
