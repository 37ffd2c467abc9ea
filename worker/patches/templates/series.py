POINTS = [
    mlflow.entities.Metric(KEY, float(VALUE), RUN.info.start_time, STEP)
    for KEY, VALUES in HISTORY.items()
    for STEP, VALUE in enumerate(VALUES)
]
for START in range(0, len(POINTS), 1000):
    mlflow.MlflowClient().log_batch(RUN.info.run_id, POINTS[START : START + 1000])
