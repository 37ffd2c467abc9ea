"""The tracking server adapter against a real MLflow server, and against a store without one."""

import math
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from mlflow import MlflowClient
from mlflow.entities import Metric

from worker.adapters import mlflow_server
from worker.adapters.mlflow_server import ATTEMPT_TAG, TASK_TAG, MlflowServer
from worker.errors import ProofFailed, SettingsInvalid, TrackingUnavailable
from worker.ports import RunRecord, TrackingServer

Start = Callable[..., str]


@pytest.fixture(scope="module")
def sqlite_uri(tmp_path_factory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('store')}/mlflow.db"


@pytest.fixture(scope="module", params=["server", "sqlite"])
def uri(request) -> str:
    return request.getfixturevalue({"server": "mlflow_uri", "sqlite": "sqlite_uri"}[request.param])


@pytest.fixture(scope="module")
def client(uri) -> MlflowClient:
    return MlflowClient(tracking_uri=uri)


@pytest.fixture(scope="module")
def server(uri) -> TrackingServer:
    return MlflowServer(uri=uri)


def unique(stem: str) -> str:
    return f"{stem}-{uuid.uuid4().hex[:8]}"


@pytest.fixture
def experiment(client, tmp_path) -> str:
    at = {} if client.tracking_uri.startswith("http") else {"artifact_location": tmp_path.as_uri()}
    return client.create_experiment(unique("experiment"), **at)


@pytest.fixture
def start(client, experiment) -> Start:
    def make(
        task_id: str, *, attempt: str = "1", parent: str = "", name: str = "run", at: int | None = None, into: str = ""
    ) -> str:
        tags = {TASK_TAG: task_id, ATTEMPT_TAG: attempt} | ({"mlflow.parentRunId": parent} if parent else {})
        return client.create_run(into or experiment, start_time=at, tags=tags, run_name=name).info.run_id

    return make


def ids(runs: tuple[RunRecord, ...]) -> list[str]:
    return [run.run_id for run in runs]


# ---------------------------------------------------------------- experiments


@pytest.mark.parametrize(
    "stem", ["plain", "it's", 'a "quoted" one', "both ' and \"", "back`tick \\ %", "naïve → 𐍈", "a/b?c=d&e#f"]
)
def test_an_experiment_is_found_by_exactly_its_name(server, client, stem):
    name = unique(stem)
    made = client.create_experiment(name, tags={"notebook": "03"})
    (found,) = server.experiments_named(name)
    assert (found.id, found.name, found.stage, found.tags["notebook"]) == (made, name, "active", "03")
    assert server.experiments_named(name[:-1]) == ()
    assert server.experiments_named(name.upper()) == ()


def test_a_deleted_experiment_is_found_as_deleted(server, client, experiment):
    name = client.get_experiment(experiment).name
    client.delete_experiment(experiment)
    assert [found.stage for found in server.experiments_named(name)] == ["deleted"]


# ---------------------------------------------------------------- runs


def test_a_run_is_described_whole(server, client, start):
    task = unique("T")
    parent = start(task, name="parent", at=1_700_000_000_123)
    run_id = start(task, name="child", parent=parent, at=1_700_000_001_000)
    client.log_param(run_id, "lr", 0.01)
    client.log_metric(run_id, "loss", 0.5, step=0)
    client.log_metric(run_id, "loss", 0.25, step=1)
    client.log_metric(run_id, "broken", math.nan)
    client.set_terminated(run_id, "FAILED", end_time=1_700_000_002_000)
    first, second = server.runs_of(task_id=task)
    assert (first.run_id, first.parent, first.status, first.end) == (parent, "", "RUNNING", None)
    assert first.start.isoformat() == "2023-11-14T22:13:20.123000+00:00"
    assert (second.run_id, second.name, second.parent, second.status) == (run_id, "child", parent, "FAILED")
    assert second.end is not None
    assert (second.end - second.start).total_seconds() == 1
    assert second.params == {"lr": "0.01"}
    assert second.metrics["loss"] == 0.25
    assert math.isnan(second.metrics["broken"])
    assert second.tags[TASK_TAG] == task


def test_runs_of_one_task_come_from_every_experiment_oldest_first(server, client, start):
    task = unique("T")
    other = client.create_experiment(unique("other"))
    made = [start(task, at=3000, into=other), start(task, at=1000), start(task, at=2000, into=other)]
    start(unique("T"), at=1500)
    assert ids(server.runs_of(task_id=task)) == [made[1], made[2], made[0]]


def test_runs_that_somebody_deleted_are_no_evidence(server, client, start):
    task = unique("T")
    gone = client.create_experiment(unique("gone"))
    kept, deleted = start(task), start(task)
    start(task, into=gone)
    client.delete_run(deleted)
    client.delete_experiment(gone)
    assert ids(server.runs_of(task_id=task)) == [kept]
    assert server.close_orphans(task_id=task) == (kept,)


def test_runs_of_one_attempt_are_told_apart(server, start):
    task = unique("T")
    first, second = start(task, attempt="1-a", at=1), start(task, attempt="2-b", at=2)
    assert ids(server.runs_of(task_id=task)) == [first, second]
    assert ids(server.runs_of(task_id=task, attempt="2-b")) == [second]
    assert server.runs_of(task_id=task, attempt="3-c") == ()
    assert server.runs_of(task_id=task, attempt="") == ()


@pytest.mark.parametrize(
    "stem",
    [
        "it's",
        'a"b',
        "both ' and \"",
        "`tick`",
        "back\\",
        "%",
        "' OR tags.x = 'y",
        "naïve → 𐍈",
        "a b\tc\nd",
        "T_1",
        "()",
    ],
)
def test_a_task_id_is_data_in_every_query(server, client, start, stem):
    task = unique("x") + stem
    decoy = start(task + "x")
    wildcard = start(task.replace("_", "-") + " ")
    mine = start(task)
    assert ids(server.runs_of(task_id=task)) == [mine]
    assert ids(server.runs_of(task_id=task, attempt="1")) == [mine]
    assert server.close_orphans(task_id=task) == (mine,)
    assert [client.get_run(run).info.status for run in (decoy, wildcard, mine)] == ["RUNNING", "RUNNING", "KILLED"]


def test_answers_that_come_in_pages_are_read_to_the_end(server, client, start, monkeypatch):
    monkeypatch.setattr(mlflow_server, "PAGE", 2)
    monkeypatch.setattr(mlflow_server, "EXPERIMENTS_PER_SEARCH", 3)
    task = unique("T")
    places = [client.create_experiment(unique("page")) for _ in range(3)]
    made = [start(task, at=number + 1, into=places[number % 3]) for number in range(11)]
    assert ids(server.runs_of(task_id=task)) == made


# ---------------------------------------------------------------- metrics


def test_a_history_comes_in_the_order_it_was_logged(server, client, start):
    run_id = start(unique("T"))
    client.log_batch(run_id, metrics=[Metric("loss", 1 / (step + 1), 1000, step) for step in range(5)])
    client.log_metric(run_id, "loss", 7.0, timestamp=2000, step=0)  # logged again, later
    assert [(point.step, point.value) for point in server.history(run_id, "loss")] == [
        *((step, 1 / (step + 1)) for step in range(5)),
        (0, 7.0),
    ]
    assert server.history(run_id, "nope") == ()


def test_a_long_history_is_read_to_the_end(server, client, start, monkeypatch):
    monkeypatch.setattr("mlflow.tracking._tracking_service.client.GET_METRIC_HISTORY_MAX_RESULTS", 7)
    run_id = start(unique("T"))
    client.log_batch(run_id, metrics=[Metric("loss", float(step), 1000, step) for step in range(40)])
    assert [point.step for point in server.history(run_id, "loss")] == list(range(40))


def test_infinite_and_missing_numbers_are_told(server, client, start):
    run_id = start(unique("T"))
    client.log_metric(run_id, "nan", math.nan)
    client.log_metric(run_id, "inf", math.inf)
    assert math.isnan(server.history(run_id, "nan")[0].value)
    assert server.history(run_id, "inf")[0].value > 1e308


# ---------------------------------------------------------------- artifacts and models


def test_artifacts_are_listed_through_all_folders_but_not_saved_models(server, client, start):
    run_id = start(unique("T"))
    for name in ("plots/a b.png", "plots/deep/er/ü.txt", "top.json", "model/MLmodel", "model/data/weights.bin"):
        client.log_text(run_id, "12345", name)
    listed = [(file.path, file.size) for file in server.artifacts(run_id)]
    assert listed == [("plots/a b.png", 5), ("plots/deep/er/ü.txt", 5), ("top.json", 5)]
    assert server.download(run_id, "plots/a b.png") == b"12345"


def test_a_run_without_artifacts_has_none(server, start):
    assert server.artifacts(start(unique("T"))) == ()


@pytest.mark.parametrize("path", ["nope.png", "plots", "../../../etc/passwd", "/etc/passwd"])
def test_what_is_no_artifact_cannot_be_downloaded(server, client, start, path):
    run_id = start(unique("T"))
    client.log_text(run_id, "x", "plots/a.txt")
    with pytest.raises(ProofFailed, match="artifact"):
        server.download(run_id, path)


def test_models_and_their_registered_versions_are_found(server, client, start, uri, monkeypatch):
    import mlflow  # noqa: PLC0415 - beside its use of global state

    monkeypatch.setattr("mlflow.tracking._tracking_service.utils._tracking_uri", None)
    before = mlflow.get_tracking_uri()
    run_id, other = start(unique("T")), start(unique("T"))
    registered = unique("solver")
    mlflow.set_tracking_uri(uri)
    try:
        with mlflow.start_run(run_id=run_id):
            for name in ("first", "second"):
                mlflow.pyfunc.log_model(
                    name=name,
                    python_model=lambda model_input: model_input,
                    pip_requirements=[],
                    registered_model_name=registered,
                )
    finally:
        mlflow.set_tracking_uri(before)
    client.set_registered_model_alias(registered, "champion", "2")
    client.set_registered_model_alias(registered, "best", "2")
    assert sorted(server.logged_models(run_id)) == ["first", "second"]
    found = server.model_versions(run_id)
    assert [(version.name, version.version, version.run_id, version.aliases) for version in found] == [
        (registered, "1", run_id, ()),
        (registered, "2", run_id, ("best", "champion")),
    ]
    assert server.artifacts(run_id) == ()
    assert server.logged_models(other) == ()
    assert server.model_versions(other) == ()


# ---------------------------------------------------------------- what the worker writes


def test_orphans_are_closed_children_first_and_others_left_alone(server, client, start):
    task = unique("T")
    root = start(task)
    child = start(task, parent=root)
    grandchild = start(task, parent=child)
    finished, stranger = start(task), start(unique("T"))
    client.set_terminated(finished)
    assert server.close_orphans(task_id=task) == (grandchild, child, root)
    assert {run.run_id: run.status for run in server.runs_of(task_id=task)} == {
        root: "KILLED",
        child: "KILLED",
        grandchild: "KILLED",
        finished: "FINISHED",
    }
    assert client.get_run(stranger).info.status == "RUNNING"
    assert server.close_orphans(task_id=task) == ()


def test_tags_are_set_on_all_given_runs(server, client, start):
    runs = [start(unique("T")) for _ in range(3)]
    server.tag_runs(runs[:2], {"mlflow_worker.commit": "abc", "note": "it's"})
    assert [client.get_run(run).data.tags.get("mlflow_worker.commit") for run in runs] == ["abc", "abc", None]
    assert client.get_run(runs[0]).data.tags["note"] == "it's"
    server.tag_runs([], {"x": "y"})


def test_questions_about_an_unknown_run_say_so(server):
    unknown = uuid.uuid4().hex
    for ask in (server.artifacts, server.logged_models, lambda run_id: server.tag_runs([run_id], {"a": "b"})):
        with pytest.raises(ProofFailed, match=unknown):
            ask(unknown)
    assert server.history(unknown, "loss") == ()


def test_many_threads_may_ask_at_once(uri, start):
    task = unique("T")
    made = start(task)
    fresh = MlflowServer(uri=uri)
    fresh.warm()
    answers: list[list[str]] = []
    threads = [threading.Thread(target=lambda: answers.append(ids(fresh.runs_of(task_id=task)))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert answers == [[made]] * 6


# ---------------------------------------------------------------- addresses


def test_links_lead_into_mlflows_pages(mlflow_uri, mlflow_client):
    server, task = MlflowServer(uri=f"{mlflow_uri}/"), unique("T")
    assert server.uri == mlflow_uri
    run_id = mlflow_client.create_run("0", tags={TASK_TAG: task}).info.run_id
    (run,) = server.runs_of(task_id=task)
    assert run.url == f"{mlflow_uri}/#/experiments/0/runs/{run_id}"
    assert server.experiments_named("Default")[0].url == f"{mlflow_uri}/#/experiments/0"


def test_a_store_without_a_server_has_no_links(sqlite_uri):
    assert [found.url for found in MlflowServer(uri=sqlite_uri).experiments_named("Default")] == [""]


def test_credentials_of_the_address_are_used_but_never_shown(mlflow_uri, impatient):
    server = MlflowServer(uri=mlflow_uri.replace("://", "://user:secret@"))
    server.preflight()
    assert server.uri == mlflow_uri
    assert "secret" not in server.experiments_named("Default")[0].url
    with (
        http(lambda _: (401, "text/plain", b"You are not authenticated.")) as uri,
        pytest.raises(TrackingUnavailable) as caught,
    ):
        MlflowServer(uri=uri.replace("://", "://user:secret@")).preflight()
    assert "secret" not in str(caught.value)
    with pytest.raises(TrackingUnavailable) as caught:
        MlflowServer(uri=f"http://user:secret@127.0.0.1:{closed_port()}").preflight()
    assert "secret" not in str(caught.value)


def test_an_empty_address_is_a_wrong_setting():
    with pytest.raises(SettingsInvalid, match="MLFLOW_TRACKING_URI"):
        MlflowServer(uri=" ")


def test_building_the_adapter_imports_no_mlflow():
    code = (
        "import sys; from worker.adapters.mlflow_server import MlflowServer;"
        "MlflowServer(uri='http://127.0.0.1:1'); sys.exit('mlflow' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parents[2]).returncode == 0


# ---------------------------------------------------------------- servers that do not answer


@pytest.fixture
def impatient(monkeypatch) -> None:
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")


@contextmanager
def http(answer: Callable[[str], tuple[int, str, bytes]]) -> Iterator[str]:
    """A server that gives one answer to everything; it keeps what it was sent."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, kind, body = answer(self.path)
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - the name that http.server looks for

        def log_message(self, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as listening:
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.server_port}"
        finally:
            listening.shutdown()
            thread.join()


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_dead_server_is_told_within_seconds(monkeypatch):
    monkeypatch.delenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", raising=False)
    server = MlflowServer(uri=f"http://127.0.0.1:{closed_port()}")
    begun = time.monotonic()
    with pytest.raises(TrackingUnavailable, match="is `mlflow server` running"):
        server.preflight()
    assert time.monotonic() - begun < 12
    assert TrackingUnavailable.retryable


def test_the_host_check_is_told_with_its_mend(mlflow_uri, monkeypatch):
    resolve = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *rest, **more: resolve("127.0.0.1" if host == "mlflow" else host, *rest, **more),
    )
    with pytest.raises(TrackingUnavailable, match=r"--allowed-hosts 'mlflow:\*,localhost:\*'"):
        MlflowServer(uri=f"http://mlflow:{urlsplit(mlflow_uri).port}").preflight()


def test_a_missing_password_is_told_with_the_variables():
    with (
        http(lambda _: (401, "text/plain", b"You are not authenticated.")) as uri,
        pytest.raises(TrackingUnavailable, match="MLFLOW_TRACKING_USERNAME"),
    ):
        MlflowServer(uri=uri).preflight()


def test_a_web_server_that_is_no_mlflow_is_told(impatient):
    for status in (200, 404):
        with (
            http(lambda _, status=status: (status, "text/html", b"<html>hello</html>")) as uri,
            pytest.raises(TrackingUnavailable, match="the address of an MLflow server"),
        ):
            MlflowServer(uri=uri).preflight()


def test_a_server_in_trouble_is_unavailable(impatient):
    body = b'{"error_code": "INTERNAL_ERROR", "message": "disk full"}'
    with (
        http(lambda _: (500, "application/json", body)) as uri,
        pytest.raises(TrackingUnavailable, match="its log says why"),
    ):
        MlflowServer(uri=uri).experiments_named("x")


def test_an_account_without_rights_is_told(impatient):
    body = b'{"error_code": "PERMISSION_DENIED", "message": "Permission denied"}'
    with (
        http(lambda _: (403, "application/json", body)) as uri,
        pytest.raises(TrackingUnavailable, match="the worker's account"),
    ):
        MlflowServer(uri=uri).experiments_named("x")


@pytest.mark.parametrize("uri", ["foo://x", "127.0.0.1:5000"])
def test_an_address_that_mlflow_cannot_use_is_a_wrong_setting(uri):
    with pytest.raises(SettingsInvalid, match="MLFLOW_TRACKING_URI"):
        MlflowServer(uri=uri).preflight()
