"""What `mlflow-worker doctor` asks of the world: each probe says what it saw, and how to mend what is wrong."""

import json
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import redis

from worker.adapters.kernel.limits import Limits
from worker.adapters.kernel.sandbox import Sandbox, containment
from worker.errors import RepositoryUnavailable, SettingsInvalid, TrackingUnavailable
from worker.findings import Frozen
from worker.ports import TrackingServer

OLDEST_REDIS = 7
"""major version; XAUTOCLAIM answers in another shape before"""
IMPORT_TIMEOUT_S = 120.0

_VERSIONS = """
import json, sys
found = {"python": sys.version.split()[0]}
for name in ("marimo", "mlflow"):
    try:
        found[name] = __import__(name).__version__
    except ImportError:
        found[name] = ""
print(json.dumps(found))
"""


class Diagnosis(Frozen):
    """One probe's answer."""

    name: str
    well: bool
    observed: str
    mend: str = ""
    """what to do, when it is not well"""


def probe_redis(url: str) -> Diagnosis:
    """Connect, and read the server's version."""
    try:
        # RESP2: the shape of replies differs by protocol.
        with redis.Redis.from_url(url, socket_timeout=5, protocol=2) as client:
            info = dict(client.info("server"))
    except redis.AuthenticationError as error:
        return _ill("redis", f"refuses the login: {error}", "put the password into MLFLOW_WORKER_REDIS_URL")
    except (redis.RedisError, OSError, ValueError) as error:
        return _ill("redis", f"no answer: {error}", "start Redis 7 or Valkey, or set MLFLOW_WORKER_REDIS_URL")
    version = str(info["redis_version"])
    product = f"Valkey {info['valkey_version']}" if "valkey_version" in info else f"Redis {version}"
    if int(version.partition(".")[0]) < OLDEST_REDIS:
        return _ill("redis", f"{product} is too old", f"Redis {OLDEST_REDIS} or Valkey is needed")
    return Diagnosis(name="redis", well=True, observed=product)


def probe_mlflow(server: TrackingServer) -> Diagnosis:
    """Ask the API itself: `/health` is green while the API answers 403."""
    try:
        server.preflight()
    except TrackingUnavailable as error:
        return _ill("mlflow", str(error), "start `mlflow server`, or set MLFLOW_TRACKING_URI (and its credentials)")
    return Diagnosis(name="mlflow", well=True, observed=f"the API at {server.uri} answers")


def probe_git(branches: Callable[[], Sequence[str]], *, branch: str) -> Diagnosis:
    """Ask the remote for its branches."""
    try:
        heads = branches()
    except (RepositoryUnavailable, SettingsInvalid) as error:
        return _ill("git", str(error), "look at MLFLOW_WORKER_REPOSITORY and its credentials (SSH key, helper)")
    if branch not in heads:
        known = ", ".join(heads[:5]) or "none: it is empty"
        return _ill("git", f"no branch {branch!r} (there: {known})", "push the branch, or set MLFLOW_WORKER_BRANCH")
    return Diagnosis(name="git", well=True, observed=f"branch {branch!r} is there")


def probe_interpreter(python: str) -> Diagnosis:
    """Import marimo and mlflow in the interpreter that runs the notebooks."""
    mend = f"`{python} -m pip install marimo mlflow`, or set MLFLOW_WORKER_PYTHON"
    try:
        # Not in the working directory: a file there must not pass for a package.
        done = subprocess.run(
            [python, "-c", _VERSIONS],
            capture_output=True,
            text=True,
            timeout=IMPORT_TIMEOUT_S,
            cwd=tempfile.gettempdir(),
            check=False,
        )
    except OSError as error:
        return _ill("interpreter", f"{python} does not start: {error.strerror}", "set MLFLOW_WORKER_PYTHON")
    except subprocess.TimeoutExpired:
        return _ill("interpreter", f"{python}: importing takes over {IMPORT_TIMEOUT_S:.0f} s", mend)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        return _ill("interpreter", f"{python}: {reason}", mend)
    versions: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    observed = f"{python}: " + ", ".join(f"{name} {version or 'missing'}" for name, version in versions.items())
    if not all(versions.values()):
        return _ill("interpreter", observed, mend)
    return Diagnosis(name="interpreter", well=True, observed=observed)


def probe_data(folder: Path) -> Diagnosis:
    """Write into the folder of clones and worktrees."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        return _ill("data", f"{folder} cannot be written: {error.strerror}", "set MLFLOW_WORKER_DATA")
    return Diagnosis(name="data", well=True, observed=f"{folder} can be written")


def probe_sandbox(sandbox: Sandbox, limits: Limits) -> Diagnosis:
    """Say how far notebooks are kept apart; a required sandbox that does not work is a fault of the settings."""
    return Diagnosis(name="sandbox", well=True, observed=f"{containment(sandbox)}; {limits}")


def _ill(name: str, observed: str, mend: str) -> Diagnosis:
    return Diagnosis(name=name, well=False, observed=observed, mend=mend)
