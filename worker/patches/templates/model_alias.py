mlflow.MlflowClient().set_registered_model_alias(REGISTERED_NAME, ALIAS, LOGGED.registered_model_version)
