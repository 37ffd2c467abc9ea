import json
import logging
import sys

import pytest
import structlog
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from worker.logs import HIDDEN, configure, redactor


@pytest.fixture
def stderr(capsys):
    """Reads what went to stderr; structlog and the root logger are as before afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield lambda: capsys.readouterr().err
    root.handlers, root.level = handlers, level
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def events(text):
    return [json.loads(line) for line in text.splitlines()]


def fail(message):
    raise ValueError(message)


def test_an_event_is_one_json_line_when_stderr_is_no_terminal(stderr):
    configure()
    structlog.get_logger().info("step.finished", step="verify", duration_s=1.25, text="line one\nline two")
    (event,) = events(stderr())
    assert list(event)[:3] == ["timestamp", "level", "event"]
    assert (event["level"], event["event"], event["duration_s"]) == ("info", "step.finished", 1.25)
    assert event["timestamp"].endswith("Z")


def test_a_terminal_gets_text_for_people(stderr, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    configure()
    structlog.get_logger().info("step.finished", step="verify")
    text = stderr()
    assert "step.finished" in text
    with pytest.raises(json.JSONDecodeError):
        events(text)


def test_json_can_be_asked_for_in_a_terminal(stderr, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    configure(style="json")
    structlog.get_logger().info("worker.started")
    assert events(stderr())[0]["event"] == "worker.started"


def test_bound_fields_are_on_every_event(stderr):
    configure()
    with structlog.contextvars.bound_contextvars(task_id="T-1", attempt=2):
        structlog.get_logger().info("step.started", step="read")
        structlog.get_logger().info("step.finished", step="read")
    structlog.get_logger().info("worker.idle")
    first, second, third = events(stderr())
    assert (first["task_id"], second["attempt"]) == ("T-1", 2)
    assert "task_id" not in third


def test_the_level_holds_back_what_lies_below_it(stderr):
    configure(level="warning")
    log = structlog.get_logger()
    log.info("quiet")
    log.warning("loud")
    assert [event["event"] for event in events(stderr())] == ["loud"]


def test_the_standard_librarys_warnings_take_the_same_way_out(stderr):
    configure(secrets=["correct horse"])
    logger = logging.getLogger("some.library")
    logger.info("chatter")
    try:
        fail("correct horse")
    except ValueError:
        logger.warning("no answer from %s", "redis://:pw@host/0", exc_info=True)
    (event,) = events(stderr())
    assert event["event"] == f"no answer from redis://{HIDDEN}@host/0"
    assert event["logger"] == "some.library"
    assert event["level"] == "warning"
    assert f"ValueError: {HIDDEN}" in event["exception"]


def test_an_exceptions_text_is_redacted_in_json_and_on_the_console(stderr):
    for style in ("json", "console"):
        configure(style=style, secrets=["correct horse"])
        try:
            fail("the password is correct horse, at https://me:battery@example.org/x")
        except ValueError:
            structlog.get_logger().exception("step.failed")
    text = stderr()
    assert text.count("ValueError: the password is ***") == 2
    assert "correct horse" not in text
    assert "battery" not in text


SECRETS_IN_TEXT = [
    ("redis://:staple@host:6379/0", "staple", "redis://***@host:6379/0"),
    ("https://me:bat/tery@example.org", "never matched across a slash", "https://me:bat/tery@example.org"),
    ("https://me:st@ple@example.org/x", "st@ple", "https://***@example.org/x"),
    ("https://ghp_0123456789@example.org/team/repo.git", "ghp_0123456789", "https://***@example.org/team/repo.git"),
    ("Authorization: Bearer abc.def-ghi", "abc.def-ghi", "Authorization: Bearer ***"),
    ("{'Authorization': 'Basic dXNlcjpwYXNz'}", "dXNlcjpwYXNz", "{'Authorization': 'Basic ***'}"),
    ("bearer abcdefgh12345", "abcdefgh12345", "bearer ***"),
    ("MLFLOW_TRACKING_PASSWORD=battery rest", "battery", "MLFLOW_TRACKING_PASSWORD=*** rest"),
    ("MLFLOW_TRACKING_TOKEN: 'staple'", "staple", "MLFLOW_TRACKING_TOKEN: '***'"),
    ("AWS_SECRET_ACCESS_KEY=AKIA/x+y", "AKIA/x+y", "AWS_SECRET_ACCESS_KEY=***"),
]


@pytest.mark.parametrize(("text", "secret", "expected"), SECRETS_IN_TEXT)
def test_secrets_are_known_by_their_shape(text, secret, expected):
    redacted = redactor()(None, "info", {"event": text})["event"]
    assert redacted == expected
    assert secret not in redacted


@pytest.mark.parametrize(
    "text",
    [
        "http://127.0.0.1:5000/#/experiments/1/runs/abc",
        "me@example.org pushed to main",
        "loss = 0.25, epochs=100",
        "cell 4 defines `token_count`",
        "redis://127.0.0.1:6379/0",
        "basic training finished",
    ],
)
def test_harmless_text_is_left_alone(text):
    assert redactor()(None, "info", {"event": text})["event"] == text


def test_secret_fields_and_secret_values_are_hidden_whatever_they_hold():
    event = redactor()(
        None,
        "info",
        {
            "event": "settings",
            "redis_password": "x",
            "url": SecretStr("redis://h"),
            "headers": {"authorization": ["a"]},
            "n": 3,
        },
    )
    assert event == {
        "event": "settings",
        "redis_password": HIDDEN,
        "url": HIDDEN,
        "headers": {"authorization": HIDDEN},
        "n": 3,
    }


def test_a_percent_encoded_secret_is_the_same_secret():
    process = redactor(["p@ss word"])
    assert process(None, "info", {"event": "a p%40ss%20word b"})["event"] == f"a {HIDDEN} b"


def test_a_secret_that_begins_another_does_not_leave_its_tail():
    process = redactor(["hunter", "hunter-and-gatherer"])
    assert process(None, "info", {"event": "hunter-and-gatherer"})["event"] == HIDDEN


@settings(max_examples=200)
@given(
    secret=st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=6, max_size=30).filter(
        lambda text: HIDDEN not in text and text not in "***before and after"
    ),
    depth=st.integers(0, 4),
)
def test_a_known_secret_is_found_however_deep_it_lies(secret, depth):
    value = f"before {secret} and {secret!r} after"
    for level in range(depth):
        value = {"field": value} if level % 2 else [value]
    assert secret not in json.dumps(redactor([secret])(None, "info", {"event": "x", "field": value}))
