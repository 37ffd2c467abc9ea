import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="Wine baseline")


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    # Wine cultivars – a quick baseline

    Before anything fancy: how far does a *linear* model get?
    Data are the 13 chemical measurements that ship with scikit-learn.
    """)
    return


@app.cell
def _():
    import marimo as mo
    import pandas as pd
    from sklearn.datasets import load_wine

    return load_wine, mo, pd


@app.cell
def _(load_wine, pd):
    wine = load_wine()
    df = pd.DataFrame(wine.data, columns=wine.feature_names)
    df["cultivar"] = wine.target
    print(df.shape)
    df.head()
    return df, wine


@app.cell
def _(df):
    # class balance, just looking
    _counts = df["cultivar"].value_counts().sort_index()
    print(_counts.to_dict())
    df.groupby("cultivar")[["alcohol", "proline", "hue"]].mean().round(2)
    return


@app.cell
def _(df):
    import matplotlib.pyplot as plt

    _f, _ax = plt.subplots(figsize=(5, 3.5))
    _ax.scatter(df["alcohol"], df["color_intensity"], c=df["cultivar"], s=12)
    _ax.set_xlabel("alcohol")
    _ax.set_ylabel("colour intensity")
    _ax
    return


@app.cell
def _(df, wine):
    from sklearn.model_selection import train_test_split
    from sklearn.preprocessing import StandardScaler

    XTrain, XTest, yTrain, yTest = train_test_split(
        df[wine.feature_names].to_numpy(), df["cultivar"].to_numpy(), test_size=0.35, random_state=8, stratify=df["cultivar"]
    )
    scaler = StandardScaler().fit(XTrain)
    XTrain_s = scaler.transform(XTrain)
    XTest_s = scaler.transform(XTest)
    return XTest_s, XTrain_s, yTest, yTrain


@app.cell
def _(XTrain_s, yTrain):
    from sklearn.linear_model import LogisticRegression

    clf = LogisticRegression(C=0.02, max_iter=400)
    clf.fit(XTrain_s, yTrain)  # takes no time at all
    return (clf,)


@app.cell
def _(XTest_s, clf, mo, yTest):
    from sklearn.metrics import accuracy_score, f1_score

    mo.md(
        f"""
        ## Result

        Accuracy on the held-out wines: **{accuracy_score(yTest, clf.predict(XTest_s)):.3f}**

        Macro F1: **{f1_score(yTest, clf.predict(XTest_s), average="macro"):.3f}**
        """
    )
    return


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    ---
    *To do*: try without `proline`, it dominates everything.
    """)
    return


if __name__ == "__main__":
    app.run()
