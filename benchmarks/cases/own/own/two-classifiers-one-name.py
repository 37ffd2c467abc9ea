import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    import marimo as mo
    from sklearn.datasets import load_iris
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import train_test_split
    from sklearn.neighbors import KNeighborsClassifier

    return (
        KNeighborsClassifier,
        LogisticRegression,
        load_iris,
        mo,
        train_test_split,
    )


@app.cell
def _(load_iris, train_test_split):
    data = load_iris()
    Xa, Xb, ya, yb = train_test_split(data.data, data.target, random_state=12)
    return Xa, Xb, ya, yb


@app.cell
def _(KNeighborsClassifier, LogisticRegression, Xa, ya):
    logreg = LogisticRegression(max_iter=300).fit(Xa, ya)
    knn = KNeighborsClassifier(n_neighbors=7).fit(Xa, ya)
    return knn, logreg


@app.cell
def _(Xb, knn, logreg, mo, yb):
    acc_logreg = logreg.score(Xb, yb)
    acc_knn = knn.score(Xb, yb)
    mo.hstack([mo.stat(f"{acc_logreg:.3f}", label="logistic"), mo.stat(f"{acc_knn:.3f}", label="7-NN")])
    return


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    Both are fine. The decision is taken in the meeting.
    """)
    return


if __name__ == "__main__":
    app.run()
