mlflow.log_table(TABLE, ARTIFACT_PATH)
