"""Visitors with a session or a basket: the kept page, with their own words and nobody else's."""

import gzip
from html import unescape

import brotli
import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from pagecache import keys, slots
from pagecache.encoding import small
from pagecache.store import store
from stats import visits
from stats.models import VisitBatch
from tests.factories import make_basket, make_listing, make_seller, make_user, owner_of
from tests.pagecache.conftest import Visitor
from tests.sellers.helping.made import COMMUNE, let_help, make_helper, working

pytestmark = pytest.mark.django_db


def person(name: str, *goods) -> Visitor:
    """Return somebody who is signed in, with goods in the basket."""
    visitor = Visitor(enforce_csrf_checks=True)
    user = make_user(name=name)
    visitor.force_login(user)
    if goods:
        make_basket(*((one, 1) for one in goods), owner=user)
    return visitor


def guest_with(*goods) -> Visitor:
    visitor = Visitor(enforce_csrf_checks=True)
    for one in goods:
        put_into_basket(visitor, one)
    # The message about it is shown once, by the view.
    visitor.look("/gio-hang/")
    return visitor


def put_into_basket(visitor: Client, product):
    own = {"origin": "http://testserver"}
    return visitor.post(f"/gio-hang/them/{product.pk}/", {"quantity": 1}, headers=own)


def kept_texts() -> list[str]:
    held = [store.get(key) for key in store.names() if key[0] == "page"]
    return [page.text.of("").decode() for page in held]


@pytest.fixture
def others(seller):
    return [make_listing(seller, f"Chè số {number}") for number in range(2)]


def paths_of(tea, seller) -> list[str]:
    shelf = seller.partner.get_absolute_url()
    return ["/", "/san-pham/", "/tim-kiem/?q=che", tea.get_absolute_url(), shelf, "/mua-vu/"]


@pytest.mark.parametrize("number", range(6))
def test_filled_page_is_the_page_that_the_view_makes(visitor, tea, seller, monkeypatch, number):
    path = paths_of(tea, seller)[number]
    people = [person("Hoàng Thị Lan", tea), guest_with(tea), person("Tô Vy")]
    visitor.look(path)
    filled = []
    for one in people:
        filled.append(one.look(path))
        assert one.was_kept

    monkeypatch.setattr(store, "max_bytes", 0)

    made = [one.look(path) for one in people]
    assert not people[0].was_kept
    assert filled == made
    assert len(set(made)) == 3


def test_somebody_is_greeted_and_sees_the_own_basket(visitor, tea, others):
    visitor.look("/")

    lan, guest = person("Hoàng Thị Lan", tea, *others), guest_with(tea)

    assert "Chào Lan" in lan.look("/")
    assert '<span class="tool-link__count">3<' in lan.look("/")
    assert lan.was_kept
    assert '<span class="tool-link__count">1<' in guest.look("/")
    assert guest.was_kept


def test_basket_counts_at_the_next_look(visitor, tea, others):
    guest = guest_with(tea)
    guest.look("/")

    put_into_basket(guest, others[0])
    guest.look("/gio-hang/")

    assert '<span class="tool-link__count">2<' in guest.look("/")


def test_page_made_for_somebody_holds_nothing_of_anybody(visitor, tea, seller):
    lan = person("Hoàng Thị Lan", tea)
    for path in paths_of(tea, seller):
        lan.look(path)

    assert kept_texts()
    for text in kept_texts():
        assert "Chào" not in text
        assert "tool-link__count" not in text
        assert "csrfmiddlewaretoken" not in text
    assert "Chào" not in visitor.look("/")
    assert visitor.was_kept


def test_nobody_sees_the_words_of_another(visitor, tea, others):
    lan, vy, guest = person("Hoàng Thị Lan", tea), person("Tô Vy", tea, others[0]), guest_with(tea)

    for _ in range(2):
        assert seen_in(lan.look("/")) == {"Chào Lan", "1"}
        assert seen_in(vy.look("/")) == {"Chào Vy", "2"}
        assert seen_in(guest.look("/")) == {"Tài khoản", "1"}
        assert seen_in(visitor.look("/")) == {"Tài khoản"}


def test_words_leak_when_the_page_is_made_with_the_cookies_of_its_visitor(
    visitor, tea, monkeypatch
):
    """Negative control of the two tests above: it is ``without_visitor`` that holds them up."""
    monkeypatch.setattr(keys, "without_visitor", lambda request: request)
    monkeypatch.setattr("pagecache.middleware.may_be_kept", lambda _request, _answer: True)

    person("Hoàng Thị Lan", tea).look("/")

    assert "Chào Lan" in visitor.look("/")


def test_page_of_somebody_is_refused_even_then(visitor, tea, monkeypatch):
    """The second guard alone: an answer that knows a session is not kept."""
    monkeypatch.setattr(keys, "without_visitor", lambda request: request)

    lan = person("Hoàng Thị Lan", tea)

    assert "Chào Lan" in lan.look("/")
    assert not kept_texts()
    assert "Chào Lan" not in visitor.look("/")


def seen_in(html: str) -> set[str]:
    beginning = html[: slots.end_of_slots(html.encode())]
    found = slots._SLOT.findall(beginning.encode())
    texts = [words.decode().strip() for _name, words in found]
    names = {text for text in texts if text and not text.startswith("<")}
    return names | {text.split(">")[1].split("<")[0] for text in texts if text.startswith("<")}


def test_signing_out_ends_the_greeting(visitor, tea):
    lan = person("Hoàng Thị Lan", tea)
    lan.look("/")

    lan.logout()

    assert "Chào" not in lan.look("/")


def test_forms_of_a_filled_page_are_taken(visitor, tea):
    visitor.look(tea.get_absolute_url())
    lan = person("Hoàng Thị Lan")
    html = lan.look(tea.get_absolute_url())
    assert lan.was_kept
    assert f'action="/gio-hang/them/{tea.pk}/"' in html

    assert put_into_basket(lan, tea).status_code == 302
    assert lan.post(f"/gio-hang/them/{tea.pk}/", {"quantity": 1}).status_code == 403
    lan.look("/gio-hang/")
    assert '<span class="tool-link__count">1<' in lan.look("/")


def test_message_that_waits_is_shown_once(visitor, tea):
    visitor.look("/")
    guest = Visitor()
    put_into_basket(guest, tea)

    assert "notice--" in guest.look("/")
    assert "notice--" not in guest.look("/")


def test_helper_sees_for_whom_it_acts(visitor, tea):
    visitor.look("/")
    user = make_helper()
    helper = working(user, let_help(make_seller("Hộ bà Ngọc", COMMUNE), user))

    assert "Đang làm giúp" in helper.get("/").content.decode()
    assert "Đang làm giúp" not in visitor.look("/")


def test_basket_from_before_signing_in_is_put_together(visitor, tea, others):
    user = make_user(name="Hoàng Thị Lan")
    make_basket((others[0], 1), owner=user)
    guest = guest_with(tea)
    visitor.look("/")
    guest.force_login(user)

    assert '<span class="tool-link__count">2<' in guest.look("/")
    assert '<span class="tool-link__count">2<' in guest.look("/")
    assert guest.was_kept


def test_goods_that_are_not_shown_are_there_for_their_own_people_only(visitor, seller, tea):
    tea.is_public = False
    tea.save()
    own, stranger = Visitor(), person("Tô Vy")
    own.force_login(owner_of(seller))

    assert own.look(tea.get_absolute_url())
    assert not own.was_kept
    assert stranger.get(tea.get_absolute_url()).status_code == 404
    assert visitor.get(tea.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("accepted", "coding", "read"),
    [("gzip, br", "gzip", gzip.decompress), ("gzip", "gzip", gzip.decompress), ("", None, bytes)],
)
def test_filled_page_is_sent_in_a_small_form(visitor, tea, accepted, coding, read):
    lan = person("Hoàng Thị Lan", tea)
    text = lan.look("/")

    answer = lan.get("/", headers={"accept-encoding": accepted})

    assert answer.get("Content-Encoding") == coding
    assert read(answer.content).decode() == text
    assert answer["Content-Length"] == str(len(answer.content))
    assert answer["Cache-Control"] == "private, no-cache"
    assert {"Cookie", "Accept-Encoding"} <= set(answer["Vary"].split(", "))


def test_somebody_with_nothing_to_show_is_sent_the_page_as_it_was_kept(visitor, tea):
    answer = person("").get("/", headers={"accept-encoding": "br"})

    assert brotli.decompress(answer.content).decode() == visitor.look("/")


def test_browser_that_has_the_filled_page_is_sent_none(visitor, tea, others):
    lan, vy = person("Hoàng Thị Lan", tea), person("Tô Vy", tea)
    lan.look("/")
    known = {"if-none-match": lan.answer["ETag"]}

    again = lan.get("/", headers=known)
    assert (again.status_code, again.content) == (304, b"")
    assert again["X-Keep-Offline"] == "nothing"
    assert "Content-Type" not in again

    assert "Chào Vy" in vy.get("/", headers=known).content.decode()
    lan.logout()
    assert "Chào" not in lan.get("/", headers=known).content.decode()


def test_phone_is_told_what_it_may_keep(visitor, tea):
    assert person("Hoàng Thị Lan").get("/")["X-Keep-Offline"] == "nothing"
    assert guest_with(tea).get("/")["X-Keep-Offline"] == "page"


def test_names_and_goods_are_text_and_never_a_slot(visitor, seller):
    title = "<!--slot:visitor-->Chè<!--/slot-->"
    tea = make_listing(seller, title)
    name = "<b>Lan"

    html = person(f"Hoàng {name}").look(tea.get_absolute_url())

    assert "Chào &lt;b&gt;Lan" in html
    assert html.count("Chào") == 1
    assert title in unescape(html)


@pytest.mark.parametrize("size", [1, 30])
def test_filled_page_asks_four_questions(visitor, tea, seller, django_assert_max_num_queries, size):
    goods = [make_listing(seller, f"Chè số {number}") for number in range(size)]
    lan = person("Hoàng Thị Lan", *goods)
    lan.look("/")

    # Session, user, basket, version.
    with django_assert_max_num_queries(4):
        lan.look("/")


def test_look_is_counted_once(visitor, tea):
    visits.buffer.take()
    lan = person("Hoàng Thị Lan")
    browser = {"user-agent": "Mozilla/5.0 (Android 14)"}

    lan.look("/", **browser)
    lan.look("/", **browser)

    lan.get("/", headers=browser | {"if-none-match": lan.answer["ETag"]})
    assert sum(views for _day, page, views, _came in counted() if page == "home") == 3


def counted() -> list[tuple]:
    visits.flush()
    return [tuple(row) for found in VisitBatch.objects.all() for row in found.counts]


def test_nobody_brings_nothing(rf):
    request = rf.get("/?q=a", headers={"cookie": "sessionid=x", "user-agent": "Mozilla/5.0"})
    request.user = AnonymousUser()

    nobody = keys.without_visitor(request)

    assert nobody.COOKIES == {}
    assert nobody.get_full_path() == "/?q=a"
    assert not {"HTTP_COOKIE", "HTTP_USER_AGENT"} & nobody.META.keys()


@pytest.mark.parametrize("cut", [0, 1, 500, 3_000])
@pytest.mark.parametrize("beginning", [b"", b"x", b"Ch\xc3\xa0o" * 900])
def test_small_text_takes_another_beginning(cut, beginning):
    body = bytes(number * number % 251 for number in range(3_000))

    text = small(body, cut)

    assert gzip.decompress(text.gzip) == body == brotli.decompress(text.br)
    assert text.beginning() == body[:cut]
    assert gzip.decompress(text.gzip_with(beginning)) == beginning + body[cut:]
