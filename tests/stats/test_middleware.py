"""Which openings of pages count as a view, and which views as a visit."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from common.dates import local_today
from stats import visits
from stats.models import VisitBatch
from stats.robots import is_person
from tests.factories import make_listing, make_official, make_seller, owner_of
from tests.operators import enter

pytestmark = pytest.mark.django_db

PHONE = (
    "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/130.0.0.0 Mobile Safari/537.36"
)
OUTSIDE, INSIDE = "https://www.google.com/", "http://testserver/san-pham/"


@pytest.fixture(autouse=True)
def empty_buffer():
    """Forget what other tests have counted."""
    visits.buffer.take()
    yield
    visits.buffer.take()


def counted() -> dict[str, tuple[int, int]]:
    """Return ``{kind of page: (views, visits)}`` of today and start again."""
    counts = visits.buffer.take()
    assert all(day == local_today() for day, _page in counts)
    return {page: numbers for (_day, page), numbers in counts.items()}


def view(client, path="/", **headers):
    headers = {"user-agent": PHONE, **{k.replace("_", "-"): v for k, v in headers.items()}}
    return client.get(path, headers=headers)


@pytest.mark.parametrize("name", sorted(visits.PAGES))
def test_knows_every_page_that_counts(name):
    """Notice an address that was renamed: it would silently count no more."""
    names = get_resolver().reverse_dict
    if ":" in name:
        namespace, name = name.split(":")
        names = get_resolver().namespace_dict[namespace][1].reverse_dict
    assert name in names


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/", "home"),
        ("/san-pham/", "goods"),
        ("/danh-muc/che/", "goods"),
        ("/tim-kiem/?q=che", "goods"),
        ("/xa/", "goods"),
        ("/xa/tan-cuong-05503/", "goods"),
        ("/mua-vu/", "goods"),
        ("/sao-ocop/", "other"),
        ("{product}", "product"),
        ("/gian-hang/{seller}/", "seller"),
        ("/quy-che/", "other"),
        ("/gio-hang/", "other"),
    ],
)
def test_counts_pages_of_the_public_shop(client, path, page):
    seller = make_seller()
    product = make_listing(seller)
    path = path.format(product=product.get_absolute_url(), seller=seller.partner.code)

    assert view(client, path).status_code == 200

    assert counted() == {page: (1, 1)}


@pytest.mark.parametrize(
    "path",
    ["/ban-hang/", "/thong-ke/", "/duyet/", "/doi-soat-tien/", "/tai-khoan/", "/healthz",
     "/readyz", "/dat-hang/xa/"],
)  # fmt: skip
def test_counts_no_page_of_sellers_officials_operators_and_machines(client, path):
    user = owner_of(make_seller())
    for role in ("operator", "province_official"):
        user.role_grants.create(role=role, province_code="19" if role != "operator" else "")
    enter(client, user)

    assert view(client, path).status_code == 200

    assert counted() == {}


def test_counts_no_page_of_staff(client):
    user = make_official("operator")
    user.is_staff = user.is_superuser = True
    user.save()
    enter(client, user)

    for path in ("/quan-tri/", "/quan-tri/he-thong/"):
        assert view(client, path).status_code == 200

    assert counted() == {}


@pytest.mark.parametrize(
    ("referrer", "visits_then"),
    [
        (None, 1),
        ("", 1),
        (OUTSIDE, 1),
        ("android-app://com.google.android.gm/", 1),
        ("http://testserver.evil.example/", 1),
        ("http://[", 1),
        (INSIDE, 0),
        ("http://TESTSERVER/", 0),
    ],
)
def test_visit_is_a_view_from_outside(client, referrer, visits_then):
    view(client, **({} if referrer is None else {"referer": referrer}))

    assert counted() == {"home": (1, visits_then)}


def test_walk_through_the_shop_is_one_visit(client):
    view(client, referer=OUTSIDE)
    for path in ("/san-pham/", "/tim-kiem/?q=che", "/gio-hang/"):
        view(client, path, referer=INSIDE)

    seen = counted()

    assert sum(views for views, _ in seen.values()) == 4
    assert sum(came for _, came in seen.values()) == 1


@pytest.mark.parametrize(
    "name",
    [
        PHONE,
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
        "Gecko) Mobile/15E148 Zalo iOS/640 ZaloTheme/light ZaloLanguage/vn",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
        "Gecko) Mobile/15E148 [FBAN/FBIOS;FBAV/484.0.0.29.106;FBBV/1;FBDV/iPhone14,5]",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
        "coc_coc_browser/130.0.230 Chrome/124.0.6367.230 Safari/537.36",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0",
        "Mozilla/5.0 (Linux; Android 11; CUBOT X50) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/120.0.0.0 Mobile Safari/537.36",
        "Mozilla/5.0 (Linux; Android 13; SAMSUNG SM-A536E) AppleWebKit/537.36 (KHTML, like Gecko) "
        "SamsungBrowser/26.0 Chrome/122.0.0.0 Mobile Safari/537.36",
        "Opera/9.80 (J2ME/MIDP; Opera Mini/9.80/198.7; U; vi) Presto/2.12.423 Version/12.16",
    ],
)
def test_takes_the_browsers_of_people_for_people(name):
    assert is_person(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; Googlebot/2.1; "
        "+http://www.google.com/bot.html) Chrome/130.0.0.0 Safari/537.36",
        "Mozilla/5.0 (compatible; coccocbot-web/1.0; +http://help.coccoc.com/searchengine)",
        "Mozilla/5.0 (compatible; Yahoo! Slurp; http://help.yahoo.com/help/us/ysearch/slurp)",
        "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
        "Mozilla/5.0 (Linux; Android 6.0.1) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36 "
        "(compatible; GoogleOther)",
        "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/130.0.0.0 Safari/537.36",
        "Mozilla/5.0 (compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)",
        "Mozilla/5.0 (Windows NT 6.1; Google Web Preview) Chrome/27.0 Safari/537.36",
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; ChatGPT-User/1.0",
        "Mozilla/5.0 (X11; Linux x86_64) Chrome/130.0.0.0 Safari/537.36 Chrome-Lighthouse",
        "TelegramBot (like TwitterBot)",
        "WhatsApp/2.24.20.0 A",
        "curl/8.5.0",
        "Wget/1.21",
        "python-requests/2.32",
        "Go-http-client/2.0",
        "kube-probe/1.30",
    ],
)
def test_leaves_robots_out(client, name):
    view(client, user_agent=name)

    assert counted() == {}


def test_leaves_out_who_gives_no_name(client):
    client.get("/")

    assert counted() == {}


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_purpose": "prefetch;prerender"},
        {"purpose": "prefetch"},
        {"x_moz": "prefetch"},
        {"x_purpose": "preview"},
        {"sec_fetch_dest": "empty"},
        {"sec_fetch_dest": "iframe"},
    ],
    ids=str,
)
def test_leaves_out_pages_that_nobody_has_opened_yet(client, headers):
    view(client, **headers)

    assert counted() == {}


def test_counts_what_a_browser_opens_as_a_document(client):
    view(client, sec_fetch_dest="document")

    assert counted() == {"home": (1, 1)}


def test_counts_only_get_with_a_page_as_answer(client):
    client.head("/", headers={"user-agent": PHONE})
    client.post("/", headers={"user-agent": PHONE})
    view(client, "/san-pham/khong-co-999999/")
    view(client, "/khong-co/")
    view(client, "/tim-kiem")

    assert counted() == {}


def test_counts_no_file(client, monkeypatch):
    monkeypatch.setattr(
        "django.views.generic.TemplateView.get",
        lambda *_args, **_words: HttpResponse("{}", content_type="application/json"),
    )

    view(client, "/sao-ocop/")

    assert counted() == {}


def test_counting_asks_the_database_nothing(client):
    view(client)
    with CaptureQueriesContext(connection) as plain:
        client.get("/")

    with CaptureQueriesContext(connection) as counting:
        view(client)

    assert len(counting) == len(plain)
    assert counted()["home"] == (2, 2)


def test_keeps_nothing_of_who_opened_a_page(client, caplog):
    name = PHONE + " Zaytung/77"
    with caplog.at_level("DEBUG"):
        client.get(
            "/",
            headers={"user-agent": name, "referer": "https://nguon-bi-mat.example/a?b=c"},
            REMOTE_ADDR="203.0.113.77",
        )
        visits.flush()

    row = VisitBatch.objects.get()
    assert row.counts == [[local_today().isoformat(), "home", 1, 1]]
    assert {field.name for field in VisitBatch._meta.fields} == {"id", "counts", "at"}
    for secret in ("Zaytung", "nguon-bi-mat", "203.0.113.77"):
        assert secret not in caplog.text
    assert not client.cookies


def test_day_is_that_of_vietnam(client, monkeypatch):
    late = datetime(2026, 11, 21, 17, 30, tzinfo=UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: late)

    view(client)

    assert [day.isoformat() for day, _page in visits.buffer.take()] == ["2026-11-22"]
