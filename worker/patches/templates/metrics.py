mlflow.log_metrics(METRICS)
