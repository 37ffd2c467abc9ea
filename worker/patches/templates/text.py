mlflow.log_text(TEXT, ARTIFACT_PATH)
