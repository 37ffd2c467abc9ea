"""Throw-away tracking stores for exploring: a notebook that logs already must leave no trace on the team's server."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from worker.ports import Tracked

_SEEDED = frozenset({"alembic_version", "workspaces"})
"""tables whose rows MLflow's migrations write themselves"""


@dataclass
class ThrowAwayStores:
    """Makes stores; the first one that a notebook used is kept, emptied, so that the next need not be migrated."""

    _template: bytes | None = field(default=None, init=False)

    @property
    def migrated(self) -> bool:
        """Whether the next store comes with its tables."""
        return self._template is not None

    def forget(self) -> None:
        """Drop the template: some interpreter has an MLflow with another schema."""
        self._template = None

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """Tracking URI of an empty store, deleted at the end."""
        with tempfile.TemporaryDirectory(prefix="mlflow-worker-store-") as folder:
            database = Path(folder) / "mlflow.db"
            if self._template is not None:
                database.write_bytes(self._template)
            yield f"sqlite:///{database.as_posix()}"
            if self._template is None and database.is_file():
                self._template = _emptied(database)


def tracked(uri: str) -> Tracked:
    """What the runs of a store hold; nothing when it cannot be read (an MLflow with another schema wrote it)."""
    database = Path(uri.removeprefix("sqlite:///"))
    if not database.is_file():
        return Tracked()
    try:
        with closing(sqlite3.connect(database)) as connection:

            def column(query: str) -> list[str]:
                return [str(value) for (value,) in connection.execute(query).fetchall()]

            params = connection.execute("SELECT DISTINCT key, value FROM params ORDER BY value").fetchall()
            metrics = connection.execute(
                "SELECT DISTINCT key, CASE WHEN is_nan THEN NULL ELSE value END FROM latest_metrics ORDER BY value"
            ).fetchall()
            return Tracked(
                runs=len(column("SELECT run_uuid FROM runs")),
                params={key: tuple(value for name, value in params if name == key) for key, _ in params},
                metrics={
                    key: tuple(value for name, value in metrics if name == key and value is not None)
                    for key, _ in metrics
                },
                tags=frozenset(key for key in column("SELECT DISTINCT key FROM tags") if not key.startswith("mlflow.")),
                artifacts=_files(column("SELECT artifact_uri FROM runs WHERE artifact_uri IS NOT NULL")),
            )
    except sqlite3.Error:
        return Tracked()


def _files(folders: list[str]) -> dict[str, int]:
    """Path in the run → bytes, of every file that runs keep on this machine; saved models are left out."""
    found: dict[str, int] = {}
    for folder in (Path(one.removeprefix("file://")) for one in folders):
        for path in folder.rglob("*") if folder.is_dir() else ():
            models = [parent for parent in path.parents if (parent / "MLmodel").is_file()]
            if path.is_file() and not models:
                found[path.relative_to(folder).as_posix()] = path.stat().st_size
    return found


def _emptied(database: Path) -> bytes | None:
    """The store's bytes without its content; None when it is not whole."""
    try:
        with closing(sqlite3.connect(database)) as connection:
            found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            tables = {name for (name,) in found if not name.startswith("sqlite_")}
            if not tables >= {"alembic_version", "experiments"}:
                return None
            for name in tables - _SEEDED:
                connection.execute(f'DELETE FROM "{name}"')  # noqa: S608 - the store's own table names
            connection.commit()
            connection.execute("VACUUM")
    except sqlite3.Error:
        return None
    return database.read_bytes()
