"""Who does something too often waits; others notice nothing."""

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from common import limits
from marketplace import limiting
from marketplace.permissions import matrix
from pagecache.store import store
from tests import factories

pytestmark = pytest.mark.django_db
FLOOD, OTHER, NEAR = "1.52.3.77", "14.160.9.5", "1.52.3.200"


@pytest.fixture(autouse=True)
def own_counts(settings, tmp_path):
    """Count anew, within one moment: a slow machine must not let a minute pass."""
    settings.VAR_DIR = tmp_path
    with time_machine.travel(timezone.now(), tick=False):
        yield


def statuses(browser, times: int, address: str, path: str = "/tim-kiem/goi-y/?q=che") -> list[int]:
    return [browser.get(f"{path}{n}", REMOTE_ADDR=address).status_code for n in range(times)]


def test_of_a_thousand_requests_of_one_network_95_percent_are_refused_and_no_other(client):
    flood = statuses(client, 1000, FLOOD)

    assert flood.count(429) >= 950
    assert set(flood) == {200, 429}
    assert statuses(client, 20, NEAR)[0] == 429
    assert set(statuses(Client(), 20, OTHER)) == {200}


def test_none_is_refused_without_the_limits(client, settings):
    """Negative control."""
    settings.RATE_LIMIT_FACTOR = 0

    assert set(statuses(client, 100, FLOOD)) == {200}


def test_the_page_says_how_long_in_vietnamese(client):
    statuses(client, limiting.SEARCH.network, FLOOD, "/tim-kiem/?q=che")

    answer = client.get("/tim-kiem/?q=mật", REMOTE_ADDR=FLOOD)

    assert answer.status_code == 429
    assert 1 <= int(answer["Retry-After"]) <= 120
    assert "Đợi một chút" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_kept_pages_are_answered_before(client):
    client.get("/tim-kiem/?q=che", REMOTE_ADDR=OTHER)
    statuses(client, 60, FLOOD, "/tim-kiem/?q=x")

    kept = client.get("/tim-kiem/?q=che", REMOTE_ADDR=FLOOD)
    store.clear()

    assert kept.status_code == 200
    assert client.get("/tim-kiem/?q=che", REMOTE_ADDR=FLOOD).status_code == 429


def test_who_is_signed_in_counts_for_oneself(client):
    statuses(Client(), 100, FLOOD)
    client.force_login(factories.make_user())

    assert set(statuses(client, 20, FLOOD)) == {200}
    assert statuses(client, limiting.SUGGEST.person + 10, OTHER).count(429) >= 10


def refused_and_marked(browser) -> None:
    statuses(Client(), limiting.SUGGEST.network, FLOOD)
    assert statuses(browser, 1, FLOOD) == [429]
    assert settings.LIMIT_COOKIE in browser.cookies


def test_who_waits_after_a_refusal_counts_for_oneself(client):
    """Thousands of phones stand behind one address of a carrier."""
    with time_machine.travel(timezone.now().replace(second=1), tick=False) as clock:
        refused_and_marked(client)
        assert statuses(client, 1, FLOOD) == [429]

        clock.shift(limiting.SETTLES_S)
        assert set(statuses(client, 30, FLOOD)) == {200}
        assert statuses(Client(), 1, FLOOD) == [429]
        assert statuses(client, limiting.SUGGEST.person, FLOOD).count(429) == 30


def test_who_does_not_keep_the_mark_goes_on_sharing(client):
    """Negative control: it is the mark that opens the way."""
    with time_machine.travel(timezone.now().replace(second=1), tick=False) as clock:
        refused_and_marked(client)
        client.cookies.clear()
        clock.shift(limiting.SETTLES_S)

        assert statuses(client, 1, FLOOD) == [429]


@pytest.mark.parametrize("made", ["", "x", "1.abc", "1:2:3"])
def test_a_forged_mark_opens_nothing(client, made):
    with time_machine.travel(timezone.now().replace(second=1), tick=False) as clock:
        refused_and_marked(client)
        client.cookies[settings.LIMIT_COOKIE] = made
        clock.shift(limiting.SETTLES_S)

        assert statuses(client, 1, FLOOD) == [429]


def test_marked_browsers_of_one_network_have_a_limit_together(settings):
    """Whoever gathers marks gains ten times what the network has, and no more."""
    settings.RATE_LIMIT_FACTOR = 0.05
    with time_machine.travel(timezone.now().replace(second=1), tick=False) as clock:
        browsers = [Client() for _ in range(30)]
        statuses(Client(), 5, FLOOD)
        for browser in browsers:
            assert statuses(browser, 1, FLOOD) == [429]
        clock.shift(limiting.SETTLES_S)

        served = [status for one in browsers for status in statuses(one, 3, FLOOD)].count(200)

        most = round(limiting.SUGGEST.network * limiting.CROWD * settings.RATE_LIMIT_FACTOR)
        assert served == most


def test_a_marked_browser_still_gets_kept_pages_and_others_see_no_mark(client):
    with time_machine.travel(timezone.now().replace(second=1), tick=False) as clock:
        refused_and_marked(client)
        clock.shift(limiting.SETTLES_S)

        made = client.get("/tim-kiem/?q=che", REMOTE_ADDR=FLOOD)
        kept = client.get("/tim-kiem/?q=che", REMOTE_ADDR=FLOOD)

    assert (made.status_code, kept.status_code) == (200, 200)
    assert not kept.cookies.get(settings.LIMIT_COOKIE)


def test_a_form_keeps_what_was_typed(client):
    tea = factories.make_listing(factories.make_seller())
    page, words = f"{tea.get_absolute_url()}phan-anh/", 'Ảnh "lạ" <b>quá</b>'
    for _ in range(limiting.WORDS.network):
        client.post(page, {"reason": "khac"}, REMOTE_ADDR=FLOOD)

    answer = client.post(page, {"reason": "khac", "text": words}, REMOTE_ADDR=FLOOD)

    html = answer.content.decode()
    assert answer.status_code == 429
    assert 'name="text" value="Ảnh &quot;lạ&quot; &lt;b&gt;quá&lt;/b&gt;"' in html
    assert "Gửi lại" in html


def test_uploads_of_a_seller_have_a_limit_of_their_own(client):
    client.force_login(factories.owner_of(factories.make_seller()))

    page = "/ban-hang/gian-hang/anh/"
    sent = [client.post(page, {"x": "1"}, REMOTE_ADDR=FLOOD).status_code for _ in range(100)]

    assert sent.count(429) == 100 - limiting.UPLOAD.person


def test_every_limited_name_is_a_page():
    names = {name for name, _, _ in matrix.urls()}

    assert set(limiting.LOOKS) | set(limiting.SENDS) <= names


def test_a_proxy_that_nobody_told_us_of_shuts_nobody_out(client):
    """Everybody comes from its private address then."""
    assert limits.network_of("172.18.0.2") == ""
    assert set(statuses(client, 100, "172.18.0.2")) == {200}


def test_who_is_signed_in_is_told_of_the_own_haste(client):
    client.force_login(factories.make_user())
    statuses(client, limiting.SEARCH.person, FLOOD, "/tim-kiem/?q=che")

    html = client.get("/tim-kiem/?q=x", REMOTE_ADDR=FLOOD).content.decode()

    assert "Bạn vừa bấm nhiều lần quá" in html
    assert "Từ mạng của bạn" not in html
    assert "lượt riêng" not in html


def test_no_link_leads_back_to_an_address_that_takes_forms_only(client):
    tea = factories.make_listing(factories.make_seller())
    page = reverse("basket:add", kwargs={"pk": tea.pk})
    for _ in range(limiting.BASKET.network):
        client.post(page, REMOTE_ADDR=FLOOD)

    answer = client.post(page, {"quantity": "1"}, REMOTE_ADDR=FLOOD)

    assert answer.status_code == 429
    assert f"next={page}" not in answer.content.decode().replace("%2F", "/")
