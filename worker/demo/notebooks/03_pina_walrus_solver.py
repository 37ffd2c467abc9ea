import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium")


@app.cell
def _():
    import marimo as mo
    import matplotlib.pyplot as plt
    import numpy as np

    return mo, np, plt


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    # Walrus: a physics-informed solver

    We look for the function $u$ on $[0, 1]$ with

    $$u''(x) = -\pi^2 \sin(\pi x), \qquad u(0) = u(1) = 0,$$

    by training a small network so that the equation and the boundary values hold.
    The exact solution is $u(x) = \sin(\pi x)$, so we can see how far off we are.
    """)
    return


@app.cell
def _(mo):
    epochs = mo.ui.slider(100, 2000, step=100, value=800, label="Epochs")
    learning_rate = mo.ui.slider(0.001, 0.05, step=0.001, value=0.01, label="Learning rate")
    hidden = mo.ui.slider(8, 64, step=8, value=24, label="Network size (hidden units)")
    collocation_points = 64
    boundary_weight = 20.0
    mo.vstack([epochs, learning_rate, hidden])
    return boundary_weight, collocation_points, epochs, hidden, learning_rate


@app.cell
def _(np):
    class WalrusSolver:
        """One hidden tanh layer, trained with Adam; every gradient is written out by hand."""

        def __init__(self, hidden, collocation_points, boundary_weight, seed=7):
            random = np.random.default_rng(seed)
            self.parameters = {
                "slope": random.normal(0.0, 3.0, hidden),
                "shift": random.uniform(-3.0, 3.0, hidden),
                "weight": random.normal(0.0, 0.3, hidden),
                "offset": np.zeros(1),
            }
            self.inside = np.linspace(0.0, 1.0, collocation_points)
            self.edges = np.array([0.0, 1.0])
            self.boundary_weight = boundary_weight

        def layer(self, x):
            p = self.parameters
            t = np.tanh(np.outer(x, p["slope"]) + p["shift"])
            first = 1.0 - t**2
            second = -2.0 * t * first
            third = -2.0 * first**2 - 2.0 * t * second
            return t, first, second, third

        def __call__(self, x):
            return self.layer(x)[0] @ self.parameters["weight"] + self.parameters["offset"]

        def losses_and_gradients(self):
            p, x, edges = self.parameters, self.inside, self.edges
            slope, weight = p["slope"], p["weight"]
            _, _, second, third = self.layer(x)
            residual = second @ (weight * slope**2) + np.pi**2 * np.sin(np.pi * x)
            pull = 2.0 * residual / x.size

            t, first, _, _ = self.layer(edges)
            miss = t @ weight + p["offset"]
            push = 2.0 * self.boundary_weight * miss / edges.size

            gradients = {
                "weight": pull @ second * slope**2 + push @ t,
                "slope": weight * (2.0 * slope * (pull @ second) + slope**2 * ((pull * x) @ third) + (push * edges) @ first),
                "shift": weight * (slope**2 * (pull @ third) + push @ first),
                "offset": np.array([push.sum()]),
            }
            return float(np.mean(residual**2)), float(np.mean(miss**2)), gradients

        def train(self, epochs, lr):
            mean = {name: np.zeros_like(value) for name, value in self.parameters.items()}
            square = {name: np.zeros_like(value) for name, value in self.parameters.items()}
            for epoch in range(1, epochs + 1):
                pde_loss, boundary_loss, gradients = self.losses_and_gradients()
                for name, gradient in gradients.items():
                    mean[name] = 0.9 * mean[name] + 0.1 * gradient
                    square[name] = 0.999 * square[name] + 0.001 * gradient**2
                    step = mean[name] / (1.0 - 0.9**epoch)
                    scale = np.sqrt(square[name] / (1.0 - 0.999**epoch)) + 1e-8
                    self.parameters[name] = self.parameters[name] - lr * step / scale
            self.pde_loss, self.boundary_loss, _ = self.losses_and_gradients()
            self.total_loss = self.pde_loss + self.boundary_weight * self.boundary_loss

    return (WalrusSolver,)


@app.cell
def _(
    WalrusSolver,
    boundary_weight,
    collocation_points,
    epochs,
    hidden,
    learning_rate,
    mo,
):
    solver = WalrusSolver(hidden.value, collocation_points, boundary_weight)
    solver.train(epochs=epochs.value, lr=learning_rate.value)
    mo.md(f"Trained: total loss **{solver.total_loss:.2e}**")
    return (solver,)


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    ## The solution

    Dashed: the exact solution.
    """)
    return


@app.cell
def _(np, plt, solver):
    _x = np.linspace(0.0, 1.0, 200)
    solution, _axes = plt.subplots(figsize=(6, 3.5))
    _axes.plot(_x, solver(_x), label="network")
    _axes.plot(_x, np.sin(np.pi * _x), "k--", linewidth=1, label="exact")
    _axes.set_xlabel("x")
    _axes.set_ylabel("u(x)")
    _axes.legend()
    solution
    return


if __name__ == "__main__":
    app.run()
