import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    import marimo as mo
    import matplotlib.pyplot as plt
    import pandas as pd
    from sklearn.cluster import KMeans
    from sklearn.datasets import make_blobs
    from sklearn.metrics import silhouette_score

    return KMeans, make_blobs, mo, pd, plt, silhouette_score


@app.cell
def _(make_blobs, pd):
    pts, _ = make_blobs(n_samples=300, centers=4, cluster_std=1.15, random_state=9)
    customers = pd.DataFrame(pts, columns=["spend", "visits"])
    customers.sample(5, random_state=0)
    return (customers,)


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    ## How many segments?
    Marketing wants five. Let's see what the data say.
    """)
    return


@app.cell
def _(KMeans, customers, silhouette_score):
    k_values = range(2, 9)
    rows = []
    for k in k_values:
        km = KMeans(n_clusters=k, n_init=3, random_state=0)
        labels = km.fit_predict(customers)
        inertia = km.inertia_
        sil = silhouette_score(customers, labels)
        rows.append({"k": k, "inertia": inertia, "silhouette": sil})
        print(k, round(inertia, 1), round(sil, 3))
    return (rows,)


@app.cell
def _(pd, rows):
    sweep = pd.DataFrame(rows).set_index("k")
    best_k = int(sweep["silhouette"].idxmax())
    best_silhouette = float(sweep["silhouette"].max())
    sweep
    return best_k, best_silhouette, sweep


@app.cell
def _(best_k, plt, sweep):
    elbow_fig, ax_l = plt.subplots(figsize=(6, 3))
    ax_l.plot(sweep.index, sweep["inertia"], "o-")
    ax_l.axvline(best_k, ls=":", c="grey")
    ax_r = ax_l.twinx()
    ax_r.plot(sweep.index, sweep["silhouette"], "s--", c="tab:orange")
    ax_l.set_xlabel("k")
    elbow_fig
    return


@app.cell
def _(best_k, best_silhouette, mo):
    mo.md(f"""
    **k = {best_k}** it is (silhouette {best_silhouette:.3f}). Sorry, marketing.
    """)
    return


if __name__ == "__main__":
    app.run()
