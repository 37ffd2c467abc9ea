if pathlib.Path(FILE).stat().st_size <= LIMIT:
    mlflow.log_artifact(FILE, FOLDER)
else:
    mlflow.log_params({PATH_KEY: str(FILE), SIZE_KEY: pathlib.Path(FILE).stat().st_size})
