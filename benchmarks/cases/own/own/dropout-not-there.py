import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium")


@app.cell
def _():
    import marimo as mo
    import numpy as np
    return mo, np


@app.cell
def _(mo):
    mo.md("""
    # XOR, obviously
    """)
    return


@app.cell
def _():
    HP = {"learning_rate": 0.9, "epochs": 400, "hidden": 6}
    return (HP,)


@app.cell
def _(np):
    def train_xor(learning_rate, epochs, hidden):
        r = np.random.default_rng(3)
        X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], float)
        t = np.array([[0], [1], [1], [0]], float)
        W1, b1 = r.normal(size=(2, hidden)), np.zeros(hidden)
        W2, b2 = r.normal(size=(hidden, 1)), np.zeros(1)
        losses = []
        for _e in range(epochs):
            h = np.tanh(X @ W1 + b1)
            o = 1 / (1 + np.exp(-(h @ W2 + b2)))
            losses.append(float(((o - t) ** 2).mean()))
            do = (o - t) * o * (1 - o)
            dh = do @ W2.T * (1 - h**2)
            W2 -= learning_rate * h.T @ do
            b2 -= learning_rate * do.sum(0)
            W1 -= learning_rate * X.T @ dh
            b1 -= learning_rate * dh.sum(0)
        return o.ravel(), losses

    return (train_xor,)


@app.cell
def _(HP, train_xor):
    outputs, losses = train_xor(**HP)
    outputs.round(2)
    return (losses,)


@app.cell
def _(losses):
    import plotly.express as px

    px.line(y=losses, labels={"x": "epoch", "y": "loss"})
    return


if __name__ == "__main__":
    app.run()
