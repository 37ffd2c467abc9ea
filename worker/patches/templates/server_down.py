OS.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "2")
if "MLFLOW_UNREACHABLE" in OS.environ:
    mlflow.set_tracking_uri(OS.environ.pop("MLFLOW_UNREACHABLE"))
try:
    BODY
except mlflow.MlflowException as ERROR:
    OS.environ["MLFLOW_UNREACHABLE"] = mlflow.get_tracking_uri()
    FOLDER = PATHLIB.Path(TEMPFILE.mkdtemp(prefix="untracked-"))
    mlflow.set_tracking_uri(f"sqlite:///{FOLDER}/mlflow.db")
    EXPERIMENT = mlflow.set_experiment(
        experiment_id=mlflow.create_experiment(EXPERIMENT_NAME, artifact_location=FOLDER.as_uri())
    )
    NOTICE = f"Not tracked: MLflow does not answer. Run this cell again when it does. ({ERROR})"
    mo.output.replace(mo.callout(NOTICE, kind="warn")) if mo.running_in_notebook() else print(NOTICE)
