mlflow.set_tags(RUN_TAGS)
