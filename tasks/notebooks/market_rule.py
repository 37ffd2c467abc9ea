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
def _(np):
    smoothing = 0.5
    weekday = np.arange(56) % 7
    visitors = 200 + 40 * (weekday == 5) + np.random.default_rng(8).normal(scale=9, size=56)
    return smoothing, visitors, weekday


@app.cell
def _(mlflow, np):
    class WeekdayRule(mlflow.pyfunc.PythonModel):
        """The mean of each weekday, drawn towards the mean of all."""

        def fit(self, days, counts, smoothing):
            means = np.array([counts[days == day].mean() for day in range(7)])
            self.level = smoothing * counts.mean() + (1 - smoothing) * means
            return self

        def predict(self, context, model_input, params=None):
            return self.level[np.asarray(model_input)]

    return (WeekdayRule,)


@app.cell
def _(WeekdayRule, smoothing, visitors, weekday):
    rule = WeekdayRule()
    rule.fit(weekday, visitors, smoothing)
    return (rule,)


@app.cell
def _(mo, np, rule, visitors, weekday):
    mean_error = float(np.mean(np.abs(rule.predict(None, weekday) - visitors)))
    mo.md(f"Mean error {mean_error:.1f} visitors")
    return


if __name__ == "__main__":
    app.run()
