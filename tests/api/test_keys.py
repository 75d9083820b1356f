"""Keys of programs: made once, stored as a hash, limited, revoked."""

import datetime as dt
import json
import os
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory
from django.utils import timezone

from api import keys, limits
from api.models import ApiKey
from audit.models import AuditEvent
from tests.api.conftest import bearer, make_key
from tests.architecture.crawling import browser_of
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_minute(monkeypatch, settings, tmp_path):
    """No minute ends while a test counts, and nobody else counts in its file."""
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr("time.time", lambda: 1_800_000_010.0)


def test_stores_a_hash_and_shows_the_secret_once():
    out = StringIO()

    call_command("make_api_key", "Chi cục", "--right", "stats.sales", "--json", stdout=out)

    made = json.loads(out.getvalue())
    secret = made["key"].rsplit("_", 1)[1]
    row = ApiKey.objects.values().get()
    assert len(secret) == 64
    assert secret not in str(row)
    assert (row["reach"], row["rights"]) == ("closed", ["stats.sales"])
    assert AuditEvent.objects.filter(action="api-key.made").exists()
    assert secret not in str(list(AuditEvent.objects.values()))


@pytest.mark.parametrize(
    "options",
    [
        {"rights": []},
        {"rights": ["all"]},
        {"name": " "},
        {"reach": "communes"},
        {"commune_codes": ["05503"]},
        {"reach": "communes", "commune_codes": ["99999"]},
        {"per_minute": 0},
        {"days": 10_000},
    ],
)
def test_refuses_a_key_that_makes_no_sense(options):
    with pytest.raises(keys.KeyRefused) as refused:
        keys.make(**{"name": "Sở", "rights": ["stats.sales"], **options})

    assert refused.value.message.endswith(".")
    assert not ApiKey.objects.exists()


def test_command_says_why_it_makes_none():
    with pytest.raises(CommandError, match="quyền"):
        call_command("make_api_key", "Sở")


@pytest.mark.parametrize("how", ["wrong", "unknown", "cut", "revoked", "expired", "nul", "odd"])
def test_believes_no_wrong_key_on_any_address(program, how):
    whole = make_key(reach="province")
    key = ApiKey.objects.get()
    shown = {
        "wrong": whole[:-1] + ("0" if whole[-1] != "0" else "1"),
        "unknown": f"tnk_0000000000_{whole[-64:]}",
        "cut": "tnk_",
        "nul": f"tnk_{key.handle}\0_x",
        "odd": f"tnk_{key.handle}_é",
    }.get(how, whole)
    if how == "revoked":
        keys.revoke(key=key)
    if how == "expired":
        ApiKey.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))

    for path in ("products", "stats/summary"):
        program.get(path, 401, **bearer(shown))
        assert program.answer["WWW-Authenticate"] == "Bearer"


def test_takes_no_session_for_a_key(program):
    boss = make_user(is_staff=True, is_superuser=True)

    answer = browser_of(boss).get("/api/v1/stats/summary")

    assert answer.status_code == 401


def test_leaves_tokens_of_other_kinds_alone(program, tea):
    program.get("products", **bearer("eyJhbGciOi.of.somebody"))


def test_limits_each_key_by_itself(program):
    slow, other = make_key(per_minute=2), make_key(per_minute=2)
    for _ in range(2):
        program.get("communes?limit=1", **bearer(slow))

    found = program.get("communes?limit=1", 429, **bearer(slow))

    assert found["status"] == 429
    assert 0 < int(program.answer["Retry-After"]) <= 120
    program.get("communes?limit=1", **bearer(other))
    program.get("communes?limit=1")


def test_answers_again_after_the_wait_it_told(program, monkeypatch):
    key = make_key(per_minute=1)
    program.get("communes?limit=1", **bearer(key))
    program.get("communes?limit=1", 429, **bearer(key))
    wait = int(program.answer["Retry-After"])

    monkeypatch.setattr("time.time", lambda: 1_800_000_009.0 + wait)
    program.get("communes?limit=1", 429, **bearer(key))
    monkeypatch.setattr("time.time", lambda: 1_800_000_010.0 + wait)
    program.get("communes?limit=1", **bearer(key))


def test_stops_only_the_network_that_calls_too_often(program, settings):
    settings.API_PER_MINUTE = 3
    for _ in range(3):
        program.get("communes?limit=1", REMOTE_ADDR="203.0.113.7")

    # Inventing another address in a header does not help.
    program.get("products", 429, REMOTE_ADDR="203.0.113.7", HTTP_X_FORWARDED_FOR="198.51.100.9")
    program.get("products", REMOTE_ADDR="203.0.113.8")
    program.get("products", REMOTE_ADDR="203.0.113.7", **bearer(make_key()))
    # Pages for people are not counted.
    assert Client().get("/san-pham/", REMOTE_ADDR="203.0.113.7").status_code == 200


def test_without_the_limit_nobody_is_stopped(program, settings):
    """Negative control of the test above."""
    settings.API_PER_MINUTE = 0
    for _ in range(5):
        program.get("communes?limit=1", REMOTE_ADDR="203.0.113.7")


def test_counts_guesses_of_keys_where_they_come_from(program, settings):
    settings.API_PER_MINUTE = 2
    for number in range(2):
        program.get("products", 401, **bearer(f"tnk_000000000{number}_x"))

    program.get("products", 429, **bearer("tnk_0000000005_x"))


def test_takes_all_addresses_of_one_ipv6_network_together():
    def network(address: str) -> str:
        return limits.network_of(RequestFactory().get("/", REMOTE_ADDR=address))

    assert network("2001:db8:1:2::1") == network("2001:db8:1:2:ffff::9")
    assert network("2001:db8:1:2::1") != network("2001:db8:1:3::1")
    assert network("::ffff:203.0.113.7") == network("203.0.113.7")
    assert "203.0.113" not in network("203.0.113.7")


_ANOTHER_PROCESS = """
import os, django
django.setup()
from django.conf import settings
from django.test import RequestFactory
from api import limits
request = RequestFactory().get("/api/v1/communes", REMOTE_ADDR="203.0.113.7")
answers = [limits._over(request, limits.network_of(request), 5) for _ in range(3)]
print(sum(one is None for one in answers))
"""


def test_counts_all_processes_together_without_a_cache(tmp_path):
    """With the cache of each process, the second would let three more pass."""
    found = [
        subprocess.run(
            [sys.executable, "-c", _ANOTHER_PROCESS],
            env=os.environ | {"VAR_DIR": str(tmp_path / "marketplace-test-x")},
            capture_output=True, text=True, check=True,
        ).stdout
        for _ in range(2)
    ]  # fmt: skip

    assert [int(one) for one in found] == [3, 2]


def test_notes_when_a_key_was_used_but_not_each_time(program, django_assert_max_num_queries):
    key = make_key(reach="province")
    program.get("stats/floors", **bearer(key))
    first = ApiKey.objects.get().last_used_at

    program.get("stats/floors", **bearer(key))

    assert first is not None
    assert ApiKey.objects.get().last_used_at == first


def test_operators_see_and_revoke_keys_and_never_make_them(program):
    whole = make_key(reach="province")
    key = ApiKey.objects.get()
    boss = browser_of(make_user(is_staff=True, is_superuser=True))
    page = "/quan-tri/he-thong/api/apikey/"

    shown = boss.get(page).content.decode()
    boss.post(page, {"action": "revoke", "_selected_action": [key.pk]})

    assert key.handle in shown
    assert key.secret_hash not in shown + boss.get(f"{page}{key.pk}/change/").content.decode()
    assert boss.get(f"{page}add/").status_code == 403
    assert boss.post(f"{page}{key.pk}/delete/", {"post": "yes"}).status_code == 403
    program.get("stats/summary", 401, **bearer(whole))
    assert AuditEvent.objects.filter(action="api-key.revoked").exists()
