"""The worker's own copy of one remote: a bare cache, its worktrees, and the locks that processes share.

Layout below the home folder::

    lock              flock: held while the cache's refs or its list of worktrees change
    cache/            bare repository
    worktrees/NAME/   one per attempt
    owners/NAME       flock: held by the process that works in worktrees/NAME

The locks guard the worker's own cache, never the team's branch.
"""

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import IO

from git.exc import GitCommandError, GitError

from worker.adapters.folders import exclusive, owned, remove_folder
from worker.adapters.git_command import GitFolder, unavailable
from worker.errors import TaskInvalid

_SSH = "ssh -o BatchMode=yes -o ConnectTimeout=20 -o ServerAliveInterval=15 -o ServerAliveCountMax=4"
"""never asks a person, and gives a dead host up within about a minute"""


class GitCache:
    """One remote's objects and worktrees on this machine, safe for threads and processes."""

    def __init__(self, *, url: str, home: Path, environment: Mapping[str, str], timeout_s: float) -> None:
        """`timeout_s` bounds one fetch."""
        self._url = url
        self._home = home
        self._identity = environment
        self.timeout_s = timeout_s

    @property
    def home(self) -> Path:
        """Folder that holds everything of this remote."""
        return self._home

    @cached_property
    def environment(self) -> Mapping[str, str]:
        """What every git command gets: the committer, and an ssh that never waits, unless the operator chose one."""
        plain = GitFolder(self._folder("."), locks=self._home)
        if {"GIT_SSH", "GIT_SSH_COMMAND"} & os.environ.keys() or plain.holds("config", "core.sshCommand"):
            return self._identity
        return {**self._identity, "GIT_SSH_COMMAND": _SSH}

    @property
    def git(self) -> GitFolder:
        """Runs git in the bare cache, which must exist."""
        cache = self._home / "cache"
        return GitFolder(cache, git_dir=cache, locks=self._home, environment=self.environment)

    def worktree_git(self, folder: Path) -> GitFolder:
        """Runs git in one of the worktrees."""
        return GitFolder(folder, locks=self._home, environment=self.environment)

    def fetch(self, branch: str) -> str:
        """Fetch one branch; its tip. TaskInvalid when the remote has no such branch."""
        # One ref per branch under a hash: `a` and `a/b` may follow each other upstream, not as files in one folder
        ref = f"refs/tips/{hashlib.sha256(branch.encode()).hexdigest()[:16]}"
        refspec = f"+refs/heads/{branch}:{ref}"
        with self._guard():
            self._prepare()
            try:
                self.git.raw(
                    *("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--", "origin", refspec),
                    timeout_s=self.timeout_s,
                )
            except GitCommandError as error:
                if "couldn't find remote ref" not in str(error.stderr):
                    raise unavailable(error, doing="git fetch") from error
                raise self._missing(branch) from error
            return self.git.text("rev-parse", "--verify", f"{ref}^{{commit}}")

    def branches(self) -> tuple[str, ...]:
        """Names of the remote's branches."""
        with self._guard():
            self._prepare()
            return self._branches()

    @contextmanager
    def worktree(self, *, name: str, commit: str) -> Iterator[Path]:
        """A detached worktree of `commit`, removed at the end whatever happens."""
        folder = self._home / "worktrees" / name
        with self._guard():
            owner = self._owned(name, create=True)
        try:
            with self._guard():
                self.git.raw("worktree", "add", "--quiet", "--detach", "--no-checkout", "--", str(folder), commit)
            self.worktree_git(folder).raw("reset", "--quiet", "--hard")
            yield folder.resolve()
        finally:
            remove_folder(folder)
            with suppress(GitError, OSError), self._guard():  # what remains, the next sweep removes
                self._forget(name)
            if owner:
                owner.close()

    def sweep(self) -> int:
        """Remove the worktrees whose process is gone; how many."""
        swept = 0
        with self._guard():
            names = {path.name for part in ("worktrees", "owners") for path in self._folder(part).iterdir()}
            for name in sorted(names):
                owner = self._owned(name, create=False)
                if owner is None:
                    continue
                with owner:
                    remove_folder(self._home / "worktrees" / name)
                    self._forget(name)
                    swept += 1
        return swept

    def _guard(self) -> AbstractContextManager[None]:
        return exclusive(self._home / "lock")

    def _prepare(self) -> None:
        """Make the bare cache; it appears under its name only when it is whole."""
        cache, draft = self._home / "cache", self._home / "cache.new"
        self._folder("worktrees")
        if cache.exists():
            return
        remove_folder(draft)
        # no template: no hooks
        self.worktree_git(self._home).raw("init", "--quiet", "--bare", "--template=", "--", str(draft))
        GitFolder(draft, git_dir=draft, locks=self._home).raw("config", "remote.origin.url", self._url)
        draft.rename(cache)

    def _branches(self) -> tuple[str, ...]:
        try:
            listed = self.git.text("ls-remote", "--heads", "--", "origin", timeout_s=self.timeout_s)
        except GitCommandError as error:
            raise unavailable(error, doing="git ls-remote") from error
        return tuple(re.findall(r"\trefs/heads/(.+)", listed))

    def _missing(self, branch: str) -> TaskInvalid:
        known = self._branches()
        if not known:
            return TaskInvalid(f"branch: {branch!r} does not exist, the repository is empty; push a first commit")
        names = ", ".join(repr(name) for name in known[:10]) + (" …" if len(known) > 10 else "")
        return TaskInvalid(f"branch: {branch!r} does not exist in the repository; there is {names}")

    def _owned(self, name: str, *, create: bool) -> IO[str] | None:
        """The held lock of a worktree, or None when a living process has it."""
        owner = owned(self._folder("owners") / name)
        if owner and create:
            owner.write(f"{os.getpid()}\n")  # for people
            owner.flush()
        return owner

    def _forget(self, name: str) -> None:
        if (self._home / "cache").exists():
            self.git.raw("worktree", "prune", "--expire=now")
        (self._home / "owners" / name).unlink(missing_ok=True)

    def _folder(self, name: str) -> Path:
        folder = self._home / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder
