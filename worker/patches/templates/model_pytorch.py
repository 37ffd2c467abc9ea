mlflow.FLAVOR.log_model(
    MODEL,
    name=MODEL_NAME,
    signature=mlflow.models.infer_signature(INPUT.numpy(), MODEL(INPUT).detach().numpy()),
    input_example=INPUT[:5].numpy(),
    registered_model_name=REGISTERED_NAME,
    pip_requirements=mlflow.FLAVOR.get_default_pip_requirements(),
    serialization_format=FORMAT,
)
