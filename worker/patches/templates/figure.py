mlflow.log_figure(FIGURE, ARTIFACT_PATH)
