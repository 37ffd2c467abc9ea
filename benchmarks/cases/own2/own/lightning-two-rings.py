import marimo

__generated_with = "0.16.2"
app = marimo.App(width="medium")


@app.cell
def _():
    import lightning as L
    import marimo as mo
    import torch
    from sklearn.datasets import make_circles
    from torch import nn
    from torch.utils.data import DataLoader, TensorDataset
    return DataLoader, L, TensorDataset, make_circles, mo, nn, torch


@app.cell
def _(mo):
    mo.md(r"""# Two rings, one small Lightning module""")
    return


@app.cell
def _(DataLoader, L, TensorDataset, make_circles, torch):
    L.seed_everything(3)
    _X, _y = make_circles(n_samples=400, noise=0.08, factor=0.5, random_state=3)
    _X = torch.tensor(_X, dtype=torch.float32)
    _y = torch.tensor(_y, dtype=torch.float32)
    train_loader = DataLoader(TensorDataset(_X[:300], _y[:300]), batch_size=50, shuffle=True)
    val_loader = DataLoader(TensorDataset(_X[300:], _y[300:]), batch_size=100)
    return train_loader, val_loader


@app.cell
def _(L, nn, torch):
    class RingClassifier(L.LightningModule):
        def __init__(self, hidden=16, lr=2e-2, weight_decay=1e-4):
            super().__init__()
            self.save_hyperparameters()
            self.net = nn.Sequential(nn.Linear(2, hidden), nn.ReLU(), nn.Linear(hidden, 1))

        def forward(self, x):
            return self.net(x).squeeze(-1)

        def training_step(self, batch, _):
            x, y = batch
            loss = nn.functional.binary_cross_entropy_with_logits(self(x), y)
            self.log("train_loss", loss, on_step=False, on_epoch=True)
            return loss

        def validation_step(self, batch, _):
            x, y = batch
            logits = self(x)
            self.log("val_loss", nn.functional.binary_cross_entropy_with_logits(logits, y))
            self.log("val_acc", ((logits > 0) == (y > 0.5)).float().mean())

        def configure_optimizers(self):
            return torch.optim.AdamW(
                self.parameters(), lr=self.hparams.lr, weight_decay=self.hparams.weight_decay
            )

    return (RingClassifier,)


@app.cell
def _(L):
    class Diary(L.Callback):
        """Keeps what was logged at the end of every training epoch."""

        def __init__(self):
            self.pages = []

        def on_train_epoch_end(self, trainer, module):
            self.pages.append({name: float(value) for name, value in trainer.callback_metrics.items()})

    return (Diary,)


@app.cell
def _(Diary, L, RingClassifier, train_loader, val_loader):
    rings = RingClassifier(hidden=16, lr=2e-2)
    diary = Diary()
    trainer = L.Trainer(
        max_epochs=8,
        accelerator="cpu",
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        num_sanity_val_steps=0,
        callbacks=[diary],
    )
    trainer.fit(rings, train_loader, val_loader)
    return diary, trainer


@app.cell
def _(diary, mo):
    mo.ui.table(diary.pages, selection=None)
    return


@app.cell
def _(mo, trainer):
    mo.md(f"""Validation accuracy after the last epoch: {trainer.callback_metrics["val_acc"]:.1%}""")
    return


if __name__ == "__main__":
    app.run()
