"""What an installation gets from its environment."""

import json
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from accounts.addresses import client_ip
from shop.search import warming

ROOT = Path(__file__).resolve().parents[2]
SHOW = """
import json
from marketplace import settings
print(json.dumps([settings.CACHES, settings.TRUSTED_PROXY_COUNT, settings.SECURE_REFERRER_POLICY,
                  settings.DATABASES["default"]["ENGINE"]]))
"""


def settings_with(tmp_path, **variables):
    env = os.environ | {"SECRET_KEY": "x", "VAR_DIR": str(tmp_path)} | variables
    told = subprocess.run([sys.executable, "-c", SHOW], cwd=ROOT, env=env, capture_output=True)
    return json.loads(told.stdout)


def test_redis_is_used_through_the_cache_that_survives_its_death(tmp_path):
    caches, *_ = settings_with(tmp_path, REDIS_URL="redis://127.0.0.1:1/0")

    assert caches["default"]["BACKEND"] == "marketplace.cache.CalmRedisCache"


def test_postgresql_is_used_through_the_pool_that_survives_a_restart(tmp_path):
    *_, engine = settings_with(tmp_path, DATABASE_URL="postgres://a@localhost/b")

    assert engine == "common.postgresql"


def test_visitors_behind_a_proxy_are_told_apart(tmp_path):
    _, proxies, *_ = settings_with(tmp_path, TRUSTED_PROXY_COUNT="1")

    assert proxies == 1
    assert "TRUSTED_PROXY_COUNT" in (ROOT / "docker-compose.yml").read_text()


def test_the_secret_of_an_order_reaches_neither_other_sites_nor_the_access_log(tmp_path):
    _, _, referrer, _ = settings_with(tmp_path)
    log = (ROOT / "deploy/gunicorn.conf.py").read_text()

    assert referrer == "same-origin"
    assert "access_log_format" in log
    assert not any(field in log for field in ("%(r)s", "%(q)s", "%(f)s"))


def test_the_server_keeps_an_idle_connection_longer_than_the_proxy():
    kept = runpy.run_path(str(ROOT / "deploy/gunicorn.conf.py"))["keepalive"]
    [proxy] = re.findall(r"keepalive (\d+)s", (ROOT / "deploy/Caddyfile").read_text())

    assert kept > int(proxy)


@pytest.mark.parametrize(("age", "waits"), [(1, False), (2, False), (3, True)])
def test_process_that_replaces_another_waits_for_the_index_of_search(monkeypatch, age, waits):
    monkeypatch.setenv("WEB_WORKERS", "2")
    asked = []
    monkeypatch.setattr(warming, "begin", lambda *, wait_s: asked.append(wait_s))
    config = runpy.run_path(str(ROOT / "deploy/gunicorn.conf.py"))

    config["post_worker_init"](SimpleNamespace(age=age))

    assert [wait_s > 0 for wait_s in asked] == [waits]
    # Who does not show itself for that long is ended.
    assert max(asked) < config["timeout"]


def test_a_network_that_is_none_is_told_at_the_start(tmp_path):
    env = os.environ | {
        "SECRET_KEY": "x",
        "VAR_DIR": str(tmp_path),
        "TRUSTED_PROXIES": "10.0.0.1/8",
    }

    told = subprocess.run([sys.executable, "-c", SHOW], cwd=ROOT, env=env, capture_output=True)

    assert b"ImproperlyConfigured: TRUSTED_PROXIES: 10.0.0.1/8 has host bits set" in told.stderr


def test_a_proxy_is_known_also_by_its_mapped_address(rf, settings):
    settings.TRUSTED_PROXY_COUNT, settings.TRUSTED_PROXIES = 1, ["10.0.0.0/8"]
    request = rf.get("/", REMOTE_ADDR="::ffff:10.0.0.7", HTTP_X_FORWARDED_FOR="1.52.3.77")

    assert client_ip(request) == "1.52.3.77"
    request.META["REMOTE_ADDR"] = "::ffff:11.0.0.7"
    assert client_ip(request) == "::ffff:11.0.0.7"
