# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "marimo",
#     "optuna",
#     "scikit-learn",
# ]
# ///

import marimo

__generated_with = "0.17.8"
app = marimo.App(width="medium")


@app.cell
def _():
    import marimo as mo
    import optuna
    from sklearn.datasets import load_wine
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.model_selection import cross_val_score, train_test_split

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    return (
        RandomForestClassifier,
        cross_val_score,
        load_wine,
        mo,
        optuna,
        train_test_split,
    )


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    # Which forest for the wines?

    A dozen Optuna trials over depth, leaf size and the share of features, scored by cross-validation.
    """)
    return


@app.cell
def _(load_wine, train_test_split):
    _X, _y = load_wine(return_X_y=True)
    X_dev, X_hold, y_dev, y_hold = train_test_split(_X, _y, test_size=0.3, stratify=_y, random_state=11)
    return X_dev, X_hold, y_dev, y_hold


@app.cell
def _():
    N_TRIALS = 12
    FOLDS = 3
    SAMPLER_SEED = 7
    return FOLDS, N_TRIALS, SAMPLER_SEED


@app.cell
def _(FOLDS, RandomForestClassifier, X_dev, cross_val_score, y_dev):
    def objective(trial):
        forest = RandomForestClassifier(
            n_estimators=20,
            max_depth=trial.suggest_int("max_depth", 2, 8),
            min_samples_leaf=trial.suggest_int("min_samples_leaf", 1, 12),
            max_features=trial.suggest_float("max_features", 0.2, 1.0),
            random_state=0,
        )
        return cross_val_score(forest, X_dev, y_dev, cv=FOLDS).mean()

    return (objective,)


@app.cell
def _(N_TRIALS, SAMPLER_SEED, objective, optuna):
    study = optuna.create_study(
        study_name="wine-forest",
        direction="maximize",
        sampler=optuna.samplers.TPESampler(seed=SAMPLER_SEED),
    )
    study.optimize(objective, n_trials=N_TRIALS)
    return (study,)


@app.cell
def _(RandomForestClassifier, X_dev, X_hold, study, y_dev, y_hold):
    champion = RandomForestClassifier(n_estimators=20, random_state=0, **study.best_params).fit(X_dev, y_dev)
    holdout_accuracy = champion.score(X_hold, y_hold)
    return champion, holdout_accuracy


@app.cell
def _(holdout_accuracy, mo, study):
    mo.md(f"""
    Best cross-validated accuracy **{study.best_value:.3f}** in trial {study.best_trial.number};
    on the wines held out: **{holdout_accuracy:.3f}**.
    """)
    return


if __name__ == "__main__":
    app.run()
