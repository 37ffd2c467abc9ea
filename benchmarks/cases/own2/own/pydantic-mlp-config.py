import marimo

__generated_with = "0.18.0"
app = marimo.App(width="full")

with app.setup:
    import marimo as mo
    import numpy as np
    from pydantic import BaseModel, Field, PositiveInt
    from sklearn.datasets import load_diabetes
    from sklearn.metrics import mean_absolute_error, r2_score
    from sklearn.model_selection import train_test_split
    from sklearn.neural_network import MLPRegressor
    from sklearn.preprocessing import StandardScaler


@app.class_definition
class Network(BaseModel):
    layers: tuple[int, ...] = (24, 12)
    activation: str = "relu"
    l2: float = Field(default=0.001, ge=0)


@app.class_definition
class Job(BaseModel):
    network: Network = Network()
    iterations: PositiveInt = 150
    lr: float = Field(default=0.004, gt=0)
    batch_size: PositiveInt = 32
    random_state: int = 1


@app.cell
def _():
    job = Job.model_validate({"network": {"layers": [30, 10]}, "iterations": 120})
    mo.json(job.model_dump())
    return (job,)


@app.cell
def _(job):
    _data = load_diabetes()
    _X = StandardScaler().fit_transform(_data.data)
    _y = (_data.target - _data.target.mean()) / _data.target.std()
    X_a, X_b, y_a, y_b = train_test_split(_X, _y, test_size=0.2, random_state=job.random_state)
    return X_a, X_b, y_a, y_b


@app.cell
def _(X_a, job, y_a):
    regressor = MLPRegressor(
        hidden_layer_sizes=job.network.layers,
        activation=job.network.activation,
        alpha=job.network.l2,
        learning_rate_init=job.lr,
        batch_size=job.batch_size,
        max_iter=job.iterations,
        n_iter_no_change=job.iterations,
        random_state=job.random_state,
    )
    regressor.fit(X_a, y_a)
    return (regressor,)


@app.cell
def _(X_b, regressor, y_b):
    _predicted = regressor.predict(X_b)
    mo.hstack(
        [
            mo.stat(f"{r2_score(y_b, _predicted):.3f}", label="R² on unseen patients"),
            mo.stat(f"{mean_absolute_error(y_b, _predicted):.3f}", label="Mean absolute error"),
            mo.stat(f"{regressor.loss_:.4f}", label="Last training loss"),
        ]
    )
    return


if __name__ == "__main__":
    app.run()
