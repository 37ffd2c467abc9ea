import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium")


@app.cell
def _():
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

    return (
        CartesianDomain,
        Condition,
        Equation,
        FeedForward,
        FixedValue,
        PINN,
        SpatialProblem,
        TorchOptimizer,
        Trainer,
        laplacian,
        mo,
        plt,
        torch,
    )


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    # Poisson on the unit square with a PINN

    $$\Delta u = -2\pi^2 \sin(\pi x)\sin(\pi y) \text{ in } \Omega = [0, 1]^2,
    \qquad u = 0 \text{ on } \partial\Omega.$$

    The exact solution is $u = \sin(\pi x)\sin(\pi y)$.
    """)
    return


@app.cell
def _():
    epochs = 30
    lr = 5e-3
    hidden_layers = [24, 24]
    n_points = 200  # collocation points in the domain
    return epochs, hidden_layers, lr, n_points


@app.cell
def _(
    CartesianDomain,
    Condition,
    Equation,
    FixedValue,
    SpatialProblem,
    laplacian,
    n_points,
    torch,
):
    def poisson_equation(input_, output_):
        force_term = (
            -2
            * torch.pi**2
            * torch.sin(input_.extract(["x"]) * torch.pi)
            * torch.sin(input_.extract(["y"]) * torch.pi)
        )
        return laplacian(output_, input_, components=["u"], d=["x", "y"]) - force_term

    class Poisson(SpatialProblem):
        output_variables = ["u"]
        spatial_domain = CartesianDomain({"x": [0, 1], "y": [0, 1]})

        domains = {
            "top": CartesianDomain({"x": [0, 1], "y": 1}),
            "bottom": CartesianDomain({"x": [0, 1], "y": 0}),
            "left": CartesianDomain({"x": 0, "y": [0, 1]}),
            "right": CartesianDomain({"x": 1, "y": [0, 1]}),
            "pde": CartesianDomain({"x": [0, 1], "y": [0, 1]}),
        }

        conditions = {
            "top": Condition(domain="top", equation=FixedValue(0.0)),
            "bottom": Condition(domain="bottom", equation=FixedValue(0.0)),
            "left": Condition(domain="left", equation=FixedValue(0.0)),
            "right": Condition(domain="right", equation=FixedValue(0.0)),
            "pde": Condition(domain="pde", equation=Equation(poisson_equation)),
        }

        def solution(self, pts):
            return torch.sin(pts.extract(["x"]) * torch.pi) * torch.sin(pts.extract(["y"]) * torch.pi)

    problem = Poisson()
    problem.discretise_domain(n_points, "random", domains=["pde"])
    problem.discretise_domain(20, "grid", domains=["top", "bottom", "left", "right"])
    return (problem,)


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    ## Training
    """)
    return


@app.cell
def _(
    FeedForward,
    PINN,
    TorchOptimizer,
    Trainer,
    epochs,
    hidden_layers,
    lr,
    problem,
    torch,
):
    torch.manual_seed(0)
    model = FeedForward(
        input_dimensions=len(problem.input_variables),
        output_dimensions=len(problem.output_variables),
        layers=hidden_layers,
        func=torch.nn.Tanh,
    )
    solver = PINN(problem, model, optimizer=TorchOptimizer(torch.optim.Adam, lr=lr))
    trainer = Trainer(
        solver,
        max_epochs=epochs,
        accelerator="cpu",
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
    )
    trainer.train()
    return solver, trainer


@app.cell
def _(mo, trainer):
    losses = {name: value.item() for name, value in trainer.callback_metrics.items()}
    mo.ui.table([{"loss": name, "value": value} for name, value in losses.items()])
    return


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    ## Solution
    """)
    return


@app.cell
def _(plt, problem, solver):
    pts = problem.spatial_domain.sample(40, "grid", variables=["x", "y"])
    u_pred = solver(pts).extract(["u"]).tensor.detach().reshape(40, 40)
    u_true = problem.solution(pts).tensor.reshape(40, 40)
    x = pts.extract(["x"]).tensor.reshape(40, 40)
    y = pts.extract(["y"]).tensor.reshape(40, 40)

    fig, axes = plt.subplots(1, 2, figsize=(9, 3.5))
    for ax, values, title in zip(axes, [u_pred, u_pred - u_true], ["PINN solution", "Error"]):
        contour = ax.contourf(x, y, values, levels=20)
        fig.colorbar(contour, ax=ax)
        ax.set_title(title)
    fig
    return


if __name__ == "__main__":
    app.run()
