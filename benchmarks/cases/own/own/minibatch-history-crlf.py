import marimo

__generated_with = "0.25.2"
app = marimo.App(width="full")


@app.cell
def _():
    from dataclasses import dataclass

    import marimo as mo
    import matplotlib.pyplot as plt
    import numpy as np
    from sklearn.datasets import load_diabetes

    return dataclass, load_diabetes, mo, np, plt


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    # Mini-batch SGD on the diabetes data
    Windows laptop edition, see Notion for the maths.
    """)
    return


@app.cell
def _(dataclass):
    @dataclass
    class TrainConfig:
        learning_rate: float = 0.05
        epochs: int = 60
        batch_size: int = 32
        weight_decay: float = 1e-4

    conf = TrainConfig()
    conf
    return (conf,)


@app.cell
def _(load_diabetes, np):
    X_all, y_all = load_diabetes(return_X_y=True)
    X_all = (X_all - X_all.mean(0)) / X_all.std(0)
    y_all = (y_all - y_all.mean()) / y_all.std()
    perm = np.random.default_rng(0).permutation(len(y_all))
    tr, va = perm[:330], perm[330:]
    return X_all, tr, va, y_all


@app.cell
def _(np):
    def rmse(a, b):
        return float(np.sqrt(np.mean((a - b) ** 2)))

    def run_training(c, Xtr, ytr, Xva, yva, seed=1):
        rng = np.random.default_rng(seed)
        theta = np.zeros(Xtr.shape[1])
        history = {"train_rmse": [], "val_rmse": []}
        for ep in range(c.epochs):
            order = rng.permutation(len(ytr))
            for start in range(0, len(order), c.batch_size):
                sel = order[start : start + c.batch_size]
                grad = Xtr[sel].T @ (Xtr[sel] @ theta - ytr[sel]) / len(sel)
                theta = theta - c.learning_rate * (grad + c.weight_decay * theta)
            history["train_rmse"].append(rmse(Xtr @ theta, ytr))
            history["val_rmse"].append(rmse(Xva @ theta, yva))
        return theta, history

    return (run_training,)


@app.cell
def _(X_all, conf, run_training, tr, va, y_all):
    theta_hat, hist = run_training(conf, X_all[tr], y_all[tr], X_all[va], y_all[va])
    return hist, theta_hat


@app.cell
def _(hist, plt):
    plt.plot(hist["train_rmse"], label="train")
    plt.plot(hist["val_rmse"], label="validation")
    plt.legend()
    plt.gcf()
    return


@app.cell
def _(hist, mo, np):
    best_val_rmse = min(hist["val_rmse"])
    best_epoch = int(np.argmin(hist["val_rmse"]))
    mo.callout(f"best validation RMSE {best_val_rmse:.4f} at epoch {best_epoch}", kind="info")
    return


@app.cell
def _(theta_hat):
    theta_hat.round(3).tolist()
    return


if __name__ == "__main__":
    app.run()
