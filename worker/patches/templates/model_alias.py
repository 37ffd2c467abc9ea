mlflow.MlflowClient().set_registered_model_alias(REGISTERED_NAME, ALIAS, VERSION)
