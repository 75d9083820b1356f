"""What the answers about a basket consist of. Money is whole đồng."""

import datetime as dt

from ninja import Field, Schema

from api.schemas import SellerName
from api.sign_in import Strict
from shop.basket.forms import MAX_QUANTITY


class BasketLine(Schema):
    """Goods in a basket, at the price of this moment."""

    id: int = Field(description="Số của dòng, để sửa hoặc bỏ", examples=[501])
    product_id: int = Field(examples=[1024])
    title: str = Field(examples=["Chè Tân Cương nõn tôm"])
    unit: str = Field(examples=["gói"])
    quantity: int = Field(examples=[2])
    min_quantity: int = Field(examples=[1])
    quantity_step: int = Field(examples=[1])
    left: int = Field(description="Mua được nhiều nhất; 0 là hết", examples=[12])
    price_vnd: int = Field(description="Giá một đơn vị lúc này", examples=[195000])
    sum_vnd: int = Field(description="Thành tiền trước giảm giá", examples=[390000])


class Delivery(Schema):
    """One way in which a parcel can reach the shopper."""

    code: str = Field(examples=["carrier"])
    label: str = Field(examples=["Đơn vị vận chuyển"])
    fee_vnd: int = Field(examples=[30000])
    note: str = Field(examples=[""])
    is_chosen: bool = Field(examples=[True])


class BasketParcel(Schema):
    """What one seller sends."""

    seller: SellerName
    lines: list[BasketLine]
    deliveries: list[Delivery]
    goods_vnd: int = Field(examples=[390000])
    fee_vnd: int = Field(description="Phí của cách giao đang chọn", examples=[30000])
    is_fee_exact: bool = Field(description="false khi chưa biết nơi nhận", examples=[True])
    ready_on: dt.date | None = Field(description="Hàng đặt trước: gửi từ ngày", examples=[None])
    earliest_on: dt.date = Field(examples=["2026-12-01"])
    latest_on: dt.date = Field(examples=["2026-12-03"])


class Payment(Schema):
    """One way to pay."""

    code: str = Field(examples=["cod"])
    label: str = Field(examples=["Trả tiền khi nhận hàng"])
    note: str = Field(examples=[""])
    why_not: str = Field(description="Vì sao chưa dùng được; trống là dùng được", examples=[""])


class BasketView(Schema):
    """A basket as of now; ``quote`` stands for all prices, fees and days in it."""

    parcels: list[BasketParcel]
    payments: list[Payment]
    problems: list[str] = Field(description="Điều phải sửa trước khi đặt", examples=[[]])
    goods_vnd: int = Field(examples=[390000])
    discount_vnd: int = Field(examples=[0])
    shipping_vnd: int = Field(examples=[30000])
    funded_vnd: int = Field(
        description="Phần chương trình của mã trả thay người mua; không gửi mã là 0", examples=[0]
    )
    programme: str = Field(description="Tên chương trình; trống khi không gửi mã", examples=[""])
    total_vnd: int = Field(
        description="Người mua trả: goods_vnd − discount_vnd + shipping_vnd − funded_vnd. "
        "Gửi lại khi đặt hàng",
        examples=[420000],
    )
    quote: str = Field(description="Gửi lại khi đặt hàng", examples=["1f0c9d2e8b7a6c5d4e3f"])


class NewBasket(Schema):
    """A basket for a guest."""

    basket_token: str = Field(
        description="Gửi ở đầu mục Basket-Token; ai giữ nó thì mở được giỏ", examples=["81:Qx…"]
    )


class GuestToken(Strict):
    """The basket from before signing in."""

    basket_token: str = Field(
        max_length=200, description="Như POST basket đã trả", examples=["812:Zt0hK…"]
    )


class Quantity(Strict):
    """How many there shall be."""

    quantity: int = Field(ge=1, le=MAX_QUANTITY, examples=[3])
