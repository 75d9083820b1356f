"""The restore drill: a market is backed up, goes on, is lost, and is what it was at the backup."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from marketplace.backups import archives
from tests import servers
from tests.races.ledger import Ledger, new_database
from tests.races.market import ROOT, environment, prepare, run_python

pytestmark = pytest.mark.slow


def scene(env: dict, what: str):
    return json.loads(run_python(["tests/backups/scene.py", what], env))


def manage(env: dict, *words: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "manage.py", *map(str, words)],
        cwd=ROOT, env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip


def backup(env: dict, folder) -> dict:
    done = manage(env, "backup", folder, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def market(request, tmp_path_factory):
    """A market with the demo, backed up and gone on: its variables, backup and digest then."""
    folder = tmp_path_factory.mktemp("market")
    url = f"sqlite:///{folder / 'db.sqlite3'}"
    if request.param == "postgres":
        with servers.or_skip(servers.postgres) as maintenance:
            yield prepared(folder, new_database(maintenance, "drill"))
    else:
        yield prepared(folder, url)


def prepared(folder, url: str):
    env = environment(folder, url)
    prepare(env)
    run_python(["manage.py", "load_demo", "--scale", "small"], env)
    scene(env, "open")
    then = scene(env, "digest")
    made = backup(env, folder / "backups")
    scene(env, "later")
    return env, folder, made, then


def sent(folder) -> list[str]:
    lines = (folder / "messages.jsonl").read_text().splitlines()
    return [json.loads(line)["dedupe_key"] for line in lines]


def test_a_market_that_is_there_is_not_replaced_by_accident(market):
    env, _, made, _ = market
    before = scene(env, "digest")

    done = manage(env, "restore", made["dir"])

    assert done.returncode == 1
    assert "--over" in done.stderr
    assert scene(env, "digest") == before


@pytest.mark.parametrize("what", ["database", archives.NAME])
def test_a_damaged_backup_changes_nothing(market, tmp_path, what):
    env, _, made, _ = market
    before = scene(env, "digest")
    copy = tmp_path / "copy"
    run_python(["-c", f"import shutil; shutil.copytree({made['dir']!r}, {str(copy)!r})"], env)
    [damaged] = copy.glob(f"{what}*")
    data = bytearray(damaged.read_bytes())
    data[len(data) // 2] ^= 1
    damaged.write_bytes(data)

    done = manage(env, "restore", copy, "--over")

    assert done.returncode == 1
    assert "not the file that was backed up" in done.stderr
    assert scene(env, "digest") == before


def test_a_restored_market_is_what_it_was(market):
    env, folder, _, then = market
    assert sent(folder).count("drill") == 1
    assert scene(env, "digest")["tables"] != then["tables"], "nothing changed after the backup"

    done = manage(env, "restore", folder / "backups", "--over", "--json")

    report = json.loads(done.stdout)
    assert (done.returncode, report["ok"]) == (0, True), done.stdout + done.stderr
    assert report["wrong_tables"] == {}
    assert report["missing_files"] == []
    assert report["stats_differences"] == 0
    now = scene(env, "digest")
    other = {name for name in then["tables"] if now["tables"].get(name) != then["tables"][name]}
    assert other == set()
    assert (then["sessions"], now["sessions"]) == (1, 0)
    assert now["photo"] == then["photo"]


def test_no_message_is_sent_twice_after_a_restore(market):
    env, folder, _, _ = market
    before = sent(folder)

    scene(env, "messages")

    assert sent(folder) == before
    assert before.count("drill") == 1


def test_a_message_that_waited_is_sent_when_nothing_ran_after_the_backup(market):
    env, folder, made, _ = market

    done = manage(env, "restore", made["dir"], "--over", "--send-waiting", "--json")
    scene(env, "messages")

    assert json.loads(done.stdout)["held"] == 0
    assert sent(folder).count("drill") == 2


def test_a_row_that_did_not_come_back_is_told(market, tmp_path):
    env, _, made, _ = market
    copy = tmp_path / "copy"
    run_python(["-c", f"import shutil; shutil.copytree({made['dir']!r}, {str(copy)!r})"], env)
    manifest = json.loads((copy / "manifest.json").read_text())
    manifest["tables"]["order_order"] += 1
    (copy / "manifest.json").write_text(json.dumps(manifest))

    done = manage(env, "restore", copy, "--over", "--json")

    report = json.loads(done.stdout)
    assert (done.returncode, report["ok"]) == (1, False)
    assert list(report["wrong_tables"]) == ["order_order"]


def test_orders_that_come_in_while_it_is_made_are_wholly_in_it_or_not_at_all(tmp_path):
    path = tmp_path / "db.sqlite3"
    env = environment(tmp_path, f"sqlite:///{path}")
    prepare(env)
    with closing(sqlite3.connect(path)) as writer:
        # A writer in the middle of its work: the backup neither waits for it nor sees it.
        writer.execute("UPDATE places_commune SET name = 'half' WHERE id = 1")
        made = backup(env, tmp_path / "backups")
        writer.rollback()

    with closing(sqlite3.connect(f"{made['dir']}/database.sqlite3")) as copy:
        halves = copy.execute("SELECT COUNT(*) FROM places_commune WHERE name = 'half'")
        assert halves.fetchone() == (0,)
    assert Ledger(env["DATABASE_URL"]).rows("SELECT 1") == [(1,)]
