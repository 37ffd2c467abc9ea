import marimo

__generated_with = "0.15.0"
app = marimo.App(width="medium", app_title="Damped swing")


@app.cell
def _():
    import marimo as mo
    import matplotlib.pyplot as plt
    import torch
    import torch.nn as nn
    return mo, nn, plt, torch


@app.cell
def _(torch):
    torch.manual_seed(5)
    seconds = torch.linspace(0, 6, 240).unsqueeze(1)
    swing = torch.exp(-0.4 * seconds) * torch.cos(4 * seconds) + 0.03 * torch.randn_like(seconds)
    return seconds, swing


@app.cell
def _(mo):
    n_epochs = mo.ui.slider(20, 400, step=20, value=120, label="Epochs")
    width = mo.ui.dropdown(options=["16", "32", "64"], value="32", label="Hidden units")
    step_size = mo.ui.number(1e-4, 1e-1, value=1e-2, step=1e-4, label="Learning rate")
    mo.vstack([n_epochs, width, step_size])
    return n_epochs, step_size, width


@app.cell
def _(nn):
    def build(units):
        return nn.Sequential(nn.Linear(1, units), nn.Tanh(), nn.Linear(units, units), nn.Tanh(), nn.Linear(units, 1))

    return (build,)


@app.cell
def _(mo, nn, torch):
    def fit_swing(net, x, target, epochs, lr):
        optimiser = torch.optim.Adam(net.parameters(), lr=lr)
        criterion = nn.MSELoss()
        with mo.status.progress_bar(total=epochs, title="Fitting", remove_on_exit=True) as bar:
            for _epoch in range(epochs):
                optimiser.zero_grad()
                loss = criterion(net(x), target)
                loss.backward()
                optimiser.step()
                bar.update(subtitle=f"loss {loss.item():.4f}")
        return net

    return (fit_swing,)


@app.cell
def _(build, fit_swing, n_epochs, seconds, step_size, swing, torch, width):
    torch.manual_seed(5)
    fitted = fit_swing(build(int(width.value)), seconds, swing, epochs=n_epochs.value, lr=step_size.value)
    return (fitted,)


@app.cell
def _(fitted, plt, seconds, swing, torch):
    with torch.no_grad():
        _guess = fitted(seconds)
    swing_fig, _ax = plt.subplots(figsize=(7, 3))
    _ax.plot(seconds, swing, ".", alpha=0.4)
    _ax.plot(seconds, _guess, lw=2)
    _ax.set_xlabel("t in s")
    swing_fig
    return (swing_fig,)


@app.cell
def _(fitted, mo, seconds, swing, torch):
    with torch.no_grad():
        rmse = torch.sqrt(torch.mean((fitted(seconds) - swing) ** 2)).item()
    mo.md(f"Root mean squared error over all points: `{rmse:.4f}`")
    return (rmse,)


if __name__ == "__main__":
    app.run()
