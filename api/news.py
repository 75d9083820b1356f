"""What receivers of webhooks get, for the document and the guide."""

import datetime as dt
from typing import Literal

from ninja import Field, Schema
from pydantic import ConfigDict

from shop.order.states import SellerOrderState

_REF = "#/components/schemas/{model}"


class _Closed(Schema):
    # News has these words and no others.
    model_config = ConfigDict(extra="forbid")


class OrderData(_Closed):
    """A part of an order that one seller sends: numbers, state and amounts, nobody's name."""

    order: str = Field(description="Số đơn", examples=["TN2611-000123"])
    parcel: str = Field(description="Số kiện", examples=["TN2611-000123-1"])
    state: Literal[tuple(SellerOrderState.values)] = Field(examples=["confirmed"])
    state_before: str = Field(description="Trống khi đơn vừa đặt", examples=["placed"])
    goods_vnd: int = Field(examples=[390000])
    discount_vnd: int = Field(examples=[0])
    shipping_vnd: int = Field(examples=[30000])
    total_vnd: int = Field(examples=[420000])
    commune: str = Field(description="Mã xã của người bán", examples=["05503"])
    destination_province: str = Field(description="Mã tỉnh nơi nhận", examples=["01"])


class StockData(_Closed):
    """How much of a product can be bought now."""

    product_id: int = Field(examples=[1024])
    seller: str = Field(examples=["htx-che-hao-dat"])
    left: int | None = Field(description="Còn bao nhiêu; null là còn nhiều", examples=[7])
    can_buy: bool = Field(examples=[True])


class OrderNews(_Closed):
    """An order has moved: ``order.<state>``."""

    id: str = Field(description="Như đầu mục webhook-id", examples=["order-4711"])
    type: str = Field(pattern=r"^order\.[a-z_]+$", examples=["order.confirmed"])
    timestamp: dt.datetime = Field(examples=["2026-11-27T08:00:00+07:00"])
    data: OrderData


class StockNews(_Closed):
    """Free stock has changed: ``stock.changed``."""

    id: str = Field(description="Như đầu mục webhook-id", examples=["stock-1024-3"])
    type: Literal["stock.changed"] = Field(examples=["stock.changed"])
    timestamp: dt.datetime = Field(examples=["2026-11-27T08:00:00+07:00"])
    data: StockData


_NEWS = {
    "order": (OrderNews, "Đơn đổi trạng thái"),
    "stock.changed": (StockNews, "Hàng còn lại thay đổi"),
}
_HEADERS = {
    "webhook-id": "Mã của tin; tin gửi lại giữ mã cũ",
    "webhook-timestamp": "Giây Unix lúc gửi",
    "webhook-signature": "v1, rồi HMAC-SHA256 của “mã.giây.thân tin”, base64",
}


def schemas() -> dict:
    """Return the parts of the news for ``components.schemas``."""
    parts = {}
    for model, _ in _NEWS.values():
        made = model.model_json_schema(ref_template=_REF)
        parts |= made.pop("$defs") | {model.__name__: made}
    return parts


def webhooks() -> dict:
    """Return the ``webhooks`` of the document: what is sent, and what to answer."""
    headers = [
        {
            "name": name,
            "in": "header",
            "required": True,
            "description": words,
            "schema": {"type": "string"},
        }
        for name, words in _HEADERS.items()
    ]
    return {name: {"post": _told(name, *told, headers)} for name, told in _NEWS.items()}


def _told(name: str, model: type[Schema], summary: str, headers: list[dict]) -> dict:
    schema = {"$ref": _REF.format(model=model.__name__)}
    return {
        "operationId": f"news_{name.replace('.', '_')}",
        "summary": summary,
        "parameters": headers,
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "responses": {
            "2XX": {"description": "Đã nhận"},
            "410": {"description": "Không nhận nữa; sàn thôi gửi"},
            "429": {"description": "Gửi quá nhanh; như đang nghỉ, tin đợi đến 3 ngày"},
            "4XX": {"description": "Tin này không nhận; gửi lại 12 lần, thưa dần"},
            "default": {"description": "Đang nghỉ; tin đợi đến 3 ngày"},
        },
    }
