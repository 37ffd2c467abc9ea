with mlflow.start_run(run_name=RUN_NAME, nested=True) as RUN:
    BODY
