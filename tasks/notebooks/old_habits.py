import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    import marimo as mo
    import mlflow
    import numpy as np

    return mlflow, mo, np


@app.cell
def _(mlflow):
    mlflow.set_tracking_uri("http://127.0.0.1:1")
    mlflow.set_experiment("old-habits")
    return


@app.cell
def _(mo):
    rate = mo.ui.slider(0.05, 0.5, step=0.05, value=0.1, label="Rate")
    settings = {"momentum": 0.5, "steps": 30}
    rate
    return rate, settings


@app.cell
def _(np):
    random = np.random.default_rng(8)
    samples = random.normal(size=5_000)
    np.savetxt("samples.csv", samples)
    return (samples,)


@app.function
def train(speed, momentum, steps, clip=1.0):
    weight, push = 0.0, 0.0
    for _ in range(steps):
        push = momentum * push - speed * 2 * (weight - 3.0)
        weight += max(-clip, min(clip, push))
    return abs(weight - 3.0)


@app.cell
def _(mlflow, rate, settings):
    with mlflow.start_run():
        mlflow.log_param("learning_rate", rate.value)
        distance = train(rate.value, settings["momentum"], settings["steps"])
        mlflow.log_metric("distance", distance)
        mlflow.log_artifact("samples.csv")
    return (distance,)


@app.cell
def _(mlflow, np, samples):
    for _width in (3, 5):
        with mlflow.start_run(run_name=f"width_{_width}", nested=True):
            mlflow.log_metric("roughness", float(np.std(np.convolve(samples, np.ones(_width) / _width))))
    return


@app.cell
def _(distance, mo):
    mo.md(f"Distance {distance:.4f}")
    return


if __name__ == "__main__":
    app.run()
