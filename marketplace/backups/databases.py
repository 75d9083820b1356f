"""Copy the database as of one moment while people shop, and put a copy back."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from django.db import connection
from django.utils import timezone

from common.snapshot import snapshot
from marketplace.backups.manifest import BackupBroken

NAMES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
#: Restoring waits so long for somebody who still uses the database, then gives up.
_LOCK_PATIENCE = "15s"
_SQLITE_PATIENCE = 15
_IN_USE = "Somebody still uses the database. Stop the site and its workers, then restore again."


class DumpFailed(Exception):
    """A program of the database failed; its own words say why."""


def copy_to(path: Path) -> tuple[datetime, dict[str, int]]:
    """Copy the database; return the moment it is as of and the rows of each table then.

    Nobody waits for it. Raises ``DumpFailed``.
    """
    return _copy_sqlite(path) if connection.vendor == "sqlite" else _copy_postgresql(path)


def put_back(path: Path) -> None:
    """Make the database what a copy says, wholly or not at all. Nobody else may be using it.

    Raises ``DumpFailed``, ``BackupBroken``.
    """
    (_put_sqlite if connection.vendor == "sqlite" else _put_postgresql)(path)


def rows_of_tables() -> dict[str, int]:
    """Return how many rows each table of the database holds."""
    with snapshot():
        return _count(_tables())


def is_in_use() -> bool:
    """Tell whether the database holds orders, or people who could sign in."""
    names = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in {"order_order", "accounts_user"} & names:
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {table})")  # noqa: S608 (a fixed name)
            if cursor.fetchone()[0]:
                return True
    return False


def _copy_sqlite(path: Path) -> tuple[datetime, dict[str, int]]:
    # A connection of its own: a copy cannot be made inside a transaction.
    with closing(sqlite3.connect(_sqlite_file(), timeout=60)) as source:
        source.execute("VACUUM INTO ?", [str(path)])
    at = timezone.now()
    with closing(sqlite3.connect(path)) as copy:
        _require_sound(copy)
        names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        tables = sorted(name for (name,) in copy.execute(names))
        sql = "SELECT COUNT(*) FROM {}"
        return at, {name: copy.execute(sql.format(_quoted(name))).fetchone()[0] for name in tables}


def _copy_postgresql(path: Path) -> tuple[datetime, dict[str, int]]:
    # The rows are counted in the very snapshot that is dumped.
    with snapshot(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot(), now()")
        name, at = cursor.fetchone()
        _run("pg_dump", ["--format=custom", f"--snapshot={name}", f"--file={path}"])
        return at, _count(_tables())


def _put_sqlite(path: Path) -> None:
    target = _sqlite_file()
    fresh = target.with_name(f"{target.name}.restoring")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, fresh)
    with closing(sqlite3.connect(fresh)) as copy:
        _require_sound(copy)
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    connection.close()
    if target.exists():
        try:
            _require_alone(target)
        except DumpFailed:
            fresh.unlink()
            raise
    for end in ("-wal", "-shm"):
        target.with_name(target.name + end).unlink(missing_ok=True)
    fresh.replace(target)


def _require_alone(target: Path) -> None:
    """Refuse while another connection is at the file: what it writes later would be lost.

    Leaving the log needs the file for itself: it is refused even to who sits beside an idle one.
    """
    with closing(sqlite3.connect(target, timeout=_SQLITE_PATIENCE)) as old:
        try:
            (mode,) = old.execute("PRAGMA journal_mode = DELETE").fetchone()
            old.execute("BEGIN EXCLUSIVE")
            old.rollback()
        except sqlite3.OperationalError as problem:
            raise DumpFailed(_IN_USE) from problem
        if mode != "delete":
            raise DumpFailed(_IN_USE)


def _put_postgresql(path: Path) -> None:
    connection.close()
    words = ["--clean", "--if-exists", "--no-owner", "--no-privileges"]
    words += ["--single-transaction", "--exit-on-error", f"--dbname={_postgres()['PGDATABASE']}"]
    _run("pg_restore", [*words, str(path)], PGOPTIONS=f"-c lock_timeout={_LOCK_PATIENCE}")


def _run(program: str, words: list[str], **more: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise DumpFailed(f"{program} is not installed (Debian: postgresql-client).")
    # Never on the command line: everybody on a machine can read that.
    env = os.environ | _postgres() | more
    done = subprocess.run(  # noqa: S603 (our own words)
        [found, *words], env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    if done.returncode:
        raise DumpFailed(f"{program}: {done.stderr.strip()[-2000:]}")


def _postgres() -> dict[str, str]:
    wanted = connection.settings_dict
    names = {"NAME": "PGDATABASE", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "HOST": "PGHOST",
             "PORT": "PGPORT"}  # fmt: skip
    return {env: str(wanted[name]) for name, env in names.items() if wanted[name]}


def _tables() -> list[str]:
    return sorted(connection.introspection.table_names())


def _count(tables: Iterable[str]) -> dict[str, int]:
    with connection.cursor() as cursor:
        found = {}
        for table in tables:
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT COUNT(*) FROM {name}")  # noqa: S608 (names of our tables)
            found[table] = cursor.fetchone()[0]
    return found


def _sqlite_file() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _require_sound(copy: sqlite3.Connection) -> None:
    (said,) = copy.execute("PRAGMA quick_check").fetchone()
    if said != "ok":
        raise BackupBroken(f"The copy of the database is damaged: {said}")
