if mlflow.active_run():
    mlflow.end_run("KILLED")
with mlflow.start_run(experiment_id=EXPERIMENT.experiment_id, run_name=RUN_NAME, tags=RUN_TAGS) as RUN:
    BODY
