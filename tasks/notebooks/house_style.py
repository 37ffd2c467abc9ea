import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    import marimo as mo
    import numpy as np

    return (mo,)


@app.cell
def _():
    momentum = 0.9
    return (momentum,)


@app.cell
def _(mo, momentum):
    def train_spring(damping):
        position = 1.0
        for _ in range(20):
            position *= damping
        return position


    rest = train_spring(momentum)
    mo.md(f"Rest position: {rest:.4f}")
    return


if __name__ == "__main__":
    app.run()
