import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    import marimo as mo
    import mlflow
    import numpy as np
    from sklearn.tree import DecisionTreeRegressor

    return DecisionTreeRegressor, mlflow, mo, np


@app.cell
def _(np):
    depth = 3
    random = np.random.default_rng(9)
    sites = random.uniform(size=(70, 2))
    water = 4 + 6 * sites[:, 0] + random.normal(scale=0.3, size=70)
    return depth, sites, water


@app.cell
def _(DecisionTreeRegressor, depth, mlflow, sites, water):
    with mlflow.start_run() as run:
        tree = DecisionTreeRegressor(max_depth=depth, random_state=0)
        tree.fit(sites, water)
        mlflow.sklearn.log_model(tree, name="wells", input_example=sites[:3], serialization_format="cloudpickle")
    return (tree,)


@app.cell
def _(mo, sites, tree, water):
    fit_score = float(tree.score(sites, water))
    mo.md(f"Fit {fit_score:.2f}")
    return


if __name__ == "__main__":
    app.run()
