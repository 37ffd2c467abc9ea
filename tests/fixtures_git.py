"""Fixtures with real git: bare remotes, clones of the team, the repository under test. A pytest plugin."""

import os
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

Files = Mapping[str, str | bytes]
BareRepository = Callable[..., Path]
Clone = Callable[[Path], Path]

IDENTITY = {
    "GIT_AUTHOR_NAME": "Team",
    "GIT_AUTHOR_EMAIL": "team@example.org",
    "GIT_COMMITTER_NAME": "Team",
    "GIT_COMMITTER_EMAIL": "team@example.org",
}


def git(folder: Path, *args: str, check: bool = True) -> str:
    """Run git as a member of the team; its output."""
    done = subprocess.run(
        ["git", *args], cwd=folder, env=os.environ | IDENTITY, capture_output=True, text=True, check=False
    )
    assert not check or done.returncode == 0, done.stderr
    return done.stdout.rstrip("\n")


def write(folder: Path, files: Files) -> None:
    """Write files below a folder, byte for byte."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def publish(clone: Path, files: Files, *, message: str = "change") -> str:
    """Commit files in a clone and push them to its branch; the commit's id."""
    write(clone, files)
    git(clone, "add", "--all")
    git(clone, "commit", "--quiet", "--message", message)
    git(clone, "push", "--quiet", "origin", "HEAD")
    return git(clone, "rev-parse", "HEAD")


def install_hook(bare: Path, name: str, script: str) -> None:
    """Give a remote a hook (a shell script without its first line)."""
    hook = bare / "hooks" / name
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\n{script}\n")
    hook.chmod(0o755)


@pytest.fixture(scope="session", autouse=True)
def plain_git(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Git without the configuration of the person who runs the tests."""
    config = tmp_path_factory.mktemp("git") / "config"
    config.touch()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_CONFIG_GLOBAL", str(config))
        patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        yield


@pytest.fixture
def clone(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """Makes a clone of a remote, as a member of the team has it."""

    def make(bare: Path) -> Path:
        folder = tmp_path_factory.mktemp("team") / "clone"
        git(bare.parent, "clone", "--quiet", str(bare), str(folder))
        return folder

    return make


@pytest.fixture
def bare_repository(tmp_path_factory: pytest.TempPathFactory) -> BareRepository:
    """Makes a bare remote whose first commit holds the given files."""

    def make(files: Files | None = None, *, branch: str = "main") -> Path:
        home = tmp_path_factory.mktemp("remote")
        bare = home / "team.git"
        git(home, "init", "--quiet", "--bare", f"--initial-branch={branch}", str(bare))
        if files is None:
            return bare
        first = home / "first"
        git(home, "clone", "--quiet", str(bare), str(first))
        publish(first, files, message="first")
        return bare

    return make
