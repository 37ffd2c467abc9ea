RUN_ID = mlflow.last_active_run().info.run_id
