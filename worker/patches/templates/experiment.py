EXPERIMENT = mlflow.set_experiment(EXPERIMENT_NAME)
