"""Nothing leads a visitor elsewhere, and few modules speak to others (threats T14 and T19)."""

import ast
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test import Client

from common import redirects
from tests.factories import make_listing, make_seller, make_user

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
APPS = sorted(path.parent for path in ROOT.glob("*/apps.py") if path.parent.name != "demo")
#: Every module that can open a connection, and whom it calls. None takes its host from a visitor.
CALLERS = {
    "accounts/openid/asking.py": "the province's provider of identities, from a setting",
    "common/asking.py": "whom its callers name",
    "jobs/gateway_http.py": "providers of messages in MESSAGE_HOSTS",
    "shop/payment/vnpay/gateway.py": "VNPAY, from a setting",
    "webhooks/addresses.py": "nobody: it looks up what may be called",
    "webhooks/sending.py": "receivers at checked public addresses",
}
_NETWORK = {"socket", "http.client", "urllib.request", "requests", "httpx", "aiohttp", "urllib3",
            "ftplib", "smtplib", "telnetlib", "websockets"}  # fmt: skip
ELSEWHERE = [
    "https://evil.example/", "http://evil.example", "//evil.example/", "///evil.example",
    "////evil.example", "/\\evil.example", "\\\\evil.example", "\\/evil.example",
    "https:evil.example", "https:/evil.example", "http:///evil.example", "/\t/evil.example",
    "/\n/evil.example", " //evil.example", "\t//evil.example", "javascript:alert(1)",
    "JaVaScRiPt:alert(1)", "data:text/html,x", "ftp://evil.example/", "//evil.example\\@testserver",
    "https://testserver@evil.example/", "https://testserver.evil.example/", "//evil%2eexample",
    "/%09/evil.example", "evil.example", "//[::1]/", "//127.0.0.1:1/", "http:\\\\evil.example",
]  # fmt: skip


def sources():
    for app in (*APPS, ROOT / "marketplace", ROOT / "shop", ROOT / "api"):
        for path in sorted(app.rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), path.read_text()


def imported(text: str) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
    return found


def test_only_named_modules_can_open_a_connection():
    callers = {name for name, text in dict(sources()).items() if imported(text) & _NETWORK}

    assert callers == set(CALLERS)


def test_an_import_of_the_network_would_be_seen():
    """Negative control."""
    assert imported("from http import client\nimport httpx as x") & _NETWORK == {
        "http.client",
        "httpx",
    }


def test_whatever_reads_where_to_go_on_lets_it_be_checked():
    readers = {name for name, text in sources() if '.get("next"' in text}

    assert len(readers) >= 4
    unchecked = {name for name, text in sources() if name in readers and "safe_next(" not in text}
    assert unchecked == set()


def outside(location: str) -> bool:
    """Say whether a browser that follows it would leave this site."""
    plain = "".join(sign for sign in location if sign not in "\t\r\n").strip().replace("\\", "/")
    parts = urlsplit(plain)
    return parts.scheme not in ("", "http", "https") or parts.netloc not in ("", "testserver")


def led_away(tea) -> list[tuple[str, str]]:
    """Ask every address that goes on somewhere with every payload; return who left the site."""
    guest, person = (Client(raise_request_exception=False) for _ in range(2))
    person.force_login(make_user())
    wrong = []
    for payload in ELSEWHERE:
        answers = {
            "sign in": guest.get("/tai-khoan/dang-nhap/", {"next": payload}),
            "signed in": person.get("/tai-khoan/dang-nhap/", {"next": payload}),
            "phone": guest.post(
                "/tai-khoan/dang-nhap/", {"phone": "0990 000 077", "next": payload}
            ),
            "operators": person.post("/quan-tri/phien/", {"code": "1", "next": payload}),
            "basket": guest.post(
                f"/gio-hang/them/{tea.pk}/",
                {"quantity": 1, "next": payload},
                headers={"sec-fetch-site": "same-origin"},
            ),
        }
        wrong += [
            (name, payload) for name, a in answers.items() if outside(a.headers.get("Location", ""))
        ]
    return wrong


def test_no_address_leads_away_from_the_site():
    assert len(ELSEWHERE) >= 25
    assert led_away(make_listing(make_seller(), stock=99)) == []


def test_without_the_check_many_payloads_lead_away(monkeypatch):
    """Negative control."""
    monkeypatch.setattr("shop.basket.views.safe_next", lambda request, url: url)

    found = {payload for name, payload in led_away(make_listing(make_seller(), stock=99))
             if name == "basket"}  # fmt: skip

    assert {"https://evil.example/", "//evil.example/"} <= found


@pytest.mark.parametrize("path", ["/", "/gio-hang/", "/san-pham/?trang=2"])
def test_paths_of_the_site_pass(rf, path):
    assert redirects.safe_next(rf.get("/"), path) == path
