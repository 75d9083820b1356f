"""``sellers`` and ``lots``: who sells, and what is known of a lot."""

from typing import Annotated

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from ninja import Field, Path, Query, Router
from ninja.decorators import decorate_view

from api import goods, schemas
from api.answers import errors
from api.catalogue import Kind
from api.paging import PageWords, link_to_next, part, place_of
from api.problems import ProblemError
from discovery.addresses import absolute
from pagecache import tags
from pagecache.declaring import also_depends_on, shared_page
from sellers import tracing
from sellers.models import Lot, Seller

router = Router(tags=["Người bán"])

Slug = Annotated[
    str, Path(..., max_length=128, description="slug của người bán", examples=["htx-tan-cuong"])
]
LotCode = Annotated[
    str,
    Path(
        ...,
        max_length=40,
        description="Mã trên tem, có gạch nối hay không",
        examples=["K7M4P-92TXH"],
    ),
]


class SellerWords(PageWords):
    """Which sellers are asked for."""

    xa: str = Field("", pattern=r"^(\d{5})?$", description="Mã xã, phường", examples=["05503"])
    nguoi_ban: Kind | None = Field(None, alias="nguoi-ban", description="Loại người bán")


@router.get(
    "sellers",
    response={200: schemas.SellersPart, **errors(422)},
    operation_id="listSellers",
    url_name="sellers",
    summary="Người đang bán",
)
@decorate_view(shared_page(tags.GOODS, words=("cursor", "limit", "xa", "nguoi-ban")))
def sellers(request: HttpRequest, response: HttpResponse, words: Query[SellerWords]):
    """Trả về người bán đang có hàng trên sàn, người vào trước đứng trước."""
    at = place_of("sellers", words)
    rows = _with_goods(Seller.objects.filter(partner__may_sell=True), least=1)
    rows = rows.filter(partner_id__gt=at[0] if at else 0)
    if words.xa:
        rows = rows.filter(partner__commune__code=words.xa)
    if words.nguoi_ban:
        rows = rows.filter(partner__kind=words.nguoi_ban)
    rows = list(rows.order_by("partner_id")[: words.limit + 1])
    shown, cursor = part("sellers", words, rows, lambda row: row.partner_id)
    link_to_next(request, response, cursor)
    return {"items": [_item(row) for row in shown], "next_cursor": cursor}


@router.get(
    "sellers/{slug}",
    response={200: schemas.SellerDetail, **errors(404, 422)},
    operation_id="getSeller",
    url_name="seller",
    summary="Một người bán",
)
@decorate_view(shared_page())
def seller(
    request: HttpRequest,
    slug: Annotated[
        str,
        Path(..., max_length=128, description="slug của người bán", examples=["htx-che-tan-cuong"]),
    ],
):
    """Trả về người bán như trang gian hàng. Gian hàng đã đóng thì là 404."""
    found = _with_goods(Seller.objects.filter(partner__code=slug)).first()
    if found is None or not (found.partner.may_sell or found.state == Seller.State.PAUSED):
        raise ProblemError(404, "Không có gian hàng này, hoặc gian hàng đã đóng.")
    also_depends_on(request, tags.seller(found.partner_id))
    return _item(found) | {
        "is_resting": found.state == Seller.State.PAUSED,
        "back_on": found.back_on,
        "representative": found.representative,
        "hamlet": found.hamlet,
        "since_year": found.since_year,
        "quote": found.quote.strip('“”" '),
        "story": found.story,
        "portrait": _portrait(found),
    }


@router.get(
    "lots/{code}",
    response={200: schemas.LotDetail, **errors(404, 422)},
    operation_id="getLot",
    url_name="lot",
    summary="Truy xuất một lô hàng",
    tags=["Truy xuất"],
)
def lot(
    request: HttpRequest,
    code: LotCode,
):
    """Trả về điều đã biết về lô, và ai chịu trách nhiệm cho từng điều."""
    whole = tracing.read_code(code)
    found = tracing.find_lot(whole) if whole else None
    if found is None:
        raise ProblemError(404, "Không có lô này. Xem lại mã trên tem.")
    return _lot(found)


def _with_goods(rows, *, least: int = 0):
    """Count the goods on sale with each seller, loaded with partner and commune."""
    shown = Count("partner__products", filter=Q(partner__products__is_public=True))
    rows = rows.annotate(goods=shown).filter(goods__gte=least)
    return rows.select_related("partner__commune")


def _item(row: Seller) -> dict:
    partner = row.partner
    return goods.seller_name(partner) | {
        "kind_name": partner.get_kind_display(),
        "url": absolute(partner.get_absolute_url()),
        "commune": goods.place(partner.commune),
        "goods": row.goods,
    }


def _portrait(row: Seller) -> dict | None:
    sizes = goods.picture_sizes(row.portrait_renditions)
    if not sizes:
        return None
    width = sizes[-1]["width"]
    # Portraits carry no size of their own; pages crop them to 3:2.
    alt = row.representative or "Người làm ra"
    return {"alt": alt, "width": width, "height": round(width * 2 / 3), "sizes": sizes}


def _lot(found: Lot) -> dict:
    page = tracing.trace_page(found)
    listing = found.product
    certificates = goods.certificates(listing.shown_certificates)
    return {
        "code": found.code,
        "state": found.state,
        "withdrawn_note": found.note,
        "url": absolute(f"/truy-xuat/{found.code}/"),
        "product_id": listing.pk if listing.is_public else None,
        "title": page.title,
        "pack": page.pack_label,
        "maker": page.maker.name,
        "seller": goods.seller_name(listing.partner),
        "harvested_on": found.harvested_on,
        "made_on": found.made_on,
        "best_before": found.best_before,
        "stars": max((c["stars"] for c in certificates if c["is_valid"]), default=None),
        "certificates": certificates,
        "facts": [
            {name: getattr(fact, name) for name in ("topic", "label", "value", "state", "note")}
            for fact in page.facts
        ],
        "scans": page.scans,
    }
