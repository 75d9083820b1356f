"""Real migrations, from nothing, on both databases; the rest of the suite skips them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.slow


def manage(*words: str, url: str, var: Path) -> str:
    environment = {**os.environ, "DATABASE_URL": url, "VAR_DIR": str(var), "SECRET_KEY": "x"}
    environment |= {"DJANGO_SETTINGS_MODULE": "marketplace.settings", "DATABASE_POOL": "False"}
    environment.pop("REDIS_URL", None)
    result = subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def assert_builds_a_database(url: str, var: Path) -> None:
    first = manage("migrate", "--noinput", url=url, var=var)
    manage("load_reference", url=url, var=var)

    again = manage("migrate", "--noinput", url=url, var=var)
    manage("load_reference", url=url, var=var)

    assert "Applying accounts.0001" in first
    assert "No migrations to apply" in again


def test_migrations_build_a_sqlite_database(tmp_path):
    assert_builds_a_database(f"sqlite:///{tmp_path / 'db.sqlite3'}", tmp_path)


@pytest.mark.postgres
def test_migrations_build_a_postgresql_database(tmp_path, postgres_url):
    assert_builds_a_database(postgres_url, tmp_path)
