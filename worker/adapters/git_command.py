"""Running git: one command wrapper that leaks neither file descriptors nor the surrounding process's GIT_* variables.

Only GitPython's `Git` is used: it starts one process per call and holds nothing open. Its `Repo` keeps processes and
maps files, and takes GIT_DIR, GIT_OBJECT_DIRECTORY and their like from whoever started the worker.
"""

import os
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from git import Git
from git.exc import CommandError, GitCommandError, GitCommandNotFound, GitError

from worker.errors import RepositoryUnavailable, SettingsInvalid

STALE_LOCK_S = 5.0
"""git holds its lock files for milliseconds; one that is older was left by a killed process"""

_KEPT = re.compile(
    r"GIT_(SSH|SSH_COMMAND|SSH_VARIANT|ASKPASS|CONFIG_(COUNT|KEY_\d+|VALUE_\d+|GLOBAL|SYSTEM|NOSYSTEM)|SSL_\w+|HTTP_\w+"
    r"|PROXY_\w+|ALLOW_PROTOCOL|EXEC_PATH|TRACE\w*|CURL_VERBOSE|PYTHON_\w+)"
)
"""what an operator sets to reach the remote; all else (GIT_DIR, GIT_INDEX_FILE, …) belongs to whoever started us"""

_ENVIRONMENT = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_LITERAL_PATHSPECS": "1",  # a file called `:(top)*` is a file
}
_PROTOCOLS = "file:git:http:https:ssh"

_OPTIONS = (
    "advice.detachedHead=false",
    "commit.status=false",
    "core.autocrlf=false",
    "core.fsmonitor=false",
    "core.quotePath=false",
    "core.safecrlf=false",
    "fetch.recurseSubmodules=false",
    "gc.autoDetach=false",  # a collection in the background would outlive our lock on the cache
    "log.showSignature=false",
    "maintenance.autoDetach=false",
    "push.followTags=false",
    "push.recurseSubmodules=no",
    "submodule.recurse=false",
)

_LOCK = re.compile(r"Unable to create '(?P<path>[^']+\.lock)': File exists")
_CREDENTIALS = re.compile(r"(?<=://)[^/@\s']+@")
_MENDS = (
    (
        re.compile(
            r"terminal prompts disabled|Authentication failed|could not read (Username|Password)", re.IGNORECASE
        ),
        "give git a credential helper through GIT_CONFIG_COUNT/GIT_CONFIG_KEY_0/GIT_CONFIG_VALUE_0",
    ),
    (
        re.compile(r"Permission denied \(publickey|Host key verification failed"),
        "give the worker an SSH key",
    ),
    (re.compile(r"dubious ownership"), "the folder must belong to the worker's user, or be a `safe.directory` of git"),
    (re.compile(r"No space left on device"), "make room on the disk"),
)


class TeamGit(Git):
    """GitPython's command wrapper with the worker's options, and without the caller's GIT_* variables."""

    def execute(self, *args: Any, **kwargs: Any) -> Any:
        """Run a command list; as `git.Git.execute` otherwise."""
        command = list(kwargs.pop("command") if "command" in kwargs else args[0])
        self.update_environment(**_ENVIRONMENT)
        if "GIT_ALLOW_PROTOCOL" not in os.environ:
            self.update_environment(GIT_ALLOW_PROTOCOL=_PROTOCOLS)
        options = [part for option in _OPTIONS for part in ("-c", option)]
        foreign = [
            part
            for name in sorted(os.environ)
            if name.startswith("GIT_") and not _KEPT.fullmatch(name) and name not in self.environment()
            for part in ("-u", name)
        ]
        # GitPython can add to a child's environment but never remove from it: `env -u` can
        wrapper = ["env", *foreign] if foreign else []
        return super().execute([*wrapper, command[0], *options, *command[1:]], *args[1:], **kwargs)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What one git command said."""

    status: int
    output: str
    errors: str


class GitFolder:
    """git in one folder. Every argument after `--`, or starting with a fixed prefix, may be foreign text."""

    def __init__(
        self, folder: Path, *, locks: Path, git_dir: Path | None = None, environment: Mapping[str, str] | None = None
    ) -> None:
        """`locks` is the only tree in which stale lock files are removed."""
        self._git = TeamGit(str(folder))
        self._git.update_environment(**(environment or {}))
        self._locks = locks
        self._head = ["git", *([f"--git-dir={git_dir}"] if git_dir else [])]

    def raw(self, *args: str, timeout_s: float | None = None) -> bytes:
        """Standard output, unchanged; GitCommandError when git fails."""
        try:
            return self._execute(args, timeout_s)
        except GitCommandError as error:
            if not self._cleared(error):
                raise
            return self._execute(args, timeout_s)

    def text(self, *args: str, timeout_s: float | None = None) -> str:
        """Standard output as text, without surrounding white space."""
        return self.raw(*args, timeout_s=timeout_s).decode("utf-8", errors="replace").strip()

    def answer(self, *args: str, timeout_s: float | None = None) -> Answer:
        """Whatever git says, also when it fails."""
        status, output, errors = self._git.execute(
            [*self._head, *args], with_extended_output=True, with_exceptions=False, kill_after_timeout=timeout_s
        )
        return Answer(status=status, output=output, errors=errors)

    def names(self, *args: str) -> tuple[str, ...]:
        """File names of an output that ends each with NUL."""
        return tuple(os.fsdecode(name) for name in self.raw(*args).split(b"\0") if name)

    def holds(self, *args: str) -> bool:
        """Whether a command that answers by exit status 0 or 1 says yes."""
        try:
            self.raw(*args)
        except GitCommandError as error:
            if error.status == 1:
                return False
            raise
        return True

    def _execute(self, args: Sequence[str], timeout_s: float | None) -> bytes:
        output: bytes = self._git.execute(
            [*self._head, *args],
            stdout_as_string=False,
            strip_newline_in_stdout=False,
            kill_after_timeout=timeout_s,
        )
        return output

    def _cleared(self, error: GitCommandError) -> bool:
        """Remove the lock file that a killed process left behind, if that is what git complains about."""
        found = _LOCK.search(str(error.stderr))
        lock = Path(found["path"]).resolve() if found else None
        if lock is None or not lock.is_relative_to(self._locks.resolve()):
            return False
        deadline = time.monotonic() + 2 * STALE_LOCK_S
        while time.monotonic() < deadline:
            try:
                age = time.time() - lock.stat().st_mtime
            except FileNotFoundError:
                return True  # its owner lived, and is done
            if age >= STALE_LOCK_S:
                lock.unlink(missing_ok=True)
                return True
            time.sleep(0.1)
        return False


def words(error: BaseException) -> str:
    """What git said, on one line, without credentials and GitPython's decoration."""
    if not isinstance(error, CommandError):
        return redacted(" ".join(str(error).split()))
    said = re.sub(r"^\s*stderr: '|'\s*$", "", str(error.stderr))
    return _one_line(said) or f"git ended with status {error.status}"


def _one_line(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return redacted("; ".join(lines[-6:]))


def redacted(text: str) -> str:
    """The text with user names, passwords and tokens of URLs removed."""
    return _CREDENTIALS.sub("", text)


def unavailable(error: BaseException | str, *, doing: str) -> RepositoryUnavailable:
    """The fault (an exception, or git's own words) as the pipeline knows it, with a mend where one is known."""
    said = _one_line(error) if isinstance(error, str) else words(error)
    mend = next((f"; {mend}" for pattern, mend in _MENDS if pattern.search(said)), "")
    return RepositoryUnavailable(f"{doing}: {said}{mend}")


@contextmanager
def mapped(doing: str) -> Iterator[None]:
    """Map GitPython's errors, and those of the file system below, to the worker's own."""
    try:
        yield
    except GitCommandNotFound as error:
        raise SettingsInvalid("git is not on PATH: install it") from error
    except (PermissionError, NotADirectoryError, FileExistsError) as error:
        raise SettingsInvalid(f"{doing}: {error}; MLFLOW_WORKER_DATA must be a folder of the worker's own") from error
    except (GitError, OSError) as error:
        raise unavailable(error, doing=doing) from error
