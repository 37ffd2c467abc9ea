mlflow.log_params(PARAMS)
