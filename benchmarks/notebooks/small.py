import marimo

app = marimo.App()


@app.cell
def _():
    import marimo as mo
    from sklearn.datasets import load_breast_cancer
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import accuracy_score, log_loss
    from sklearn.model_selection import train_test_split
    from sklearn.preprocessing import scale

    return (
        LogisticRegression,
        accuracy_score,
        load_breast_cancer,
        log_loss,
        mo,
        scale,
        train_test_split,
    )


@app.cell
def _(load_breast_cancer, scale, train_test_split):
    features, labels = load_breast_cancer(return_X_y=True)
    X_train, X_test, y_train, y_test = train_test_split(scale(features), labels, random_state=0)
    return X_test, X_train, y_test, y_train


@app.cell
def _():
    C = 0.5
    max_iter = 200
    return C, max_iter


@app.cell
def _(C, LogisticRegression, X_train, max_iter, y_train):
    model = LogisticRegression(C=C, max_iter=max_iter)
    model.fit(X_train, y_train)
    return (model,)


@app.cell
def _(X_test, accuracy_score, log_loss, model, y_test):
    accuracy = accuracy_score(y_test, model.predict(X_test))
    test_log_loss = log_loss(y_test, model.predict_proba(X_test))
    return accuracy, test_log_loss


@app.cell
def _(accuracy, mo, test_log_loss):
    mo.md(f"Accuracy {accuracy:.3f}, log loss {test_log_loss:.3f}")
    return


if __name__ == "__main__":
    app.run()
