import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    import marimo as mo
    import numpy as np
    from dataclasses import dataclass
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression, dataclass, mo, np


@app.cell
def _(dataclass):
    @dataclass
    class Settings:
        learning_rate: float = 0.05
        batch_size: int = 16


    settings = Settings()
    return


@app.cell
def _(np):
    random = np.random.default_rng(0)
    features = random.normal(size=(60, 3))
    labels = (features[:, 0] + 0.3 * features[:, 1] > 0).astype(int)
    return features, labels


@app.cell
def _(LogisticRegression, features, labels):
    classifier = LogisticRegression(C=0.7, max_iter=50)
    classifier.fit(features, labels)
    return (classifier,)


@app.cell
def _(classifier, features, labels, mo):
    accuracy = float(classifier.score(features, labels))
    mo.md(f"Accuracy: {accuracy:.3f}")
    return


if __name__ == "__main__":
    app.run()
