"""Everything a seller changes about its goods."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.core.files import File
from django.db import IntegrityError, transaction

from accounts.models import User
from catalogue import photos, publication, search_text, tour_names
from catalogue.models import Product, ProductClass, ProductSet
from catalogue.sets import ListingState
from catalogue.tour_models import TOURISM_SET
from catalogue.tours import require_goods
from common.errors import BusinessRuleError
from common.money import format_vnd
from common.text import canonical_tone, normalize, normalize_lines
from sellers import listing_history, submitting
from sellers.models import Seller
from shop.partner import stock
from shop.partner.models import StockRecord


class NotEnoughFree(BusinessRuleError):
    """Orders hold more than would be left."""

    def __init__(self, allocated: int) -> None:
        super().__init__(
            f"Đã có người đặt {allocated}, nên không thể để ít hơn {allocated}. "
            "Nếu không đủ hàng, mở đơn hàng để báo người mua."
        )


class OnPreorder(BusinessRuleError):
    """There is nothing to count yet."""

    message = "Món này đang bán trước nên chưa có kho. Thu hoạch xong thì bấm Đã thu hoạch."


class StaysTour(BusinessRuleError):
    """Dates are open, and people have booked."""

    message = "Món này đang bán theo ngày đi nên giữ nguyên bộ du lịch."


@dataclass(frozen=True, slots=True)
class ListingFacts:
    """What a seller says about one product: đồng, grams, units in stock."""

    title: str
    product_set: ProductSet
    price_vnd: Decimal
    sale_unit: str
    net_weight_g: int
    stock: int
    description: str = ""
    harvest_mask: int = 0


def list_product(
    *,
    seller: Seller,
    actor: User,
    facts: ListingFacts,
    photo: File,
    more_photos: Sequence[File] = (),
    client_id: UUID | None = None,
) -> Product:
    """Make a listing with its stock and its photos and hand it to the review queue.

    A ``client_id`` that was seen before returns the listing that it made.
    Raises ``PhotoRefused`` when the photo cannot be used, ``ListingRefused`` when a rule
    forbids the goods.
    """
    if client_id and (made := _made_before(seller, client_id)):
        return made
    submitting.refuse_what_is_forbidden(
        title=facts.title, description=facts.description, set_code=facts.product_set.code
    )
    if client_id and Product.objects.filter(client_id=client_id).exists():
        client_id = None  # another seller's: this listing is none of its business
    try:
        with transaction.atomic():
            return _write_listing(seller, actor, facts, [photo, *more_photos], client_id)
    except IntegrityError:
        # Two presses at the same moment: the slower one gets what the quicker one made.
        if client_id and (made := _made_before(seller, client_id)):
            return made
        raise


def _made_before(seller: Seller, client_id: UUID) -> Product | None:
    return seller.partner.products.filter(client_id=client_id).first()


def _write_listing(seller, actor, facts: ListingFacts, sent, client_id) -> Product:
    product = Product.objects.create(
        product_class=ProductClass.objects.get(slug="nong-san"),
        partner=seller.partner,
        title=canonical_tone(normalize(facts.title)),
        description=normalize_lines(facts.description),
        product_set=facts.product_set,
        sale_unit=facts.sale_unit,
        net_weight_g=facts.net_weight_g,
        ship_weight_g=facts.net_weight_g,
        harvest_mask=facts.harvest_mask,
        origin_commune=seller.partner.commune,
        is_public=False,
        listed_by=actor,
        is_self_listed=seller.memberships.filter(user=actor).exists(),
        client_id=client_id,
        is_demo=seller.is_demo,
    )
    product.categories.add(facts.product_set.category_id)
    record = StockRecord.objects.create(
        product=product,
        partner=seller.partner,
        partner_sku=f"SP{product.pk}",
        price=facts.price_vnd,
    )
    stock.add(record=record, quantity=facts.stock, kind="opening", actor=actor)
    for photo in sent:
        photos.add_photo(product=product, file=photo)
    search_text.refresh([product])
    return submitting.hand_in(product=product, actor=actor)


@transaction.atomic
def revise(
    *,
    listing: Product,
    actor: User,
    title: str,
    product_set: ProductSet,
    sale_unit: str,
    net_weight_g: int,
    description: str = "",
    photo: File | None = None,
) -> Product:
    """Change what shoppers read or see of a listing; it goes to the review queue again.

    Only a small correction (``submitting.may_stay``) leaves it in the window. A new photo takes
    the place of the old ones. The coming dates of a tour follow its name.
    Raises ``PhotoRefused``, ``ListingRefused``, ``StaysTour``, or ``MoveNotAllowed``
    when somebody moved the listing meanwhile.
    """
    submitting.refuse_what_is_forbidden(
        title=title, description=description, set_code=product_set.code
    )
    if listing.is_parent:
        if product_set.code != TOURISM_SET:
            raise StaysTour
        sale_unit, net_weight_g = listing.sale_unit, listing.net_weight_g
    listing.state = Product.objects.select_for_update().values_list("state").get(pk=listing.pk)[0]
    before = listing_history.shown_of(listing)
    if seen := listing_history.last_seen(listing):
        # Many small corrections are a large one: each is weighed against what a reviewer read.
        before["description"] = seen.get("description", before["description"])
    listing.title = canonical_tone(normalize(title))
    listing.description = normalize_lines(description)
    listing.product_set = product_set
    listing.sale_unit = sale_unit
    listing.net_weight_g = listing.ship_weight_g = net_weight_g
    listing.save(
        update_fields=[
            "title", "description", "product_set", "sale_unit",
            "net_weight_g", "ship_weight_g", "date_updated",
        ]
    )  # fmt: skip
    listing.categories.set([product_set.category_id])
    if listing.is_parent:
        tour_names.follow(listing)
    if photo is not None:
        for old in listing.images.all():
            old.delete()
        photos.add_photo(product=listing, file=photo)
    search_text.refresh([listing])
    after = listing_history.shown_of(listing)
    if submitting.may_stay(state=listing.state, before=before, after=after):
        return submitting.note_small_change(product=listing, actor=actor)
    return submitting.hand_in(product=listing, actor=actor)


def change_stock(*, listing: Product, delta: int, actor: User) -> None:
    """Add to the stock, or take away with a negative ``delta``.

    Raises ``NotEnoughFree`` when orders hold more than would be left, ``OnPreorder``,
    ``SoldByDate``.
    """
    record = _at_hand(listing)
    try:
        stock.add(
            record=record, quantity=delta, kind="added" if delta > 0 else "removed", actor=actor
        )
    except stock.OutOfStock as problem:
        record.refresh_from_db()
        raise NotEnoughFree(record.num_allocated) from problem


def count_stock(*, listing: Product, on_shelf: int, actor: User) -> None:
    """Set the stock to what was counted on the shelf, goods held by orders included.

    Raises ``NotEnoughFree`` when orders hold more than was counted, ``OnPreorder``,
    ``SoldByDate``.
    """
    record = _at_hand(listing)
    try:
        stock.count(record=record, on_shelf=on_shelf, actor=actor)
    except stock.OutOfStock as problem:
        record.refresh_from_db()
        raise NotEnoughFree(record.num_allocated) from problem


def _at_hand(listing: Product) -> StockRecord:
    require_goods(listing)
    record = listing.stockrecords.get()
    if record.is_on_preorder:
        raise OnPreorder
    return record


@transaction.atomic
def change_price(*, listing: Product, price_vnd: Decimal, actor: User | None = None) -> None:
    """Set the price of one sale unit, in whole đồng; the same price changes nothing.

    One far off is looked at afterwards.
    """
    record = listing.stockrecords.select_for_update().get()
    if record.price == price_vnd:
        return
    words = f"Giá: {format_vnd(record.price)} → {format_vnd(price_vnd)}"
    listing.stockrecords.update(price=price_vnd)
    # Every date of a tour has the price of the tour.
    StockRecord.objects.filter(product__parent=listing).update(price=price_vnd)
    submitting.note_price(product=listing, words=words, actor=actor)


def set_season(*, listing: Product, months: Iterable[int]) -> None:
    """Say in which months (1–12) there are new goods; none, or all, is all the year."""
    mask = sum(1 << (month - 1) for month in set(months))
    Product.objects.filter(pk=listing.pk).update(harvest_mask=0 if mask == 0xFFF else mask)


def pause(*, listing: Product, actor: User) -> Product:
    """Take an approved listing out of the shop window for a while."""
    return publication.move(
        product=listing,
        to=ListingState.HIDDEN,
        by=actor,
        only_from=frozenset({ListingState.APPROVED}),
    )


def resume(*, listing: Product, actor: User) -> Product:
    """Put a paused listing back into the shop window; one that waits for review stays there."""
    return publication.move(
        product=listing,
        to=ListingState.APPROVED,
        by=actor,
        only_from=frozenset({ListingState.HIDDEN}),
    )
