"""What the first visit of a seller's page costs, as the embedded server sends it (ui.md 3.6)."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from marketplace.compression import CompressTextMiddleware
from tests import factories
from tests.sellers import wizard

pytestmark = pytest.mark.django_db

LIMIT_BYTES = 80 * 1024
ROOT = Path(settings.BASE_DIR)
#: Headers of a response, about.
HEADERS_BYTES = 400
_ASSET = re.compile(r'(?:href|src)="((?:/static/|/media/)[^"#]+)')
_HOOK = re.compile(r'\["([^"]+)", "\./([^"]+)"\]')
_IMPORT = re.compile(r'from "\./([^"]+)"')


@pytest.fixture
def embedded(settings):
    settings.WHITENOISE_USE_FINDERS = True
    settings.MIDDLEWARE = ["marketplace.compression.CompressTextMiddleware", *settings.MIDDLEWARE]
    return Client(headers={"accept-encoding": "gzip"})


def size_of(client, path: str) -> int:
    response = client.get(path)
    assert response.status_code == 200, path
    return HEADERS_BYTES + len(response.getvalue())


def scripts_of(page: str) -> set[str]:
    """Name the modules that app.js loads on this page, and what those import."""
    app = (ROOT / "static/js/app.js").read_text()
    found = {"app.js"}
    for selector, module in _HOOK.findall(app):
        hook = re.search(r"\[([a-z-]+)\]", selector)[1]
        if re.search(rf"\s{hook}[\s=>]", page):
            found.add(module)
    todo = list(found)
    while todo:
        for name in _IMPORT.findall((ROOT / "static/js" / todo.pop()).read_text()):
            if name not in found:
                found.add(name)
                todo.append(name)
    return {f"/static/js/{name}" for name in found}


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
    total = HEADERS_BYTES + len(html.content)
    total += sum(size_of(embedded, path) for path in assets | scripts_of(text))

    assert total <= LIMIT_BYTES, (total, sorted(assets))


def test_photo_is_not_compressed_again(rf):
    photo = HttpResponse(b"a" * 5_000, content_type="image/webp")
    page = HttpResponse(b"a" * 5_000, content_type="text/html; charset=utf-8")
    request = rf.get("/", headers={"accept-encoding": "gzip"})

    sent = [CompressTextMiddleware(lambda _, r=r: r)(request) for r in (photo, page)]

    assert "Content-Encoding" not in sent[0].headers
    assert sent[1].headers["Content-Encoding"] == "gzip"
