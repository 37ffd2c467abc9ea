import marimo

__generated_with = "0.25.2"
app = marimo.App()

with app.setup:
    import marimo as mo


@app.cell
def _():
    import numpy as np

    return (np,)


@app.cell
def _():
    iterations = 12
    start = 3.0
    return iterations, start


@app.cell
def _(iterations, np, start):
    def train_newton(value, count):
        for _ in range(count):
            value = 0.5 * (value + 2.0 / value)
        return value


    root = train_newton(start, iterations)
    error = abs(root - np.sqrt(2.0))
    return error, root


@app.cell
def _(error, root):
    mo.md(f"Square root of two: {root}, error {error:.2e}")
    return


if __name__ == "__main__":
    app.run()
