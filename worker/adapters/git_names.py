"""Names from outside (a remote's URL, a branch, a task's file), checked before git or the file system sees them."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from rapidfuzz import fuzz, process

from worker.adapters.git_command import redacted
from worker.errors import SettingsInvalid, TaskInvalid

_SCHEMES = frozenset({"file", "ssh", "git+ssh", "ssh+git", "git", "http", "https"})
_HELPER = re.compile(r"[A-Za-z0-9+.-]+::")
_SCP = re.compile(r"(?:[^@/:\s]+@)?[^@/:\s]+:(?!//)")
_SETTING = "MLFLOW_WORKER_REPOSITORY"


def checked_url(url: str) -> str:
    """The remote as git gets it: a known scheme, an scp-like address, or an absolute path; else SettingsInvalid."""
    url = url.strip()
    shown = redacted(url)
    if not url:
        raise SettingsInvalid(f"{_SETTING} is not set: give the path or the URL of the git remote")
    if url.startswith("-") or _HELPER.match(url) or not url.isprintable():
        raise SettingsInvalid(f"{_SETTING}: {shown!r} is no path or URL of a git remote (file, ssh, https)")
    if "://" in url:
        return _checked_address(url, shown)
    if _SCP.match(url) and not Path(url).exists():
        if url.split("@")[-1].startswith("-"):
            raise SettingsInvalid(f"{_SETTING}: {shown!r} names a host that looks like an option")
        return url
    return str(Path(url).expanduser().absolute())


def _checked_address(url: str, shown: str) -> str:
    try:
        parts = urlsplit(url)
        host, password = parts.hostname or "", parts.password
    except ValueError as error:
        raise SettingsInvalid(f"{_SETTING}: {shown!r} is no URL: {error}") from error
    if parts.scheme.lower() not in _SCHEMES:
        raise SettingsInvalid(f"{_SETTING}: {shown!r} has the scheme {parts.scheme!r}; use file, ssh or https")
    if host.startswith("-") or (parts.username or "").startswith("-"):
        raise SettingsInvalid(f"{_SETTING}: {shown!r} names a host that looks like an option")
    if password:
        raise SettingsInvalid(
            f"{_SETTING}: {shown!r} carries a password; give it to git through a credential helper "
            "(GIT_CONFIG_COUNT, GIT_CONFIG_KEY_0, GIT_CONFIG_VALUE_0)"
        )
    return url


def folder_name(url: str) -> str:
    """Folder of a remote's cache: readable, and different for every URL."""
    stem = slug(url.rstrip("/").removesuffix(".git").rsplit("/", 1)[-1])
    return f"{stem}-{hashlib.sha256(url.encode('utf-8', 'surrogateescape')).hexdigest()[:12]}"


def slug(text: str) -> str:
    """A short, harmless part of a file name."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", text).strip("-")[:40] or "x"


def checked_branch(branch: str, *, well_formed: Callable[[str], bool]) -> str:
    """The branch's name; TaskInvalid when git could take it for something else. `well_formed` asks git about a ref."""
    if (
        not branch.isprintable()
        or branch.startswith(("-", "refs/"))
        or branch in ("", "HEAD")
        or not well_formed(f"refs/heads/{branch}")
    ):
        raise TaskInvalid(f"branch: {branch!r} is no name of a git branch; write it as `git branch` lists it")
    return branch


def resolved_file(name: str, *, root: Path, tracked: Callable[[], Sequence[str]]) -> Path:
    """The real path of a repository file; TaskInvalid (field, value, mend) for all that lies outside or is no file."""
    pure = PurePosixPath(name)
    if not name.strip() or not pure.parts:
        raise _refused(name, "names no file; write a path relative to the repository's root")
    if pure.is_absolute() or re.match(r"[A-Za-z]:[\\/]", name):
        raise _refused(name, "is an absolute path; write it relative to the repository's root")
    if ".." in pure.parts:
        raise _refused(name, "climbs with `..`; write it relative to the repository's root, without `..`")
    try:
        real = (root / pure).resolve()
        _check_inside(name, pure, real=real, root=root)
        present, folder = real.is_file(), real.is_dir()
    except (OSError, RuntimeError, ValueError) as error:  # a loop of links, a NUL, a name longer than 255 bytes
        raise _refused(name, f"cannot be a file here ({error})") from error
    if folder:
        raise _refused(name, "is a folder; name the notebook in it")
    if not present:
        raise _refused(name, f"does not exist on the branch; {_nearest(name, tracked())}")
    return real


def _check_inside(name: str, pure: PurePosixPath, *, real: Path, root: Path) -> None:
    if not real.is_relative_to(root):
        raise _refused(name, "is a symbolic link that leads out of the repository; name a file inside it")
    parts = (*pure.parts, *real.relative_to(root).parts)
    if any(part.casefold() == ".git" for part in parts):
        raise _refused(name, "belongs to git itself; name a notebook")


def _refused(name: str, why: str) -> TaskInvalid:
    return TaskInvalid(f"files: {name!r} {why}")


def _nearest(name: str, tracked: Sequence[str]) -> str:
    candidates = [path for path in tracked if path.endswith(".py")]
    near = process.extract(name, candidates, scorer=fuzz.WRatio, processor=_folded, limit=3, score_cutoff=60)
    if near:
        return "nearest: " + ", ".join(repr(path) for path, _, _ in near)
    if candidates:
        return "there is for example " + ", ".join(repr(path) for path in candidates[:3])
    return "there is no .py file at all"


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()
