"""What the first visit of a seller's page costs, as the embedded server sends it (ui.md 3.6)."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client

from marketplace.compression import CompressTextMiddleware
from tests import factories
from tests.modules import scripts_of
from tests.sellers import wizard

pytestmark = pytest.mark.django_db

LIMIT_BYTES = 80 * 1024
#: Headers of a response, about.
HEADERS_BYTES = 400
_ASSET = re.compile(r'(?:href|src)="((?:/static/|/media/)[^"#]+)')


@pytest.fixture
def embedded(settings):
    settings.WHITENOISE_USE_FINDERS = True
    settings.MIDDLEWARE = ["marketplace.compression.CompressTextMiddleware", *settings.MIDDLEWARE]
    return Client(headers={"accept-encoding": "gzip"})


def size_of(client, path: str) -> int:
    response = client.get(path)
    assert response.status_code == 200, path
    return HEADERS_BYTES + len(response.getvalue())


@pytest.fixture
def seller():
    seller = factories.make_seller("Hộ bà Trần Thị Ngọc", "05818")
    for number in range(12):
        factories.make_listing(seller, f"Chè búp khô số {number}")
    return seller


@pytest.mark.parametrize(
    "page",
    ["/ban-hang/", "/ban-hang/san-pham/", "/ban-hang/don-hang/", "/ban-hang/tien/",
     "/ban-hang/tro-giup/", "anh", "mon", "cach-ban", "gia", "so-luong", "xem-lai"],
)  # fmt: skip
def test_first_visit_of_a_seller_page_is_at_most_80_kb(embedded, seller, page):
    owner = factories.owner_of(seller)
    embedded.force_login(owner)
    if "/" not in page:
        client_id, _ = wizard.walk(embedded, to="so-luong")
        page = wizard.url(client_id, page)
    html = embedded.get(page)

    assert html.headers["Content-Encoding"] == "gzip"
    plain = Client()
    plain.force_login(owner)
    text = plain.get(page).content.decode()
    assets = {path for path in _ASSET.findall(text) if path.startswith("/static/")}
    scripts = {f"/static/js/{name}" for name in scripts_of(text)}
    total = HEADERS_BYTES + len(html.content)
    total += sum(size_of(embedded, path) for path in assets | scripts)

    assert total <= LIMIT_BYTES, (total, sorted(assets))


def test_photo_is_not_compressed_again(rf):
    photo = HttpResponse(b"a" * 5_000, content_type="image/webp")
    page = HttpResponse(b"a" * 5_000, content_type="text/html; charset=utf-8")
    request = rf.get("/", headers={"accept-encoding": "gzip"})

    sent = [CompressTextMiddleware(lambda _, r=r: r)(request) for r in (photo, page)]

    assert "Content-Encoding" not in sent[0].headers
    assert sent[1].headers["Content-Encoding"] == "gzip"
