"""Who may open and send what: one row for every address; an address without a row fails."""

import pytest
from django.contrib.auth.models import Permission
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.models import StaffSession, User
from marketplace.gates import OWN_PAGES
from marketplace.permissions import matrix
from marketplace.permissions.rows import Scope as Reach
from tests import factories
from tests.architecture.access import (
    BEGINS,
    MAY_READ,
    PUBLIC,
    SECRETS,
    SIGNED,
    STAFF_AREA,
    TABLE,
)
from tests.architecture.crawling import (
    address_of,
    browser_of,
    checksum,
    keep_secrets,
    patterns,
)
from tests.architecture.roles import HOLDS, ROLES

pytestmark = pytest.mark.django_db
slow = pytest.mark.slow
#: Every role is crawled; these at every run.
OFTEN = {"visitor", "shopper", "owner", "commune", "operator"}


def with_slow(roles) -> list:
    """Return roles for ``parametrize``, the less usual ones among the slow tests."""
    return [role if role in OFTEN else pytest.param(role, marks=slow) for role in roles]


def test_every_address_has_a_row():
    found = {route for route in patterns() if not route.startswith(STAFF_AREA)}

    assert found == set(TABLE)


def passes(who, role: str) -> bool:
    """Tell whether the matrix lets somebody of a role through to the view."""
    if who is None:
        return False
    if who.roles:
        return HOLDS.get(role, "") in who.roles
    return role != "visitor" or not who.is_signed_in


def test_the_matrix_and_the_table_say_the_same():
    wrong = []
    for name, route, _ in matrix.urls():
        if route not in TABLE:
            continue
        row_ = matrix.row_of(name)
        for method, codes in (("GET", TABLE[route][1]), ("POST", TABLE[route][2])):
            who = row_.audience(method)
            for role, code in codes.items():
                if who is None:
                    outside = not passes(row_.anybody, role)
                    wanted = (302, 403) if outside else (302, 405)
                elif not passes(who, role):
                    wanted = (302,) if role == "visitor" else (403,)
                else:
                    # Other communes of the same province are no secret, their figures are.
                    is_place = row_.scope == Reach.PLACES and role == "far_commune"
                    wanted = set(range(200, 504)) - (set() if is_place else {403}) - {405}
                if code not in wanted:
                    wrong.append((name, method, role, code))

    assert wrong == []


def crawled(things, role) -> tuple[dict[str, int], dict[str, int], list[str]]:
    """Return what each address answers a role to GET and to POST, and whose secrets it told."""
    people, ids = things
    browser = browser_of(people[role])
    codes, told = {"get": {}, "post": {}}, []
    for method, found in codes.items():
        for route, (address, _, _) in TABLE.items():
            # A new browser for each POST: signing out must not change the rows below it.
            sender = browser if method == "get" else browser_of(people[role])
            answer = getattr(sender, method)(address.format(**ids))
            found[route] = answer.status_code
            body = answer.getvalue().decode("utf-8", "replace")
            kinds = [kind for kind, words in SECRETS.items() if any(w in body for w in words)]
            told += [(kind, route) for kind in kinds if role not in MAY_READ[kind]]
    return codes["get"], codes["post"], told


@pytest.mark.parametrize("role", with_slow(ROLES))
def test_each_role_gets_what_the_table_says_and_no_secret_of_others(things, role):
    keep_secrets(things)

    gets, posts, told = crawled(things, role)

    assert gets == {route: get[role] for route, (_, get, _) in TABLE.items()}
    assert posts == {route: post[role] for route, (_, _, post) in TABLE.items()}
    assert told == []


@pytest.mark.parametrize("role", with_slow(["shopper", "far_commune"]))
def test_without_the_gate_the_crawl_finds_open_pages(things, role, monkeypatch):
    """Negative control: everybody counts as allowed."""
    monkeypatch.setattr(matrix, "allows", lambda audience, user: True)

    gets, posts, _ = crawled(things, role)

    opened = [route for route in TABLE if gets[route] != TABLE[route][1][role]]
    opened += [route for route in TABLE if posts[route] != TABLE[route][2][role]]
    assert len(opened) > 5


@pytest.mark.parametrize("role", ["owner", "province", "operator"])
def test_what_does_not_exist_is_not_found(things, role):
    people, ids = things
    nothing = dict.fromkeys(ids, 999_999_999) | {
        "draft": "7d0b2e0c-93a5-4a63-9c3c-5a31d5b2f3aa",
        "product": "/san-pham/x-999999999/",
        "category": "/danh-muc/khong-co/",
        "storefront": "/gian-hang/khong-co/",
    }
    browser = browser_of(people[role])
    found = []
    for route, (address, get, post) in TABLE.items():
        if "{" not in address:
            continue
        for method, codes in (("get", get), ("post", post)):
            code = getattr(browser, method)(address.format(**nothing)).status_code
            wanted = {404, codes[role]} if codes[role] in (302, 401, 403, 405) else {404}
            if code not in wanted and (route, method, code) not in BEGINS:
                found.append((route, method, code))

    assert found == []


@pytest.mark.parametrize(
    "role",
    [
        role if role in ("visitor", "owner", "operator") else pytest.param(role, marks=slow)
        for role in ROLES
    ],
)
def test_no_post_passes_without_its_token(things, role):
    people, ids = things
    browser_of(people[role]).get("/gio-hang/")  # signed-in people get their basket on a first look
    before = checksum_without_sessions()

    for address, _, _ in TABLE.values():
        browser = browser_of(people[role], enforce_csrf_checks=True)
        answer = browser.post(address.format(**ids), {"verb": "confirm", "decision": "approve"})
        # Providers have no page to take a token from: they sign what they send.
        refused = {400, 401, 403, 404, 405, 422} if address.startswith(SIGNED) else {302, 403}
        assert answer.status_code in refused, address

    assert checksum_without_sessions() == before


def checksum_without_sessions() -> str:
    """Return the digest without what the browsers of the crawl leave by signing in."""
    Session.objects.all().delete()
    StaffSession.objects.all().delete()
    User.objects.update(last_login=None)
    return checksum()


@pytest.mark.parametrize("role", with_slow(role for role in ROLES if role != "staff"))
def test_the_staff_area_is_closed_to_everybody_else(things, role):
    people, _ = things
    browser = browser_of(people[role])
    routes = [route for route in patterns() if route.startswith(STAFF_AREA)]
    samples = {address_of(route) for route in routes}
    if role == "operator":
        samples -= {page for page in samples if page.startswith(OWN_PAGES)}

    answers = {}
    for address in samples:
        for method in ("get", "post"):
            answer = getattr(browser, method)(address)
            answers[address, method] = answer.status_code
            if role == "visitor":
                assert answer["Location"].startswith("/tai-khoan/dang-nhap/"), address

    assert len(samples) > 100
    assert set(answers.values()) == ({302} if role == "visitor" else {403})


def test_staff_without_permissions_open_no_admin_list(things):
    people, _ = things

    answer = browser_of(people["staff"]).get("/quan-tri/he-thong/accounts/user/")

    assert answer.status_code == 403


def test_no_page_takes_a_password_from_a_visitor(things):
    for page in ("/quan-tri/login/", "/quan-tri/he-thong/login/"):
        answer = Client().get(f"{page}?next=/quan-tri/orders/")
        assert answer["Location"] == "/tai-khoan/dang-nhap/?next=/quan-tri/orders/"
        assert "evil" not in Client().get(f"{page}?next=//evil.example/")["Location"]


def test_oscars_pages_that_give_the_staff_flag_do_not_exist(things):
    people, ids = things
    admin = factories.make_user(is_staff=True, is_superuser=True)
    shopper = people["shopper"]
    page = f"/quan-tri/partners/{ids['partner']}/users/{shopper.pk}/update/"

    answer = browser_of(admin).post(page, {"role": "staff"})

    shopper.refresh_from_db()
    assert answer.status_code == 404
    assert not shopper.is_staff


def test_staff_cannot_make_themselves_or_others_superusers(things):
    people, _ = things
    staff, shopper = people["staff"], people["shopper"]
    staff.user_permissions.add(*Permission.objects.filter(codename__in=["change_user"]))
    boss = factories.make_user(is_staff=True, is_superuser=True)
    browser = browser_of(staff)
    form = {
        "phone": "0990 999 111",
        "full_name": "X",
        "is_active": "on",
        "is_staff": "on",
        "is_superuser": "on",
        "date_joined_0": "2026-01-01",
        "date_joined_1": "00:00:00",
        "role_grants-TOTAL_FORMS": "0",
        "role_grants-INITIAL_FORMS": "0",
    }

    for user in (staff, shopper, boss):
        browser.post(f"/quan-tri/he-thong/accounts/user/{user.pk}/change/", form)

    for user in (staff, shopper, boss):
        user.refresh_from_db()
    assert not any(user.is_superuser for user in (staff, shopper))
    assert not shopper.is_staff
    assert boss.phone != "+84990999111"


def test_looking_at_public_pages_changes_nothing(things):
    _, ids = things
    browser = Client()
    before = checksum()

    for _ in range(2):
        for address in PUBLIC:
            assert browser.get(address.format(**ids)).status_code == 200
            assert checksum() == before, address


@pytest.mark.parametrize(
    "state", ["draft", "submitted", "rejected", "hidden", "withheld", "taken_down"]
)
def test_goods_outside_the_window_are_neither_seen_nor_bought(things, state):
    people, _ = things
    secret = "Món chưa ai được biết"
    listing = factories.make_listing(factories.make_seller("HTX Khác"), secret, state=state)
    for role in ("visitor", "shopper", "other_seller", "province", "owner"):
        browser = browser_of(people[role])

        page = browser.get(listing.get_absolute_url())
        browser.post(f"/gio-hang/them/{listing.pk}/", {"quantity": "1"})
        basket = browser.get("/gio-hang/").content.decode()
        lists = [browser.get(f"/{name}/").content.decode() for name in ("tim-kiem", "san-pham")]

        assert page.status_code == 404
        assert not any(secret in text for text in (basket, *lists))


@pytest.mark.parametrize("state", ["draft", "submitted", "rejected", "withheld", "taken_down"])
def test_a_seller_cannot_approve_what_waits_for_review(things, state):
    people, _ = things
    seller = people["owner"].memberships.get().seller
    listing = factories.make_listing(seller, state=state)

    browser_of(people["owner"]).post(f"/ban-hang/san-pham/{listing.pk}/bat-tat/", {"on": "1"})

    listing.refresh_from_db()
    assert (listing.state, listing.is_public) == (state, False)


def test_an_operator_cannot_end_the_pause_of_a_seller(things):
    people, _ = things
    seller = people["owner"].memberships.get().seller
    listing = factories.make_listing(seller, state="hidden")

    browser_of(people["operator"]).post(f"/duyet/{listing.pk}/", {"decision": "approve"})

    listing.refresh_from_db()
    assert listing.state == "hidden"


@pytest.mark.parametrize("place", ["/{}", "/don-hang/{}/", "/tim-kiem/?q={}", "/thong-ke/?nhom={}"])
def test_an_address_with_nul_is_refused_before_the_database(place):
    assert Client().get(place.format("%00")).status_code == 404


@pytest.mark.parametrize(
    "address",
    ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)",
     "\thttps://evil.example", "https:evil.example", "///evil.example", "http:///evil.example"],
)  # fmt: skip
def test_no_next_leads_to_another_site(things, address):
    people, ids = things
    signed_in = browser_of(people["shopper"])
    answers = [
        signed_in.get("/tai-khoan/dang-nhap/", {"next": address}),
        signed_in.post("/tai-khoan/dang-nhap/", {"next": address}),
        signed_in.post(f"/gio-hang/them/{ids['listing']}/", {"quantity": "1", "next": address}),
        Client().get("/quan-tri/login/", {"next": address}),
    ]

    assert all("evil" not in a["Location"] and "javascript" not in a["Location"] for a in answers)
