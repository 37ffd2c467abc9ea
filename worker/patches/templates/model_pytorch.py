mlflow.FLAVOR.log_model(
    MODEL,
    name=MODEL_NAME,
    signature=mlflow.models.infer_signature(INPUT[:5].detach().cpu().numpy(), MODEL(INPUT[:5]).detach().cpu().numpy()),
    input_example=INPUT[:5].detach().cpu().numpy(),
    registered_model_name=REGISTERED_NAME,
    pip_requirements=mlflow.FLAVOR.get_default_pip_requirements(),
    serialization_format=FORMAT,
)
