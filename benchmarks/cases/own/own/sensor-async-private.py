import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium")


@app.cell
def _():
    import asyncio

    import marimo as mo
    import matplotlib.pyplot as plt
    import numpy as np
    from sklearn.linear_model import SGDRegressor

    return SGDRegressor, asyncio, mo, np, plt


@app.cell
def _(mo):
    mo.md("""
    # Streaming sensor drift

    Chunks arrive over a socket in the lab; here the stream is faked.
    """)
    return


@app.cell
def _(asyncio, np):
    async def stream(n_chunks, chunk_len):
        gen = np.random.default_rng(13)
        for _ in range(n_chunks):
            await asyncio.sleep(0.002)
            X = gen.normal(size=(chunk_len, 3))
            yield X, X @ np.array([1.5, -0.7, 0.2]) + gen.normal(0, 0.1, chunk_len)

    return (stream,)


@app.cell
def _():
    n_chunks = 30
    CHUNK_LEN = 50
    eta = 0.02
    return CHUNK_LEN, eta, n_chunks


@app.cell
async def _(CHUNK_LEN, SGDRegressor, eta, n_chunks, stream):
    online = SGDRegressor(learning_rate="constant", eta0=eta, random_state=0)
    first = True
    async for _Xc, _yc in stream(n_chunks, CHUNK_LEN):
        if not first:
            _chunk_mse = float(((online.predict(_Xc) - _yc) ** 2).mean())
        online.partial_fit(_Xc, _yc)
        first = False
    print("weights", online.coef_.round(2))
    return (online,)


@app.cell
def _(mo, np, online, plt):
    _gen = np.random.default_rng(77)
    _Xv = _gen.normal(size=(300, 3))
    _yv = _Xv @ np.array([1.5, -0.7, 0.2]) + _gen.normal(0, 0.1, 300)
    _rmse = float(np.sqrt(((online.predict(_Xv) - _yv) ** 2).mean()))
    _fig, _ax = plt.subplots(figsize=(4, 4))
    _ax.plot(_yv, online.predict(_Xv), ".")
    _ax.set_xlabel("reference sensor")
    _ax.set_ylabel("prediction")
    mo.vstack([_fig, mo.md(f"RMSE on the check sequence {_rmse:.4f}")])
    return


@app.cell
def _(mo):
    mo.md("""
    Next: replace the fake stream by `lab.socket`.
    """)
    return


if __name__ == "__main__":
    app.run()
