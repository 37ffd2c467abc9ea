mlflow.log_text(str(VALUE), ARTIFACT_PATH)
