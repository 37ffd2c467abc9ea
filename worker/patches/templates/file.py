if PATHLIB.Path(FILE).stat().st_size <= LIMIT:
    mlflow.log_artifact(FILE, FOLDER)
else:
    mlflow.log_params({PATH_KEY: FILE, SIZE_KEY: PATHLIB.Path(FILE).stat().st_size})
