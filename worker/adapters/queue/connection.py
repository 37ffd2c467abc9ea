"""The connection to Redis: pinned reply shapes, short timeouts, the scripts, and the one place that maps its errors."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import Any, Final

import redis
from redis.backoff import ExponentialBackoff
from redis.commands.core import Script
from redis.retry import Retry

from worker.errors import QueueUnavailable, SettingsInvalid

STREAM: Final = "mlflow-worker:{tasks}"
RESULTS: Final = f"{STREAM}:results"
DEAD: Final = f"{STREAM}:dead"
DELAYED: Final = f"{STREAM}:delayed"
ENTRIES: Final = f"{STREAM}:entries"
WORKERS: Final = f"{STREAM}:workers"
GROUP: Final = "workers"

BLOCK_LIMIT_S: Final = 2.0
"""far below the socket's timeout: a blocking read beyond that is retried for a minute before it raises"""
_SOCKET_TIMEOUT_S: Final = 5.0


def task_key(task_id: str) -> str:
    """The hash with one task's state."""
    return f"{STREAM}:task:{task_id}"


class Connection:
    """A pooled, thread-safe client. Every command's errors are mapped within `faults`."""

    def __init__(self, url: str) -> None:
        try:
            self.client: redis.Redis = redis.Redis.from_url(
                url,
                protocol=2,  # the shapes of stream replies differ between 2 and 3
                decode_responses=True,
                encoding_errors="surrogateescape",  # bytes that are no UTF-8 must be refused, not crash every claim
                socket_timeout=_SOCKET_TIMEOUT_S,
                socket_connect_timeout=_SOCKET_TIMEOUT_S,
                retry=Retry(ExponentialBackoff(cap=0.5, base=0.05), 2),
                client_name="mlflow-worker",
            )
        except (ValueError, TypeError) as error:
            raise SettingsInvalid(f"MLFLOW_WORKER_REDIS_URL: {error}") from error
        where = self.client.connection_pool.connection_kwargs
        self._where = where.get("path") or f"{where.get('host', 'localhost')}:{where.get('port', 6379)}"
        self._scripts: dict[str, Script] = {}

    def run(self, script: str, *arguments: str | float) -> Any:
        """Run one of the scripts in `lua/`, atomically."""
        if script not in self._scripts:
            folder = files(__package__) / "lua"
            source = "\n".join((folder / f"{name}.lua").read_text("utf-8") for name in ("common", script))
            self._scripts[script] = self.client.register_script(source)
        return self._scripts[script](keys=[STREAM], args=arguments)

    @contextmanager
    def faults(self) -> Iterator[None]:
        """Map whatever Redis or the way to it does to QueueUnavailable."""
        try:
            yield
        except redis.AuthenticationError as error:
            raise QueueUnavailable(f"Redis at {self._where} refuses the login: {error}") from error
        except (redis.ConnectionError, redis.TimeoutError, OSError) as error:
            raise QueueUnavailable(f"Redis at {self._where} does not answer: {error}") from error
        except redis.RedisError as error:
            raise QueueUnavailable(f"Redis at {self._where} refuses a command: {error}") from error

    def ping(self) -> None:
        """Raise QueueUnavailable when Redis does not answer."""
        with self.faults():
            self.client.ping()

    def close(self) -> None:
        """Close all pooled connections."""
        self.client.close()
