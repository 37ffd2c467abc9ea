import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium")


@app.cell
def _():
    import marimo as mo
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split
    from sklearn.neural_network import MLPClassifier

    return MLPClassifier, load_digits, mo, train_test_split


@app.cell
def _(load_digits, train_test_split):
    digits = load_digits()
    Xtr, Xte, ytr, yte = train_test_split(digits.data / 16.0, digits.target, random_state=1)
    f"{len(Xtr)} training images, {len(Xte)} for testing"
    return Xte, Xtr, digits, yte, ytr


@app.cell
def _(digits):
    import matplotlib.pyplot as plt

    _fig, _axes = plt.subplots(1, 8, figsize=(8, 1.2))
    for _a, _img in zip(_axes, digits.images):
        _a.imshow(_img, cmap="gray_r")
        _a.axis("off")
    _fig
    return (plt,)


@app.cell
def _(mo):
    n_hidden = mo.ui.slider(8, 128, value=32, step=8, label="Hidden units")
    lr_init = mo.ui.number(0.0001, 0.1, value=0.005, step=0.0001, label="Learning rate")
    max_it = mo.ui.slider(10, 60, value=25, label="Max. iterations")
    go = mo.ui.run_button(label="Train the network")
    mo.vstack([mo.md("### Controls"), n_hidden, lr_init, max_it, go])
    return go, lr_init, max_it, n_hidden


@app.cell
def _(MLPClassifier, Xtr, go, lr_init, max_it, mo, n_hidden, ytr):
    mo.stop(not go.value, mo.md("*Press the button to train.*"))

    # sklearn nags about convergence, we stop early on purpose
    net = MLPClassifier(
        hidden_layer_sizes=(n_hidden.value,),
        learning_rate_init=lr_init.value,
        max_iter=max_it.value,
        random_state=5,
    )
    net.fit(Xtr, ytr)
    return (net,)


@app.cell
def _(Xte, mo, net, yte):
    test_accuracy = net.score(Xte, yte)
    mo.md(f"Finished after {net.n_iter_} iterations, test accuracy **{test_accuracy:.3f}**")
    return


@app.cell
def _(net, plt):
    plt.figure()
    plt.plot(net.loss_curve_)
    plt.xlabel("iteration")
    plt.ylabel("log loss")
    plt.gca()
    return


if __name__ == "__main__":
    app.run()
