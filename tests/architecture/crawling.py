"""People, things and browsers for tests that open every address of the market."""

import hashlib

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.urls import URLPattern, get_resolver

from accounts import programs
from catalogue.reviews.models import ProductQuestion, ProductReview
from common.dates import local_today
from fieldreports import sending, subjects
from markets import selling
from markets.models import StallCharge
from sellers.models import FloorSaleFile, HouseholdRecord, ListingDraft
from shop.order.models import Order
from shop.order.placing import Customer, fresh_basket, place_order
from shop.partner import bank
from shop.shipping.methods import PerSellerDelivery
from stats.reports import making
from stats.scopes import Scope
from teams import founding
from tests import factories
from tests.operators import sign_in


def patterns(resolver=None, prefix=""):
    """Yield every pattern of the site."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route
        else:
            yield from patterns(entry, route)


@pytest.fixture
def things():
    """The ids of one seller's listing and order, and who is who."""
    seller = factories.make_seller(commune="05503")
    other = factories.make_seller("HTX miến Nà Dài", commune="05692")
    tea = factories.make_listing(seller)
    draft = ListingDraft.objects.create(seller=seller)
    HouseholdRecord.objects.create(
        code="H1", commune_code="05503", hamlet="xóm 1", head_name="Lê Văn Tư"
    )
    people = {
        "visitor": None,
        "shopper": factories.make_user(),
        "owner": factories.owner_of(seller),
        "other_seller": factories.owner_of(other),
        "commune": factories.make_official("commune_official", commune="05503"),
        "far_commune": factories.make_official("commune_official", commune="05692"),
        "province": factories.make_official("province_official", province="19"),
        "operator": factories.make_official("operator"),
        "partner_perm": factories.make_user(),
        "staff": factories.make_user(is_staff=True),
        "helper": factories.make_official("helper", commune="05503"),
        "board": factories.make_official("market_board", market="cho-thai"),
    }
    powers = Permission.objects.filter(codename__in=["dashboard_access", "view_order"])
    people["partner_perm"].user_permissions.add(*powers)
    seller.partner.users.add(people["partner_perm"])
    order = order_of(people["shopper"], tea)
    account = bank.set_account(
        partner=seller.partner, bank_bin="970405", number="85002051731", holder="Trần Thị Ngọc"
    )
    market = factories.make_market()
    stall = factories.make_stall(market, phone=people["owner"].phone)
    ending = factories.make_stall(market, "Ô 2")
    sale = selling.record_sale(stall=stall, amount_vnd=50_000, how="cash", key="1")
    rent = StallCharge.objects.create(
        stall=stall, market=market, month=local_today().replace(day=1), amount_vnd=150_000
    )
    reported = sending.report(subject=subjects.listing(tea), reason="khac")
    ids = {
        "account": account.pk,
        "market": stall.market.slug,
        "stall": stall.code,
        "ending_stall": ending.code,
        "sale": sale.pk,
        "rent": rent.pk,
        "order": order.number,
        "part": order.seller_orders.get().number,
        "line": order.lines.get().pk,
        "listing_report": reported.pk,
        "report_number": reported.number,
        "question": ProductQuestion.objects.create(product=tea, text="Còn không?", status=1).pk,
        "review": ProductReview.objects.create(product=tea, score=5, status=1).pk,
        "listing": tea.pk,
        "draft": draft.client_id,
        "sales_file": FloorSaleFile.objects.create(partner=seller.partner, floor="voso").pk,
        "lot": factories.make_lot(tea).code,
        "certificate": factories.declare_certificate(tea).pk,
        "partner": seller.partner_id,
        "seller": seller.pk,
        "member": seller.memberships.create(user=factories.make_user(), role="packer").pk,
        "product": tea.get_absolute_url(),
        "category": tea.product_set.category.get_absolute_url(),
        "storefront": seller.partner.get_absolute_url(),
        "slug": seller.partner.code,
        "report": report_of("05503").pk,
        "program": programs.begin(
            user=people["shopper"], client="C-ThaiNguyen", rights=["basket"]
        ).row.pk,
        "team": founding.found(
            name="Tổ xóm Kín", commune=seller.partner.commune, by=people["commune"]
        ).pk,
        "post": people["helper"].role_grants.get().pk,
    }
    return people, ids


def keep_secrets(things) -> None:
    """Write the words that others must not read into what belongs to the owner."""
    people, ids = things
    seller = people["owner"].memberships.get().seller
    address = Order.objects.get(number=ids["order"]).shipping_address
    address.line1, address.first_name = "Ngõ Kín 731", "Bùi Thị Kín"
    address.phone_number = "+84977000731"
    address.save()
    ListingDraft.objects.filter(client_id=ids["draft"]).update(answers={"title": "Món nháp kín"})
    member = seller.memberships.get(pk=ids["member"]).user
    member.full_name = "Người gói kín"
    member.save()


def report_of(commune: str):
    month = making.months_to_report()[0]
    return making.make_report(scope=Scope(frozenset({commune})), period=month)


def order_of(user, product):
    commune = seller_commune(product)
    customer = Customer("Trần Thu Hà", "+84990123456", commune.province, commune, "Số 12")
    basket = fresh_basket(factories.make_basket((product, 1), owner=user).pk, user)
    fee = PerSellerDelivery(customer).calculate(basket).incl_tax
    total = basket.total_incl_tax + fee
    return place_order(basket=basket, customer=customer, user=user, shown_total_vnd=total)


def seller_commune(product):
    return product.partner.commune


def browser_of(user, **options) -> Client:
    browser = Client(raise_request_exception=False, **options)
    if user is not None:
        # What follows behind the second factor; that it is asked for: test_staff_sessions.
        sign_in(browser, user)
    return browser


def checksum() -> str:
    """Return a digest of every row of every table."""
    digest = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT * FROM "{table}"')
            digest.update(repr((table, sorted(map(repr, cursor.fetchall())))).encode())
    return digest.hexdigest()


def address_of(route: str) -> str:
    """Return some address of a pattern of the staff area."""
    import re

    plain = re.sub(r"\(\?P<\w+>[^()]*(?:\([^()]*\)[^()]*)*\)|<[^>]+>", "1", route)
    return "/" + re.sub(r"[\^$]|\(\?:|\\Z|\)", "", plain).replace("\\", "").replace("?", "")
