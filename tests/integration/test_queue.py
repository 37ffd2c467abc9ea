"""The queue on a real server: one task, one worker, one result; whatever dies in between."""

import json
import subprocess
import sys
import threading
import time

import pytest
import redis

from tests.fixtures_redis import eventually
from worker.adapters.queue import RedisPlanner, RedisQueue
from worker.errors import Canceled, LeaseLost, QueueUnavailable, SettingsInvalid, TaskInvalid
from worker.result import Result, State

STREAM = "mlflow-worker:{tasks}"
TEXT = "Title: t\nFiles: a.py\nRequirements:\n- log the loss\n"
LEASE_S = 0.3


def with_id(task_id, extra=""):
    return f"{TEXT}id: {task_id}\n{extra}"


def done(delivery, **fields):
    return Result(**{"task_id": delivery.task_id, "state": State.COMPLETED, "commit": "c0ffee"} | fields)


@pytest.fixture
def raw(redis_url):
    with redis.Redis.from_url(redis_url, decode_responses=True, protocol=2) as client:
        yield client


@pytest.fixture
def make_queue(redis_url):
    made = []

    def make(**keywords):
        made.append(RedisQueue(url=redis_url, **({"lease_s": LEASE_S, "sweep_s": 0.05} | keywords)))
        return made[-1]

    yield make
    for queue in made:
        queue.close()


@pytest.fixture
def queue(make_queue):
    return make_queue()


def claim(queue, *, seconds=10.0):
    return eventually(lambda: queue.claim(block_s=0.2), seconds=seconds, what="a delivery")


def finish(queue, **fields):
    delivery = claim(queue)
    with queue.lease(delivery):
        queue.settle(delivery, done(delivery, **fields))
    return delivery


# ---------------------------------------------------------------- the plain way


def test_a_bare_xadd_from_a_raw_client_is_a_full_submission(raw, queue):
    entry = raw.xadd(STREAM, {"task": TEXT})
    delivery = claim(queue)
    assert (delivery.task_id, delivery.entry, delivery.text) == (entry, entry, TEXT)
    assert (delivery.attempt, delivery.recoveries) == (1, 0)
    with queue.lease(delivery) as lease:
        lease.check()
        queue.settle(delivery, done(delivery))
    ((_, fields),) = raw.xread({f"{STREAM}:results": "0"})[0][1]
    assert (fields["task_id"], fields["entry"], fields["state"]) == (entry, entry, "completed")
    assert json.loads(fields["result"])["commit"] == "c0ffee"
    assert raw.xlen(STREAM) == 0
    assert raw.hget(f"{STREAM}:task:{entry}", "state") == "completed"


def test_tasks_submitted_before_the_first_worker_started_are_found(redis_url, make_queue):
    with RedisPlanner(url=redis_url) as planner:
        submission = planner.submit(with_id("T-1"))
    assert claim(make_queue()).entry == submission.entry


def test_a_planner_waits_for_exactly_its_own_answer(queue):
    first = queue.submit(with_id("T-1"))
    assert queue.wait(first, timeout_s=0.05) is None
    finish(queue)
    assert queue.wait(first, timeout_s=5).commit == "c0ffee"
    second = queue.submit(with_id("T-2"))
    finish(queue, commit="2")
    assert [queue.wait(each, timeout_s=5).commit for each in (first, second, "T-1", "T-2")] == [
        "c0ffee",
        "2",
        "c0ffee",
        "2",
    ]


def test_waiting_before_the_result_is_there_wakes_up_with_it(queue):
    submission = queue.submit(TEXT)
    answers = []
    waiter = threading.Thread(target=lambda: answers.append(queue.wait(submission, timeout_s=10)))
    waiter.start()
    finish(queue)
    waiter.join(10)
    assert answers[0].task_id == submission.task_id


def test_a_submission_sent_twice_by_a_broken_connection_lands_once(queue, raw):
    first = queue._redis.run("submit", "nonce", TEXT, "", "")
    again = queue._redis.run("submit", "nonce", TEXT, "", "")
    assert first == again
    assert raw.xlen(STREAM) == 1


def test_the_state_tells_the_way_from_submitted_to_final(queue):
    submission = queue.submit(with_id("T-1"))
    status = queue.task_state("T-1")
    assert (status.state, status.entry) == (State.SUBMITTED, submission.entry)
    delivery = claim(queue)
    with queue.lease(delivery):
        queue.progress(delivery, state=State.WORKING, step="explore", attempt=1)
        status = queue.task_state("T-1")
        assert (status.state, status.step, status.attempt, status.worker) == (
            State.WORKING,
            "explore",
            1,
            queue.consumer,
        )
        queue.settle(delivery, done(delivery))
    status = queue.task_state("T-1")
    assert (status.state, status.step, status.result.commit) == (State.COMPLETED, "", "c0ffee")
    assert status.submitted_at <= status.started_at <= status.updated_at == status.finished_at
    assert queue.result("T-1") == status.result
    assert queue.task_state("T-2") is None
    assert queue.result("T-2") is None


def test_a_bare_submission_is_known_before_anybody_claims_it(queue, raw):
    entry = raw.xadd(STREAM, {"task": with_id("T-1")})
    status = queue.task_state("T-1")
    assert (status.state, status.entry) == (State.SUBMITTED, entry)
    assert abs(status.submitted_at - time.time()) < 60


def test_the_status_counts_what_waits_works_is_delayed_and_dead(queue, raw):
    for n in range(4):
        queue.submit(with_id(f"T-{n}"))
    finish(queue)
    delayed = claim(queue)
    queue.release(delayed, delay_s=60, reason="no server")
    working = claim(queue)
    with queue.lease(working):
        queue.progress(working, state=State.WORKING, step="verify", attempt=1)
        queue._next_sweep = 0.0
        raw.xadd(STREAM, {"nonsense": "x"})
        status = queue.status()
        assert (status.waiting, status.delayed, status.dead) == (2, 1, 0)
        (task,) = status.working
        assert (task.task_id, task.worker, task.step, task.attempt) == ("T-2", queue.consumer, "verify", 1)
        assert [result.task_id for result in status.results] == ["T-0"]
        claim(queue)
        assert queue.claim(block_s=0.05) is None
        queue._next_sweep = 0.0
        queue.claim(block_s=0.05)
        status = queue.status()
        assert (status.waiting, len(status.working), status.dead) == (0, 2, 1)
        (worker,) = status.workers
        assert (worker.worker, worker.alive) == (queue.consumer, True)
        assert set(worker.tasks) == {"T-2", "T-3"}


def test_a_worker_busy_with_a_long_task_still_gives_signs_of_life(queue):
    queue.submit(with_id("T-1"))
    with queue.lease(claim(queue)):
        (before,) = queue.status().workers
        eventually(lambda: queue.status().workers[0].seen_at > before.seen_at, what="a heartbeat")
        assert queue.status().workers[0].tasks == ("T-1",)


def test_the_status_of_an_untouched_server_is_empty(queue):
    status = queue.status()
    assert (status.waiting, status.working, status.delayed, status.dead, status.results, status.workers) == (
        0,
        (),
        0,
        0,
        (),
        (),
    )
    assert queue.idle()


# ---------------------------------------------------------------- poison


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"tsak": TEXT}, "no field `task`"),
        ({"task": TEXT, "priority": "5"}, "beside `task`: priority"),
        ({"task": b"\xff\xfe"}, "not UTF-8"),
        ({"task": TEXT, b"\xff": "x"}, "beside `task`"),
        ({"task": TEXT, "ref": "a b"}, "no task id"),
    ],
)
def test_a_poison_entry_is_rejected_once_and_kept_in_the_dead_letters(raw, queue, fields, said):
    entry = raw.xadd(STREAM, fields)
    assert queue.claim(block_s=0.1) is None
    result = queue.result(entry)
    assert (result.state, result.category) == (State.REJECTED, "task-invalid")
    assert said in result.message
    ((_, letter),) = redis.Redis(connection_pool=redis.ConnectionPool.from_url(queue_url(raw))).xrange(f"{STREAM}:dead")
    assert letter[b"entry"].decode() == entry
    assert queue.idle()


def queue_url(client):
    where = client.connection_pool.connection_kwargs
    return f"redis://{where['host']}:{where['port']}/{where['db']}"


def test_an_unreadable_task_is_delivered_under_its_entry_so_that_the_pipeline_says_what_is_wrong(queue):
    submission = queue.submit("title: [")
    delivery = claim(queue)
    assert delivery.task_id == submission.entry == submission.task_id


# ---------------------------------------------------------------- leases


def test_a_lease_outlives_a_blocking_task(queue, make_queue):
    queue.submit(TEXT)
    delivery = claim(queue)
    other = make_queue()
    with queue.lease(delivery) as lease:
        deadline = time.monotonic() + 4 * LEASE_S
        while time.monotonic() < deadline:
            assert other.claim(block_s=0.1) is None
        lease.check()
        queue.settle(delivery, done(delivery))
    assert queue.idle()


def test_who_lost_the_lease_can_neither_check_nor_publish(queue, make_queue):
    queue.submit(with_id("T-1"))
    slow = claim(queue)  # no lease context: it is not renewed, as in a stopped process
    other = make_queue()
    taken = claim(other)
    assert (taken.entry, taken.recoveries, taken.attempt) == (slow.entry, 1, 1)
    with other.lease(taken), queue.lease(slow) as lease:
        with pytest.raises(LeaseLost):
            lease.check()
        with pytest.raises(LeaseLost):
            queue.settle(slow, done(slow, commit="stale"))
        with pytest.raises(LeaseLost):
            queue.release(slow, delay_s=0, reason="stale")
        with pytest.raises(LeaseLost):
            queue.progress(slow, state=State.WORKING, step="publish", attempt=1)
        other.settle(taken, done(taken, commit="fresh"))
    assert queue.result("T-1").commit == "fresh"
    assert queue.status().results[0].task_id == "T-1"
    assert len(queue.status().results) == 1


def test_the_renewal_notices_the_loss_and_does_not_steal_back(queue, make_queue):
    queue.submit(TEXT)
    slow = claim(queue)
    other = make_queue()
    taken = claim(other)
    with other.lease(taken) as fresh, queue.lease(slow) as stale:
        eventually(stale._lost.is_set, what="the loss")
        fresh.check()


def test_a_lease_that_came_back_by_chance_does_not_revive_what_began_before(queue, make_queue):
    queue.submit(TEXT)
    first = claim(queue)
    other = make_queue()
    claim(other)  # takes it over, and dies without a trace
    eventually(lambda: queue.claim(block_s=0.05) or queue_holds(queue, first), what="the entry's return")
    with queue.lease(first) as lease, pytest.raises(LeaseLost):
        lease.check()


def queue_holds(queue, delivery):
    (row,) = queue._redis.client.xpending_range(STREAM, "workers", delivery.entry, delivery.entry, 1)
    return row["consumer"] == queue.consumer


def test_a_worker_does_not_take_over_from_itself_when_its_renewals_came_late(queue):
    queue.submit(TEXT)
    delivery = claim(queue)
    deadline = time.monotonic() + 3 * LEASE_S
    while time.monotonic() < deadline:
        assert queue.claim(block_s=0.1) is None
    with queue.lease(delivery) as lease:
        lease.check()
        queue.settle(delivery, done(delivery))


def test_abandoned_entries_behind_many_healthy_ones_are_found(make_queue):
    healthy, dead, rescuer = make_queue(lease_s=60), make_queue(lease_s=60), make_queue(lease_s=60)
    for n in range(26):
        healthy.submit(with_id(f"T-{n}"))
    for _ in range(25):
        claim(healthy)
    lost = claim(dead)
    client = dead._redis.client
    client.xclaim(STREAM, "workers", dead.consumer, 0, [lost.entry], idle=3_600_000, justid=True)
    assert claim(rescuer, seconds=3).task_id == lost.task_id


def test_settling_again_after_a_lost_answer_changes_nothing(queue):
    queue.submit(with_id("T-1"))
    delivery = claim(queue)
    queue.settle(delivery, done(delivery))
    queue.settle(delivery, done(delivery))
    assert len(queue.status().results) == 1


def test_releasing_again_after_a_lost_answer_counts_one_failure(queue):
    queue.submit(with_id("T-1"))
    delivery = claim(queue)
    queue.release(delivery, delay_s=60, reason="no server")
    queue.release(delivery, delay_s=60, reason="no server")
    assert queue.task_state("T-1").failures == 1


# ---------------------------------------------------------------- crashes

HOLDER = """
import sys
import structlog
structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
from worker.adapters.queue import RedisQueue
queue = RedisQueue(url=sys.argv[1], lease_s=float(sys.argv[2]), sweep_s=0.05)
delivery = None
while delivery is None:
    delivery = queue.claim(block_s=1)
with queue.lease(delivery):
    print(delivery.entry, delivery.recoveries, flush=True)
    sys.stdin.read()
"""


def held_by_a_process(url):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, url, str(LEASE_S)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    entry, recoveries = process.stdout.readline().split()
    return process, entry, int(recoveries)


def kill(process):
    process.kill()
    process.wait()
    process.stdin.close()
    process.stdout.close()


def test_a_killed_workers_task_is_taken_over_with_one_recovery(redis_url, queue):
    queue.submit(with_id("T-1"))
    process, entry, _ = held_by_a_process(redis_url)
    for _ in range(4):  # alive: nobody takes it
        assert queue.claim(block_s=LEASE_S / 2) is None
    kill(process)
    delivery = claim(queue)
    assert (delivery.entry, delivery.recoveries, delivery.attempt) == (entry, 1, 1)
    assert queue.task_state("T-1").recoveries == 1


def test_after_three_recoveries_a_task_that_kills_its_workers_goes_to_the_dead_letters(redis_url, queue, raw):
    submission = queue.submit(with_id("T-1"))
    for expected in range(4):
        process, _, recoveries = held_by_a_process(redis_url)
        kill(process)
        assert recoveries == expected
    eventually(lambda: queue.claim(block_s=0.1) or queue.result("T-1"), what="the end")
    result = queue.wait(submission, timeout_s=5)
    assert (result.state, result.category) == (State.FAILED, "worker-crashed")
    assert "dead letters" in result.message
    ((_, letter),) = raw.xrange(f"{STREAM}:dead")
    assert (letter["task_id"], letter["task"], letter["recoveries"]) == ("T-1", with_id("T-1"), "4")
    assert "crashed 4 times" in letter["reason"]
    assert queue.idle()
    queue.retry("T-1")
    assert raw.xlen(f"{STREAM}:dead") == 0
    delivery = claim(queue)
    assert (delivery.text, delivery.recoveries, delivery.attempt) == (with_id("T-1"), 0, 1)


def test_crashes_are_counted_apart_from_failures_and_both_survive_a_release(queue, make_queue):
    queue.submit(with_id("T-1"))
    claim(queue)
    other = make_queue()
    taken = claim(other)
    other.release(taken, delay_s=0, reason="no server")
    again = claim(other)
    assert (again.task_id, again.attempt, again.recoveries) == ("T-1", 2, 1)
    with other.lease(again) as lease:
        lease.check()
        other.settle(again, done(again))
    assert other.idle()


# ---------------------------------------------------------------- retries, duplicates, cancel


def test_a_released_task_comes_back_when_it_is_due_even_on_an_idle_queue(queue):
    queue.submit(with_id("T-1"))
    first = claim(queue)
    with queue.lease(first):
        queue.release(first, delay_s=0.3, reason="no server")
    assert queue.task_state("T-1").reason == "no server"
    assert not queue.idle()
    assert queue.claim(block_s=0.05) is None
    again = claim(queue)
    assert (again.task_id, again.attempt, again.text) == ("T-1", 2, first.text)


def test_a_released_anonymous_task_keeps_its_name(queue):
    submission = queue.submit(TEXT)
    queue.release(claim(queue), delay_s=0, reason="no server")
    again = claim(queue)
    assert again.task_id == submission.task_id
    assert again.entry != submission.entry
    queue.settle(again, done(again))
    assert queue.wait(submission, timeout_s=5).task_id == submission.task_id


def test_the_same_task_again_gets_the_same_result_without_work(queue):
    queue.submit(with_id("T-1"))
    finish(queue)
    again = queue.submit("id: T-1\nfiles: [a.py]\nrequirements: log the loss\ntitle: t\n")
    assert queue.claim(block_s=0.1) is None
    assert queue.wait(again, timeout_s=5) == queue.result("T-1")
    assert queue.idle()


def test_the_same_id_with_other_content_is_rejected_and_the_first_is_untouched(queue):
    first = queue.submit(with_id("T-1"))
    finish(queue)
    before = queue.task_state("T-1")
    other = queue.submit(with_id("T-1", "priority: 3\n"))
    assert queue.claim(block_s=0.1) is None
    answer = queue.wait(other, timeout_s=5)
    assert (answer.state, answer.category) == (State.REJECTED, "id-reused")
    assert "T-1" in answer.message
    assert queue.task_state("T-1") == before
    assert queue.wait(first, timeout_s=5).state is State.COMPLETED


def test_another_content_under_an_id_in_work_is_rejected_and_the_work_goes_on(queue, make_queue):
    first = queue.submit(with_id("T-1"))
    delivery = claim(queue)
    other = queue.submit(with_id("T-1", "priority: 3\n"))
    with queue.lease(delivery) as lease:
        assert make_queue().claim(block_s=0.1) is None
        assert queue.wait(other, timeout_s=5).category == "id-reused"
        assert queue.wait(first, timeout_s=0.05) is None
        lease.check()
        queue.settle(delivery, done(delivery))
    assert queue.wait(first, timeout_s=5).state is State.COMPLETED


@pytest.mark.parametrize("state", [State.INPUT_REQUIRED, State.REJECTED])
def test_a_mended_task_may_come_under_the_same_id(queue, state):
    queue.submit(with_id("T-1"))
    finish(queue, state=state, commit="")
    queue.submit(with_id("T-1", "tracking: {metrics: {loss: loss}}\n"))
    delivery = claim(queue)
    assert delivery.task_id == "T-1"
    assert queue.task_state("T-1").state is State.WORKING


def test_a_duplicate_of_a_task_in_work_is_dropped_and_shares_its_result(queue, make_queue):
    queue.submit(with_id("T-1"))
    delivery = claim(queue)
    again = queue.submit(with_id("T-1"))
    with queue.lease(delivery):
        assert make_queue().claim(block_s=0.1) is None
        queue.settle(delivery, done(delivery))
    assert queue.wait(again, timeout_s=5).commit == "c0ffee"
    assert queue.idle()


def test_a_task_whose_entry_somebody_deleted_can_be_submitted_again(queue, raw):
    first = queue.submit(with_id("T-1"))
    raw.xdel(STREAM, first.entry)
    queue.submit(with_id("T-1"))
    assert claim(queue).task_id == "T-1"


def test_a_waiting_task_is_canceled_at_once(queue):
    submission = queue.submit(with_id("T-1"))
    assert queue.cancel("T-1") is State.CANCELED
    assert queue.wait(submission, timeout_s=5).state is State.CANCELED
    assert queue.idle()
    assert queue.claim(block_s=0.05) is None
    assert queue.cancel("T-1") is State.CANCELED


@pytest.mark.parametrize("named", [True, False])
def test_a_bare_submission_is_canceled_before_anybody_claims_it(queue, raw, named):
    entry = raw.xadd(STREAM, {"task": with_id("T-1") if named else TEXT})
    assert queue.cancel("T-1" if named else entry) is State.CANCELED
    assert queue.idle()


def test_a_delayed_task_is_canceled_at_once(queue):
    queue.submit(with_id("T-1"))
    queue.release(claim(queue), delay_s=60, reason="no server")
    assert queue.cancel("T-1") is State.CANCELED
    assert queue.idle()


def test_a_task_in_work_learns_at_its_next_check_that_it_is_canceled(queue):
    queue.submit(with_id("T-1"))
    delivery = claim(queue)
    with queue.lease(delivery) as lease:
        lease.check()
        assert queue.cancel("T-1") is State.WORKING
        with pytest.raises(Canceled):
            lease.check()


def test_a_canceled_task_of_a_dead_worker_is_not_worked_on_again(queue, make_queue):
    queue.submit(with_id("T-1"))
    claim(queue)
    queue.cancel("T-1")
    other = make_queue()
    eventually(lambda: other.claim(block_s=0.1) or other.result("T-1"), what="the end")
    assert other.result("T-1").state is State.CANCELED
    assert other.idle()


def test_cancel_leaves_a_finished_task_as_it_is(queue):
    queue.submit(with_id("T-1"))
    finish(queue)
    assert queue.cancel("T-1") is State.COMPLETED
    assert queue.result("T-1").state is State.COMPLETED


def test_a_retry_works_anew(queue):
    queue.submit(with_id("T-1"))
    finish(queue, state=State.FAILED)
    queue.retry("T-1")
    assert queue.result("T-1") is None
    assert finish(queue).attempt == 1
    assert queue.result("T-1").state is State.COMPLETED


def test_cancel_and_retry_say_what_they_cannot_do(queue):
    for call in (queue.cancel, queue.retry):
        with pytest.raises(TaskInvalid, match="no task `T-1`"):
            call("T-1")
    queue.submit(with_id("T-1"))
    with pytest.raises(TaskInvalid, match="not finished"):
        queue.retry("T-1")


# ---------------------------------------------------------------- many workers, faults of the server


def test_two_workers_share_the_tasks_and_each_is_worked_on_once(make_queue):
    planner = make_queue()
    wanted = {planner.submit(with_id(f"T-{n}")).task_id for n in range(40)}
    seen = {}

    def work(queue):
        while not queue.idle():
            if delivery := queue.claim(block_s=0.05):
                with queue.lease(delivery):
                    seen.setdefault(delivery.task_id, []).append(queue.consumer)
                    queue.settle(delivery, done(delivery))

    workers = [threading.Thread(target=work, args=(make_queue(lease_s=10),)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert set(seen) == wanted
    assert {len(by) for by in seen.values()} == {1}
    assert len({by for (by,) in seen.values()}) == 2


def test_a_restart_of_the_server_loses_neither_task_nor_lease(own_server):
    with RedisQueue(url=own_server.url, lease_s=30, sweep_s=0.05) as queue:
        queue.submit(with_id("T-1"))
        queue.submit(with_id("T-2"))
        delivery = claim(queue)
        with queue.lease(delivery) as lease:
            own_server.stop()
            with pytest.raises(QueueUnavailable, match="does not answer"):
                lease.check()
            with pytest.raises(QueueUnavailable):
                queue.claim(block_s=0.1)
            own_server.start()
            lease.check()
            queue.settle(delivery, done(delivery))
        assert claim(queue).task_id == "T-2"


def test_leaving_a_server_that_is_away_is_no_error(own_server):
    queue = RedisQueue(url=own_server.url)
    queue.claim(block_s=0.01)
    own_server.stop()
    queue.close()


def test_a_server_that_forgot_everything_is_joined_anew(queue, raw):
    assert queue.claim(block_s=0.05) is None
    raw.flushall()
    raw.xadd(STREAM, {"task": TEXT})
    assert claim(queue).text == TEXT


def test_a_lease_on_a_server_that_forgot_everything_is_lost(queue, raw):
    queue.submit(TEXT)
    delivery = claim(queue)
    raw.flushall()
    with queue.lease(delivery) as lease, pytest.raises(LeaseLost):
        lease.check()


def test_an_error_names_the_server_but_not_its_password():
    with pytest.raises(SettingsInvalid, match="MLFLOW_WORKER_REDIS_URL"):
        RedisPlanner(url="http://secret@nowhere")
    with RedisPlanner(url="redis://:secret@127.0.0.1:1/0") as planner, pytest.raises(QueueUnavailable) as caught:
        planner.ping()
    assert "127.0.0.1:1" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_worker_that_leaves_takes_its_name_off_the_list_but_not_its_tasks(redis_url, queue, raw):
    queue.submit(TEXT)
    queue.submit(TEXT)
    gone = RedisQueue(url=redis_url, lease_s=LEASE_S, sweep_s=0.05)
    lost = claim(gone)
    gone.close()
    idle = RedisQueue(url=redis_url, lease_s=LEASE_S, sweep_s=0.05)
    finish(idle)
    idle.close()
    assert idle.consumer not in {row["name"] for row in raw.xinfo_consumers(STREAM, "workers")}
    assert queue.status().workers == ()
    assert claim(queue).entry == lost.entry
