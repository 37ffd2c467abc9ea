"""One task's own working tree: files, its one commit, and the way of that commit to the branch."""

import re
from collections.abc import Sequence
from pathlib import Path

from git.exc import GitCommandError

from worker.adapters.git_cache import GitCache
from worker.adapters.git_command import GitFolder, mapped, redacted, unavailable, words
from worker.adapters.git_names import resolved_file
from worker.errors import ConflictsPersist, PushRefused, RepositoryUnavailable
from worker.ports import PushOutcome

_RACE = re.compile(
    r"cannot lock ref|failed to update ref|stale info|fetch first|non-fast-forward|incorrect old value|failed to lock"
)
"""reasons of a remote's rejection that mean: somebody else was faster"""

_REF_LINE = re.compile(r"^(?P<flag>[ +*=!-])\t[^\t]*\t(?P<summary>.*)$", re.MULTILINE)
"""the line of `git push --porcelain` about the one ref that is pushed"""


class GitWorktree:
    """Implements `ports.Worktree` in a linked worktree whose HEAD is detached."""

    def __init__(self, path: Path, *, cache: GitCache, base: str, branch: str) -> None:
        """`path` is a worktree of the cache at `base`, the tip of `branch` when it was made."""
        self._path = path
        self._cache = cache
        self._git = cache.worktree_git(path)
        self._base = base
        self._tip = base
        self._branch = branch

    @property
    def path(self) -> Path:
        """Folder of the working tree, without symbolic links."""
        return self._path

    @property
    def base(self) -> str:
        """Commit that the tree was made from."""
        return self._base

    def resolve(self, name: str) -> Path:
        """Real path of a repository file (links inside the repository followed); TaskInvalid for anything else."""
        return resolved_file(name, root=self._path, tracked=lambda: self._git.names("ls-files", "-z"))

    def commit(self, message: str, *, files: Sequence[str]) -> str:
        """Make these files, as they lie in the tree, the one commit on `base`; its id.

        Called again it replaces that commit. ValueError when the files are as in `base`; PushRefused when git will
        not commit (a signature that fails, a hook of the operator's own).
        """
        names = [self.resolve(name).relative_to(self._path).as_posix() for name in files]
        with mapped("git commit"):
            self._git.raw("reset", "--quiet", self._base)
            self._git.raw("add", "--force", "--", *names)
            if self._git.holds("diff-index", "--cached", "--quiet", self._base):
                raise ValueError(f"nothing to commit: {', '.join(names)} as in {self._base}")
            self._commit(f"--message={message}")
            return self._head()

    def restore(self) -> None:
        """Undo what running notebooks left: tracked files as in HEAD, everything else removed, ignored files too."""
        with mapped("git clean"):
            self._git.raw("reset", "--quiet", "--hard", "HEAD")
            self._git.raw("clean", "--quiet", "-ffdx")

    def tree(self) -> str:
        """Tree hash of HEAD."""
        with mapped("git rev-parse"):
            return self._git.text("rev-parse", "--verify", "HEAD^{tree}")

    def diff(self) -> str:
        """Unified diff from the base to HEAD; line ends as they are in the files."""
        with mapped("git diff-tree"):
            return unified_diff(self._git, self._base, "HEAD")

    def push(self) -> PushOutcome:
        """Push HEAD onto the branch, and confirm by fetch and ancestry.

        PushRefused with the remote's words when its policy is against it; RepositoryUnavailable when it does not
        answer and the commit is not there. An answer that was lost on the way is found by the confirmation.
        """
        with mapped("git push"):
            fault = self._push()
            if isinstance(fault, PushRefused):
                raise fault
            try:
                tip = self._cache.fetch(self._branch)
            except RepositoryUnavailable as error:
                raise (fault or error) from error
            if self._git.holds("merge-base", "--is-ancestor", self._head(), tip):
                return PushOutcome.PUSHED
            if fault:
                raise fault
            return PushOutcome.REJECTED

    def upstream_changes(self) -> frozenset[str]:
        """Fetch; the files that differ between `base` and the branch's new tip."""
        with mapped("git fetch"):
            self._tip = self._cache.fetch(self._branch)
            return self._changed(self._base, self._tip)

    def replay(self) -> None:
        """Put this task's commit onto the tip that `upstream_changes` saw; `base` moves there.

        Only when upstream left its files alone: ConflictsPersist otherwise, for those bytes were proven on others.
        """
        with mapped("git replay"):
            ours = self._head()
            files = self._changed(self._base, ours)
            if clash := sorted(files & self._changed(self._base, self._tip)):
                raise ConflictsPersist(
                    f"the branch changed {', '.join(clash)} too: plan and prove again on {self._tip}"
                )
            self._git.raw("reset", "--quiet", "--hard", self._tip)
            if files:
                self._git.raw("checkout", "--quiet", ours, "--", *sorted(files))
                self._commit(f"--reuse-message={ours}")
            self._base = self._tip

    def _head(self) -> str:
        return self._git.text("rev-parse", "--verify", "HEAD")

    def _changed(self, old: str, new: str) -> frozenset[str]:
        return frozenset(self._git.names("diff-tree", "-r", "-z", "--name-only", "--no-renames", old, new))

    def _commit(self, message: str) -> None:
        try:
            # the command and not GitPython's index.commit: that one ignores commit.gpgsign
            self._git.raw("commit", "--quiet", "--cleanup=verbatim", message)
        except GitCommandError as error:
            raise PushRefused(f"git does not take the commit: {words(error)}") from error

    def _push(self) -> PushRefused | RepositoryUnavailable | None:
        """Push once; None when it went through or lost a race, else what is wrong."""
        ref = f"refs/heads/{self._branch}"
        # The lease also catches a branch that was set back: there our commit would be a fast-forward that brings
        # the removed commits in again.
        lease = f"--force-with-lease={ref}:{self._base}"
        answer = self._git.answer(
            *("push", "--porcelain", lease, "--", "origin", f"HEAD:{ref}"), timeout_s=self._cache.timeout_s
        )
        line = _REF_LINE.search(answer.output)
        if line is None:
            return unavailable(answer.errors or "the remote gave no answer", doing="git push")
        summary = line["summary"]
        if summary.startswith("[remote rejected]") and not _RACE.search(summary):
            return PushRefused(f"the remote refuses the push: {_remote_words(answer.errors, summary)}")
        if line["flag"] == "!" and not summary.startswith(("[rejected]", "[remote rejected]")):
            return unavailable(f"{answer.errors}\n{summary}", doing="git push")
        return None


def unified_diff(git: GitFolder, old: str, new: str) -> str:
    """Diff between two commits in git's default form, whatever the user's configuration says."""
    options = ("-r", "--patch", "--no-color", "--no-ext-diff", "--no-textconv", "--no-renames", "--unified=3")
    prefixes = ("--src-prefix=a/", "--dst-prefix=b/")
    return git.raw("diff-tree", *options, *prefixes, old, new).decode("utf-8", errors="replace")


def _remote_words(errors: str, summary: str) -> str:
    lines = [line.removeprefix("remote:").strip() for line in errors.splitlines() if line.startswith("remote:")]
    return redacted("; ".join([*filter(None, lines), summary]))
