RUN = mlflow.active_run()
if RUN:
    FLUSH
