"""What each role may open, over every page of the seller."""

import pytest
from django.urls import URLPattern, get_resolver

from sellers import queries
from sellers.gates import SellerRequiredMixin
from sellers.models import Membership
from sellers.registration import register_seller
from sellers.team import rules
from tests import factories
from tests.sellers.placed import make_part, walk

pytestmark = pytest.mark.django_db
R = Membership.Role


def seller_routes() -> dict[str, str]:
    """Return the name of every page behind the gate → an address of it."""
    from tests.architecture.access import TABLE

    found = {}
    for entry in flat(get_resolver(), ""):
        route, name, view = entry
        if view and issubclass(view, SellerRequiredMixin):
            found[name] = TABLE[route][0]
    return found


def flat(resolver, prefix, space=""):
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route, f"{space}{entry.name}", getattr(entry.callback, "view_class", None)
        else:
            inner = f"{entry.namespace}:" if getattr(entry, "namespace", None) else ""
            yield from flat(entry, route, space + inner)


def test_every_page_behind_the_gate_has_a_row():
    assert set(seller_routes()) - set(rules.RULES) == set()


@pytest.mark.parametrize("role", list(R))
def test_each_role_opens_what_its_rights_say_and_nothing_else(client, role):
    seller = factories.make_seller(commune="05503")
    tea = factories.make_listing(seller)
    person = factories.make_user()
    if role == R.OWNER:
        person = factories.owner_of(seller)
    else:
        seller.memberships.create(user=person, role=role)
    client.force_login(person)
    client.raise_request_exception = False
    ids = {"listing": tea.pk, "draft": "7d0b2e0c-93a5-4a63-9c3c-5a31d5b2f3aa"}

    got, wanted = {}, {}
    for name, address in seller_routes().items():
        for method in ("get", "post"):
            answer = getattr(client, method)(address.format_map(Filled(ids)))
            got[name, method] = answer.status_code == 403
            wanted[name, method] = not rules.may_open(role, name)
        if role != R.OWNER and not seller.memberships.filter(user=person).exists():
            seller.memberships.create(user=person, role=role)  # left by the button

    assert got == wanted
    assert any(wanted.values()) == (role != R.OWNER)


class Filled(dict):
    def __missing__(self, key):
        return "0"


def test_a_page_without_a_row_is_closed_even_for_the_owner(client, monkeypatch):
    monkeypatch.delitem(rules.RULES, "sellers:home")
    client.force_login(factories.owner_of(factories.make_seller()))

    assert client.get("/ban-hang/").status_code == 403


def test_only_the_owner_sees_the_ways_to_bank_and_team(client):
    seller = factories.make_seller()
    packer = factories.make_user()
    seller.memberships.create(user=packer, role=R.PACKER)

    client.force_login(factories.owner_of(seller))
    owners = client.get("/ban-hang/").content.decode()
    client.force_login(packer)
    packers = client.get("/ban-hang/").content.decode()

    for path in ("/ban-hang/nhom/", "/ban-hang/tien/tai-khoan/", "/ban-hang/tien/"):
        assert (f'href="{path}"' in owners, f'href="{path}"' in packers) == (True, False)
    assert 'href="/ban-hang/don-hang/"' in packers


@pytest.mark.parametrize(("role", "state"), [(R.PACKER, "shipped"), (R.MEMBER, "delivered")])
def test_who_packs_does_not_write_down_that_cash_has_come(client, tea_seller, role, state):
    part = walk(make_part(tea_seller), "confirmed", "packed", "shipped")
    person = factories.make_user()
    tea_seller.memberships.create(user=person, role=role)
    client.force_login(person)

    page = client.get(f"/ban-hang/don-hang/{part.number}/").content.decode()
    client.post(f"/ban-hang/don-hang/{part.number}/buoc/", {"verb": "deliver"})

    part.refresh_from_db()
    assert (part.state, "đã thu tiền" in page) == (state, role == R.MEMBER)


def test_who_packs_sends_the_parcel(client, tea_seller):
    part = walk(make_part(tea_seller), "confirmed", "packed")
    packer = factories.make_user()
    tea_seller.memberships.create(user=packer, role=R.PACKER)
    client.force_login(packer)

    client.post(f"/ban-hang/don-hang/{part.number}/buoc/", {"verb": "ship"})

    part.refresh_from_db()
    assert part.state == "shipped"


def test_a_packer_who_later_owns_a_shop_opens_the_own_one(client):
    other, person = factories.make_seller("Hộ bà Ngọc"), factories.make_user()
    other.memberships.create(user=person, role=R.PACKER)
    commune = other.partner.commune
    own = register_seller(user=person, name="Hộ ông Hà", kind="household", commune=commune)

    assert queries.membership_of(person).seller == own
