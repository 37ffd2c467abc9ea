if mlflow.active_run():
    mlflow.log_metrics(METRICS, step=STEP)
