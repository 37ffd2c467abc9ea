if PATHLIB.Path(FILE).stat().st_size <= LIMIT:
    mlflow.log_artifact(FILE, FOLDER)
else:
    mlflow.log_params({PATH_KEY: FILE, SIZE_KEY: PATHLIB.Path(FILE).stat().st_size})
    with PATHLIB.Path(FILE).open("rb") as OPENED:
        mlflow.log_text(OPENED.read(10_000).decode(errors="replace"), SAMPLE_PATH)
