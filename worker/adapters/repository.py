"""The team's git repository (GitPython): implements `ports.Repository`."""

import os
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from git.exc import GitCommandError

from worker.adapters.git_cache import GitCache
from worker.adapters.git_command import GitFolder, mapped, redacted
from worker.adapters.git_names import checked_branch, checked_url, folder_name, slug
from worker.adapters.git_worktree import GitWorktree, unified_diff
from worker.ports import PublishedCommit

PUBLISHED_DEPTH = 5000
"""how many of the branch's newest commits are searched for a task's trailer"""


class GitRepository:
    """One remote, through a bare cache below `data`; may be used from several threads and processes at once."""

    def __init__(self, *, url: str, data: Path, author_name: str, author_email: str, timeout_s: float = 600.0) -> None:
        """Contacts nothing. `timeout_s` bounds one fetch or push; SettingsInvalid for a URL that git must not see."""
        self._url = checked_url(url)
        self._cache = GitCache(
            url=self._url,
            home=data / "repositories" / folder_name(self._url),
            environment={
                "GIT_AUTHOR_NAME": author_name,
                "GIT_AUTHOR_EMAIL": author_email,
                "GIT_COMMITTER_NAME": author_name,
                "GIT_COMMITTER_EMAIL": author_email,
            },
            timeout_s=timeout_s,
        )

    @property
    def url(self) -> str:
        """The remote, without credentials."""
        return redacted(self._url)

    @contextmanager
    def worktree(self, *, task_id: str, branch: str) -> Iterator[GitWorktree]:
        """Fetch, and a fresh working tree at the tip of `branch`; removed at the end, whatever happens."""
        name = f"{slug(task_id)}-{os.getpid()}-{secrets.token_hex(4)}"
        with ExitStack() as stack:
            with mapped(f"git worktree of {self.url}"):
                base = self._fetch(branch)
                path = stack.enter_context(self._cache.worktree(name=name, commit=base))
                worktree = GitWorktree(path, cache=self._cache, base=base, branch=branch)
            yield worktree

    def published(self, *, task_id: str, branch: str) -> PublishedCommit | None:
        """The newest commit on the remote branch with exactly this `Task-Id` trailer, if there is one."""
        with mapped(f"git log of {self.url}"):
            tip = self._fetch(branch)
            git = self._cache.git
            form = "--format=%H%x00%(trailers:key=Task-Id,valueonly,unfold)%x01"
            log = git.text("log", f"--max-count={PUBLISHED_DEPTH}", form, tip, "--")
            for entry in log.split("\x01"):
                commit, _, values = entry.strip().partition("\0")
                if task_id.strip() in [value.strip() for value in values.splitlines() if value.strip()]:
                    return _published(git, commit)
        return None

    def sweep(self) -> int:
        """Remove what crashed attempts left in the cache; how many worktrees."""
        with mapped("git worktree prune"):
            return self._cache.sweep()

    def branches(self) -> tuple[str, ...]:
        """Ask the remote for its branches; RepositoryUnavailable when it does not answer."""
        with mapped(f"git ls-remote of {self.url}"):
            return self._cache.branches()

    def _fetch(self, branch: str) -> str:
        return self._cache.fetch(checked_branch(branch, well_formed=self._well_formed))

    def _well_formed(self, ref: str) -> bool:
        try:
            GitFolder(self._cache.home, locks=self._cache.home).raw("check-ref-format", ref)
        except GitCommandError:
            return False
        return True


def _published(git: GitFolder, commit: str) -> PublishedCommit:
    parents = git.text("rev-list", "--parents", "--max-count=1", commit).split()[1:]
    # the empty tree, for a root commit
    before = parents[0] if parents else git.text("hash-object", "-t", "tree", os.devnull)
    return PublishedCommit(
        commit=commit,
        message=git.text("log", "--max-count=1", "--format=%B", commit),
        files=git.names("diff-tree", "-r", "-z", "--name-only", "--no-renames", before, commit),
        diff=unified_diff(git, before, commit),
    )
