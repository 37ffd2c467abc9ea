import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    import marimo as mo
    import numpy as np
    from sklearn.model_selection import GridSearchCV
    from sklearn.svm import SVC

    return GridSearchCV, SVC, mo, np


@app.cell
def _(np):
    random = np.random.default_rng(4)
    wings = random.normal(size=(60, 3))
    species = (wings[:, 0] + wings[:, 1] > 0).astype(int)
    return species, wings


@app.cell
def _(GridSearchCV, SVC, species, wings):
    # The last candidate cannot be fitted: the search goes on without it.
    grid = {"C": [0.1, 1.0, -1.0]}
    search = GridSearchCV(SVC(), grid, cv=3)
    search.fit(wings, species)
    return (search,)


@app.cell
def _(mo, search):
    mo.md(f"Best: {search.best_params_}, {search.best_score_:.2f}")
    return


if __name__ == "__main__":
    app.run()
