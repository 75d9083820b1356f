"""``communes``."""

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router
from ninja.decorators import decorate_view

from api import schemas
from api.answers import errors
from api.paging import PageWords, link_to_next, part, place_of
from catalogue.communes import OnSale, on_sale_by_commune
from pagecache import tags
from pagecache.declaring import shared_page
from places.models import Commune

router = Router(tags=["Nơi chốn"])


class CommuneWords(PageWords):
    """Which communes are asked for."""

    tinh: str = Field("", pattern=r"^(\d{2})?$", description="Mã tỉnh: 2 chữ số", examples=["19"])


@router.get(
    "communes",
    response={200: schemas.CommunesPart, **errors(422)},
    operation_id="listCommunes",
    url_name="communes",
    summary="Xã, phường hiện nay",
)
@decorate_view(shared_page(tags.GOODS, words=("cursor", "limit", "tinh")))
def communes(request: HttpRequest, response: HttpResponse, words: Query[CommuneWords]):
    """Trả về xã, phường của cả nước theo mã, kèm số hàng đang bán. Lọc một tỉnh bằng mục tinh."""
    at = place_of("communes", words)
    rows = Commune.objects.current().filter(code__gt=at[0] if at else "")
    if words.tinh:
        rows = rows.in_province(words.tinh)
    rows = rows.select_related("province").order_by("code")[: words.limit + 1]
    shown, cursor = part("communes", words, list(rows), lambda row: row.code)
    on_sale = on_sale_by_commune()
    link_to_next(request, response, cursor)
    items = [_commune(row, on_sale.get(row.code, OnSale(0, 0))) for row in shown]
    return {"items": items, "next_cursor": cursor}


def _commune(row: Commune, here: OnSale) -> dict:
    return {
        "code": row.code,
        "name": row.full_name,
        "kind": row.kind,
        "province": {"code": row.province.code, "name": row.province.full_name},
        "lat": row.lat,
        "lon": row.lon,
        "goods": here.goods,
        "sellers": here.sellers,
    }
