LINK = f"{mlflow.get_tracking_uri()}/#/experiments/{EXPERIMENT.experiment_id}"
mo.md(f"[View in MLflow]({LINK})") if LINK.startswith("http") else None
