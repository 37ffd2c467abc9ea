for NUMBER, CANDIDATE in enumerate(SEARCH.cv_results_["params"]):
    SCORES = {
        KEY: float(VALUES[NUMBER])
        for KEY, VALUES in SEARCH.cv_results_.items()
        if KEY.startswith("mean_test_") and VALUES[NUMBER] == VALUES[NUMBER]
    }
    with mlflow.start_run(run_name=f"candidate_{NUMBER}", nested=True):
        mlflow.log_params(CANDIDATE)
        mlflow.log_metrics(SCORES)
        if not SCORES:
            mlflow.end_run("FAILED")
