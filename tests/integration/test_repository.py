"""The repository adapter against real remotes, real hooks and real races."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.fixtures_git import BareRepository, Clone, git, install_hook, publish, write
from worker.adapters.git_cache import GitCache
from worker.adapters.git_worktree import GitWorktree
from worker.adapters.repository import GitRepository
from worker.errors import (
    ConflictsPersist,
    PushRefused,
    RepositoryUnavailable,
    SettingsInvalid,
    TaskInvalid,
)
from worker.ports import PushOutcome, Repository, Worktree

NOTEBOOK = "examples/03_solver.py"
FILES = {NOTEBOOK: "x = 1\n", "README.md": "read me\n", "lib/physics.py": "g = 9.81\n"}
MESSAGE = "feat: add MLflow tracking\n\nTracks x.\n\nTask-Id: T-1\nMLflow-Experiment: solver\n"

Open = Callable[[Path | str], GitRepository]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def opened(data: Path) -> Open:
    def make(url: Path | str) -> GitRepository:
        return GitRepository(
            url=str(url), data=data, author_name="Worker", author_email="worker@example.org", timeout_s=60
        )

    return make


@pytest.fixture
def bare(bare_repository: BareRepository) -> Path:
    return bare_repository(FILES)


@pytest.fixture
def team(bare: Path, clone: Clone) -> tuple[Path, Path]:
    """A remote, and a colleague's clone of it."""
    return bare, clone(bare)


def edit(tree: Worktree, content: str | bytes = "x = 2\n", *, name: str = NOTEBOOK, message: str = MESSAGE) -> str:
    write(tree.path, {name: content})
    return tree.commit(message, files=[name])


def content(bare: Path, name: str = NOTEBOOK, *, rev: str = "main") -> bytes:
    return subprocess.run(
        ["git", "cat-file", "blob", f"{rev}:{name}"], cwd=bare, capture_output=True, check=True
    ).stdout


# ---------------------------------------------------------------- the plain way


def test_a_commit_reaches_the_branch_with_the_settings_identity(bare, opened):
    repository: Repository = opened(bare)
    with repository.worktree(task_id="T-1", branch="main") as tree:
        base = git(bare, "rev-parse", "main")
        assert tree.base == base
        commit = edit(tree)
        assert tree.push() is PushOutcome.PUSHED
    assert git(bare, "rev-parse", "main", "main^") == f"{commit}\n{base}"
    assert git(bare, "log", "-1", "--format=%an|%ae|%cn|%ce", "main") == "|".join(["Worker", "worker@example.org"] * 2)
    assert git(bare, "log", "-1", "--format=%B", "main").rstrip() == MESSAGE.rstrip()
    assert content(bare) == b"x = 2\n"


def test_only_the_named_files_are_committed(bare, opened):
    with opened(bare).worktree(task_id="T-1", branch="main") as tree:
        write(tree.path, {"README.md": "spoilt\n", "mlruns/0/meta.yaml": "left by the notebook\n"})
        edit(tree)
        assert tree.push() is PushOutcome.PUSHED
    assert git(bare, "diff", "--name-only", "main^", "main") == NOTEBOOK


def test_committing_again_replaces_the_commit(bare, opened):
    with opened(bare).worktree(task_id="T-1", branch="main") as tree:
        first, first_tree = edit(tree), tree.tree()
        second = edit(tree, "x = 3\n")
        assert second != first
        assert tree.tree() != first_tree
        assert tree.tree() == git(tree.path, "rev-parse", f"{second}^{{tree}}")
        assert tree.push() is PushOutcome.PUSHED
    assert git(bare, "rev-list", "--count", "main") == "2"
    assert content(bare) == b"x = 3\n"


def test_committing_other_files_the_second_time_drops_the_first(bare, opened):
    with opened(bare).worktree(task_id="T-1", branch="main") as tree:
        edit(tree)
        edit(tree, "g = 1\n", name="lib/physics.py")
        assert git(tree.path, "diff", "--name-only", tree.base, "HEAD") == "lib/physics.py"


def test_an_unchanged_file_makes_no_commit(bare, opened):
    with opened(bare).worktree(task_id="T-1", branch="main") as tree:
        with pytest.raises(ValueError, match="nothing to commit"):
            edit(tree, "x = 1\n")
        assert git(tree.path, "rev-parse", "HEAD") == tree.base


def test_restoring_keeps_the_commit_and_drops_what_notebooks_left(bare, opened):
    with opened(bare).worktree(task_id="T-1", branch="main") as tree:
        edit(tree)
        write(tree.path, {".gitignore": "*.pkl\n"})
        tree.commit(MESSAGE, files=[NOTEBOOK, ".gitignore"])
        write(tree.path, {"README.md": "spoilt\n", "model.pkl": "left\n", "out/plot.txt": "left\n"})
        head = git(tree.path, "rev-parse", "HEAD")
        tree.restore()
        assert git(tree.path, "rev-parse", "HEAD") == head
        assert git(tree.path, "status", "--porcelain", "--ignored") == ""
        assert (tree.path / NOTEBOOK).read_bytes() == b"x = 2\n"


def test_the_diff_shows_the_edit_and_nothing_else(bare, opened):
    with opened(bare).worktree(task_id="T-1", branch="main") as tree:
        edit(tree)
        assert tree.diff().splitlines()[2:] == [
            f"--- a/{NOTEBOOK}",
            f"+++ b/{NOTEBOOK}",
            "@@ -1 +1 @@",
            "-x = 1",
            "+x = 2",
        ]


@pytest.mark.parametrize(
    "raw",
    [
        b"x = 1\r\ny = 2\r\n",
        b"x = 1\r\ny = 2\n",
        b"\xef\xbb\xbfx = 1\n",
        b"x = 'no newline at the end'",
        "x = 'ü → 𐍈'\n".encode(),
    ],
    ids=["crlf", "mixed", "bom", "no final newline", "unicode"],
)
def test_bytes_are_kept_from_the_worktree_to_the_branch(bare, opened, raw, monkeypatch):
    monkeypatch.setenv("GIT_CONFIG_COUNT", "2")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.autocrlf")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "true")
    monkeypatch.setenv("GIT_CONFIG_KEY_1", "core.safecrlf")
    monkeypatch.setenv("GIT_CONFIG_VALUE_1", "true")
    with opened(bare).worktree(task_id="T-1", branch="main") as tree:
        edit(tree, raw)
        assert tree.push() is PushOutcome.PUSHED
    assert content(bare) == raw
    with opened(bare).worktree(task_id="T-2", branch="main") as tree:
        assert tree.resolve(NOTEBOOK).read_bytes() == raw


def test_line_ends_that_the_team_normalises_are_committed_normalised(bare_repository, opened, monkeypatch):
    bare = bare_repository({".gitattributes": "*.py text\n", **FILES})
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.safecrlf")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "true")
    with opened(bare).worktree(task_id="T-1", branch="main") as tree:
        edit(tree, b"x = 2\r\n")
        assert tree.push() is PushOutcome.PUSHED
    assert content(bare) == b"x = 2\n"


@pytest.mark.parametrize(
    "name",
    [
        "a b/nb one.py",
        "naïve/größe.py",
        'it\'s "quoted".py',
        ":(top)odd.py",
        "-rf.py",
        "[ab]*.py",
        "tab\tname.py",
        "Case.py",
    ],
)
def test_files_with_odd_names_are_committed_alone(bare_repository, opened, name):
    bare = bare_repository({name: "x = 1\n", "b.py": "y = 1\n", "case.txt": ""})
    with opened(bare).worktree(task_id="T-1", branch="main") as tree:
        assert tree.resolve(name).read_text() == "x = 1\n"
        write(tree.path, {"b.py": "y = 2\n"})
        edit(tree, name=name)
        assert tree.push() is PushOutcome.PUSHED
    found = opened(bare).published(task_id="T-1", branch="main")
    assert found is not None
    assert found.files == (name,)


@pytest.mark.parametrize("branch", ["team/feature", "naïve", "a.b-c_d", "it's"])
def test_other_branches_work_too(bare, clone, opened, branch):
    mine = clone(bare)
    git(mine, "checkout", "--quiet", "-b", branch)
    publish(mine, {"README.md": branch})
    with opened(bare).worktree(task_id="T-1", branch=branch) as tree:
        commit = edit(tree)
        assert tree.push() is PushOutcome.PUSHED
    assert git(bare, "rev-parse", f"refs/heads/{branch}") == commit
    assert git(bare, "rev-list", "--count", "main") == "1"


def test_a_branch_may_become_a_folder_of_branches(bare, clone, opened):
    mine = clone(bare)
    git(mine, "push", "--quiet", "origin", "HEAD:refs/heads/topic")
    repository = opened(bare)
    with repository.worktree(task_id="T-1", branch="topic"):
        pass
    git(mine, "push", "--quiet", "origin", ":topic")
    git(mine, "push", "--quiet", "origin", "HEAD:refs/heads/topic/one")
    with repository.worktree(task_id="T-1", branch="topic/one") as tree:
        assert tree.base == git(bare, "rev-parse", "topic/one")


@pytest.mark.parametrize("form", ["{}", "file://{}"])
def test_local_paths_and_file_urls_are_remotes(bare, opened, form):
    assert opened(form.format(bare)).branches() == ("main",)


# ---------------------------------------------------------------- what the caller's surroundings must not change


def test_the_variables_of_a_surrounding_hook_do_not_reach_git(bare, clone, opened, monkeypatch, tmp_path):
    other = clone(bare)
    for name, value in {
        "GIT_DIR": str(other / ".git"),
        "GIT_WORK_TREE": str(other),
        "GIT_INDEX_FILE": str(tmp_path / "index"),
        "GIT_OBJECT_DIRECTORY": str(tmp_path / "objects"),
        "GIT_QUARANTINE_PATH": str(tmp_path / "objects"),
        "GIT_NAMESPACE": "elsewhere",
        "GIT_AUTHOR_NAME": "Somebody",
        "GIT_CONFIG_PARAMETERS": "'core.bare=nonsense'",
    }.items():
        monkeypatch.setenv(name, value)
    with opened(bare).worktree(task_id="T-1", branch="main") as tree:
        commit = edit(tree)
        assert tree.push() is PushOutcome.PUSHED
    monkeypatch.undo()
    assert git(bare, "log", "-1", "--format=%H %an", "main") == f"{commit} Worker"
    assert git(other, "status", "--porcelain") == ""
    assert not (tmp_path / "index").exists()
    assert not (tmp_path / "objects").exists()


def test_configuration_given_by_variables_reaches_git(bare, opened, monkeypatch):
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", f"url.{bare}.insteadOf")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "https://git.example.org/team.git")
    assert opened("https://git.example.org/team.git").branches() == ("main",)


def test_a_signature_that_fails_is_no_silent_unsigned_commit(bare, opened, monkeypatch):
    for place, (key, value) in enumerate({"commit.gpgsign": "true", "gpg.program": "false"}.items()):
        monkeypatch.setenv(f"GIT_CONFIG_KEY_{place}", key)
        monkeypatch.setenv(f"GIT_CONFIG_VALUE_{place}", value)
    monkeypatch.setenv("GIT_CONFIG_COUNT", "2")
    with opened(bare).worktree(task_id="T-1", branch="main") as tree, pytest.raises(PushRefused, match="sign"):
        edit(tree)


def test_an_ssh_signature_is_made_where_the_team_asks_for_one(bare, opened, monkeypatch, tmp_path):
    key = tmp_path / "key"
    try:
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    except FileNotFoundError:
        pytest.skip("no ssh-keygen here")
    options = {"commit.gpgsign": "true", "gpg.format": "ssh", "user.signingkey": str(key)}
    for place, (name, value) in enumerate(options.items()):
        monkeypatch.setenv(f"GIT_CONFIG_KEY_{place}", name)
        monkeypatch.setenv(f"GIT_CONFIG_VALUE_{place}", value)
    monkeypatch.setenv("GIT_CONFIG_COUNT", str(len(options)))
    with opened(bare).worktree(task_id="T-1", branch="main") as tree:
        edit(tree)
        assert tree.push() is PushOutcome.PUSHED
    assert "BEGIN SSH SIGNATURE" in git(bare, "cat-file", "commit", "main")


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_no_file_descriptor_leaks_over_thirty_worktrees(bare, opened):
    repository = opened(bare)

    def once(number: int) -> None:
        with repository.worktree(task_id=f"T-{number}", branch="main") as tree:
            edit(tree, f"x = {number + 10}\n")
            assert tree.push() is PushOutcome.PUSHED
            tree.upstream_changes()

    once(0)
    before = descriptors()
    for number in range(1, 31):
        once(number)
    assert descriptors() == before
    assert git(bare, "rev-list", "--count", "main") == "32"


# ---------------------------------------------------------------- files of a task


@pytest.fixture
def tree(bare, clone, opened, tmp_path):
    secret = tmp_path / "secret.py"
    secret.write_text("password = 1\n")
    mine = clone(bare)
    (mine / "out.py").symlink_to(secret)
    (mine / "outdir").symlink_to(tmp_path)
    (mine / "up.py").symlink_to("../../secret.py")
    (mine / "gone.py").symlink_to("nowhere.py")
    (mine / "loop.py").symlink_to("loop.py")
    (mine / "gitlink").symlink_to(".git")
    (mine / "inside.py").symlink_to(NOTEBOOK)
    (mine / "insidedir").symlink_to("examples")
    publish(mine, {})
    with opened(bare).worktree(task_id="T-1", branch="main") as tree:
        yield tree


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("/etc/passwd", "absolute"),
        ("C:\\nb.py", "absolute"),
        ("../../etc/passwd", "climbs"),
        ("examples/../../nb.py", "climbs"),
        ("examples/../README.md", "climbs"),
        ("out.py", "leads out"),
        ("outdir/secret.py", "leads out"),
        ("outdir/new/../secret.py", "climbs"),
        ("up.py", "leads out"),
        ("gone.py", "does not exist"),
        ("loop.py", "cannot be a file"),
        (".git", "git itself"),
        (".git/config", "git itself"),
        (".GIT/config", "git itself"),
        ("gitlink", "git itself"),
        ("examples", "folder"),
        ("insidedir", "folder"),
        (".", "names no file"),
        ("", "names no file"),
        ("  ", "names no file"),
        ("examples/nope.py", "does not exist"),
        ("README.md/nb.py", "does not exist"),
        ("nul\0.py", "cannot be a file"),
        ("x" * 300, "cannot be a file"),
        ("\udc80\ud800.py", "cannot be a file"),
        ("--output=x", "does not exist"),
    ],
)
def test_a_path_that_is_no_file_of_the_repository_is_refused(tree, name, why):
    with pytest.raises(TaskInvalid, match=why) as caught:
        tree.resolve(name)
    assert str(caught.value).startswith(f"files: {name!r} ")
    with pytest.raises(TaskInvalid):
        tree.commit(MESSAGE, files=[name])


@pytest.mark.parametrize(
    "name", [NOTEBOOK, f"./{NOTEBOOK}", "examples//03_solver.py", "inside.py", "insidedir/03_solver.py"]
)
def test_every_way_to_write_a_file_leads_to_its_real_path(tree, name):
    assert tree.resolve(name) == tree.path / NOTEBOOK


def test_a_file_named_through_a_link_is_committed_under_its_real_name(tree):
    tree.resolve("inside.py").write_text("x = 2\n")
    tree.commit(MESSAGE, files=["inside.py"])
    assert git(tree.path, "diff", "--name-only", tree.base, "HEAD") == NOTEBOOK


@pytest.mark.parametrize(
    "name",
    ["03_solver.py", "example/03_solver.py", "examples/3_solver.py", "EXAMPLES/03_SOLVER.py", "examples\\03_solver.py"],
)
def test_a_missing_file_is_answered_with_the_nearest(tree, name):
    with pytest.raises(TaskInvalid, match=r"nearest: .*'examples/03_solver.py'"):
        tree.resolve(name)


def test_a_submodule_is_no_file(bare, clone, opened, bare_repository):
    mine = clone(bare)
    sub = bare_repository({"nb.py": "x = 1\n"})
    git(mine, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(sub), "sub")
    publish(mine, {})
    with opened(bare).worktree(task_id="T-1", branch="main") as tree:
        with pytest.raises(TaskInvalid, match="folder"):
            tree.resolve("sub")
        with pytest.raises(TaskInvalid, match="does not exist"):
            tree.resolve("sub/nb.py")


# ---------------------------------------------------------------- remotes and branches that must not be used


@pytest.mark.parametrize(
    "url",
    [
        "",
        "   ",
        "ext::sh -c 'touch {canary}'",
        "EXT::sh -c touch% {canary}",
        "fd::17",
        "--upload-pack=touch {canary}",
        "-oProxyCommand=touch",
        "ssh://-oProxyCommand=touch%20{canary}/x",
        "-x@host:repo.git",
        "git@-oProxyCommand=touch:repo.git",
        "ext://sh -c touch",
        "ftp://example.org/x.git",
        "https://user:secret@example.org/x.git",
        "https://[broken/x.git",
        "file:///tmp/a\nb",
    ],
)
def test_a_remote_that_could_run_a_command_or_leak_a_token_is_refused(opened, url, tmp_path):
    canary = tmp_path / "canary"
    with pytest.raises(SettingsInvalid, match="MLFLOW_WORKER_REPOSITORY") as caught:
        opened(url.format(canary=canary))
    assert "secret" not in str(caught.value)
    assert not canary.exists()


@pytest.mark.parametrize(
    "url",
    [
        "git@github.com:team/repo.git",
        "host:repo.git",
        "ssh://git@host:22/x.git",
        "https://host/x.git",
        "https://bot@host/x.git",
    ],
)
def test_ordinary_remotes_are_taken_without_contact(opened, url):
    assert opened(url).url == url.replace("bot@", "").replace("://git@", "://")


@pytest.mark.parametrize(
    "branch",
    [
        "",
        "-x",
        "--upload-pack=touch x",
        "a b",
        "a..b",
        "a:b",
        "main:refs/heads/evil",
        "+main",
        "*",
        "HEAD",
        "refs/heads/main",
        "@{-1}",
        "x.lock",
        "a\nb",
        "\udc80",
    ],
)
def test_a_branch_that_git_could_misread_is_refused(bare, opened, branch):
    repository = opened(bare)
    expected = "does not exist" if branch == "+main" else "no name of a git branch"
    with pytest.raises(TaskInvalid, match=expected), repository.worktree(task_id="T-1", branch=branch):
        pass
    with pytest.raises(TaskInvalid, match=expected):
        repository.published(task_id="T-1", branch=branch)


def test_a_missing_branch_is_answered_with_those_there_are(bare, opened):
    with pytest.raises(TaskInvalid, match="branch: 'master' does not exist in the repository; there is 'main'"):
        opened(bare).published(task_id="T-1", branch="master")


def test_an_empty_remote_is_named_as_such(bare_repository, opened):
    with pytest.raises(TaskInvalid, match="the repository is empty; push a first commit"):
        opened(bare_repository()).published(task_id="T-1", branch="main")


def test_a_remote_that_is_not_there_may_be_tried_again(tmp_path, opened):
    repository = opened(tmp_path / "nowhere.git")
    for ask in (repository.branches, lambda: repository.published(task_id="T", branch="main")):
        with pytest.raises(RepositoryUnavailable, match=r"nowhere\.git"):
            ask()
    assert RepositoryUnavailable.retryable


def test_a_host_that_refuses_is_unavailable_within_seconds(opened):
    begun = time.monotonic()
    with pytest.raises(RepositoryUnavailable, match=r"127\.0\.0\.1"):
        opened("http://user@127.0.0.1:9/team.git").branches()
    assert time.monotonic() - begun < 10


def test_a_data_folder_that_is_a_file_is_a_wrong_setting(bare, tmp_path):
    (tmp_path / "file").write_text("")
    repository = GitRepository(url=str(bare), data=tmp_path / "file", author_name="W", author_email="w@x")
    with pytest.raises(SettingsInvalid, match="MLFLOW_WORKER_DATA"):
        repository.branches()


# ---------------------------------------------------------------- races


def test_a_push_after_somebody_elses_is_rejected_and_replayed(bare, clone, opened):
    mine = clone(bare)
    with opened(bare).worktree(task_id="T-1", branch="main") as tree:
        first = edit(tree)
        theirs = publish(mine, {"README.md": "newer\n"})
        assert tree.push() is PushOutcome.REJECTED
        assert tree.upstream_changes() == {"README.md"}
        tree.replay()
        assert tree.base == theirs
        assert git(tree.path, "log", "-1", "--format=%B", "HEAD") == git(tree.path, "log", "-1", "--format=%B", first)
        assert (tree.path / "README.md").read_text() == "newer\n"
        assert tree.push() is PushOutcome.PUSHED
    assert git(bare, "rev-parse", "main^") == theirs
    assert content(bare) == b"x = 2\n"
    assert git(bare, "rev-list", "--count", "--grep=Task-Id: T-1", "main") == "1"


def test_a_replay_over_a_changed_target_is_refused(bare, clone, opened):
    mine = clone(bare)
    with opened(bare).worktree(task_id="T-1", branch="main") as tree:
        edit(tree)
        publish(mine, {NOTEBOOK: "x = 7\n"})
        assert tree.push() is PushOutcome.REJECTED
        assert tree.upstream_changes() == {NOTEBOOK}
        with pytest.raises(ConflictsPersist, match=NOTEBOOK):
            tree.replay()
    assert content(bare) == b"x = 7\n"


def test_a_replay_goes_onto_the_tip_that_was_looked_at(bare, clone, opened):
    mine = clone(bare)
    with opened(bare).worktree(task_id="T-1", branch="main") as tree:
        edit(tree)
        seen = publish(mine, {"README.md": "newer\n"})
        tree.upstream_changes()
        publish(mine, {"lib/physics.py": "g = 10\n"})  # might change what was proven, and nobody has judged it
        tree.replay()
        assert tree.base == seen
        assert tree.push() is PushOutcome.REJECTED


def test_a_replay_overwrites_what_the_notebook_left_lying_about(bare, clone, opened):
    mine = clone(bare)
    with opened(bare).worktree(task_id="T-1", branch="main") as tree:
        edit(tree)
        write(tree.path, {"new.txt": "left by the notebook\n", "README.md": "spoilt\n"})
        publish(mine, {"new.txt": "the team's\n"})
        tree.upstream_changes()
        tree.replay()
        assert tree.push() is PushOutcome.PUSHED
    assert content(bare, "new.txt") == b"the team's\n"
    assert content(bare, "README.md") == b"read me\n"


def test_upstream_changes_name_deleted_and_odd_files(bare, clone, opened):
    mine = clone(bare)
    with opened(bare).worktree(task_id="T-1", branch="main") as tree:
        git(mine, "rm", "--quiet", "lib/physics.py")
        git(mine, "mv", "README.md", "LIES MICH → ü.md")
        publish(mine, {})
        assert tree.upstream_changes() == {"lib/physics.py", "README.md", "LIES MICH → ü.md"}


def test_a_branch_that_was_set_back_does_not_get_the_removed_commit_again(bare, clone, opened):
    mine = clone(bare)
    first = git(mine, "rev-parse", "HEAD")
    publish(mine, {"password.txt": "secret\n"})
    with opened(bare).worktree(task_id="T-1", branch="main") as tree:
        edit(tree)
        git(mine, "push", "--quiet", "--force", "origin", f"{first}:main")
        assert tree.push() is PushOutcome.REJECTED  # though it would be a fast-forward
        assert tree.upstream_changes() == {"password.txt"}
        tree.replay()
        assert tree.push() is PushOutcome.PUSHED
    assert git(bare, "rev-parse", "main^") == first
    assert not git(bare, "ls-tree", "main", "password.txt")


def test_a_rewritten_branch_is_followed(bare, clone, opened):
    mine = clone(bare)
    with opened(bare).worktree(task_id="T-1", branch="main") as tree:
        edit(tree)
        git(mine, "commit", "--quiet", "--amend", "--message", "rewritten")
        git(mine, "push", "--quiet", "--force", "origin", "HEAD")
        assert tree.push() is PushOutcome.REJECTED
        assert tree.upstream_changes() == frozenset()
        tree.replay()
        assert tree.push() is PushOutcome.PUSHED
    assert git(bare, "log", "--format=%s", "main") == "feat: add MLflow tracking\nrewritten"


def test_a_branch_deleted_meanwhile_is_not_made_again(bare, clone, opened):
    mine = clone(bare)
    git(mine, "push", "--quiet", "origin", "HEAD:refs/heads/topic")
    with opened(bare).worktree(task_id="T-1", branch="topic") as tree:
        edit(tree)
        git(mine, "push", "--quiet", "origin", ":topic")
        with pytest.raises(TaskInvalid, match="branch: 'topic' does not exist"):
            tree.push()
    assert opened(bare).branches() == ("main",)


def test_pushing_twice_is_pushing_once(bare, opened):
    with opened(bare).worktree(task_id="T-1", branch="main") as tree:
        edit(tree)
        assert tree.push() is PushOutcome.PUSHED
        assert tree.push() is PushOutcome.PUSHED
    assert git(bare, "rev-list", "--count", "main") == "2"


def test_our_commit_below_somebody_elses_counts_as_pushed(bare, clone, opened):
    with opened(bare).worktree(task_id="T-1", branch="main") as tree:
        commit = edit(tree)
        git(tree.path, "push", "--quiet", str(bare), "HEAD:refs/heads/main")  # a push whose answer nobody heard
        publish(clone(bare), {"README.md": "on top\n"})
        assert tree.push() is PushOutcome.PUSHED
    assert git(bare, "rev-parse", "main^") == commit


def test_a_race_on_the_server_itself_is_a_rejection(bare, clone, opened, tmp_path):
    mine = clone(bare)
    publish(mine, {"README.md": "prepared\n"})
    theirs = git(mine, "rev-parse", "HEAD")
    git(mine, "push", "--quiet", "--force", "origin", "HEAD^:main")
    # lets another push through between the remote's first answer to us and its own update of the branch
    once = tmp_path / "once"
    install_hook(
        bare,
        "pre-receive",
        f"mkdir '{once}' 2>/dev/null && env -u GIT_QUARANTINE_PATH git update-ref refs/heads/main {theirs}; exit 0",
    )
    with opened(bare).worktree(task_id="T-1", branch="main") as tree:
        edit(tree)
        assert tree.push() is PushOutcome.REJECTED
        assert once.exists()
        assert tree.upstream_changes() == {"README.md"}
        tree.replay()
        assert tree.push() is PushOutcome.PUSHED


def test_four_threads_on_one_branch_end_in_four_commits(bare_repository, opened):
    bare = bare_repository({f"nb{number}.py": "x = 1\n" for number in range(4)})
    repository = opened(bare)
    together = threading.Barrier(4, timeout=60)

    def work(number: int) -> int:
        with repository.worktree(task_id=f"T-{number}", branch="main") as tree:
            edit(tree, name=f"nb{number}.py", message=f"feat: {number}\n\nTask-Id: T-{number}\n")
            together.wait()
            for attempt in range(1, 20):
                if tree.push() is PushOutcome.PUSHED:
                    return attempt
                tree.upstream_changes()
                tree.replay()
        pytest.fail("never pushed")

    with ThreadPoolExecutor(4) as pool:
        attempts = list(pool.map(work, range(4)))
    assert max(attempts) > 1  # there was a race at all
    assert git(bare, "rev-list", "--count", "main") == "5"
    assert sorted(git(bare, "log", "--format=%(trailers:key=Task-Id,valueonly,separator=%x2C)", "main").split()) == [
        f"T-{n}" for n in range(4)
    ]


# ---------------------------------------------------------------- the remote says no, or says nothing


@pytest.mark.parametrize("hook", ["pre-receive", "update"])
def test_a_hook_that_refuses_is_quoted(bare, opened, hook):
    install_hook(bare, hook, "echo 'notebooks are frozen until Monday' >&2; exit 1")
    with opened(bare).worktree(task_id="T-1", branch="main") as tree:
        edit(tree)
        with pytest.raises(PushRefused, match="notebooks are frozen until Monday"):
            tree.push()
    assert git(bare, "rev-list", "--count", "main") == "1"


def test_a_protected_branch_is_quoted(bare, opened):
    git(bare, "config", "receive.denyCurrentBranch", "refuse")
    git(bare, "config", "core.bare", "false")
    with opened(bare).worktree(task_id="T-1", branch="main") as tree:
        edit(tree)
        with pytest.raises(PushRefused, match="branch is currently checked out"):
            tree.push()


def test_the_cache_takes_no_hooks_from_a_template(bare, opened, tmp_path, monkeypatch):
    (tmp_path / "template").mkdir()
    for name in ("pre-commit", "pre-push", "post-checkout"):
        install_hook(tmp_path / "template", name, f"touch '{tmp_path}/ran-{name}'; exit 1")
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "init.templateDir")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", str(tmp_path / "template"))
    with opened(bare).worktree(task_id="T-1", branch="main") as tree:
        edit(tree)
        assert tree.push() is PushOutcome.PUSHED
    assert not list(tmp_path.glob("ran-*"))


def test_a_remote_moved_away_meanwhile_is_unavailable_and_comes_back(bare, opened):
    away = bare.with_name("away.git")
    with opened(bare).worktree(task_id="T-1", branch="main") as tree:
        edit(tree)
        bare.rename(away)
        with pytest.raises(RepositoryUnavailable, match="git push"):
            tree.push()
        with pytest.raises(RepositoryUnavailable):
            tree.upstream_changes()
        away.rename(bare)
        assert tree.push() is PushOutcome.PUSHED


def test_a_push_whose_answer_was_lost_counts_as_pushed(bare, opened, tmp_path):
    # the branch is updated by then, and the server dies before it reports (post-receive would be after the report)
    dies = f"if [ $1 = committed ]; then touch '{tmp_path}/updated'; kill -9 $PPID; fi"
    install_hook(bare, "reference-transaction", dies)
    with opened(bare).worktree(task_id="T-1", branch="main") as tree:
        commit = edit(tree)
        assert tree.push() is PushOutcome.PUSHED
    assert (tmp_path / "updated").exists()
    assert git(bare, "rev-parse", "main") == commit


def test_a_server_that_dies_before_the_update_is_unavailable(bare, opened):
    install_hook(bare, "pre-receive", "kill -9 $PPID")
    with opened(bare).worktree(task_id="T-1", branch="main") as tree:
        edit(tree)
        with pytest.raises(RepositoryUnavailable, match="git push"):
            tree.push()
    assert git(bare, "rev-list", "--count", "main") == "1"


def test_a_push_that_hangs_ends_at_the_time_limit(bare, data, tmp_path):
    install_hook(bare, "pre-receive", f"echo $$ > '{tmp_path}/pid'; exec sleep 60")
    repository = GitRepository(url=str(bare), data=data, author_name="W", author_email="w@x", timeout_s=2)
    with repository.worktree(task_id="T-1", branch="main") as tree:
        edit(tree)
        begun = time.monotonic()
        with pytest.raises(RepositoryUnavailable):
            tree.push()
        assert time.monotonic() - begun < 20
    hung = Path(f"/proc/{(tmp_path / 'pid').read_text().strip()}")
    deadline = time.monotonic() + 10
    while hung.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not hung.exists()


# ---------------------------------------------------------------- published


def test_a_published_commit_is_found_with_its_diff(bare, clone, opened):
    repository = opened(bare)
    assert repository.published(task_id="T-1", branch="main") is None
    with repository.worktree(task_id="T-1", branch="main") as tree:
        commit = edit(tree)
        diff = tree.diff()
        assert repository.published(task_id="T-1", branch="main") is None
        tree.push()
    publish(clone(bare), {"README.md": "on top\n"})
    found = repository.published(task_id="T-1", branch="main")
    assert found is not None
    assert (found.commit, found.files, found.diff) == (commit, (NOTEBOOK,), diff)
    assert found.message == MESSAGE.strip()


@pytest.mark.parametrize(
    ("written", "asked", "found"),
    [
        ("T-1", "T-1", True),
        ("T-10", "T-1", False),
        ("T-1", "T-10", False),
        ("T-1", "T.1", False),
        ("T-1", "t-1", False),
        (".*", "T-1", False),
        ("T-1", ".*", False),
        ("a'b\"c`d", "a'b\"c`d", True),
        ("naïve → 𐍈", "naïve → 𐍈", True),
        ("--all", "--all", True),
        ("1731-0", "1731-0", True),
    ],
)
def test_a_task_is_found_by_exactly_its_trailer(team, opened, written, asked, found):
    bare, mine = team
    publish(mine, {"README.md": "x"}, message=f"feat: x\n\nTask-Id: {written}")
    assert (opened(bare).published(task_id=asked, branch="main") is not None) is found


def test_a_task_id_in_the_text_of_a_message_is_no_trailer(bare, clone, opened):
    publish(clone(bare), {"README.md": "x"}, message="feat: x\n\nTask-Id: T-1\nis what we wait for.\n\nReviewed-by: A")
    assert opened(bare).published(task_id="T-1", branch="main") is None


def test_a_root_commit_can_be_the_published_one(bare_repository, opened):
    bare = bare_repository()
    first = bare.parent / "first"
    git(bare.parent, "clone", "--quiet", str(bare), str(first))
    publish(first, {"nb.py": "x = 1\n"}, message="feat: x\n\nTask-Id: T-1")
    found = opened(bare).published(task_id="T-1", branch="main")
    assert found is not None
    assert found.files == ("nb.py",)
    assert "+x = 1" in found.diff


# ---------------------------------------------------------------- what is left behind


def leftovers(data: Path) -> list[str]:
    return sorted(path.name for part in ("worktrees", "owners") for path in data.glob(f"repositories/*/{part}/*"))


def test_a_worktree_is_removed_whatever_happens(bare, opened, data):
    def fail_badly() -> None:
        with opened(bare).worktree(task_id="../../T 1", branch="main") as tree:
            write(tree.path, {"locked/file": "x"})
            (tree.path / "locked").chmod(0o500)
            (tree.path / ".git").unlink()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_badly()
    assert leftovers(data) == []
    assert len(git(next(data.glob("repositories/*/cache")), "worktree", "list").splitlines()) == 1


def test_an_error_of_the_body_is_not_taken_for_gits(bare, opened):
    with pytest.raises(FileNotFoundError, match="mine"), opened(bare).worktree(task_id="T-1", branch="main"):
        raise FileNotFoundError("mine")


HOLDER = """
import sys
from pathlib import Path
from worker.adapters.repository import GitRepository
repository = GitRepository(url=sys.argv[1], data=Path(sys.argv[2]), author_name="W", author_email="w@x")
with repository.worktree(task_id="T-1", branch="main") as tree:
    (tree.path / "left.txt").write_text("x")
    print(tree.path, flush=True)
    sys.stdin.read()
"""


def test_what_a_killed_worker_left_is_swept_and_what_lives_is_not(bare, opened, data):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(bare), str(data)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    try:
        held = Path(holder.stdout.readline().strip())
        repository = opened(bare)
        with repository.worktree(task_id="T-2", branch="main") as mine:
            assert repository.sweep() == 0
            assert held.exists()
            os.kill(holder.pid, signal.SIGKILL)
            holder.wait(10)
            (mine.path.parent / "T-0-1-unowned").mkdir()  # killed between two steps
            assert repository.sweep() == 2
            assert not held.exists()
            assert repository.sweep() == 0
            edit(mine)
            assert mine.push() is PushOutcome.PUSHED
        assert leftovers(data) == []
    finally:
        holder.kill()
        holder.wait(10)
        holder.stdin.close()
        holder.stdout.close()


def test_sweeping_before_any_task_finds_nothing(bare, opened):
    assert opened(bare).sweep() == 0


@pytest.mark.parametrize("lock", ["refs/tips/*.lock", "index.lock"])
def test_a_lock_file_of_a_killed_git_does_not_stop_the_worker(bare, clone, opened, data, lock):
    repository = opened(bare)
    with repository.worktree(task_id="T-1", branch="main") as tree:
        tip = next(data.glob("repositories/*/cache/refs/tips/*"))
        path = tree_lock(tree) if lock == "index.lock" else tip.with_name(f"{tip.name}.lock")
        path.touch()
        os.utime(path, (0, 0))
        publish(clone(bare), {"README.md": "newer\n"})
        assert tree.upstream_changes() == {"README.md"}
        tree.replay()
        edit(tree)
        assert tree.push() is PushOutcome.PUSHED
        assert not path.exists()


def tree_lock(tree: GitWorktree) -> Path:
    return Path(git(tree.path, "rev-parse", "--absolute-git-dir")) / "index.lock"


def test_a_fresh_lock_file_is_waited_for_not_removed(bare, opened):
    with opened(bare).worktree(task_id="T-1", branch="main") as tree:
        lock = tree_lock(tree)
        lock.touch()
        kept: list[bool] = []

        def release() -> None:
            kept.append(lock.exists())
            lock.unlink(missing_ok=True)

        owner = threading.Timer(0.5, release)
        owner.start()
        edit(tree)
        owner.join()
        assert kept == [True]


def test_a_draft_cache_of_a_killed_worker_is_made_anew(bare, opened, data):
    repository = opened(bare)
    home = repository._cache.home
    write(home, {"cache.new/HEAD": "half written"})
    assert isinstance(repository._cache, GitCache)
    assert repository.branches() == ("main",)
    assert not (home / "cache.new").exists()
