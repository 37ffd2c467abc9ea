POINTS = [
    mlflow.entities.Metric(KEY, float(VALUE), RUN.info.start_time, int(STEP))
    for STEP, VALUE in zip(STEPS, HISTORY)
]
for START in range(0, len(POINTS), 1000):
    mlflow.MlflowClient().log_batch(RUN.info.run_id, POINTS[START : START + 1000])
