"""`python -m worker` is `mlflow-worker`."""

from worker.cli import main

main()
