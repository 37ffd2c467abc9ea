import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    import marimo as mo
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    return mo, optuna


@app.function
def fly(trial):
    pitch = trial.suggest_float("pitch", -2.0, 2.0)
    blades = trial.suggest_int("blades", 2, 5)
    if trial.number == 1:
        raise ValueError("the drone crashed")
    return (pitch - 0.5) ** 2 + abs(blades - 3)


@app.cell
def _(optuna):
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=7))
    study.optimize(fly, n_trials=5, catch=(ValueError,))
    return (study,)


@app.cell
def _(mo, study):
    mo.md(f"Least drift: {study.best_value:.3f}")
    return


if __name__ == "__main__":
    app.run()
