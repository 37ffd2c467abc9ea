if not mlflow.is_tracking_uri_set():
    BODY
