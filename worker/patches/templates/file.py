if PATH(FILE).stat().st_size <= LIMIT:
    mlflow.log_artifact(FILE, FOLDER)
else:
    mlflow.log_params({PATH_KEY: FILE, SIZE_KEY: PATH(FILE).stat().st_size})
    with PATH(FILE).open("rb") as OPENED:
        mlflow.log_text(OPENED.read(10_000).decode(errors="replace"), SAMPLE_PATH)
