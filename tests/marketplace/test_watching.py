"""Figures for machines, alerts that come once and go once, logs that name nobody."""

import http.server
import json
import logging
import re
import threading

import pytest
from django.conf import settings as live
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import User
from jobs import outbox
from jobs.models import JobHeartbeat, Outbox
from marketplace.watching import alerts, faults, logs, state
from shop.basket.models import Basket
from shop.invariants import nightly
from tests.architecture.crawling import order_of
from tests.factories import make_listing, make_seller, make_user, owner_of
from tests.personas import Person

pytestmark = pytest.mark.django_db
TOKEN = "a-token-of-the-tests"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    settings.METRICS_TOKEN, settings.METRICS_ALLOW = "", []


def figures(client, **headers) -> dict[str, str]:
    answer = client.get("/metrics", headers=headers)
    assert answer.status_code == 200
    lines = [line for line in answer.content.decode().splitlines() if not line.startswith("#")]
    return dict(line.rsplit(" ", 1) for line in lines)


def late_work(minutes: int = 10) -> Outbox:
    then = timezone.now() - timezone.timedelta(minutes=minutes)
    return Outbox.objects.create(kind="none", dedupe_key="late", not_before=then)


def break_invariants(*ids: str) -> None:
    now = timezone.now()
    JobHeartbeat.objects.filter(name__startswith="invariants:").delete()
    for name in ("invariants", *(f"invariants:{one}" for one in ids)):
        JobHeartbeat.objects.update_or_create(name=name, defaults={"at": now})


# Figures ---------------------------------------------------------------------------------------


def test_does_not_exist_for_strangers(client, settings):
    assert client.get("/metrics").status_code == 404
    settings.METRICS_TOKEN, settings.METRICS_ALLOW = TOKEN, ["10.0.0.0/8", "nonsense"]

    for headers in ({}, {"authorization": "Bearer wrong"}, {"authorization": "Bearer "}):
        assert client.get("/metrics", headers=headers).status_code == 404


def test_answers_allowed_addresses_and_the_token(client, settings):
    settings.METRICS_ALLOW = ["127.0.0.0/8"]
    assert figures(client)
    settings.METRICS_TOKEN, settings.METRICS_ALLOW = TOKEN, []

    assert figures(client, authorization=f"Bearer {TOKEN}")


def test_tells_lag_orders_checks_and_backups(client, settings, tmp_path):
    settings.METRICS_ALLOW, settings.BACKUP_DIR = ["127.0.0.1"], str(tmp_path / "backups")
    order_of(make_user(), make_listing(make_seller()))
    late_work()
    break_invariants("I3")
    folder = tmp_path / "backups" / "2026-11-26-030000"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text("{}")

    found = figures(client)

    assert int(found["market_outbox_lag_seconds"]) >= 600
    assert found['market_seller_orders{state="placed"}'] == "1"
    assert found['market_invariant_broken{id="I3"}'] == "1"
    assert int(found["market_backup_age_seconds"]) < 60
    assert int(found["market_stats_dirty_keys"]) > 0
    assert (found['market_alert{name="queue-lag"}'], found['market_alert{name="faults"}']) == (
        "1",
        "0",
    )


def test_is_the_format_of_prometheus(client, settings):
    settings.METRICS_ALLOW = ["127.0.0.1"]
    line = re.compile(
        r'# (HELP|TYPE) market_\w+ .+|market_\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? -?\d+'
    )

    lines = client.get("/metrics").content.decode().splitlines()

    assert [one for one in lines if not line.fullmatch(one)] == []


def test_counts_answers_of_5xx_over_all_processes(client, monkeypatch, tmp_path):
    from marketplace import views

    monkeypatch.setitem(faults._counted, "pid", 0)
    before = faults.total()
    (tmp_path / "faults").mkdir()
    (tmp_path / "faults" / "other-1.count").write_text("7")
    monkeypatch.setattr(views, "last_check", lambda: 1 / 0)
    middleware = faults.CountFaultsMiddleware(
        lambda request: __import__("django.http").http.HttpResponse(status=request)
    )

    for status in (200, 404, 503, 500, 502):
        middleware(status)

    assert faults.total() - before == 9
    assert faults.within(60)


# Alerts ----------------------------------------------------------------------------------------


@pytest.fixture
def webhook(settings):
    """A server on this machine that keeps what it is sent."""
    got = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.ALERT_WEBHOOK = f"http://127.0.0.1:{server.server_port}/hook"
    yield got
    server.shutdown()


def test_tells_once_when_it_begins_and_once_when_it_is_over(webhook, settings):
    settings.ALERT_EMAILS = ["truc@example.vn"]
    row = late_work()

    assert len(alerts.watch()) == 1
    assert alerts.watch() == []
    row.delete()
    assert alerts.watch() == ["queue-lag is over"]
    assert alerts.watch() == []

    assert [(one["alert"], one["state"]) for one in webhook] == [
        ("queue-lag", "begins"),
        ("queue-lag", "is over"),
    ]
    assert len(mail.outbox) == 2


def test_tells_of_each_broken_invariant_found_in_the_night(webhook, monkeypatch):
    break_invariants("I3")
    alerts.watch()
    break_invariants("I3", "I11")

    assert alerts.watch() == ["invariants:I11 begins: broken"]
    break_invariants("I11")
    assert alerts.watch() == ["invariants:I3 is over"]

    assert [one["alert"] for one in webhook] == ["invariants:I3", "invariants:I11", "invariants:I3"]
    assert nightly.last_check().broken == ("I11",)


def test_a_second_break_was_told_to_nobody_under_one_name(webhook, monkeypatch):
    """Negative control: one key for all invariants."""
    one = alerts.Rule("invariants", lambda s: ", ".join(s.broken))
    monkeypatch.setattr(alerts, "RULES", (one,))
    break_invariants("I3")
    alerts.watch()
    break_invariants("I3", "I11")

    assert alerts.watch() == []


def test_goes_on_by_mail_when_the_webhook_is_gone(settings):
    settings.ALERT_WEBHOOK, settings.ALERT_EMAILS = "http://127.0.0.1:9/", ["truc@example.vn"]
    late_work()

    alerts.watch()

    assert "queue-lag begins" in mail.outbox[0].subject


def test_an_alert_that_could_not_be_sent_is_sent_when_the_way_is_back(webhook, settings):
    address, settings.ALERT_WEBHOOK = settings.ALERT_WEBHOOK, "http://127.0.0.1:9/"
    break_invariants("I3")
    alerts.watch()
    waiting = Outbox.objects.get(kind=alerts.KIND, done_at=None)
    assert (waiting.tries, webhook) == (1, [])
    settings.ALERT_WEBHOOK = address

    Outbox.objects.update(not_before=timezone.now())
    outbox.drain()
    outbox.drain()

    assert [(one["alert"], one["state"]) for one in webhook] == [("invariants:I3", "begins")]


def test_a_beginning_that_could_not_be_told_is_dropped_once_it_is_over(webhook, settings):
    address, settings.ALERT_WEBHOOK = settings.ALERT_WEBHOOK, "http://127.0.0.1:9/"
    row = late_work()
    alerts.watch()
    settings.ALERT_WEBHOOK = address
    row.delete()
    alerts.watch()

    Outbox.objects.update(not_before=timezone.now())
    outbox.drain()
    outbox.drain()

    assert [one["state"] for one in webhook] == ["is over"]
    assert not Outbox.objects.filter(kind=alerts.KIND, done_at=None).exists()


def test_tells_nobody_through_the_queue_where_nobody_is_named():
    late_work()

    assert alerts.watch()
    assert not Outbox.objects.filter(kind=alerts.KIND).exists()


def test_every_alert_has_its_page():
    pages = (live.BASE_DIR / "docs" / "operations.md").read_text(encoding="utf-8")

    for rule in alerts.RULES:
        assert f"### Alert `{rule.name}`" in pages


@pytest.mark.parametrize("limit", [300, 301])
def test_is_silent_up_to_its_limit(limit):
    now = state.look()
    lag = next(rule for rule in alerts.RULES if rule.name == "queue-lag")

    assert bool(lag.says(state.replace(now, outbox_lag_s=limit))) == (limit > 300)


def test_tells_when_more_than_half_of_the_codes_of_a_day_are_sent():
    now = state.look()
    many = next(rule for rule in alerts.RULES if rule.name == "codes-many")

    assert not many.says(state.replace(now, codes_beyond_half=0))
    assert many.says(state.replace(now, codes_beyond_half=1))


# Logs ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("to +84912345678", "to (phone)"),
        ("gọi 0912 345 678 ngay", "gọi (phone) ngay"),
        ("GET /don-hang/1/?k=abcDEF", "GET /don-hang/1/?k=(secret)"),
        ("Ma xac nhan cua ban la 123456.", "Ma xac nhan cua ban la (code)."),
        ("order 1234567890123 in 0.912345678 s", "order 1234567890123 in 0.912345678 s"),
    ],
)
def test_cleans_a_line(said, kept):
    assert logs.clean(said) == kept


def test_writes_json_with_the_trace_cleaned():
    try:
        raise ValueError("phone +84912345678")
    except ValueError:
        record = logging.LogRecord(
            "a", logging.ERROR, "f", 1, "bad %s", ("0912345678",), __import__("sys").exc_info()
        )

    said = json.loads(logs.JsonFormatter().format(record))

    assert said["message"] == "bad (phone)"
    assert "ValueError: phone (phone)" in said["trace"]


def test_an_order_journey_leaves_no_phone_address_or_code_in_the_log(settings, tmp_path):
    path = tmp_path / "market.log"
    handler = logging.FileHandler(path)
    handler.setFormatter(logs.JsonFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    level, root.level = root.level, logging.DEBUG
    try:
        shopper = Person("0912 777 888", "Trịnh Thị Quỳnh Dao")
        shopper.sign_in()
        Basket.objects.all().delete()  # the one that its pages opened
        order = order_of(User.objects.get(full_name=shopper.name), make_listing(make_seller()))
        seller = Client()
        seller.force_login(owner_of(order.seller_orders.get().partner.seller))
        seller.get(f"/ban-hang/don-hang/{order.seller_orders.get().number}/")
        Client().get(f"/don-hang/{order.number}/?k={order.token}")
        Client().get(f"/don-hang/{order.number}/?k=wrong")
        outbox.drain()
        logging.getLogger("x").warning("order of %s", shopper.phone)
    finally:
        root.removeHandler(handler)
        root.level = level

    text = path.read_text()
    assert len(text.splitlines()) > 1
    assert all(json.loads(line) for line in text.splitlines())
    for word in ("912777888", "0912 777 888", shopper.name, "Số 12", order.token, "990123456"):
        assert word not in text, word
    assert not re.search(r"(?<!\d)\d{6}(?!\d)", re.sub(r'"at": "[^"]*"', "", text))
