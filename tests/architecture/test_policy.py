"""No page runs what a person typed: the policy of every answer, and no markup put together."""

import re
from pathlib import Path

import pytest
from django.test import Client

from marketplace.gates import STAFF_AREA, StaffPolicyMiddleware
from tests import factories
from tests.architecture.access import TABLE
from tests.architecture.crawling import browser_of

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
STRICT = {
    "default-src": {"'self'"},
    "object-src": {"'none'"},
    "base-uri": {"'none'"},
    "frame-ancestors": {"'none'"},
    "form-action": {"'self'"},
}
HTML = {"accept": "text/html"}
#: Scripts and markup of strings: where, and why that is no harm.
MAY_PARSE = {
    "checkout.js": "takes the answer of our own page apart; parsed documents run nothing",
    "place-search.js": "the same, for the list of communes",
}
MARKUP = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser"
    r"|createContextualFragment|srcdoc|setAttribute\(\s*['\"]on|javascript:"
)


def policy_of(answer) -> dict[str, set[str]]:
    parts = answer.get("Content-Security-Policy", "").split(";")
    return {words[0]: set(words[1:]) for words in map(str.split, parts) if words}


def is_strict(policy: dict[str, set[str]]) -> bool:
    sources = set().union(*policy.values()) if policy else set()
    is_loose = sources & {"'unsafe-inline'", "'unsafe-eval'", "*", "https:", "http:"}
    return not is_loose and all(policy.get(name) == wanted for name, wanted in STRICT.items())


@pytest.mark.parametrize("role", ["visitor", "owner", "operator"])
def test_every_page_has_a_strict_policy(things, role):
    people, ids = things
    browser = browser_of(people[role])
    loose, pages = [], 0

    for address, _, _ in TABLE.values():
        for method in ("get", "post"):
            answer = getattr(browser, method)(address.format(**ids), headers=HTML)
            if method == "post" and answer.status_code == 302:
                browser = browser_of(people[role])
            if "html" in answer.get("Content-Type", "") and answer.content:
                pages += 1
                if not is_strict(policy_of(answer)):
                    loose.append((method, address, answer.status_code))

    assert loose == []
    assert pages > 80


@pytest.mark.parametrize(
    "address", ["/khong-co/", "/%00", "/tai-khoan/dang-xuat/", "/doi-soat-tien/"]
)
def test_pages_that_say_no_have_it_too(client, address):
    client.force_login(factories.make_user())

    answer = client.get(address, headers=HTML)

    assert answer.status_code in (403, 404, 405)
    assert is_strict(policy_of(answer))


def test_the_page_of_a_fault_has_it_too(monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("shop.order.views.FindOrderView.get", broken)

    answer = Client(raise_request_exception=False).get("/don-hang/")

    assert answer.status_code == 500
    assert is_strict(policy_of(answer))


@pytest.mark.parametrize(("is_staff", "code"), [(True, 200), (False, 403)])
def test_the_staff_area_frames_and_embeds_nothing(client, is_staff, code):
    client.force_login(factories.make_user(is_staff=is_staff, is_superuser=is_staff))

    answer = client.get(f"{STAFF_AREA}khong-co/" if is_staff else STAFF_AREA)

    assert answer["Content-Security-Policy"] == StaffPolicyMiddleware.POLICY
    policy = policy_of(answer)
    assert all(policy[name] == STRICT[name] for name in STRICT)


def test_a_loose_policy_would_be_found():
    """Negative control."""
    good = {name: set(value) for name, value in STRICT.items()}

    assert is_strict(good)
    assert not is_strict({})
    assert not is_strict(good | {"script-src": {"'self'", "'unsafe-inline'"}})
    assert not is_strict(good | {"base-uri": {"'self'"}})


@pytest.mark.parametrize("path", sorted((ROOT / "static/js").glob("*.js")), ids=lambda p: p.name)
def test_scripts_put_no_text_in_as_markup(path):
    found = MARKUP.findall(path.read_text(encoding="utf-8"))

    assert not found or path.name in MAY_PARSE, found


def test_markup_is_marked_as_safe_only_with_a_reason():
    """Bandit refuses ``mark_safe`` and ``SafeString``; a place that may says why, a line above."""
    allowed = []
    for path in ROOT.rglob("*.py"):
        parts = path.relative_to(ROOT).parts
        if parts[0] in (".venv", "tests", "var", "benchmarks"):
            continue
        lines = path.read_text(encoding="utf-8").splitlines()
        for above, line in zip(["", *lines], lines, strict=False):
            if "nosec B703" in line or "nosec B308" in line:
                allowed.append(path.name)
                assert above.strip().startswith(("#", '"""')), (path, line)

    assert sorted(set(allowed)) == ["filters.py", "structured.py", "svg.py", "tables.py"]
