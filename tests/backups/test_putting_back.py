"""A copy is not put over a database of SQLite that somebody still uses."""

import sqlite3
from contextlib import closing

import pytest

from marketplace.backups import databases


@pytest.fixture
def files(tmp_path, monkeypatch):
    """A database in use as ours are, and a copy with another row."""
    target, copy = tmp_path / "market.sqlite3", tmp_path / "copy.sqlite3"
    for path, word in ((target, "now"), (copy, "then")):
        with closing(sqlite3.connect(path, isolation_level=None)) as made:
            made.execute("PRAGMA journal_mode = WAL" if path == target else "SELECT 1")
            made.execute("CREATE TABLE word (said TEXT)")
            made.execute("INSERT INTO word VALUES (?)", [word])
    monkeypatch.setattr(databases, "_sqlite_file", lambda: target)
    monkeypatch.setattr(databases, "_SQLITE_PATIENCE", 0.1)
    return target, copy


def words(path) -> list[str]:
    with closing(sqlite3.connect(path)) as found:
        return [word for (word,) in found.execute("SELECT said FROM word ORDER BY rowid")]


@pytest.mark.parametrize("what", ["idle", "reads", "writes"])
def test_nothing_is_put_over_a_database_in_use(files, what):
    target, copy = files
    with closing(sqlite3.connect(target, isolation_level=None)) as other:
        other.execute("SELECT said FROM word").fetchall()
        if what != "idle":
            other.execute("BEGIN IMMEDIATE" if what == "writes" else "BEGIN")
            other.execute("SELECT said FROM word").fetchall()

        with pytest.raises(databases.DumpFailed, match="still uses the database"):
            databases._put_sqlite(copy)

        if what == "reads":
            other.execute("COMMIT")
        other.execute("INSERT INTO word VALUES ('order')")
        if what == "writes":
            other.execute("COMMIT")
    assert words(target) == ["now", "order"]
    assert not list(target.parent.glob("*.restoring"))


def test_a_copy_is_put_back_when_nobody_is_there(files):
    target, copy = files

    databases._put_sqlite(copy)

    assert words(target) == ["then"]
