"""What a first look at a shop page costs: few kilobytes, and nobody else is asked for anything."""

import gzip
import re
from pathlib import Path

import pytest

from tests.factories import make_certificate, make_listing

STATIC = Path(__file__).resolve().parents[2] / "static"
KB = 1024
pytestmark = pytest.mark.django_db


def sent(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 6, mtime=0))


@pytest.fixture
def full_shop(seller, tea):
    make_certificate(tea)
    for number in range(24):
        make_listing(seller, f"Chè số {number}", harvest_mask=4095)


@pytest.mark.parametrize(("name", "limit"), [("home", 15), ("list", 18), ("product", 15)])
def test_page_weighs_little_and_asks_no_third_party(visitor, tea, full_shop, name, limit):
    path = {"home": "/", "list": "/san-pham/", "product": tea.get_absolute_url()}[name]

    html = visitor.look(path)

    assert len(gzip.compress(html.encode(), 6, mtime=0)) <= limit * KB
    styles = re.findall(r'<link rel="stylesheet" href="/static/([^"]+)"', html)
    assert styles
    assert sum(sent(STATIC / one) for one in styles) <= 15 * KB
    loaded = re.findall(r"<(?:script|img|link|source|iframe)\b[^>]*>", html)
    fetched = [tag for tag in loaded if 'rel="canonical"' not in tag]
    addresses = [a for tag in fetched for a in re.findall(r'\b(?:src|href)="([^"]+)"', tag)]
    assert [a for a in addresses if not re.match(r"/(?!/)", a)] == []


def test_style_sheets_ask_no_third_party():
    for sheet in STATIC.glob("css/*.css"):
        assert not re.search(r"url\(\s*[\"']?(?:https?:)?//|@import", sheet.read_text("utf-8"))
