def log_experiment_metrics(
    exp_name: str,
    params: dict[str, object],
    metrics: dict[str, float],
    artifacts: list[str] | None = None,
) -> str:
    """
    Log one finished run with its parameters, metrics and artifacts.

    Parameters
    ----------
    exp_name : str
        Experiment name; the experiment is created where there is none
    params : dict[str, object]
        Hyperparameters to log
    metrics : dict[str, float]
        Final metrics to log
    artifacts : list[str] | None
        Paths of files to keep with the run

    Returns
    -------
    str
        Run ID
    """
    experiment = mlflow.set_experiment(exp_name)
    nested = mlflow.active_run() is not None
    with mlflow.start_run(experiment_id=experiment.experiment_id, nested=nested) as run:
        mlflow.log_params(params)
        mlflow.log_metrics(metrics)
        for path in artifacts or []:
            mlflow.log_artifact(path)
    return run.info.run_id
