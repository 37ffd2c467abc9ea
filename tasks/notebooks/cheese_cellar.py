import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    from dataclasses import dataclass

    import marimo as mo
    import numpy as np
    from pydantic import BaseModel
    from sklearn.linear_model import ElasticNet

    return BaseModel, ElasticNet, dataclass, mo, np


@app.cell
def _(BaseModel, dataclass):
    @dataclass
    class Cellar:
        temperature: float = 11.5
        humidity: int = 85

    class Sampling(BaseModel):
        wheels: int = 40
        noise: float = 0.2

    cellar = Cellar()
    sampling = Sampling()
    recipe = {"rennet": "calf", "salt": 0.02}
    log_book = "Turned, brushed with brine, and turned again. " * 200
    return cellar, log_book, recipe, sampling


@app.cell
def _(cellar, np, recipe, sampling):
    random = np.random.default_rng(12)
    weeks = random.uniform(1, 30, size=(sampling.wheels, 1))
    firmness = recipe["salt"] * cellar.humidity * weeks[:, 0] + random.normal(scale=sampling.noise, size=len(weeks))
    return firmness, weeks


@app.cell
def _(ElasticNet, firmness, weeks):
    ripening = ElasticNet(alpha=0.1, l1_ratio=0.7)
    ripening.fit(weeks, firmness)
    return (ripening,)


@app.cell
def _(firmness, mo, np, ripening, weeks):
    off_by = float(np.mean(np.abs(ripening.predict(weeks) - firmness)))
    mo.md(f"Off by {off_by:.2f}")
    return


if __name__ == "__main__":
    app.run()
