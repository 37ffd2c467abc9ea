import marimo

__generated_with = "0.17.2"
app = marimo.App(width="medium")


@app.cell
def _():
    import marimo as mo
    import altair as alt
    import pandas as pd
    from sklearn.datasets import make_moons
    from sklearn.model_selection import cross_validate
    from sklearn.svm import SVC
    return SVC, alt, cross_validate, make_moons, mo, pd


@app.cell
def _(make_moons):
    moons, side = make_moons(n_samples=240, noise=0.25, random_state=2)
    return moons, side


@app.cell
def _(mo):
    settings = (
        mo.md("""
        **Support vector machine**

        {kernel}

        {C}

        {folds}
        """)
        .batch(
            kernel=mo.ui.dropdown(["rbf", "poly", "linear"], value="rbf", label="Kernel"),
            C=mo.ui.slider(0.1, 10.0, step=0.1, value=1.0, label="Penalty C"),
            folds=mo.ui.number(3, 10, value=5, label="Folds"),
        )
        .form(submit_button_label="Train", bordered=True)
    )
    settings
    return (settings,)


@app.cell
def _(SVC, cross_validate, mo, moons, settings, side):
    mo.stop(settings.value is None, mo.md("_Fill in the form and press Train._"))

    svm = SVC(kernel=settings.value["kernel"], C=settings.value["C"])
    cv = cross_validate(svm, moons, side, cv=int(settings.value["folds"]), return_train_score=True)
    svm.fit(moons, side)
    return cv, svm


@app.cell
def _(cv, mo, svm):
    mo.md(f"""
    Mean accuracy **{cv["test_score"].mean():.3f}** (± {cv["test_score"].std():.3f}),
    with {svm.n_support_.sum()} support vectors.
    """)
    return


@app.cell
def _(alt, cv, pd):
    folds_chart = (
        alt.Chart(pd.DataFrame({"fold": range(1, len(cv["test_score"]) + 1), "accuracy": cv["test_score"]}))
        .mark_bar()
        .encode(x="fold:O", y="accuracy:Q")
    )
    folds_chart
    return


if __name__ == "__main__":
    app.run()
