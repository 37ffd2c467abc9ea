import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium")

with app.setup:
    import marimo as mo
    import matplotlib.pyplot as plt
    import torch
    from pina import Condition, Trainer
    from pina.domain import CartesianDomain
    from pina.equation import Equation, FixedValue
    from pina.model import FeedForward
    from pina.operator import laplacian
    from pina.optim import TorchOptimizer
    from pina.problem import SpatialProblem
    from pina.solver import PINN


@app.cell(hide_code=True)
def _():
    mo.md(r"""
    # Physics-Informed Solver

    A PINN for the Poisson equation on the unit square:
    $\Delta u = \sin(\pi x)\sin(\pi y)$, with $u = 0$ on the boundary.
    """)
    return


@app.function
def poisson_equation(input_, output_):
    """PDE residual."""
    force_term = torch.sin(input_.extract(["x"]) * torch.pi) * torch.sin(input_.extract(["y"]) * torch.pi)
    return laplacian(output_, input_, components=["u"], d=["x", "y"]) - force_term


@app.class_definition
class Poisson2D(SpatialProblem):
    output_variables = ["u"]
    spatial_domain = CartesianDomain({"x": [0, 1], "y": [0, 1]})

    domains = {
        "left": CartesianDomain({"x": 0, "y": [0, 1]}),
        "right": CartesianDomain({"x": 1, "y": [0, 1]}),
        "bottom": CartesianDomain({"x": [0, 1], "y": 0}),
        "top": CartesianDomain({"x": [0, 1], "y": 1}),
        "interior": CartesianDomain({"x": [0, 1], "y": [0, 1]}),
    }

    conditions = {
        "left": Condition(domain="left", equation=FixedValue(0.0)),
        "right": Condition(domain="right", equation=FixedValue(0.0)),
        "bottom": Condition(domain="bottom", equation=FixedValue(0.0)),
        "top": Condition(domain="top", equation=FixedValue(0.0)),
        "interior": Condition(domain="interior", equation=Equation(poisson_equation)),
    }


@app.cell
def _():
    epochs = mo.ui.slider(10, 1500, value=20, step=10, label="Epochs")
    lr = mo.ui.number(start=1e-5, stop=1e-1, value=5e-3, label="Learning rate")
    hidden = mo.ui.slider(8, 128, value=16, step=8, label="Network size (neurons per layer)")
    mo.vstack([epochs, lr, hidden])
    return epochs, hidden, lr


@app.cell
def _():
    train_button = mo.ui.run_button(label="Start training")
    train_button
    return (train_button,)


@app.cell
def _(epochs, hidden, lr, train_button):
    mo.stop(not train_button.value, mo.md("Click the button to start training."))

    problem = Poisson2D()
    problem.discretise_domain(150, "random", domains=["interior"])
    problem.discretise_domain(20, "grid", domains=["left", "right", "bottom", "top"])

    model = FeedForward(
        input_dimensions=2,
        output_dimensions=1,
        layers=[hidden.value, hidden.value],
        func=torch.nn.Tanh,
    )
    solver = PINN(problem, model, optimizer=TorchOptimizer(torch.optim.Adam, lr=lr.value))

    with mo.status.spinner("Training in progress..."):
        trainer = Trainer(
            solver=solver,
            max_epochs=epochs.value,
            accelerator="cpu",
            logger=False,
            enable_checkpointing=False,
            enable_progress_bar=False,
            enable_model_summary=False,
        )
        trainer.train()
    mo.md("✅ Training complete")
    return solver, trainer


@app.cell
def _(trainer):
    pde_loss = trainer.callback_metrics["interior_loss"].item()
    boundary_loss = sum(
        trainer.callback_metrics[f"{side}_loss"].item() for side in ("left", "right", "bottom", "top")
    )
    mo.md(f"PDE loss **{pde_loss:.2e}**, boundary loss **{boundary_loss:.2e}**")
    return


@app.cell(hide_code=True)
def _():
    mo.md("""
    ## Visualize solution
    """)
    return


@app.cell
def _(solver):
    _pts = solver.problem.spatial_domain.sample(40, "grid", variables=["x", "y"])
    _u = solver(_pts).extract(["u"]).tensor.detach()

    solution_fig, _ax = plt.subplots(figsize=(5, 4))
    _contour = _ax.contourf(
        _pts.extract(["x"]).tensor.reshape(40, 40),
        _pts.extract(["y"]).tensor.reshape(40, 40),
        _u.reshape(40, 40),
        levels=20,
        cmap="viridis",
    )
    solution_fig.colorbar(_contour, ax=_ax)
    _ax.set_title("PINN Solution u(x, y)")
    solution_fig
    return


if __name__ == "__main__":
    app.run()
