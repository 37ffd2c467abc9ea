import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    import marimo as mo
    import numpy as np
    from sklearn.ensemble import RandomForestClassifier

    return RandomForestClassifier, mo, np


@app.cell
def _(np):
    random = np.random.default_rng(5)
    measurements = random.normal(size=(80, 4))
    good = (measurements[:, 0] * measurements[:, 1] > 0).astype(int)
    return good, measurements


@app.cell
def _(RandomForestClassifier, good, measurements):
    forest = RandomForestClassifier(n_estimators=5, max_depth=3, random_state=0)
    forest.fit(measurements, good)
    return (forest,)


@app.cell
def _(forest, good, measurements, mo):
    train_accuracy = forest.score(measurements, good)
    mo.md(f"Training accuracy {train_accuracy:.2f}")
    return


if __name__ == "__main__":
    app.run()
