if mlflow.active_run():
    BODY
