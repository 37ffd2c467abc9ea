def LOG_TRIAL(study, trial):
    with mlflow.start_run(
        experiment_id=PARENT.experiment_id,
        parent_run_id=PARENT.run_id,
        run_name=f"trial_{trial.number}",
        nested=True,
        tags={"state": trial.state.name},
    ):
        mlflow.log_params(trial.params)
        mlflow.log_metrics({
            KEY + f"_{number}" if number else KEY: value
            for number, value in enumerate(trial.values or [])
        })
        if trial.state.name != "COMPLETE":
            mlflow.end_run("KILLED" if trial.state.name == "PRUNED" else "FAILED")

PARENT = mlflow.active_run().info
