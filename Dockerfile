FROM python:3.11.14-slim-bookworm AS build
WORKDIR /src
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements.lock pyproject.toml README.md LICENSE ./
# The lock pins the tests' packages too: here it constrains, so that only what the worker needs gets in.
RUN python -m venv /opt/mlflow-worker \
    && sed -E '/^ *(--hash|#)/d; s/ *\\$//' requirements.lock > constraints.txt
COPY prompts prompts
COPY worker worker
RUN /opt/mlflow-worker/bin/pip install -q -c constraints.txt .

FROM python:3.11.14-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends bubblewrap=0.8.* git=1:2.39.* openssh-client=1:9.2* tini=0.19.* \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 worker \
    && install -d -o worker -g worker /data
COPY --from=build /opt/mlflow-worker /opt/mlflow-worker
ENV PATH=/opt/mlflow-worker/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    GIT_TERMINAL_PROMPT=0 \
    MLFLOW_DISABLE_TELEMETRY=true \
    MLFLOW_WORKER_DATA=/data
USER 10001
WORKDIR /home/worker
VOLUME /data
# Asks Redis; that the worker's own process lives is the container engine's business.
HEALTHCHECK --interval=30s --timeout=10s --start-period=20s CMD ["mlflow-worker", "status"]
# Kernels leave grandchildren behind when they are ended: tini collects them.
ENTRYPOINT ["tini", "--", "mlflow-worker"]
CMD ["run"]
