import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    import lightning
    import marimo as mo
    import torch
    from torch.utils.data import DataLoader, TensorDataset

    return DataLoader, TensorDataset, lightning, mo, torch


@app.cell
def _(DataLoader, TensorDataset, torch):
    epochs = 4
    learning_rate = 0.05
    torch.manual_seed(0)
    pressure = torch.rand(64, 3)
    flow = pressure.sum(dim=1, keepdim=True)
    batches = DataLoader(TensorDataset(pressure, flow), batch_size=16)
    return batches, epochs, flow, learning_rate, pressure


@app.cell
def _(learning_rate, lightning, torch):
    class Pump(lightning.LightningModule):
        def __init__(self):
            super().__init__()
            self.layer = torch.nn.Linear(3, 1)

        def forward(self, x):
            return self.layer(x)

        def training_step(self, batch, batch_index):
            x, y = batch
            return torch.nn.functional.mse_loss(self(x), y)

        def configure_optimizers(self):
            return torch.optim.SGD(self.parameters(), lr=learning_rate)

    pump = Pump()
    return (pump,)


@app.cell
def _(batches, epochs, lightning, pump):
    trainer = lightning.Trainer(
        max_epochs=epochs,
        accelerator="cpu",
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
    )
    trainer.fit(pump, batches)
    return


@app.cell
def _(flow, mo, pressure, pump, torch):
    with torch.no_grad():
        final_error = torch.nn.functional.mse_loss(pump(pressure), flow).item()
    mo.md(f"Error {final_error:.3f}")
    return


if __name__ == "__main__":
    app.run()
