import marimo

app = marimo.App()


@app.cell
def _():
    import time

    import marimo as mo
    from sklearn.datasets import load_digits
    from sklearn.linear_model import SGDClassifier
    from sklearn.metrics import log_loss

    return SGDClassifier, load_digits, log_loss, mo, time


@app.cell
def _(load_digits):
    X, y = load_digits(return_X_y=True)
    classes = sorted(set(y))
    return X, classes, y


@app.cell
def _():
    epochs = 100
    alpha = 0.01
    return alpha, epochs


@app.cell
def _(SGDClassifier, X, alpha, classes, epochs, log_loss, time, y):
    model = SGDClassifier(loss="log_loss", alpha=alpha, random_state=0)
    losses = []
    for _epoch in range(epochs):
        _until = time.perf_counter() + 0.6
        model.partial_fit(X, y, classes=classes)
        losses.append(log_loss(y, model.predict_proba(X)))
        time.sleep(max(0.0, _until - time.perf_counter()))
    final_loss = losses[-1]
    return (final_loss,)


@app.cell
def _(final_loss, mo):
    mo.md(f"Final loss {final_loss:.3f}")
    return


if __name__ == "__main__":
    app.run()
