"""Queries to the MLflow server: implements `ports.TrackingServer`.

MLflow is imported at the first question (1.5 s of CPU), or ahead of it by `warm`.
"""

import os
import re
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

from worker.errors import ProofFailed, SettingsInvalid, TrackingUnavailable, WorkerError
from worker.ports import ArtifactRecord, ExperimentRecord, MetricPoint, ModelVersionRecord, RunRecord

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities import Experiment, FileInfo, Run

TASK_TAG = "mlflow_worker.task_id"
ATTEMPT_TAG = "mlflow_worker.attempt"
PARENT_TAG = "mlflow.parentRunId"

PAGE = 1000
EXPERIMENTS_PER_SEARCH = 500
"""ids in one search, so that the request stays small on a server with thousands of experiments"""
THREADS = 8

_DEFAULTS = {
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",  # 7 by default: minutes of silence before a dead server is an error
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "20",  # seconds
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",  # closing an orphan would print its address
}
_QUOTABLE = re.compile(r"[\w .:/@+=,#-]+", re.ASCII)
"""text that means the same inside a filter's quotes as outside; all else is compared on this side"""

_ABOUT_THE_QUESTION = frozenset({"RESOURCE_DOES_NOT_EXIST", "INVALID_PARAMETER_VALUE", "BAD_REQUEST"})
_MENDS = (
    (re.compile("Invalid Host header"), "; start it with --allowed-hosts '{host}:*,localhost:*'"),
    (
        re.compile("code 401|UNAUTHENTICATED"),
        "; set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN",
    ),
    (re.compile("PERMISSION_DENIED"), "; give the worker's account the right to it"),
    (re.compile(r"too many \d+ error responses"), "; its log says why"),
    (re.compile("Max retries exceeded"), "; is `mlflow server` running, and MLFLOW_TRACKING_URI its address?"),
    (re.compile("Response body"), "; is MLFLOW_TRACKING_URI the address of an MLflow server?"),
)
_CAUSE = re.compile(r"\(Caused by (.*)\)")

T = TypeVar("T")


class MlflowServer:
    """One tracking server (or a store without one: `sqlite:///…`); may be asked from several threads."""

    def __init__(self, *, uri: str) -> None:
        """Contacts nothing; sets MLflow's own variables where they are unset. SettingsInvalid for an empty `uri`."""
        if not uri.strip():
            raise SettingsInvalid("MLFLOW_TRACKING_URI is empty: give the address of the MLflow server")
        self._given = uri.strip().rstrip("/")
        self._uri = _without_credentials(self._given)
        self._lock = threading.Lock()
        self._client: MlflowClient | None = None
        # Here, where no thread of ours runs yet: glibc's getaddrinfo reads the environment, and dies when it moves.
        _set_defaults()

    @property
    def uri(self) -> str:
        """Tracking URI, without credentials and without a final slash."""
        return self._uri

    def warm(self) -> None:
        """Import MLflow in a thread of its own, so that the first question need not wait for it."""
        threading.Thread(target=self._connected, name="mlflow-import", daemon=True).start()

    def preflight(self) -> None:
        """Ask the API, which `/health` does not; TrackingUnavailable with the mend when it does not answer."""
        self._ask(lambda client: client.search_experiments(max_results=1))

    def experiments_named(self, name: str) -> tuple[ExperimentRecord, ...]:
        """Every experiment of exactly this name, active or deleted: at most one, as MLflow keeps names unique."""
        found = self._ask(lambda client: client.get_experiment_by_name(name))
        return (self._experiment(found),) if found else ()

    def restore_experiment(self, experiment_id: str) -> None:
        """Bring a deleted experiment back; nothing when it is active."""
        found = self._ask(lambda client: client.get_experiment(experiment_id))
        if found.lifecycle_stage != "active":
            self._ask(lambda client: client.restore_experiment(experiment_id))

    def runs_of(self, *, task_id: str, attempt: str | None = None) -> tuple[RunRecord, ...]:
        """All runs tagged with this task (and attempt), in any experiment, oldest first."""
        return self._ask(lambda client: self._tagged(client, task_id=task_id, attempt=attempt))

    def history(self, run_id: str, key: str) -> tuple[MetricPoint, ...]:
        """All points of one metric, by time; those of one millisecond (one `log_batch`) by step.

        Nothing, too, for a run that the server does not know.
        """
        points = self._ask(lambda client: client.get_metric_history(run_id, key))
        return tuple(MetricPoint(value=point.value, step=point.step) for point in points)

    def artifacts(self, run_id: str) -> tuple[ArtifactRecord, ...]:
        """All files of a run, recursively, by path; sizes in bytes. Folders with a saved model are left out."""
        files = self._ask(lambda client: _files(client, run_id))
        return tuple(
            ArtifactRecord(path=file.path, size=file.file_size or 0)
            for file in sorted(files, key=lambda file: file.path)
        )

    def download(self, run_id: str, path: str) -> bytes:
        """One artifact's bytes; ProofFailed when the run has no such file."""
        if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
            raise ProofFailed(f"artifact {path!r} of run {run_id} lies outside the run")
        with tempfile.TemporaryDirectory(prefix="mlflow-worker-") as folder:
            local = Path(self._ask(lambda client: client.download_artifacts(run_id, path, folder)))
            if not local.is_file():
                raise ProofFailed(f"artifact {path!r} of run {run_id} is not one file")
            return local.read_bytes()

    def logged_models(self, run_id: str) -> tuple[str, ...]:
        """Names of the models logged in a run, each as often as it was logged."""

        def find(client: "MlflowClient") -> list[Any]:
            experiment = client.get_run(run_id).info.experiment_id
            clause = f"source_run_id = '{run_id}'"
            return list(_all(lambda token: client.search_logged_models([experiment], clause, page_token=token)))

        return tuple(model.name for model in self._ask(find))

    def model_versions(self, run_id: str) -> tuple[ModelVersionRecord, ...]:
        """Registered model versions that came from a run, by name and version."""
        found = self._ask(lambda client: _versions(client, run_id))
        return tuple(sorted(found, key=lambda version: (version.name, int(version.version))))

    def close_orphans(self, *, task_id: str) -> tuple[str, ...]:
        """Set this task's RUNNING runs to KILLED, children before their parents; their ids in that order."""

        def close(client: "MlflowClient") -> tuple[str, ...]:
            running = self._tagged(client, task_id=task_id, clause="attributes.status = 'RUNNING'")
            ordered = _children_first(running)
            for run_id in ordered:
                client.set_terminated(run_id, "KILLED")
            return ordered

        return self._ask(close)

    def tag_runs(self, run_ids: Sequence[str], tags: Mapping[str, str]) -> None:
        """Set tags on runs, one request a run."""

        def tag(client: "MlflowClient") -> None:
            from mlflow.entities import RunTag  # noqa: PLC0415 - costs seconds, see above

            batch = [RunTag(key, value) for key, value in tags.items()]
            _together(lambda run_id: client.log_batch(run_id, tags=batch), run_ids)

        self._ask(tag)

    def _connected(self) -> "MlflowClient":
        with self._lock:
            if self._client is None:
                from mlflow import MlflowClient  # noqa: PLC0415 - costs seconds, see above
                from mlflow.exceptions import MlflowException  # noqa: PLC0415

                try:
                    self._client = MlflowClient(tracking_uri=self._given)
                except MlflowException as error:
                    raise SettingsInvalid(f"MLFLOW_TRACKING_URI: {self._uri!r}: {error}") from error
            return self._client

    def _ask(self, question: Callable[["MlflowClient"], T]) -> T:
        """The answer to a question; what MLflow raises becomes the worker's own error here and nowhere else."""
        # First, and under its lock: two threads that import MLflow's packages from two ends find them half made.
        client = self._connected()
        from mlflow.exceptions import MlflowException  # noqa: PLC0415 - costs seconds, see above

        try:
            return question(client)
        except (MlflowException, OSError) as error:  # OSError: what `requests` raises
            raise self._fault(error) from error

    def _fault(self, error: Exception) -> WorkerError:
        said = " ".join(str(error).replace(self._given, self._uri).split())
        if getattr(error, "error_code", "") in _ABOUT_THE_QUESTION:
            return ProofFailed(f"the MLflow server does not have it: {said[:500]}")
        host = urlsplit(self._uri).hostname or ""
        mend = next((mend for pattern, mend in _MENDS if pattern.search(said)), "").format(host=host)
        cause = _CAUSE.search(said)
        reason = (cause[1] if cause else said)[:300]
        return TrackingUnavailable(f"the MLflow server at {self._uri} does not answer as it should{mend} ({reason})")

    def _tagged(
        self, client: "MlflowClient", *, task_id: str, attempt: str | None = None, clause: str = ""
    ) -> tuple[RunRecord, ...]:
        """A task's runs, narrowed by the server as far as its filter language can be trusted with the values."""
        wanted = {TASK_TAG: task_id} | ({} if attempt is None else {ATTEMPT_TAG: attempt})
        clauses = [_tag_clause(name, value) for name, value in wanted.items()] + ([clause] if clause else [])
        # A search without experiment ids finds nothing, and says nothing
        experiments = [experiment.experiment_id for experiment in _experiments(client)]
        chunks = [
            experiments[at : at + EXPERIMENTS_PER_SEARCH] for at in range(0, len(experiments), EXPERIMENTS_PER_SEARCH)
        ]
        found = _together(lambda chunk: _runs(client, chunk, " and ".join(clauses)), chunks)
        records = [self._run(run) for runs in found for run in runs]
        records = [record for record in records if wanted.items() <= record.tags.items()]
        return tuple(sorted(records, key=lambda record: record.start))

    def _experiment(self, found: "Experiment") -> ExperimentRecord:
        return ExperimentRecord(
            id=found.experiment_id,
            name=found.name,
            stage=found.lifecycle_stage,
            tags=dict(found.tags),
            url=self._url(f"experiments/{found.experiment_id}"),
        )

    def _run(self, run: "Run") -> RunRecord:
        info, data = run.info, run.data
        return RunRecord(
            run_id=info.run_id,
            experiment_id=info.experiment_id,
            name=info.run_name or "",
            status=info.status,
            start=_moment(info.start_time),
            end=_moment(info.end_time) if info.end_time else None,
            params=dict(data.params),
            metrics=dict(data.metrics),
            tags=dict(data.tags),
            parent=data.tags.get(PARENT_TAG, ""),
            url=self._url(f"experiments/{info.experiment_id}/runs/{info.run_id}"),
        )

    def _url(self, place: str) -> str:
        """Address in MLflow's pages; none for a store without a server."""
        return f"{self._uri}/#/{place}" if self._uri.startswith(("http://", "https://")) else ""


def _set_defaults() -> None:
    """Before MLflow is imported, for telemetry; it reads the others at every request. An operator's values stand."""
    for name, value in _DEFAULTS.items():
        os.environ.setdefault(name, value)


def _all(ask: Callable[[str | None], Any]) -> Iterator[Any]:
    """Every item of an answer that comes in pages."""
    token: str | None = None
    while True:
        page = ask(token)
        yield from page
        token = page.token
        if not token:
            return


def _together(ask: Callable[[Any], T], items: Iterable[Any]) -> list[T]:
    """Independent questions at the same time; the answers in order."""
    items = list(items)
    if len(items) < 2:
        return [ask(item) for item in items]
    with ThreadPoolExecutor(min(THREADS, len(items)), thread_name_prefix="mlflow-query") as pool:
        return list(pool.map(ask, items))


def _experiments(client: "MlflowClient") -> Iterator["Experiment"]:
    from mlflow.entities import ViewType  # noqa: PLC0415 - costs seconds, see above

    return _all(lambda token: client.search_experiments(view_type=ViewType.ALL, max_results=PAGE, page_token=token))


def _runs(client: "MlflowClient", experiments: list[str], clause: str) -> list["Run"]:
    order = ["attributes.start_time ASC"]
    return list(
        _all(lambda token: client.search_runs(experiments, clause, max_results=PAGE, order_by=order, page_token=token))
    )


def _files(client: "MlflowClient", run_id: str) -> list["FileInfo"]:
    """A run's files, one level of folders after the other."""
    files: list[FileInfo] = []
    folders = [""]
    while folders:
        listings = _together(lambda folder: client.list_artifacts(run_id, folder or None), folders)
        kept = [item for listing in listings if not _is_model(listing) for item in listing]
        files += [item for item in kept if not item.is_dir]
        folders = [item.path for item in kept if item.is_dir]
    return files


def _is_model(listing: Iterable["FileInfo"]) -> bool:
    return any(PurePosixPath(item.path).name == "MLmodel" and not item.is_dir for item in listing)


def _versions(client: "MlflowClient", run_id: str) -> list[ModelVersionRecord]:
    found = list(_all(lambda token: client.search_model_versions(f"run_id = '{run_id}'", page_token=token)))
    # A search leaves the aliases out; the registered model knows them all
    names = sorted({version.name for version in found})
    models = dict(zip(names, _together(client.get_registered_model, names), strict=True))
    return [
        ModelVersionRecord(
            name=version.name,
            version=str(version.version),
            run_id=version.run_id or run_id,
            aliases=tuple(
                sorted(
                    alias
                    for alias, target in models[version.name].aliases.items()
                    if str(target) == str(version.version)
                )
            ),
        )
        for version in found
    ]


def _tag_clause(name: str, value: str) -> str:
    if _QUOTABLE.fullmatch(value):
        return f"tags.`{name}` = '{value}'"
    return f"tags.`{name}` LIKE '%'"  # any run that has the tag at all


def _children_first(runs: Sequence[RunRecord]) -> tuple[str, ...]:
    parents = {run.run_id: run.parent for run in runs}

    def depth(run_id: str) -> int:
        seen = {run_id}
        while (run_id := parents.get(run_id, "")) and run_id not in seen:
            seen.add(run_id)
        return len(seen)

    return tuple(sorted(parents, key=depth, reverse=True))


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, tz=UTC)


def _without_credentials(uri: str) -> str:
    parts = urlsplit(uri)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])) if "@" in parts.netloc else uri
