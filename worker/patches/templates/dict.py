mlflow.log_dict(DICT, ARTIFACT_PATH)
