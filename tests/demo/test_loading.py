"""The demo data: what it holds, that it adds up, and that loading it again changes nothing."""

import hashlib
import json
from collections import Counter
from decimal import Decimal

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db.models import Count, F, Min, Q, Sum

from accounts.models import RoleGrant, User
from accounts.roles import has_role, official_scope
from catalogue.models import OcopCertificate, Product, ProductImage, ProductSet
from catalogue.search_text import search_text_of
from catalogue.sets import ListingState
from demo.clock import NOW, REFERENCE_DAY
from demo.loading import NoReference, load
from demo.people import LOGINS
from fieldreports.models import FieldReport
from heritage.models import Scene
from markets.models import InPersonSale, Market, MarketStatus, Stall, StallCharge, Trader
from sellers.models import (
    HelperGrant,
    HouseholdRecord,
    Lot,
    LotCheck,
    LotScanDay,
    Membership,
    Seller,
)
from shop.order.models import Line, LinePrice, Order, SellerOrder, SellerOrderEvent, ShippingAddress
from shop.order.moves import derived_status
from shop.order.states import ALLOWED_MOVES, HOLDING, SellerOrderState
from shop.partner.models import BankAccount, Partner, StockMovement, StockRecord
from shop.payment import ledger
from shop.payment.models import LedgerEntry, Source, Transaction
from shop.payment.money import payment_state
from shop.programme.models import Programme, VoucherCode
from shop.shipping.models import DeliveryOffer, PickupPoint
from stats import beside, proof
from stats.figures import Asked
from stats.models import (
    ALL_STARS,
    DirtyKey,
    FloorReport,
    HouseholdCell,
    InventoryCell,
    SalesDay,
    Target,
    VisitDay,
)
from stats.period import Period
from stats.queries import summary
from teams.models import HouseVisit
from tests.stats.sums import walk

pytestmark = pytest.mark.django_db

_MODELS = (
    User, RoleGrant, Partner, Seller, Membership, Product, OcopCertificate, ProductImage,
    StockRecord, StockMovement, Order, SellerOrder, SellerOrderEvent, Line, LinePrice,
    ShippingAddress, Source, Transaction, HouseholdRecord, Market, SalesDay, InventoryCell,
    HouseholdCell, DirtyKey, LedgerEntry, BankAccount, DeliveryOffer, PickupPoint, VisitDay,
    Target, FloorReport, Lot, LotCheck, LotScanDay, MarketStatus, Trader, Stall, InPersonSale,
    StallCharge, Programme, VoucherCode, FieldReport, Scene, HouseVisit,
)  # fmt: skip

#: What every scale has of what lies around goods and orders.
AROUND = {"programmes": 2, "field_reports": 5, "team_visits": 4, "scenes": 1}


@pytest.fixture
def small():
    """The demo of the first start."""
    return load("small")


def fingerprint() -> dict[str, tuple[int, str]]:
    """Return rows and a checksum of every table that the demo writes."""
    found = {}
    for model in _MODELS:
        rows = [str(row) for row in model._default_manager.order_by("pk").values_list()]
        digest = hashlib.sha256("\n".join(rows).encode()).hexdigest()
        found[model._meta.label] = (len(rows), digest)
    return found


def test_small_has_what_a_first_visit_needs(small):
    products = Product.objects.filter(is_demo=True, parent=None)
    certificates = OcopCertificate.objects.filter(product__in=products)

    assert small.counts["sellers"] == 12
    assert small.counts["seller_orders"] == 120
    assert small.counts["households"] == 500
    assert (small.counts["markets"], small.counts["markets_40"]) == (12, 7)
    assert small.counts["visits"] == 7_400
    assert {name: small.counts[name] for name in AROUND} == AROUND
    assert (small.counts["targets"], small.counts["floor_reports"]) == (5, 2)
    assert Partner.objects.values("commune").distinct().count() >= 10
    assert 38 <= products.count() <= 45
    assert certificates.confirmed().count() == 12
    assert certificates.awaiting().count() == 1
    assert certificates.filter(expires_on__lt=REFERENCE_DAY).count() == 1
    assert products.awaiting_review().count() == 3
    assert set(Lot.objects.values_list("state", flat=True)) == {"open", "closed", "withdrawn"}
    assert products.on_sale().filter(stockrecords__num_in_stock=F("stockrecords__num_allocated"))
    assert (
        products.on_sale()
        .exclude(harvest_mask=0)
        .exclude(pk__in=products.in_season(REFERENCE_DAY.month))
    )


def test_small_shows_every_state_of_an_order(small):
    states = set(SellerOrder.objects.values_list("state", flat=True))

    assert states == set(SellerOrderState.values)


def test_everything_is_marked_as_demo(small):
    for model in (Partner, Seller, Product, OcopCertificate, Order, SellerOrder, HouseholdRecord,
                  Market, VisitDay, Target, FloorReport):  # fmt: skip
        assert not model.objects.filter(is_demo=False).exists(), model


def test_twice_changes_nothing(small):
    before = fingerprint()

    again = load("small")

    assert not again.changed
    assert again.counts == small.counts
    assert fingerprint() == before


def test_what_a_person_entered_is_not_overwritten(small):
    Target.objects.filter(metric="P1").update(value=7, is_demo=False)

    again = load("small")

    assert not again.changed
    assert Target.objects.get(metric="P1").value == 7


def test_no_phone_is_anybodys(small):
    phones = [
        *User.objects.values_list("phone", flat=True),
        *Partner.objects.values_list("phone", flat=True),
        *Order.objects.values_list("customer_phone", flat=True),
        *(str(a.phone_number) for a in ShippingAddress.objects.all()),
    ]

    assert phones
    assert all(number.startswith("+84990") for number in phones)


def test_every_seller_lives_in_a_commune_of_the_province(small):
    partners = Partner.objects.select_related("commune__province")

    assert {p.commune.province.code for p in partners} == {"19"}
    assert all(p.commune.valid_to is None for p in partners)


def test_listings_are_public_exactly_when_approved(small):
    public = Product.objects.filter(is_public=True)

    assert not public.exclude(state=ListingState.APPROVED, partner__may_sell=True).exists()
    assert not Product.objects.filter(state=ListingState.APPROVED, is_public=False).exists()
    listings = Product.objects.filter(parent=None)
    assert all(p.search_text == search_text_of(p) for p in listings)
    assert all(p.stockrecords.count() == 1 and p.categories.count() == 1 for p in public)


def test_photos_are_files_of_their_own(small):
    images = list(ProductImage.objects.all())
    names = [n for i in images for n in (i.original.name, *i.renditions.values())]

    assert len(names) == len(set(names))
    assert all(default_storage.exists(name) for name in names)
    assert all(s.portrait_renditions for s in Seller.objects.all())


def test_deleting_one_listing_keeps_the_photos_of_the_others(
    small, django_capture_on_commit_callbacks
):
    first, *others = ProductImage.objects.all()
    name = first.original.name

    with django_capture_on_commit_callbacks(execute=True):
        first.delete()

    assert not default_storage.exists(name)
    assert all(default_storage.exists(image.original.name) for image in others)


def assert_orders_add_up() -> None:
    """Check money, stock and events of all orders."""
    parts = SellerOrder.objects.annotate(of_lines=Sum("lines__line_price_incl_tax"))
    assert not parts.exclude(goods_vnd=F("of_lines")).exists()
    sums = Order.objects.annotate(
        goods=Sum("seller_orders__goods_vnd"), fees=Sum("seller_orders__shipping_vnd")
    )
    assert not sums.exclude(total_incl_tax=F("goods") + F("fees")).exists()
    assert not sums.exclude(shipping_incl_tax=F("fees")).exists()
    _assert_stock_adds_up()
    _assert_roads_are_allowed()
    for order in Order.objects.prefetch_related("seller_orders", "sources"):
        assert order.status == derived_status([p.state for p in order.seller_orders.all()])
        sources = order.sources.all()
        assert sum(source.amount_allocated for source in sources) == order.total_incl_tax
        for source in sources:
            assert source.amount_refunded <= source.amount_debited <= source.amount_allocated
    _assert_books_agree()


def _assert_books_agree() -> None:
    """Check that ledger, payment records and payment states say the same."""
    parts = list(SellerOrder.objects.select_related("source"))
    books = ledger.balances(part.pk for part in parts)
    for part in parts:
        balance = books[part.pk]
        assert balance.is_balanced
        assert balance.received_vnd == part.source.amount_debited
        assert balance.refunded_vnd == part.source.amount_refunded
        assert balance.charged_vnd == (0 if part.state in ledger.VOID else part.total_vnd)
        is_void = part.state in ledger.VOID
        assert part.payment_state == payment_state(balance, is_void=is_void)


def _assert_stock_adds_up() -> None:
    moved = dict(StockMovement.objects.values_list("stockrecord").annotate(Sum("quantity")))
    held = Counter()
    for record, state, quantity, allocated in Line.objects.values_list(
        "stockrecord", "seller_order__state", "quantity", "num_allocated"
    ):
        assert allocated == (quantity if state in HOLDING else 0)
        held[record] += allocated
    for record in StockRecord.objects.all():
        assert record.num_in_stock == moved[record.pk]
        assert record.num_allocated == held[record.pk] <= record.num_in_stock


def _assert_roads_are_allowed() -> None:
    for part in SellerOrder.objects.prefetch_related("events"):
        first, *moves = part.events.all()
        state, at = first.to_state, first.at
        assert (state, at) == ("placed", part.placed_at)
        for event in moves:
            assert event.from_state == state
            assert event.to_state in ALLOWED_MOVES[state]
            assert event.at > at
            state, at = event.to_state, event.at
        assert state == part.state
        assert at <= NOW


def test_orders_add_up(small):
    assert_orders_add_up()
    assert LinePrice.objects.count() == Line.objects.count()


def test_lines_keep_what_was_true_on_the_day(small):
    for line in Line.objects.select_related("product__product_set", "seller_order", "product"):
        day = line.seller_order.placed_on
        stars = [c.stars for c in line.product.certificates.all() if c.is_valid_on(day)]
        assert line.ocop_stars == (stars[0] if stars else None)
        assert line.product_set_code == line.product.product_set.code
        assert line.seller_order.partner_id == line.product.partner_id


def test_figures_are_counted(small):
    cells = SalesDay.objects.filter(commune_code="", set_code="", stars=ALL_STARS, cut="")
    sums = cells.aggregate(Sum("placed"), Sum("completed_vnd"))
    sold = SellerOrder.objects.filter(state="completed").aggregate(n=Sum("goods_vnd"))["n"]

    assert not DirtyKey.objects.exists()
    assert sums == {"placed__sum": 120, "completed_vnd__sum": Decimal(sold)}


def test_logins_have_their_roles(small):
    users = {role: User.objects.get(phone=login.phone) for role, login in LOGINS.items()}

    assert has_role(users["operator"], RoleGrant.Role.OPERATOR)
    assert official_scope(users["province"]).province_codes == {"19"}
    assert official_scope(users["commune"]).commune_codes == {"05503"}
    assert Membership.objects.get(user=users["seller"]).seller.partner.commune.code == "05503"
    assert Membership.objects.get(user=users["seller2"]).seller.partner.kind == "cooperative"
    assert users["shopper"].orders.exists()
    grant = HelperGrant.objects.in_force().get(helper=users["helper"])
    assert grant.seller == Membership.objects.get(user=users["seller"]).seller
    assert not any(user.has_usable_password() for user in users.values())


def test_every_state_waits_for_the_seller_who_signs_in(small):
    owner = Partner.objects.get(phone=LOGINS["seller"].phone)

    assert owner.seller_orders.filter(state__in=HOLDING).exists()
    assert owner.products.filter(state=ListingState.REJECTED).exclude(review_note="").exists()


def test_missing_reference_data_is_named(db):
    ProductSet.objects.all().delete()

    with pytest.raises(NoReference, match="load_reference"):
        load("small")
    with pytest.raises(CommandError, match="load_reference"):
        call_command("load_demo")


def test_command_prints_counts_and_logins(small, capsys):
    call_command("load_demo", "--scale", "small", "--json")
    printed = json.loads(capsys.readouterr().out)
    call_command("load_demo", "--show-logins")
    lines = capsys.readouterr().out

    assert printed["counts"] == small.counts
    assert printed["changed"] is False
    assert "0990 000 001" in lines
    assert "bà Nguyễn Thị Hải" in lines
    assert "plan" not in lines


@pytest.mark.slow
@pytest.mark.full
def test_province_shows_the_figures_of_the_report():
    load("small")

    loaded = load("province")

    goods = InventoryCell.objects.filter(set_code="", stars=ALL_STARS).aggregate(
        sellers=Sum("self_listing_sellers"), listings=Sum("listings"), ocop=Sum("ocop_listings")
    )
    live = Q(state=ListingState.APPROVED)
    expired = OcopCertificate.objects.filter(expires_on__lt=REFERENCE_DAY)
    shares = Product.objects.aggregate(live=Count("pk", filter=live), all=Count("pk"))
    assert goods == {"sellers": 300, "listings": 2_500, "ocop": 129}
    sales = SalesDay.objects.filter(commune_code="", set_code="", stars=ALL_STARS, cut="")
    assert sales.aggregate(n=Sum("placed"))["n"] == 15_000
    assert HouseholdCell.objects.aggregate(n=Sum("registered"))["n"] == 190_000
    assert (loaded.counts["markets"], loaded.counts["markets_40"]) == (139, 82)
    assert {name: loaded.counts[name] for name in AROUND} == AROUND
    assert expired.count() == 7
    assert round(100 * shares["live"] / shares["all"]) == 88
    assert SellerOrder.objects.aggregate(n=Min("placed_on__year"))["n"] == 2025
    assert_orders_add_up()
    assert report_table() == [
        5_980_000, 2_500, 129, 300, 190_000, 2_000, 15_000, 82,
    ]  # fmt: skip
    assert load("province").changed is False
    assert proof.check_stats().ok
    year = Period(REFERENCE_DAY.replace(month=1, day=1), REFERENCE_DAY, "nam")
    quarter = Period(REFERENCE_DAY.replace(month=10, day=1), REFERENCE_DAY, "quy")
    for period, asked in (
        (year, Asked()),
        (quarter, Asked(set_code="I.5.a")),
        (year, Asked(stars=4)),
    ):
        assert walk(period, asked) > 60


def report_table() -> list[int]:
    """Return the figures of the source report's table for the year of the demo."""
    year = Period(REFERENCE_DAY.replace(month=1, day=1), REFERENCE_DAY, "nam")
    rows = beside.report_table(summary(period=year), beside.visits_in(year), beside.floors_in(year))
    return [row.value for row in rows]
