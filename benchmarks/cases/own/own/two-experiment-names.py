import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium")


@app.cell
def _():
    import marimo as mo
    import pandas as pd
    from sklearn.datasets import make_classification
    from sklearn.tree import DecisionTreeClassifier
    from sklearn.metrics import roc_auc_score

    return DecisionTreeClassifier, make_classification, mo, pd, roc_auc_score


@app.cell
def _(make_classification, pd):
    _X, _y = make_classification(n_samples=900, n_features=6, weights=[0.8], random_state=2)
    customers = pd.DataFrame(_X, columns=["tenure", "calls", "bill", "age", "visits", "returns"]).assign(churned=_y)
    customers["churned"].value_counts(normalize=True)
    return (customers,)


@app.cell
def _(mo):
    mo.md("""
    ## One tree to begin with
    """)
    return


@app.cell
def _(DecisionTreeClassifier, customers):
    tree_depth = 4
    train_customers, test_customers = customers[:600], customers[600:]
    tree = DecisionTreeClassifier(max_depth=tree_depth, random_state=0)
    tree.fit(train_customers.drop(columns="churned"), train_customers["churned"])
    return test_customers, tree


@app.cell
def _(mo, roc_auc_score, test_customers, tree):
    auc = roc_auc_score(test_customers["churned"], tree.predict_proba(test_customers.drop(columns="churned"))[:, 1])
    mo.stat(f"{auc:.3f}", label="AUC")
    return


if __name__ == "__main__":
    app.run()
