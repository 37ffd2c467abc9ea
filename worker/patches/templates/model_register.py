mlflow.register_model(MODEL_URI, REGISTERED_NAME)
