"""A helper tries every page and form of the site for a household: the table holds everywhere."""

import re
from string import Formatter

import pytest
from django.db import connection
from django.urls import resolve

from fieldreports import sending, subjects
from sellers.helping import rules
from sellers.models import FloorSaleFile, HelperAct, ListingDraft
from shop.partner import bank
from tests import factories
from tests.architecture import access, crawling
from tests.sellers.helping import made

pytestmark = pytest.mark.django_db
AREA = "ban-hang/"
BANK = {"bank_bin": "970405", "number": "8500 2051 2345 6", "holder": "Trần Thị Ngọc"}
OTHER_BANK = BANK | {"bank_bin": "970436", "number": "0011001234567"}
#: What a form of the household is sent, so that only the rule stands in the way.
FORMS = {
    "sellers:bank": OTHER_BANK,
    "sellers:price": {"price": "120k"},
    "sellers:stock": {"delta": "10"},
    "sellers:order-move": {"verb": "confirm"},
    "sellers:order-cancel": {"note": "Hết hàng vì mưa"},
    "sellers:profile-part": {"answer": "Hộ bà Trần Thị Ngọc"},
    "sellers:deliveries": {"own": "on", "area": "commune", "own_fee": "10000"},
}
TRUE_RULES = dict(rules.RULES)
#: Digits that no page shows a helper: the buyer's phone, the number of the account.
SECRETS = ("990123456", "8500205123456")
#: Tables in which nothing of a household stands.
_BESIDE = ("places_", "django_", "auth_", "stat_", "sellers_helperact", "jobs_jobheartbeat",
           "catalogue_productset", "catalogue_category", "visits")  # fmt: skip


@pytest.fixture
def world():
    """A household with goods, an order and a bank account; its helper at work."""
    seller = factories.make_seller("Hộ bà Trần Thị Ngọc", "05503")
    owner = factories.owner_of(seller)
    seller.partner.phone = owner.phone
    seller.partner.save()
    tea = factories.make_listing(seller)
    order = crawling.order_of(factories.make_user(), tea)
    account = bank.set_account(partner=seller.partner, **BANK)
    helper = made.make_helper("05503")
    grant = made.let_help(seller, helper)
    ids = {
        "order": order.number,
        "part": order.seller_orders.get().number,
        "listing": tea.pk,
        "partner": seller.partner_id,
        "product": tea.get_absolute_url(),
        "category": tea.product_set.category.get_absolute_url(),
        "storefront": seller.partner.get_absolute_url(),
        "report": 1,
        "post": helper.role_grants.get().pk,
        "account": account.pk,
        "sales_file": FloorSaleFile.objects.create(partner=seller.partner, floor="voso").pk,
        "lot": factories.make_lot(tea).code,
        "certificate": factories.declare_certificate(tea).pk,
        "grant": grant.pk,
        "seller": seller.pk,
        "report_number": sending.report(subject=subjects.listing(tea), reason="khac").number,
        "draft": ListingDraft.objects.create(seller=seller, answers={"title": "Chè"}).client_id,
    }
    return helper, grant, ids


class Anything(dict):
    """Ids by name; a name that only other tests know has some number."""

    def __missing__(self, key):
        return 1


def pages(ids):
    """Yield each address of the household's pages."""
    known = Anything(ids)
    for route, (address, _, _) in access.TABLE.items():
        if not route.startswith(AREA):
            continue
        address = address.replace("tai-khoan/1/bo", "tai-khoan/{account}/bo")
        address = address.replace("nguoi-giup/1/", "nguoi-giup/{grant}/")
        yield address.format_map(known)


def household_rows() -> dict[str, list]:
    """Return every row that says something of a household, by table."""
    with connection.cursor() as cursor:
        tables = [
            name
            for name in connection.introspection.table_names(cursor)
            if not name.startswith(_BESIDE)
        ]
        found = {}
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = sorted(map(repr, cursor.fetchall()))
        return found


def changed(before: dict, after: dict) -> set[str]:
    return {table for table in before if before[table] != after[table]}


def tries(helper, grant, ids) -> list[str]:
    """Send a GET and a POST to each page of the household; return what broke the table."""
    wrong = []
    browser = made.working(helper, grant)
    browser.raise_request_exception = False
    before, acts = household_rows(), 0
    for url in pages(ids):
        name = resolve(url.partition("?")[0]).view_name
        rule = TRUE_RULES.get(name, rules.NO_ROW)
        for method in ("get", "post"):
            answer = getattr(browser, method)(url, FORMS.get(name, {}) if method == "post" else {})
            after, count = household_rows(), HelperAct.objects.count()
            moved, noted = changed(before, after), count - acts
            before, acts = after, count
            if not rule.is_open and (answer.status_code != 403 or moved):
                wrong.append(f"{method} {url}: closed, but {answer.status_code} {moved}")
            if rule.is_open and answer.status_code >= 500:
                wrong.append(f"{method} {url}: {answer.status_code}")
            # Writing what stands there already is an act too, but never two and never by looking.
            if noted > 1 or (moved and not noted) or (noted and method == "get"):
                wrong.append(f"{method} {url}: {noted} acts for {moved}")
            if method == "get" and moved:
                wrong.append(f"{url}: looking changed {moved}")
            told = re.sub(r"[\s.]", "", answer.content.decode(errors="ignore"))
            wrong += [f"{method} {url}: tells {what}" for what in SECRETS if what in told]
    return wrong


def test_the_table_holds_on_every_page_and_every_change_is_noted(world):
    helper, grant, ids = world

    assert tries(helper, grant, ids) == []

    acts = HelperAct.objects.all()
    assert {act.words.split(" Chè")[0].split(" đơn")[0] for act in acts} >= {
        "đổi giá", "ghi số hàng còn của", "nhận", "hủy", "bật tắt bán",
    }  # fmt: skip
    assert {(act.helper_name, act.seller_name) for act in acts} == {
        ("Nguyễn Thị Lan", "Hộ bà Trần Thị Ngọc")
    }


def test_the_same_tries_without_the_guard_break_it(world, monkeypatch):
    helper, grant, ids = world
    anything_goes = rules.Rule(is_open=True, act="làm gì đó")
    monkeypatch.setattr(rules, "rule_of", lambda route: anything_goes)

    wrong = " ".join(tries(helper, grant, ids))

    for page in ("/ban-hang/tien/tai-khoan/:", "/bo/:", "/dung/:", "nhan.pdf:", "/ban-hang/tien/:"):
        assert page in wrong, page
    assert "partner_bankaccount" in wrong


def test_acting_for_a_household_opens_nothing_outside_its_pages(world):
    helper, grant, ids = world
    working = made.working(helper, grant)
    working.raise_request_exception = False
    before = household_rows()

    for route, (address, get, post) in access.TABLE.items():
        # The API believes no session, so nobody acts for anybody there.
        if route.startswith((AREA, "ho-tro/", "tai-khoan/", "gio-hang/", "api/")):
            continue
        url = address.format_map(Anything(ids))
        expected = get["helper"], post["helper"]
        named = {field for _, field, _, _ in Formatter().parse(address) if field}
        if not named <= set(ids) and expected[0] == 200:
            continue  # anybody opens it, and there is no such thing here
        assert (working.get(url).status_code, working.post(url).status_code) == expected, url

    assert changed(before, household_rows()) <= {"basket_basket"}
    assert not HelperAct.objects.exists()


def test_after_the_household_has_said_stop_every_page_is_shut(world):
    helper, grant, ids = world
    owner = factories.owner_of(grant.seller)

    for url in pages(ids):
        browser = made.working(helper, grant)
        made.browser_of(owner).post(f"/ban-hang/nguoi-giup/{grant.pk}/dung/")
        before = household_rows() if "tien" in url or "gia" in url else {}
        name = resolve(url.partition("?")[0]).view_name

        answer = browser.post(url, FORMS.get(name, {}))

        # The script that is the same for everybody takes nothing from anybody.
        wanted = (405, "") if name == "sellers:draft-worker" else (302, "/ho-tro/")
        assert (answer.status_code, answer.headers.get("Location", "")) == wanted, url
        assert changed(before, household_rows()) == set(), url
        grant = made.let_help(grant.seller, helper)
    assert not HelperAct.objects.exists()
