"""Write the planned listings: product, shelf, price, certificate and photos of each."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice

from accounts.models import User
from catalogue.models import OcopCertificate, Product, ProductClass, ProductImage, ProductSet
from catalogue.search_text import search_text_of
from catalogue.sets import ListingState, TaxCategory
from common.dates import local_date
from common.text import slug
from demo.clock import NOW, moment
from demo.listings import Listing
from demo.makers import Maker
from demo.people import LOGINS
from demo.photos import HEIGHT, WIDTH, place
from places.models import Commune
from shop.partner.models import Partner, StockRecord

_S = ListingState
_BATCH = 500
_REVIEW = dt.timedelta(hours=20)
_RAW = frozenset({"rau-qua", "gao"})


class OtherDemo(Exception):
    """The database holds demo goods of another plan; the two cannot be mixed."""


def missing_listings(listings: list[Listing], makers: list[Maker]) -> list[Listing]:
    """Return the listings that are not in the database. 1 query.

    Raises ``OtherDemo`` when a code is taken by goods of another plan.
    """
    rows = Product.objects.filter(is_demo=True, upc__startswith="DEMO-")
    known = dict(rows.values_list("upc", "partner__phone"))
    for item in listings:
        if known.get(item.upc, makers[item.maker].phone) != makers[item.maker].phone:
            raise OtherDemo
    return [item for item in listings if item.upc not in known]


def write_listings(listings: list[Listing], makers: list[Maker], *, pictured: set[str]) -> None:
    """Write listings that do not exist yet, without stock: that follows from the orders.

    Those whose code is in ``pictured`` get photos.
    """
    writer = _Writer(makers)
    todo = iter(listings)
    while batch := list(islice(todo, _BATCH)):
        writer.write(batch, pictured)


class _Writer:
    """Knows the rows that listings point to."""

    def __init__(self, makers: list[Maker]) -> None:
        self._makers = makers
        partners = Partner.objects.filter(is_demo=True)
        # One object per commune, so that its folded name is looked up and not read again.
        communes = {c.pk: c for c in Commune.objects.in_province("19")}
        self._partners = {partner.phone: partner for partner in partners}
        for partner in self._partners.values():
            partner.commune = communes[partner.commune_id]
        owners = User.objects.filter(phone__startswith="+84990")
        self._owners = {user.phone: user for user in owners}
        self._sets = {s.code: s for s in ProductSet.objects.select_related("category")}
        self._class = ProductClass.objects.get(slug="nong-san")
        self._reviewer = User.objects.get(phone=LOGINS["operator"].phone)

    def write(self, batch: list[Listing], pictured: set[str]) -> None:
        products = Product.objects.bulk_create([self._product(item) for item in batch])
        pairs = list(zip(batch, products, strict=True))
        shelf = Product.categories.through
        shelf.objects.bulk_create(
            shelf(product=p, category=p.product_set.category) for p in products
        )
        StockRecord.objects.bulk_create(
            StockRecord(
                product=p, partner=p.partner, partner_sku=item.upc, price=Decimal(item.price_vnd)
            )
            for item, p in pairs
        )
        OcopCertificate.objects.bulk_create(
            self._certificate(item, p) for item, p in pairs if item.issued_on
        )
        ProductImage.objects.bulk_create(
            i for item, p in pairs if item.upc in pictured for i in _images(item, p)
        )

    def _product(self, item: Listing) -> Product:
        maker = self._makers[item.maker]
        partner, recipe, pack = self._partners[maker.phone], item.recipe, item.pack
        is_decided = item.state != _S.SUBMITTED
        was_approved = item.state in (_S.APPROVED, _S.HIDDEN)
        product = Product(
            upc=item.upc,
            title=item.title,
            slug=slug(item.title),
            description=_description(item, maker),
            product_class=self._class,
            partner=partner,
            product_set=self._sets[recipe.set_code],
            state=item.state,
            is_public=item.is_live,
            sale_unit=pack.unit,
            net_weight_g=pack.net_g,
            ship_weight_g=round(pack.net_g * 1.08),
            harvest_mask=recipe.harvest_mask,
            shelf_life_days=recipe.shelf_life_days,
            origin_commune=partner.commune,
            tax_category=_tax(item, maker),
            submitted_at=item.at,
            approved_at=min(item.at + _REVIEW, NOW) if was_approved else None,
            review_note=item.note,
            reviewed_by=self._reviewer if is_decided else None,
            listed_by=self._owners.get(maker.phone) if item.is_self_listed else self._reviewer,
            is_self_listed=item.is_self_listed,
            is_demo=True,
        )
        product.search_text = search_text_of(product)
        return product

    def _certificate(self, item: Listing, product: Product) -> OcopCertificate:
        day = item.issued_on
        is_national = item.stars == 5
        number = 100 + int(item.upc.rpartition("-")[2]) % 900
        return OcopCertificate(
            product=product,
            stars=item.stars,
            product_set=product.product_set,
            decision_no=f"{number}/QĐ-{'BNNMT' if is_national else 'UBND'}",
            issuer="Bộ Nông nghiệp và Môi trường" if is_national else "UBND tỉnh Thái Nguyên",
            issued_on=day,
            expires_on=item.expires_on,
            confirmed_by=self._reviewer,
            confirmed_at=moment(day + dt.timedelta(days=12), 9),
            is_demo=True,
        )


def _description(item: Listing, maker: Maker) -> str:
    who = f"{maker.hamlet[0].upper()}{maker.hamlet[1:]}"
    keep = item.recipe.shelf_life_days
    lines = [item.recipe.text, f"Nơi làm: {who}. Người làm: {maker.representative}."]
    if keep:
        lines.append(f"Để được khoảng {keep} ngày nếu giữ nơi khô mát." if keep > 30
                     else f"Nên dùng trong {keep} ngày.")  # fmt: skip
    return "\n\n".join(lines)


def _tax(item: Listing, maker: Maker) -> str:
    if item.recipe.family == "du-lich":
        return TaxCategory.SERVICE
    is_own = maker.kind == Partner.Kind.HOUSEHOLD and item.recipe.family in _RAW
    return TaxCategory.OWN_RAW_PRODUCE if is_own else TaxCategory.GOODS


def _images(item: Listing, product: Product) -> Iterator[ProductImage]:
    for order, drawing in enumerate(item.pictures):
        original, renditions = place(f"demo/{item.upc.lower()}-{order + 1}", drawing)
        yield ProductImage(
            product=product,
            original=original,
            caption=item.title,
            display_order=order,
            renditions=renditions,
            width=WIDTH,
            height=HEIGHT,
            rendered_at=moment(local_date(item.at), 23),
        )
