"""The daemon on a real queue: every task ends once, whatever its work, its signals or its Redis do."""

import json
import os
import signal
import subprocess
import sys
import threading

import pytest
import structlog
from structlog.contextvars import get_contextvars

from tests.fixtures_redis import eventually
from worker.adapters.queue import RedisQueue
from worker.daemon import Daemon
from worker.errors import NotebookInvalid, ProofFailed, TrackingUnavailable
from worker.result import Result, State

TEXT = "title: t\nfiles: a.py\nrequirements: log the loss\n"
LEASE_S = 0.4


@pytest.fixture
def queue(redis_url):
    with RedisQueue(url=redis_url, lease_s=LEASE_S, sweep_s=0.05) as queue:
        yield queue


@pytest.fixture
def events():
    with structlog.testing.capture_logs(processors=[structlog.contextvars.merge_contextvars]) as captured:
        yield captured


def daemon(queue, work, **keywords):
    return Daemon(queue=queue, work=work, **({"backoff_s": 0.05, "poll_s": 0.05} | keywords))


def completed(delivery, lease, progress):
    return Result(task_id=delivery.task_id, state=State.COMPLETED)


def raises(error):
    def work(delivery, lease, progress):
        raise error

    return work


def names(events):
    return [event["event"] for event in events]


def test_until_idle_works_on_all_that_waits_and_returns(queue, events):
    submissions = [queue.submit(TEXT) for _ in range(5)]
    assert daemon(queue, completed).run(until_idle=True) is True
    assert [queue.wait(each, timeout_s=1).state for each in submissions] == [State.COMPLETED] * 5
    assert names(events).count("task.claimed") == names(events).count("task.settled") == 5


def test_until_idle_on_an_empty_queue_returns_at_once(queue):
    assert daemon(queue, completed).run(until_idle=True) is True


def test_progress_and_log_lines_carry_the_task_and_the_attempt(queue, events):
    seen = []

    def work(delivery, lease, progress):
        progress("explore")
        seen.append((queue.task_state("T-1").step, get_contextvars()))
        return completed(delivery, lease, progress)

    queue.submit(TEXT + "id: T-1\n")
    daemon(queue, work).run(until_idle=True)
    assert seen == [("explore", {"task_id": "T-1", "attempt": 1})]
    assert queue.result("T-1").attempts == 1
    settled = next(event for event in events if event["event"] == "task.settled")
    assert (settled["task_id"], settled["state"]) == ("T-1", "completed")
    assert get_contextvars() == {}


def test_a_passing_fault_is_tried_again_after_a_while(queue, events):
    attempts = []

    def work(delivery, lease, progress):
        attempts.append(delivery.attempt)
        if delivery.attempt < 3:
            raise TrackingUnavailable("no server")
        return completed(delivery, lease, progress)

    queue.submit(TEXT + "id: T-1\n")
    daemon(queue, work).run(until_idle=True)
    assert attempts == [1, 2, 3]
    result = queue.result("T-1")
    assert (result.state, result.attempts) == (State.COMPLETED, 3)
    first, second = (event["delay_s"] for event in events if event["event"] == "task.released")
    assert 0.025 <= first <= 0.05 <= second <= 0.1


def test_a_fault_that_does_not_pass_fails_as_retryable(queue):
    queue.submit(TEXT + "id: T-1\n")
    daemon(queue, raises(TrackingUnavailable("no server")), max_attempts=2).run(until_idle=True)
    result = queue.result("T-1")
    assert (result.state, result.category, result.retryable) == (State.FAILED, "tracking-unavailable", True)
    assert (result.attempts, result.message) == (2, "no server")


@pytest.mark.parametrize(
    ("error", "state", "category", "message"),
    [
        (ProofFailed("no run"), State.FAILED, "proof-failed", "no run"),
        (NotebookInvalid("no cells"), State.REJECTED, "notebook-invalid", "no cells"),
        (KeyError("x"), State.FAILED, "worker-error", "KeyError: 'x'"),
        (SystemExit(3), State.FAILED, "worker-error", "SystemExit: 3"),
    ],
)
def test_any_other_error_is_a_result_and_the_next_task_goes_on(queue, error, state, category, message):
    def work(delivery, lease, progress):
        if delivery.task_id == "T-1":
            raise error
        return completed(delivery, lease, progress)

    queue.submit(TEXT + "id: T-1\n")
    queue.submit(TEXT + "id: T-2\n")
    daemon(queue, work).run(until_idle=True)
    result = queue.result("T-1")
    assert (result.state, result.category, result.message, result.retryable) == (state, category, message, False)
    assert queue.result("T-2").state is State.COMPLETED


def test_an_unknown_error_is_logged_with_its_traceback(queue, events):
    queue.submit(TEXT)
    daemon(queue, raises(ZeroDivisionError("oh"))).run(until_idle=True)
    (crash,) = [event for event in events if event["event"] == "work.crashed"]
    assert crash["exc_info"] is True
    assert crash["log_level"] == "error"


def test_a_canceled_task_ends_as_canceled(queue):
    def work(delivery, lease, progress):
        queue.cancel(delivery.task_id)
        lease.check()
        return completed(delivery, lease, progress)

    queue.submit(TEXT + "id: T-1\n")
    daemon(queue, work).run(until_idle=True)
    assert queue.result("T-1").state is State.CANCELED


def test_a_lost_lease_publishes_nothing_and_the_task_is_worked_on_by_its_new_owner(queue, redis_url, events):
    pushed = []

    def robbed(delivery, lease, progress):
        with RedisQueue(url=redis_url, lease_s=LEASE_S, sweep_s=0.05) as thief:
            thief._redis.client.xclaim(
                "mlflow-worker:{tasks}", "workers", thief.consumer, 0, [delivery.entry], justid=True
            )
        if delivery.recoveries == 0:
            lease.check()
        pushed.append(delivery.recoveries)
        return completed(delivery, lease, progress)

    def work(delivery, lease, progress):
        return robbed(delivery, lease, progress) if delivery.recoveries == 0 else completed(delivery, lease, progress)

    queue.submit(TEXT + "id: T-1\n")
    daemon(queue, work).run(until_idle=True)
    assert pushed == []
    assert "lease.lost" in names(events)
    assert queue.result("T-1").state is State.COMPLETED
    assert queue.task_state("T-1").recoveries == 1


def test_slots_work_at_the_same_time_and_each_task_once(queue):
    meeting = threading.Barrier(3, timeout=10)  # passes only when three tasks are in work together
    seen = []

    def work(delivery, lease, progress):
        meeting.wait()
        seen.append(delivery.task_id)
        return completed(delivery, lease, progress)

    ids = {queue.submit(TEXT).task_id for _ in range(6)}
    daemon(queue, work).run(until_idle=True, concurrency=3)
    assert sorted(seen) == sorted(ids)


def test_until_idle_waits_for_what_another_worker_holds(queue, redis_url):
    release = threading.Event()
    claimed = threading.Event()

    def slow(delivery, lease, progress):
        claimed.set()
        release.wait(10)
        return completed(delivery, lease, progress)

    queue.submit(TEXT + "id: T-1\n")
    with RedisQueue(url=redis_url, lease_s=LEASE_S, sweep_s=0.05) as other:
        busy = threading.Thread(target=daemon(other, slow).run, kwargs={"until_idle": True})
        busy.start()
        claimed.wait(10)
        waiting = threading.Thread(target=daemon(queue, completed).run, kwargs={"until_idle": True})
        waiting.start()
        waiting.join(2 * LEASE_S)
        assert waiting.is_alive()
        release.set()
        waiting.join(10)
        busy.join(10)
    assert not waiting.is_alive()
    assert queue.task_state("T-1").recoveries == 0


def test_until_idle_takes_over_what_a_dead_worker_holds(queue, redis_url):
    queue.submit(TEXT + "id: T-1\n")
    dead = RedisQueue(url=redis_url, lease_s=LEASE_S)
    assert dead.claim(block_s=5).task_id == "T-1"
    daemon(queue, completed).run(until_idle=True)
    assert queue.result("T-1").state is State.COMPLETED
    assert queue.task_state("T-1").recoveries == 1
    dead.close()


def test_a_redis_outage_in_the_middle_of_the_work_loses_nothing(own_server, events):
    def work(delivery, lease, progress):
        if delivery.task_id == "T-1":
            own_server.stop()
            progress("verify")
            restart = threading.Timer(0.5, own_server.start)
            restart.start()
            restarts.append(restart)
        return completed(delivery, lease, progress)

    restarts = []
    with RedisQueue(url=own_server.url, lease_s=30, sweep_s=0.05) as queue:
        queue.submit(TEXT + "id: T-1\n")
        queue.submit(TEXT + "id: T-2\n")
        daemon(queue, work).run(until_idle=True)
        for restart in restarts:
            restart.join()
        assert [queue.result(each).state for each in ("T-1", "T-2")] == [State.COMPLETED] * 2
        assert queue.task_state("T-1").recoveries == 0
    assert {"progress.unpublished", "queue.unavailable"} <= set(names(events))


def test_a_redis_outage_while_idle_is_waited_out(own_server, events):
    with RedisQueue(url=own_server.url, sweep_s=0.05) as queue:
        service = daemon(queue, completed)
        thread = threading.Thread(target=service.run)
        thread.start()
        own_server.stop()
        eventually(lambda: "queue.unavailable" in names(events), what="the outage")
        own_server.start()
        submission = queue.submit(TEXT)
        assert queue.wait(submission, timeout_s=20).state is State.COMPLETED
        service.stop()
        thread.join(10)
        assert not thread.is_alive()


# ---------------------------------------------------------------- signals, in a process of its own

SERVICE = """
import sys, threading, structlog
structlog.configure(
    processors=[structlog.processors.JSONRenderer()], logger_factory=structlog.PrintLoggerFactory(sys.stderr)
)
from worker.adapters.queue import RedisQueue
from worker.daemon import Daemon
from worker.result import Result, State

def work(delivery, lease, progress):
    progress("verify")
    print("working", flush=True)
    go = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.readline(), go.set()), daemon=True).start()
    go.wait()
    return Result(task_id=delivery.task_id, state=State.COMPLETED)

queue = RedisQueue(url=sys.argv[1], lease_s=0.4, sweep_s=0.05)
sys.exit(0 if Daemon(queue=queue, work=work, poll_s=0.1).run() else 7)
"""


@pytest.fixture
def service(redis_url):
    process = subprocess.Popen(
        [sys.executable, "-c", SERVICE, redis_url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    yield process
    process.kill()
    process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_first_signal_finishes_the_current_task_and_claims_no_other(queue, service, number):
    first, second = queue.submit(TEXT), queue.submit(TEXT)
    assert service.stdout.readline() == "working\n"
    service.send_signal(number)
    wait_for_event(service, "daemon.stopping")
    service.stdin.write("go\n")
    service.stdin.flush()
    assert service.wait(20) == 0
    assert queue.wait(first, timeout_s=1).state is State.COMPLETED
    assert queue.wait(second, timeout_s=0.05) is None
    assert queue.task_state(second.task_id).state is State.SUBMITTED


def test_the_second_signal_abandons_the_task_to_the_next_worker(queue, service):
    submission = queue.submit(TEXT)
    assert service.stdout.readline() == "working\n"
    service.terminate()
    wait_for_event(service, "daemon.stopping")
    service.terminate()
    assert service.wait(20) == 7
    daemon(queue, completed).run(until_idle=True)
    assert queue.wait(submission, timeout_s=1).state is State.COMPLETED
    assert queue.task_state(submission.task_id).recoveries == 1


def test_a_killed_service_loses_no_task(queue, service):
    submissions = [queue.submit(TEXT) for _ in range(3)]
    assert service.stdout.readline() == "working\n"
    service.kill()
    service.wait()
    daemon(queue, completed).run(until_idle=True)
    assert [queue.wait(each, timeout_s=1).state for each in submissions] == [State.COMPLETED] * 3
    assert [queue.task_state(each.task_id).recoveries for each in submissions] == [1, 0, 0]


def wait_for_event(process, name):
    while line := process.stderr.readline():
        if json.loads(line)["event"] == name:
            return
    raise AssertionError(f"the service ended without {name}")
