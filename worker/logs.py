"""Logs: structlog to stderr, JSON lines for machines, a readable console for people, secrets redacted.

An event is a name with fields (`log.info("step.finished", step="verify", duration_s=1.2)`), never a sentence.
What belongs to every event of a task (`task_id`, `attempt`) is bound once with `structlog.contextvars`.
"""

import logging
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal
from urllib.parse import quote, unquote

import structlog
from pydantic import SecretBytes, SecretStr
from structlog.typing import EventDict, Processor

HIDDEN = "***"
_SHORTEST_SECRET = 4
"""characters; replacing a shorter one wherever it occurs would leave no log to read"""

_URL_CREDENTIALS = re.compile(r"(?<=://)[^/\s'\"]+(?=@)")
_AUTHORIZATION = re.compile(
    r"(?i)(?P<name>authorization['\"]?\s*[:=]\s*['\"]?(?:(?:basic|bearer|token)\s+)?|\bbearer\s+)"
    r"(?P<value>[\w.~+/=-]{8,})"
)
_ASSIGNMENT = re.compile(
    r"(?i)(?P<name>[\w-]*(?:password|passwd|secret|api[_-]?key|access[_-]?key|token)['\"]?\s*[=:]\s*['\"]?)"
    r"(?P<value>[^\s'\",;&)}\]]+)"
)
_SECRET_FIELD = re.compile(r"(?i)(^|[_-])(password|passwd|secret|token|authorization|api_?key|credentials?)$")


def configure(
    *,
    style: Literal["auto", "json", "console"] = "auto",
    level: str = "info",
    secrets: Iterable[str] = (),
) -> None:
    """Send structlog's events (from `level` up) and the standard library's warnings to stderr, in one form.

    `auto` is the console when stderr is a terminal, else JSON lines. `secrets` are values that must not appear
    anywhere, as they are or percent-encoded; those shorter than four characters are left to the patterns.
    """
    console = style == "console" or (style == "auto" and sys.stderr.isatty())
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        redactor(secrets),
    ]
    renderer = _renderer(console=console)
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    _route_standard_library(shared, renderer)


def redactor(secrets: Iterable[str] = ()) -> Processor:
    """A processor that hides secrets in every text of an event, however deep."""
    redact = text_redactor(secrets)

    def process(_logger: object, _method: str, event: EventDict) -> EventDict:
        return {key: HIDDEN if _SECRET_FIELD.search(key) else _walk(value, redact) for key, value in event.items()}

    return process


def _renderer(*, console: bool) -> Processor:
    if console:
        # Exceptions are text by now: they were rendered early so that the redactor sees them.
        return structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    render = structlog.processors.JSONRenderer(ensure_ascii=False, default=str)

    def line(logger: object, method: str, event: EventDict) -> str | bytes:
        first = {key: event.pop(key) for key in ("timestamp", "level", "event") if key in event}
        return render(logger, method, {**first, **event})

    return line


def _route_standard_library(shared: list[Processor], renderer: Processor) -> None:
    """Libraries log through `logging`: from WARNING up their records take the same way out."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)


def text_redactor(secrets: Iterable[str] = ()) -> Callable[[str], str]:
    """A function that hides these secrets, and whatever looks like one, in a text."""
    forms = {
        form
        for secret in secrets
        if len(secret) >= _SHORTEST_SECRET
        for form in (secret, quote(secret, safe=""), unquote(secret), repr(secret)[1:-1])
    }
    # The longest first: one secret may be the beginning of another.
    known = re.compile("|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))) if forms else None

    def redact(text: str) -> str:
        if known:
            text = known.sub(HIDDEN, text)
        text = _URL_CREDENTIALS.sub(HIDDEN, text)
        text = _AUTHORIZATION.sub(rf"\g<name>{HIDDEN}", text)
        return _ASSIGNMENT.sub(rf"\g<name>{HIDDEN}", text)

    return redact


def _walk(value: Any, redact: Callable[[str], str]) -> Any:
    """The value with its texts redacted; what is no plain data becomes redacted text."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, SecretStr | SecretBytes):
        return HIDDEN
    if isinstance(value, Mapping):
        return {key: HIDDEN if _SECRET_FIELD.search(str(key)) else _walk(item, redact) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_walk(item, redact) for item in value]
    return redact(value.decode(errors="replace") if isinstance(value, bytes) else str(value))
