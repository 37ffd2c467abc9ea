import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    import marimo as mo

    return (mo,)


@app.cell
def _():
    import torch
    from matplotlib import pyplot as plt

    from pina import LabelTensor, Trainer
    from pina.model import FeedForward
    from pina.optim import TorchOptimizer
    from pina.problem.zoo import Poisson2DSquareProblem
    from pina.solver import PhysicsInformedSingleModelSolver as PINN

    return (
        FeedForward,
        LabelTensor,
        PINN,
        Poisson2DSquareProblem,
        TorchOptimizer,
        Trainer,
        plt,
        torch,
    )


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    # Tutorial: PINA's own Poisson problem

    Nothing is shown about the losses: they stay in the trainer.
    """)
    return


@app.cell
def _(mo):
    n_epochs = mo.ui.slider(5, 500, value=15, label="Number of epochs")
    learning_rate = mo.ui.dropdown({"1e-2": 1e-2, "5e-3": 5e-3, "1e-3": 1e-3}, value="5e-3", label="Learning rate")
    width = mo.ui.slider(8, 64, step=8, value=16, label="Network width")
    mo.hstack([n_epochs, learning_rate, width])
    return learning_rate, n_epochs, width


@app.cell
def _(Poisson2DSquareProblem):
    problem = Poisson2DSquareProblem()
    problem.discretise_domain(n=150, mode="random")
    return (problem,)


@app.cell
def _(FeedForward, PINN, TorchOptimizer, learning_rate, problem, torch, width):
    model = FeedForward(input_dimensions=2, output_dimensions=1, layers=[width.value, width.value], func=torch.nn.Tanh)
    pinn = PINN(problem=problem, model=model, optimizer=TorchOptimizer(torch.optim.Adam, lr=learning_rate.value))
    return (pinn,)


@app.cell
def _(Trainer, n_epochs, pinn):
    trainer = Trainer(pinn, max_epochs=n_epochs.value, accelerator="cpu", logger=False, enable_checkpointing=False)
    trainer.train()
    return (trainer,)


@app.cell
def _(LabelTensor, pinn, plt, torch, trainer):
    _axis = torch.linspace(0, 1, 30)
    _grid = torch.cartesian_prod(_axis, _axis)
    with torch.no_grad():
        u = pinn(LabelTensor(_grid, ["x", "y"])).as_subclass(torch.Tensor).reshape(30, 30)
    plt.figure(figsize=(4, 3.5))
    plt.pcolormesh(_axis, _axis, u.T, shading="auto")
    plt.colorbar()
    plt.title(f"Solution after {trainer.current_epoch} epochs")
    plt.gca()
    return


if __name__ == "__main__":
    app.run()
