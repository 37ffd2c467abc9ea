with mlflow.start_run(run_id=RUN_ID) as RUN:
    BODY
