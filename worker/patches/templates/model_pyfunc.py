mlflow.FLAVOR.log_model(
    python_model=MODEL,
    name=MODEL_NAME,
    input_example=INPUT[:5],
    registered_model_name=REGISTERED_NAME,
    pip_requirements=mlflow.FLAVOR.get_default_pip_requirements(),
    serialization_format=FORMAT,
)
