"""``products`` and ``product-sets``."""

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Path, Query, Router
from ninja.decorators import decorate_view

from api import goods, schemas
from api.answers import errors
from api.paging import PageWords, cursor_of, link_to_next, part, place_of
from api.problems import ProblemError
from catalogue.models import ProductSet
from pagecache import tags
from pagecache.declaring import also_depends_on, shared_page
from shop.partner.models import Partner
from shop.search import going_on, queries
from shop.search.forms import ordered_prices

router = Router(tags=["Hàng hóa"])

MOST_VND = 10_000_000_000
ProductId = Annotated[
    int, Path(..., ge=1, le=2**63 - 1, description="Số của sản phẩm", examples=[1024])
]
Kind = Literal[tuple(Partner.Kind.values)]


class GoodsWords(PageWords):
    """Which goods are asked for; the same words as in the addresses of the shop."""

    q: str = Field("", max_length=100, description="Lời tìm, có dấu hay không", examples=["chè"])
    nhom: str = Field("", pattern=r"^[\w.]{0,8}$", description="Mã bộ sản phẩm OCOP")
    xa: str = Field("", pattern=r"^(\d{5})?$", description="Mã xã, phường")
    nguoi_ban: Kind | None = Field(None, alias="nguoi-ban", description="Loại người bán")
    sao: int | None = Field(None, ge=3, le=5, description="Ít nhất mấy sao OCOP", examples=[4])
    mua: int | None = Field(None, ge=1, le=12, description="Thu hoạch vào tháng")
    gia_tu: int | None = Field(None, alias="gia-tu", ge=0, le=MOST_VND, description="Giá từ, đồng")
    gia_den: int | None = Field(
        None, alias="gia-den", ge=0, le=MOST_VND, description="Giá đến, đồng"
    )
    sap_xep: Literal["", "moi", "gia-tang", "gia-giam"] = Field(
        "", alias="sap-xep", description="Trống: hợp nhất; moi; gia-tang; gia-giam"
    )

    def wanted(self) -> queries.Wanted:
        """Return the wish as the search of the shop takes it."""
        asked = {
            "text": self.q.strip(),
            "set_code": self.nhom,
            "commune_code": self.xa,
            "kind": self.nguoi_ban or "",
            "stars": self.sao,
            "month": self.mua,
            "price_from": self.gia_tu,
            "price_to": self.gia_den,
            "sort": self.sap_xep,
        }
        return queries.Wanted(**ordered_prices(asked))


WORDS = tuple(field.alias or name for name, field in GoodsWords.model_fields.items())


@router.get(
    "products",
    response={200: schemas.GoodsPart, **errors(422)},
    operation_id="listProducts",
    url_name="products",
    summary="Tìm và lọc hàng đang bán",
)
@decorate_view(shared_page(tags.GOODS, words=WORDS))
def products(request: HttpRequest, response: HttpResponse, words: Query[GoodsWords]):
    """Trả về hàng đang bán, xếp như trên sàn: hợp nhất trước, hàng hết ở sau cùng."""
    found = queries.find(words.wanted())
    rest = found
    if at := place_of("products", words):
        rest = going_on.behind(found, going_on.Place(at[0], tuple(at[1]), at[2]))
    places = going_on.first(rest, words.limit + 1)
    shown = places[: words.limit]
    cursor = None
    if len(places) > words.limit:
        last = shown[-1]
        cursor = cursor_of("products", words, (last.tier, last.order, last.price_vnd))
    link_to_next(request, response, cursor)
    return {
        "count": found.count(),
        "searched_for": found.meant,
        "items": goods.goods([place.pk for place in shown]),
        "next_cursor": cursor,
    }


@router.get(
    "products/{int:product_id}",
    response={200: schemas.GoodsDetail, **errors(404, 422)},
    operation_id="getProduct",
    url_name="product",
    summary="Một sản phẩm",
)
@decorate_view(shared_page())
def product(
    request: HttpRequest,
    product_id: Annotated[
        int, Path(..., ge=1, le=2**63 - 1, description="Số của sản phẩm", examples=[1024])
    ],
):
    """Trả về mọi điều trang sản phẩm cho biết. Hàng đã ẩn hoặc gỡ thì là 404."""
    found = goods.detail(product_id)
    if found is None:
        raise ProblemError(404, "Không có sản phẩm này, hoặc sản phẩm không còn bán.")
    row, listing = found
    also_depends_on(request, tags.product(listing.pk), tags.seller(listing.partner_id or 0))
    if listing.is_parent:
        # Its places go with every order of a date: never kept.
        also_depends_on(request, until=timezone.now())
    return row


@router.get(
    "product-sets",
    response={200: schemas.SetsPart, **errors(422)},
    operation_id="listProductSets",
    url_name="product-sets",
    summary="26 bộ sản phẩm OCOP",
)
@decorate_view(shared_page(words=("cursor", "limit")))
def product_sets(request: HttpRequest, response: HttpResponse, words: Query[PageWords]):
    """Trả về các bộ sản phẩm theo quyết định, để dùng mã ở mục nhom."""
    at = place_of("product-sets", words)
    rows = ProductSet.objects.filter(pk__gt=at[0] if at else 0).order_by("pk")[: words.limit + 1]
    shown, cursor = part("product-sets", words, list(rows), lambda row: row.pk)
    link_to_next(request, response, cursor)
    return {"items": [_set(row) for row in shown], "next_cursor": cursor}


def _set(row: ProductSet) -> dict:
    return {
        "code": row.code,
        "name": row.short_name,
        "full_name": row.name,
        "group": row.group_name,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
    }
