"""Builders of rows for tests, with sensible defaults in đồng and grams."""

import io
import itertools
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone
from PIL import Image

from accounts.models import RoleGrant, User
from catalogue import certificates
from catalogue.models import Category, OcopCertificate, Product, ProductClass, ProductSet
from catalogue.search_text import refresh
from catalogue.sets import ListingState
from common.dates import local_today
from common.text import slug
from markets.models import Market, Stall, Trader
from places.models import Commune
from sellers import lots
from sellers.identity.kinds import RULES
from sellers.models import Lot, Membership, Seller, TaxNumber
from shop.basket.models import Basket
from shop.partner import promised
from shop.partner.models import Partner, StockMovement, StockRecord
from shop.partner.strategy import Selector

_serial = itertools.count(1)


def make_user(phone: str | None = None, name: str = "Trần Thu Hà", **fields) -> User:
    """Return a user with a phone of its own."""
    phone = phone or f"+84990{next(_serial):06d}"
    return User.objects.create_user(phone=phone, full_name=name, **fields)


def make_official(role: str, *, commune: str = "", province: str = "", market: str = "") -> User:
    """Return a user who holds a role."""
    user = make_user(name="Cán bộ")
    RoleGrant.objects.create(
        user=user,
        role=role,
        commune_code=commune,
        province_code=province,
        market_slug=market,
    )
    return user


def make_seller(
    name: str = "HTX chè Đồi Xanh", commune: str = "05503", *, may_sell: bool = True, **fields
) -> Seller:
    """Return a seller with an owner who can sign in; ``commune`` is a code."""
    partner = Partner.objects.create(
        name=name,
        kind=fields.pop("kind", Partner.Kind.HOUSEHOLD),
        commune=Commune.objects.get(code=commune),
        may_sell=may_sell,
        phone=f"+84990{next(_serial):06d}",
    )
    # What the market asks for before goods are shown is there.
    ready = {
        "hamlet": "xóm 1",
        "representative": f"Chủ {name}",
        "identity": Seller.Identity.VERIFIED,
    }
    seller = Seller.objects.create(partner=partner, **(ready | fields))
    if RULES[partner.kind].needs_tax_number:
        TaxNumber.objects.create(seller=seller, sealed="", last="155", mark=str(seller.pk))
    Membership.objects.create(seller=seller, user=make_user(name=f"Chủ {name}"))
    return seller


def owner_of(seller: Seller) -> User:
    """Return the person who owns the seller."""
    return seller.memberships.get(role=Membership.Role.OWNER).user


def make_listing(
    seller: Seller,
    title: str = "Chè búp khô",
    *,
    price_vnd: int = 150_000,
    stock: int = 10,
    set_code: str = "I.5.a",
    state: str = ListingState.APPROVED,
    **fields,
) -> Product:
    """Return a listing with its one stock record, in its category, searchable."""
    product_set = ProductSet.objects.select_related("category").get(code=set_code)
    product = Product.objects.create(
        title=title,
        product_class=ProductClass.objects.get(slug="nong-san"),
        partner=seller.partner,
        product_set=product_set,
        state=state,
        is_public=state == ListingState.APPROVED and seller.partner.may_sell,
        approved_at=timezone.now() if state == ListingState.APPROVED else None,
        submitted_at=timezone.now(),
        net_weight_g=fields.pop("net_weight_g", 500),
        ship_weight_g=fields.pop("ship_weight_g", 550),
        origin_commune=seller.partner.commune,
        **fields,
    )
    product.categories.add(Category.objects.get(pk=product_set.category_id))
    record = StockRecord.objects.create(
        product=product,
        partner=seller.partner,
        partner_sku=str(product.pk),
        price=Decimal(price_vnd),
        num_in_stock=stock,
    )
    StockMovement.objects.create(stockrecord=record, kind="opening", quantity=stock)
    refresh([product])
    return product


def make_preorder(
    seller: Seller, title: str = "Na dai", *, cap: int = 10, days: int = 30, **fields
) -> Product:
    """Return a listing on pre-order: sent in ``days``, ordered until five days before."""
    product = make_listing(seller, title, stock=0, **fields)
    ready_on = local_today() + timedelta(days=days)
    promised.promise(
        record=product.stockrecords.get(),
        quantity=cap,
        ready_on=ready_on,
        orders_until=ready_on - timedelta(days=5),
    )
    return product


def make_certificate(product: Product, stars: int = 4, *, days_left: int = 300) -> OcopCertificate:
    """Return a confirmed certificate that ends ``days_left`` days from today."""
    expires = local_today() + timedelta(days=days_left)
    return OcopCertificate.objects.create(
        product=product,
        stars=stars,
        product_set=product.product_set,
        decision_no="1234/QĐ-UBND",
        issuer="UBND tỉnh Thái Nguyên",
        issued_on=expires - timedelta(days=1095),
        expires_on=expires,
        confirmed_at=timezone.now(),
    )


def certificate_facts(product: Product, **changes) -> certificates.CertificateFacts:
    """Return facts of a good certificate of this year."""
    issued_on = local_today() - timedelta(days=30)
    facts = {
        "stars": 4,
        "product_set": product.product_set,
        "decision_no": "2146/QĐ-UBND",
        "issuer": "UBND tỉnh Thái Nguyên",
        "issued_on": issued_on,
        "expires_on": certificates.last_day_of(issued_on),
    }
    return certificates.CertificateFacts(**(facts | changes))


def declare_certificate(product: Product, **changes) -> OcopCertificate:
    """Return a certificate with a scan that waits for an official."""
    scan = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(scan, "JPEG")
    facts = certificate_facts(product, **changes)
    return certificates.declare(product=product, by=None, facts=facts, scan=scan.getvalue())


def make_lot(product: Product, **facts) -> Lot:
    """Return an open lot made ten days ago."""
    known = {"quantity": 16, "made_on": local_today() - timedelta(days=10), "place": "Đồi chè số 3"}
    return lots.open_lot(product=product, by=None, facts=lots.LotFacts(**(known | facts)))


def make_basket(*goods: tuple[Product, int], owner: User | None = None) -> Basket:
    """Return an open basket that holds ``(product, quantity)`` pairs."""
    basket = Basket.objects.create(owner=owner)
    basket.strategy = Selector().strategy(user=owner)
    for product, quantity in goods:
        basket.add_product(product, quantity)
    return basket


def make_market(name: str = "Chợ Thái", commune: str = "05443", **fields) -> Market:
    """Return a market that is held every day."""
    return Market.objects.create(
        name=name,
        slug=fields.pop("slug", slug(name)),
        commune=Commune.objects.get(code=commune),
        market_class=fields.pop("market_class", 2),
        **fields,
    )


def make_stall(market: Market, place: str = "Ô 1", *, partner: Partner | None = None, **fields):
    """Return a stall of a trader with an account of the own; with a shop the shop's counts."""
    account = {"bank_bin": "970405", "bank_account": "3205000000001", "bank_holder": "LE THI HOA"}
    if partner is not None or fields.pop("has_account", True) is False:
        account = {}
    trader = Trader.objects.create(
        market=market,
        name=fields.pop("trader", "Lê Thị Hoa"),
        phone=fields.pop("phone", ""),
        partner=partner,
        **account,
    )
    return Stall.objects.create(
        market=market,
        trader=trader,
        place=place,
        goods=fields.pop("goods", "Rau, củ"),
        active_from=fields.pop("active_from", local_today() - timedelta(days=30)),
        **fields,
    )
