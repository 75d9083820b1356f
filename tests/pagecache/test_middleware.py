"""Who is answered from what is kept, and what is kept at all."""

import gzip
from datetime import timedelta

import brotli
import pytest
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.utils import timezone

from pagecache import declaring, slots
from pagecache import store as stores
from pagecache.declaring import also_depends_on, shared_page
from pagecache.middleware import PageCacheMiddleware
from pagecache.store import store
from tests.factories import make_basket, make_user, owner_of

pytestmark = pytest.mark.django_db

TOKEN = "csrfmiddlewaretoken="


def kept_pages() -> list[tuple]:
    return sorted(key[-2:] for key in store.names() if key[0] == "page")


def test_second_visitor_gets_the_page_of_the_first(visitor, tea):
    first = visitor.look("/san-pham/")
    second = visitor.look("/san-pham/")

    assert visitor.was_kept
    assert second == first


@pytest.mark.parametrize(
    "path", ["/gio-hang/", "/don-hang/", "/tai-khoan/dang-nhap/", "/truy-xuat/"]
)
def test_page_that_was_not_declared_is_never_kept(visitor, path):
    visitor.look(path)
    visitor.look(path)

    assert not visitor.was_kept
    assert not kept_pages()


def test_declared_are_these_pages_and_no_others():
    """A page that joins must be the same for everybody: look at it signed in and not."""
    assert declared_names() == {
        "home", "catalogue:communes", "catalogue:commune",
        "catalogue:commune-by-code", "catalogue:seasons", "catalogue:index", "catalogue:detail",
        "catalogue:category", "search:search",
        "heritage:list", "heritage:site",
        "markets:list", "markets:market", "sellers:storefront", "giao-hang", "doi-tra", "quy-che",
        "api:docs", "bao-ve-du-lieu",
        "khieu-nai", "sao-ocop", "xep-hang", "ve-san",
    }  # fmt: skip


def declared_names() -> set[str]:
    return {name for name, pattern in patterns(get_resolver()) if is_declared(pattern.callback)}


def patterns(resolver, prefix=""):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{prefix}{entry.name}", entry
        else:
            inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from patterns(entry, inner)


def is_declared(view) -> bool:
    of_class = getattr(view, "view_class", None)
    methods = [getattr(of_class, name, None) for name in ("dispatch", "get")]
    return any(getattr(one, "is_shared_page", False) for one in [view, *methods])


@pytest.mark.parametrize("cookie", ["messages", "anything"])
def test_strange_cookie_of_a_visitor_keeps_it_away(visitor, tea, cookie):
    visitor.look("/")
    visitor.cookies[cookie] = "x"

    visitor.look("/")

    assert not visitor.was_kept


def answer_of(view, rf, path="/", **words):
    """Return the answer of the middleware around one view."""
    return PageCacheMiddleware(view)(rf.get(path, **words))


def says(name: str, value: str):
    return lambda _request, answer: answer.headers.__setitem__(name, value)


UNFIT = {
    "sets a cookie": lambda request, answer: answer.set_cookie("a", "b"),
    "carries a token": lambda request, answer: answer.write(f"{TOKEN}{get_token(request)}"),
    "asks not to be stored": says("Cache-Control", "no-store"),
    "is no page": lambda request, answer: setattr(answer, "status_code", 404),
    "is made small already": says("Content-Encoding", "gzip"),
    "knows a session": lambda request, answer: setattr(request, "session", Session()),
}  # fmt: skip


class Session:
    accessed = True

    def is_empty(self):
        return False


@pytest.mark.parametrize("why", UNFIT)
def test_answer_is_not_kept_when_it(rf, why):
    @shared_page()
    def view(request):
        return HttpResponse("page")

    def middle(request):
        answer = view(request)
        UNFIT[why](request, answer)
        return answer

    answer_of(middle, rf)

    assert not kept_pages()


def test_plain_declared_answer_is_kept(rf):
    """Negative control of the test above."""
    answer_of(shared_page()(lambda request: HttpResponse("page")), rf)

    assert kept_pages()


@pytest.mark.parametrize("method", ["post", "head", "options"])
def test_only_get_is_answered_from_what_is_kept(visitor, tea, method):
    visitor.look("/")
    before = kept_pages()

    getattr(visitor, method)("/")

    assert kept_pages() == before


def test_words_of_other_sites_make_no_page_of_their_own(visitor, tea):
    visitor.look("/san-pham/?fbclid=abc&utm_source=zalo")
    before = kept_pages()

    visitor.look("/san-pham/?utm_source=facebook")

    assert visitor.was_kept
    assert kept_pages() == before


def test_words_that_pages_read_make_a_page_of_their_own_in_any_order(visitor, tea):
    visitor.look("/san-pham/?sao=4&mua=3")
    visitor.look("/san-pham/?mua=3&sao=4")
    assert visitor.was_kept

    visitor.look("/san-pham/?mua=4&sao=4")
    assert not visitor.was_kept


@pytest.mark.parametrize("query", ["la=1", "q=a&q=b", "q=" + "a" * 500])
def test_strange_queries_are_not_kept(visitor, tea, query):
    visitor.look(f"/san-pham/?{query}")

    assert not kept_pages()


def test_hosts_do_not_share_pages(visitor, tea, settings):
    settings.ALLOWED_HOSTS = ["testserver", "khac.example"]
    visitor.look("/")

    visitor.look("/", host="khac.example")

    assert not visitor.was_kept


def test_unknown_host_is_refused_as_before(visitor, tea):
    visitor.look("/")

    assert visitor.get("/", headers={"host": "evil.example"}).status_code == 400
    assert visitor.get("/", headers={"host": "evil.example"}).status_code == 400


def test_kept_page_carries_the_headers_of_the_first(visitor, tea):
    visitor.look("/")
    first = dict(visitor.answer.items())
    visitor.look("/")

    assert visitor.was_kept
    assert dict(visitor.answer.items()) == first
    assert "Content-Security-Policy" in first
    assert first["X-Frame-Options"] == "DENY"
    assert first["Cache-Control"] == "private, no-cache"
    assert first["Vary"] == "Accept-Encoding, Cookie"


def test_page_is_sent_in_the_smallest_form_the_browser_takes(visitor, tea):
    text = visitor.look("/")

    for accepted, name, read in (
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip, br;q=0", "gzip", gzip.decompress),
        ("", None, bytes),
    ):
        answer = visitor.get("/", headers={"accept-encoding": accepted})
        assert answer.get("Content-Encoding") == name
        assert read(answer.content).decode() == text
        assert answer["Content-Length"] == str(len(answer.content))


def test_browser_that_has_the_page_is_sent_none(visitor, tea):
    visitor.look("/")

    answer = visitor.get("/", headers={"if-none-match": visitor.answer["ETag"]})

    assert (answer.status_code, answer.content) == (304, b"")
    assert answer["ETag"] == visitor.answer["ETag"]


def test_browser_that_has_an_older_page_is_sent_the_new_one(visitor, tea):
    visitor.look("/")
    old = visitor.answer["ETag"]
    tea.title = "Chè khác"
    tea.save()

    assert "Chè khác" in visitor.look("/", if_none_match=old)


def test_page_lasts_to_the_moment_that_it_names(rf, monkeypatch):
    made = []

    @shared_page()
    def view(request):
        made.append(1)
        also_depends_on(request, until=timezone.now() + timedelta(minutes=5))
        return HttpResponse("page")

    now = timezone.now().replace(hour=3)
    for minutes, times in ((0, 1), (4, 1), (6, 2)):
        monkeypatch.setattr(
            "django.utils.timezone.now", lambda m=minutes: now + timedelta(minutes=m)
        )
        answer_of(view, rf)
        assert len(made) == times


def test_kept_page_asks_the_database_one_question(visitor, tea, django_assert_num_queries):
    visitor.look("/")

    with django_assert_num_queries(1):
        visitor.look("/")


def test_without_room_every_page_is_made(visitor, tea, monkeypatch):
    monkeypatch.setattr(store, "max_bytes", 0)

    visitor.look("/")
    visitor.look("/")

    assert not visitor.was_kept


def test_declared_words_are_those_of_the_lists():
    assert declaring.words() >= {"q", "nhom", "xa", "sao", "mua", "gia-tu", "sap-xep", "trang"}
    assert stores.store is store


def test_signed_in_and_anonymous_visitors_see_the_same_declared_pages(tea, seller, monkeypatch):
    """What is kept for one is right for all: only the slots of these pages depend on who looks."""
    people = [Client(), Client(), Client()]
    people[1].force_login(make_user())
    people[2].force_login(owner_of(seller))
    make_basket((tea, 1))
    nothing = {"visitor": "", "basket": ""}
    monkeypatch.setattr(store, "max_bytes", 0)

    commune = seller.partner.commune.get_absolute_url()
    goods = ("/san-pham/", tea.get_absolute_url(), seller.partner.get_absolute_url())
    for path in ("/", "/xa/", commune, *goods):
        pages = {slots.filled(person.get(path).content, nothing) for person in people}
        assert len(pages) == 1, path
