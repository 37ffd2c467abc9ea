EXPERIMENT_ID = mlflow.set_experiment(EXPERIMENT_NAME).experiment_id
mlflow.set_experiment_tags(EXPERIMENT_TAGS)
