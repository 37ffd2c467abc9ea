import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    import marimo as mo

    return (mo,)


@app.cell
def _():
    rates = [0.05, 0.1, 0.2]
    target = 3.0
    return rates, target


@app.cell
def _(rates, target):
    best_loss = float("inf")
    for rate in rates:
        heat = 0.0
        for epoch in range(25):
            heat = heat - rate * 2 * (heat - target)
            loss = (heat - target) ** 2
        final_loss = loss
        best_loss = min(best_loss, final_loss)
    return (best_loss,)


@app.cell
def _(best_loss, mo):
    mo.md(f"Best loss {best_loss:.6f}")
    return


if __name__ == "__main__":
    app.run()
