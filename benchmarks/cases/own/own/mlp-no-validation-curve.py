import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium")


@app.cell
def _():
    import marimo as mo
    from sklearn.datasets import load_digits
    from sklearn.neural_network import MLPClassifier

    return MLPClassifier, load_digits, mo


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    # Does the optimiser behave?
    All digits go into training, generalisation is somebody else's notebook.
    """)
    return


@app.cell
def _(load_digits):
    X, y = load_digits(return_X_y=True)
    X = X / 16
    print(X.shape)
    return X, y


@app.cell
def _(MLPClassifier, X, y):
    mlp = MLPClassifier(hidden_layer_sizes=(40,), learning_rate_init=0.004, max_iter=20, random_state=0)
    mlp.fit(X, y)
    return (mlp,)


@app.cell
def _(mlp):
    import matplotlib.pyplot as plt

    loss_fig, _ax = plt.subplots()
    _ax.plot(mlp.loss_curve_, lw=1)
    _ax.set_ylabel("training loss")
    loss_fig
    return


@app.cell
def _(mlp, mo):
    mo.md(f"final loss {mlp.loss_:.4f} after {mlp.n_iter_} iterations")
    return


if __name__ == "__main__":
    app.run()
